/** Money is text from end to end: `"1234.50"`. It is compared as whole cents and never becomes a floating figure. */

const MONEY = /^(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?$/;
const FIGURE = /^(-?)([0-9]{1,13})(?:\.([0-9]{1,6}))?$/;

/** Whole cents of an amount as the API writes it; null where it is none. */
export function cents(amount: string): bigint | null {
  const parts = MONEY.exec(amount);
  if (!parts) return null;
  const [, sign, whole = "", part = ""] = parts;
  const size = BigInt(whole) * 100n + BigInt(part.padEnd(2, "0"));
  return sign === "-" ? -size : size;
}

/** `"1234567.5"` -> `"1,234,567.50"`; text that is no amount stays as it is. */
export function grouped(amount: string): string {
  return MONEY.test(amount) ? groupedPrice(amount) : amount;
}

/** `"95.0000"` -> `"95.00"`, `"0.0125"` as it is: two decimals, and more where they say something. */
export function groupedPrice(price: string): string {
  const parts = FIGURE.exec(price);
  if (!parts) return price;
  const [, sign = "", whole = "", part = ""] = parts;
  return `${sign}${thousands(whole)}.${part.replace(/0+$/, "").padEnd(2, "0")}`;
}

/** `"1200"` -> `"1,200"`: whole pieces; text that is no whole number stays as it is. */
export function groupedWhole(count: string): string {
  const [, sign = "", whole = ""] = /^(-?)([0-9]{1,13})$/.exec(count) ?? [];
  return whole === "" ? count : `${sign}${thousands(whole)}`;
}

/** `"0.015"` -> `"1.5%"`, exactly. */
export function percent(ratio: string): string {
  const parts = FIGURE.exec(ratio);
  if (!parts) return ratio;
  const [, sign = "", whole = "", part = ""] = parts;
  const rest = part.slice(2).replace(/0+$/, "");
  return `${sign}${thousands(whole + part.slice(0, 2).padEnd(2, "0"))}${rest && `.${rest}`}%`;
}

/** What a person types, as the API wants it: `" 1,200 "` or `"１２００"` -> `"1200.00"`; null where it is no amount. */
export function readMoney(typed: string): string | null {
  const plain = typed.normalize("NFKC").replace(/[\s¥]/g, "");
  if (plain.includes(",") && !/^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.|$)/.test(plain)) return null;
  const amount = plain.replaceAll(",", "");
  return cents(amount) === null ? null : grouped(amount).replaceAll(",", "");
}

function thousands(digits: string): string {
  return digits.replace(/^0+(?=[0-9])/, "").replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
}

/** What a person types as a whole number: `" 1,200 "` or `"１２００"` -> `1200`; null where it is none, or too large. */
export function readWhole(typed: string): number | null {
  const plain = typed.normalize("NFKC").trim();
  const digits = /^[0-9]{1,3}(?:,[0-9]{3})*$|^[0-9]{1,9}$/.test(plain) ? plain.replaceAll(",", "") : "";
  return digits === "" || digits.length > 9 ? null : Number.parseInt(digits, 10);
}

/** The sum of amounts, exactly. */
export function sum(amounts: readonly string[]): string {
  return ofCents(amounts.reduce((total, amount) => total + (cents(amount) ?? 0n), 0n));
}

/** Whole cents as the API writes an amount: `-50n` -> `"-0.50"`. */
export function ofCents(whole: bigint): string {
  const size = whole < 0n ? -whole : whole;
  return `${whole < 0n ? "-" : ""}${(size / 100n).toString()}.${(size % 100n).toString().padStart(2, "0")}`;
}

/** How many whole hundredths one figure is of another, from 0 to 100: `("30000", "80000")` -> `37`. */
export function hundredths(part: string, whole: string): number {
  const [little, much] = [millionths(part), millionths(whole)];
  if (much <= 0n || little <= 0n) return 0;
  return little >= much ? 100 : Number((little * 100n) / much);
}

function millionths(figure: string): bigint {
  const [, sign = "", whole = "0", part = ""] = FIGURE.exec(figure) ?? [];
  const size = BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, "0"));
  return sign === "-" ? -size : size;
}

/** The same amount on the other side of zero. */
export function negated(amount: string): string {
  const whole = cents(amount);
  return whole === null ? amount : ofCents(-whole);
}
