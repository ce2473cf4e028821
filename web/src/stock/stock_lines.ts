/** Pasted or typed lines of a receipt or a count: "SKU quantity", as a spreadsheet gives them. */
import { readWhole } from "../kernel/money";

export type Kind = "receipt" | "count";
export type LineProblem = "no_number" | "none" | "twice";

export interface StockLine {
  /** The row of the text, from 1. */
  readonly row: number;
  readonly sku: string;
  /** What was written as the quantity. */
  readonly said: string;
  readonly quantity: number | null;
  readonly problem: LineProblem | null;
}

/** The most lines that the API takes at once. */
export const MOST_LINES = 90;

const HEADING = /^(?:sku|item|code|product|商品|编号|货号|品号|物料)/i;

/**
 * Reads lines; empty ones and a heading are passed over. Of a spreadsheet's row the first cell is the SKU and the last
 * one the quantity; else what follows the first space, comma or semicolon. A receipt brings at least one piece of each.
 */
export function readLines(text: string, kind: Kind): readonly StockLine[] {
  const seen = new Set<string>();
  return text
    .split(/\r?\n/)
    .map((written, place) => [place + 1, ...cells(written)] as const)
    .filter(([row, sku, said]) => sku !== "" && !(row === 1 && HEADING.test(sku) && !/[0-9]/.test(said)))
    .map(([row, sku, said]) => {
      const quantity = readWhole(said);
      const twice = seen.has(sku);
      seen.add(sku);
      return { row, sku, said, quantity, problem: problemOf(quantity, twice, kind) };
    });
}

function problemOf(quantity: number | null, twice: boolean, kind: Kind): LineProblem | null {
  if (quantity === null) return "no_number";
  if (quantity === 0 && kind === "receipt") return "none";
  return twice ? "twice" : null;
}

function cells(written: string): readonly [string, string] {
  const plain = written.normalize("NFKC").trim();
  if (plain.includes("\t")) {
    const found = plain.split("\t").map((cell) => cell.trim());
    return [found[0] ?? "", found.length > 1 ? (found.at(-1) ?? "") : ""];
  }
  const [, sku = "", said = ""] = /^([^\s,;]+)[\s,;]*(.*)$/.exec(plain) ?? [];
  return [sku, said.trim()];
}
