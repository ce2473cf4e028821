/** Campaigns as the pages read them. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { useUser } from "../api/session";
import { isDealer, useMay } from "../kernel/permissions";
import type { Tone } from "../ui/badge";

export type Promotion = Schemas["PromotionOut"];
export type PromotionDetail = Schemas["PromotionDetail"];
export type Offer = Schemas["Offer"];
export type Standing = Schemas["PromotionStanding"];

export const PROMOTIONS = ["promotions"] as const;
export const SHELVES = ["current", "draft", "over", "ended", "withdrawn"] as const;

export const TONES: Readonly<Record<Standing, Tone>> = {
  draft: "plain",
  upcoming: "accent",
  running: "good",
  over: "plain",
  ended: "plain",
  withdrawn: "plain",
};

/** One campaign with its terms. */
export function usePromotion(promotionId: string): UseQueryResult<PromotionDetail> {
  return useQuery({
    queryKey: [...PROMOTIONS, "one", promotionId],
    queryFn: () => answered(api.GET("/promotions/{promotion_id}", { params: { path: { promotion_id: promotionId } } })),
  });
}

/** What is on, and what is to come, for the dealer that is signed in. Staff are asked nothing. */
export function useOffered(): UseQueryResult<readonly Promotion[]> {
  const dealer = isDealer(useUser());
  const may = useMay();
  return useQuery({
    queryKey: [...PROMOTIONS, "offered"],
    queryFn: async () => (await answered(api.GET("/promotions"))).items,
    enabled: dealer && may("read_promotions"),
  });
}

/** Whether a product is among those of a campaign. */
export function matches({ products }: Pick<Promotion, "products">, sku: string, category: string): boolean {
  if (products.excluded_skus.includes(sku)) return false;
  const all = products.skus.length === 0 && products.categories.length === 0;
  return all || products.skus.includes(sku) || products.categories.includes(category);
}
