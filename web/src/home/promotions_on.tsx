/** What is on for the dealer, and until when; what is still to be joined is marked. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { day } from "../kernel/dates";
import { language } from "../kernel/i18n";
import { useOffered } from "../promotions/promotion_queries";
import { Badge } from "../ui/badge";
import { Found } from "../ui/states";
import styles from "./home.module.css";

const SHOWN = 5;

export function PromotionsOn(): React.ReactElement {
  const { t } = useTranslation("home");
  const offered = useOffered();
  return (
    <Found query={offered}>
      {(items) => {
        const running = items.filter(({ standing }) => standing === "running");
        if (running.length === 0) return <p className="quiet">{t("promotions.none")}</p>;
        return (
          <>
            <ul className={styles.todo}>
              {running.slice(0, SHOWN).map(({ promotion_id, name, name_en, last_day, mine }) => (
                <li key={promotion_id}>
                  <Link to="/promotions/$promotionId" params={{ promotionId: promotion_id }}>
                    <span>
                      {(language() === "en" ? name_en : null) ?? name}{" "}
                      {mine?.taking_part === false && <Badge tone="warn">{t("promotions.join")}</Badge>}
                    </span>
                    <span className="quiet day">{t("promotions.until", { day: day(last_day) })}</span>
                  </Link>
                </li>
              ))}
            </ul>
            <Link to="/promotions">{t("promotions.all")}</Link>
          </>
        );
      }}
    </Found>
  );
}
