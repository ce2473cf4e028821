/** Shipping and receiving in part: which pieces of which lines, out of what is left of each. */
import { readWhole } from "../kernel/money";

/** A line of which so many pieces are left. */
export interface LineLeft {
  readonly line: number;
  readonly left: number;
}

/** What was typed, by line; a line of which nothing was typed goes with all that is left of it. */
export type Typed = Readonly<Record<number, string>>;

export type PartProblem = "no_number" | "too_many";

export interface Chosen {
  /** As the API takes them: each line of which there are pieces. */
  readonly parts: readonly { readonly line: number; readonly quantity: number }[];
  readonly pieces: number;
  /** Every line goes with all that is left. */
  readonly whole: boolean;
  readonly problems: ReadonlyMap<number, PartProblem>;
}

/** What stands in a line's field. */
export function typedOf({ line, left }: LineLeft, typed: Typed): string {
  return typed[line] ?? String(left);
}

/** Reads what was typed; an empty field is no pieces. */
export function chosen(lines: readonly LineLeft[], typed: Typed): Chosen {
  const problems = new Map<number, PartProblem>();
  const parts: { line: number; quantity: number }[] = [];
  for (const each of lines) {
    const said = typedOf(each, typed).trim();
    const quantity = said === "" ? 0 : readWhole(said);
    if (quantity === null) problems.set(each.line, "no_number");
    else if (quantity > each.left) problems.set(each.line, "too_many");
    else if (quantity > 0) parts.push({ line: each.line, quantity });
  }
  const pieces = parts.reduce((sum, { quantity }) => sum + quantity, 0);
  const whole = problems.size === 0 && pieces === lines.reduce((sum, { left }) => sum + left, 0);
  return { parts, pieces, whole, problems };
}
