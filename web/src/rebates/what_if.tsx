/** What a program would pay, beside the editor: a dealer, a period, the result with its steps, the tiers reached. */
import { NativeSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { useDealers } from "../dealers/directory";
import { period as periodName } from "../kernel/dates";
import { isRefusal } from "../kernel/errors";
import { lastPeriods } from "../kernel/periods";
import { DataTable, type Column } from "../ui/data_list";
import { Card } from "../ui/page";
import { Message, Problem } from "../ui/states";
import { Calculation } from "./calculation";
import { measureWords, paysWords } from "./figure_words";
import { levelWords } from "./rule_in_words";
import { today } from "./program_queries";
import styles from "./editor.module.css";

type SaveProgram = Schemas["SaveProgram"];
type Result = Schemas["ResultOut"];

const TYPING = 500;
const PERIODS = { month: 13, quarter: 9, year: 4 } as const;
const NAMELESS = "?";

export interface Simulation {
  readonly dealerId: string;
  readonly period: string;
}

/**
 * Simulates a program as soon as typing rests; nothing while it cannot be read, or no dealer is chosen. It is tried as if
 * it had been valid all through the period, so that a new program can be tried on what was sold before it.
 */
export function useSimulation(
  program: SaveProgram,
  ready: boolean,
  { dealerId, period }: Simulation,
): UseQueryResult<Result> {
  const tried = { ...program, name: NAMELESS, first_day: `${period.slice(0, 4)}-01-01`, last_day: null };
  const body: Schemas["Simulate"] = { program: tried, dealer_id: dealerId, period };
  const [text] = useDebouncedValue(ready && dealerId !== "" ? JSON.stringify(body) : "", TYPING);
  return useQuery({
    queryKey: ["programs", "simulation", text],
    queryFn: () => answered(api.POST("/rebate-programs/simulate", { body: JSON.parse(text) as Schemas["Simulate"] })),
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
}

/** The periods that a program of a kind may be tried on. */
export function periodsToTry(kind: Schemas["PeriodKind"]): readonly string[] {
  return lastPeriods(kind, today(), PERIODS[kind]);
}

export function WhatIf({
  program,
  ready,
  chosen,
  choose,
  simulation: { data, error, isPlaceholderData },
}: {
  readonly program: SaveProgram;
  readonly ready: boolean;
  readonly chosen: Simulation;
  readonly choose: (part: Partial<Simulation>) => void;
  readonly simulation: UseQueryResult<Result>;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { data: dealers = [] } = useDealers("active");
  const shown = data && ready && chosen.dealerId !== "" && !error;
  return (
    <Card title={t("what_if.title")}>
      <p className="quiet">{t("what_if.hint")}</p>
      <NativeSelect
        label={t("what_if.dealer")}
        value={chosen.dealerId}
        data={[
          { value: "", label: t("what_if.choose") },
          ...dealers.map(({ dealer_id, name }) => ({ value: dealer_id, label: name })),
        ]}
        onChange={({ currentTarget }) => {
          choose({ dealerId: currentTarget.value });
        }}
      />
      <NativeSelect
        label={t("what_if.period")}
        value={chosen.period}
        data={periodsToTry(program.period_kind).map((one) => ({ value: one, label: periodName(one) }))}
        onChange={({ currentTarget }) => {
          choose({ period: currentTarget.value });
        }}
      />
      {chosen.dealerId !== "" && !ready && <Message>{t("what_if.unready")}</Message>}
      {error && !isRefusal(error, "invalid") && <Problem error={error} />}
      {isRefusal(error, "invalid") && <Message tone="warn">{t("what_if.refused")}</Message>}
      {shown && (
        <div className={styles.result} aria-busy={isPlaceholderData}>
          <Calculation result={data} />
          <TiersReached program={program} result={data} />
        </div>
      )}
    </Card>
  );
}

interface Row {
  readonly place: number;
  readonly from: string;
  readonly pays: string;
  readonly stands: string;
}

function TiersReached({
  program,
  result,
}: {
  readonly program: SaveProgram;
  readonly result: Result;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const reached = result.tier ?? -1;
  const { terms } = program;
  const rows: readonly Row[] = terms.tiers.map((tier, place) => ({
    place,
    from: levelWords(terms, tier.from, t),
    pays: paysWords(tier, t),
    stands: stands(place - reached, result, t),
  }));
  const columns: readonly Column<Row>[] = [
    {
      key: "tier",
      title: t("step.tier"),
      cell: ({ place, from, pays }) => (
        <>
          {t("tier_number", { tier: place + 1 })} <span className="quiet">{t("what_if.tier", { from, pays })}</span>
        </>
      ),
      lead: true,
    },
    { key: "stands", title: t("what_if.reached"), cell: ({ stands: text }) => text, end: true },
  ];
  return (
    <DataTable
      caption={t("what_if.tiers")}
      columns={columns}
      items={rows}
      id={({ place }) => String(place)}
      marked={({ place }) => place === result.tier}
    />
  );
}

function stands(
  ahead: number,
  { measure, to_next_tier }: Result,
  t: ReturnType<typeof useTranslation<"rebates">>["t"],
): string {
  if (ahead <= 0) return t("what_if.yes");
  if (ahead > 1 || to_next_tier === null) return t("what_if.no");
  return t("what_if.missing", { missing: measureWords(measure, to_next_tier, t) });
}
