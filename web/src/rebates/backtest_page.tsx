/** A draft that is tried on past periods: how far it is, what it would cost, who would get something. */
import { Button, Progress } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { period as periodName } from "../kernel/dates";
import { cents } from "../kernel/money";
import { useMay } from "../kernel/permissions";
import { DataTable, type Column } from "../ui/data_list";
import { Instant, Money, Pieces } from "../ui/figures";
import { Card, Columns, Page, Tile, Tiles } from "../ui/page";
import { Empty, Found, Message } from "../ui/states";
import { BacktestState, useStartBacktest } from "./backtest_parts";
import { standsStill, useBacktest, type Backtest } from "./backtest_queries";
import { RuleWords } from "./rule_words";

type Tried = Backtest["tally"]["periods"][number];
type Winner = Backtest["tally"]["winners"][number];

const route = getRouteApi("/in/programs/backtests/$backtestId");

export function BacktestPage(): React.ReactElement {
  const { backtestId } = route.useParams();
  const found = useBacktest(backtestId);
  return <Found query={found}>{(backtest) => <Shown backtest={backtest} />}</Found>;
}

function Shown({ backtest }: { readonly backtest: Backtest }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const may = useMay();
  const { backtest_id, program, tally } = backtest;
  return (
    <Page
      title={t("backtest.of", { name: program.name })}
      aside={<BacktestState backtest={backtest} />}
      back={{ to: "/programs/backtests", text: t("backtest.all") }}
      actions={
        may("write_programs") && (
          <Button renderRoot={(props) => <Link to="/programs/new" search={{ backtest: backtest_id }} {...props} />}>
            {t("backtest.edit")}
          </Button>
        )
      }
    >
      <HowFar backtest={backtest} />
      <Tiles>
        <Tile name={t("backtest.cost")} figure={<Money amount={tally.cost} />} note={budgetNote(backtest, t)} />
        <Tile
          name={t("backtest.at_next")}
          figure={<Money amount={tally.at_next_tier} />}
          note={t("backtest.at_next_note")}
        />
        <Tile
          name={t("backtest.paid")}
          figure={<Pieces count={tally.paid} />}
          note={t("backtest.of_meant", { count: tally.meant })}
        />
      </Tiles>
      <Periods periods={tally.periods} tiers={program.terms.tiers.length} />
      <Columns>
        <div>
          <Winners winners={tally.winners} />
        </div>
        <div>
          <Card title={t("program.rule")}>
            <RuleWords rule={program} />
            <p className="quiet">{t("backtest.left_out")}</p>
          </Card>
        </div>
      </Columns>
    </Page>
  );
}

function HowFar({ backtest }: { readonly backtest: Backtest }): React.ReactElement | null {
  const { t } = useTranslation("rebates");
  const may = useMay();
  const again = useStartBacktest();
  const { state, dealers, all_dealers: all, started_at, program, succeeds, tally } = backtest;
  if (state === "done") {
    return (
      <p className="quiet">
        {t("backtest.done", { count: dealers })} <Instant at={started_at} />
      </p>
    );
  }
  const still = standsStill(backtest, new Date());
  return (
    <Card>
      <Progress value={all === 0 ? 0 : Math.round((dealers * 100) / all)} aria-label={t("backtest.progress")} />
      <p aria-live="polite">{t("backtest.so_far", { dealers, all })}</p>
      {still && <Message tone="warn">{t("backtest.still")}</Message>}
      {still && may("write_programs") && (
        <div>
          <Button
            loading={again.busy}
            onClick={() =>
              void again.run({
                program,
                succeeds,
                first_period: tally.periods[0]?.period ?? "",
                last_period: tally.periods.at(-1)?.period ?? "",
              })
            }
          >
            {t("backtest.again")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function budgetNote(
  { program, tally }: Backtest,
  t: ReturnType<typeof useTranslation<"rebates">>["t"],
): React.ReactNode {
  if (program.budget == null) return undefined;
  const above = (cents(tally.cost) ?? 0n) > (cents(program.budget) ?? 0n);
  return (
    <>
      {above ? t("backtest.above_budget") : t("backtest.of_budget")} <Money amount={program.budget} />
    </>
  );
}

function Periods({
  periods,
  tiers,
}: {
  readonly periods: readonly Tried[];
  readonly tiers: number;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const columns: readonly Column<Tried>[] = [
    { key: "period", title: t("backtest.period"), cell: ({ period }) => periodName(period), lead: true },
    {
      key: "none",
      title: t("result.no_tier"),
      cell: ({ tiers: counts }) => <Pieces count={counts[0] ?? 0} />,
      end: true,
    },
    ...Array.from({ length: tiers }, (_, place): Column<Tried> => ({
      key: `tier-${place}`,
      title: t("tier_number", { tier: place + 1 }),
      cell: ({ tiers: counts }) => <Pieces count={counts[place + 1] ?? 0} />,
      end: true,
    })),
    { key: "paid", title: t("backtest.paid"), cell: ({ paid }) => <Pieces count={paid} />, end: true },
    { key: "cost", title: t("backtest.cost"), cell: ({ cost }) => <Money amount={cost} />, end: true },
    {
      key: "next",
      title: t("backtest.at_next"),
      cell: ({ at_next_tier }) => <Money amount={at_next_tier} />,
      end: true,
    },
  ];
  return (
    <Card title={t("backtest.by_period")}>
      <DataTable caption={t("backtest.by_period")} columns={columns} items={periods} id={({ period }) => period} />
    </Card>
  );
}

function Winners({ winners }: { readonly winners: readonly Winner[] }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const columns: readonly Column<Winner>[] = [
    {
      key: "dealer",
      title: t("draft.dealer"),
      cell: ({ dealer_id, dealer_name }) => (
        <Link to="/dealers/$dealerId" params={{ dealerId: dealer_id }}>
          {dealer_name}
        </Link>
      ),
      lead: true,
    },
    { key: "payout", title: t("backtest.payout"), cell: ({ payout }) => <Money amount={payout} />, end: true },
  ];
  return (
    <Card title={t("backtest.winners")}>
      {winners.length === 0 ? (
        <Empty>{t("backtest.no_winner")}</Empty>
      ) : (
        <DataTable
          caption={t("backtest.winners")}
          columns={columns}
          items={winners}
          id={({ dealer_id }) => dealer_id}
        />
      )}
    </Card>
  );
}
