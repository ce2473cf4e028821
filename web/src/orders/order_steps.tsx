/** What takes an order on to its next state, or ends it: as far as the user may, and the state allows. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useUser } from "../api/session";
import { money } from "../kernel/money_text";
import { ConfirmButton } from "../ui/dialog";
import { Actions } from "../ui/page";
import { confirmOrder, on, useOrderCommand } from "./calls";
import { EndWithReason } from "./end_with_reason";
import { actionsOn, type Order } from "./order_rules";
import styles from "./orders.module.css";
import { OrderRefusal } from "./refusal";
import { SubmitDraft } from "./submit_draft";

export function OrderSteps({ order }: { readonly order: Order }): React.ReactElement | null {
  const user = useUser();
  const actions = actionsOn(order, user);
  const steps = [
    actions.has("submit") && <SubmitDraft key="submit" order={order} />,
    actions.has("confirm") && <Confirm key="confirm" order={order} />,
    actions.has("grant") && <Grant key="grant" order={order} />,
    actions.has("close") && <Close key="close" order={order} short={false} />,
    actions.has("close_short") && <Close key="close_short" order={order} short />,
    actions.has("reject") && <EndWithReason key="reject" order={order} way="reject" />,
    actions.has("cancel") && <EndWithReason key="cancel" order={order} way="cancel" />,
  ].filter((step) => step !== false);
  if (steps.length === 0) return null;
  return (
    <div className={styles.unprinted}>
      <Actions>{steps}</Actions>
    </div>
  );
}

interface OfOrder {
  readonly order: Order;
}

function Confirm({ order: { order_id } }: OfOrder): React.ReactElement {
  const { t } = useTranslation("orders");
  const confirm = useOrderCommand(
    (orderId: string, key) => confirmOrder(orderId, key),
    () => t("did.confirm", { order: order_id }),
  );
  return (
    <>
      <Button loading={confirm.busy} onClick={() => void confirm.run(order_id)}>
        {t("do.confirm")}
      </Button>
      <OrderRefusal error={confirm.error} />
    </>
  );
}

function Grant({ order: { order_id, dealer_name, total } }: OfOrder): React.ReactElement {
  const { t } = useTranslation("orders");
  const grant = useOrderCommand(
    (orderId: string, key) => answered(api.POST("/orders/{order_id}/grant", { params: on(orderId, key) })),
    () => t("did.grant", { order: order_id }),
  );
  return (
    <ConfirmButton
      text={t("do.grant")}
      question={t("grant_question", { dealer: dealer_name, total: money(total) })}
      yes={t("do.grant")}
      busy={grant.busy}
      act={() => grant.run(order_id)}
    >
      <p>{t("grant_means")}</p>
      <OrderRefusal error={grant.error} />
    </ConfirmButton>
  );
}

function Close({ order, short }: OfOrder & { readonly short: boolean }): React.ReactElement {
  const { t } = useTranslation("orders");
  const { order_id, lines } = order;
  const close = useOrderCommand(
    (orderId: string, key) => answered(api.POST("/orders/{order_id}/close", { params: on(orderId, key) })),
    () => t(short ? "did.close_short" : "did.close", { order: order_id }),
  );
  const left = lines.reduce((sum, { to_ship }) => sum + to_ship, 0);
  const coming = lines.reduce((sum, { to_receive }) => sum + to_receive, 0);
  return (
    <ConfirmButton
      text={t(short ? "do.close_short" : "do.close")}
      question={t(short ? "close_short_question" : "close_question", { order: order_id })}
      yes={t(short ? "do.close_short" : "do.close")}
      danger={short}
      busy={close.busy}
      act={() => close.run(order_id)}
    >
      {short && <p>{t("close_short_means", { left, coming })}</p>}
      <OrderRefusal error={close.error} />
    </ConfirmButton>
  );
}
