/** Product names by SKU, read once an hour: for staff of all products, for a dealer of those that it can buy. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Listing } from "../api/schemas";
import { useUser } from "../api/session";
import { isDealer, may } from "../kernel/permissions";

interface Named {
  readonly sku: string;
  readonly name: string;
  readonly name_en: string;
}

/** Whatever a catalogue of this many pages does not hold is shown by its SKU. */
const MOST_PAGES = 20;
const PAGE = 200;
const HOUR = 3_600_000;

export interface ProductNames {
  /** The name in the reader's language; null where it is not known. */
  readonly of: (sku: string) => string | null;
  /** Whether every product is known by now. */
  readonly whole: boolean;
}

export function useProductNames(): ProductNames {
  const { i18n } = useTranslation();
  const user = useUser();
  const dealer = isDealer(user);
  const { data } = useQuery({
    queryKey: ["catalog", "names"],
    queryFn: () => all((cursor) => (dealer ? catalogPage(cursor) : productsPage(cursor))),
    enabled: may(user, dealer ? "read_catalog" : "read_products"),
    staleTime: HOUR,
  });
  return {
    of: (sku) => {
      const found = data?.names.get(sku);
      return found ? (i18n.language === "en" ? found.name_en : found.name) : null;
    },
    whole: !dealer && data?.whole === true,
  };
}

function productsPage(cursor: string | undefined): Promise<Listing<Named>> {
  return answered(api.GET("/products", { params: { query: { limit: PAGE, ...(cursor ? { cursor } : {}) } } }));
}

function catalogPage(cursor: string | undefined): Promise<Listing<Named>> {
  return answered(api.GET("/catalog", { params: { query: { limit: PAGE, ...(cursor ? { cursor } : {}) } } }));
}

async function all(
  read: (cursor: string | undefined) => Promise<Listing<Named>>,
): Promise<{ readonly names: ReadonlyMap<string, Named>; readonly whole: boolean }> {
  const names = new Map<string, Named>();
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, next } = await read(cursor);
    for (const item of items) names.set(item.sku, item);
    if (next === null) return { names, whole: true };
    cursor = next;
  }
  return { names, whole: false };
}
