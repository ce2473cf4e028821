/** Whose account? All dealers, to choose one. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { useDealers } from "../dealers/directory";
import { DataTable, type Column } from "../ui/data_list";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { Empty, Found } from "../ui/states";

type Dealer = Schemas["DealerOut"];

const route = getRouteApi("/in/accounts");
const STATES = ["active", "frozen", "closed"] as const;

export function AccountsPage(): React.ReactElement {
  const { t } = useTranslation("ledger");
  const { q, state: named, region } = route.useSearch();
  const navigate = route.useNavigate();
  const state = STATES.find((one) => one === named) ?? "active";
  const dealers = useDealers(state);
  const regions = useQuery({
    queryKey: ["regions", "names"],
    queryFn: () => answered(api.GET("/regions")),
    staleTime: 300_000,
  });
  const names = new Map(regions.data?.items.map(({ region_id, name }) => [region_id, name]));
  const keep = ({ name, dealer_id, region: own }: Dealer): boolean => {
    const sought = (q ?? "").toLowerCase();
    const matches = name.toLowerCase().includes(sought) || dealer_id.toLowerCase().includes(sought);
    return matches && (region === undefined || own === region);
  };
  return (
    <Page title={t("accounts.title")}>
      <Filters>
        <SearchFilter
          label={t("accounts.search")}
          value={q}
          change={(sought) => void navigate({ search: (now) => ({ ...now, q: sought }), replace: true })}
        />
        <ChoiceFilter
          label={t("accounts.region")}
          value={region}
          every={t("accounts.every_region")}
          choices={[...names]}
          change={(chosen) => void navigate({ search: (now) => ({ ...now, region: chosen }), replace: true })}
        />
        <ChoiceFilter
          label={t("accounts.state")}
          value={state}
          choices={STATES.map((one) => [one, t(`dealer_state.${one}`)])}
          change={(chosen) => void navigate({ search: (now) => ({ ...now, state: chosen }), replace: true })}
        />
      </Filters>
      <Card>
        <Found query={dealers}>
          {(all) => <Dealers dealers={all.filter(keep)} regionOf={(id) => names.get(id) ?? id} />}
        </Found>
      </Card>
    </Page>
  );
}

function Dealers({
  dealers,
  regionOf,
}: {
  readonly dealers: readonly Dealer[];
  readonly regionOf: (region: string) => string;
}): React.ReactElement {
  const { t } = useTranslation("ledger");
  if (dealers.length === 0) return <Empty>{t("accounts.none")}</Empty>;
  const columns: readonly Column<Dealer>[] = [
    {
      key: "name",
      title: t("accounts.dealer"),
      cell: ({ dealer_id, name }) => (
        <Link to="/accounts/$dealerId" params={{ dealerId: dealer_id }}>
          {name}
        </Link>
      ),
      lead: true,
    },
    { key: "id", title: t("accounts.number"), cell: ({ dealer_id }) => dealer_id },
    { key: "region", title: t("accounts.region"), cell: ({ region }) => regionOf(region) },
    { key: "grade", title: t("accounts.grade"), cell: ({ grade }) => grade },
    {
      key: "days",
      title: t("accounts.payment_days"),
      cell: ({ payment_days: days }) => (days === 0 ? t("account.prepayment") : t("accounts.days", { days })),
      end: true,
    },
  ];
  return (
    <DataTable caption={t("accounts.title")} columns={columns} items={dealers} id={({ dealer_id }) => dealer_id} />
  );
}
