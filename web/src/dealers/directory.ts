/** All dealers within one's reach, by their names: for choices, and where the API names a dealer by its id alone. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";

type Dealer = Schemas["DealerOut"];
type State = Schemas["DealerState"];

const FRESH = 300_000;
const PAGE = 200;

/** Every dealer of a state, by name. */
export function useDealers(state: State): UseQueryResult<readonly Dealer[]> {
  return useQuery({ queryKey: ["dealers", "directory", state], queryFn: () => all(state), staleTime: FRESH });
}

/** Names dealers, whatever their state; one that is not known (yet) by its id. */
export function useDealerNames(): (dealerId: string) => string {
  const [active, frozen, closed] = [useDealers("active"), useDealers("frozen"), useDealers("closed")];
  const names = new Map(
    [active, frozen, closed].flatMap(({ data }) => data ?? []).map(({ dealer_id, name }) => [dealer_id, name]),
  );
  return (dealerId) => names.get(dealerId) ?? dealerId;
}

async function all(state: State): Promise<readonly Dealer[]> {
  const found: Dealer[] = [];
  let cursor: string | undefined;
  do {
    const query = { state, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const page = await answered(api.GET("/dealers", { params: { query } }));
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return found.sort((one, other) => one.name.localeCompare(other.name, "zh-CN"));
}
