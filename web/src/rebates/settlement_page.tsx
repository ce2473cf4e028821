/** One settlement run: its steps as they move, its decision, what it would post, and every dealer's calculation. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { period as periodName } from "../kernel/dates";
import { useMay } from "../kernel/permissions";
import { Facts } from "../ui/facts";
import { Instant } from "../ui/figures";
import { Card, Page } from "../ui/page";
import { Failed, Message, Waiting } from "../ui/states";
import { RunDecision } from "./run_decision";
import { Drafts } from "./drafts";
import { RunStateBadge, StartedBy } from "./run_parts";
import { RunSteps } from "./run_steps";
import { RunExceptions, RunTotals } from "./run_totals";
import { StartProblem, useStart } from "./start_settlement";

type Run = Schemas["RunDetails"];

const route = getRouteApi("/in/settlements/$runId");
const WHILE_IT_MOVES = 2000;

export function SettlementPage(): React.ReactElement {
  const { runId } = route.useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ["settlements", runId],
    queryFn: () => answered(api.GET("/settlement-runs/{run_id}", { params: { path: { run_id: runId } } })),
    refetchInterval: ({ state }) => (state.data?.state === "open" ? WHILE_IT_MOVES : false),
  });
  if (!data) return error ? <Failed error={error} again={() => void refetch()} /> : <Waiting />;
  return <Shown key={data.run_id} run={data} />;
}

function Shown({ run }: { readonly run: Run }): React.ReactElement {
  const { t } = useTranslation("rebates");
  return (
    <Page
      title={t("run.title", { month: periodName(run.period) })}
      aside={<RunStateBadge run={run} />}
      back={{ to: "/settlements", text: t("settlements.title") }}
    >
      {run.decision_id !== null && <RunDecision run={run} decisionId={run.decision_id} />}
      <Card title={t("steps.title")}>
        <RunSteps run={run} />
        <WhatNow run={run} />
      </Card>
      <Card>
        <Facts
          facts={[
            [t("run.id"), run.run_id],
            [t("run.started_by"), <StartedBy key="b" run={run} />],
            [t("run.started_at"), <Instant key="a" at={run.started_at} />],
            [t("run.attempt"), run.attempt > 1 ? String(run.attempt) : null],
            [t("run.approvals"), t("run.approvals_of", { count: run.approvals })],
            [t("run.decided_by"), run.decided_by],
            [t("run.ended_at"), run.ended_at && <Instant key="e" at={run.ended_at} />],
          ]}
        />
      </Card>
      {run.summary && <RunTotals summary={run.summary} />}
      {run.summary && run.state !== "rejected" && <RunExceptions runId={run.run_id} summary={run.summary} />}
      {run.summary && run.state !== "rejected" && <Drafts run={run} />}
    </Page>
  );
}

/** What whoever reads this can do now, or whom the run waits for. */
function WhatNow({ run }: { readonly run: Run }): React.ReactElement | null {
  const { t } = useTranslation("rebates");
  const may = useMay();
  const start = useStart();
  if (run.state === "failed" || run.state === "rejected") {
    return (
      <>
        <Message tone={run.state === "failed" ? "bad" : "plain"}>{whyEnded(run, t)}</Message>
        {may("run_settlements") && (
          <div>
            <Button loading={start.busy} onClick={() => void start.run(run.period)}>
              {run.state === "failed" ? t("run.start_again") : t("run.start_anew")}
            </Button>
          </div>
        )}
        <StartProblem error={start.error} />
      </>
    );
  }
  const waits = run.state === "open" && run.stage === "asking" && run.decision_id === null;
  return waits ? <Message>{run.approvals > 1 ? t("run.waits_for_two") : t("run.waits_for_one")}</Message> : null;
}

function whyEnded({ state, reason }: Run, t: ReturnType<typeof useTranslation<"rebates">>["t"]): string {
  if (state === "rejected") return t("run.why_rejected", { reason: reason ?? "" });
  if (reason === "nobody_answered") return t("run.why_nobody_answered");
  return t("run.why_failed", { reason: reason ?? "" });
}
