/** What a basket comes to in all, why, what more would save, and what is left of the credit. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { groupedWhole } from "../kernel/money";
import { money } from "../kernel/money_text";
import { Rows, type Fact } from "../ui/facts";
import { Money } from "../ui/figures";
import { Message } from "../ui/states";
import styles from "./pricing.module.css";
import { useNameOf } from "./product_name";
import { usePromotionNames } from "./promotion_names";
import { barred, discountsOf, isNothing, less, nextSteps, type NextStep } from "./quote_view";

type Quote = Schemas["PreviewOut"];

/** `after` is what is said beneath the free goods. */
export function QuoteSummary({
  quote,
  after,
}: {
  readonly quote: Quote;
  readonly after?: ReactNode;
}): React.ReactElement {
  const { t } = useTranslation("pricing");
  const promotionName = usePromotionNames(quote.promotions);
  const facts: readonly Fact[] = [
    [t("gross"), <Money key="gross" amount={quote.gross} />],
    ...discountsOf(quote).map(({ promotion, amount }): Fact => [
      t("promotion", { promotion: promotionName(promotion) }),
      <Money key={promotion} amount={less("0.00", amount)} />,
    ]),
    [
      t("total"),
      <span key="total" className={styles.total}>
        <Money amount={quote.total} />
      </span>,
      true,
    ],
    [t("tax"), <Money key="tax" amount={quote.tax} />],
  ];
  return (
    <>
      <Rows facts={facts} />
      <Credit quote={quote} />
      <FreeGoods quote={quote} />
      {after}
      <Steps steps={nextSteps(quote)} named={promotionName} />
      <Barred quote={quote} />
    </>
  );
}

/** What the credit still covers. */
function Credit({ quote: { credit_left, credit_short, total } }: { readonly quote: Quote }): React.ReactElement {
  const { t } = useTranslation("pricing");
  if (credit_left === null) return <Rows facts={[[t("credit_left"), t("credit_unlimited")]]} />;
  const before: Fact = [t("credit_left"), <Money key="left" amount={credit_left} />];
  if (isNothing(credit_short)) {
    return <Rows facts={[before, [t("credit_after"), <Money key="after" amount={less(credit_left, total)} />]]} />;
  }
  return (
    <>
      <Rows facts={[before]} />
      <Message tone="warn">{t("credit_short", { amount: money(credit_short) })}</Message>
    </>
  );
}

function FreeGoods({ quote: { free_goods, promotions } }: { readonly quote: Quote }): React.ReactElement | null {
  const { t } = useTranslation("pricing");
  const promotionName = usePromotionNames(promotions);
  const nameOf = useNameOf();
  if (free_goods.length === 0) return null;
  return (
    <div>
      <h3>{t("free_goods")}</h3>
      <ul className={styles.notes}>
        {free_goods.map((free) => {
          const { sku, earned_by, promotion, quantity, unit, short, available } = free;
          const figures = { name: nameOf(free), pieces: groupedWhole(String(quantity)), unit };
          return (
            <li key={`${promotion} ${earned_by} ${sku}`}>
              {t("free", figures)}{" "}
              <span className={styles.small}>
                {t("free_by", { promotion: promotionName(promotion), sku: earned_by })}
              </span>
              {short > 0 && (
                <span className={styles.none}>
                  {" "}
                  {t("free_short", { pieces: groupedWhole(String(available)), unit })}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** What one more step would bring. */
function Steps({
  steps,
  named,
}: {
  readonly steps: readonly NextStep[];
  readonly named: (promotionId: string) => string;
}): React.ReactElement | null {
  const { t } = useTranslation("pricing");
  if (steps.length === 0) return null;
  return (
    <Message tone="good">
      <ul className={styles.notes}>
        {steps.map((step) => (
          <li key={step.promotion}>
            {"spend" in step
              ? t("step_spend", { spend: money(step.spend), save: money(step.save), promotion: named(step.promotion) })
              : t("step_pieces", { pieces: groupedWhole(String(step.pieces)), promotion: named(step.promotion) })}
          </li>
        ))}
      </ul>
    </Message>
  );
}

/** What does not apply, and why; folded away, since nothing more can be done about it here. */
function Barred({ quote }: { readonly quote: Quote }): React.ReactElement | null {
  const { t } = useTranslation("pricing");
  const promotionName = usePromotionNames(quote.promotions);
  const said = barred(quote);
  if (said.length === 0) return null;
  return (
    <details className={styles.more}>
      <summary>{t("barred", { number: String(said.length) })}</summary>
      <ul className={styles.notes}>
        {said.map(({ promotion, reason, winner }) => (
          <li key={promotion} className={styles.small}>
            <Link to="/promotions/$promotionId" params={{ promotionId: promotion }}>
              {promotionName(promotion)}
            </Link>
            {t("colon")}
            {t(`reason.${reason}`, { winner: winner === null ? "" : promotionName(winner) })}
          </li>
        ))}
      </ul>
    </details>
  );
}
