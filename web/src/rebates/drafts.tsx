/** What a run computed, dealer by dealer. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { useDealerNames } from "../dealers/directory";
import { Badge } from "../ui/badge";
import { DataList, type Column } from "../ui/data_list";
import { Money, Pieces } from "../ui/figures";
import { Card } from "../ui/page";
import { problemWords } from "./draft_problems";

type Draft = Schemas["DraftOut"];

export function Drafts({ run }: { readonly run: Schemas["RunDetails"] }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const nameOf = useDealerNames();
  const path = { run_id: run.run_id };
  const pages = usePages(["settlements", run.run_id, "drafts", run.attempt], (cursor) =>
    answered(
      api.GET("/settlement-runs/{run_id}/dealers", {
        params: { path, query: cursor === undefined ? {} : { cursor } },
      }),
    ),
  );
  const columns: readonly Column<Draft>[] = [
    {
      key: "dealer",
      title: t("draft.dealer"),
      cell: ({ dealer_id }) => (
        <Link to="/settlements/$runId/$dealerId" params={{ runId: run.run_id, dealerId: dealer_id }}>
          {nameOf(dealer_id)}
        </Link>
      ),
      lead: true,
    },
    { key: "id", title: t("draft.dealer_id"), cell: ({ dealer_id }) => dealer_id },
    {
      key: "problems",
      title: t("draft.problem"),
      cell: ({ problems }) =>
        problems.length === 0
          ? null
          : problems.map((problem) => (
              <Badge key={problem} tone="warn">
                {problemWords(problem, t)}
              </Badge>
            )),
    },
    { key: "lines", title: t("draft.programs"), cell: ({ lines }) => <Pieces count={lines.length} />, end: true },
    { key: "amount", title: t("draft.amount"), cell: ({ amount }) => <Money amount={amount} signed />, end: true },
  ];
  return (
    <Card title={t("drafts.title")}>
      <DataList
        caption={t("drafts.title")}
        columns={columns}
        pages={pages}
        id={({ dealer_id }) => dealer_id}
        empty={t("drafts.none")}
      />
    </Card>
  );
}
