/** Whom a program means, in words: grades and regions together narrow it down, dealers named beside them are added. */
import type { Schemas } from "../api/schemas";
import type { Say } from "./figure_words";

interface Names {
  readonly region: (id: string) => string;
  readonly dealer: (id: string) => string;
}

/** The audience in the language of now; null, or with nothing in it, is everybody. */
export function audienceInWords(audience: Schemas["AudienceWire"] | null, t: Say, names: Names): string {
  const { grades, regions, dealers } = audience ?? { grades: [], regions: [], dealers: [] };
  const added = listed(dealers.map(names.dealer), t);
  const meant = narrowed(listed(grades, t), listed(regions.map(names.region), t), t);
  if (meant !== null && added !== "") return t("audience.and_dealers", { meant, dealers: added });
  if (meant !== null) return meant;
  return added === "" ? t("audience.everybody") : t("audience.of_dealers", { dealers: added });
}

function narrowed(grades: string, regions: string, t: Say): string | null {
  if (grades !== "" && regions !== "") return t("audience.of_both", { grades, regions });
  if (grades !== "") return t("audience.of_grades", { grades });
  return regions === "" ? null : t("audience.of_regions", { regions });
}

function listed(names: readonly string[], t: Say): string {
  return names.join(t("rule.list"));
}
