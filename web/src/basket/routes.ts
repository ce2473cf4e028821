/** From the basket to the order: what is wanted, what it comes to, and that it is ordered. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const basket = createRoute({
  getParentRoute: () => signedInRoute,
  path: "basket",
  ...page(["basket", "pricing"], () => import("./basket_page"), "BasketPage", "place_orders"),
});

const review = createRoute({
  getParentRoute: () => signedInRoute,
  path: "basket/review",
  ...page(["basket", "pricing"], () => import("./review_page"), "ReviewPage", "place_orders"),
});

const done = createRoute({
  getParentRoute: () => signedInRoute,
  path: "basket/done",
  validateSearch: search("order"),
  ...page(["basket", "orders"], () => import("./done_page"), "DonePage", "place_orders"),
});

export const basketRoutes = [basket, review, done] as const;
