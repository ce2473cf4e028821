/** Drafts of programs that were tried on past periods, the newest first. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { period as periodName } from "../kernel/dates";
import { DataList, type Column } from "../ui/data_list";
import { Instant, Money, Pieces } from "../ui/figures";
import { Card, Page } from "../ui/page";
import { BacktestState } from "./backtest_parts";
import type { Backtest } from "./backtest_queries";

export function BacktestsPage(): React.ReactElement {
  const { t } = useTranslation("rebates");
  const pages = usePages<Backtest>(["backtests"], (cursor) =>
    answered(api.GET("/rebate-programs/backtests", { params: { query: cursor === undefined ? {} : { cursor } } })),
  );
  const columns: readonly Column<Backtest>[] = [
    {
      key: "name",
      title: t("program.name"),
      cell: ({ backtest_id, program }) => (
        <Link to="/programs/backtests/$backtestId" params={{ backtestId: backtest_id }}>
          {program.name}
        </Link>
      ),
      lead: true,
    },
    { key: "periods", title: t("backtest.periods"), cell: ({ tally }) => spanWords(tally.periods, t) },
    { key: "cost", title: t("backtest.cost"), cell: ({ tally }) => <Money amount={tally.cost} />, end: true },
    { key: "paid", title: t("backtest.paid"), cell: ({ tally }) => <Pieces count={tally.paid} />, end: true },
    { key: "at", title: t("backtest.started"), cell: ({ started_at }) => <Instant at={started_at} /> },
    { key: "state", title: t("program.state"), cell: (backtest) => <BacktestState backtest={backtest} /> },
  ];
  return (
    <Page title={t("backtest.all")} back={{ to: "/programs", text: t("programs.title") }}>
      <Card>
        <DataList
          caption={t("backtest.all")}
          columns={columns}
          pages={pages}
          id={({ backtest_id }) => backtest_id}
          empty={t("backtest.none")}
        />
      </Card>
    </Page>
  );
}

function spanWords(
  periods: Backtest["tally"]["periods"],
  t: ReturnType<typeof useTranslation<"rebates">>["t"],
): string {
  const [first, last] = [periods[0]?.period ?? "", periods.at(-1)?.period ?? ""];
  return first === last ? periodName(first) : t("backtest.span", { first: periodName(first), last: periodName(last) });
}
