/** Periods as choices: months, quarters and years, written as the API writes them. */

export type PeriodKind = "month" | "quarter" | "year";

const IN_A_YEAR: Record<PeriodKind, number> = { month: 12, quarter: 4, year: 1 };

/** The period of a kind in which a business day lies, and those before it, `count` in all; the latest first. */
export function lastPeriods(kind: PeriodKind, day: string, count: number): readonly string[] {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const inYear = IN_A_YEAR[kind];
  const number = year * inYear + Math.floor(((month - 1) * inYear) / 12);
  return Array.from({ length: count }, (_, back) => written(kind, number - back));
}

function written(kind: PeriodKind, number: number): string {
  const inYear = IN_A_YEAR[kind];
  const [year, part] = [Math.floor(number / inYear), (number % inYear) + 1];
  if (kind === "year") return String(year);
  return kind === "quarter" ? `${year}-Q${part}` : `${year}-${String(part).padStart(2, "0")}`;
}
