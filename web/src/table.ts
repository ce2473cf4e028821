/** Tables, which become stacked rows on a phone: each cell carries the label of its column. */
import { type Child, h, type Words } from "./dom";

export interface Column<Item> {
  readonly label: Words;
  readonly cell: (item: Item) => Child;
  /** `name` says what the row is, `figure` is aligned as figures are, `day` is not broken. */
  readonly look?: "name" | "figure" | "day";
}

export interface Table<Item> {
  readonly element: HTMLElement;
  /** Where the rows stand. */
  readonly rows: HTMLElement;
  readonly row: (item: Item) => HTMLElement;
}

/** A table without rows yet. The roles are said, since what is laid out anew is no table to every reader. */
export function tableOf<Item>(name: Words, columns: readonly Column<Item>[]): Table<Item> {
  const look = (column: Column<Item>): string => column.look ?? "text";
  const heads = columns.map((column) =>
    h("th", { scope: "col", role: "columnheader", class: look(column) }, column.label),
  );
  const rows = h("tbody", { role: "rowgroup" });
  const row = (item: Item): HTMLElement =>
    h(
      "tr",
      { role: "row" },
      columns.map((column) =>
        h("td", { role: "cell", class: look(column), "data-label": column.label }, h("div", {}, column.cell(item))),
      ),
    );
  const head = h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, heads));
  return { element: h("table", { role: "table", "aria-label": name }, head, rows), rows, row };
}

/** A table of what is there; where there is nothing, what to say then. */
export function table<Item>(
  name: Words,
  columns: readonly Column<Item>[],
  items: readonly Item[],
  empty: Words,
): HTMLElement {
  if (items.length === 0) return h("p", { class: "quiet" }, empty);
  const { element, rows, row } = tableOf(name, columns);
  rows.append(...items.map(row));
  return element;
}

/** What a row is about, and in a second line what else is to be known of it. */
export function twoLines(first: Child, second: Child): Child {
  return [h("span", { class: "strong" }, first), h("span", { class: "quiet" }, second)];
}
