/** Statements: the list of a dealer's, or of those in a state for the staff, and each one whole. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const statements = createRoute({
  getParentRoute: () => signedInRoute,
  path: "statements",
  validateSearch: search("state", "region", "dealer"),
  ...page(["statements"], () => import("./statements_page"), "StatementsPage", "read_statements"),
});

const statement = createRoute({
  getParentRoute: () => signedInRoute,
  path: "statements/$statementId",
  ...page(["statements", "ledger", "messages"], () => import("./statement_page"), "StatementPage", "read_statements"),
});

export const statementsRoutes = [statements, statement] as const;
