/** All registrations within one's regions: those that are open, or those of a state. */
import { Link, getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { useRegions } from "../company/regions";
import { Badge } from "../ui/badge";
import { DataList, type Column } from "../ui/data_list";
import { Instant, Money } from "../ui/figures";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { CASE_STATES, CaseBadge } from "./case_badge";
import styles from "./onboarding.module.css";

type Case = Schemas["CaseSummary"];

const route = getRouteApi("/in/cases");
const EVERY = 30_000;

export function CasesPage(): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const { state: named, region, q } = route.useSearch();
  const navigate = route.useNavigate();
  const regions = useRegions();
  const state = CASE_STATES.find((one) => one === named);
  const pages = usePages(
    ["cases", "list", state ?? "open", region ?? "every"],
    (cursor) => {
      const query = {
        ...(state ? { state } : {}),
        ...(region === undefined ? {} : { region }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      return answered(api.GET("/cases", { params: { query } }));
    },
    { every: EVERY },
  );
  const columns: readonly Column<Case>[] = [
    {
      key: "company",
      title: t("field.company_name"),
      lead: true,
      cell: ({ case_id, company_name }) => (
        <Link to="/cases/$caseId" params={{ caseId: case_id }}>
          {company_name}
        </Link>
      ),
    },
    { key: "state", title: t("state"), cell: (one) => <State one={one} /> },
    { key: "region", title: t("field.region"), cell: (one) => regions.name(one.region) },
    { key: "contact", title: t("contact"), cell: ({ contact_name }) => contact_name },
    {
      key: "credit",
      title: t("field.requested_credit"),
      end: true,
      cell: ({ requested_credit }) =>
        requested_credit === null ? t("no_credit") : <Money amount={requested_credit} />,
    },
    { key: "submitted", title: t("case.submitted_at"), cell: ({ submitted_at }) => <Instant at={submitted_at} /> },
  ];
  return (
    <Page title={t("cases")}>
      <Filters>
        <ChoiceFilter
          label={t("state")}
          value={state}
          every={t("cases_open")}
          choices={CASE_STATES.map((one) => [one, t(`state.${one}`)] as const)}
          change={(next) => void navigate({ search: (given) => ({ ...given, state: next }), replace: true })}
        />
        {regions.own.length > 1 && (
          <ChoiceFilter
            label={t("field.region")}
            value={region}
            every={t("regions_every")}
            choices={regions.own}
            change={(next) => void navigate({ search: (given) => ({ ...given, region: next }), replace: true })}
          />
        )}
        <SearchFilter
          label={t("cases_find")}
          value={q}
          change={(next) => void navigate({ search: (given) => ({ ...given, q: next }), replace: true })}
        />
      </Filters>
      <Card>
        <DataList
          caption={t("cases")}
          columns={columns}
          pages={pages}
          id={({ case_id }) => case_id}
          keep={(one) => matches(one, q)}
          empty={q === undefined ? t(state ? "cases_none_of_state" : "cases_none") : t("cases_none_found")}
        />
      </Card>
    </Page>
  );
}

function State({ one: { state, revision, failure } }: { readonly one: Case }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  return (
    <span className={styles.historyHead}>
      <CaseBadge state={state} />
      {revision > 1 && <Badge>{t("case_revision", { revision: String(revision) })}</Badge>}
      {failure !== null && state !== "failed" && <Badge tone="warn">{t("case_was_failed")}</Badge>}
    </span>
  );
}

function matches({ company_name, credit_code, case_id, contact_name }: Case, find: string | undefined): boolean {
  if (find === undefined) return true;
  const wanted = find.toLowerCase();
  return [company_name, credit_code, case_id, contact_name].some((text) => text.toLowerCase().includes(wanted));
}
