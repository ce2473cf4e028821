/** A dealer's latest orders. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { StateBadge } from "../orders/state_badge";
import { DataTable } from "../ui/data_list";
import { Instant, Money } from "../ui/figures";
import { Empty } from "../ui/states";

export function LatestOrders({ orders }: { readonly orders: readonly Schemas["OrderSummary"][] }): React.ReactElement {
  const { t } = useTranslation("home");
  if (orders.length === 0) {
    return <Empty action={<Link to="/catalog">{t("orders.begin")}</Link>}>{t("orders.none")}</Empty>;
  }
  return (
    <DataTable
      caption={t("orders")}
      items={orders}
      id={({ order_id }) => order_id}
      columns={[
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
        { key: "placed", title: t("order.placed"), cell: ({ placed_at }) => <Instant at={placed_at} /> },
        { key: "state", title: t("order.state"), cell: ({ state }) => <StateBadge state={state} /> },
        { key: "total", title: t("order.total"), end: true, cell: ({ total }) => <Money amount={total} /> },
      ]}
    />
  );
}
