/** Who was asked about a registration, and who decided what; the latest first. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { AnswersInWords } from "../approvals/answers";
import { language } from "../kernel/i18n";
import { instant } from "../kernel/dates";
import { Badge, type Tone } from "../ui/badge";
import styles from "./onboarding.module.css";

type Decision = Schemas["CaseDecisionOut"];

const TONES: Readonly<Record<Decision["state"], Tone>> = {
  open: "accent",
  approved: "good",
  rejected: "bad",
  returned: "warn",
  expired: "plain",
  void: "plain",
};

export function CaseHistory({ decisions }: { readonly decisions: readonly Decision[] }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  if (decisions.length === 0) return <p className="quiet">{t("history_none")}</p>;
  return (
    <ol className={styles.history}>
      {[...decisions].reverse().map((decision) => (
        <Made key={decision.decision_id} decision={decision} />
      ))}
    </ol>
  );
}

function Made({ decision }: { readonly decision: Decision }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const { level, revision, state, asked, opened_at, ends_at, decided_at, decided_by, answers, comment } = decision;
  const names = new Intl.ListFormat(language()).format(asked);
  return (
    <li>
      <div className={styles.historyHead}>
        <h3>{t(level === 1 ? "level.first" : "level.last")}</h3>
        <Badge tone={TONES[state]}>{t(`decision.${state}`)}</Badge>
        {revision > 1 && <span className="quiet">{t("case_revision", { revision: String(revision) })}</span>}
      </div>
      <p className="quiet">
        {decided_at === null
          ? t("history_asked", { names, opened: instant(opened_at), ends: instant(ends_at) })
          : t("history_decided", { name: decided_by ?? "", time: instant(decided_at) })}
      </p>
      {comment !== null && <p className={styles.said}>{comment}</p>}
      <AnswersInWords answers={answers} />
    </li>
  );
}
