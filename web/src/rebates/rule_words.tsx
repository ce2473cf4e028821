/** A program's rule in words, as it stands for staff and for dealers. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { language } from "../kernel/i18n";
import { ruleInWords, type Rule } from "./rule_in_words";
import styles from "./rebates.module.css";

const LONG = 300_000;

/** The names of all categories of products, in the reader's language; an unknown one is named by its id. */
export function useCategoryNames(): (category: string) => string {
  const { data } = useQuery({
    queryKey: ["categories", "names"],
    queryFn: () => answered(api.GET("/categories")),
    staleTime: LONG,
  });
  useTranslation();
  const english = language() === "en";
  const names = new Map(data?.items.map(({ category, name, name_en }) => [category, english ? name_en : name]));
  return (category) => names.get(category) ?? category;
}

/** The rule, sentence by sentence: what is counted, how it pays, the tiers, and what else holds. */
export function RuleWords({ rule }: { readonly rule: Rule }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { counts, method, tiers, conditions } = ruleInWords(rule, t, useCategoryNames());
  return (
    <div className={styles.rule}>
      <p>{counts.join(t("rule.space"))}</p>
      <p>{method}</p>
      <ol className={styles.tiers}>
        {tiers.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      {conditions.length > 0 && (
        <ul className={styles.conditions}>
          {conditions.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
