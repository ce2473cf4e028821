/** What stands on a dealer's account today: balances, credit, and how old what is open is. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { Rows } from "../ui/facts";
import { Money } from "../ui/figures";
import { Card, Tile, Tiles } from "../ui/page";
import type { Today } from "./account_queries";

/** The figures of an account, `today` as the API tells it. */
export function AccountToday({ today }: { readonly today: Today }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const { overdue } = today;
  return (
    <Tiles>
      <Tile
        name={t("account.receivable")}
        figure={<Money amount={today.receivable} />}
        note={
          /[1-9]/.test(overdue) ? (
            <>
              {t("account.overdue")} <Money amount={overdue} />
            </>
          ) : (
            t("account.nothing_overdue")
          )
        }
      />
      <Tile
        name={t("account.available")}
        figure={today.unlimited ? t("account.unlimited") : <Money amount={today.available} />}
        note={<Limit today={today} />}
      />
      <Tile name={t("account.exposure")} figure={<Money amount={today.exposure} />} note={t("account.exposure_note")} />
      <Tile name={t("account.rebate")} figure={<Money amount={today.rebate} />} note={t("account.rebate_note")} />
    </Tiles>
  );
}

function Limit({ today: { unlimited, credit_limit } }: { readonly today: Today }): React.ReactElement | null {
  const { t } = useTranslation("ledger");
  if (unlimited) return null;
  if (credit_limit === null) return <>{t("account.prepayment")}</>;
  return (
    <>
      {t("account.limit")} <Money amount={credit_limit} />
    </>
  );
}

const BUCKETS = ["not_due", "days_1_30", "days_31_60", "days_61_90", "over_90"] as const;

/** Open items by age; they add up to the receivable, which stands below. */
export function Ageing({
  ageing,
  sum,
  title,
}: {
  readonly ageing: Schemas["AgeingOut"];
  readonly sum: string;
  readonly title: string;
}): React.ReactElement {
  const { t } = useTranslation("ledger");
  return (
    <Card title={title}>
      <Rows
        facts={[
          ...BUCKETS.map((bucket) => [t(`ageing.${bucket}`), <Money key={bucket} amount={ageing[bucket]} />] as const),
          [t("ageing.sum"), <Money key="sum" amount={sum} />, true],
        ]}
      />
    </Card>
  );
}
