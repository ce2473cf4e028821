/** What waits for the reader's own decision. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import { ago } from "../kernel/dates";
import { DataList, type Column } from "../ui/data_list";
import { Instant } from "../ui/figures";
import { Card, Page } from "../ui/page";
import { useDecisionWords, type Decision } from "./decision_words";

const EVERY = 30_000;

export function DecisionsPage(): React.ReactElement {
  const { t } = useTranslation("approvals");
  const words = useDecisionWords();
  const pages = usePages(
    ["decisions", "waiting"],
    (cursor) => answered(api.GET("/decisions", { params: { query: cursor === undefined ? {} : { cursor } } })),
    { every: EVERY },
  );
  const columns: readonly Column<Decision>[] = [
    {
      key: "what",
      title: t("what"),
      lead: true,
      cell: (decision) => (
        <Link to="/decisions/$decisionId" params={{ decisionId: decision.decision_id }}>
          {words.title(decision)}
        </Link>
      ),
    },
    { key: "amount", title: t("about"), end: true, cell: (decision) => <About decision={decision} /> },
    { key: "opened", title: t("opened"), cell: ({ opened_at }) => <Instant at={opened_at} /> },
    { key: "ends", title: t("ends"), cell: ({ ends_at }) => <Ends at={ends_at} /> },
  ];
  return (
    <Page title={t("waiting")}>
      <Card>
        <DataList
          caption={t("waiting")}
          columns={columns}
          pages={pages}
          id={({ decision_id }) => decision_id}
          empty={t("nothing_waits")}
        />
      </Card>
    </Page>
  );
}

/** The amount that it is about, as far as it is about one. */
function About({ decision: { values } }: { readonly decision: Decision }): React.ReactElement | null {
  const words = useDecisionWords();
  const label = ["requested_credit", "amount"].find((name) => typeof values[name] === "string");
  const value = label === undefined ? null : values[label];
  if (label === undefined || value === null || value === undefined) return null;
  return (
    <span className="number">
      {words.factName(label)} {words.factValue(label, value)}
    </span>
  );
}

function Ends({ at }: { readonly at: string }): React.ReactElement {
  return (
    <span>
      <Instant at={at} /> <span className="quiet number">({ago(at, new Date())})</span>
    </span>
  );
}
