/** Starts the settlement of a month; where it cannot be started it says until when, or because of which run. */
import { Button, Group, NativeSelect } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand, type Command } from "../api/command";
import { instant, monthBefore, period as periodName } from "../kernel/dates";
import { isRefusal } from "../kernel/errors";
import { lastPeriods } from "../kernel/periods";
import { Card } from "../ui/page";
import { Message, Problem } from "../ui/states";
import { today } from "./program_queries";
import type { Run } from "./run_parts";

const MONTHS = 12;

/** Starts a month's settlement, or starts it again; then leads to the run. */
export function useStart(): Command<string, Run> {
  const { t } = useTranslation("rebates");
  const navigate = useNavigate();
  return useCommand(
    (period: string, key: string) =>
      answered(api.POST("/settlement-runs", { body: { period }, params: { header: { "Idempotency-Key": key } } })),
    {
      changes: [["settlements"]],
      says: ({ period }) => t("start.started", { month: periodName(period) }),
      then: ({ run_id }) => void navigate({ to: "/settlements/$runId", params: { runId: run_id } }),
    },
  );
}

export function StartSettlement(): React.ReactElement {
  const { t } = useTranslation("rebates");
  const last = monthBefore(today().slice(0, 7));
  const [month, setMonth] = useState(last);
  const start = useStart();
  return (
    <Card title={t("start.title")}>
      <p className="quiet">{t("start.hint")}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start.run(month);
        }}
      >
        <Group align="end">
          <NativeSelect
            label={t("run.month")}
            value={month}
            data={lastPeriods("month", `${last}-01`, MONTHS).map((one) => ({ value: one, label: periodName(one) }))}
            onChange={({ currentTarget }) => {
              setMonth(currentTarget.value);
              start.forget();
            }}
          />
          <Button type="submit" loading={start.busy}>
            {t("start.submit")}
          </Button>
        </Group>
      </form>
      <StartProblem error={start.error} />
    </Card>
  );
}

/** Why a month cannot be settled now, with the date or the run that it hangs on. */
export function StartProblem({ error }: { readonly error: Error | null }): React.ReactElement | null {
  const { t } = useTranslation("rebates");
  const detail = isRefusal(error, "too_early", "run_open") ? error.details[0] : undefined;
  if (typeof detail?.starts_at === "string") {
    return <Message tone="warn">{t("start.too_early", { at: instant(detail.starts_at) })}</Message>;
  }
  if (typeof detail?.run_id === "string") {
    return (
      <Message tone="warn">
        {t("start.run_open")}{" "}
        <Link to="/settlements/$runId" params={{ runId: detail.run_id }}>
          {detail.run_id}
        </Link>
      </Message>
    );
  }
  if (isRefusal(error, "wrong_state")) return <Message tone="warn">{t("start.settled")}</Message>;
  return <Problem error={error} />;
}
