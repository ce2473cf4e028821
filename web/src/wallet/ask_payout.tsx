/** Asking for money of the wallet in cash: finance decides, and until then it is held. */
import { Button, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import type { Schemas } from "../api/schemas";
import { cents, readMoney } from "../kernel/money";
import { money } from "../kernel/money_text";
import { ConfirmButton } from "../ui/dialog";
import { HINT_BELOW, MoneyInput } from "../ui/inputs";
import { Actions, Card, Fields } from "../ui/page";
import { changedBy, type Wallet } from "./wallet_queries";

export function AskPayout({ wallet }: { readonly wallet: Wallet }): React.ReactElement | null {
  const { t } = useTranslation("wallet");
  const [open, setOpen] = useState(false);
  if ((cents(wallet.available) ?? 0n) <= 0n) return null;
  if (open) {
    return (
      <Form
        wallet={wallet}
        close={() => {
          setOpen(false);
        }}
      />
    );
  }
  return (
    <div>
      <Button
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("ask.open")}
      </Button>
    </div>
  );
}

function Form({ wallet, close }: { readonly wallet: Wallet; readonly close: () => void }): React.ReactElement {
  const { t } = useTranslation("wallet");
  const navigate = useNavigate();
  const [typed, setTyped] = useState({ amount: "", note: "" });
  const [tried, setTried] = useState(false);
  const amount = readMoney(typed.amount);
  const wanted = amount === null ? 0n : (cents(amount) ?? 0n);
  const right = wanted > 0n && wanted <= (cents(wallet.available) ?? 0n);
  const ask = useCommand(
    (body: Schemas["AskPayout"], key) =>
      answered(api.POST("/payouts", { params: { header: { "Idempotency-Key": key } }, body })),
    {
      changes: changedBy(wallet.dealer_id),
      says: (made) => t("ask.done", { amount: money(made.amount) }),
      then: ({ payout_id }) => void navigate({ to: "/payouts/$payoutId", params: { payoutId: payout_id } }),
    },
  );
  const turn = (part: Partial<typeof typed>): void => {
    setTyped((before) => ({ ...before, ...part }));
    ask.forget();
  };
  return (
    <Card title={t("ask.title")}>
      <p className="quiet">{t("ask.hint")}</p>
      <Fields>
        <MoneyInput
          label={t("payout.amount")}
          description={t("ask.most", { most: money(wallet.available) })}
          inputWrapperOrder={HINT_BELOW}
          required
          value={typed.amount}
          error={(tried || typed.amount !== "") && !right && t("ask.amount_wrong", { most: money(wallet.available) })}
          onChange={({ currentTarget }) => {
            turn({ amount: currentTarget.value });
          }}
        />
        <Textarea
          label={t("payout.note")}
          description={t("ask.note_hint")}
          inputWrapperOrder={HINT_BELOW}
          autosize
          minRows={2}
          maxLength={2000}
          value={typed.note}
          onChange={({ currentTarget }) => {
            turn({ note: currentTarget.value });
          }}
        />
      </Fields>
      <Actions>
        <ConfirmButton
          text={t("ask.submit")}
          question={t("ask.question", { amount: money(amount ?? "") })}
          yes={t("ask.yes")}
          busy={ask.busy}
          error={ask.error}
          ready={() => {
            setTried(true);
            return right;
          }}
          act={() => ask.run({ amount: amount ?? "", note: typed.note.trim() === "" ? null : typed.note.trim() })}
        >
          <p>{t("ask.question_text")}</p>
        </ConfirmButton>
        <Button variant="default" onClick={close}>
          {t("ask.close")}
        </Button>
      </Actions>
    </Card>
  );
}
