/** One registration as staff see it: what was stated, the documents, who decided what, and the conversation. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { AnswersInWords } from "../approvals/answers";
import { Documents } from "../approvals/documents";
import { useRegions } from "../company/regions";
import { instant } from "../kernel/dates";
import { useLanguageName } from "../kernel/language_names";
import { money } from "../kernel/money_text";
import { useMay } from "../kernel/permissions";
import { Thread } from "../messages/thread";
import { Facts } from "../ui/facts";
import { Card, Columns, Page } from "../ui/page";
import { Found } from "../ui/states";
import { CaseBadge } from "./case_badge";
import { CaseHistory } from "./case_history";
import { CaseStanding } from "./case_standing";

export type CaseDetails = Schemas["CaseDetails"];

const route = getRouteApi("/in/cases/$caseId");
const EVERY = 30_000;

export function StaffCasePage(): React.ReactElement {
  const { caseId } = route.useParams();
  const path = { case_id: caseId };
  const found = useQuery({
    queryKey: ["cases", "one", caseId],
    queryFn: () => answered(api.GET("/cases/{case_id}", { params: { path } })),
    refetchInterval: EVERY,
  });
  return <Found query={found}>{(one) => <OneCase key={caseId} one={one} />}</Found>;
}

function OneCase({ one }: { readonly one: CaseDetails }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const may = useMay();
  const { case_id, company_name, state, decision_id, dealer_id, decisions, terms } = one;
  const path = { case_id };
  return (
    <Page
      title={company_name}
      aside={<CaseBadge state={state} />}
      back={{ to: "/cases", text: t("cases") }}
      actions={
        <>
          {decision_id !== null && may("decide") && (
            <Button component={Link} to={`/decisions/${decision_id}`}>
              {t("case_decide")}
            </Button>
          )}
          {dealer_id !== null && may("read_dealers") && (
            <Button component={Link} to={`/dealers/${dealer_id}`} variant="default">
              {t("case_dealer")}
            </Button>
          )}
        </>
      }
    >
      <Columns>
        <div>
          <Stated one={one} />
          <CaseDocuments one={one} />
          <Thread
            queryKey={["cases", "notes", case_id]}
            side="staff"
            read={(cursor) =>
              answered(
                api.GET("/cases/{case_id}/notes", {
                  params: { path, query: cursor === undefined ? {} : { cursor } },
                }),
              )
            }
            write={
              may("write_case_notes")
                ? (text, key) =>
                    answered(
                      api.POST("/cases/{case_id}/notes", {
                        params: { path, header: { "Idempotency-Key": key } },
                        body: { text },
                      }),
                    )
                : undefined
            }
          />
        </div>
        <div>
          <CaseStanding one={one} />
          {terms && (
            <Card title={t("case_terms")}>
              <AnswersInWords answers={{ ...terms }} />
            </Card>
          )}
          <Card title={t("case_history")}>
            <CaseHistory decisions={decisions} />
          </Card>
        </div>
      </Columns>
    </Page>
  );
}

function Stated({ one }: { readonly one: CaseDetails }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const regions = useRegions();
  const languageName = useLanguageName();
  return (
    <Card title={t("case_stated")}>
      <Facts
        facts={[
          [t("field.company_name"), one.company_name],
          [t("field.credit_code"), one.credit_code],
          [t("field.region"), regions.name(one.region)],
          [t("field.address"), one.address],
          [t("field.requested_credit"), one.requested_credit === null ? t("no_credit") : money(one.requested_credit)],
          [t("field.contact_name"), one.contact_name],
          [t("field.phone"), one.phone],
          [t("field.email"), one.email],
          [t("field.locale"), languageName(one.locale)],
          [t("case.submitted_at"), instant(one.submitted_at)],
          [t("consent_version"), one.consent_version],
        ]}
      />
    </Card>
  );
}

function CaseDocuments({ one }: { readonly one: CaseDetails }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const { documents, documents_until, documents_deleted_at } = one;
  const unread = documents.some(({ url }) => url === null);
  const note = (): string | null => {
    if (documents_deleted_at !== null) return t("documents_deleted", { time: instant(documents_deleted_at) });
    if (documents_until !== null) return t("documents_until", { time: instant(documents_until) });
    return unread ? t("documents_unchecked") : null;
  };
  return (
    <Card title={t("documents")}>
      <Documents documents={documents.map(({ file_name, url }) => ({ name: file_name, url }))} />
      {note() !== null && <p className="quiet">{note()}</p>}
    </Card>
  );
}
