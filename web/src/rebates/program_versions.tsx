/** The versions of a program: each with its days; the one that is shown is marked. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../ui/data_list";
import { Card } from "../ui/page";
import { ProgramState, ValidDays } from "./program_parts";
import type { Program } from "./program_queries";

/** All versions of a family, the latest first. */
export function versionsOf(programs: readonly Program[], family: string): readonly Program[] {
  return programs.filter((one) => one.family === family).sort((one, other) => other.number - one.number);
}

export function Versions({
  program,
  programs,
}: {
  readonly program: Program;
  readonly programs: readonly Program[];
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const columns: readonly Column<Program>[] = [
    {
      key: "version",
      title: t("version.title"),
      cell: ({ program_id, number }) =>
        program_id === program.program_id ? (
          <strong>{t("version.number", { number })}</strong>
        ) : (
          <Link to="/programs/$programId" params={{ programId: program_id }}>
            {t("version.number", { number })}
          </Link>
        ),
      lead: true,
    },
    { key: "days", title: t("program.valid"), cell: (one) => <ValidDays program={one} /> },
    { key: "state", title: t("program.state"), cell: (one) => <ProgramState program={one} /> },
  ];
  return (
    <Card title={t("version.all")}>
      <DataTable
        caption={t("version.all")}
        columns={columns}
        items={versionsOf(programs, program.family)}
        id={({ program_id }) => program_id}
        marked={({ program_id }) => program_id === program.program_id}
      />
    </Card>
  );
}
