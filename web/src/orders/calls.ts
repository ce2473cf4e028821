/** Orders of the API: how they are read, and what is done with them. */
import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { api, answered } from "../api/client";
import { useCommand, type Command } from "../api/command";
import type { Schemas } from "../api/schemas";
import { isRefusal } from "../kernel/errors";
import { readAgainAfter, type Order } from "./order_rules";

export type OrderOut = Schemas["OrderOut"];
export type PartIn = Schemas["PartIn"];

/** Everything that was read of orders. */
export const ORDERS = ["orders"] as const;

/** Whatever an order changes: itself, what lies in stock, what a dealer owes. */
const CHANGED = [ORDERS, ["stock"], ["ledger"]] as const;

/** One order; it is read anew by itself as long as it is open. */
export function useOrder(orderId: string): UseQueryResult<Order> {
  return useQuery({
    queryKey: [...ORDERS, "one", orderId],
    queryFn: () => answered(api.GET("/orders/{order_id}", { params: { path: { order_id: orderId } } })),
    refetchInterval: ({ state }) => readAgainAfter(state.data),
  });
}

/** What the path and the header of every command on an order say. */
export function on(
  orderId: string,
  key: string,
): { path: { order_id: string }; header: { "Idempotency-Key": string } } {
  return { path: { order_id: orderId }, header: { "Idempotency-Key": key } };
}

/** A command on an order. Where it was refused since the order stands otherwise by now, the order is read anew. */
export function useOrderCommand<Input>(
  send: (input: Input, key: string) => Promise<OrderOut>,
  says: (order: OrderOut, input: Input) => string,
  then?: () => void,
): Command<Input, OrderOut> {
  const client = useQueryClient();
  return useCommand<Input, OrderOut>(
    async (input, key) => {
      try {
        return await send(input, key);
      } catch (error) {
        if (isRefusal(error, "wrong_state", "invalid", "version_conflict", "busy")) {
          void client.invalidateQueries({ queryKey: ORDERS });
        }
        throw error;
      }
    },
    { changes: CHANGED, says, ...(then ? { then } : {}) },
  );
}

/** Takes a submitted order on. */
export function confirmOrder(orderId: string, key: string): Promise<OrderOut> {
  return answered(api.POST("/orders/{order_id}/confirm", { params: on(orderId, key) }));
}
