/** How settings are shown and read. Waits are kept in seconds, and shown in the largest unit that leaves nothing over. */
import type { Schemas } from "../api/schemas";
import { readWhole } from "../kernel/money";

/** A setting by a name that we have words for. */
export type Setting = Schemas["SettingOut"] & { readonly name: keyof Schemas["ChangeSettings"] };
export type Change = Schemas["ChangeSettings"];
export type Unit =
  | "days"
  | "hours"
  | "minutes"
  | "seconds"
  | "count"
  | "money_whole"
  | "names"
  | "text"
  | "percent"
  | "switch"
  | "months";

const UNITS = [
  ["days", 86_400],
  ["hours", 3600],
  ["minutes", 60],
  ["seconds", 1],
] as const;

/** The settings in the order of the work that they are about. */
export const GROUPS = [
  [
    "registration",
    [
      "registration_answer_seconds",
      "registration_finance_above",
      "registration_amend_seconds",
      "duplicate_answer_seconds",
      "rejected_documents_days",
      "case_link_days",
      "invitation_days",
    ],
  ],
  ["approvals", ["approval_remind_seconds", "approval_escalate_seconds", "wait_margin_seconds"]],
  ["orders", ["draft_days", "credit_review_days", "order_job_seconds", "longest_payment_days", "grades"]],
  ["returns", ["return_days", "return_recomputes_savings"]],
  [
    "settlement",
    [
      "arrival_cutoff_days",
      "late_payment_days",
      "settlement_answer_seconds",
      "account_change_answer_seconds",
      "settlement_second_above",
      "settlement_chunk_size",
      "statement_confirm_days",
      "company_name",
    ],
  ],
  [
    "wallet",
    [
      "redemption_percent",
      "wallet_goods",
      "rebate_expiry_months",
      "rebate_expiry_notice_days",
      "payout_answer_seconds",
    ],
  ],
] as const satisfies readonly (readonly [string, readonly Setting["name"][]])[];

/** What has no end; the API's null. */
export const NEVER = Symbol("never");

/** In what a setting is shown: a wait in the unit of its present value, so that what was typed is what is read. */
export function unitOf({ kind, value }: Setting): Unit {
  if (kind !== "seconds") return kind === "days" ? "days" : kind;
  const seconds = typeof value === "number" ? value : 0;
  return UNITS.find(([, size]) => seconds > 0 && seconds % size === 0)?.[0] ?? "seconds";
}

/** The value as it stands in its field. */
export function shownSetting(setting: Setting): string {
  const { value } = setting;
  if (value === null) return "";
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value / sizeOf(setting)) : value.join(", ");
}

/** The bounds in the unit of the field, the lower one rounded up and the upper one down. */
export function shownBounds(setting: Setting): [string, string] {
  const size = sizeOf(setting);
  return [String(Math.ceil(setting.minimum / size)), String(Math.floor(setting.maximum / size))];
}

/** What was typed, as the API keeps it (`never` for none of a kind that knows that); null where it is no such thing, or out of bounds. */
export function readSetting(setting: Setting, typed: string): number | string | string[] | typeof NEVER | null {
  if (setting.kind === "months" && typed.trim() === "") return NEVER;
  if (setting.kind === "text") {
    const text = typed.trim();
    return text.length < setting.minimum || text.length > setting.maximum ? null : text;
  }
  if (setting.kind === "names") {
    const names = typed.split(/[,，\s]+/).filter((name) => name !== "");
    return names.length < setting.minimum || names.length > setting.maximum ? null : names;
  }
  const whole = readWhole(typed);
  const value = whole === null ? null : whole * sizeOf(setting);
  return value === null || value < setting.minimum || value > setting.maximum ? null : value;
}

function sizeOf(setting: Setting): number {
  const unit = unitOf(setting);
  return setting.kind === "seconds" ? (UNITS.find(([name]) => name === unit)?.[1] ?? 1) : 1;
}

/** Whether a setting has a place on the page. */
export function isKnown(setting: Schemas["SettingOut"]): setting is Setting {
  return GROUPS.some(([, names]) => (names as readonly string[]).includes(setting.name));
}
