/** What a draft would have cost on the orders of the past days: asked for when staff want to know. */
import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { groupedWhole } from "../kernel/money";
import { DataTable, type Column } from "../ui/data_list";
import { Facts } from "../ui/facts";
import { Money, Pieces } from "../ui/figures";
import { Actions, Card } from "../ui/page";
import { Message, Problem } from "../ui/states";
import type { PromotionDetail } from "./promotion_queries";

type Found = Schemas["PreviewCampaignOut"];
const DAYS = [30, 90, 180, 366] as const;

export function Preview({ promotion: { promotion_id } }: { readonly promotion: PromotionDetail }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const [days, setDays] = useState<number>(90);
  const [found, setFound] = useState<Found | null>(null);
  const look = useCommand(
    (over: number) =>
      answered(
        api.POST("/promotions/{promotion_id}/preview", {
          body: { days: over },
          params: { path: { promotion_id } },
        }),
      ),
    { then: setFound },
  );
  return (
    <Card title={t("preview")}>
      <p className="quiet">{t("preview_text")}</p>
      <NativeSelect
        label={t("preview_days")}
        value={String(days)}
        data={DAYS.map((count) => ({ value: String(count), label: t("days_back", { count: String(count) }) }))}
        onChange={({ currentTarget }) => {
          setDays(Number.parseInt(currentTarget.value, 10));
        }}
      />
      <Actions>
        <Button variant="default" loading={look.busy} onClick={() => void look.run(days)}>
          {t("do.preview")}
        </Button>
      </Actions>
      <Problem error={look.error} />
      {found && <Result found={found} />}
    </Card>
  );
}

function Result({ found }: { readonly found: Found }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const columns: readonly Column<Schemas["DealerShareOut"]>[] = [
    { key: "dealer", title: t("dealer"), lead: true, cell: ({ dealer_name }) => dealer_name },
    { key: "baskets", title: t("preview_orders"), end: true, cell: ({ baskets }) => <Pieces count={baskets} /> },
    { key: "amount", title: t("preview_cost"), end: true, cell: ({ amount }) => <Money amount={amount} /> },
    { key: "free", title: t("preview_free"), end: true, cell: ({ free_pieces }) => <Pieces count={free_pieces} /> },
  ];
  if (found.looked_at === 0) return <Message>{t("preview_nothing")}</Message>;
  const count = (whole: number): string => groupedWhole(String(whole));
  return (
    <div role="status">
      {found.limited && <Message tone="warn">{t("preview_limited", { count: count(found.looked_at) })}</Message>}
      <Facts
        facts={[
          [t("preview_looked_at"), <Pieces key="looked" count={found.looked_at} />],
          [t("preview_applied"), <Pieces key="applied" count={found.baskets} />],
          [t("preview_net"), <Money key="net" amount={found.net_before} />],
          [t("preview_cost"), <Money key="cost" amount={found.amount} />],
          [t("preview_free"), found.free_pieces === 0 ? null : <Pieces key="free" count={found.free_pieces} />],
          [t("preview_worth"), found.free_pieces === 0 ? null : <Money key="worth" amount={found.free_value} />],
          [
            t("preview_within"),
            found.within_budget === null
              ? null
              : t("preview_of", { covered: count(found.within_budget), all: count(found.baskets) }),
          ],
        ]}
      />
      {found.dealers.length > 0 && (
        <DataTable
          caption={t("preview_dealers")}
          columns={columns}
          items={found.dealers}
          id={({ dealer_id }) => dealer_id}
        />
      )}
    </div>
  );
}
