/** A campaign while it is being written: everything as it is typed, and what it reads as. Pure. */
import type { Schemas } from "../api/schemas";
import { readWhole } from "../kernel/money";
import { readFigure } from "../rebates/percent_text";
import type { PromotionDetail } from "./promotion_queries";

export type Kind = Schemas["Kind"];
export const KINDS: readonly Kind[] = ["percent_off", "amount_off", "fixed_price", "buy_x_get_y", "spend_and_save"];

export interface StepDraft {
  readonly id: number;
  readonly spend: string;
  readonly save: string;
}

export interface Draft {
  readonly name: string;
  readonly name_en: string;
  readonly kind: Kind;
  /** The one figure of a discount on lines: percent, amount or price. */
  readonly figure: string;
  readonly buy: string;
  readonly get: string;
  readonly get_sku: string;
  readonly steps: readonly StepDraft[];
  readonly repeat: boolean;
  readonly maximum: string;
  readonly group: string;
  readonly priority: string;
  readonly categories: readonly string[];
  readonly skus: readonly string[];
  readonly excluded_skus: readonly string[];
  readonly grades: readonly string[];
  readonly regions: readonly string[];
  readonly dealers: readonly string[];
  readonly first_day: string;
  readonly last_day: string;
  readonly opt_in: boolean;
  readonly budget: string;
  readonly quota: string;
  readonly terms: string;
  readonly terms_en: string;
  readonly succeeds: string | null;
}

/** A campaign of which nothing is filled in yet. */
export function emptyDraft(firstDay: string): Draft {
  return {
    ...{ name: "", name_en: "", kind: "percent_off", figure: "", buy: "", get: "", get_sku: "" },
    steps: [{ id: 1, spend: "", save: "" }],
    ...{ repeat: false, maximum: "", group: "", priority: "" },
    ...{ categories: [], skus: [], excluded_skus: [], grades: [], regions: [], dealers: [] },
    ...{ first_day: firstDay, last_day: "", opt_in: false, budget: "", quota: "", terms: "", terms_en: "" },
    succeeds: null,
  };
}

const FIGURE: Partial<Record<Kind, "percent" | "amount" | "price">> = {
  percent_off: "percent",
  amount_off: "amount",
  fixed_price: "price",
};

/** What the one figure of a kind is called; null where it has none. */
export function figureOf(kind: Kind): "percent" | "amount" | "price" | null {
  return FIGURE[kind] ?? null;
}

/** A known campaign as it would be typed. */
export function draftOf(known: PromotionDetail): Draft {
  const { offer, products, audience, terms } = known;
  const figure = figureOf(offer.kind);
  const [latest] = terms;
  return {
    ...emptyDraft(known.first_day),
    ...{ name: known.name, name_en: known.name_en ?? "", kind: offer.kind },
    figure: figure === null ? "" : (offer[figure] ?? ""),
    ...{ buy: offer.buy == null ? "" : String(offer.buy), get: offer.get == null ? "" : String(offer.get) },
    ...{ get_sku: offer.get_sku ?? "", repeat: offer.repeat, maximum: offer.maximum ?? "" },
    steps: (offer.steps ?? [{ spend: "", save: "" }]).map(({ spend, save }, id) => ({ id, spend, save })),
    ...{ group: known.group === "default" ? "" : known.group, priority: String(known.priority) },
    ...{ categories: products.categories, skus: products.skus, excluded_skus: products.excluded_skus },
    ...(audience ?? { grades: [], regions: [], dealers: [] }),
    ...{ first_day: known.first_day, last_day: known.last_day, opt_in: known.opt_in },
    ...{ budget: known.budget ?? "", quota: known.quota === null ? "" : String(known.quota) },
    ...{ terms: latest?.text ?? "", terms_en: latest?.text_en ?? "", succeeds: known.succeeds },
  };
}

/** What a draft reads as, and the fields (named as the API names them) that do not read as anything. */
export interface Reading {
  readonly promotion: Schemas["SavePromotion"];
  readonly unread: readonly string[];
}

/** Reads a draft. Figures become exact text; what could not be read stands in `unread`, and it is not to be sent. */
export function readDraft(draft: Draft): Reading {
  const unread: string[] = [];
  const need = <Value extends string | number>(field: string, value: Value | null): Value => {
    if (value === null || value === "") unread.push(field);
    return (value ?? "") as Value;
  };
  const maybe = <Value extends string | number>(field: string, typed: string, value: Value | null): Value | null =>
    typed.trim() === "" ? null : need(field, value);
  const promotion: Schemas["SavePromotion"] = {
    name: need("name", draft.name.trim()),
    name_en: draft.name_en.trim() === "" ? null : draft.name_en.trim(),
    offer: offerOf(draft, need, maybe),
    group: draft.group.trim() === "" ? "default" : draft.group.trim(),
    priority: draft.priority.trim() === "" ? 100 : need("priority", readWhole(draft.priority)),
    products: { categories: [...draft.categories], skus: [...draft.skus], excluded_skus: [...draft.excluded_skus] },
    audience: { grades: [...draft.grades], regions: [...draft.regions], dealers: [...draft.dealers] },
    first_day: need("first_day", draft.first_day),
    last_day: need("last_day", draft.last_day < draft.first_day ? "" : draft.last_day),
    opt_in: draft.opt_in,
    budget: draft.kind === "buy_x_get_y" ? null : maybe("budget", draft.budget, readFigure(draft.budget, 2)),
    quota: maybe("quota", draft.quota, readCount(draft.quota)),
    terms: need("terms", draft.terms.trim()),
    terms_en: draft.terms_en.trim() === "" ? null : draft.terms_en.trim(),
    succeeds: draft.succeeds,
  };
  return { promotion, unread };
}

/** A whole number above zero; null where it is none. */
function readCount(typed: string): number | null {
  const count = readWhole(typed);
  return count === 0 ? null : count;
}

type Need = <Value extends string | number>(field: string, value: Value | null) => Value;
type Maybe = <Value extends string | number>(field: string, typed: string, value: Value | null) => Value | null;

/** An offer of which no kind's fields are filled in. */
export const NO_OFFER = {
  ...{ percent: null, amount: null, price: null, buy: null, get: null, get_sku: null },
  ...{ steps: null, repeat: false, maximum: null },
} as const;

function offerOf(draft: Draft, need: Need, maybe: Maybe): Schemas["SavePromotion"]["offer"] {
  const { kind } = draft;
  const figure = figureOf(kind);
  if (figure !== null) {
    return { ...NO_OFFER, kind, [figure]: need(`offer.${figure}`, readFigure(draft.figure, 4)) };
  }
  if (kind === "buy_x_get_y") {
    return {
      ...NO_OFFER,
      kind,
      buy: need("offer.buy", readCount(draft.buy)),
      get: need("offer.get", readCount(draft.get)),
      get_sku: draft.get_sku === "" ? null : draft.get_sku,
    };
  }
  const steps = draft.repeat ? draft.steps.slice(0, 1) : draft.steps;
  return {
    ...NO_OFFER,
    ...{ kind, repeat: draft.repeat },
    steps: steps.map(({ spend, save }, place) => ({
      spend: need(`offer.steps.${place}.spend`, readFigure(spend, 2)),
      save: need(`offer.steps.${place}.save`, readFigure(save, 2)),
    })),
    maximum: maybe("offer.maximum", draft.maximum, readFigure(draft.maximum, 2)),
  };
}

const PROBLEMS = [
  "name",
  "percent",
  "amount",
  "price",
  "buy",
  "get",
  "get_sku",
  "steps",
  "step",
  "maximum",
  "priority",
  "products",
  "audience",
  "first_day",
  "last_day",
  "budget",
  "quota",
  "terms",
  "group",
] as const;
export type Problem = (typeof PROBLEMS)[number];

/** What is to be said beside a field that was refused, or could not be read; null for one that the editor lacks. */
export function problemOf(field: string): Problem | null {
  const path = field.replace(/^offer\./, "");
  const [head = "", , last] = path.split(".");
  if (head === "steps") return last === undefined ? "steps" : "step";
  return PROBLEMS.find((one) => one === head) ?? null;
}
