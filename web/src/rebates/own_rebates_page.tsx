/** A dealer's rebates: each program's rule in words, what it has earned so far with its steps, and the next tier. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { day, period } from "../kernel/dates";
import { lastPeriods } from "../kernel/periods";
import { Badge } from "../ui/badge";
import { Columns, Card, Page } from "../ui/page";
import { Empty, Found, Message } from "../ui/states";
import { Calculation } from "./calculation";
import { measureWords, paysWords, versionedName } from "./figure_words";
import { OneMoreOrder } from "./one_more_order";
import { today } from "./program_queries";
import { RuleWords } from "./rule_words";

type Program = Schemas["ProgramOut"];
type Accrued = Schemas["AccruedLineOut"];

export function OwnRebatesPage(): React.ReactElement {
  const { t } = useTranslation("rebates");
  const programs = useQuery({
    queryKey: ["programs", "own"],
    queryFn: () => answered(api.GET("/rebate-programs")),
  });
  const accrued = useQuery({
    queryKey: ["accrued", "own"],
    queryFn: () => answered(api.GET("/rebates/accrued")),
  });
  return (
    <Page title={t("own.title")}>
      <Found query={programs}>
        {({ items }) => (
          <Found query={accrued}>
            {(earned) => (
              <>
                <p className="quiet">{t("own.as_of", { day: day(earned.as_of) })}</p>
                {items.length === 0 && <Empty>{t("own.none")}</Empty>}
                {items
                  .filter((program) => counts(program, earned.items))
                  .map((program) => (
                    <OwnProgram
                      key={program.program_id}
                      program={program}
                      lines={earned.items.filter(({ program_id }) => program_id === program.program_id)}
                      nameOf={(id) => items.find(({ program_id }) => program_id === id)?.name ?? id}
                    />
                  ))}
              </>
            )}
          </Found>
        )}
      </Found>
    </Page>
  );
}

function OwnProgram({
  program,
  lines,
  nameOf,
}: {
  readonly program: Program;
  readonly lines: readonly Accrued[];
  readonly nameOf: (programId: string) => string;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  return (
    <Columns>
      <div>
        {lines.length === 0 && (
          <Card title={program.name}>
            <p className="quiet">
              {program.first_day > today() ? t("own.from", { day: day(program.first_day) }) : t("own.not_now")}
            </p>
          </Card>
        )}
        {lines.map((line) => (
          <Card
            key={line.program_period}
            title={`${versionedName(line, t)} · ${period(line.program_period)}`}
            actions={line.held && <Badge tone="warn">{t("own.held")}</Badge>}
          >
            <Next line={line} />
            <Calculation result={line.result} line={line} nameOf={nameOf} />
            {line.program_period === present(program) && <OneMoreOrder line={line} />}
          </Card>
        ))}
      </div>
      <div>
        <Card title={program.number > 1 ? t("own.rule_of", { number: program.number }) : t("own.rule")}>
          {program.last_day !== null && <p className="quiet">{t("own.until", { day: day(program.last_day) })}</p>}
          <RuleWords rule={program} />
        </Card>
      </div>
    </Columns>
  );
}

/** Versions that are over are shown as long as something of them is still open. */
function counts(program: Program, lines: readonly Accrued[]): boolean {
  const over = program.last_day !== null && program.last_day < today();
  return !over || lines.some(({ program_id }) => program_id === program.program_id);
}

/** The program's period in which today lies: what is bought now counts in it. */
function present({ period_kind }: Program): string | undefined {
  return lastPeriods(period_kind, today(), 1)[0];
}

/** What is missing to the next tier, and what it pays. */
function Next({ line: { result, next_tier: next } }: { readonly line: Accrued }): React.ReactElement | null {
  const { t } = useTranslation("rebates");
  if (!next) return null;
  const missing = measureWords(result.measure, next.missing, t);
  return <Message>{t("own.missing", { missing, pays: paysWords(next, t) })}</Message>;
}
