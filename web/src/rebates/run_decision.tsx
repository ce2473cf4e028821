/** The decision about a run, for whoever it waits for: approve, or reject with a reason. */
import { Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { instant, period as periodName } from "../kernel/dates";
import { isRefusal } from "../kernel/errors";
import { money } from "../kernel/money_text";
import { ConfirmButton } from "../ui/dialog";
import { Actions, Card } from "../ui/page";
import { Message, Problem } from "../ui/states";

type Choice = "approve" | "reject";

export function RunDecision({
  run,
  decisionId,
}: {
  readonly run: Schemas["RunDetails"];
  readonly decisionId: string;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const [comment, setComment] = useState("");
  const [missing, setMissing] = useState(false);
  const path = { decision_id: decisionId };
  const { data } = useQuery({
    queryKey: ["decisions", "one", decisionId],
    queryFn: () => answered(api.GET("/decisions/{decision_id}", { params: { path } })),
  });
  const decide = useCommand(
    (choice: Choice, key: string) =>
      answered(
        api.POST("/decisions/{decision_id}", {
          params: { path, header: { "Idempotency-Key": key } },
          body: { choice, answers: {}, comment: comment.trim() === "" ? null : comment.trim() },
        }),
      ),
    {
      changes: [["settlements"], ["decisions"]],
      says: (_, choice) => t(`decide.done.${choice}`, { month: periodName(run.period) }),
    },
  );
  const figures = { month: periodName(run.period), amount: money(run.summary?.amount ?? "0.00") };
  return (
    <Card title={t("decide.title")}>
      <p>{t("decide.text", figures)}</p>
      {data && <p className="quiet">{t("decide.until", { at: instant(data.ends_at) })}</p>}
      <Textarea
        label={t("decide.comment")}
        description={t("decide.comment_hint")}
        autosize
        minRows={2}
        maxLength={2000}
        value={comment}
        error={missing && comment.trim() === "" ? t("decide.reason_missing") : undefined}
        onChange={({ currentTarget }) => {
          setComment(currentTarget.value);
        }}
      />
      <DecisionProblem error={decide.error} />
      <Actions>
        <ConfirmButton
          text={t("decide.approve")}
          question={t("decide.question.approve", figures)}
          yes={t("decide.yes.approve")}
          busy={decide.busy}
          error={decide.error}
          act={() => decide.run("approve")}
        >
          <p>{t("decide.approve_text", figures)}</p>
        </ConfirmButton>
        <ConfirmButton
          text={t("decide.reject")}
          question={t("decide.question.reject", figures)}
          yes={t("decide.yes.reject")}
          busy={decide.busy}
          error={decide.error}
          danger
          ready={() => {
            setMissing(true);
            return comment.trim() !== "";
          }}
          act={() => decide.run("reject")}
        >
          <p>{t("decide.reject_text")}</p>
        </ConfirmButton>
      </Actions>
    </Card>
  );
}

function DecisionProblem({ error }: { readonly error: Error | null }): React.ReactElement | null {
  const { t } = useTranslation("rebates");
  if (isRefusal(error, "four_eyes")) return <Message tone="warn">{t("decide.four_eyes")}</Message>;
  return <Problem error={error} />;
}
