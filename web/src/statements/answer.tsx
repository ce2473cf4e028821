/** The dealer's answer to a statement: confirmed as it is, or disputed entry by entry with a reason. */
import { Textarea } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { period } from "../kernel/dates";
import { ConfirmButton } from "../ui/dialog";
import { Rows } from "../ui/facts";
import { Money, Pieces } from "../ui/figures";
import { Actions, Card } from "../ui/page";
import { EvidenceInput, uploadEvidence, wrongFiles } from "./evidence";

const MOST = 100;

export function Answer({
  statement,
  ticked,
}: {
  readonly statement: Schemas["StatementOut"];
  readonly ticked: ReadonlySet<string>;
}): React.ReactElement {
  const { t } = useTranslation("statements");
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [files, setFiles] = useState<readonly File[]>([]);
  /** What is uploaded of the chosen files: a dispute that is sent again is the same request. */
  const documents = useRef<Schemas["EvidenceIn"][] | null>(null);
  const path = { statement_id: statement.statement_id };
  const outcome = { changes: [["statements"], ["messages"]] };
  const confirm = useCommand(
    (_: null, key) =>
      answered(
        api.POST("/statements/{statement_id}/confirm", {
          params: { path, header: { "Idempotency-Key": key } },
          body: {},
        }),
      ),
    { ...outcome, says: () => t("done.confirm") },
  );
  const dispute = useCommand(
    async ({ entries, reason: why }: Pick<Schemas["DisputeStatement"], "entries" | "reason">, key) => {
      documents.current ??= await uploadEvidence(statement.statement_id, files);
      const body = { entries, reason: why, documents: documents.current };
      return answered(
        api.POST("/statements/{statement_id}/dispute", { params: { path, header: { "Idempotency-Key": key } }, body }),
      );
    },
    { ...outcome, says: () => t("done.dispute") },
  );
  const of = period(statement.period);
  return (
    <Card title={t("answer")}>
      <p>{t("how")}</p>
      <Textarea
        label={t("reason")}
        description={t("reason_hint")}
        autosize
        minRows={2}
        maxLength={2000}
        value={reason}
        error={problem}
        onChange={({ currentTarget }) => {
          setReason(currentTarget.value);
          setProblem(null);
        }}
      />
      <EvidenceInput
        files={files}
        change={(chosen) => {
          setFiles(chosen);
          documents.current = null;
          dispute.forget();
        }}
      />
      <Actions>
        <ConfirmButton
          text={t("confirm")}
          question={t("really.confirm", { period: of })}
          yes={t("yes.confirm")}
          act={() => confirm.run(null)}
          busy={confirm.busy}
          error={confirm.error}
          ready={() => fits(ticked.size > 0 ? t("ticked") : null)}
        >
          <Rows
            facts={[
              [t("account.receivable"), <Money key="receivable" amount={statement.receivable.closing} />],
              [t("account.rebate"), <Money key="rebate" amount={statement.rebate.closing} />],
            ]}
          />
        </ConfirmButton>
        <ConfirmButton
          text={t("dispute")}
          question={t("really.dispute", { period: of })}
          yes={t("yes.dispute")}
          danger
          act={() => dispute.run({ entries: [...ticked], reason: reason.trim() })}
          busy={dispute.busy}
          error={dispute.error}
          ready={() => fits(wrongDispute())}
        >
          <Rows facts={[[t("disputes"), <Pieces key="count" count={ticked.size} />]]} />
          <p>{reason.trim()}</p>
        </ConfirmButton>
      </Actions>
    </Card>
  );

  function fits(wrong: string | null): boolean {
    setProblem(wrong);
    return wrong === null;
  }

  function wrongDispute(): string | null {
    const wrong = wrongFiles(files);
    if (wrong) return t(`evidence_wrong.${wrong}`);
    if (ticked.size === 0 || ticked.size > MOST) return t("tick_some");
    return reason.trim() === "" ? t("reason_missing") : null;
  }
}
