/** A draft is bought at the total that was seen, by the rebate wallet too; finance may be asked where credit is short. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { RedeemCard } from "../basket/redeem_card";
import { NONE, NOTHING, redeemed, type Redeem } from "../basket/redemption";
import { isRefusal } from "../kernel/errors";
import { money } from "../kernel/money_text";
import { ConfirmButton } from "../ui/dialog";
import { on, useOrderCommand } from "./calls";
import { boughtLines, type Order } from "./order_rules";
import { OrderRefusal } from "./refusal";

interface Purchase {
  readonly total: string;
  readonly credit_review: boolean;
  /** SKUs of free goods to do without; left out, those that the draft does without. */
  readonly declined_free?: readonly string[];
  /** What the rebate wallet pays of it. */
  readonly redeem: string;
}

export function SubmitDraft({ order }: { readonly order: Order }): React.ReactElement {
  const { t } = useTranslation("orders");
  const [changed, setChanged] = useState<string | null>(null);
  const total = changed ?? order.total;
  const submit = useOrderCommand(
    (purchase: Purchase, key) =>
      answered(api.POST("/orders/{order_id}/submit", { params: on(order.order_id, key), body: bodyOf(purchase) })),
    (_, { credit_review }) => t(credit_review ? "did.ask_credit" : "did.submit", { order: order.order_id }),
  );
  const { error } = submit;
  const askCredit = isRefusal(error, "insufficient_credit");
  const [declined, setDeclined] = useState<readonly string[]>([]);
  const gifts = giftsAmong(order, error).filter((sku) => !declined.includes(sku));
  const [opened, setOpened] = useState(false);
  const [redeem, setRedeem] = useState<Redeem>(NONE);
  const quote = useQuery({
    queryKey: ["quotes", "draft", order.order_id, order.version, declined, total],
    queryFn: () => answered(api.POST("/quotes", { body: { lines: boughtLines(order), declined_free: [...declined] } })),
    enabled: opened,
    staleTime: 0,
  }).data;
  const amount = quote ? redeemed(redeem, quote) : NOTHING;
  const total_now = isRefusal(error, "quote_changed") ? error.details[0]?.total : undefined;
  return (
    <ConfirmButton
      text={t("do.submit")}
      question={t("submit_question", { total: money(total) })}
      yes={t(askCredit ? "do.ask_credit" : "do.submit")}
      busy={submit.busy}
      act={() =>
        amount === null
          ? Promise.resolve(null)
          : submit.run({
              total,
              credit_review: askCredit,
              redeem: amount,
              ...(declined.length > 0 ? { declined_free: declined } : {}),
            })
      }
      ready={() => {
        submit.forget();
        setOpened(true);
        return true;
      }}
    >
      <p>{t(askCredit ? "ask_credit_means" : "submit_means")}</p>
      {quote && <RedeemCard quote={quote} redeem={redeem} change={setRedeem} />}
      <OrderRefusal error={error} />
      {typeof total_now === "string" && total_now !== total && (
        <Button
          variant="default"
          onClick={() => {
            setChanged(total_now);
            submit.forget();
          }}
        >
          {t("accept_total", { total: money(total_now) })}
        </Button>
      )}
      {gifts.length > 0 && (
        <Button
          variant="default"
          onClick={() => {
            setDeclined([...declined, ...gifts]);
            submit.forget();
          }}
        >
          {t("without_gifts")}
        </Button>
      )}
    </ConfirmButton>
  );
}

/** The SKUs of free goods among those that an order was refused for want of. */
function giftsAmong(order: Order, error: unknown): readonly string[] {
  if (!isRefusal(error, "insufficient_stock")) return [];
  const short = new Set(error.details.map(({ sku }) => sku));
  return [...new Set(order.lines.filter(({ free, sku }) => free && short.has(sku)).map(({ sku }) => sku))];
}

function bodyOf({ declined_free, ...purchase }: Purchase): Schemas["SubmitOrder"] {
  return { ...purchase, declined_free: declined_free ? [...declined_free] : null, free_pieces: null };
}
