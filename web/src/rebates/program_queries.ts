/** Programs as the pages read them. */
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { businessDay } from "../kernel/dates";

export type Program = Schemas["ProgramOut"];

/** All programs, or those that mean the asking dealer. */
export function usePrograms(): UseQueryResult<readonly Program[]> {
  return useQuery({
    queryKey: ["programs"],
    queryFn: async () => (await answered(api.GET("/rebate-programs"))).items,
  });
}

/** Names programs; one that is not known (yet) by its id. */
export function useProgramNames(): (programId: string) => string {
  const { data } = usePrograms();
  const names = new Map(data?.map(({ program_id, name }) => [program_id, name]));
  return (programId) => names.get(programId) ?? programId;
}

export const VALIDITIES = ["in_force", "upcoming", "over"] as const;
export type Validity = (typeof VALIDITIES)[number];

/** Whether lines of a business day count for a program, will count, or counted. Days are compared as text. */
export function validityOn({ first_day, last_day }: Pick<Program, "first_day" | "last_day">, day: string): Validity {
  if (day < first_day) return "upcoming";
  return last_day !== null && day > last_day ? "over" : "in_force";
}

/** The business day of now. */
export function today(): string {
  return businessDay(new Date());
}
