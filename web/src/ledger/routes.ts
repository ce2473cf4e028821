/** Accounts: what dealers owe and have, entry by entry. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const accounts = createRoute({
  getParentRoute: () => signedInRoute,
  path: "accounts",
  validateSearch: search("q", "region", "state"),
  ...page(["ledger"], () => import("./accounts_page"), "AccountsPage", "read_accounts"),
});

const dealerAccount = createRoute({
  getParentRoute: () => signedInRoute,
  path: "accounts/$dealerId",
  validateSearch: search("account", "month"),
  ...page(["ledger", "insights"], () => import("./dealer_account_page"), "DealerAccountPage", "read_accounts"),
});

const ownAccount = createRoute({
  getParentRoute: () => signedInRoute,
  path: "account",
  validateSearch: search("account", "month"),
  ...page(["ledger"], () => import("./own_account_page"), "OwnAccountPage", "read_accounts"),
});

export const ledgerRoutes = [ownAccount, accounts, dealerAccount] as const;
