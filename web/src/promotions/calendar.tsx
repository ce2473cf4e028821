/** When campaigns are in force, as bars along the weeks around today. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { businessDay, day } from "../kernel/dates";
import { placesOn, windowOf } from "./calendar_rules";
import { nameOf } from "./parts";
import type { Promotion } from "./promotion_queries";
import styles from "./promotions.module.css";

export function Calendar({ promotions }: { readonly promotions: readonly Promotion[] }): React.ReactElement {
  const { t } = useTranslation("promotions");
  const today = businessDay(new Date());
  const shown = windowOf(today);
  const now = placesOn(shown, today, today);
  return (
    <div className={styles.calendar}>
      <div className={styles.calendarRow} aria-hidden="true">
        <span />
        <div className={styles.months}>
          <span>{day(shown.first)}</span>
          <span>{day(shown.last)}</span>
        </div>
      </div>
      {promotions.map((promotion) => {
        const { promotion_id, first_day, last_day, standing } = promotion;
        const { left, width } = placesOn(shown, first_day, last_day);
        return (
          <div key={promotion_id} className={styles.calendarRow}>
            <Link to="/promotions/$promotionId" params={{ promotionId: promotion_id }}>
              {nameOf(promotion)}
            </Link>
            <div
              className={styles.track}
              role="img"
              aria-label={t("days", { first: day(first_day), last: day(last_day) })}
            >
              <span
                className={styles.bar}
                data-standing={standing}
                style={{ insetInlineStart: `${left}%`, width: `${width}%` }}
              />
              <span className={styles.today} style={{ insetInlineStart: `${now.left}%` }} />
            </div>
          </div>
        );
      })}
    </div>
  );
}
