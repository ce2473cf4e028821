/** How a rebate comes about, line by line: what was counted, the tier, each step, the share collected, limits, what was booked before. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { percent, sum } from "../kernel/money";
import { Rows } from "../ui/facts";
import { Money } from "../ui/figures";
import { Message } from "../ui/states";
import { baseWords, measureWords, paysWords } from "./figure_words";
import styles from "./rebates.module.css";

type Result = Schemas["ResultOut"];
type Step = Schemas["StepOut"];

/** What a run or the accrual says of one program and period, beside the result itself. */
export type Line = Omit<Schemas["LineOut"], "result">;

/**
 * A result with its explanation. With `line` also what programs that exclude each other leave of it, what was booked
 * before and what is booked now; `nameOf` names the program that took its place.
 */
export function Calculation({
  result,
  line,
  nameOf = (id) => id,
}: {
  readonly result: Result;
  readonly line?: Line;
  readonly nameOf?: (programId: string) => string;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  return (
    <div className={styles.calculation}>
      <Rows facts={counted(result, line?.measured_below ?? null, t)} />
      {result.steps.length > 0 && <Steps steps={result.steps} />}
      <Rows facts={paid(result, t)} />
      {result.limit !== null && <p className="quiet">{t(`limit.${result.limit}`)}</p>}
      {line && <Booked payout={result.payout} line={line} nameOf={nameOf} />}
    </div>
  );
}

type Say = ReturnType<typeof useTranslation<"rebates">>["t"];

function counted(
  { measure, measured, baseline, growth, tier, tier_method }: Result,
  below: string | null,
  t: Say,
): Fact[] {
  return [
    [t("result.measured"), <Figure key="m" text={measureWords(measure, measured, t)} />],
    [t("result.below"), below && <Figure text={measureWords(measure, below, t)} />],
    [t("result.baseline"), baseline && <Figure text={measureWords(measure, baseline, t)} />],
    [t("result.growth"), growth && <Figure text={percent(growth)} />],
    [t("result.method"), t(`method.${tier_method}`)],
    [t("result.tier"), tier === null ? t("result.no_tier") : t("tier_number", { tier: tier + 1 })],
  ];
}

type Fact = [string, React.ReactNode, boolean?];

function Figure({ text }: { readonly text: string }): React.ReactElement {
  return <span className="number">{text}</span>;
}

function paid({ steps, collected_share, before_limits, payout }: Result, t: Say): Fact[] {
  const earned = sum(steps.map(({ amount }) => amount));
  return [
    [
      t("result.earned"),
      (steps.length > 1 || (steps.length > 0 && collected_share !== null)) && <Money amount={earned} />,
    ],
    [t("result.collected"), collected_share && <Figure text={`× ${percent(collected_share)}`} />],
    [t("result.before_limits"), steps.length > 0 && before_limits !== payout && <Money amount={before_limits} />],
    [t("result.payout"), <Money key="p" amount={payout} />, true],
  ].map(([name, value, strong]) => [name, value === false ? null : value, strong] as Fact);
}

function Steps({ steps }: { readonly steps: readonly Step[] }): React.ReactElement {
  const { t } = useTranslation("rebates");
  return (
    <ol className={styles.steps} aria-label={t("result.steps")}>
      {steps.map((step) => (
        <li key={step.tier}>
          <span>{t("tier_number", { tier: step.tier + 1 })}</span>
          <span className="number">{formula(step, t)}</span>
          <span className="number">
            = <Money amount={step.amount} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** What a step pays on, times what it pays; a bonus stands alone. */
function formula(step: Step, t: Say): string {
  const base = baseWords(step, t);
  const pays = paysWords(step, t);
  return base === null ? pays : `${base} × ${pays}`;
}

function Booked({
  payout,
  line,
  nameOf,
}: {
  readonly payout: string;
  readonly line: Line;
  readonly nameOf: (programId: string) => string;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { total, posted_earlier, difference, held, open, beaten_by } = line;
  return (
    <>
      <Rows
        facts={[
          [t("line.total"), total === payout ? null : <Money amount={total} />],
          [t("line.posted_earlier"), <Money key="e" amount={posted_earlier} />],
          [t("line.difference"), <Money key="d" amount={difference} signed />, true],
        ]}
      />
      {held && <Message tone="warn">{t("line.held")}</Message>}
      {beaten_by !== null && <Message>{t("line.beaten", { program: nameOf(beaten_by) })}</Message>}
      {open && <p className="quiet">{t("line.open")}</p>}
    </>
  );
}
