/** What a quote says beside its figures, sorted by what a reader wants to know. Pure. */
import type { Schemas } from "../api/schemas";
import { cents, ofCents, sum } from "../kernel/money";

type Quote = Schemas["QuoteOut"];
type NotApplied = Schemas["NotAppliedOut"];

/** What each promotion takes in all, in the order in which they apply. */
export function discountsOf({ lines }: Pick<Quote, "lines">): readonly Schemas["AppliedOut"][] {
  const taken = new Map<string, string>();
  for (const { promotion, amount } of lines.flatMap((line) => line.applied)) {
    taken.set(promotion, sum([taken.get(promotion) ?? "0.00", amount]));
  }
  return [...taken].map(([promotion, amount]) => ({ promotion, amount }));
}

/** Buying more helps: for so much more money one saves so much, or so many more pieces bring the promotion. */
export type NextStep =
  | { readonly promotion: string; readonly spend: string; readonly save: string }
  | { readonly promotion: string; readonly pieces: number };

/** What is missing to the next step of each promotion, where buying more would reach it. */
export function nextSteps({
  order_discounts,
  not_applied,
}: Pick<Quote, "order_discounts" | "not_applied">): readonly NextStep[] {
  const further = order_discounts.flatMap(({ promotion, next_step }) =>
    next_step ? [{ promotion, ...next_step }] : [],
  );
  return [...further, ...not_applied.flatMap((said) => stepOf(said) ?? [])];
}

/** Promotions that do not apply for another reason than that too little is bought. */
export function barred({ not_applied }: Pick<Quote, "not_applied">): readonly NotApplied[] {
  return not_applied.filter((said) => stepOf(said) === null);
}

function stepOf({ promotion, reason, next_step, missing_quantity }: NotApplied): NextStep | null {
  if (next_step) return { promotion, ...next_step };
  if (reason === "below_buy_quantity" && missing_quantity !== null) return { promotion, pieces: missing_quantity };
  return null;
}

/** Whether an amount is nothing. */
export function isNothing(amount: string): boolean {
  return cents(amount) === 0n;
}

/** What is left of an amount after another. */
export function less(amount: string, taken: string): string {
  return ofCents((cents(amount) ?? 0n) - (cents(taken) ?? 0n));
}
