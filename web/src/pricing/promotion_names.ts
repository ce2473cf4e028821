/** What promotions are called, as a quote or an order names them. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";

type Named = Pick<Schemas["NamedPromotionOut"], "promotion" | "name" | "name_en">;

/** Names promotions in the reader's language; one that is not among them by its id. */
export function usePromotionNames(promotions: readonly Named[]): (promotionId: string) => string {
  const { i18n } = useTranslation();
  const names = new Map(promotions.map((one) => [one.promotion, one]));
  return (promotionId) => {
    const found = names.get(promotionId);
    return (i18n.language === "en" ? found?.name_en : null) ?? found?.name ?? promotionId;
  };
}
