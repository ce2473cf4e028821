/** Above and below whom a dealer stands. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";

export type Hierarchy = Schemas["HierarchyOut"];
export type Link = Schemas["LinkOut"];

export function useHierarchy(dealerId: string): UseQueryResult<Hierarchy> {
  return useQuery({
    queryKey: ["dealers", "hierarchy", dealerId],
    queryFn: () => answered(api.GET("/dealers/{dealer_id}/hierarchy", { params: { path: { dealer_id: dealerId } } })),
  });
}

/** The own company's place. */
export function useOwnHierarchy(): UseQueryResult<Hierarchy> {
  return useQuery({ queryKey: ["own-hierarchy"], queryFn: () => answered(api.GET("/me/hierarchy")) });
}

/** Whether a link holds on a day. Days are compared as text. */
export function holdsOn({ first_day, last_day }: Pick<Link, "first_day" | "last_day">, day: string): boolean {
  return first_day <= day && (last_day === null || day <= last_day);
}
