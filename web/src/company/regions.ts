/** The maker's regions: their names, and those between which one may choose. */
import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import { useSession } from "../api/session";
import { useMay } from "../kernel/permissions";

export interface Regions {
  /** What a region is called; its id as long as that is not known. */
  readonly name: (regionId: string) => string;
  /** All regions. */
  readonly all: readonly (readonly [string, string])[];
  /** Those to which one is bound; all where one is bound to none. */
  readonly own: readonly (readonly [string, string])[];
}

export function useRegions(): Regions {
  const { user } = useSession();
  const may = useMay();
  const { data } = useQuery({
    queryKey: ["company", "regions"],
    queryFn: () => answered(api.GET("/regions")),
    enabled: may("read_regions"),
    staleTime: Infinity,
  });
  const all = (data?.items ?? []).map(({ region_id, name }) => [region_id, name] as const);
  const bound = user?.regions ?? [];
  const names = new Map(all);
  return {
    name: (regionId) => names.get(regionId) ?? regionId,
    all,
    own: bound.length === 0 ? all : all.filter(([region]) => bound.includes(region)),
  };
}
