/** The mailed case link: where a registration stands, what is wanted, and writing to the maker. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, openApi } from "../api/client";
import type { Schemas } from "../api/schemas";
import { instant } from "../kernel/dates";
import { isRefusal } from "../kernel/errors";
import { Thread } from "../messages/thread";
import { Facts } from "../ui/facts";
import { Card, Page } from "../ui/page";
import { Found } from "../ui/states";
import { AmendForm } from "./amend_form";
import { CaseBadge } from "./case_badge";
import styles from "./onboarding.module.css";

type Case = Schemas["RegistrationOut"];

const route = getRouteApi("/open/case/$caseId/$secret");
const EVERY = 30_000;

export function CasePage(): React.ReactElement {
  const { caseId, secret } = route.useParams();
  return <OneCase key={caseId} caseId={caseId} secret={secret} />;
}

function OneCase({ caseId, secret }: { readonly caseId: string; readonly secret: string }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const header = { "X-Case-Secret": secret };
  const path = { case_id: caseId };
  const found = useQuery({
    queryKey: ["case", caseId, "state"],
    queryFn: () => answered(openApi.GET("/registrations/{case_id}", { params: { path, header } })),
    refetchInterval: EVERY,
  });
  if (isRefusal(found.error, "not_found", "link_expired")) {
    const expired = found.error.code === "link_expired";
    return (
      <Page title={t(expired ? "case.expired" : "case.unknown")} narrow>
        <Card>
          <p>{t(expired ? "case.expired_text" : "case.unknown_text")}</p>
        </Card>
      </Page>
    );
  }
  return (
    <Found query={found}>
      {(one) => (
        <Page title={t("case.title", { company: one.company_name })} narrow>
          <Standing one={one} />
          {one.application !== null && (
            <>
              <Card title={t("case.wanted")}>
                <p className={styles.said}>{one.wanted}</p>
                {one.amend_until !== null && (
                  <p className="quiet">{t("case.amend_until", { time: instant(one.amend_until) })}</p>
                )}
              </Card>
              <AmendForm key={one.amend_until} caseId={caseId} secret={secret} stated={one.application} />
            </>
          )}
          <Thread
            queryKey={["case", caseId, "notes"]}
            side="applicant"
            read={(cursor) =>
              answered(
                openApi.GET("/registrations/{case_id}/notes", {
                  params: { path, header, query: cursor === undefined ? {} : { cursor } },
                }),
              )
            }
            write={(text, key) =>
              answered(
                openApi.POST("/registrations/{case_id}/notes", {
                  params: { path, header: { ...header, "Idempotency-Key": key } },
                  body: { text },
                }),
              )
            }
          />
        </Page>
      )}
    </Found>
  );
}

/** Where it stands, what happens next, and why it ended as it did. */
function Standing({ one }: { readonly one: Case }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const { case_id, state, submitted_at, ended_at } = one;
  return (
    <Card title={t(`case.state.${state}`)} actions={<CaseBadge state={state} />}>
      <p>{t(`case.next.${state}`)}</p>
      {state === "provisioned" && <Link to="/sign-in">{t("to_sign_in")}</Link>}
      {(state === "rejected" || state === "expired") && <Link to="/register">{t("case.once_more")}</Link>}
      <Facts
        facts={[
          [t("case.number"), case_id],
          [t("case.submitted_at"), instant(submitted_at)],
          [t("case.ended_at"), ended_at && instant(ended_at)],
          [t("case.reason"), one.comment === null && one.reason === null ? null : <Why key="why" one={one} />],
        ]}
      />
    </Card>
  );
}

/** The approver's own words where there are any. */
function Why({ one: { reason, comment } }: { readonly one: Case }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  if (comment !== null) return <span className={styles.said}>{comment}</span>;
  const known = reason === "document_missing" || reason === "document_refused" ? reason : "decision";
  return <>{t(`case.reason.${known}`)}</>;
}
