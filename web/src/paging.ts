/** Lists that come in pages: what is there, and a button for what follows. */
import { ApiError } from "./api";
import { type Child, focusOn, h, type Words } from "./dom";
import { t } from "./i18n";
import { notice, refusalWords, tellProblem, whileWaiting } from "./notice";
import { askSignedIn } from "./session";
import type { Listing } from "./wire";

export interface Shelf<Item> {
  readonly element: HTMLElement;
  readonly rows: HTMLElement;
  readonly row: (item: Item) => HTMLElement;
}

/** A plain list for such lines. */
export function linesOf<Item>(row: (item: Item) => HTMLElement): Shelf<Item> {
  const lines = h("ul", { class: "lines" });
  return { element: lines, rows: lines, row };
}

/** `GET /orders` with what is asked for; what is null or empty is left out. */
export function query(path: string, asked: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(asked).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const text = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return text === "" ? `GET ${path}` : `GET ${path}?${text}`;
}

/** The list of a path, page by page; where there is nothing, what to say then. */
export async function pages<Item>(
  shelf: Shelf<Item>,
  path: string,
  asked: Readonly<Record<string, string | null>>,
  empty: Words,
): Promise<Child> {
  const read = (cursor: string | null): Promise<Listing<Item>> => askSignedIn(query(path, { ...asked, cursor }));
  return pagesFrom(shelf, await read(null), read, empty);
}

/** A list whose first page is there already. */
export function pagesFrom<Item>(
  { element, rows, row }: Shelf<Item>,
  first: Listing<Item>,
  read: (cursor: string | null) => Promise<Listing<Item>>,
  empty: Words,
): Child {
  if (first.items.length === 0 && first.next === null) return h("p", { class: "quiet" }, empty);
  const more = h("button", { type: "button", class: "more" }, t("list.more"));
  const told = notice();
  let { next } = first;
  const add = ({ items }: Listing<Item>): HTMLElement[] => {
    const added = items.map(row);
    rows.append(...added);
    more.hidden = next === null;
    return added;
  };
  const readOn = async (): Promise<void> => {
    told.replaceChildren();
    try {
      const page = await read(next);
      next = page.next;
      const [top] = add(page);
      if (next === null && top) focusOn(top);
    } catch (error) {
      tellProblem(told, refusalWords(error));
    }
  };
  more.addEventListener("click", () => void whileWaiting([more], readOn));
  add(first);
  return [element, told, more];
}

/** A list on a page that holds more than it: its refusal stands in its place, but for one that asks to sign in. */
export async function orProblem(list: Promise<Child>): Promise<Child> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) throw error;
    return h("p", { class: "message bad" }, refusalWords(error));
  }
}
