/** Whether overdue invoices keep a dealer from ordering on credit; staff lift that for some days, with a reason. */
import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { businessDay, day } from "../kernel/dates";
import { useMay } from "../kernel/permissions";
import { ConfirmButton } from "../ui/dialog";
import { Actions } from "../ui/page";
import { Message } from "../ui/states";
import { accountKey, type Today } from "./account_queries";

/** Nothing where nothing is overdue and nothing was lifted. */
export function OverdueBlock({ today }: { readonly today: Today }): React.ReactElement | null {
  const { t } = useTranslation("ledger");
  const may = useMay();
  const { block } = today;
  const now = businessDay(new Date());
  const lifted = block.lifted_until !== null && block.lifted_until >= now;
  if (!block.blocked && !lifted) return null;
  return (
    <Message tone={block.blocked ? "bad" : "warn"}>
      <p>
        {block.blocked
          ? t("block.blocked", { due: day(block.oldest_due ?? "") })
          : t("block.lifted", { until: day(block.lifted_until ?? ""), by: block.lifted_by ?? "" })}
      </p>
      {lifted && block.reason !== null && <p>{t("block.reason_was", { reason: block.reason })}</p>}
      {may("lift_blocks") && (
        <Actions>
          <Lift dealerId={today.dealer_id} block={block} />
        </Actions>
      )}
    </Message>
  );
}

function Lift({
  dealerId,
  block,
}: {
  readonly dealerId: string;
  readonly block: Schemas["BlockOut"];
}): React.ReactElement {
  const { t } = useTranslation("ledger");
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const lift = useCommand(
    (body: Schemas["LiftBlock"], key) =>
      answered(
        api.POST("/accounts/{dealer_id}/overdue-block", {
          params: { path: { dealer_id: dealerId }, header: { "Idempotency-Key": key } },
          body,
        }),
      ),
    { changes: [accountKey(dealerId)], says: () => t(block.blocked ? "block.done" : "block.ended") },
  );
  const why = (
    <Textarea
      label={t("block.reason")}
      required
      autosize
      minRows={2}
      maxLength={2000}
      value={reason}
      onChange={({ currentTarget }) => {
        setReason(currentTarget.value);
      }}
    />
  );
  if (!block.blocked) {
    return (
      <ConfirmButton
        text={t("block.end")}
        question={t("block.end_question")}
        yes={t("block.end_yes")}
        quiet
        busy={lift.busy}
        error={lift.error}
        act={() => lift.run({ until: null, reason: reason.trim() })}
      >
        {why}
      </ConfirmButton>
    );
  }
  return (
    <ConfirmButton
      text={t("block.lift")}
      question={t("block.question")}
      yes={t("block.yes")}
      busy={lift.busy}
      error={lift.error}
      act={() => lift.run({ until: until === "" ? businessDay(new Date()) : until, reason: reason.trim() })}
    >
      <TextInput
        type="date"
        label={t("block.until")}
        required
        min={businessDay(new Date())}
        value={until}
        onChange={({ currentTarget }) => {
          setUntil(currentTarget.value);
        }}
      />
      {why}
    </ConfirmButton>
  );
}
