/** What is measured and what is paid, in words. */
import type { TFunction } from "i18next";
import type { Schemas } from "../api/schemas";
import { groupedWhole, percent } from "../kernel/money";
import { money, price } from "../kernel/money_text";

export type Say = TFunction<"rebates">;

/** What a tier pays; exactly one of the three is given. */
export interface Pays {
  readonly rate: string | null;
  readonly per_unit: string | null;
  readonly fixed: string | null;
}

/** A figure of the measure: money, or pieces. */
export function measureWords(measure: Schemas["Measure"], figure: string, t: Say): string {
  return measure === "quantity" ? t("pieces", { count: groupedWhole(figure) }) : money(figure);
}

/** What a tier pays: a share, so much a piece, or a bonus. */
export function paysWords({ rate, per_unit, fixed }: Pays, t: Say): string {
  if (rate !== null) return percent(rate);
  if (per_unit !== null) return t("pays.per_unit", { amount: price(per_unit) });
  return t("pays.fixed", { amount: money(fixed ?? "") });
}

/** What a step of the calculation pays on: money for a rate, pieces for so much a piece; null for a bonus. */
export function baseWords({ base, rate }: Pays & { readonly base: string | null }, t: Say): string | null {
  return base === null ? null : measureWords(rate === null ? "quantity" : "net_amount", base, t);
}

/** A program's name, from its second version on with the version's number. */
export function versionedName(
  { program_name: name, program_version: number }: Pick<Schemas["LineOut"], "program_name" | "program_version">,
  t: Say,
): string {
  return number > 1 ? t("version.of", { name, number }) : name;
}
