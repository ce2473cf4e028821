/** What a run computed for one dealer: each program step by step, down to the documents and their lines. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { useDealerNames } from "../dealers/directory";
import { period as periodName } from "../kernel/dates";
import { useMay } from "../kernel/permissions";
import { Money } from "../ui/figures";
import { Card, Page, Tile, Tiles } from "../ui/page";
import { Empty, Found, Message } from "../ui/states";
import { Calculation } from "./calculation";
import { problemWords } from "./draft_problems";
import { LineDocuments } from "./line_documents";
import { versionedName } from "./figure_words";
import { useProgramNames } from "./program_queries";

const route = getRouteApi("/in/settlements/$runId/$dealerId");

export function DraftPage(): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { runId, dealerId } = route.useParams();
  const nameOf = useDealerNames();
  const may = useMay();
  const draft = useQuery({
    queryKey: ["settlements", runId, "draft", dealerId],
    queryFn: () =>
      answered(
        api.GET("/settlement-runs/{run_id}/dealers/{dealer_id}", {
          params: { path: { run_id: runId, dealer_id: dealerId } },
        }),
      ),
  });
  return (
    <Page
      title={nameOf(dealerId)}
      back={{
        to: "/settlements/$runId",
        params: { runId },
        text: t("run.title", { month: periodName(monthOf(runId)) }),
      }}
      actions={
        may("read_accounts") && (
          <Link to="/accounts/$dealerId" params={{ dealerId }}>
            {t("draft.account")}
          </Link>
        )
      }
    >
      <Found query={draft}>{(found) => <Lines runId={runId} draft={found} />}</Found>
    </Page>
  );
}

/** `2026-10-r1` -> `2026-10`. */
function monthOf(runId: string): string {
  return runId.replace(/-r[0-9]+$/, "");
}

function Lines({ runId, draft }: { readonly runId: string; readonly draft: Schemas["DraftOut"] }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const nameOf = useProgramNames();
  return (
    <>
      <Tiles>
        <Tile name={t("draft.amount")} figure={<Money amount={draft.amount} signed />} />
      </Tiles>
      {draft.problems.map((problem) => (
        <Message key={problem} tone="warn">
          {problemWords(problem, t)}
        </Message>
      ))}
      {draft.lines.length === 0 && (
        <Card>
          <Empty>{t("draft.no_lines")}</Empty>
        </Card>
      )}
      {draft.lines.map(({ result, ...line }) => (
        <Card
          key={`${line.program_id} ${line.program_period}`}
          title={t("line.title", { program: versionedName(line, t), period: periodName(line.program_period) })}
          actions={
            <Link to="/programs/$programId" params={{ programId: line.program_id }}>
              {t("program.rule")}
            </Link>
          }
        >
          <Calculation result={result} line={line} nameOf={nameOf} />
          <LineDocuments runId={runId} dealerId={draft.dealer_id} line={line} />
        </Card>
      ))}
    </>
  );
}
