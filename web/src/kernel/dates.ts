/** Instants and business days as a reader sees them: in the reader's language and the business time zone. */
import i18next from "i18next";
import { config } from "./config";

/** A day and minute in the business time zone: `2026-11-03T02:00:00Z` -> `2026年11月3日 10:00`. */
export function instant(iso: string): string {
  return shown(iso, { dateStyle: "medium", timeStyle: "short", timeZone: config().time_zone });
}

/** The business day of an instant. */
export function dayOf(iso: string): string {
  return shown(iso, { dateStyle: "medium", timeZone: config().time_zone });
}

/** A business day such as `2026-11-03`. */
export function day(iso: string): string {
  return shown(`${iso}T00:00:00Z`, { dateStyle: "medium", timeZone: "UTC" }, iso);
}

/** A month, a quarter or a year: `2026-10`, `2026-Q4`, `2026`. */
export function period(text: string): string {
  const [, year = "", quarter] = /^([0-9]{4})(?:-Q([1-4]))?$/.exec(text) ?? [];
  if (quarter !== undefined) return i18next.t("kernel:period.quarter", { year, quarter });
  if (year !== "") return i18next.t("kernel:period.year", { year });
  return shown(`${text}-01T00:00:00Z`, { year: "numeric", month: "long", timeZone: "UTC" }, text);
}

/** The name of the business time zone in the reader's language. */
export function zoneName(): string {
  return (
    format({ timeZone: config().time_zone, timeZoneName: "long" })
      .formatToParts(0)
      .find(({ type }) => type === "timeZoneName")?.value ?? config().time_zone
  );
}

/** The business day of a moment, as the API writes days. */
export function businessDay(moment: Date): string {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const said = format({ ...parts, timeZone: config().time_zone }).formatToParts(moment);
  const part = (type: string): string => said.find((each) => each.type === type)?.value ?? "";
  return [part("year"), part("month"), part("day")].join("-");
}

/** The month before one such as `2026-01`. */
export function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, "0")}`;
}

/** How long ago an instant was, or how far ahead it is, in the largest unit that fits. */
export function ago(iso: string, now: Date): string {
  const seconds = Math.round((new Date(iso).getTime() - now.getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat(i18next.language, { numeric: "auto" });
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const;
  const [unit, length] = units.find(([, each]) => Math.abs(seconds) >= each) ?? (["minute", 60] as const);
  return relative.format(Math.round(seconds / length), unit);
}

function shown(iso: string, options: Intl.DateTimeFormatOptions, otherwise = iso): string {
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime()) ? otherwise : format(options).format(moment);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A format in the reader's language. Each is made once: on a phone, making one takes longer than drawing a list. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${i18next.language} ${JSON.stringify(options)}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(i18next.language, options);
  formats.set(key, made);
  return made;
}
