/** Every state that the return came into, with who, when and why; when its goods left quarantine; what comes next. */
import { useTranslation } from "react-i18next";
import { Instant } from "../ui/figures";
import { readAgainAfter, type Return } from "./return_rules";
import styles from "./returns.module.css";

interface Step {
  readonly name: string;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
}

export function TimeLine({ made }: { readonly made: Return }): React.ReactElement {
  const { t } = useTranslation("returns");
  const entered = made.steps.map(({ state, at, by, reason }): Step => ({ name: t(`step.${state}`), at, by, reason }));
  const inspected = made.inspected_at
    ? [{ name: t("inspected"), at: made.inspected_at, by: made.inspected_by ?? "", reason: null }]
    : [];
  const steps = [...entered, ...inspected].sort((one, other) => one.at.localeCompare(other.at));
  return (
    <ol className={styles.line}>
      {steps.map(({ name, at, by, reason }) => (
        <li key={`${at} ${name}`}>
          <strong>{name}</strong>
          <span className="quiet">
            <Instant at={at} /> · {by}
          </span>
          {reason !== null && <span className={styles.reason}>{reason}</span>}
        </li>
      ))}
      {readAgainAfter(made) !== false && (
        <li data-next="">
          <span className="quiet">{t(`then.${made.state as "requested" | "approved" | "received"}`)}</span>
        </li>
      )}
    </ol>
  );
}
