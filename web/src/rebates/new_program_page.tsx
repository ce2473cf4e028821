/**
 * A new rebate program, or the next version of one: its rule in fields, and beside them what it says in words, what it
 * would pay, and a trial on the past. It may begin with a known program, or with a draft that was tried.
 */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import { isRefusal } from "../kernel/errors";
import { firstDayOf, nextPeriods } from "../kernel/periods";
import { ConfirmButton } from "../ui/dialog";
import { leadToProblem } from "../ui/lead_to_problem";
import { Actions, Card, Page } from "../ui/page";
import { Found, Message, Problem } from "../ui/states";
import { StartBacktest } from "./backtest_parts";
import { useBacktest } from "./backtest_queries";
import { AudienceFields, Basics } from "./editor_basics";
import { ConditionFields } from "./editor_conditions";
import { CountsFields } from "./editor_counts";
import { TierFields } from "./editor_tiers";
import { draftOf, emptyDraft, misfits, problemOf, readDraft, type Beginning, type Draft } from "./program_draft";
import { today, usePrograms, type Program } from "./program_queries";
import { RuleWords } from "./rule_words";
import { periodsToTry, useSimulation, WhatIf, type Simulation } from "./what_if";
import styles from "./editor.module.css";

const route = getRouteApi("/in/programs/new");

export function NewProgramPage(): React.ReactElement {
  const { from, succeeds, backtest } = route.useSearch();
  const programs = usePrograms();
  const tried = useBacktest(backtest ?? "", backtest !== undefined);
  const first = `${today().slice(0, 7)}-01`;
  if (backtest !== undefined) {
    return (
      <Found query={tried}>
        {(found) => (
          <Found query={programs}>
            {(all) => <Begun begin={beginningOf(found.program)} before={named(all, found.succeeds)} />}
          </Found>
        )}
      </Found>
    );
  }
  if (from === undefined && succeeds === undefined) return <Editor initial={emptyDraft(first)} before={null} />;
  return (
    <Found query={programs}>
      {(all) => <Begun begin={named(all, succeeds ?? from ?? null)} before={named(all, succeeds ?? null)} />}
    </Found>
  );
}

function named(programs: readonly Program[], programId: string | null): Program | null {
  return programs.find(({ program_id }) => program_id === programId) ?? null;
}

function beginningOf(program: ReturnType<typeof readDraft>["program"]): Beginning {
  const { audience, partial, budget, name, period_kind, terms } = program;
  return { audience, partial, budget, name, period_kind, terms };
}

/** An editor that begins with something known; a next version with the start of the next period. */
function Begun({
  begin,
  before,
}: {
  readonly begin: Beginning | null;
  readonly before: Program | null;
}): React.ReactElement {
  const next = before && firstDayOf(startsOf(before)[0] ?? "");
  const first = next ?? `${today().slice(0, 7)}-01`;
  return <Editor initial={begin ? draftOf(begin, first) : emptyDraft(first)} before={before} />;
}

const CHOICES = 7;

/** The periods with which a next version may begin: those ahead, behind the version's own beginning. */
function startsOf({ period_kind, first_day }: Program): readonly string[] {
  const now = today();
  return nextPeriods(period_kind, first_day > now ? first_day : now, CHOICES).slice(1);
}

function Editor({ initial, before }: { readonly initial: Draft; readonly before: Program | null }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const navigate = useNavigate();
  const fields = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const [chosen, setChosen] = useState<Simulation>({ dealerId: "", period: "" });
  const { program, unread } = readDraft(draft);
  const wrong = misfits(draft);
  const ready = wrong.length === 0 && unread.every((field) => field === "name");
  const periods = periodsToTry(draft.period_kind);
  const trying = { ...chosen, period: periods.find((one) => one === chosen.period) ?? periods[1] ?? "" };
  const simulation = useSimulation(program, ready, trying);
  const save = useCommand(
    (body: typeof program, key: string) => {
      const header = { "Idempotency-Key": key };
      return answered(
        before
          ? api.POST("/rebate-programs/{program_id}/versions", {
              body,
              params: { path: { program_id: before.program_id }, header },
            })
          : api.POST("/rebate-programs", { body, params: { header } }),
      );
    },
    {
      changes: [["programs"]],
      says: ({ name }) => t("editor.saved", { name }),
      then: ({ program_id }) => void navigate({ to: "/programs/$programId", params: { programId: program_id } }),
    },
  );
  const refused = [...fieldsOf(save.error), ...(ready ? fieldsOf(simulation.error) : [])];
  const problems = new Set([...wrong, ...(tried ? unread : []), ...refused]);
  const said = (field: string): string | undefined => {
    const problem = problems.has(field) || problems.has(`program.${field}`) ? problemOf(field) : null;
    return problem === null ? undefined : t(`problem.${problem}`);
  };
  const elsewhere = save.error !== null && ![...fieldsOf(save.error)].some((field) => problemOf(field) !== null);
  const editing = {
    draft,
    said,
    change: (part: Partial<Draft>) => {
      setDraft((now) => ({ ...now, ...part }));
      save.forget();
    },
  };
  return (
    <Page
      title={before ? t("version.of_program", { name: before.name }) : t("editor.title")}
      back={{ to: "/programs", text: t("programs.title") }}
    >
      {before && <Message>{t("version.hint")}</Message>}
      <div className={styles.editor}>
        <div ref={fields}>
          <Basics {...editing} starts={before && startsOf(before)} />
          <AudienceFields {...editing} />
          <CountsFields {...editing} />
          <TierFields {...editing} />
          <ConditionFields {...editing} />
          {tried && problems.size > 0 && <Message tone="bad">{t("editor.incomplete")}</Message>}
          {elsewhere && <Problem error={save.error} />}
          <Actions>
            <ConfirmButton
              text={t("editor.save")}
              question={t("editor.question", { name: program.name })}
              yes={t("editor.yes")}
              busy={save.busy}
              error={save.error}
              ready={() => {
                setTried(true);
                const whole = ready && unread.length === 0;
                if (!whole) leadToProblem(fields.current);
                return whole;
              }}
              act={() => save.run(program)}
            >
              <p>{t("editor.question_text")}</p>
              <RuleWords rule={program} />
            </ConfirmButton>
          </Actions>
        </div>
        <div className={styles.beside}>
          <WhatIf
            program={program}
            ready={ready}
            chosen={trying}
            choose={(part) => {
              setChosen((now) => ({ ...now, ...part }));
            }}
            simulation={simulation}
          />
          <StartBacktest program={program} ready={ready} succeeds={before?.program_id ?? null} />
          {ready && (
            <Card title={t("program.rule")}>
              <RuleWords rule={program} />
            </Card>
          )}
        </div>
      </div>
    </Page>
  );
}

function fieldsOf(error: Error | null): readonly string[] {
  return isRefusal(error, "invalid") ? error.fields : [];
}
