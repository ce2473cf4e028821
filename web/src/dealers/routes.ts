/** Dealers: all of them, one whole, and for a dealer the own company. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const dealers = createRoute({
  getParentRoute: () => signedInRoute,
  path: "dealers",
  validateSearch: search("state", "region", "grade", "q"),
  ...page(["dealers"], () => import("./dealers_page"), "DealersPage", "read_dealers"),
});

const dealer = createRoute({
  getParentRoute: () => signedInRoute,
  path: "dealers/$dealerId",
  ...page(["dealers", "ledger", "orders", "people"], () => import("./dealer_page"), "DealerPage", "read_dealers"),
});

const company = createRoute({
  getParentRoute: () => signedInRoute,
  path: "company",
  ...page(["dealers", "people"], () => import("./company_page"), "CompanyPage"),
});

export const dealersRoutes = [dealers, dealer, company] as const;
