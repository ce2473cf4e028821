/** Where a registration stands for the staff: what waits for whom, why it ended, what has gone wrong. */
import { useTranslation } from "react-i18next";
import { instant } from "../kernel/dates";
import { Facts } from "../ui/facts";
import { Card } from "../ui/page";
import { Message } from "../ui/states";
import type { CaseDetails } from "./staff_case_page";
import styles from "./onboarding.module.css";

const FAILURES = ["no_manager", "no_finance"] as const;

export function CaseStanding({ one }: { readonly one: CaseDetails }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const { state, revision, ended_at, wanted, amend_until, reason, comment, failure, failures, retry_at } = one;
  const known = FAILURES.find((each) => each === failure);
  return (
    <Card title={t("case_standing")}>
      <p>{t(`staff_next.${state}`)}</p>
      {failure !== null && (
        <Message tone={state === "failed" ? "bad" : "warn"}>
          {known ? t(`failure.${known}`) : t("failure", { failure })}
        </Message>
      )}
      <Facts
        facts={[
          [t("case.number"), one.case_id],
          [t("revision"), revision > 1 ? t("case_revision", { revision: String(revision) }) : null],
          [t("failures"), failures > 0 ? String(failures) : null],
          [t("retry_at"), retry_at && instant(retry_at)],
          [t("case.ended_at"), ended_at && instant(ended_at)],
          [t("case.reason"), reason && t(`staff_reason.${reason}`)],
          [t("comment"), comment && <span className={styles.said}>{comment}</span>],
          [t("wanted"), wanted && <span className={styles.said}>{wanted}</span>],
          [t("amend_until"), amend_until && instant(amend_until)],
        ]}
      />
    </Card>
  );
}
