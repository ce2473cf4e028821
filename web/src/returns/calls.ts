/** Returns of the API: how they are read, and what is done with them. */
import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import { useCommand, type Command } from "../api/command";
import type { Schemas } from "../api/schemas";
import { isRefusal } from "../kernel/errors";
import { readAgainAfter, type Return } from "./return_rules";

export type ReturnOut = Schemas["ReturnOut"];

/** Everything that was read of returns. */
export const RETURNS = ["returns"] as const;

/** Whatever a return changes: itself, its order, what lies in stock, what a dealer owes and has. */
export const CHANGED = [RETURNS, ["orders"], ["stock"], ["ledger"], ["rebates"]] as const;

/** One return; it is read anew by itself as long as it is open. */
export function useReturn(returnId: string): UseQueryResult<Return> {
  return useQuery({
    queryKey: [...RETURNS, "one", returnId],
    queryFn: () => answered(api.GET("/returns/{return_id}", { params: { path: { return_id: returnId } } })),
    refetchInterval: ({ state }) => readAgainAfter(state.data),
  });
}

/** What the path and the header of every command on a return say. */
export function on(
  returnId: string,
  key: string,
): { path: { return_id: string }; header: { "Idempotency-Key": string } } {
  return { path: { return_id: returnId }, header: { "Idempotency-Key": key } };
}

/** A command on a return. Where it was refused since the return stands otherwise by now, it is read anew. */
export function useReturnCommand<Input>(
  send: (input: Input, key: string) => Promise<ReturnOut>,
  says: (made: ReturnOut) => string,
  then?: (made: ReturnOut) => void,
): Command<Input, ReturnOut> {
  const client = useQueryClient();
  return useCommand<Input, ReturnOut>(
    async (input, key) => {
      try {
        return await send(input, key);
      } catch (error) {
        if (isRefusal(error, "wrong_state", "version_conflict", "busy")) {
          void client.invalidateQueries({ queryKey: RETURNS });
        }
        throw error;
      }
    },
    { changes: CHANGED, says, ...(then ? { then } : {}) },
  );
}
