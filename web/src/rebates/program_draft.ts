/** A program while it is being written: everything as it is typed, and what it reads as. */
import type { Schemas } from "../api/schemas";
import type { Program } from "./program_queries";
import { percentOf, readFigure, readPercent } from "./percent_text";

type Terms = Schemas["TermsWire"];
export type PayKind = "rate" | "per_unit" | "fixed";

export interface TierDraft {
  readonly id: number;
  readonly from: string;
  readonly pays: string;
}

export interface CollectionDraft {
  readonly id: number;
  readonly days: string;
  readonly factor: string;
}

export interface Draft {
  readonly name: string;
  readonly period_kind: Schemas["PeriodKind"];
  readonly partial: boolean;
  readonly first_day: string;
  readonly last_day: string;
  readonly grades: readonly string[];
  readonly regions: readonly string[];
  readonly dealers: readonly string[];
  readonly measure: Schemas["Measure"];
  readonly basis: Schemas["Basis"];
  readonly attribution: Schemas["Attribution"];
  readonly categories: readonly string[];
  readonly skus: readonly string[];
  readonly excluded_skus: readonly string[];
  readonly tier_method: Schemas["TierMethod"];
  readonly pay_kind: PayKind;
  readonly tiers: readonly TierDraft[];
  readonly by_growth: boolean;
  readonly baseline: Schemas["BaselinePeriod"];
  readonly without_baseline: Schemas["WithoutBaseline"];
  readonly pay_on: Schemas["PayOn"];
  readonly collection: readonly CollectionDraft[];
  readonly cap: string;
  readonly minimum_payout: string;
  readonly stacking_group: string;
  readonly no_overdue_days: string;
  readonly budget: string;
}

/** A program of one open month, of which nothing is filled in yet. */
export function emptyDraft(firstDay: string): Draft {
  return {
    name: "",
    period_kind: "month",
    partial: false,
    first_day: firstDay,
    last_day: "",
    grades: [],
    regions: [],
    dealers: [],
    measure: "net_amount",
    basis: "shipped",
    attribution: "own",
    categories: [],
    skus: [],
    excluded_skus: [],
    tier_method: "whole",
    pay_kind: "rate",
    tiers: [{ id: 1, from: "", pays: "" }],
    by_growth: false,
    baseline: "previous_period",
    without_baseline: "exclude",
    pay_on: "total",
    collection: [],
    cap: "",
    minimum_payout: "",
    stacking_group: "",
    no_overdue_days: "",
    budget: "",
  };
}

/** What a draft begins with: a known program, or one that was tried on the past. */
export type Beginning = Pick<Program, "terms" | "name" | "period_kind" | "partial" | "audience" | "budget">;

/** A known program as the beginning of a new one: the same terms, for other days. */
export function draftOf({ terms, audience, name, period_kind, partial, budget }: Beginning, firstDay: string): Draft {
  const [first] = terms.tiers;
  const payKind: PayKind = first?.per_unit != null ? "per_unit" : first?.fixed != null ? "fixed" : "rate";
  const { grades, regions, dealers } = audience ?? { grades: [], regions: [], dealers: [] };
  const { growth, products } = terms;
  return {
    ...emptyDraft(firstDay),
    ...{ name, period_kind, partial, grades, regions, dealers },
    ...{
      measure: terms.measure,
      basis: terms.basis,
      attribution: terms.attribution,
      tier_method: terms.tier_method,
      pay_kind: payKind,
    },
    ...{ categories: products.categories, skus: products.skus, excluded_skus: products.excluded_skus },
    tiers: terms.tiers.map((tier, id) => ({
      id,
      from: growth ? percentOf(tier.from) : tier.from,
      pays: payKind === "rate" ? percentOf(tier.rate ?? "") : (tier[payKind] ?? ""),
    })),
    by_growth: growth !== null,
    ...(growth ?? {}),
    collection: terms.collection.map(({ within_days, factor }, id) => ({
      id,
      days: String(within_days),
      factor: percentOf(factor),
    })),
    cap: terms.cap ?? "",
    minimum_payout: terms.minimum_payout ?? "",
    stacking_group: terms.stacking_group ?? "",
    no_overdue_days: terms.no_overdue_days === null ? "" : String(terms.no_overdue_days),
    budget: budget ?? "",
  };
}

/** What a draft reads as, and the fields (named as the API names them) that do not read as anything. */
export interface Reading {
  readonly program: Schemas["SaveProgram"];
  readonly unread: readonly string[];
}

/** Reads a draft. Figures become exact text; what could not be read stands in `unread`, and the program is not to be sent. */
export function readDraft(draft: Draft): Reading {
  const unread: string[] = [];
  const need = (field: string, value: string | null): string => {
    if (value === null || value === "") unread.push(field);
    return value ?? "";
  };
  const maybe = (field: string, typed: string, value: string | null): string | null =>
    typed.trim() === "" ? null : need(field, value);
  const days = (field: string, typed: string): number => Number.parseInt(need(field, readFigure(typed, 0)), 10);
  const program: Schemas["SaveProgram"] = {
    name: need("name", draft.name.trim()),
    period_kind: draft.period_kind,
    partial: draft.partial && draft.period_kind !== "month",
    audience: { grades: [...draft.grades], regions: [...draft.regions], dealers: [...draft.dealers] },
    first_day: need("first_day", draft.first_day),
    last_day: draft.last_day === "" ? null : draft.last_day,
    terms: {
      measure: draft.measure,
      basis: draft.basis,
      attribution: draft.attribution,
      products: {
        categories: [...draft.categories],
        skus: [...draft.skus],
        excluded_skus: [...draft.excluded_skus],
      },
      tier_method: draft.tier_method,
      tiers: draft.tiers.map((tier, place) => readTier(draft, tier, `terms.tiers.${place}`, need)),
      growth: growthOf(draft),
      collection: draft.collection.map(({ days: within, factor }, place) => ({
        within_days: days(`terms.collection.${place}.within_days`, within),
        factor: need(`terms.collection.${place}.factor`, readPercent(factor, 2)),
      })),
      cap: maybe("terms.cap", draft.cap, readFigure(draft.cap, 2)),
      minimum_payout: maybe("terms.minimum_payout", draft.minimum_payout, readFigure(draft.minimum_payout, 2)),
      stacking_group: draft.stacking_group.trim() === "" ? null : draft.stacking_group.trim(),
      no_overdue_days:
        draft.no_overdue_days.trim() === "" ? null : days("terms.no_overdue_days", draft.no_overdue_days),
    },
    budget: maybe("budget", draft.budget, readFigure(draft.budget, 2)),
  };
  return { program, unread };
}

type Need = (field: string, value: string | null) => string;

/** Exactly one of the three that a tier may pay. */
function readTier(draft: Draft, { from, pays }: TierDraft, field: string, need: Need): Terms["tiers"][number] {
  const threshold = draft.by_growth ? readPercent(from, 2) : readFigure(from, draft.measure === "quantity" ? 0 : 2);
  const read = {
    rate: () => readPercent(pays, 4),
    per_unit: () => readFigure(pays, 4),
    fixed: () => readFigure(pays, 2),
  };
  const kind = draft.pay_kind;
  return {
    from: need(`${field}.from`, threshold),
    ...{ rate: null, per_unit: null, fixed: null },
    [kind]: need(`${field}.${kind}`, read[kind]()),
  };
}

function growthOf({ by_growth, baseline, without_baseline, pay_on }: Draft): Terms["growth"] {
  return by_growth ? { baseline, without_baseline, pay_on } : null;
}

/** Which fields do not go together, as the money rules have it; named as the API names them. */
export function misfits({ measure, pay_kind, tier_method, by_growth, pay_on }: Draft): readonly string[] {
  const onMeasure = measure === "net_amount" ? pay_kind === "rate" : pay_kind === "per_unit";
  return [
    ...(tier_method !== "whole" && !onMeasure ? ["terms.tier_method"] : []),
    ...(tier_method !== "whole" && by_growth ? ["terms.growth"] : []),
    ...(by_growth && pay_on === "increment" && !onMeasure ? ["terms.growth.pay_on"] : []),
  ];
}

const PROBLEMS = [
  "name",
  "first_day",
  "last_day",
  "tiers",
  "tier_from",
  "tier_rate",
  "tier_per_unit",
  "tier_fixed",
  "tier_method",
  "growth",
  "pay_on",
  "within_days",
  "factor",
  "amount",
  "stacking_group",
  "no_overdue_days",
  "audience",
  "products",
  "budget",
] as const;
export type Problem = (typeof PROBLEMS)[number];

/** What is to be said beside a field that was refused, or could not be read; null for a field that the editor does not have. */
export function problemOf(field: string): Problem | null {
  const path = field.replace(/^program\./, "").replace(/^terms\./, "");
  const [head = "", , last = ""] = path.split(".");
  if (head === "tiers" && last !== "") return PROBLEMS.find((one) => one === `tier_${last}`) ?? "tiers";
  if (head === "collection") return last === "factor" ? "factor" : "within_days";
  if (path === "growth.pay_on") return "pay_on";
  if (head === "cap" || head === "minimum_payout") return "amount";
  return PROBLEMS.find((one) => one === head) ?? null;
}
