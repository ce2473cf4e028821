/** One dealer, and what its terms may become. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { useMay } from "../kernel/permissions";

export type Dealer = Schemas["DealerDetails"];

export function useDealer(dealerId: string): UseQueryResult<Dealer> {
  return useQuery({
    queryKey: ["dealers", "one", dealerId],
    queryFn: () => answered(api.GET("/dealers/{dealer_id}", { params: { path: { dealer_id: dealerId } } })),
  });
}

export function usePossibleTerms(dealerId: string): UseQueryResult<Schemas["PossibleTermsOut"]> {
  return useQuery({
    queryKey: ["dealers", "terms", dealerId],
    queryFn: () => answered(api.GET("/dealers/{dealer_id}/terms", { params: { path: { dealer_id: dealerId } } })),
  });
}

/** Names price lists; one that is not known by its id. */
export function usePriceListNames(): (listId: string) => string {
  const may = useMay();
  const { data } = useQuery({
    queryKey: ["price-lists", "names"],
    queryFn: () => answered(api.GET("/price-lists", { params: { query: {} } })),
    enabled: may("read_price_lists"),
    staleTime: 300_000,
  });
  const names = new Map(data?.items.map(({ list_id, name }) => [list_id, name]));
  return (listId) => names.get(listId) ?? listId;
}
