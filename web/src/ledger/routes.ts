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

const payment = createRoute({
  getParentRoute: () => signedInRoute,
  path: "payments/$paymentId",
  ...page(["ledger"], () => import("./payment_page"), "PaymentPage", "read_accounts"),
});

const bankFiles = createRoute({
  getParentRoute: () => signedInRoute,
  path: "bank-files",
  validateSearch: search("state"),
  ...page(["ledger"], () => import("./bank_page"), "BankPage", "read_bank_lines"),
});

const changes = createRoute({
  getParentRoute: () => signedInRoute,
  path: "account-changes",
  validateSearch: search("state"),
  ...page(["ledger"], () => import("./changes_page"), "ChangesPage", "read_bank_lines"),
});

const change = createRoute({
  getParentRoute: () => signedInRoute,
  path: "account-changes/$changeId",
  ...page(["ledger"], () => import("./change_page"), "ChangePage", "read_accounts"),
});

const openings = createRoute({
  getParentRoute: () => signedInRoute,
  path: "openings",
  ...page(["ledger"], () => import("./opening_page"), "OpeningPage", "load_openings"),
});

export const ledgerRoutes = [
  ownAccount,
  accounts,
  dealerAccount,
  payment,
  bankFiles,
  changes,
  change,
  openings,
] as const;
