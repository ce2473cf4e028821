/** Which dealers take part in a campaign, or did: since when, by whom, under which version of the terms. */
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { Badge } from "../ui/badge";
import { DataList, type Column } from "../ui/data_list";
import { Instant } from "../ui/figures";
import { Card } from "../ui/page";
import { PROMOTIONS } from "./promotion_queries";

type Enrolment = Schemas["EnrolmentOut"];

export function Enrolments({ promotionId }: { readonly promotionId: string }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const pages = usePages([...PROMOTIONS, "enrolments", promotionId], (cursor) =>
    answered(
      api.GET("/promotions/{promotion_id}/enrolments", {
        params: { path: { promotion_id: promotionId }, query: cursor === undefined ? {} : { cursor } },
      }),
    ),
  );
  const columns: readonly Column<Enrolment>[] = [
    { key: "dealer", title: t("dealer"), lead: true, cell: ({ dealer_name }) => dealer_name },
    { key: "joined", title: t("own.joined_at"), cell: ({ joined_at }) => <Instant at={joined_at} /> },
    { key: "by", title: t("own.joined_by"), cell: ({ joined_by }) => joined_by },
    {
      key: "terms",
      title: t("terms"),
      cell: ({ terms_version }) => t("terms_version", { number: String(terms_version) }),
    },
    {
      key: "state",
      title: t("standing"),
      cell: ({ left_at }) =>
        left_at === null ? (
          <Badge tone="good">{t("own.taking_part")}</Badge>
        ) : (
          <>
            <Badge>{t("own.left")}</Badge> <Instant at={left_at} />
          </>
        ),
    },
  ];
  return (
    <Card title={t("enrolments")}>
      <DataList
        caption={t("enrolments")}
        columns={columns}
        pages={pages}
        id={({ dealer_id }) => dealer_id}
        empty={t("enrolments_none")}
      />
    </Card>
  );
}
