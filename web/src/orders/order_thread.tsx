/** What both sides wrote about an order. */
import { answered, api } from "../api/client";
import { useUser } from "../api/session";
import { useMay, isDealer } from "../kernel/permissions";
import { Thread } from "../messages/thread";
import { ORDERS } from "./calls";
import type { Order } from "./order_rules";
import styles from "./orders.module.css";

export function OrderThread({ order: { order_id } }: { readonly order: Order }): React.ReactElement {
  const user = useUser();
  const may = useMay();
  const path = { order_id };
  return (
    <div className={styles.unprinted}>
      <Thread
        queryKey={[...ORDERS, "notes", order_id]}
        side={isDealer(user) ? "dealer" : "staff"}
        read={(cursor) =>
          answered(
            api.GET("/orders/{order_id}/notes", {
              params: { path, query: cursor === undefined ? {} : { cursor } },
            }),
          )
        }
        write={
          may("write_order_notes")
            ? (text, key) =>
                answered(
                  api.POST("/orders/{order_id}/notes", {
                    params: { path, header: { "Idempotency-Key": key } },
                    body: { text },
                  }),
                )
            : undefined
        }
      />
    </div>
  );
}
