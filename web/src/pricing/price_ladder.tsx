/** What a piece costs by quantity, and by which price list. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { groupedWhole } from "../kernel/money";
import { Price } from "../ui/figures";
import styles from "./pricing.module.css";

export function PriceLadder({
  rungs,
  unit,
}: {
  readonly rungs: readonly Schemas["RungOut"][];
  readonly unit: string;
}): React.ReactElement {
  const { t } = useTranslation("pricing");
  if (rungs.length === 0) return <span className={styles.none}>{t("no_price")}</span>;
  return (
    <ul className={styles.ladder}>
      {rungs.map(({ min_quantity, unit_price, source }) => (
        <li key={min_quantity}>
          <Price amount={unit_price} />
          <span className={styles.small}>
            {t(`source.${source}`)}
            {min_quantity > 1 && ` · ${t("from", { pieces: groupedWhole(String(min_quantity)), unit })}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
