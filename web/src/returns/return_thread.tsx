/** What both sides wrote about a return. */
import { answered, api } from "../api/client";
import { useUser } from "../api/session";
import { isDealer, useMay } from "../kernel/permissions";
import { Thread } from "../messages/thread";
import { on, RETURNS } from "./calls";

export function ReturnThread({ returnId }: { readonly returnId: string }): React.ReactElement {
  const user = useUser();
  const may = useMay();
  return (
    <Thread
      queryKey={[...RETURNS, "notes", returnId]}
      side={isDealer(user) ? "dealer" : "staff"}
      read={(cursor) =>
        answered(
          api.GET("/returns/{return_id}/notes", {
            params: { path: { return_id: returnId }, query: cursor === undefined ? {} : { cursor } },
          }),
        )
      }
      write={
        may("write_return_notes")
          ? (text, key) =>
              answered(api.POST("/returns/{return_id}/notes", { params: on(returnId, key), body: { text } }))
          : undefined
      }
    />
  );
}
