/** What the products of a basket are called, and what their cases hold: by the quote, else as they were seen last. */
import { useQuery } from "@tanstack/react-query";
import { useUser } from "../api/session";
import { seenProducts } from "../pricing/catalog";
import type { Quote } from "./quoting";

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly name_en: string;
  readonly unit: string;
  readonly case_size: number;
}

/** Every product of which something is known, by SKU. */
export function useProducts(quote: Quote | null): ReadonlyMap<string, Product> {
  const owner = useUser().user_id;
  const { data: seen = [] } = useQuery({ queryKey: ["seen", owner], queryFn: () => seenProducts(owner) });
  return new Map<string, Product>(
    [...seen.map(({ value }) => value), ...(quote ? [...quote.lines, ...quote.free_goods] : [])].map((product) => [
      product.sku,
      product,
    ]),
  );
}
