/** All settlement runs, the latest month first, and the way to start one. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { useMay } from "../kernel/permissions";
import { DataList, type Column } from "../ui/data_list";
import { ChoiceFilter, Filters } from "../ui/filters";
import { Instant, Money, PeriodName, Pieces } from "../ui/figures";
import { Card, Page } from "../ui/page";
import { RunStateBadge, StartedBy, type Run } from "./run_parts";
import { StartSettlement } from "./start_settlement";

const route = getRouteApi("/in/settlements");
const STATES = ["open", "failed", "rejected", "closed"] as const;

export function SettlementsPage(): React.ReactElement {
  const { t } = useTranslation("rebates");
  const may = useMay();
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const pages = usePages(["settlements", "list"], (cursor) =>
    answered(api.GET("/settlement-runs", { params: { query: cursor === undefined ? {} : { cursor } } })),
  );
  const columns: readonly Column<Run>[] = [
    {
      key: "period",
      title: t("run.month"),
      cell: (run) => (
        <Link to="/settlements/$runId" params={{ runId: run.run_id }}>
          <PeriodName period={run.period} /> {run.number > 1 && t("run.number", { number: run.number })}
        </Link>
      ),
      lead: true,
    },
    { key: "state", title: t("run.state"), cell: (run) => <RunStateBadge run={run} /> },
    {
      key: "amount",
      title: t("run.amount"),
      cell: ({ summary }) => summary && <Money amount={summary.amount} />,
      end: true,
    },
    {
      key: "dealers",
      title: t("run.dealers"),
      cell: ({ summary }) => summary && <Pieces count={summary.dealers} />,
      end: true,
    },
    { key: "by", title: t("run.started_by"), cell: (run) => <StartedBy run={run} /> },
    { key: "decided", title: t("run.decided_by"), cell: ({ decided_by }) => decided_by },
    { key: "ended", title: t("run.ended_at"), cell: ({ ended_at }) => ended_at && <Instant at={ended_at} /> },
  ];
  return (
    <Page title={t("settlements.title")}>
      {may("run_settlements") && <StartSettlement />}
      <Card title={t("settlements.history")}>
        <Filters>
          <ChoiceFilter
            label={t("run.state")}
            value={STATES.find((one) => one === state)}
            every={t("settlements.every_state")}
            choices={STATES.map((one) => [one, t(`run.state.${one}`)])}
            change={(chosen) => void navigate({ search: { state: chosen }, replace: true })}
          />
        </Filters>
        <DataList
          caption={t("settlements.title")}
          columns={columns}
          pages={pages}
          id={({ run_id }) => run_id}
          empty={state === undefined ? t("settlements.none") : t("settlements.none_such")}
          keep={(run) => state === undefined || run.state === state}
        />
      </Card>
    </Page>
  );
}
