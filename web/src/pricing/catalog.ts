/** The catalogue as it is read, and as it was seen last where nobody can be reached. */
import { answered, api } from "../api/client";
import type { Listing, Schemas } from "../api/schemas";
import { isRefusal } from "../kernel/errors";
import { keepRead, readAllKept, readKept, type Kept } from "../kernel/kept";

type Product = Schemas["CatalogItemOut"];
export type Category = Schemas["CategoryOut"];

/** A product; `seenAt` says when, where it was not read just now. */
export type CatalogItem = Product & { readonly seenAt: string | null };

export interface CatalogFilter {
  readonly q?: string | undefined;
  readonly category?: string | undefined;
}

const PRODUCT = "product/";
const CATEGORIES = "categories";
const SEEN = "seen:";
const SEEN_PAGE = 50;

/** A page of the catalogue. What is read is kept for its user; without a line it is searched there. */
export async function readCatalog(
  owner: string,
  filter: CatalogFilter,
  cursor: string | undefined,
): Promise<Listing<CatalogItem>> {
  if (cursor?.startsWith(SEEN)) return seenPage(await seenProducts(owner), filter, cursor);
  try {
    const query = { q: filter.q, category: filter.category, cursor };
    const page = await answered(api.GET("/catalog", { params: { query: given(query) } }));
    void keepRead(owner, Object.fromEntries(page.items.map((item) => [PRODUCT + item.sku, item])));
    return { items: page.items.map((item) => ({ ...item, seenAt: null })), next: page.next };
  } catch (error) {
    const seen = isRefusal(error, "offline") ? await seenProducts(owner) : [];
    if (seen.length === 0) throw error;
    return seenPage(seen, filter, undefined);
  }
}

/** The categories, or those that were seen last. */
export async function readCategories(owner: string): Promise<readonly Category[]> {
  try {
    const { items } = await answered(api.GET("/categories"));
    void keepRead(owner, { [CATEGORIES]: items });
    return items;
  } catch (error) {
    const seen = isRefusal(error, "offline") ? await readKept<readonly Category[]>(owner, CATEGORIES) : null;
    if (!seen) throw error;
    return seen.value;
  }
}

/** All products that a user has seen in this browser. */
export function seenProducts(owner: string): Promise<readonly Kept<Product>[]> {
  return readAllKept<Product>(owner, PRODUCT);
}

/** A page of what was seen, searched as the API searches: every word occurs in the SKU or a name. */
export function seenPage(
  seen: readonly Kept<Product>[],
  { q = "", category }: CatalogFilter,
  cursor: string | undefined,
): Listing<CatalogItem> {
  const words = q.toLowerCase().split(/\s+/);
  const found = seen
    .filter(({ value }) => category === undefined || value.category === category)
    .filter(({ value: { sku, name, name_en } }) => {
      const text = `${sku} ${name} ${name_en}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .map(({ value, at }) => ({ ...value, seenAt: at }));
  const from = Number.parseInt(cursor?.slice(SEEN.length) ?? "0", 10);
  const to = from + SEEN_PAGE;
  return { items: found.slice(from, to), next: to < found.length ? `${SEEN}${to}` : null };
}

function given<Query extends Record<string, string | undefined>>(query: Query): { [Name in keyof Query]?: string } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Query]?: string;
  };
}
