/** All rebate programs: what each is called, how it pays, for whom, since when, and whether it is in force. */
import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../kernel/permissions";
import { DataTable, type Column } from "../ui/data_list";
import { ChoiceFilter, Filters, SearchFilter } from "../ui/filters";
import { Card, Page } from "../ui/page";
import { Empty, Found } from "../ui/states";
import { BudgetTable, useBudgets } from "./budgets";
import { AudienceWords, ProgramState, ValidDays } from "./program_parts";
import { today, usePrograms, VALIDITIES, validityOn, type Program, type Validity } from "./program_queries";

const route = getRouteApi("/in/programs");

export function ProgramsPage(): React.ReactElement {
  const { t } = useTranslation("rebates");
  const may = useMay();
  const programs = usePrograms();
  const { data: budgets } = useBudgets();
  return (
    <Page
      title={t("programs.title")}
      actions={
        <>
          {may("read_settlements") && <Link to="/programs/backtests">{t("backtest.all")}</Link>}
          {may("write_programs") && (
            <Button component={Link} to="/programs/new">
              {t("programs.new")}
            </Button>
          )}
        </>
      }
    >
      <ProgramFilters />
      <Card>
        <Found query={programs}>{(all) => <ProgramTable programs={all} />}</Found>
      </Card>
      {budgets && <BudgetTable title={t("budget.all")} budgets={budgets} />}
    </Page>
  );
}

function ProgramFilters(): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { q, state } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Filters>
      <SearchFilter
        label={t("programs.search")}
        value={q}
        change={(sought) => void navigate({ search: (now) => ({ ...now, q: sought }), replace: true })}
      />
      <ChoiceFilter<Validity>
        label={t("program.state")}
        value={VALIDITIES.find((one) => one === state)}
        every={t("programs.every_state")}
        choices={VALIDITIES.map((one) => [one, t(`validity.${one}`)])}
        change={(chosen) => void navigate({ search: (now) => ({ ...now, state: chosen }), replace: true })}
      />
    </Filters>
  );
}

function ProgramTable({ programs }: { readonly programs: readonly Program[] }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { q = "", state } = route.useSearch();
  const sought = q.toLowerCase();
  const day = today();
  const found = programs.filter(
    (program) =>
      (program.name.toLowerCase().includes(sought) || program.program_id.toLowerCase().includes(sought)) &&
      (state === undefined || validityOn(program, day) === state),
  );
  if (found.length === 0) return <Empty>{programs.length === 0 ? t("programs.none") : t("programs.none_such")}</Empty>;
  const columns: readonly Column<Program>[] = [
    {
      key: "name",
      title: t("program.name"),
      cell: ({ name, program_id }) => (
        <Link to="/programs/$programId" params={{ programId: program_id }}>
          {name}
        </Link>
      ),
      lead: true,
    },
    { key: "version", title: t("version.title"), cell: ({ number }) => t("version.number", { number }) },
    { key: "kind", title: t("program.kind"), cell: ({ period_kind }) => t(`period_kind.${period_kind}`) },
    { key: "method", title: t("program.method"), cell: ({ terms }) => t(`method.${terms.tier_method}`) },
    { key: "audience", title: t("program.audience"), cell: (program) => <AudienceWords program={program} /> },
    { key: "days", title: t("program.valid"), cell: (program) => <ValidDays program={program} /> },
    { key: "state", title: t("program.state"), cell: (program) => <ProgramState program={program} /> },
  ];
  return (
    <DataTable caption={t("programs.title")} columns={columns} items={found} id={({ program_id }) => program_id} />
  );
}
