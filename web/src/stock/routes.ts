/** Stock: what lies where, what moved, and what is brought in or counted. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const stock = createRoute({
  getParentRoute: () => signedInRoute,
  path: "stock",
  validateSearch: search("location", "view", "q", "standing", "from", "to"),
  ...page(["stock"], () => import("./stock_page"), "StockPage", "read_stock"),
});

export const stockRoutes = [stock] as const;
