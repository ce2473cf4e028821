/** One price list: each product's prices with their breaks and days, those of the past and of days to come among them. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { businessDay, day } from "../kernel/dates";
import { groupedWhole } from "../kernel/money";
import { Badge } from "../ui/badge";
import { DataList } from "../ui/data_list";
import { Price } from "../ui/figures";
import { Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";
import styles from "./catalog.module.css";

type Listed = Schemas["ListedPricesOut"];
type Rung = Schemas["PriceOut"];

const route = getRouteApi("/in/price-lists/$listId");

export function PriceListPage(): React.ReactElement {
  const { t } = useTranslation("catalog");
  const { listId } = route.useParams();
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const path = { list_id: listId };
  const list = useQuery({
    queryKey: ["price-lists", listId, "name"],
    queryFn: () => answered(api.GET("/price-lists/{list_id}", { params: { path, query: { limit: 1 } } })),
  });
  const pages = usePages(["price-lists", listId], (cursor) =>
    answered(api.GET("/price-lists/{list_id}", { params: { path, query: { cursor } } })),
  );
  const wanted = q?.toLowerCase();
  const today = businessDay(new Date());
  return (
    <Page
      title={list.data?.price_list.name ?? listId}
      back={{ to: "/price-lists", text: t("price_lists") }}
      aside={list.data && <Badge tone="accent">{t(`kind.${list.data.price_list.kind}`)}</Badge>}
    >
      <Card>
        <Filters>
          <SearchFilter
            label={t("find_shown")}
            value={q}
            change={(text) => void navigate({ search: { q: text }, replace: true })}
          />
        </Filters>
        <DataList
          caption={t("prices")}
          pages={pages}
          empty={t("no_prices")}
          id={({ sku }) => sku}
          keep={({ sku, name }: Listed) => !wanted || `${sku} ${name}`.toLowerCase().includes(wanted)}
          columns={[
            { key: "name", title: t("product"), lead: true, cell: ({ name }) => name },
            { key: "sku", title: t("sku"), cell: ({ sku }) => sku },
            { key: "prices", title: t("prices"), cell: ({ prices }) => <Rungs rungs={prices} today={today} /> },
          ]}
        />
      </Card>
    </Page>
  );
}

/** The breaks of a product's prices; those that hold today stand out. */
function Rungs({ rungs, today }: { readonly rungs: readonly Rung[]; readonly today: string }): React.ReactElement {
  const { t } = useTranslation("catalog");
  const holds = ({ valid_from, valid_until }: Rung): boolean =>
    valid_from <= today && (valid_until === null || today <= valid_until);
  return (
    <ul className={styles.rungs}>
      {rungs.map((rung) => (
        <li key={`${rung.min_quantity} ${rung.valid_from}`} data-past={holds(rung) ? undefined : ""}>
          <span>{t("from_pieces", { pieces: groupedWhole(String(rung.min_quantity)) })}</span>
          <Price amount={rung.unit_price} />
          <span className="quiet">
            {rung.valid_until === null
              ? t("valid_from", { first: day(rung.valid_from) })
              : t("valid_between", { first: day(rung.valid_from), last: day(rung.valid_until) })}
          </span>
        </li>
      ))}
    </ul>
  );
}
