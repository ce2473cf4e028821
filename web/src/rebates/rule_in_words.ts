/** What a program promises, in sentences: the wording of the money rules, for staff and dealers alike. */
import type { Schemas } from "../api/schemas";
import { percent } from "../kernel/money";
import { money } from "../kernel/money_text";
import { measureWords, paysWords, type Say } from "./figure_words";

/** A program, as far as its rule goes. */
export type Rule = Pick<Schemas["ProgramOut"], "period_kind" | "partial" | "terms">;
type Terms = Schemas["TermsWire"];
type PayKind = "rate" | "per_unit" | "fixed";

/** A rule in sentences: what is counted, how the tiers pay, the tiers one by one, and what else holds. */
export interface RuleSentences {
  readonly counts: readonly string[];
  readonly method: string;
  readonly tiers: readonly string[];
  readonly conditions: readonly string[];
}

/** Turns a rule into sentences in the language of now. `category` names a category of products. */
export function ruleInWords(rule: Rule, t: Say, category: (id: string) => string): RuleSentences {
  const { terms } = rule;
  return {
    counts: [
      t("rule.counts", {
        kind: t(`rule.kind.${rule.period_kind}`),
        basis: t(`rule.basis.${terms.basis}`),
        products: products(terms.products, t, category),
        measure: t(`rule.measure.${terms.measure}`),
      }),
      ...(terms.products.excluded_skus.length > 0
        ? [t("rule.excluded", { list: listed(terms.products.excluded_skus, t) })]
        : []),
      t(`rule.attribution.${terms.attribution}`),
    ],
    method: methodWords(terms, t),
    tiers: terms.tiers.map((_, place) => tierWords(terms, place, t)),
    conditions: [...growthWords(terms, t), ...limits(terms, t), ...(rule.partial ? [t("rule.partial")] : [])],
  };
}

/** How a program's tiers pay, in one sentence. */
export function methodWords(
  { tier_method, tiers, growth }: Pick<Terms, "tier_method" | "tiers" | "growth">,
  t: Say,
): string {
  if (tier_method !== "whole") return t(`rule.method.${tier_method}`);
  const kind = payKind(tiers[0]);
  if (kind === "fixed") return t("rule.method.whole.fixed");
  return growth?.pay_on === "increment" ? t(`rule.method.increment.${kind}`) : t(`rule.method.whole.${kind}`);
}

function payKind(tier: Terms["tiers"][number] | undefined): PayKind {
  if (tier?.per_unit != null) return "per_unit";
  return tier?.fixed != null ? "fixed" : "rate";
}

function tierWords(terms: Terms, place: number, t: Say): string {
  const [tier, next] = [terms.tiers[place], terms.tiers[place + 1]];
  if (!tier) return "";
  const from = levelWords(terms, tier.from, t);
  const gap = /[0-9%]$/.test(from) ? t("rule.gap") : "";
  const said = { tier: place + 1, from: `${from}${gap}`, pays: paysWords(tier, t) };
  return next ? t("rule.tier.between", { ...said, to: levelWords(terms, next.from, t) }) : t("rule.tier.from", said);
}

/** Where a tier begins: an amount, pieces, or growth. */
export function levelWords({ measure, growth }: Pick<Terms, "measure" | "growth">, from: string, t: Say): string {
  return growth ? t("rule.growth_level", { growth: percent(from) }) : measureWords(measure, from, t);
}

function products({ categories, skus }: Terms["products"], t: Say, category: (id: string) => string): string {
  const named = listed(
    categories.map((id) => t("rule.quoted", { name: category(id) })),
    t,
  );
  if (categories.length > 0 && skus.length > 0)
    return t("rule.products.both", { categories: named, skus: listed(skus, t) });
  if (categories.length > 0) return t("rule.products.categories", { list: named });
  return skus.length > 0 ? t("rule.products.skus", { list: listed(skus, t) }) : t("rule.products.all");
}

function growthWords({ growth }: Terms, t: Say): readonly string[] {
  if (!growth) return [];
  return [
    t("rule.growth", { baseline: t(`rule.baseline.${growth.baseline}`) }),
    t(`rule.without_baseline.${growth.without_baseline}`),
  ];
}

function limits(terms: Terms, t: Say): readonly string[] {
  const { collection, cap, minimum_payout, stacking_group, no_overdue_days } = terms;
  const steps = collection.map(({ within_days, factor }) =>
    t("rule.collection_step", { days: within_days, factor: percent(factor) }),
  );
  return [
    steps.length > 0 ? t("rule.collection", { steps: steps.join(t("rule.comma")) }) : null,
    cap === null ? null : t("rule.cap", { amount: money(cap) }),
    minimum_payout === null ? null : t("rule.minimum", { amount: money(minimum_payout) }),
    stacking_group === null ? null : t("rule.stacking", { group: stacking_group }),
    no_overdue_days === null ? null : overdueWords(no_overdue_days, t),
  ].filter((sentence) => sentence !== null);
}

function overdueWords(days: number, t: Say): string {
  return days === 0 ? t("rule.overdue_any") : t("rule.overdue", { days });
}

function listed(names: readonly string[], t: Say): string {
  return names.join(t("rule.list"));
}
