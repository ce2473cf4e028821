/** What a dealer has earned so far, program by program, and what is missing to the next tier. */
import { type Child, h, type Words } from "../dom";
import { forDealers } from "../gate";
import { named, t } from "../i18n";
import { factList } from "../notice";
import { section, sheet } from "../page";
import { percent } from "../money";
import { askSignedIn } from "../session";
import { day, money, period, pieces, price } from "../show";
import { type Column, table } from "../table";
import type { Accrual, Accrued, RebateResult, RebateStep } from "../wire_dealer";

/** `#/rebates`. */
export function rebatesPage(): Promise<HTMLElement> {
  return forDealers(async () => {
    const { as_of, items } = await askSignedIn<Accrued>("GET /rebates/accrued");
    const names = new Map(items.map(({ program_id, program_name }) => [program_id, program_name]));
    const none = items.length === 0 ? h("p", { class: "card quiet" }, t("rebate.none")) : null;
    return sheet(
      t("rebate.title"),
      h("p", { class: "quiet" }, t("rebate.as_of", { day: day(as_of) })),
      none,
      items.map((item) => program(item, names)),
    );
  });
}

/** What is missing to the next tier; null where there is none to reach. */
export function missingWords({ measure, to_next_tier, tier }: RebateResult): Words | null {
  if (to_next_tier === null) return null;
  const next = String(tier === null ? 1 : tier + 2);
  return t("rebate.missing", { missing: measured(measure, to_next_tier), tier: next });
}

/** What a tier pays: a share, so much a piece, or a bonus. */
export function paysWords({ rate, per_unit, fixed }: RebateStep): Words {
  if (rate !== null) return () => percent(rate);
  if (per_unit !== null) return t("rebate.per_unit", { amount: price(per_unit) });
  return t("rebate.fixed", { amount: money(fixed ?? "") });
}

function measured(measure: string, figure: string): Words {
  return measure === "quantity" ? t("rebate.pieces", { count: pieces(figure) }) : money(figure);
}

const STEP_COLUMNS: readonly Column<RebateStep>[] = [
  { label: t("rebate.tier"), look: "name", cell: ({ tier }) => t("rebate.tier_number", { tier: String(tier + 1) }) },
  { label: t("rebate.base"), look: "figure", cell: baseOf },
  { label: t("rebate.pays"), look: "figure", cell: paysWords },
  { label: t("rebate.amount"), look: "figure", cell: ({ amount }) => money(amount) },
];

function baseOf({ base, rate }: RebateStep): Child {
  if (base === null) return "–";
  return measured(rate === null ? "quantity" : "net_amount", base);
}

function program(accrual: Accrual, names: ReadonlyMap<string, string>): HTMLElement {
  const { program_name, program_period, result, total, posted_earlier, held, beaten_by } = accrual;
  const { tier, baseline, growth, collected_share, before_limits, payout, limit, steps } = result;
  const missing = missingWords(result);
  const title = t("rebate.program", { name: program_name, period: period(program_period) });
  const beaten = beaten_by === null ? null : t("rebate.beaten", { program: names.get(beaten_by) ?? beaten_by });
  const notes = [held ? t("rebate.held") : null, beaten, limit === null ? null : named("rebate.limit", limit)];
  return section(
    title,
    factList([
      [t("rebate.measured"), measured(result.measure, result.measured)],
      ...(baseline === null ? [] : [[t("rebate.baseline"), measured(result.measure, baseline)] as const]),
      ...(growth === null ? [] : [[t("rebate.growth"), () => percent(growth)] as const]),
      [t("rebate.reached"), tier === null ? t("rebate.no_tier") : t("rebate.tier_number", { tier: String(tier + 1) })],
      ...(collected_share === null ? [] : [[t("rebate.collected"), () => percent(collected_share)] as const]),
      ...(before_limits === payout ? [] : [[t("rebate.before_limits"), money(before_limits)] as const]),
      [t("rebate.total"), h("span", { class: "strong" }, money(total))],
      ...(/[1-9]/.test(posted_earlier) ? [[t("rebate.posted"), money(posted_earlier)] as const] : []),
    ]),
    missing && h("p", { class: "message" }, missing),
    notes.map((note) => note && h("p", { class: "quiet" }, note)),
    steps.length === 0 ? null : table(t("rebate.steps"), STEP_COLUMNS, steps, t("list.empty")),
  );
}
