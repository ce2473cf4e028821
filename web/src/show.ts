/** Figures and instants as a reader sees them. */
import type { Words } from "./dom";
import { language, named, t } from "./i18n";
import { grouped, groupedPrice, groupedWhole } from "./money";

const BUSINESS_ZONE = "Asia/Shanghai";

/** Money with its currency. */
export function money(amount: string): Words {
  const shown = grouped(amount);
  return shown.startsWith("-") ? t("money.negative", { amount: shown.slice(1) }) : t("money.amount", { amount: shown });
}

/** What one piece costs, with its currency. */
export function price(amount: string): Words {
  return t("money.amount", { amount: groupedPrice(amount) });
}

/** Whole pieces. */
export function pieces(count: number | string): Words {
  return () => groupedWhole(String(count));
}

/** A day and minute in the business time zone, which is named. */
export function instant(iso: string): Words {
  return () => {
    const moment = new Date(iso);
    if (Number.isNaN(moment.getTime())) return iso;
    const format = { dateStyle: "long", timeStyle: "short", timeZone: BUSINESS_ZONE } as const;
    return t("time.in_zone", { time: new Intl.DateTimeFormat(language(), format).format(moment) })();
  };
}

/** A business day such as `2026-11-03`. */
export function day(iso: string): Words {
  return () => dated(`${iso}T00:00:00Z`, { dateStyle: "medium" }) ?? iso;
}

/** A month, a quarter or a year: `2026-10`, `2026-Q4`, `2026`. */
export function period(text: string): Words {
  const [, year = "", quarter] = /^([0-9]{4})(?:-Q([1-4]))?$/.exec(text) ?? [];
  if (quarter !== undefined) return t("period.quarter", { year, quarter });
  if (year !== "") return t("period.year", { year });
  return () => dated(`${text}-01T00:00:00Z`, { year: "numeric", month: "long" }) ?? text;
}

/** The day that it is in the business time zone, as the API writes days. */
export function businessDay(moment: Date): string {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const said = new Intl.DateTimeFormat("en-US", { ...parts, timeZone: BUSINESS_ZONE }).formatToParts(moment);
  const part = (type: string): string => said.find((each) => each.type === type)?.value ?? "";
  return [part("year"), part("month"), part("day")].join("-");
}

function dated(iso: string, format: Intl.DateTimeFormatOptions): string | null {
  const moment = new Date(iso);
  const shown = new Intl.DateTimeFormat(language(), { ...format, timeZone: "UTC" });
  return Number.isNaN(moment.getTime()) ? null : shown.format(moment);
}

/** A fact's value: an amount with its currency, an instant as one, a known word in the reader's language, else as it is. */
export function factValue(label: string, value: string): Words {
  if (/^-?[0-9]{1,12}\.[0-9]{2}$/.test(value)) return money(value);
  if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$/.test(value)) return instant(value);
  return named(`value.${label}`, value);
}
