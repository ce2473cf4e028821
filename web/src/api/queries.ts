/** Reading: what was read stays for a moment, is shown at once when one comes back, and is read anew behind that. */
import { QueryClient, useInfiniteQuery, type QueryKey } from "@tanstack/react-query";
import { ApiError } from "../kernel/errors";
import type { Listing } from "./schemas";

const FRESH = 10_000;
const TRIES = 2;

/** Nothing is kept of one user for the next: `clear()` it when somebody signs out. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH,
      retry: (tried, error) => tried < TRIES && !(error instanceof ApiError && error.status < 500 && error.status > 0),
      networkMode: "always",
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

/** A list of the API, page after page. */
export interface Pages<Item> {
  readonly items: readonly Item[];
  readonly error: Error | null;
  /** Nothing is known yet. */
  readonly waiting: boolean;
  readonly again: () => void;
  /** Reads the next page; null at the end of the list. */
  readonly more: (() => void) | null;
  readonly readingMore: boolean;
}

/** Reads a list by `read(cursor)`; `key` names it, its filters included. */
export function usePages<Item>(
  key: QueryKey,
  read: (cursor: string | undefined) => Promise<Listing<Item>>,
  { every, enabled = true }: { readonly every?: number; readonly enabled?: boolean } = {},
): Pages<Item> {
  const found = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled,
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
  return {
    items: found.data?.pages.flatMap((page) => page.items) ?? [],
    error: found.data ? null : found.error,
    waiting: found.isPending,
    again: () => void found.refetch(),
    more: found.hasNextPage ? () => void found.fetchNextPage() : null,
    readingMore: found.isFetchingNextPage,
  };
}
