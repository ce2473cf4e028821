/** A dealer's own statements; for the staff those of a state (the disputed ones first of all), or of one dealer. */
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { useUser } from "../api/session";
import { period } from "../kernel/dates";
import { isDealer } from "../kernel/permissions";
import { DataList, type Column } from "../ui/data_list";
import { Instant, Money } from "../ui/figures";
import { ChoiceFilter, Filters } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { StatementBadge } from "./statement_badge";

type Summary = Schemas["StatementSummary"];
type State = Schemas["StatementState"];

const STATES: readonly State[] = ["disputed", "sent", "confirmed"];
const route = getRouteApi("/in/statements");

export function StatementsPage(): React.ReactElement {
  const { t } = useTranslation("statements");
  const user = useUser();
  const given = route.useSearch();
  const navigate = useNavigate();
  const staff = !isDealer(user);
  const state = STATES.find((one) => one === given.state);
  const { dealer, region } = given;
  const query = staff && dealer === undefined ? { state: state ?? "disputed", region } : { dealer_id: dealer };
  const pages = usePages(["statements", query], (cursor) =>
    answered(api.GET("/statements", { params: { query: { ...query, cursor } } })),
  );
  return (
    <Page title={t("title")}>
      <Card>
        {staff && dealer === undefined && (
          <Filters>
            <ChoiceFilter
              label={t("state")}
              value={state ?? "disputed"}
              choices={STATES.map((one) => [one, t(`state.${one}`)] as const)}
              change={(wanted) => void navigate({ to: "/statements", search: { ...given, state: wanted } })}
            />
          </Filters>
        )}
        <DataList
          caption={t("title")}
          pages={pages}
          empty={staff ? t("none_staff") : t("none")}
          id={({ statement_id }) => statement_id}
          marked={(statement) => !staff && statement.state === "sent"}
          columns={columns()}
        />
      </Card>
    </Page>
  );

  function columns(): Column<Summary>[] {
    return [
      {
        key: "period",
        title: t("period"),
        lead: true,
        cell: ({ statement_id, period: of }) => (
          <Link to="/statements/$statementId" params={{ statementId: statement_id }}>
            {period(of)}
          </Link>
        ),
      },
      ...(staff ? [{ key: "dealer", title: t("dealer"), cell: ({ dealer_name }: Summary) => dealer_name }] : []),
      { key: "state", title: t("state"), cell: (statement) => <StatementBadge statement={statement} /> },
      {
        key: "opening",
        title: t("opening"),
        end: true,
        cell: ({ receivable }) => <Money amount={receivable.opening} />,
      },
      {
        key: "closing",
        title: t("closing"),
        end: true,
        cell: ({ receivable }) => <Money amount={receivable.closing} />,
      },
      { key: "wallet", title: t("wallet"), end: true, cell: ({ rebate }) => <Money amount={rebate.closing} /> },
      { key: "sent", title: t("sent"), cell: ({ sent_at }) => <Instant at={sent_at} /> },
    ];
  }
}
