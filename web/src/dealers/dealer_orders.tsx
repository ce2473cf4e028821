/** A dealer's latest orders. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { ORDERS } from "../orders/calls";
import { StateBadge } from "../orders/state_badge";
import { DataTable, type Column } from "../ui/data_list";
import { Instant, Money } from "../ui/figures";
import { Card } from "../ui/page";
import { Empty, Found } from "../ui/states";

type Order = Schemas["OrderSummary"];

const SHOWN = 5;

export function DealerOrders({ dealerId }: { readonly dealerId: string }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const query = { dealer_id: dealerId, limit: SHOWN };
  const found = useQuery({
    queryKey: [...ORDERS, "latest", dealerId],
    queryFn: () => answered(api.GET("/orders", { params: { query } })),
  });
  return (
    <Card
      title={t("orders")}
      actions={
        <Link to="/orders" search={{ dealer: dealerId }}>
          {t("to_orders")}
        </Link>
      }
    >
      <Found query={found}>{({ items }) => <Latest orders={items} />}</Found>
    </Card>
  );
}

function Latest({ orders }: { readonly orders: readonly Order[] }): React.ReactElement {
  const { t } = useTranslation("dealers");
  if (orders.length === 0) return <Empty>{t("orders_none")}</Empty>;
  const columns: readonly Column<Order>[] = [
    {
      key: "order",
      title: t("order"),
      lead: true,
      cell: ({ order_id }) => (
        <Link to="/orders/$orderId" params={{ orderId: order_id }}>
          {order_id}
        </Link>
      ),
    },
    { key: "state", title: t("state"), cell: ({ state }) => <StateBadge state={state} /> },
    { key: "total", title: t("order_total"), end: true, cell: ({ total }) => <Money amount={total} /> },
    { key: "placed", title: t("order_placed"), cell: ({ placed_at }) => <Instant at={placed_at} /> },
  ];
  return <DataTable caption={t("orders")} columns={columns} items={orders} id={({ order_id }) => order_id} />;
}
