/** The entries of a month on one of a dealer's two accounts, with what the month came to. */
import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { period as periodName } from "../kernel/dates";
import { lastPeriods } from "../kernel/periods";
import { ChoiceFilter, Filters } from "../ui/filters";
import { Rows, type Fact } from "../ui/facts";
import { Money } from "../ui/figures";
import { Card } from "../ui/page";
import { ACCOUNTS, type Account, type AccountMonth, type Entry } from "./account_queries";
import { EntriesTable } from "./entries_table";

const MONTHS = 24;

/** The filters stand in the address: `turn` is told what is chosen. */
export function MonthEntries({
  account,
  month,
  turn,
  today,
  rebate,
  only = false,
}: {
  readonly account: Account;
  /** No other account may be chosen. */
  readonly only?: boolean;
  readonly month: AccountMonth;
  readonly turn: (to: { readonly account?: Account; readonly month?: string }) => void;
  /** The business day of now. */
  readonly today: string;
  readonly rebate: (entry: Entry) => ReactNode;
}): React.ReactElement {
  const { t } = useTranslation("ledger");
  const { period, totals, entries } = month;
  const months = lastPeriods("month", today, MONTHS);
  const choices = months.includes(period) ? months : [period, ...months];
  const caption = t(`entries.caption.${account}`, { month: periodName(period) });
  return (
    <Card title={t("entries.title")}>
      <Filters>
        {!only && (
          <ChoiceFilter<Account>
            label={t("entries.account")}
            value={account}
            choices={ACCOUNTS.map((one) => [one, t(`account.${one}`)])}
            change={(chosen) => {
              if (chosen !== undefined) turn({ account: chosen });
            }}
          />
        )}
        <ChoiceFilter
          label={t("entries.month")}
          value={period}
          choices={choices.map((one) => [one, periodName(one)])}
          change={(chosen) => {
            if (chosen !== undefined) turn({ month: chosen });
          }}
        />
      </Filters>
      <Rows facts={totalRows(totals, account, t)} />
      <EntriesTable entries={entries} caption={caption} empty={t("entries.none")} rebate={rebate} />
    </Card>
  );
}

type Say = ReturnType<typeof useTranslation<"ledger">>["t"];

/** On the wallet nothing is invoiced. */
function totalRows(totals: AccountMonth["totals"], account: Account, t: Say): readonly Fact[] {
  const moved: readonly Fact[] =
    account === "receivable"
      ? [
          [t("totals.invoiced"), <Money key="i" amount={totals.invoiced} signed />],
          [t("totals.paid"), <Money key="p" amount={totals.paid} signed />],
          [t("totals.credited"), <Money key="c" amount={totals.credited} signed />],
        ]
      : [
          [t("totals.rebates"), <Money key="r" amount={totals.credited} signed />],
          [t("totals.wallet_paid"), <Money key="w" amount={totals.paid} signed />],
        ];
  return [
    [t("totals.opening"), <Money key="o" amount={totals.opening} />],
    ...moved,
    [t("totals.closing"), <Money key="e" amount={totals.closing} />, true],
  ];
}
