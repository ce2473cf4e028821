/** All dealers of a state within one's regions. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { useRegions } from "../company/regions";
import { DataTable, type Column } from "../ui/data_list";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { Empty, Found } from "../ui/states";
import { DEALER_STATES, DealerBadge } from "./dealer_badge";
import { useDealers } from "./directory";

type Dealer = Schemas["DealerOut"];

const route = getRouteApi("/in/dealers");

export function DealersPage(): React.ReactElement {
  const { t } = useTranslation("dealers");
  const { state: named, region, grade, q } = route.useSearch();
  const navigate = route.useNavigate();
  const regions = useRegions();
  const state = DEALER_STATES.find((one) => one === named) ?? "active";
  const dealers = useDealers(state);
  const grades = [...new Set((dealers.data ?? []).map((one) => one.grade))].sort();
  const keep = (one: Dealer): boolean =>
    (region === undefined || one.region === region) && (grade === undefined || one.grade === grade) && matches(one, q);
  return (
    <Page title={t("title")}>
      <Filters>
        <SearchFilter
          label={t("find")}
          value={q}
          change={(next) => void navigate({ search: (given) => ({ ...given, q: next }), replace: true })}
        />
        <ChoiceFilter
          label={t("state")}
          value={state}
          choices={DEALER_STATES.map((one) => [one, t(`state.${one}`)] as const)}
          change={(next) => void navigate({ search: (given) => ({ ...given, state: next }), replace: true })}
        />
        {regions.own.length > 1 && (
          <ChoiceFilter
            label={t("region")}
            value={region}
            every={t("regions_every")}
            choices={regions.own}
            change={(next) => void navigate({ search: (given) => ({ ...given, region: next }), replace: true })}
          />
        )}
        <ChoiceFilter
          label={t("grade")}
          value={grade}
          every={t("grades_every")}
          choices={grades.map((one) => [one, t("grade_named", { grade: one })] as const)}
          change={(next) => void navigate({ search: (given) => ({ ...given, grade: next }), replace: true })}
        />
      </Filters>
      <Card>
        <Found query={dealers}>
          {(all) => (
            <List
              dealers={all.filter(keep)}
              empty={t(all.length === 0 ? `none.${state}` : "none_found")}
              regionName={regions.name}
            />
          )}
        </Found>
      </Card>
    </Page>
  );
}

interface ListProps {
  readonly dealers: readonly Dealer[];
  readonly empty: string;
  readonly regionName: (regionId: string) => string;
}

function List({ dealers, empty, regionName }: ListProps): React.ReactElement {
  const { t } = useTranslation("dealers");
  if (dealers.length === 0) return <Empty>{empty}</Empty>;
  const columns: readonly Column<Dealer>[] = [
    {
      key: "name",
      title: t("company"),
      lead: true,
      cell: ({ dealer_id, name }) => (
        <Link to="/dealers/$dealerId" params={{ dealerId: dealer_id }}>
          {name}
        </Link>
      ),
    },
    { key: "number", title: t("number"), cell: ({ dealer_id }) => dealer_id },
    { key: "state", title: t("state"), cell: ({ state }) => <DealerBadge state={state} /> },
    { key: "region", title: t("region"), cell: ({ region }) => regionName(region) },
    { key: "grade", title: t("grade"), cell: ({ grade }) => t("grade_named", { grade }) },
    { key: "days", title: t("term"), end: true, cell: ({ payment_days: days }) => t("days", { days }) },
    { key: "contact", title: t("contact_name"), cell: ({ contact_name }) => contact_name },
    { key: "phone", title: t("phone"), cell: ({ phone }) => phone },
  ];
  return <DataTable caption={t("title")} columns={columns} items={dealers} id={({ dealer_id }) => dealer_id} />;
}

function matches({ name, dealer_id, credit_code, contact_name, phone }: Dealer, find: string | undefined): boolean {
  if (find === undefined) return true;
  const wanted = find.toLowerCase();
  return [name, dealer_id, credit_code, contact_name, phone].some((text) => text.toLowerCase().includes(wanted));
}
