/** The catalogue at own prices. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const catalog = createRoute({
  getParentRoute: () => signedInRoute,
  path: "catalog",
  validateSearch: search("q", "category"),
  ...page(["pricing", "basket"], () => import("./catalog_page"), "CatalogPage", "read_catalog"),
});

export const pricingRoutes = [catalog] as const;
