/** What a basket is: lines of whole pieces, one a SKU, and orders that are being placed from it. Pure. */
import type { Schemas } from "../api/schemas";
import type { Detail, ErrorCode } from "../kernel/errors";

/** The API takes so many pieces of a SKU at the most. */
export const MOST_PIECES = 1_000_000;
/** And so many lines. */
export const MOST_LINES = 500;
/** What a SKU looks like. */
export const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** What came of an order that was placed. */
export type Outcome =
  | { readonly kind: "ordered"; readonly orderId: string; readonly state: Schemas["OrderState"] }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly details: readonly Detail[] };

/** An order that is being placed: all that it takes to send it again and have it once. */
export interface Placing {
  readonly lines: readonly Line[];
  /** The total that was seen, and what each line came to. */
  readonly total: string;
  readonly nets: Readonly<Record<string, string>>;
  readonly review: boolean;
  /** SKUs of free goods to do without, and how many free pieces were seen. */
  readonly declined: readonly string[];
  readonly freePieces: number;
  /** What of the total the rebate wallet is to pay. */
  readonly redeem: string;
  /** The idempotency keys of the draft and of its submission. */
  readonly draftKey: string;
  readonly submitKey: string;
  readonly orderId: string | null;
  /** When the submission was sent last; null while it never was. */
  readonly sentAt: number | null;
  /** Why there is no answer yet. */
  readonly trouble: ErrorCode | null;
  readonly outcome: Outcome | null;
}

export interface Basket {
  readonly lines: readonly Line[];
  /** SKUs of free goods to do without, since they are not available. */
  readonly declined: readonly string[];
  /** By user: idempotency keys are a user's own. */
  readonly placings: Readonly<Record<string, Placing>>;
}

export const EMPTY: Basket = { lines: [], declined: [], placings: {} };

/** The lines with more of some SKUs; what is new comes last. */
export function added(lines: readonly Line[], more: readonly Line[]): readonly Line[] {
  const sums = new Map(lines.map(({ sku, quantity }) => [sku, quantity]));
  for (const { sku, quantity } of more) sums.set(sku, Math.min((sums.get(sku) ?? 0) + quantity, MOST_PIECES));
  return linesOf(sums);
}

/** The lines with so many of a SKU; none of it takes its line away. */
export function withQuantity(lines: readonly Line[], sku: string, quantity: number): readonly Line[] {
  const sums = new Map(lines.map((line) => [line.sku, line.quantity]));
  sums.set(sku, Math.min(quantity, MOST_PIECES));
  return linesOf(sums);
}

/** The lines without what was ordered of them. */
export function without(lines: readonly Line[], ordered: readonly Line[]): readonly Line[] {
  const sums = new Map(lines.map(({ sku, quantity }) => [sku, quantity]));
  for (const { sku, quantity } of ordered) sums.set(sku, (sums.get(sku) ?? 0) - quantity);
  return linesOf(sums);
}

/** Whether two baskets ask for the same, in the same order. */
export function sameLines(some: readonly Line[], others: readonly Line[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ sku, quantity }, at) => sku === others[at]?.sku && quantity === others[at].quantity)
  );
}

/** A basket as it was kept; null where it is none. Lines that are none are left out. */
export function readBasket(kept: unknown): Basket | null {
  if (typeof kept !== "object" || kept === null || !("lines" in kept) || !Array.isArray(kept.lines)) return null;
  const placings = "placings" in kept && typeof kept.placings === "object" ? kept.placings : null;
  const declined = "declined" in kept && Array.isArray(kept.declined) ? kept.declined.filter(isSku) : [];
  return { lines: added([], kept.lines.filter(isLine)), declined, placings: (placings ?? {}) as Basket["placings"] };
}

function linesOf(sums: ReadonlyMap<string, number>): readonly Line[] {
  return [...sums].filter(([, quantity]) => quantity > 0).map(([sku, quantity]) => ({ sku, quantity }));
}

function isSku(sku: unknown): sku is string {
  return typeof sku === "string" && SKU.test(sku);
}

function isLine(line: unknown): line is Line {
  if (typeof line !== "object" || line === null || !("sku" in line) || !("quantity" in line)) return false;
  const { sku, quantity } = line;
  return isSku(sku) && Number.isSafeInteger(quantity) && (quantity as number) > 0;
}
