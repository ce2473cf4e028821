/** The orders: for a dealer its own, for staff what waits in a state, or those of one dealer. */
import { getRouteApi } from "@tanstack/react-router";
import { useUser } from "../api/session";
import { isDealer } from "../kernel/permissions";
import { OrderQueue } from "./order_queue";
import { OrdersOfDealer } from "./orders_of_dealer";

const route = getRouteApi("/in/orders");

export function OrdersPage(): React.ReactElement {
  const user = useUser();
  const { dealer } = route.useSearch();
  if (isDealer(user)) return <OrdersOfDealer />;
  return dealer === undefined ? <OrderQueue /> : <OrdersOfDealer dealerId={dealer} />;
}
