/** What may be done with an order, by whom, and in which state: as the API decides, so that pages leave out the rest. */
import type { Permission, Schemas, User } from "../api/schemas";
import type { Tone } from "../ui/badge";

export type Order = Schemas["OrderDetail"];
export type OrderState = Schemas["OrderState"];
export type OrderLine = Schemas["OrderLineOut"];
export type Shipment = Schemas["ShipmentOut"];

/** All states, in the order in which the queue offers them: first what somebody has to act on. */
export const STATES: readonly OrderState[] = [
  "submitted",
  "credit_review",
  "confirmed",
  "part_shipped",
  "shipped",
  "part_received",
  "received",
  "reserving",
  "draft",
  "closed",
  "closed_short",
  "rejected",
  "cancelled",
  "expired",
];

/** A state as an address names it; undefined where it names none. */
export function stateNamed(text: string | undefined): OrderState | undefined {
  return STATES.find((state) => state === text);
}

/** How a state looks: whether somebody has to act, whether it went well. */
export const TONES: Readonly<Record<OrderState, Tone>> = {
  draft: "plain",
  reserving: "accent",
  credit_review: "warn",
  submitted: "warn",
  confirmed: "accent",
  part_shipped: "accent",
  shipped: "accent",
  part_received: "accent",
  received: "good",
  closed: "good",
  closed_short: "plain",
  rejected: "bad",
  cancelled: "plain",
  expired: "plain",
};

const OVER: ReadonlySet<OrderState> = new Set(["closed", "closed_short", "rejected", "cancelled", "expired"]);
const SHIPPED_FROM: ReadonlySet<OrderState> = new Set(["confirmed", "part_shipped"]);
const RECEIVED_FROM: ReadonlySet<OrderState> = new Set(["part_shipped", "shipped", "part_received", "closed_short"]);
const CLOSED_SHORT_FROM: ReadonlySet<OrderState> = new Set(["part_shipped", "shipped", "part_received"]);
const CANCELLED_BY_DEALER: ReadonlySet<OrderState> = new Set(["draft", "submitted", "credit_review"]);
const CANCELLED_BY_STAFF: ReadonlySet<OrderState> = new Set(["submitted", "credit_review", "confirmed"]);

/** Whether pieces of an order are on the way to the dealer. */
export function isComing({ lines }: Pick<Order, "lines">): boolean {
  return lines.some(({ to_receive }) => to_receive > 0);
}

const RESERVING_EVERY = 2_000;
const OPEN_EVERY = 15_000;

/** How often an open order is read anew, in milliseconds; false once nothing more becomes of it. */
export function readAgainAfter(order: Pick<Order, "state" | "lines"> | undefined): number | false {
  if (!order) return false;
  if (order.state === "reserving") return RESERVING_EVERY;
  return OVER.has(order.state) && !(order.state === "closed_short" && isComing(order)) ? false : OPEN_EVERY;
}

export type Action =
  "submit" | "receive" | "cancel" | "reorder" | "confirm" | "grant" | "reject" | "ship" | "close" | "close_short";

/** What a user may do with an order now. */
export function actionsOn(order: Pick<Order, "state" | "lines">, user: User): ReadonlySet<Action> {
  const { state } = order;
  const may = (permission: Permission): boolean => user.permissions.includes(permission);
  const cancelled = user.dealer_id === null ? CANCELLED_BY_STAFF : CANCELLED_BY_DEALER;
  const allowed: Readonly<Record<Action, boolean>> = {
    submit: may("place_orders") && state === "draft",
    receive: may("receive_orders") && RECEIVED_FROM.has(state) && isComing(order),
    cancel: may("cancel_orders") && cancelled.has(state),
    reorder: may("place_orders") && state !== "reserving",
    confirm: may("handle_orders") && state === "submitted",
    grant: may("grant_credit") && state === "credit_review",
    reject: may("reject_orders") && (state === "credit_review" || (state === "submitted" && may("handle_orders"))),
    ship: may("ship_orders") && SHIPPED_FROM.has(state),
    close: may("handle_orders") && state === "received",
    close_short: may("handle_orders") && CLOSED_SHORT_FROM.has(state),
  };
  return new Set((Object.keys(allowed) as Action[]).filter((action) => allowed[action]));
}

/** The queue with which one of the staff begins: what waits for the sales, else for finance, else for the warehouse. */
export function firstQueue({ permissions }: Pick<User, "permissions">): OrderState {
  if (permissions.includes("handle_orders")) return "submitted";
  if (permissions.includes("grant_credit")) return "credit_review";
  return permissions.includes("ship_orders") ? "confirmed" : "submitted";
}

const OF_REGIONS: ReadonlySet<string> = new Set(["sales", "regional_manager"]);

/** The regions to which a user is bound; null for those who reach every region. */
export function boundTo({ roles, regions }: Pick<User, "roles" | "regions">): readonly string[] | null {
  return roles.length > 0 && roles.every((role) => OF_REGIONS.has(role)) ? regions : null;
}

/** What can be ordered once more: the lines that were bought; what was free comes of the promotions of that day. */
export function boughtLines({ lines }: Pick<Order, "lines">): { sku: string; quantity: number }[] {
  return lines.filter(({ free }) => !free).map(({ sku, quantity }) => ({ sku, quantity }));
}
