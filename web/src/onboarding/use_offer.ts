/** What the form of a registration has to offer; it hardly ever changes. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { answered, openApi } from "../api/client";
import type { Offer } from "./application";

export function useOffer(): UseQueryResult<Offer> {
  return useQuery({
    queryKey: ["registration-form"],
    queryFn: () => answered(openApi.GET("/registration-form")),
    staleTime: Infinity,
  });
}
