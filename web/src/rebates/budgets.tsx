/** How programs stand against their yearly budgets: used, and forecast. A budget warns, and changes no payout. */
import { Progress } from "@mantine/core";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { useMay } from "../kernel/permissions";
import { cents } from "../kernel/money";
import { Badge } from "../ui/badge";
import { DataTable, type Column } from "../ui/data_list";
import { Rows } from "../ui/facts";
import { Money } from "../ui/figures";
import { Card } from "../ui/page";
import styles from "./rebates.module.css";

export type Budget = Schemas["BudgetOut"];

/** The budgets of the present year, for those who may read settlements. */
export function useBudgets(): UseQueryResult<readonly Budget[]> {
  const may = useMay();
  return useQuery({
    queryKey: ["programs", "budgets"],
    queryFn: async () => (await answered(api.GET("/rebate-programs/budgets"))).items,
    enabled: may("read_settlements"),
  });
}

/** One program's budget; nothing where it has none. */
export function BudgetCard({ family }: { readonly family: string }): React.ReactElement | null {
  const { t } = useTranslation("rebates");
  const { data } = useBudgets();
  const budget = data?.find((one) => one.family === family);
  if (!budget) return null;
  return (
    <Card title={t("budget.title", { year: budget.year })} actions={<BudgetState budget={budget} />}>
      <Used budget={budget} />
      <Rows
        facts={[
          [t("budget.used"), <Money key="u" amount={budget.used} />],
          [t("budget.forecast"), budget.forecast && <Money amount={budget.forecast} />],
          [t("budget.budget"), <Money key="b" amount={budget.budget} />, true],
        ]}
      />
      <p className="quiet">{t("budget.hint")}</p>
    </Card>
  );
}

/** All programs with a budget, in a table; nothing where no program has one. */
export function BudgetTable({
  title,
  budgets,
}: {
  readonly title: string;
  readonly budgets: readonly Budget[];
}): React.ReactElement | null {
  const { t } = useTranslation("rebates");
  if (budgets.length === 0) return null;
  const columns: readonly Column<Budget>[] = [
    {
      key: "program",
      title: t("program.name"),
      cell: ({ program_id, name, year }) => (
        <>
          <Link to="/programs/$programId" params={{ programId: program_id }}>
            {name}
          </Link>{" "}
          <span className="quiet">{year}</span>
        </>
      ),
      lead: true,
    },
    { key: "used", title: t("budget.share"), cell: (budget) => <Used budget={budget} /> },
    { key: "amount", title: t("budget.used"), cell: ({ used }) => <Money amount={used} />, end: true },
    {
      key: "forecast",
      title: t("budget.forecast"),
      cell: ({ forecast }) => forecast && <Money amount={forecast} />,
      end: true,
    },
    { key: "budget", title: t("budget.budget"), cell: ({ budget }) => <Money amount={budget} />, end: true },
    { key: "state", title: t("program.state"), cell: (budget) => <BudgetState budget={budget} /> },
  ];
  return (
    <Card title={title}>
      <DataTable
        caption={title}
        columns={columns}
        items={budgets}
        id={({ family, year }) => `${family} ${year}`}
        marked={({ warned_at }) => warned_at !== null}
      />
      <p className="quiet">{t("budget.hint")}</p>
    </Card>
  );
}

function Used({ budget: { used_percent: percent, name } }: { readonly budget: Budget }): React.ReactElement {
  const { t } = useTranslation("rebates");
  return (
    <div className={styles.used}>
      <Progress
        value={Math.max(0, Math.min(percent, 100))}
        color={percent >= 100 ? "red.8" : "blue.7"}
        aria-label={t("budget.share_of", { name })}
      />
      <span className="number">{t("budget.percent", { percent })}</span>
    </div>
  );
}

function BudgetState({ budget }: { readonly budget: Budget }): React.ReactElement {
  const { t } = useTranslation("rebates");
  if (budget.warned_at === 100) return <Badge tone="bad">{t("budget.exceeded")}</Badge>;
  if (budget.warned_at !== null) return <Badge tone="warn">{t("budget.warned", { percent: budget.warned_at })}</Badge>;
  const ahead = budget.forecast !== null && (cents(budget.forecast) ?? 0n) > (cents(budget.budget) ?? 0n);
  return ahead ? <Badge tone="warn">{t("budget.ahead")}</Badge> : <Badge tone="good">{t("budget.within")}</Badge>;
}
