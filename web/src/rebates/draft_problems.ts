/** What finance should look at in a dealer's calculation. */
import type { Say } from "./figure_words";

export const PROBLEMS = ["no_account", "opened_later", "too_many_programs", "held", "taken_back"] as const;

/** The words for a problem; one that is not known is named as the API names it. */
export function problemWords(problem: string, t: Say): string {
  const known = PROBLEMS.find((one) => one === problem);
  return known ? t(`problem_of.${known}`) : problem;
}
