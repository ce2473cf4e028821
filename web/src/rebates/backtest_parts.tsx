/** What the pages of back-tests show alike, and the card that begins one. */
import { Button, NativeSelect } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { period as periodName } from "../kernel/dates";
import { isRefusal } from "../kernel/errors";
import { lastPeriods } from "../kernel/periods";
import { Badge } from "../ui/badge";
import { Card, Fields } from "../ui/page";
import { Message, Problem } from "../ui/states";
import { standsStill, type Backtest } from "./backtest_queries";
import { today } from "./program_queries";

/** Whether it runs, has come to its end, or stands still. */
export function BacktestState({ backtest }: { readonly backtest: Backtest }): React.ReactElement {
  const { t } = useTranslation("rebates");
  if (backtest.state === "done") return <Badge tone="good">{t("backtest.state.done")}</Badge>;
  if (standsStill(backtest, new Date())) return <Badge tone="bad">{t("backtest.state.still")}</Badge>;
  return <Badge tone="accent">{t("backtest.state.running")}</Badge>;
}

/** Begins a back-test and leads to it. */
export function useStartBacktest(): ReturnType<typeof useCommand<Schemas["StartBacktest"], Backtest>> {
  const { t } = useTranslation("rebates");
  const navigate = useNavigate();
  return useCommand<Schemas["StartBacktest"], Backtest>(
    (body, key) =>
      answered(api.POST("/rebate-programs/backtests", { body, params: { header: { "Idempotency-Key": key } } })),
    {
      changes: [["backtests"]],
      says: () => t("backtest.begun"),
      then: ({ backtest_id }) =>
        void navigate({ to: "/programs/backtests/$backtestId", params: { backtestId: backtest_id } }),
    },
  );
}

const PERIODS = { month: 12, quarter: 8, year: 4 } as const;
const AT_FIRST = { month: 3, quarter: 2, year: 1 } as const;
const NAMELESS = "?";

/** Beside the editor: which past periods the draft is tried on. A draft without a name is tried as well. */
export function StartBacktest({
  program,
  ready,
  succeeds,
}: {
  readonly program: Schemas["SaveProgram"];
  readonly ready: boolean;
  readonly succeeds: string | null;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const kind = program.period_kind;
  const past = lastPeriods(kind, today(), PERIODS[kind] + 1).slice(1);
  const [chosen, setChosen] = useState<{ first?: string; last?: string }>({});
  const start = useStartBacktest();
  const last = past.find((one) => one === chosen.last) ?? past[0] ?? "";
  const first = past.find((one) => one === chosen.first) ?? past[AT_FIRST[kind] - 1] ?? last;
  const wrong = past.indexOf(first) < past.indexOf(last);
  const choice = (label: string, value: string, name: "first" | "last"): React.ReactElement => (
    <NativeSelect
      label={label}
      value={value}
      data={past.map((one) => ({ value: one, label: periodName(one) }))}
      onChange={({ currentTarget }) => {
        setChosen((now) => ({ ...now, [name]: currentTarget.value }));
        start.forget();
      }}
    />
  );
  return (
    <Card title={t("backtest.title")}>
      <p className="quiet">{t("backtest.hint")}</p>
      <Fields>
        {choice(t("backtest.first"), first, "first")}
        {choice(t("backtest.last"), last, "last")}
      </Fields>
      {wrong && <Message tone="warn">{t("backtest.order")}</Message>}
      {isRefusal(start.error, "invalid") ? (
        <Message tone="warn">{t("what_if.refused")}</Message>
      ) : (
        <Problem error={start.error} />
      )}
      <div>
        <Button
          variant="default"
          disabled={!ready || wrong}
          loading={start.busy}
          onClick={() =>
            void start.run({
              program: { ...program, name: program.name || NAMELESS },
              first_period: first,
              last_period: last,
              succeeds,
            })
          }
        >
          {t("backtest.start")}
        </Button>
      </div>
    </Card>
  );
}
