/** Changing a dealer: only what is named is sent, and only if nobody changed the dealer since it was read. */
import { useQueryClient } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import { useCommand, type Command } from "../api/command";
import type { Schemas } from "../api/schemas";
import { isRefusal } from "../kernel/errors";
import type { Dealer } from "./dealer_queries";

export type Changes = Partial<Schemas["ChangeDealer"]>;

export function useChangeDealer(
  { dealer_id, version }: Dealer,
  says: () => string,
  then?: () => void,
): Command<Changes, Dealer> {
  const client = useQueryClient();
  return useCommand(
    async (changes: Changes) => {
      try {
        return await answered(
          api.PATCH("/dealers/{dealer_id}", {
            params: { path: { dealer_id }, header: { "If-Match": `"${version}"` } },
            // What is left out stays: the description's defaults are none of a change's.
            body: changes as Schemas["ChangeDealer"],
          }),
        );
      } catch (error) {
        if (isRefusal(error, "version_conflict")) void client.invalidateQueries({ queryKey: ["dealers", "one"] });
        throw error;
      }
    },
    { changes: [["dealers"]], says, ...(then ? { then } : {}) },
  );
}
