/** A dealer's rebates: each program's rule in words, what it has earned so far with its steps, and the next tier. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import type { Schemas } from "../api/schemas";
import { day, period } from "../kernel/dates";
import { Badge } from "../ui/badge";
import { Columns, Card, Page } from "../ui/page";
import { Empty, Found, Message } from "../ui/states";
import { Calculation } from "./calculation";
import { measureWords, paysWords } from "./figure_words";
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
                {items.map((program) => (
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
            <p className="quiet">{t("own.not_now")}</p>
          </Card>
        )}
        {lines.map((line) => (
          <Card
            key={line.program_period}
            title={`${program.name} · ${period(line.program_period)}`}
            actions={line.held && <Badge tone="warn">{t("own.held")}</Badge>}
          >
            <Next line={line} />
            <Calculation result={line.result} line={line} nameOf={nameOf} />
          </Card>
        ))}
      </div>
      <div>
        <Card title={t("own.rule")}>
          <RuleWords rule={program} />
        </Card>
      </div>
    </Columns>
  );
}

/** What is missing to the next tier, and what it pays. */
function Next({ line: { result, next_tier: next } }: { readonly line: Accrued }): React.ReactElement | null {
  const { t } = useTranslation("rebates");
  if (!next) return null;
  const missing = measureWords(result.measure, next.missing, t);
  return <Message>{t("own.missing", { missing, pays: paysWords(next, t) })}</Message>;
}
