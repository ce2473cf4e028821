/** Back-tests as the pages read them: read again while they move. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";

export type Backtest = Schemas["BacktestOut"];

const WHILE_IT_MOVES = 2000;
const STANDS_STILL = 15 * 60_000;

/** One back-test; while it runs it is read every two seconds. */
export function useBacktest(backtestId: string, enabled = true): UseQueryResult<Backtest> {
  return useQuery({
    queryKey: ["backtests", backtestId],
    queryFn: () =>
      answered(api.GET("/rebate-programs/backtests/{backtest_id}", { params: { path: { backtest_id: backtestId } } })),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? WHILE_IT_MOVES : false),
    enabled,
  });
}

/** Whether it runs and has not moved for so long that its step has failed for good. */
export function standsStill({ state, moved_at }: Pick<Backtest, "state" | "moved_at">, now: Date): boolean {
  return state === "running" && now.getTime() - new Date(moved_at).getTime() > STANDS_STILL;
}
