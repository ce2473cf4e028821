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

/** The period of a kind in which a business day lies, and those after it, `count` in all; the earliest first. */
export function nextPeriods(kind: PeriodKind, day: string, count: number): readonly string[] {
  const [present = ""] = lastPeriods(kind, day, 1);
  const [year = "", part = ""] = present.replace("Q", "").split("-");
  const inYear = IN_A_YEAR[kind];
  const number = Number(year) * inYear + (part === "" ? 0 : Number(part) - 1);
  return Array.from({ length: count }, (_, ahead) => written(kind, number + ahead));
}

/** The first day of a period: `2026-Q4` -> `2026-10-01`. */
export function firstDayOf(period: string): string {
  const [year = "", part = ""] = period.split("-");
  const month = part.startsWith("Q") ? Number(part.slice(1)) * 3 - 2 : Number(part || "1");
  return `${year}-${String(month).padStart(2, "0")}-01`;
}

/** The last day of a period: `2026-Q4` -> `2026-12-31`. */
export function lastDayOf(period: string): string {
  const [year = "", part = ""] = period.split("-");
  const month = part === "" ? 12 : part.startsWith("Q") ? Number(part.slice(1)) * 3 : Number(part);
  const day = new Date(Date.UTC(Number(year), month, 0)).getUTCDate();
  return `${year}-${String(month).padStart(2, "0")}-${day}`;
}

function written(kind: PeriodKind, number: number): string {
  const inYear = IN_A_YEAR[kind];
  const [year, part] = [Math.floor(number / inYear), (number % inYear) + 1];
  if (kind === "year") return String(year);
  return kind === "quarter" ? `${year}-Q${part}` : `${year}-${String(part).padStart(2, "0")}`;
}
