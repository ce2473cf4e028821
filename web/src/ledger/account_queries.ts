/** A dealer's account as the pages read it: what stands today, what a month came to, its entries page by page. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import type { Pages } from "../api/queries";
import type { Schemas } from "../api/schemas";

export type Account = Schemas["Account"];
export type Entry = Schemas["EntryOut"];
export type Today = Schemas["AccountOut"];

export const ACCOUNTS: readonly Account[] = ["receivable", "rebate"];

/** What was read of an account and one of its months. */
export interface AccountMonth {
  readonly today: Today;
  /** The month, as the API understood it: the present one where none was asked for. */
  readonly period: string;
  readonly totals: Schemas["TotalsOut"];
  readonly entries: Pages<Entry>;
}

interface Read {
  readonly data: AccountMonth | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** The key of everything that was read of a dealer's account. */
export function accountKey(dealerId: string): readonly string[] {
  return ["accounts", dealerId];
}

/** Reads a dealer's account and the entries of a month on one of its two accounts. */
export function useAccountMonth(dealerId: string, account: Account, period: string | undefined): Read {
  const found = useInfiniteQuery({
    queryKey: [...accountKey(dealerId), account, period ?? "now"],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET("/accounts/{dealer_id}/entries", {
          params: {
            path: { dealer_id: dealerId },
            query: {
              account,
              ...(period === undefined ? {} : { period }),
              ...(pageParam === undefined ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const pages = found.data?.pages ?? [];
  const [first] = pages;
  return {
    error: found.error,
    refetch: found.refetch,
    data: first && {
      today: first.today,
      period: first.period,
      totals: first.totals,
      entries: {
        items: pages.flatMap(({ items }) => items),
        error: null,
        waiting: false,
        again: () => void found.refetch(),
        more: found.hasNextPage ? () => void found.fetchNextPage() : null,
        readingMore: found.isFetchingNextPage,
      },
    },
  };
}
