/** What decisions, their facts and their answers are called. Pages that use it load the words of `approvals`. */
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { instant, period } from "../kernel/dates";
import { money } from "../kernel/money_text";
import { groupedWhole } from "../kernel/money";
import type { FieldSpec } from "./decision_form";

export type Decision = Schemas["DecisionOut"];
export type Verdict = Schemas["VerdictIn"];
export type Choice = Schemas["Choice"];

const MONEY = /^-?[0-9]{1,12}\.[0-9]{2}$/;
const COUNTS = /^(dealers|paid|exceptions|problem_.*)$/;
const SAID = /^change_(what|account|old_limit|new_limit)$/;
const INSTANT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$/;

interface DecisionWords {
  /** What is asked, in one line. */
  readonly title: (decision: Pick<Decision, "kind" | "values">) => string;
  readonly factName: (label: string) => string;
  readonly factValue: (label: string, value: string) => string;
  readonly fieldName: (name: string) => string;
  /** An answer as a person reads it. */
  readonly answer: (name: string, value: unknown) => string;
  readonly choice: (name: string, choice: string) => string;
  readonly none: (name: string) => string;
  /** Within what a field has to stay; null where it has no bounds. */
  readonly bounds: (field: FieldSpec) => string | null;
}

/** The words for decisions. A label that has none stands as it is: those who open decisions may add facts. */
export function useDecisionWords(): DecisionWords {
  const { t } = useTranslation("approvals");
  const found = (key: string, otherwise: string): string =>
    i18next.exists(`approvals:${key}`) ? i18next.t(`approvals:${key}` as "approvals:title") : otherwise;

  const title: DecisionWords["title"] = ({ kind, values }) => {
    if (kind === "approval") return t("title.approval", { company: values.company_name ?? "" });
    if (kind === "settlement_approval") return t("title.settlement_approval", { period: period(values.period ?? "") });
    if (kind === "account_change") {
      const what = values.what === "credit_limit" ? "credit_limit" : "adjustment";
      return t(`title.account_change.${what}`, { dealer: values.dealer_name ?? "" });
    }
    if (kind === "payout") return t("title.payout", { dealer: values.dealer_name ?? "" });
    return t("title");
  };
  const none = (name: string): string => found(`none.${name}`, t("none"));
  const choice = (name: string, chosen: string): string => (name === "grade" ? t("grade", { grade: chosen }) : chosen);
  const plain = (value: string): string => {
    if (MONEY.test(value)) return money(value);
    return INSTANT.test(value) ? instant(value) : value;
  };
  const factValue = (label: string, value: string): string => {
    if (COUNTS.test(label)) return groupedWhole(value);
    if (label === "period") return period(value);
    if (SAID.test(label)) return found(`said.${value}`, plain(value));
    if (label === "proposed_grade") return choice("grade", value);
    return label === "proposed_payment_days" ? t("days", { days: value }) : plain(value);
  };
  const answer = (name: string, value: unknown): string => {
    if (value === null || value === undefined) return none(name);
    if (typeof value !== "string" && typeof value !== "number") return "";
    return name === "grade" ? choice(name, String(value)) : plain(String(value));
  };
  const bounds: DecisionWords["bounds"] = ({ kind, minimum, maximum }) => {
    if (kind !== "money" && kind !== "integer") return null;
    const show = (bound: string | number): string => (kind === "money" ? money(String(bound)) : String(bound));
    if (minimum !== null && maximum !== null) {
      return t("bounds.between", { minimum: show(minimum), maximum: show(maximum) });
    }
    if (minimum !== null) return t("bounds.from", { minimum: show(minimum) });
    return maximum === null ? null : t("bounds.to", { maximum: show(maximum) });
  };
  return {
    title,
    none,
    choice,
    answer,
    bounds,
    factName: (label) => found(`fact.${label}`, label),
    factValue,
    fieldName: (name) => found(`field.${name}`, name),
  };
}
