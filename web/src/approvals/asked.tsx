/** What is to be decided: the facts, the documents, what was proposed before. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../kernel/permissions";
import { Facts, type Fact } from "../ui/facts";
import { Card } from "../ui/page";
import { Documents } from "./documents";
import { useDecisionWords, type Decision } from "./decision_words";
import styles from "./approvals.module.css";

const PROPOSED = "proposed_";

export function Asked({ decision }: { readonly decision: Decision }): React.ReactElement {
  const { t } = useTranslation("approvals");
  const words = useDecisionWords();
  const { facts, documents } = decision;
  const shown = (of: Decision["facts"]): Fact[] =>
    of.map(({ label, value }) => [
      words.factName(label),
      <span key={label} className={styles.said}>
        {words.factValue(label, value)}
      </span>,
    ]);
  const proposed = facts.filter(({ label }) => label.startsWith(PROPOSED));
  return (
    <>
      <Card title={t("facts")}>
        <Facts facts={shown(facts.filter(({ label }) => !label.startsWith(PROPOSED)))} />
        <FurtherOn decision={decision} />
      </Card>
      {documents.length > 0 && (
        <Card title={t("documents")}>
          <Documents documents={documents} />
        </Card>
      )}
      {proposed.length > 0 && (
        <Card title={t("proposed")}>
          <Facts facts={shown(proposed)} />
        </Card>
      )}
    </>
  );
}

/** For those who are signed in: the thing itself, where they may open it. */
function FurtherOn({ decision: { subject, facts } }: { readonly decision: Decision }): React.ReactElement | null {
  const { t } = useTranslation("approvals");
  const may = useMay();
  const run = facts.find(({ label }) => label === "run_id")?.value;
  const [kind, caseId = ""] = subject.split(":");
  if (run !== undefined && may("read_settlements")) {
    return (
      <Link to="/settlements/$runId" params={{ runId: run }}>
        {t("open_run")}
      </Link>
    );
  }
  if (kind === "account-change" && may("read_accounts")) {
    return (
      <Link to="/account-changes/$changeId" params={{ changeId: caseId }}>
        {t("open_change")}
      </Link>
    );
  }
  if (kind === "payout" && may("read_accounts")) {
    return (
      <Link to="/payouts/$payoutId" params={{ payoutId: caseId }}>
        {t("open_payout")}
      </Link>
    );
  }
  if (kind === "registration" && may("read_cases")) {
    return (
      <Link to="/cases/$caseId" params={{ caseId }}>
        {t("open_case")}
      </Link>
    );
  }
  return null;
}
