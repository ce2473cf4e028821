/** Figures and instants as elements: tabular, with their unit. */
import { useTranslation } from "react-i18next";
import { day, instant, period } from "../kernel/dates";
import { money, price } from "../kernel/money_text";
import { groupedWhole } from "../kernel/money";

/** Money with its currency; `signed` shows a plus, too. */
export function Money({
  amount,
  signed = false,
}: {
  readonly amount: string;
  readonly signed?: boolean;
}): React.ReactElement {
  const plus = signed && /[1-9]/.test(amount) && !amount.startsWith("-") ? "+" : "";
  return (
    <span className="number">
      {plus}
      {money(amount)}
    </span>
  );
}

/** What one piece costs. */
export function Price({ amount }: { readonly amount: string }): React.ReactElement {
  return <span className="number">{price(amount)}</span>;
}

/** Whole pieces. */
export function Pieces({ count }: { readonly count: number | string }): React.ReactElement {
  return <span className="number">{groupedWhole(String(count))}</span>;
}

/** An instant in the business time zone. */
export function Instant({ at }: { readonly at: string }): React.ReactElement {
  useTranslation();
  return <time dateTime={at}>{instant(at)}</time>;
}

/** A business day. */
export function Day({ on }: { readonly on: string }): React.ReactElement {
  useTranslation();
  return (
    <time className="day" dateTime={on}>
      {day(on)}
    </time>
  );
}

/** A month, a quarter or a year. */
export function PeriodName({ period: named }: { readonly period: string }): React.ReactElement {
  useTranslation();
  return <span>{period(named)}</span>;
}
