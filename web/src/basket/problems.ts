/** What refusals say of the lines of a basket. Pure. */
import { ApiError, isRefusal, type Detail, type ErrorCode } from "../kernel/errors";
import type { Line } from "./basket";

export type LineProblem = "unknown_sku" | "no_price";

/** The SKUs that a quote or an order was refused for, and why. */
export function refusedLines(error: unknown): ReadonlyMap<string, LineProblem> {
  if (!isRefusal(error, "unknown_sku", "no_price")) return new Map();
  const why = error.code as LineProblem;
  return new Map(error.details.flatMap(({ sku }) => (typeof sku === "string" ? [[sku, why] as const] : [])));
}

/** The same of an outcome that was kept. */
export function asError({
  code,
  details,
}: {
  readonly code: ErrorCode;
  readonly details: readonly Detail[];
}): ApiError {
  return new ApiError(409, code, details);
}

export interface Shortage {
  readonly sku: string;
  readonly wanted: number;
  readonly available: number;
}

/** What was short when it was to be reserved. */
export function shortagesOf(details: readonly Detail[]): readonly Shortage[] {
  return details.flatMap(({ sku, wanted, available }) =>
    typeof sku === "string" && typeof wanted === "number" && typeof available === "number"
      ? [{ sku, wanted, available }]
      : [],
  );
}

/** The lines lowered to what there is; of what there is nothing, there is no line. */
export function lowered(lines: readonly Line[], shortages: readonly Shortage[]): readonly Line[] {
  const there = new Map(shortages.map(({ sku, available }) => [sku, available]));
  return lines
    .map(({ sku, quantity }) => ({ sku, quantity: Math.min(quantity, there.get(sku) ?? quantity) }))
    .filter(({ quantity }) => quantity > 0);
}

export interface Changed {
  readonly sku: string;
  readonly before: string;
  readonly now: string;
}

/** The lines that come to something else than what was seen. */
export function changedLines(
  nets: Readonly<Record<string, string>>,
  now: readonly { readonly sku: string; readonly net: string }[],
): readonly Changed[] {
  return now.flatMap(({ sku, net }) => {
    const before = nets[sku];
    return before === undefined || before === net ? [] : [{ sku, before, now: net }];
  });
}
