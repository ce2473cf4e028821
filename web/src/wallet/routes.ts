/** The rebate wallet: what it holds, what runs out when, and what is paid out of it in cash. */
import { createRoute } from "@tanstack/react-router";
import { page, search, signedInRoute } from "../app/routes";

const ownWallet = createRoute({
  getParentRoute: () => signedInRoute,
  path: "wallet",
  validateSearch: search("month"),
  ...page(["wallet", "ledger"], () => import("./own_wallet_page"), "OwnWalletPage", "read_accounts"),
});

const dealerWallet = createRoute({
  getParentRoute: () => signedInRoute,
  path: "accounts/$dealerId/wallet",
  validateSearch: search("month"),
  ...page(["wallet", "ledger"], () => import("./dealer_wallet_page"), "DealerWalletPage", "read_accounts"),
});

const payouts = createRoute({
  getParentRoute: () => signedInRoute,
  path: "payouts",
  validateSearch: search("state"),
  ...page(["wallet", "ledger"], () => import("./payouts_page"), "PayoutsPage", "read_bank_lines"),
});

const payout = createRoute({
  getParentRoute: () => signedInRoute,
  path: "payouts/$payoutId",
  ...page(["wallet", "ledger"], () => import("./payout_page"), "PayoutPage", "read_accounts"),
});

export const walletRoutes = [ownWallet, dealerWallet, payouts, payout] as const;
