/** How much of a campaign's budget orders have taken. */
import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { hundredths } from "../kernel/money";
import { Money, Pieces } from "../ui/figures";
import type { Promotion } from "./promotion_queries";
import styles from "./promotions.module.css";

export function BudgetUse({ promotion }: { readonly promotion: Promotion }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const { budget, used_amount, used_count, offer } = promotion;
  const amount = used_amount ?? "0.00";
  if (offer.kind === "buy_x_get_y") {
    return (
      <span>
        <Pieces count={used_count ?? 0} /> {t("pieces")}
      </span>
    );
  }
  if (budget === null) return <Money amount={amount} />;
  return (
    <div className={styles.two}>
      <span>
        <Money amount={amount} /> {t("of")} <Money amount={budget} />
      </span>
      <Progress value={hundredths(amount, budget)} size="sm" aria-label={t("budget_used")} />
    </div>
  );
}
