/** The regions between which one of the staff may choose: those to which one is bound, one at a time; else all. */
import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import { useUser } from "../api/session";
import { useMay } from "../kernel/permissions";
import { boundTo } from "../orders/order_rules";

export interface RegionChoices {
  readonly choices: readonly (readonly [string, string])[];
  readonly bound: boolean;
  readonly region: string | undefined;
}

/** `asked` is the region that the address names. */
export function useRegionChoices(asked: string | undefined): RegionChoices {
  const user = useUser();
  const may = useMay();
  const bound = boundTo(user);
  const { data } = useQuery({
    queryKey: ["company", "regions"],
    queryFn: () => answered(api.GET("/regions")),
    enabled: may("read_regions"),
    staleTime: Infinity,
  });
  const names = (data?.items ?? []).map(({ region_id, name }) => [region_id, name] as const);
  const reached = bound ? names.filter(([id]) => bound.includes(id)) : names;
  const first = bound ? bound[0] : undefined;
  const region = asked !== undefined && (!bound || bound.includes(asked)) ? asked : first;
  return { choices: reached, bound: bound !== null, region };
}
