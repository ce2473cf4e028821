/** The audit trail: who changed what, when, and what was there before and after. */
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { businessDay } from "../kernel/dates";
import { Card, Page } from "../ui/page";
import { AuditEntries } from "./audit_entries";
import { asked, questionOf } from "./audit_question";
import { AuditSearch } from "./audit_search";

const route = getRouteApi("/in/audit");

export function AuditPage(): React.ReactElement {
  const { t } = useTranslation("insights");
  const navigate = route.useNavigate();
  const today = businessDay(new Date());
  const question = questionOf(route.useSearch(), today);
  const query = asked(question);
  const pages = usePages(["audit", query], (cursor) =>
    answered(api.GET("/audit", { params: { query: { ...query, ...(cursor === undefined ? {} : { cursor }) } } })),
  );
  return (
    <Page title={t("audit.title")}>
      <AuditSearch
        key={question.by}
        question={question}
        today={today}
        ask={(next) => void navigate({ search: asked(next) })}
      />
      <Card>
        <AuditEntries pages={pages} />
      </Card>
    </Page>
  );
}
