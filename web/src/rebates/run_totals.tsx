/** What a run comes to: totals, the comparison with the last one, by program, and what is worth a look. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { useDealerNames } from "../dealers/directory";
import { DataTable, type Column } from "../ui/data_list";
import { Money, Pieces } from "../ui/figures";
import { Card, Tile, Tiles } from "../ui/page";
import { Empty } from "../ui/states";
import { BudgetTable } from "./budgets";
import { PROBLEMS, problemWords } from "./draft_problems";
import { useProgramNames } from "./program_queries";

type Summary = Schemas["SummaryOut"];
type Total = Schemas["ProgramTotal"];
type Exception = Schemas["ExceptionOut"];

export function RunTotals({ summary }: { readonly summary: Summary }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { before, change } = summary;
  return (
    <>
      <Tiles>
        <Tile
          name={t("totals.amount")}
          figure={<Money amount={summary.amount} />}
          note={
            before && change !== null ? (
              <>
                {t("totals.change")} <Money amount={change} signed />
              </>
            ) : undefined
          }
        />
        <Tile name={t("totals.credited")} figure={<Money amount={summary.credited} />} />
        <Tile name={t("totals.taken_back")} figure={<Money amount={summary.taken_back} />} />
        <Tile
          name={t("totals.paid")}
          figure={<Pieces count={summary.paid} />}
          note={t("totals.of_dealers", { dealers: summary.dealers })}
        />
      </Tiles>
      {before && <Comparison summary={summary} before={before} />}
      <ByProgram programs={summary.programs} />
      <BudgetTable title={t("budget.with_run")} budgets={summary.budgets} />
    </>
  );
}

interface Compared {
  readonly name: string;
  readonly now: React.ReactNode;
  readonly before: React.ReactNode;
}

function Comparison({
  summary,
  before,
}: {
  readonly summary: Summary;
  readonly before: Schemas["BeforeOut"];
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const rows: readonly Compared[] = [
    { name: t("totals.amount"), now: <Money amount={summary.amount} />, before: <Money amount={before.amount} /> },
    { name: t("totals.paid"), now: <Pieces count={summary.paid} />, before: <Pieces count={before.paid} /> },
    { name: t("run.dealers"), now: <Pieces count={summary.dealers} />, before: <Pieces count={before.dealers} /> },
  ];
  const columns: readonly Column<Compared>[] = [
    { key: "name", title: t("totals.figure"), cell: ({ name }) => name, lead: true },
    { key: "now", title: t("totals.this_run"), cell: ({ now }) => now, end: true },
    { key: "before", title: t("totals.last_run"), cell: ({ before: figure }) => figure, end: true },
  ];
  return (
    <Card
      title={t("totals.compared")}
      actions={
        <Link to="/settlements/$runId" params={{ runId: before.run_id }}>
          {t("totals.open_last", { run: before.run_id })}
        </Link>
      }
    >
      <DataTable caption={t("totals.compared")} columns={columns} items={rows} id={({ name }) => name} />
    </Card>
  );
}

function ByProgram({ programs }: { readonly programs: readonly Total[] }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const nameOf = useProgramNames();
  const columns: readonly Column<Total>[] = [
    {
      key: "program",
      title: t("program.name"),
      cell: ({ program_id }) => (
        <Link to="/programs/$programId" params={{ programId: program_id }}>
          {nameOf(program_id)}
        </Link>
      ),
      lead: true,
    },
    { key: "amount", title: t("totals.amount"), cell: ({ amount }) => <Money amount={amount} />, end: true },
  ];
  return (
    <Card title={t("totals.by_program")}>
      {programs.length === 0 ? (
        <Empty>{t("totals.no_program")}</Empty>
      ) : (
        <DataTable
          caption={t("totals.by_program")}
          columns={columns}
          items={programs}
          id={({ program_id }) => program_id}
        />
      )}
    </Card>
  );
}

/** What finance should look at before approving; each leads to the dealer's calculation. */
export function RunExceptions({
  runId,
  summary: { exceptions, problems },
}: {
  readonly runId: string;
  readonly summary: Summary;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const nameOf = useDealerNames();
  const columns: readonly Column<Exception>[] = [
    {
      key: "dealer",
      title: t("draft.dealer"),
      cell: ({ dealer_id }) => (
        <Link to="/settlements/$runId/$dealerId" params={{ runId, dealerId: dealer_id }}>
          {nameOf(dealer_id)}
        </Link>
      ),
      lead: true,
    },
    { key: "problem", title: t("draft.problem"), cell: ({ problem }) => problemWords(problem, t) },
  ];
  const all = Object.values(problems).reduce((count, one) => count + one, 0);
  const counts = PROBLEMS.filter((one) => problems[one] !== undefined);
  return (
    <Card title={t("exceptions.title", { count: all })}>
      {exceptions.length === 0 ? (
        <Empty>{t("exceptions.none")}</Empty>
      ) : (
        <>
          <p className="quiet">
            {counts
              .map((one) => t("exceptions.count", { problem: t(`problem_of.${one}`), count: problems[one] ?? 0 }))
              .join(t("rule.comma"))}
          </p>
          <DataTable
            caption={t("exceptions.title", { count: all })}
            columns={columns}
            items={exceptions}
            id={({ dealer_id, problem }) => `${dealer_id} ${problem}`}
          />
          {exceptions.length < all && <p className="quiet">{t("exceptions.first", { count: exceptions.length })}</p>}
        </>
      )}
    </Card>
  );
}
