/** Why a line of a quote costs what it does: its price list and break, and what each promotion took. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { groupedWhole } from "../kernel/money";
import { money, price } from "../kernel/money_text";
import { Money, Price } from "../ui/figures";
import styles from "./pricing.module.css";
import { usePromotionNames } from "./promotion_names";
import { isNothing } from "./quote_view";

type Line = Schemas["PreviewLineOut"];

/** The price of a piece, where it comes from, and from how many pieces on it is lower. */
export function UnitPrice({ line }: { readonly line: Line }): React.ReactElement {
  const { t } = useTranslation("pricing");
  const { unit_price, price_source, min_quantity, unit, next_break } = line;
  const reached = min_quantity > 1 ? ` · ${t("from", { pieces: groupedWhole(String(min_quantity)), unit })}` : "";
  return (
    <div className={styles.notes}>
      <Price amount={unit_price} />
      <span className={styles.small}>
        {t(`source.${price_source}`)}
        {reached}
      </span>
      {next_break && (
        <span className={styles.hint}>
          {t("next_break", {
            pieces: groupedWhole(String(next_break.min_quantity - line.quantity)),
            unit,
            price: price(next_break.unit_price),
          })}
        </span>
      )}
    </div>
  );
}

/** What a line comes to, and how. */
export function Amount({
  line,
  quote,
}: {
  readonly line: Line;
  readonly quote: Pick<Schemas["PreviewOut"], "promotions">;
}): React.ReactElement {
  const { t } = useTranslation("pricing");
  const promotionName = usePromotionNames(quote.promotions);
  return (
    <div className={styles.notes}>
      <Money amount={line.net} />
      {!isNothing(line.discount) && <span className={styles.struck}>{money(line.gross)}</span>}
      {line.applied.map(({ promotion, amount }) => (
        <span key={promotion} className={styles.saved}>
          {t("took", { promotion: promotionName(promotion), amount: money(amount) })}
        </span>
      ))}
    </div>
  );
}
