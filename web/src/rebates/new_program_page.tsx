/** A new rebate program: its rule in fields, and beside them what it says in words and what it would pay. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { useCommand } from "../api/command";
import { isRefusal } from "../kernel/errors";
import { ConfirmButton } from "../ui/dialog";
import { leadToProblem } from "../ui/lead_to_problem";
import { Actions, Card, Page } from "../ui/page";
import { Found, Message, Problem } from "../ui/states";
import { AudienceFields, Basics } from "./editor_basics";
import { ConditionFields } from "./editor_conditions";
import { CountsFields } from "./editor_counts";
import { TierFields } from "./editor_tiers";
import { draftOf, emptyDraft, misfits, problemOf, readDraft, type Draft } from "./program_draft";
import { today, usePrograms } from "./program_queries";
import { RuleWords } from "./rule_words";
import { periodsToTry, useSimulation, WhatIf, type Simulation } from "./what_if";
import styles from "./editor.module.css";

const route = getRouteApi("/in/programs/new");

export function NewProgramPage(): React.ReactElement {
  const { t } = useTranslation("rebates");
  const { from } = route.useSearch();
  const programs = usePrograms();
  const first = `${today().slice(0, 7)}-01`;
  return (
    <Page title={t("editor.title")} back={{ to: "/programs", text: t("programs.title") }}>
      {from === undefined ? (
        <Editor initial={emptyDraft(first)} />
      ) : (
        <Found query={programs}>
          {(all) => {
            const known = all.find(({ program_id }) => program_id === from);
            return <Editor key={from} initial={known ? draftOf(known, first) : emptyDraft(first)} />;
          }}
        </Found>
      )}
    </Page>
  );
}

function Editor({ initial }: { readonly initial: Draft }): React.ReactElement {
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
    (body: typeof program, key: string) =>
      answered(api.POST("/rebate-programs", { body, params: { header: { "Idempotency-Key": key } } })),
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
    <div className={styles.editor}>
      <div ref={fields}>
        <Basics {...editing} />
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
        {ready && (
          <Card title={t("program.rule")}>
            <RuleWords rule={program} />
          </Card>
        )}
      </div>
    </div>
  );
}

function fieldsOf(error: Error | null): readonly string[] {
  return isRefusal(error, "invalid") ? error.fields : [];
}
