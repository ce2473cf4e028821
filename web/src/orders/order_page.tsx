/** One order, for both sides: where it stands, what it holds, what is on the way, what one may do with it. */
import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useUser } from "../api/session";
import { isDealer } from "../kernel/permissions";
import { Card, Columns, Page } from "../ui/page";
import { Found, Message } from "../ui/states";
import { useOrder } from "./calls";
import { OrderFacts } from "./order_facts";
import { OrderLines } from "./order_lines";
import { OrderThread } from "./order_thread";
import { actionsOn, TONES, type Order } from "./order_rules";
import { OrderSteps } from "./order_steps";
import styles from "./orders.module.css";
import { ReturnGoods, ReturnsOfOrder } from "../returns/returns_of_order";
import { Reorder } from "./reorder";
import { Shipments } from "./shipments";
import { ShipForm } from "./ship_form";
import { StateBadge } from "./state_badge";
import { TimeLine } from "./time_line";

const route = getRouteApi("/in/orders/$orderId");

export function OrderPage(): React.ReactElement {
  const { t } = useTranslation("orders");
  const { orderId } = route.useParams();
  const order = useOrder(orderId);
  return (
    <Page
      title={t("title_one", { order: orderId })}
      back={{ to: "/orders", text: t("title") }}
      aside={order.data && <StateBadge state={order.data.state} />}
      actions={order.data && <Buttons order={order.data} />}
    >
      <Found query={order}>{(found) => <Whole order={found} />}</Found>
    </Page>
  );
}

/** What has nothing to do with the state stands at the top. */
function Buttons({ order }: { readonly order: Order }): React.ReactElement {
  const { t } = useTranslation("orders");
  const user = useUser();
  return (
    <>
      {actionsOn(order, user).has("reorder") && <Reorder order={order} />}
      <ReturnGoods order={order} />
      <Button
        variant="default"
        onClick={() => {
          window.print();
        }}
      >
        {t("do.print")}
      </Button>
    </>
  );
}

function Whole({ order }: { readonly order: Order }): React.ReactElement {
  const { t } = useTranslation("orders");
  const user = useUser();
  const { state } = order;
  const tone = TONES[state];
  return (
    <>
      <div className={styles.now}>
        <div className={styles.unprinted}>
          <Message tone={tone === "accent" ? "plain" : tone}>
            {isDealer(user) ? t(`next.dealer.${state}`) : t(`next.staff.${state}`)}
          </Message>
        </div>
        <OrderSteps order={order} />
      </div>
      {actionsOn(order, user).has("ship") && <ShipForm order={order} />}
      <Columns>
        <div>
          <OrderFacts order={order} />
          {order.shipments.length > 0 && <Shipments order={order} />}
        </div>
        <Card title={t("time_line")}>
          <TimeLine order={order} />
        </Card>
      </Columns>
      <Card title={t("lines")}>
        <OrderLines order={order} />
      </Card>
      <ReturnsOfOrder order={order} />
      <OrderThread order={order} />
    </>
  );
}
