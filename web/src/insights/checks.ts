/** What a verification checks, in groups: a dealer's own books and stock. */
import type { Schemas } from "../api/schemas";

export type Check = Schemas["Check"];
export type Finding = Schemas["FindingOut"];

const GROUP_OF: Record<Check, Group> = {
  account: "account",
  balance: "account",
  available: "account",
  exposure: "account",
  open_items: "items",
  invoice_open: "items",
  invoice_entry: "items",
  payment_left: "items",
  payment_entry: "items",
  payment_applied: "items",
  oldest_due: "items",
  bank_line: "items",
  adjustment: "items",
  wallet_available: "account",
  wallet_asked: "account",
  wallet_held: "account",
  payout_entry: "account",
  statement_opening: "statements",
  statement_sum: "statements",
  statement_closing: "statements",
  statement_ageing: "statements",
  order_total: "orders",
  order_exposure: "orders",
  order_redemption: "orders",
  line_net: "orders",
  line_discount: "orders",
  promotion_shares: "orders",
  promotion_part: "promotions",
  promotion_used: "promotions",
  line_shipped: "orders",
  line_shipped_net: "orders",
  line_received: "orders",
  return_entries: "returns",
  returns_credited: "returns",
  line_returned: "returns",
  line_credited: "returns",
  shipments_returned: "returns",
  receipts_returned: "returns",
  shipment_amount: "shipments",
  shipment_invoice: "shipments",
  redemption_entry: "shipments",
  rebate_posted: "rebates",
  rebate_settled: "rebates",
  rebate_in_force: "rebates",
  link_alike: "rebates",
  link_apart: "rebates",
  stock_available: "stock",
  stock_on_hand: "stock",
  stock_reserved: "stock",
  stock_quarantine: "stock",
};

export const GROUPS = [
  "account",
  "items",
  "statements",
  "orders",
  "promotions",
  "shipments",
  "returns",
  "rebates",
  "stock",
] as const;
export type Group = (typeof GROUPS)[number];

/** The checks of a group, in order. */
export function checksOf(group: Group): readonly Check[] {
  return (Object.keys(GROUP_OF) as Check[]).filter((check) => GROUP_OF[check] === group);
}
