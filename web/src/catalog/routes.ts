/** The catalogue as the maker keeps it: products, price lists, and their import from tables. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const products = createRoute({
  getParentRoute: () => signedInRoute,
  path: "products",
  validateSearch: search("q", "category"),
  ...page(["catalog"], () => import("./products_page"), "ProductsPage", "read_products"),
});

const priceLists = createRoute({
  getParentRoute: () => signedInRoute,
  path: "price-lists",
  ...page(["catalog"], () => import("./price_lists_page"), "PriceListsPage", "read_price_lists"),
});

const priceList = createRoute({
  getParentRoute: () => signedInRoute,
  path: "price-lists/$listId",
  validateSearch: search("q"),
  ...page(["catalog"], () => import("./price_list_page"), "PriceListPage", "read_price_lists"),
});

const imports = createRoute({
  getParentRoute: () => signedInRoute,
  path: "imports",
  ...page(["catalog"], () => import("./imports_page"), "ImportsPage", "write_catalog"),
});

export const catalogRoutes = [products, priceLists, priceList, imports] as const;
