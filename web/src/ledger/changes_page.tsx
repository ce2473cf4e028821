/** What finance was asked to change of accounts: what waits for a second person first, and what became of the others. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { DataList, type Column } from "../ui/data_list";
import { Instant } from "../ui/figures";
import { ChoiceFilter, Filters } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { AccountLink } from "./account_link";
import { ChangeBadge } from "./change_badge";
import { ChangeFigures, ChangeKind, type Change } from "./change_words";

const route = getRouteApi("/in/account-changes");
const STATES = ["waiting", "booked", "rejected", "expired", "withdrawn", "void"] as const;

export function ChangesPage(): React.ReactElement {
  const { t } = useTranslation("ledger");
  const { state: named } = route.useSearch();
  const navigate = route.useNavigate();
  const state = STATES.find((one) => one === named) ?? "waiting";
  const pages = usePages(["account-changes", state], (cursor) =>
    answered(api.GET("/account-changes", { params: { query: { state, cursor } } })),
  );
  return (
    <Page title={t("changes.title")}>
      <Card>
        <Filters>
          <ChoiceFilter
            label={t("accounts.state")}
            value={state}
            choices={STATES.map((one) => [one, t(`change.state.${one}`)] as const)}
            change={(chosen) => void navigate({ search: (now) => ({ ...now, state: chosen }), replace: true })}
          />
        </Filters>
        <ChangesList pages={pages} />
      </Card>
    </Page>
  );
}

/** A list of changes, of one dealer's account or of all. */
export function ChangesList({
  pages,
  ofOneDealer = false,
}: {
  readonly pages: ReturnType<typeof usePages<Change>>;
  readonly ofOneDealer?: boolean;
}): React.ReactElement {
  const { t } = useTranslation("ledger");
  const columns: Column<Change>[] = [
    {
      key: "what",
      title: t("change.what"),
      lead: true,
      cell: (change) => (
        <Link to="/account-changes/$changeId" params={{ changeId: change.change_id }}>
          <ChangeKind change={change} />
        </Link>
      ),
    },
    ...(ofOneDealer
      ? [{ key: "state", title: t("accounts.state"), cell: ({ state }: Change) => <ChangeBadge state={state} /> }]
      : [
          {
            key: "dealer",
            title: t("accounts.dealer"),
            cell: ({ dealer_id }: Change) => <AccountLink dealerId={dealer_id} />,
          },
        ]),
    { key: "reason", title: t("change.reason"), cell: ({ reason }) => reason },
    { key: "by", title: t("change.asked_by"), cell: ({ asked_by }) => asked_by },
    { key: "at", title: t("change.asked_at"), cell: ({ asked_at }) => <Instant at={asked_at} /> },
    { key: "figures", title: t("change.figures"), cell: (change) => <ChangeFigures change={change} />, end: true },
  ];
  return (
    <DataList
      caption={t("changes.title")}
      columns={columns}
      pages={pages}
      id={({ change_id }) => change_id}
      empty={t("changes.none")}
    />
  );
}
