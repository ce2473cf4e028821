/** What of an order the rebate wallet is to pay. Pure; money is text, and counted in cents. */
import type { Schemas } from "../api/schemas";
import { cents, ofCents, readMoney } from "../kernel/money";

type Quote = Pick<Schemas["PreviewOut"], "total" | "credit_short" | "redemption">;

/** Nothing, an amount within the share, or the whole order: goods instead of money. */
export type Redeem =
  { readonly way: "none" } | { readonly way: "part"; readonly typed: string } | { readonly way: "whole" };

export const NONE: Redeem = { way: "none" };
export const NOTHING = "0.00";

/** The amount, as the API takes it; null where it is none, or more than the wallet may pay. */
export function redeemed(redeem: Redeem, { total, redemption }: Quote): string | null {
  if (redeem.way === "none") return NOTHING;
  if (redeem.way === "whole") return redemption.wholly ? total : null;
  const amount = readMoney(redeem.typed);
  const wanted = amount === null ? 0n : (cents(amount) ?? 0n);
  return wanted > 0n && wanted <= (cents(redemption.most) ?? 0n) ? amount : null;
}

/** What the credit lacks for the rest of the order. */
export function shortBeside({ credit_short }: Quote, amount: string): string {
  const short = (cents(credit_short) ?? 0n) - (cents(amount) ?? 0n);
  return ofCents(short > 0n ? short : 0n);
}

/** What is to be paid otherwise. */
export function rest({ total }: Quote, amount: string): string {
  return ofCents((cents(total) ?? 0n) - (cents(amount) ?? 0n));
}

/** Whether the wallet may pay anything of it. */
export function offers({ redemption: { most, wholly } }: Quote): boolean {
  return wholly || (cents(most) ?? 0n) > 0n;
}
