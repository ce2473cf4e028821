/** Figures of a program as people type them and as the API wants them. Places are shifted in the text; nothing is computed. */
import { percent } from "../kernel/money";

/** A figure from zero up with at most so many decimals: `" 1,200.5 "` -> `"1200.5"`; null where it is none. */
export function readFigure(typed: string, decimals: number): string | null {
  const plain = typed.normalize("NFKC").replace(/[\s¥]/g, "");
  if (plain.includes(",") && !/^[0-9]{1,3}(?:,[0-9]{3})+(?:\.|$)/.test(plain)) return null;
  const [, whole, part = ""] = /^([0-9]{1,12})(?:\.([0-9]+))?$/.exec(plain.replaceAll(",", "")) ?? [];
  if (whole === undefined || part.length > decimals) return null;
  return `${whole.replace(/^0+(?=[0-9])/, "")}${part && `.${part}`}`;
}

/** A percentage with at most so many decimals as a ratio: `"2.5"` or `"2.5%"` -> `"0.025"`; null where it is none. */
export function readPercent(typed: string, decimals: number): string | null {
  const figure = readFigure(typed.normalize("NFKC").replace("%", ""), decimals);
  if (figure === null) return null;
  const [whole = "", part = ""] = figure.split(".");
  const digits = whole.padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}${part}`.replace(/\.?0+$/, "");
}

/** A ratio as one types it in percent: `"0.025"` -> `"2.5"`. */
export function percentOf(ratio: string): string {
  return percent(ratio).replace(/[,%]/g, "");
}
