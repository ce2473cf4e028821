/** Products at the dealer's own prices, with their breaks and what is available. */
import { type Child, fill, h, type Words } from "../dom";
import { field } from "../fields";
import { forDealers } from "../gate";
import { language, t } from "../i18n";
import { notice, refusalWords, tellProblem, whileWaiting } from "../notice";
import { sheet } from "../page";
import { pages } from "../paging";
import { pieces, price } from "../show";
import { type Column, tableOf, twoLines } from "../table";
import type { CatalogItem, Rung } from "../wire_dealer";

/** `#/catalog`. */
export function catalogPage(): Promise<HTMLElement> {
  return forDealers(async () => {
    const search = h("input", {
      type: "search",
      name: "q",
      maxlength: "100",
      autocomplete: "off",
      spellcheck: "false",
    });
    const button = h("button", { type: "submit", class: "main" }, t("catalog.find"));
    const told = notice();
    const list = h("section", { class: "card stack" });
    const look = async (): Promise<void> => {
      fill(list, await found(search.value.trim()));
    };
    const form = h(
      "form",
      { role: "search", class: "card search", novalidate: true },
      field(search, t("catalog.search")).element,
      button,
      told,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      told.replaceChildren();
      const tell = (error: unknown): void => {
        tellProblem(told, refusalWords(error));
      };
      void whileWaiting([button], () => look().catch(tell));
    });
    await look();
    return sheet(t("catalog.title"), h("p", { class: "quiet" }, t("catalog.text")), form, list);
  });
}

/** A product's name in the reader's language. */
export function nameOf({ name, name_en }: Pick<CatalogItem, "name" | "name_en">): Words {
  return () => (language() === "en" && name_en !== "" ? name_en : name);
}

function categoryOf({ category_name, category_name_en }: CatalogItem): Pick<CatalogItem, "name" | "name_en"> {
  return { name: category_name, name_en: category_name_en };
}

/** From how many pieces on a piece costs how much; a single price needs no number. */
export function rungWords({ min_quantity, unit_price }: Rung): Words {
  const each = price(unit_price);
  return min_quantity === 1 ? each : t("catalog.rung", { quantity: pieces(min_quantity), price: each });
}

const COLUMNS: readonly Column<CatalogItem>[] = [
  {
    label: t("line.product"),
    look: "name",
    cell: (item) => twoLines(nameOf(item), t("catalog.about", { sku: item.sku, category: nameOf(categoryOf(item)) })),
  },
  {
    label: t("catalog.case"),
    look: "figure",
    cell: ({ case_size, unit }) => t("catalog.of_unit", { count: pieces(case_size), unit }),
  },
  {
    label: t("catalog.available"),
    look: "figure",
    cell: ({ available, unit }) => t("catalog.of_unit", { count: pieces(available), unit }),
  },
  { label: t("catalog.prices"), look: "figure", cell: pricesOf },
];

function pricesOf({ prices }: CatalogItem): Child {
  if (prices.length === 0) return t("catalog.no_price");
  return h(
    "ul",
    {},
    prices.map((rung) => h("li", {}, rungWords(rung), source(rung))),
  );
}

/** A contract's price is worth a word; the others are what anybody expects. */
function source(rung: Rung): Child {
  return rung.source === "contract" ? [" ", h("span", { class: "tag" }, t("catalog.contract"))] : null;
}

function found(words: string): Promise<Child> {
  return pages(tableOf(t("catalog.title"), COLUMNS), "/catalog", { q: words }, t("catalog.none"));
}
