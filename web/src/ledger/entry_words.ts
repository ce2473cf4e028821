/** What an entry is, in words. */
import type { TFunction } from "i18next";
import { period } from "../kernel/dates";
import type { Entry } from "./account_queries";

const KINDS = [
  "shipment",
  "payment",
  "return",
  "rebate",
  "redemption",
  "redemption-return",
  "payout",
  "expiry",
  "opening",
  "adjustment",
] as const;

/** The words for an entry; a rebate names its program and period. */
export function entryWords({ cause, rebate }: Pick<Entry, "cause" | "rebate">, t: TFunction<"ledger">): string {
  if (rebate) {
    const { program_name: name, program_version: number } = rebate;
    const program = number > 1 ? t("entry.version_of", { name, number }) : name;
    return t("entry.rebate_of", { program, period: period(rebate.program_period) });
  }
  const kind = KINDS.find((one) => one === cause.split(":")[0]);
  return kind ? t(`entry.${kind}`) : cause;
}
