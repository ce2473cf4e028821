/**
 * A list from a spreadsheet: a SKU and a quantity a line. Nothing is guessed: a line that can be read in two ways is
 * told as one that cannot be read. Pure.
 */
import { readWhole } from "../kernel/money";
import { added, MOST_LINES, MOST_PIECES, SKU, type Line } from "./basket";

/**
 * `quantity`: there is none, or it is no whole number from 1 to a million. `sku`: that is no SKU. `which`: there are
 * several numbers. `cases`: it counts cases, and the basket base units. `most`: there are too many products already.
 */
export type Why = "sku" | "quantity" | "which" | "cases" | "most";

export interface Unread {
  /** Lines are counted from 1, as in the text. */
  readonly line: number;
  readonly text: string;
  readonly why: Why;
}

export interface Pasted {
  readonly lines: readonly Line[];
  readonly unread: readonly Unread[];
  /** How many lines of the text were read, and of these how many named a SKU once more. */
  readonly read: number;
  readonly repeated: number;
  /** What is left to correct: the lines that were not read, below their headings. */
  readonly rest: string;
}

interface Columns {
  readonly sku: number;
  /** Null: what it counts is cases. */
  readonly quantity: number | null;
}

const SKU_NAMES = [
  /^(?:sku|sku(?:编码|编号|号|码))$/,
  /^(?:(?:商品|产品|货品|物料|存货)?(?:编号|编码|代码|货号|料号|型号)|货号|款号|物料号)$/,
  /^(?:item|product|article|part|material)?(?:no|number|code|id)\.?$/,
  /^(?:商品|产品|货品|item|product|article)$/,
];
const QUANTITY_NAME =
  /^(?:.{0,4}数量|数目|个数|支数|桶数|袋数|(?:order|ordered)?(?:qty|quantity)\.?|pcs|pieces|units)$/;
const CASES_NAME = /^(?:箱数|件数|整箱数|cases?|cartons?|ctns?|boxes)$/;
const UNITS = "桶|袋|套|卷|盒|支|把|张|根|包|个|只|瓶|罐|片|条|块|米|pcs?|ea|units?";
const CASES = "箱|件|cases?|cartons?|ctns?|box|boxes";
const COUNTED = new RegExp(`^([0-9][0-9,]*)(?:\\.0+)?(?:${UNITS})?$`, "i");
const NUMBER = /^[0-9][0-9.,]*$/;
const COUNTED_CASES = new RegExp(`^(?:[0-9][0-9,]*)?(?:${CASES})$`, "i");

/** Reads a list that was copied from a spreadsheet, a mail or a chat. */
export function readPasted(text: string): Pasted {
  let columns: Columns | null = null;
  let lines: readonly Line[] = [];
  let read = 0;
  const unread: Unread[] = [];
  const rest: string[] = [];
  for (const [at, original] of text.split(/\r\n|\r|\n/).entries()) {
    const cells = cellsOf(original);
    if (cells.every((cell) => cell === "")) continue;
    const named = columnsOf(cells);
    if (named) {
      columns = named;
      rest.push(original);
      continue;
    }
    const found = columns ? byColumns(cells, columns) : byLook(cells);
    const why = typeof found === "string" ? found : tooMuch(lines, found);
    if (why !== null) {
      unread.push({ line: at + 1, text: original.trim(), why });
      rest.push(original);
    } else {
      lines = added(lines, [found as Line]);
      read += 1;
    }
  }
  return { lines, unread, read, repeated: read - lines.length, rest: unread.length > 0 ? rest.join("\n") : "" };
}

/** The cells of a line, full-width signs made plain; by tabs, else by semicolons, commas, or spaces. */
function cellsOf(original: string): readonly string[] {
  const line = original.normalize("NFKC").replaceAll("、", ",").replaceAll("\u200b", "");
  if (line.includes("\t")) return quotedCells(line, "\t");
  if (line.includes(";")) return quotedCells(line, ";");
  if (line.includes(",") && !/^\s*\S+\s+[0-9]{1,3}(?:,[0-9]{3})+\s*\S*\s*$/.test(line)) return quotedCells(line, ",");
  return line
    .replace(/[×✕*]|\sx(?=\s*[0-9])/gi, " ")
    .trim()
    .split(/\s+/);
}

function quotedCells(line: string, separator: string): readonly string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    else if (sign === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += sign;
  }
  return [...cells, cell].map((each) => each.trim().replace(/^'/, ""));
}

/** The columns that a line of headings names; null where it is none. */
function columnsOf(cells: readonly string[]): Columns | null {
  const names = cells.map((cell) => cell.toLowerCase().replace(/\(.*?\)|\[.*?\]|[\s:*_]/g, ""));
  const quantity = names.findIndex((name) => QUANTITY_NAME.test(name));
  const cases = names.some((name) => CASES_NAME.test(name));
  const sku = SKU_NAMES.map((form) => names.findIndex((name) => form.test(name))).find((at) => at >= 0) ?? -1;
  if (sku < 0 || (quantity < 0 && !cases)) return null;
  return { sku, quantity: quantity < 0 ? null : quantity };
}

function byColumns(cells: readonly string[], { sku, quantity }: Columns): Line | Why {
  return quantity === null ? "cases" : lineOf(cells[sku] ?? "", cells[quantity] ?? "");
}

/** Without headings the SKU comes first, and the quantity is the only number after it. */
function byLook([sku = "", ...others]: readonly string[]): Line | Why {
  const rest = others.filter((cell) => cell !== "");
  if (rest.some((cell) => COUNTED_CASES.test(cell))) return SKU.test(sku) ? "cases" : "sku";
  const numbers = rest.filter((cell) => COUNTED.test(cell) || NUMBER.test(cell));
  if (numbers.length > 1) return SKU.test(sku) ? "which" : "sku";
  return lineOf(sku, numbers[0] ?? rest[0] ?? "");
}

function lineOf(sku: string, quantity: string): Line | Why {
  if (!SKU.test(sku)) return "sku";
  if (COUNTED_CASES.test(quantity.replace(/\s/g, ""))) return "cases";
  const count = readWhole(COUNTED.exec(quantity.replace(/\s/g, ""))?.[1] ?? "");
  return count === null || count < 1 || count > MOST_PIECES ? "quantity" : { sku, quantity: count };
}

function tooMuch(lines: readonly Line[], { sku, quantity }: Line): Why | null {
  const before = lines.find((line) => line.sku === sku);
  if (!before) return lines.length < MOST_LINES ? null : "most";
  return before.quantity + quantity > MOST_PIECES ? "quantity" : null;
}
