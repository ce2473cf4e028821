/** Orders as rows, and the search by number in what is shown. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Pages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { DataList, type Column } from "../ui/data_list";
import { Instant, Money, Pieces } from "../ui/figures";
import type { OrderState } from "./order_rules";
import styles from "./orders.module.css";
import { StateBadge } from "./state_badge";

export type OrderSummary = Schemas["OrderSummary"];

interface ListProps {
  readonly pages: Pages<OrderSummary>;
  readonly empty: string;
  readonly find: string | undefined;
  /** Staff see whose an order is. */
  readonly dealers: boolean;
  /** In front of an order's number. */
  readonly tick?: (order: OrderSummary) => ReactNode;
  readonly marked?: (order: OrderSummary) => boolean;
}

export function OrderList({ pages, empty, find, dealers, tick, marked }: ListProps): React.ReactElement {
  const { t } = useTranslation("orders");
  const columns: readonly (Column<OrderSummary> | false)[] = [
    {
      key: "order",
      title: t("order"),
      lead: true,
      cell: (order) => (
        <span className={styles.number}>
          {tick?.(order)}
          <Link to="/orders/$orderId" params={{ orderId: order.order_id }}>
            {order.order_id}
          </Link>
        </span>
      ),
    },
    dealers && { key: "dealer", title: t("dealer"), cell: ({ dealer_name }) => dealer_name },
    { key: "state", title: t("state"), cell: ({ state }) => <StateBadge state={state} /> },
    { key: "lines", title: t("line_count"), end: true, cell: ({ line_count }) => <Pieces count={line_count} /> },
    { key: "total", title: t("total"), end: true, cell: ({ total }) => <Money amount={total} /> },
    { key: "placed", title: t("placed_at"), cell: ({ placed_at }) => <Instant at={placed_at} /> },
  ];
  return (
    <DataList
      caption={t("title")}
      pages={pages}
      columns={columns.filter((column) => column !== false)}
      id={({ order_id }) => order_id}
      empty={find === undefined || pages.items.length === 0 ? empty : t("none_found")}
      keep={(order) => matches(order, find)}
      {...(marked ? { marked } : {})}
    />
  );
}

/** Whether what was typed stands in an order's number or its dealer's name. */
export function matches({ order_id, dealer_name }: OrderSummary, find: string | undefined): boolean {
  if (find === undefined) return true;
  const wanted = find.toLowerCase();
  return order_id.toLowerCase().includes(wanted) || dealer_name.toLowerCase().includes(wanted);
}

/** The choices of a state filter, in words. */
export function useStateChoices(states: readonly OrderState[]): readonly (readonly [OrderState, string])[] {
  const { t } = useTranslation("orders");
  return states.map((state) => [state, t(`state.${state}`)] as const);
}
