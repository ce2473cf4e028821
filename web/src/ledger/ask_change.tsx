/** Asking for an adjustment of a dealer's account or for another credit limit: another person of finance decides. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { readMoney } from "../kernel/money";
import { money } from "../kernel/money_text";
import { useMay } from "../kernel/permissions";
import { HINT_BELOW, MoneyInput } from "../ui/inputs";
import { Actions, Card, Fields } from "../ui/page";
import { Problem } from "../ui/states";
import { accountKey, ACCOUNTS, type Account, type Today } from "./account_queries";

type Asked = "adjustment" | "limit";

/** The buttons, and the form of the one that was pressed. */
export function AskChange({ today }: { readonly today: Today }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const may = useMay();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => {
    setAsked(null);
  };
  if (asked === "adjustment") return <AdjustmentForm today={today} close={close} />;
  if (asked === "limit") return <LimitForm today={today} close={close} />;
  return (
    <Actions>
      {may("ask_adjustments") && (
        <Button
          variant="default"
          onClick={() => {
            setAsked("adjustment");
          }}
        >
          {t("ask.adjustment")}
        </Button>
      )}
      {may("ask_credit_limits") && (
        <Button
          variant="default"
          onClick={() => {
            setAsked("limit");
          }}
        >
          {t("ask.limit")}
        </Button>
      )}
    </Actions>
  );
}

interface FormProps {
  readonly today: Today;
  readonly close: () => void;
}

function useOutcome(today: Today): {
  readonly changes: readonly (readonly string[])[];
  readonly says: () => string;
  readonly then: (made: Schemas["ChangeOut"]) => void;
} {
  const { t } = useTranslation("ledger");
  const navigate = useNavigate();
  return {
    changes: [["account-changes"], accountKey(today.dealer_id)],
    says: () => t("ask.done"),
    then: ({ change_id }) => void navigate({ to: "/account-changes/$changeId", params: { changeId: change_id } }),
  };
}

const CREDIT = "credit";
const DEBIT = "debit";

function AdjustmentForm({ today, close }: FormProps): React.ReactElement {
  const { t } = useTranslation("ledger");
  const [typed, setTyped] = useState({
    account: "receivable" as Account,
    way: CREDIT,
    amount: "",
    invoice: "",
    due: "",
    reason: "",
  });
  const ask = useCommand(
    (body: Schemas["AskAdjustment"], key) =>
      answered(api.POST("/adjustments", { params: { header: { "Idempotency-Key": key } }, body })),
    useOutcome(today),
  );
  const turn = (part: Partial<typeof typed>): void => {
    setTyped((before) => ({ ...before, ...part }));
    ask.forget();
  };
  const amount = readMoney(typed.amount);
  const right = amount !== null && /[1-9]/.test(amount) && !amount.startsWith("-");
  const receivable = typed.account === "receivable";
  const credit = typed.way === CREDIT;
  return (
    <Card title={t("ask.adjustment")}>
      <p className="quiet">{t("ask.four_eyes")}</p>
      <Fields>
        <NativeSelect
          label={t("entries.account")}
          value={typed.account}
          data={ACCOUNTS.map((one) => ({ value: one, label: t(`account.${one}`) }))}
          onChange={({ currentTarget }) => {
            turn({ account: currentTarget.value as Account, invoice: "", due: "" });
          }}
        />
        <NativeSelect
          label={t("ask.way")}
          value={typed.way}
          data={[CREDIT, DEBIT].map((way) => ({
            value: way,
            label: t(`ask.way.${typed.account}.${way as "credit" | "debit"}`),
          }))}
          onChange={({ currentTarget }) => {
            turn({ way: currentTarget.value, invoice: "", due: "" });
          }}
        />
        <MoneyInput
          label={t("record.amount")}
          required
          value={typed.amount}
          error={typed.amount !== "" && !right && t("record.amount_wrong")}
          onChange={({ currentTarget }) => {
            turn({ amount: currentTarget.value });
          }}
        />
        {receivable && credit && (
          <NativeSelect
            label={t("record.invoice")}
            value={typed.invoice}
            data={[
              { value: "", label: t("record.oldest") },
              ...today.open_invoices.map(({ invoice_id, open }) => ({
                value: invoice_id,
                label: `${invoice_id} · ${money(open)}`,
              })),
            ]}
            onChange={({ currentTarget }) => {
              turn({ invoice: currentTarget.value });
            }}
          />
        )}
        {receivable && !credit && (
          <TextInput
            type="date"
            label={t("change.due")}
            description={t("ask.due_hint")}
            inputWrapperOrder={HINT_BELOW}
            value={typed.due}
            onChange={({ currentTarget }) => {
              turn({ due: currentTarget.value });
            }}
          />
        )}
        <Reason
          hint={t("ask.reason_hint")}
          value={typed.reason}
          change={(reason) => {
            turn({ reason });
          }}
        />
      </Fields>
      <Problem error={ask.error} />
      <Actions>
        <Button
          disabled={!right || typed.reason.trim() === ""}
          loading={ask.busy}
          onClick={() =>
            void ask.run({
              dealer_id: today.dealer_id,
              account: typed.account,
              amount: credit ? `-${amount ?? ""}` : (amount ?? ""),
              reason: typed.reason.trim(),
              invoice_id: typed.invoice === "" ? null : typed.invoice,
              due_day: typed.due === "" ? null : typed.due,
            })
          }
        >
          {t("ask.submit")}
        </Button>
        <Button variant="default" onClick={close}>
          {t("record.close")}
        </Button>
      </Actions>
    </Card>
  );
}

function LimitForm({ today, close }: FormProps): React.ReactElement {
  const { t } = useTranslation("ledger");
  const [figure, setFigure] = useState(today.credit_limit ?? "");
  const [unlimited, setUnlimited] = useState(today.unlimited);
  const [reason, setReason] = useState("");
  const ask = useCommand(
    (body: Schemas["AskCreditLimit"], key) =>
      answered(api.POST("/credit-limits", { params: { header: { "Idempotency-Key": key } }, body })),
    useOutcome(today),
  );
  const limit = figure.trim() === "" ? null : readMoney(figure);
  const right = unlimited || figure.trim() === "" || (limit !== null && !limit.startsWith("-"));
  return (
    <Card title={t("ask.limit")}>
      <p className="quiet">{t("ask.four_eyes")}</p>
      <Fields>
        <MoneyInput
          label={t("account.limit")}
          description={t("ask.limit_hint")}
          inputWrapperOrder={HINT_BELOW}
          disabled={unlimited}
          value={unlimited ? "" : figure}
          error={!right && t("record.amount_wrong")}
          onChange={({ currentTarget }) => {
            setFigure(currentTarget.value);
            ask.forget();
          }}
        />
        <Checkbox
          label={t("account.unlimited")}
          checked={unlimited}
          onChange={({ currentTarget }) => {
            setUnlimited(currentTarget.checked);
            ask.forget();
          }}
        />
        <Reason value={reason} change={setReason} />
      </Fields>
      <Problem error={ask.error} />
      <Actions>
        <Button
          disabled={!right || reason.trim() === ""}
          loading={ask.busy}
          onClick={() =>
            void ask.run({
              dealer_id: today.dealer_id,
              credit_limit: unlimited ? null : limit,
              unlimited,
              reason: reason.trim(),
            })
          }
        >
          {t("ask.submit")}
        </Button>
        <Button variant="default" onClick={close}>
          {t("record.close")}
        </Button>
      </Actions>
    </Card>
  );
}

function Reason({
  value,
  change,
  hint,
}: {
  readonly value: string;
  readonly change: (reason: string) => void;
  readonly hint?: string;
}): React.ReactElement {
  const { t } = useTranslation("ledger");
  return (
    <Textarea
      label={t("change.reason")}
      {...(hint === undefined ? {} : { description: hint, inputWrapperOrder: HINT_BELOW })}
      required
      autosize
      minRows={2}
      maxLength={2000}
      value={value}
      onChange={({ currentTarget }) => {
        change(currentTarget.value);
      }}
    />
  );
}
