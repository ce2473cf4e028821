/** Where days lie on a stretch of time: from two weeks before a day to ten weeks after. Days in ISO 8601. Pure. */

export interface Stretch {
  readonly first: string;
  readonly last: string;
}

const DAY = 86_400_000;
const BEFORE = 14;
const AFTER = 70;

export function windowOf(today: string): Stretch {
  return { first: shifted(today, -BEFORE), last: shifted(today, AFTER) };
}

/** In percent of the stretch: where it begins and how long it is, as far as it can be seen; both days included. */
export function placesOn(
  { first, last }: Stretch,
  from: string,
  until: string,
): { readonly left: number; readonly width: number } {
  const whole = daysBetween(first, last) + 1;
  const begins = Math.min(Math.max(daysBetween(first, from), 0), whole);
  const ends = Math.min(Math.max(daysBetween(first, until) + 1, begins), whole);
  return { left: share(begins, whole), width: share(ends - begins, whole) };
}

function share(days: number, whole: number): number {
  return Math.round((days * 10_000) / whole) / 100;
}

function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / DAY);
}

function shifted(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}
