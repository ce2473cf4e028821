/** A rebate wallet as the pages read it. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { accountKey } from "../ledger/account_queries";

export type Wallet = Schemas["WalletOut"];
export type Payout = Schemas["PayoutOut"];

/** What changes with a payout: the lists of them, and the account with its wallet. */
export function changedBy(dealerId: string): readonly (readonly string[])[] {
  return [["payouts"], accountKey(dealerId)];
}

export function useWallet(dealerId: string): UseQueryResult<Wallet> {
  return useQuery({
    queryKey: [...accountKey(dealerId), "wallet"],
    queryFn: () => answered(api.GET("/accounts/{dealer_id}/wallet", { params: { path: { dealer_id: dealerId } } })),
  });
}

export function usePayoutsOf(dealerId: string): ReturnType<typeof usePages<Payout>> {
  return usePages(["payouts", "of", dealerId], (cursor) =>
    answered(api.GET("/payouts", { params: { query: { dealer_id: dealerId, cursor } } })),
  );
}
