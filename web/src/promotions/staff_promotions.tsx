/** All campaigns of a shelf, for staff: how they stand, what they offer, how much of each budget is used. */
import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { useMay } from "../kernel/permissions";
import { DataList, type Column } from "../ui/data_list";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { BudgetUse } from "./budget_use";
import { Calendar } from "./calendar";
import { AudienceWords, Days, nameOf, OfferWords, StandingBadge } from "./parts";
import { PROMOTIONS, SHELVES, type Promotion } from "./promotion_queries";
import styles from "./promotions.module.css";

const route = getRouteApi("/in/promotions");

export function StaffPromotions(): React.ReactElement {
  const { t } = useTranslation("promotions");
  const may = useMay();
  const { q = "", state } = route.useSearch();
  const navigate = route.useNavigate();
  const shelf = SHELVES.find((one) => one === state) ?? "current";
  const pages = usePages([...PROMOTIONS, "list", shelf], (cursor) =>
    answered(api.GET("/promotions", { params: { query: { state: shelf, ...(cursor ? { cursor } : {}) } } })),
  );
  const sought = q.toLowerCase();
  const columns: readonly Column<Promotion>[] = [
    { key: "name", title: t("name"), lead: true, cell: (promotion) => <Name promotion={promotion} /> },
    { key: "audience", title: t("audience"), cell: (promotion) => <AudienceWords promotion={promotion} /> },
    { key: "valid", title: t("valid"), cell: (promotion) => <Days promotion={promotion} /> },
    { key: "budget", title: t("budget_used"), end: true, cell: (promotion) => <BudgetUse promotion={promotion} /> },
    { key: "standing", title: t("standing"), cell: (promotion) => <StandingBadge promotion={promotion} /> },
  ];
  return (
    <Page
      title={t("title")}
      actions={
        may("write_promotions") && (
          <Button renderRoot={(props) => <Link to="/promotions/new" {...props} />}>{t("new")}</Button>
        )
      }
    >
      <Filters>
        <SearchFilter
          label={t("search")}
          value={q}
          change={(words) => void navigate({ search: (now) => ({ ...now, q: words }), replace: true })}
        />
        <ChoiceFilter
          label={t("standing")}
          value={shelf}
          choices={SHELVES.map((one) => [one, t(`shelf.${one}`)])}
          change={(chosen) => void navigate({ search: (now) => ({ ...now, state: chosen }), replace: true })}
        />
      </Filters>
      {shelf === "current" && pages.items.length > 0 && (
        <Card title={t("calendar")}>
          <Calendar promotions={pages.items} />
        </Card>
      )}
      <Card>
        <DataList
          caption={t("title")}
          columns={columns}
          pages={pages}
          id={({ promotion_id }) => promotion_id}
          keep={({ name, name_en, promotion_id }) =>
            `${name} ${name_en ?? ""} ${promotion_id}`.toLowerCase().includes(sought)
          }
          empty={sought === "" ? t(`none.${shelf}`) : t("none_found")}
        />
      </Card>
    </Page>
  );
}

function Name({ promotion }: { readonly promotion: Promotion }): React.ReactElement {
  return (
    <div className={styles.two}>
      <Link to="/promotions/$promotionId" params={{ promotionId: promotion.promotion_id }}>
        {nameOf(promotion)}
      </Link>
      <span className={styles.small}>
        <OfferWords promotion={promotion} />
      </span>
    </div>
  );
}
