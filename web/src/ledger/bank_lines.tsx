/** The lines of banks' files: those that named nobody are assigned to a dealer, or set aside with a reason. */
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { useDealers } from "../dealers/directory";
import { money } from "../kernel/money_text";
import { useMay } from "../kernel/permissions";
import { DataList, type Column } from "../ui/data_list";
import { Dialog } from "../ui/dialog";
import { Day, Money } from "../ui/figures";
import { ChoiceFilter, Filters } from "../ui/filters";
import { Actions, Card } from "../ui/page";
import { Problem } from "../ui/states";
import { AccountLink } from "./account_link";

type Line = Schemas["BankLineOut"];
const route = getRouteApi("/in/bank-files");
const STATES = ["unmatched", "booked", "dismissed"] as const;

export function BankLines(): React.ReactElement {
  const { t } = useTranslation("ledger");
  const may = useMay();
  const { state: named } = route.useSearch();
  const navigate = route.useNavigate();
  const [chosen, setChosen] = useState<Line | null>(null);
  const state = STATES.find((one) => one === named) ?? "unmatched";
  const pages = usePages(["bank-lines", state], (cursor) =>
    answered(api.GET("/bank-lines", { params: { query: { state, cursor } } })),
  );
  const columns: Column<Line>[] = [
    {
      key: "payer",
      title: t("bank.payer"),
      lead: true,
      cell: ({ payer, remark, reference }) => [payer, remark].filter(Boolean).join(" · ") || reference,
    },
    { key: "day", title: t("payment.day"), cell: ({ day }) => <Day on={day} /> },
    { key: "reference", title: t("bank.reference"), cell: ({ reference }) => reference },
    { key: "amount", title: t("record.amount"), cell: ({ amount }) => <Money amount={amount} />, end: true },
  ];
  if (state === "booked") {
    columns.push(
      { key: "dealer", title: t("accounts.dealer"), cell: ({ dealer_id: id }) => id && <AccountLink dealerId={id} /> },
      {
        key: "payment",
        title: t("payment.number"),
        cell: ({ payment_id: id }) =>
          id && (
            <Link to="/payments/$paymentId" params={{ paymentId: id }}>
              {id}
            </Link>
          ),
      },
    );
  }
  if (state === "dismissed") columns.push({ key: "why", title: t("change.reason"), cell: ({ reason }) => reason });
  if (state !== "booked" && may("record_payments")) {
    columns.push({
      key: "do",
      title: t("bank.do"),
      end: true,
      cell: (line) => (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            setChosen(line);
          }}
        >
          {t("bank.handle")}
        </Button>
      ),
    });
  }
  return (
    <Card title={t("bank.lines")}>
      <Filters>
        <ChoiceFilter
          label={t("accounts.state")}
          value={state}
          choices={STATES.map((one) => [one, t(`bank.state.${one}`)] as const)}
          change={(wanted) => void navigate({ search: (now) => ({ ...now, state: wanted }), replace: true })}
        />
      </Filters>
      <DataList
        caption={t("bank.lines")}
        columns={columns}
        pages={pages}
        id={({ line_id }) => line_id}
        empty={t(`bank.none.${state}`)}
      />
      {chosen && (
        <Handle
          line={chosen}
          close={() => {
            setChosen(null);
          }}
        />
      )}
    </Card>
  );
}

/** Whose money it is, or why it is nobody's. */
function Handle({ line, close }: { readonly line: Line; readonly close: () => void }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const dealers = useDealers("active");
  const frozen = useDealers("frozen");
  const [dealer, setDealer] = useState("");
  const [reason, setReason] = useState("");
  const path = { line_id: line.line_id };
  const changes = [["bank-lines"], ["accounts"]];
  const assign = useCommand(
    (body: Schemas["AssignBankLine"], key) =>
      answered(
        api.POST("/bank-lines/{line_id}/assign", { params: { path, header: { "Idempotency-Key": key } }, body }),
      ),
    { changes, says: ({ payment_id }) => t("bank.assigned", { id: payment_id }), then: close },
  );
  const dismiss = useCommand(
    (body: Schemas["DismissBankLine"], key) =>
      answered(
        api.POST("/bank-lines/{line_id}/dismiss", { params: { path, header: { "Idempotency-Key": key } }, body }),
      ),
    { changes, says: () => t("bank.dismissed"), then: close },
  );
  const everybody = [...(dealers.data ?? []), ...(frozen.data ?? [])];
  return (
    <Dialog title={t("bank.whose", { amount: money(line.amount) })} close={close}>
      <p>{[line.payer, line.payer_account, line.remark, line.reference].filter(Boolean).join(" · ")}</p>
      <NativeSelect
        label={t("accounts.dealer")}
        value={dealer}
        data={[
          { value: "", label: t("bank.choose_dealer") },
          ...everybody.map(({ dealer_id, name }) => ({ value: dealer_id, label: name })),
        ]}
        onChange={({ currentTarget }) => {
          setDealer(currentTarget.value);
        }}
      />
      <Problem error={assign.error ?? dismiss.error} />
      <Actions>
        <Button
          disabled={dealer === ""}
          loading={assign.busy}
          onClick={() => void assign.run({ dealer_id: dealer, invoice_id: null })}
        >
          {t("bank.assign")}
        </Button>
        <Button variant="default" onClick={close}>
          {t("record.close")}
        </Button>
      </Actions>
      {line.state === "unmatched" && (
        <>
          <Textarea
            label={t("bank.dismiss_reason")}
            autosize
            minRows={2}
            maxLength={2000}
            value={reason}
            onChange={({ currentTarget }) => {
              setReason(currentTarget.value);
            }}
          />
          <Actions>
            <Button
              variant="outline"
              disabled={reason.trim() === ""}
              loading={dismiss.busy}
              onClick={() => void dismiss.run({ reason: reason.trim() })}
            >
              {t("bank.dismiss")}
            </Button>
          </Actions>
        </>
      )}
    </Dialog>
  );
}
