/** As what a dealer stood, the latest first: its grade, region and state, and since when. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { useRegions } from "../company/regions";
import { dayOf } from "../kernel/dates";
import { DealerBadge } from "./dealer_badge";
import styles from "./dealers.module.css";

type Standing = Schemas["StandingOut"];

export function Standings({ standings }: { readonly standings: readonly Standing[] }): React.ReactElement {
  const { t } = useTranslation("dealers");
  const regions = useRegions();
  return (
    <ol className={styles.standings}>
      {[...standings].reverse().map(({ since, until, grade, region, state }) => (
        <li key={since}>
          <span className={styles.standing}>
            {t("grade_named", { grade })} · {regions.name(region)}
            <DealerBadge state={state} />
          </span>
          <span className="quiet">
            {until === null
              ? t("stands_since", { since: dayOf(since) })
              : t("stood", { since: dayOf(since), until: dayOf(until) })}
          </span>
        </li>
      ))}
    </ol>
  );
}
