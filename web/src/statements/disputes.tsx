/** All disputes of a statement: which entries, why, with which evidence, and what came of each. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { DocumentLink } from "../ledger/document_link";
import { Facts } from "../ui/facts";
import { Instant } from "../ui/figures";
import { Card } from "../ui/page";

type Dispute = Schemas["DisputeOut"];

export function Disputes({ disputes }: { readonly disputes: readonly Dispute[] }): React.ReactElement | null {
  const { t } = useTranslation("statements");
  if (disputes.length === 0) return null;
  return (
    <Card title={t("dispute_history")}>
      {[...disputes].reverse().map((dispute) => (
        <One key={dispute.at} dispute={dispute} />
      ))}
    </Card>
  );
}

function One({ dispute }: { readonly dispute: Dispute }): React.ReactElement {
  const { t } = useTranslation("statements");
  const resolved = new Map(dispute.resolutions.map((one) => [one.cause, one]));
  return (
    <>
      <Facts
        facts={[
          [t("disputed_at"), <Instant key="at" at={dispute.at} />],
          [t("reason"), dispute.reason],
          [
            t("evidence"),
            dispute.documents.length === 0 ? null : (
              <ul key="documents">
                {dispute.documents.map(({ name, url }) => (
                  <li key={url}>
                    <a href={url} target="_blank" rel="noreferrer">
                      {name}
                    </a>
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
      <ul>
        {dispute.entries.map((cause) => {
          const said = resolved.get(cause);
          return (
            <li key={cause}>
              <DocumentLink documentId={documentOf(cause)} />
              {" · "}
              {said ? said.explanation : <span className="quiet">{t("not_resolved")}</span>}
              {said?.change_id != null && (
                <>
                  {" "}
                  <DocumentLink documentId={said.change_id} />
                </>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** `shipment:X` names the document X. */
export function documentOf(cause: string): string {
  return cause.slice(cause.indexOf(":") + 1);
}
