/** What a campaign takes or gives, in words. */
import { groupedWhole } from "../kernel/money";
import { money, price } from "../kernel/money_text";
import type { Offer } from "./promotion_queries";
import type { TFunction } from "i18next";

/** The offer in one sentence; `product` names a product by its SKU. */
export function offerInWords(offer: Offer, t: TFunction<"promotions">, product: (sku: string) => string): string {
  switch (offer.kind) {
    case "percent_off":
      return t("offer.percent_off", { percent: offer.percent ?? "" });
    case "amount_off":
      return t("offer.amount_off", { amount: price(offer.amount ?? "") });
    case "fixed_price":
      return t("offer.fixed_price", { price: price(offer.price ?? "") });
    case "buy_x_get_y": {
      const pieces = { buy: groupedWhole(String(offer.buy)), get: groupedWhole(String(offer.get)) };
      return offer.get_sku === null
        ? t("offer.gives_same", pieces)
        : t("offer.gives", { ...pieces, product: product(offer.get_sku) });
    }
    case "spend_and_save":
      return savings(offer, t);
  }
}

function savings({ steps, repeat, maximum }: Offer, t: TFunction<"promotions">): string {
  const each = (steps ?? []).map(({ spend, save }) =>
    t(repeat ? "offer.saves_each" : "offer.saves", { spend: money(spend), save: money(save) }),
  );
  const limit = maximum == null ? [] : [t("offer.at_most", { amount: money(maximum) })];
  return [...each, ...limit].join(t("offer.comma"));
}
