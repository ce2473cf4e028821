/** The templates of going live: a CSV with the columns' names and an example, as a spreadsheet program opens it.
 * The columns are called so in the table, whatever the reader's language. */
import type { Schemas } from "../api/schemas";

type Kind = Schemas["OpeningKind"];

const ROWS: Record<Kind, readonly (readonly string[])[]> = {
  receivables: [
    ["经销商", "单据号", "开票日期", "到期日", "未付金额"],
    ["91310115MA1K400015", "10023", "2026-09-20", "2026-10-20", "12000.00"],
  ],
  wallets: [
    ["经销商", "返利余额"],
    ["91310115MA1K400015", "3500.00"],
  ],
  purchases: [
    ["经销商", "月份", "类别", "编码", "数量", "采购金额"],
    ["91310115MA1K400015", "2025-10", "", "", "1200", "98000.00"],
  ],
};

/** With a byte order mark, without which Excel reads Chinese wrongly. */
export function templateOf(kind: Kind): Blob {
  const text = ROWS[kind].map((row) => row.join(",")).join("\r\n");
  return new Blob([`\uFEFF${text}\r\n`], { type: "text/csv;charset=utf-8" });
}

/** Offers a file to the reader under a name. */
export function saveAs(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
