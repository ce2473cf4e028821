/** The limits of a level as they are typed: whole pieces, or nothing where there is no limit. */
import type { Schemas } from "../api/schemas";
import { readWhole } from "../kernel/money";

export type LimitsIn = Schemas["LimitsIn"];

export interface TypedLimits {
  readonly sku: string;
  /** Null where the location has none: a dealer's own stock. */
  readonly safety: string | null;
  readonly low: string;
  readonly high: string;
}

export type LimitField = "sku" | "safety" | "low" | "high";
export type LimitProblem = "missing" | "no_number" | "crossed";

/** What is to be sent, or what is wrong with which field. An empty limit is taken away; an empty safety is none. */
export function readLimits(
  typed: TypedLimits,
): { readonly limits: LimitsIn } | { readonly problems: ReadonlyMap<LimitField, LimitProblem> } {
  const problems = new Map<LimitField, LimitProblem>();
  const sku = typed.sku.trim();
  if (sku === "") problems.set("sku", "missing");
  const read = (field: LimitField, said: string): number | null => {
    const count = said.trim() === "" ? null : readWhole(said);
    if (said.trim() !== "" && count === null) problems.set(field, "no_number");
    return count;
  };
  const low = read("low", typed.low);
  const high = read("high", typed.high);
  const safety = typed.safety === null ? null : (read("safety", typed.safety) ?? 0);
  if (low !== null && high !== null && low > high) problems.set("low", "crossed");
  if (problems.size > 0) return { problems };
  return { limits: { sku, low, high, ...(safety === null ? {} : { safety }) } };
}
