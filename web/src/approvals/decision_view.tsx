/** One decision: what is asked, and deciding it. Chosen, confirmed by name, sent once. */
import { Button, Textarea } from "@mantine/core";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useCommand } from "../api/command";
import { ApiError } from "../kernel/errors";
import { instant } from "../kernel/dates";
import { leadToProblem } from "../ui/lead_to_problem";
import { Card, Page } from "../ui/page";
import { Message } from "../ui/states";
import { Asked } from "./asked";
import { Closed, isClosed } from "./closed";
import { firstEntries, readForm, refusedFields, type Entry, type FieldProblems } from "./decision_form";
import { useDecisionWords, type Choice, type Decision, type Verdict } from "./decision_words";
import { FormFields } from "./form_fields";
import { VerdictDialog } from "./verdict_dialog";
import styles from "./approvals.module.css";

const LONGEST = 2000;

interface ViewProps {
  readonly decision: Decision;
  readonly send: (verdict: Verdict, key: string) => Promise<unknown>;
  /** What was chosen here; the page keeps it, since what it read is not so any more. */
  readonly decided: Choice | null;
  readonly onDecided: (choice: Choice) => void;
  /** Whether another person may sign in here. */
  readonly another: boolean;
  readonly back?: { readonly to: "/decisions"; readonly text: string };
  /** Stands below what is said once it is decided, or cannot be decided any more. */
  readonly after?: ReactNode;
}

export function DecisionView(props: ViewProps): React.ReactElement {
  const { decision, send, decided, onDecided, another, back, after } = props;
  const { t } = useTranslation("approvals");
  const words = useDecisionWords();
  const decide = useCommand(send, {
    changes: [["decisions"], ["cases"], ["settlement-runs"], ["settlements"]],
    then: (_, { choice }) => {
      onDecided(choice);
    },
  });
  const title = words.title(decision);
  if (decided !== null) {
    return (
      <Page title={t(`done.${decided}`)} narrow>
        <Card>
          <p>{t(`done_text.${decided}`, { title })}</p>
          {after}
        </Card>
      </Page>
    );
  }
  if (isClosed(decide.error)) return <Closed error={decide.error}>{after}</Closed>;
  return (
    <Page title={title} narrow {...(back ? { back } : {})}>
      <p className="quiet">{t("until", { time: instant(decision.ends_at) })}</p>
      {decision.needs_sign_in && another && <Message>{t("needs_sign_in")}</Message>}
      <Asked decision={decision} />
      <Deciding decision={decision} decide={decide} another={another} />
    </Page>
  );
}

interface DecidingProps {
  readonly decision: Decision;
  readonly decide: ReturnType<typeof useCommand<Verdict, unknown>>;
  readonly another: boolean;
}

function Deciding({ decision, decide, another }: DecidingProps): React.ReactElement {
  const { t } = useTranslation("approvals");
  const { form, may_return } = decision;
  const place = useRef<HTMLFormElement>(null);
  const [entries, setEntries] = useState(() => firstEntries(form, decision.facts));
  const [problems, setProblems] = useState<FieldProblems>({});
  const [comment, setComment] = useState("");
  const [wanted, setWanted] = useState<"reason" | "wanted" | null>(null);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const refused = decide.error instanceof ApiError && decide.error.status === 422 ? decide.error : null;
  const refusedOnes = refused ? refusedFields(form, refused.fields) : {};
  const commentRefused = refused !== null && Object.keys(refusedOnes).length === 0;

  const changed = (name: string, entry: Entry): void => {
    decide.forget();
    setEntries((before) => ({ ...before, [name]: entry }));
    setProblems((before) => Object.fromEntries(Object.entries(before).filter(([other]) => other !== name)));
  };
  const choose = (choice: Choice): void => {
    decide.forget();
    const said = comment.trim();
    const read = choice === "approve" ? readForm(form, entries) : { answers: {}, problems: {} };
    const missing = choice === "approve" || said !== "" ? null : choice === "reject" ? "reason" : "wanted";
    setProblems(read.problems);
    setWanted(missing);
    if (missing === null && Object.keys(read.problems).length === 0) {
      setVerdict({ choice, answers: read.answers, comment: said === "" ? null : said });
    } else leadToProblem(place.current);
  };
  const close = (): void => {
    setVerdict(null);
    decide.forget();
  };
  const commentProblem = wanted !== null ? t(`${wanted}_missing`) : commentRefused ? t("problem.refused") : null;
  return (
    <Card title={form.length > 0 ? t("sets") : t("your_decision")}>
      <form
        ref={place}
        className={styles.deciding}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          choose("approve");
        }}
      >
        {form.length > 0 && (
          <FormFields form={form} entries={entries} problems={{ ...problems, ...refusedOnes }} change={changed} />
        )}
        <Textarea
          size="md"
          label={t("comment")}
          description={t(may_return ? "comment_hint_more" : "comment_hint")}
          name="comment"
          autosize
          minRows={3}
          maxLength={LONGEST}
          value={comment}
          error={commentProblem}
          onChange={({ currentTarget: { value } }) => {
            setComment(value);
            setWanted(null);
          }}
        />
        <div className={styles.choices}>
          <Button type="submit" size="md">
            {t("approve")}
          </Button>
          {may_return && (
            <Button
              size="md"
              variant="default"
              onClick={() => {
                choose("more_information");
              }}
            >
              {t("more_information")}
            </Button>
          )}
          <Button
            size="md"
            variant="outline"
            color="red.9"
            onClick={() => {
              choose("reject");
            }}
          >
            {t("reject")}
          </Button>
        </div>
      </form>
      {verdict !== null && refused === null && (
        <VerdictDialog decision={decision} verdict={verdict} decide={decide} close={close} another={another} />
      )}
    </Card>
  );
}
