/** Above and below whom the own company stands, for the dealer itself; nothing where it stands alone. */
import { useTranslation } from "react-i18next";
import { businessDay } from "../kernel/dates";
import { Card } from "../ui/page";
import { LinkDays } from "./hierarchy_card";
import { holdsOn, useOwnHierarchy } from "./hierarchy";
import styles from "./dealers.module.css";

export function OwnHierarchy(): React.ReactElement | null {
  const { t } = useTranslation("dealers");
  const { data } = useOwnHierarchy();
  if (!data) return null;
  const now = businessDay(new Date());
  const parents = data.parents.filter((link) => holdsOn(link, now) || link.first_day > now);
  if (parents.length === 0 && data.below.length === 0) return null;
  return (
    <Card title={t("hierarchy")}>
      {parents.length > 0 && (
        <>
          <h3>{t("hierarchy.parent")}</h3>
          <ul className={styles.links}>
            {parents.map((link) => (
              <li key={link.first_day}>
                <span>{link.parent_name}</span>
                <LinkDays link={link} />
              </li>
            ))}
          </ul>
        </>
      )}
      {data.below.length > 0 && (
        <>
          <h3>{t("hierarchy.below")}</h3>
          <ul className={styles.links}>
            {data.below.map((link) => (
              <li key={link.dealer_id}>
                <span>
                  {link.dealer_name}
                  {link.level > 1 && (
                    <span className="quiet">
                      {" "}
                      {t("hierarchy.level", { level: link.level, parent: link.parent_name })}
                    </span>
                  )}
                </span>
                <LinkDays link={link} />
              </li>
            ))}
          </ul>
          <p className="quiet">{t("hierarchy.own_hint")}</p>
        </>
      )}
    </Card>
  );
}
