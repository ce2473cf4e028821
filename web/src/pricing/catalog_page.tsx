/** The catalogue at the dealer's own prices: found by words or category, and put into the basket from here. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLine } from "../api/line";
import { usePages } from "../api/queries";
import { useUser } from "../api/session";
import { QuantityStepper } from "../basket/quantity_stepper";
import { setQuantity, useBasket } from "../basket/store";
import { ApiError } from "../kernel/errors";
import { groupedWhole } from "../kernel/money";
import { isDealer, useMay } from "../kernel/permissions";
import { DataList, type Column } from "../ui/data_list";
import { Instant } from "../ui/figures";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { Message } from "../ui/states";
import { matches, useOffered, type Promotion } from "../promotions/promotion_queries";
import { readCatalog, readCategories, type CatalogItem } from "./catalog";
import { PriceLadder } from "./price_ladder";
import styles from "./pricing.module.css";
import { useNameOf } from "./product_name";

const route = getRouteApi("/in/catalog");

export function CatalogPage(): React.ReactElement {
  const { t } = useTranslation("pricing");
  const user = useUser();
  const may = useMay();
  if (!isDealer(user)) throw new ApiError(403, "forbidden");
  const { q, category } = route.useSearch();
  const navigate = route.useNavigate();
  const nameOf = useNameOf();
  const categories = useQuery({ queryKey: ["categories"], queryFn: () => readCategories(user.user_id) });
  const pages = usePages(["catalog", user.user_id, { q, category }], (cursor) =>
    readCatalog(user.user_id, { q, category }, cursor),
  );
  useReadAgainWithTheLine(pages.again);
  const seenAt = pages.items.find((item) => item.seenAt !== null)?.seenAt ?? null;
  const find = useCallback(
    (words: string | undefined) => void navigate({ search: (given) => ({ ...given, q: words }), replace: true }),
    [navigate],
  );
  const choose = (chosen: string | undefined): void => {
    void navigate({ search: (given) => ({ ...given, category: chosen }), replace: true });
  };
  return (
    <Page title={t("title")} actions={may("place_orders") && <Link to="/basket">{t("to_basket")}</Link>}>
      <Filters>
        <SearchFilter label={t("search")} value={q} change={find} />
        <ChoiceFilter
          label={t("category")}
          value={category}
          every={t("category_every")}
          choices={(categories.data ?? []).map((each) => [each.category, nameOf(each)] as const)}
          change={choose}
        />
      </Filters>
      {seenAt !== null && (
        <Message tone="warn">
          {t("seen")} <Instant at={seenAt} />
        </Message>
      )}
      <Card>
        <p className="quiet">{t("text")}</p>
        <DataList
          caption={t("title")}
          columns={useColumns(may("place_orders"))}
          pages={pages}
          id={(item) => item.sku}
          empty={q === undefined && category === undefined ? t("none") : t("none_found")}
        />
      </Card>
    </Page>
  );
}

function useColumns(orders: boolean): readonly Column<CatalogItem>[] {
  const { t } = useTranslation("pricing");
  const nameOf = useNameOf();
  const { lines } = useBasket();
  const offered = useOffered().data ?? [];
  const on = ({ sku, category }: CatalogItem): readonly Promotion[] =>
    offered.filter((promotion) => promotion.standing === "running" && matches(promotion, sku, category));
  const promotionName = ({ name, name_en }: Promotion): string => nameOf({ name, name_en: name_en ?? name });
  const quantities = new Map(lines.map(({ sku, quantity }) => [sku, quantity]));
  const columns: readonly Column<CatalogItem>[] = [
    {
      key: "product",
      title: t("product"),
      lead: true,
      cell: (item) => (
        <div className={styles.name}>
          <span>{nameOf(item)}</span>
          <span className={styles.small}>
            {item.sku} · {nameOf({ name: item.category_name, name_en: item.category_name_en })}
          </span>
          {on(item).map((promotion) => (
            <Link
              key={promotion.promotion_id}
              className={styles.saved}
              to="/promotions/$promotionId"
              params={{ promotionId: promotion.promotion_id }}
            >
              {promotionName(promotion)}
            </Link>
          ))}
        </div>
      ),
    },
    {
      key: "price",
      title: t("unit_price"),
      end: true,
      cell: ({ prices, unit }) => <PriceLadder rungs={prices} unit={unit} />,
    },
    {
      key: "available",
      title: t("available"),
      end: true,
      cell: ({ available, unit }) =>
        available > 0 ? (
          t("of_unit", { pieces: groupedWhole(String(available)), unit })
        ) : (
          <span className={styles.none}>{t("sold_out")}</span>
        ),
    },
  ];
  if (!orders) return columns;
  return [
    ...columns,
    {
      key: "quantity",
      title: t("in_basket"),
      cell: (item) =>
        item.prices.length === 0 ? null : (
          <QuantityStepper
            name={nameOf(item)}
            unit={item.unit}
            caseSize={item.case_size}
            quantity={quantities.get(item.sku) ?? 0}
            change={(quantity) => {
              setQuantity(item.sku, quantity);
            }}
          />
        ),
    },
  ];
}

/** What was shown from memory is read anew when somebody can be reached again. */
function useReadAgainWithTheLine(again: () => void): void {
  const line = useLine();
  const before = useRef(line);
  useEffect(() => {
    if (line && !before.current) again();
    before.current = line;
  }, [line, again]);
}
