/** Orders: the list of each side, and one order. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const orders = createRoute({
  getParentRoute: () => signedInRoute,
  path: "orders",
  validateSearch: search("state", "region", "dealer", "q"),
  ...page(["orders"], () => import("./orders_page"), "OrdersPage", "read_orders"),
});

const order = createRoute({
  getParentRoute: () => signedInRoute,
  path: "orders/$orderId",
  ...page(["orders", "messages", "returns"], () => import("./order_page"), "OrderPage", "read_orders"),
});

export const ordersRoutes = [orders, order] as const;
