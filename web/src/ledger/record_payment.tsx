/** Money that came in from a dealer: on one invoice first, or on the oldest due. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { businessDay, day } from "../kernel/dates";
import { isRefusal } from "../kernel/errors";
import { readMoney } from "../kernel/money";
import { money } from "../kernel/money_text";
import { ConfirmButton } from "../ui/dialog";
import { Rows } from "../ui/facts";
import { Money } from "../ui/figures";
import { HINT_BELOW, MoneyInput } from "../ui/inputs";
import { leadToProblem } from "../ui/lead_to_problem";
import { Actions, Card, Fields } from "../ui/page";
import { accountKey, type Today } from "./account_queries";

type Payment = Schemas["RecordPayment"];

export function RecordPayment({
  today,
  dealerName,
}: {
  readonly today: Today;
  readonly dealerName: string;
}): React.ReactElement {
  const { t } = useTranslation("ledger");
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <div>
        <Button
          onClick={() => {
            setOpen(true);
          }}
        >
          {t("record.open")}
        </Button>
      </div>
    );
  }
  return (
    <Form
      today={today}
      dealerName={dealerName}
      close={() => {
        setOpen(false);
      }}
    />
  );
}

function Form({
  today,
  dealerName,
  close,
}: {
  readonly today: Today;
  readonly dealerName: string;
  readonly close: () => void;
}): React.ReactElement {
  const { t } = useTranslation("ledger");
  const fields = useRef<HTMLDivElement>(null);
  const now = businessDay(new Date());
  const [typed, setTyped] = useState({ amount: "", received_on: now, reference: "", invoice_id: "" });
  const [tried, setTried] = useState(false);
  const amount = readMoney(typed.amount);
  const right = amount !== null && /[1-9]/.test(amount) && !amount.startsWith("-");
  const dated = typed.received_on !== "" && typed.received_on <= now;
  const record = useCommand(
    (body: Payment, key: string) =>
      answered(api.POST("/payments", { body, params: { header: { "Idempotency-Key": key } } })),
    {
      changes: [accountKey(today.dealer_id)],
      says: (made) =>
        t("record.done", { id: made.payment_id, amount: money(made.amount), unapplied: money(made.unapplied) }),
      then: close,
    },
  );
  const refused = isRefusal(record.error, "invalid") ? record.error.fields : [];
  const turn = (part: Partial<typeof typed>): void => {
    setTyped((before) => ({ ...before, ...part }));
    record.forget();
  };
  return (
    <Card title={t("record.title")}>
      <div ref={fields}>
        <Fields>
          <MoneyInput
            label={t("record.amount")}
            required
            value={typed.amount}
            error={((tried && !right) || refused.includes("amount")) && t("record.amount_wrong")}
            onChange={({ currentTarget }) => {
              turn({ amount: currentTarget.value });
            }}
          />
          <TextInput
            type="date"
            label={t("record.day")}
            required
            max={now}
            value={typed.received_on}
            error={((tried && !dated) || refused.includes("received_on")) && t("record.day_wrong")}
            onChange={({ currentTarget }) => {
              turn({ received_on: currentTarget.value });
            }}
          />
          <TextInput
            label={t("record.reference")}
            description={t("record.reference_hint")}
            inputWrapperOrder={HINT_BELOW}
            maxLength={200}
            value={typed.reference}
            error={refused.includes("reference") && t("record.reference_wrong")}
            onChange={({ currentTarget }) => {
              turn({ reference: currentTarget.value });
            }}
          />
          <NativeSelect
            label={t("record.invoice")}
            description={t("record.invoice_hint")}
            inputWrapperOrder={HINT_BELOW}
            value={typed.invoice_id}
            error={refused.includes("invoice_id") && t("record.invoice_wrong")}
            data={[
              { value: "", label: t("record.oldest") },
              ...today.open_invoices.map(({ invoice_id, open, due_day }) => ({
                value: invoice_id,
                label: t("record.invoice_of", { id: invoice_id, open: money(open), due: day(due_day) }),
              })),
            ]}
            onChange={({ currentTarget }) => {
              turn({ invoice_id: currentTarget.value });
            }}
          />
        </Fields>
      </div>
      <Actions>
        <ConfirmButton
          text={t("record.submit")}
          question={t("record.question", { amount: money(amount ?? ""), dealer: dealerName })}
          yes={t("record.yes")}
          busy={record.busy}
          error={record.error}
          ready={() => {
            setTried(true);
            if (!right || !dated) leadToProblem(fields.current);
            return right && dated;
          }}
          act={() => record.run(paymentOf(today.dealer_id, amount ?? "", typed))}
        >
          <p>{t("record.question_text")}</p>
          <Rows
            facts={[
              [t("record.amount"), amount && <Money amount={amount} />],
              [t("record.day"), typed.received_on && day(typed.received_on)],
              [t("record.invoice"), typed.invoice_id === "" ? t("record.oldest") : typed.invoice_id],
              [t("record.reference"), typed.reference.trim()],
            ]}
          />
        </ConfirmButton>
        <Button variant="default" onClick={close}>
          {t("record.close")}
        </Button>
      </Actions>
    </Card>
  );
}

function paymentOf(
  dealerId: string,
  amount: string,
  typed: { readonly received_on: string; readonly reference: string; readonly invoice_id: string },
): Payment {
  return {
    dealer_id: dealerId,
    amount,
    received_on: typed.received_on,
    reference: typed.reference.trim() === "" ? null : typed.reference.trim(),
    invoice_id: typed.invoice_id === "" ? null : typed.invoice_id,
  };
}
