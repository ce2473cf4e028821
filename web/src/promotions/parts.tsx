/** What the pages of campaigns show alike: how it stands, its days, its offer, its products, for whom it is. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useDealerNames } from "../dealers/directory";
import { day } from "../kernel/dates";
import { language } from "../kernel/i18n";
import { useMay } from "../kernel/permissions";
import { audienceInWords } from "../rebates/audience_in_words";
import { useCategoryNames } from "../rebates/rule_words";
import { useProductNames } from "../stock/product_names";
import { Badge } from "../ui/badge";
import { offerInWords } from "./offer_words";
import { TONES, type Promotion } from "./promotion_queries";
import styles from "./promotions.module.css";

/** The name in the reader's language. */
export function nameOf({ name, name_en }: Pick<Promotion, "name" | "name_en">): string {
  return (language() === "en" ? name_en : null) ?? name;
}

export function StandingBadge({ promotion: { standing } }: { readonly promotion: Promotion }): React.ReactElement {
  const { t } = useTranslation("promotions");
  return <Badge tone={TONES[standing]}>{t(`standing.${standing}`)}</Badge>;
}

/** From when to when, both days included. */
export function Days({ promotion }: { readonly promotion: Promotion }): React.ReactElement {
  const { t } = useTranslation("promotions");
  return (
    <span className={styles.days}>{t("days", { first: day(promotion.first_day), last: day(promotion.last_day) })}</span>
  );
}

export function OfferWords({ promotion }: { readonly promotion: Pick<Promotion, "offer"> }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const names = useProductNames();
  return <span>{offerInWords(promotion.offer, t, (sku) => names.of(sku) ?? sku)}</span>;
}

/** Which products count. */
export function ProductWords({ promotion: { products } }: { readonly promotion: Promotion }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const names = useProductNames();
  const categoryName = useCategoryNames();
  const named = (skus: readonly string[]): string => skus.map((sku) => names.of(sku) ?? sku).join(t("list"));
  const counted = [
    ...products.categories.map(categoryName),
    ...(products.skus.length > 0 ? [named(products.skus)] : []),
  ];
  return (
    <span>
      {counted.length === 0 ? t("products.all") : counted.join(t("list"))}
      {products.excluded_skus.length > 0 && t("products.without", { list: named(products.excluded_skus) })}
    </span>
  );
}

/** For whom it is; told to staff alone. */
export function AudienceWords({ promotion }: { readonly promotion: Promotion }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const may = useMay();
  const dealerName = useDealerNames();
  const regions = useQuery({
    queryKey: ["regions", "names"],
    queryFn: () => answered(api.GET("/regions")),
    enabled: may("read_regions"),
    staleTime: 300_000,
  });
  const names = new Map(regions.data?.items.map(({ region_id, name }) => [region_id, name]));
  const named = { region: (id: string) => names.get(id) ?? id, dealer: dealerName };
  return <span>{audienceInWords(promotion.audience, t, named)}</span>;
}
