/** One rebate program: its rule in words, whom it means, and when. */
import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../kernel/permissions";
import { Facts } from "../ui/facts";
import { Instant } from "../ui/figures";
import { Card, Page } from "../ui/page";
import { Empty, Failed, Waiting } from "../ui/states";
import { BudgetCard } from "./budgets";
import { EndProgram } from "./end_program";
import { AudienceWords, ProgramState, ValidDays } from "./program_parts";
import { today, usePrograms, type Program } from "./program_queries";
import { Versions } from "./program_versions";
import { RuleWords } from "./rule_words";

const route = getRouteApi("/in/programs/$programId");

export function ProgramPage(): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { programId } = route.useParams();
  const { data, error, refetch } = usePrograms();
  if (!data) return error ? <Failed error={error} again={() => void refetch()} /> : <Waiting />;
  const program = data.find(({ program_id }) => program_id === programId);
  if (program) return <Shown key={programId} program={program} programs={data} />;
  return (
    <Page title={t("program.unknown")} back={{ to: "/programs", text: t("programs.title") }} narrow>
      <Empty>{t("program.unknown_text", { id: programId })}</Empty>
    </Page>
  );
}

function Shown({
  program,
  programs,
}: {
  readonly program: Program;
  readonly programs: readonly Program[];
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const may = useMay();
  return (
    <Page
      title={program.name}
      aside={<ProgramState program={program} />}
      back={{ to: "/programs", text: t("programs.title") }}
      actions={
        may("write_programs") && (
          <>
            {mayFollow(program, today()) && (
              <>
                <Button
                  renderRoot={(props) => (
                    <Link to="/programs/new" search={{ succeeds: program.program_id }} {...props} />
                  )}
                >
                  {t("version.next")}
                </Button>
                <EndProgram program={program} />
              </>
            )}
            <Button
              variant="default"
              renderRoot={(props) => <Link to="/programs/new" search={{ from: program.program_id }} {...props} />}
            >
              {t("program.copy")}
            </Button>
          </>
        )
      }
    >
      <Card title={t("program.rule")}>
        <RuleWords rule={program} />
      </Card>
      <Card>
        <Facts
          facts={[
            [t("version.title"), t("version.number", { number: program.number })],
            [t("program.kind"), t(`period_kind.${program.period_kind}`)],
            [t("program.method"), t(`method.${program.terms.tier_method}`)],
            [t("program.valid"), <ValidDays key="v" program={program} />],
            [t("program.audience"), <AudienceWords key="a" program={program} />],
            [t("program.stacking_group"), program.terms.stacking_group],
            [t("program.id"), program.program_id],
            [t("program.made_at"), <Instant key="m" at={program.made_at} />],
          ]}
        />
      </Card>
      <Versions program={program} programs={programs} />
      <BudgetCard family={program.family} />
    </Page>
  );
}

/** Whether it can be succeeded or ended: the latest version, as long as it is not over. */
function mayFollow({ succeeded_by, last_day }: Program, day: string): boolean {
  return succeeded_by === null && (last_day === null || day <= last_day);
}
