import { describe, expect, it } from "vitest";
import type { User } from "../src/api/schemas";
import {
  actionsOn,
  boundTo,
  boughtLines,
  firstQueue,
  readAgainAfter,
  type Order,
  type OrderState,
} from "../src/orders/order_rules";

const SALES = ["read_orders", "cancel_orders", "handle_orders", "reject_orders"] as const;
const FINANCE = ["read_orders", "grant_credit", "reject_orders"] as const;
const BUYER = ["read_orders", "place_orders", "cancel_orders", "receive_orders"] as const;

function user(dealer_id: string | null, permissions: readonly User["permissions"][number][]): User {
  return {
    user_id: "u",
    email: "u@example.com",
    name: "U",
    roles: [],
    dealer_id,
    permissions: [...permissions],
    regions: [],
  };
}

function order(state: OrderState, to_receive = 0): Pick<Order, "state" | "lines"> {
  const line = { sku: "A", quantity: 5, free: false, to_receive };
  return { state, lines: [line as Order["lines"][number]] };
}

function allowed(state: OrderState, by: User, to_receive = 0): string[] {
  return [...actionsOn(order(state, to_receive), by)].sort();
}

describe("what may be done with an order", () => {
  it("lets a dealer cancel until it is confirmed, and receive what is on the way", () => {
    const buyer = user("D1", BUYER);
    expect(allowed("draft", buyer)).toEqual(["cancel", "reorder", "submit"]);
    expect(allowed("submitted", buyer)).toEqual(["cancel", "reorder"]);
    expect(allowed("confirmed", buyer)).toEqual(["reorder"]);
    expect(allowed("part_shipped", buyer)).toEqual(["reorder"]);
    expect(allowed("part_shipped", buyer, 2)).toEqual(["receive", "reorder"]);
    expect(allowed("closed_short", buyer, 2)).toEqual(["receive", "reorder"]);
    expect(allowed("reserving", buyer)).toEqual([]);
  });

  it("lets sales take on, refuse and end what is theirs, and finance judge the credit alone", () => {
    expect(allowed("submitted", user(null, SALES))).toEqual(["cancel", "confirm", "reject"]);
    expect(allowed("submitted", user(null, FINANCE))).toEqual([]);
    expect(allowed("credit_review", user(null, FINANCE))).toEqual(["grant", "reject"]);
    expect(allowed("confirmed", user(null, SALES))).toEqual(["cancel"]);
    expect(allowed("received", user(null, SALES))).toEqual(["close"]);
    expect(allowed("part_received", user(null, SALES))).toEqual(["close_short"]);
    expect(allowed("confirmed", user(null, ["ship_orders"]))).toEqual(["ship"]);
  });
});

describe("the queue with which one begins", () => {
  it("is what waits for one's own work", () => {
    expect(firstQueue(user(null, [...SALES, "ship_orders"]))).toBe("submitted");
    expect(firstQueue(user(null, FINANCE))).toBe("credit_review");
    expect(firstQueue(user(null, ["ship_orders"]))).toBe("confirmed");
    expect(firstQueue(user(null, ["read_orders"]))).toBe("submitted");
  });
});

describe("reading an order again", () => {
  it("is often while stock is reserved, goes on while it is open, and ends with it", () => {
    expect(readAgainAfter(order("reserving"))).toBe(2000);
    expect(readAgainAfter(order("submitted"))).toBe(15000);
    expect(readAgainAfter(order("closed_short", 1))).toBe(15000);
    expect(readAgainAfter(order("closed_short"))).toBe(false);
    expect(readAgainAfter(order("cancelled"))).toBe(false);
    expect(readAgainAfter(undefined)).toBe(false);
  });
});

describe("regions and reordering", () => {
  it("binds those who are of regions alone", () => {
    expect(boundTo({ roles: ["sales"], regions: ["east"] })).toEqual(["east"]);
    expect(boundTo({ roles: ["sales", "finance"], regions: ["east"] })).toBeNull();
    expect(boundTo({ roles: ["warehouse"], regions: [] })).toBeNull();
  });

  it("orders again what was bought, not what was free", () => {
    const lines = [
      { sku: "A", quantity: 5, free: false },
      { sku: "A", quantity: 1, free: true },
    ] as Order["lines"];
    expect(boughtLines({ lines })).toEqual([{ sku: "A", quantity: 5 }]);
  });
});
