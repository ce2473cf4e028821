/** One statement: opening, entries, closing of both accounts, the ageing, the dealer's answer, the thread. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { useUser } from "../api/session";
import { period } from "../kernel/dates";
import { isDealer, useMay } from "../kernel/permissions";
import { Ageing } from "../ledger/account_today";
import { Thread } from "../messages/thread";
import { Facts, Rows } from "../ui/facts";
import { Instant, Money, Pieces } from "../ui/figures";
import { Card, Columns, Page } from "../ui/page";
import { Found, Message } from "../ui/states";
import { Answer } from "./answer";
import { Disputes } from "./disputes";
import { Downloads } from "./downloads";
import { Entries } from "./entries";
import { Resolve } from "./resolve";
import { StatementBadge } from "./statement_badge";

type Statement = Schemas["StatementOut"];

const ACCOUNTS = ["receivable", "rebate"] as const;
const route = getRouteApi("/in/statements/$statementId");

export function StatementPage(): React.ReactElement {
  const { t } = useTranslation("statements");
  const { statementId } = route.useParams();
  const found = useQuery({
    queryKey: ["statements", statementId],
    queryFn: () => answered(api.GET("/statements/{statement_id}", { params: { path: { statement_id: statementId } } })),
  });
  const title = found.data ? t("of", { period: period(found.data.period) }) : t("one");
  return (
    <Page
      title={title}
      back={{ to: "/statements", text: t("title") }}
      aside={found.data && <StatementBadge statement={found.data} />}
      actions={
        <>
          <Downloads statementId={statementId} />
          <Button
            variant="default"
            onClick={() => {
              window.print();
            }}
          >
            {t("print")}
          </Button>
        </>
      }
    >
      <Found query={found}>{(statement) => <Shown key={statement.version} statement={statement} />}</Found>
    </Page>
  );
}

function Shown({ statement }: { readonly statement: Statement }): React.ReactElement {
  const { t } = useTranslation("statements");
  const user = useUser();
  const may = useMay();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const answers = may("confirm_statements") && statement.state === "sent";
  const { statement_id: id } = statement;
  const side = isDealer(user) ? "dealer" : "staff";
  return (
    <>
      {statement.state === "disputed" && <Message tone="warn">{t("disputed_text")}</Message>}
      <Columns slim>
        <div>
          {ACCOUNTS.map((account) => (
            <Card key={account} title={t(`account.${account}`)}>
              <Entries
                caption={t(`account.${account}`)}
                entries={statement.entries.filter((entry) => entry.account === account)}
                disputed={statement.disputed}
                ticked={answers ? ticked : null}
                tick={setTicked}
              />
              <Balance figures={statement[account]} />
            </Card>
          ))}
        </div>
        <div>
          <Card>
            <Facts
              facts={[
                [t("dealer"), isDealer(user) ? null : statement.dealer_name],
                [t("number"), id],
                [
                  t("covers"),
                  statement.first_period === statement.period
                    ? period(statement.period)
                    : t("span", { first: period(statement.first_period), last: period(statement.period) }),
                ],
                [t("sent"), <Instant key="sent" at={statement.sent_at} />],
                [t("answered"), statement.answered_at && <Instant at={statement.answered_at} />],
                [t("reason"), statement.reason],
              ]}
            />
          </Card>
          <Ageing title={t("ageing")} ageing={statement.ageing} sum={statement.receivable.closing} />
          {answers && <Answer statement={statement} ticked={ticked} />}
          {statement.state === "disputed" && may("resolve_statements") && <Resolve statement={statement} />}
          <Disputes disputes={statement.disputes} />
          <Thread
            queryKey={["statements", id, "notes"]}
            side={side}
            read={(cursor) =>
              answered(
                api.GET("/statements/{statement_id}/notes", {
                  params: { path: { statement_id: id }, query: { cursor } },
                }),
              )
            }
            write={may("write_statement_notes") ? write : undefined}
          />
        </div>
      </Columns>
    </>
  );

  function write(text: string, key: string): Promise<Schemas["NoteOut"]> {
    const params = { path: { statement_id: id }, header: { "Idempotency-Key": key } };
    return answered(api.POST("/statements/{statement_id}/notes", { params, body: { text } }));
  }
}

/** Opening and sum come to the closing. */
function Balance({ figures }: { readonly figures: Schemas["FiguresOut"] }): React.ReactElement {
  const { t } = useTranslation("statements");
  return (
    <Rows
      facts={[
        [t("opening"), <Money key="opening" amount={figures.opening} />],
        [
          t("sum"),
          <span key="sum">
            <Money amount={figures.sum} signed /> (<Pieces count={figures.entries} />)
          </span>,
        ],
        [t("closing"), <Money key="closing" amount={figures.closing} />, true],
      ]}
    />
  );
}
