/** What the API answers dealers, as far as these pages read it. Money, prices and ratios are text. */
import type { Listing } from "./wire";

export interface OrderSummary {
  readonly order_id: string;
  readonly state: string;
  readonly total: string;
  readonly placed_at: string;
}

export interface OrderLine {
  readonly line: number;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unit_price: string;
  readonly net: string;
  readonly free: boolean;
  readonly shipped: number;
  readonly received: number;
}

export interface Shipment {
  readonly shipment_id: string;
  readonly day: string;
}

export interface Receipt {
  readonly receipt_id: string;
  readonly shipment_id: string;
  readonly day: string;
}

export interface OrderStep {
  readonly state: string;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
}

export interface Order {
  readonly order_id: string;
  readonly dealer_name: string;
  readonly state: string;
  readonly lines: readonly OrderLine[];
  readonly discount: string;
  readonly total: string;
  readonly tax: string;
  readonly shipments: readonly Shipment[];
  readonly receipts: readonly Receipt[];
  readonly placed_at: string;
  readonly steps: readonly OrderStep[];
}

/** What a rebate's entry pays: the program's total so far, less what was posted earlier. */
export interface EntryRebate {
  readonly program_name: string;
  readonly program_period: string;
  readonly total: string;
  readonly posted_earlier: string;
}

export type Account = "receivable" | "rebate";

export interface Entry {
  readonly cause: string;
  readonly account: Account;
  readonly amount: string;
  readonly day: string;
  readonly document_id: string;
  readonly rebate: EntryRebate | null;
}

export interface Figures {
  readonly opening: string;
  readonly sum: string;
  readonly closing: string;
  readonly entries: number;
}

export interface StatementSummary {
  readonly statement_id: string;
  readonly period: string;
  readonly state: string;
  readonly receivable: Figures;
  readonly rebate: Figures;
  readonly sent_at: string;
}

export interface Ageing {
  readonly not_due: string;
  readonly days_1_30: string;
  readonly days_31_60: string;
  readonly days_61_90: string;
  readonly over_90: string;
}

export interface Statement extends StatementSummary {
  readonly dealer_id: string;
  readonly first_period: string;
  readonly ageing: Ageing;
  readonly answered_at: string | null;
  readonly disputed: readonly string[];
  readonly reason: string | null;
  readonly entries: readonly Entry[];
}

export interface OpenInvoice {
  readonly invoice_id: string;
  readonly order_id: string;
  readonly amount: string;
  readonly open: string;
  readonly day: string;
  readonly due_day: string;
}

/** A `credit_limit` of null is prepayment only; `unlimited` is a flag of its own. */
export interface AccountToday {
  readonly receivable: string;
  readonly rebate: string;
  readonly credit_limit: string | null;
  readonly unlimited: boolean;
  readonly exposure: string;
  readonly available: string;
  readonly open_invoices: readonly OpenInvoice[];
}

export interface Entries extends Listing<Entry> {
  readonly today: AccountToday;
  readonly period: string;
}

/** What one tier (counted from 0) pays: a share of `base`, so much for each piece of it, or a bonus. */
export interface RebateStep {
  readonly tier: number;
  readonly base: string | null;
  readonly rate: string | null;
  readonly per_unit: string | null;
  readonly fixed: string | null;
  readonly amount: string;
}

export interface RebateResult {
  readonly measure: string;
  readonly measured: string;
  readonly baseline: string | null;
  readonly growth: string | null;
  readonly tier: number | null;
  readonly steps: readonly RebateStep[];
  readonly collected_share: string | null;
  readonly before_limits: string;
  readonly payout: string;
  readonly limit: string | null;
  readonly to_next_tier: string | null;
}

export interface Accrual {
  readonly program_id: string;
  readonly program_name: string;
  readonly program_period: string;
  readonly result: RebateResult;
  readonly total: string;
  readonly posted_earlier: string;
  readonly held: boolean;
  readonly beaten_by: string | null;
}

export interface Accrued {
  readonly as_of: string;
  readonly items: readonly Accrual[];
}

export interface Rung {
  readonly min_quantity: number;
  readonly unit_price: string;
  readonly source: string;
}

/** `prices` is empty where the product cannot be ordered. */
export interface CatalogItem {
  readonly sku: string;
  readonly name: string;
  readonly name_en: string;
  readonly category_name: string;
  readonly category_name_en: string;
  readonly unit: string;
  readonly case_size: number;
  readonly available: number;
  readonly prices: readonly Rung[];
}

/** `link` is a path within the site, such as `orders/ID`. */
export interface Message {
  readonly message_id: string;
  readonly title: string;
  readonly text: string;
  readonly occurred_at: string;
  readonly link: string;
}
