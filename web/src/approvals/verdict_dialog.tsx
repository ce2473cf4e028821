/** The last question: it names the thing and what will be set, and asks who decides where the API wants to know. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SignInForm } from "../access/sign_in_form";
import type { Command } from "../api/command";
import { signOut, useSession } from "../api/session";
import { ApiError } from "../kernel/errors";
import { Dialog } from "../ui/dialog";
import { Rows, type Fact } from "../ui/facts";
import { Actions } from "../ui/page";
import { Message, Problem } from "../ui/states";
import { useDecisionWords, type Decision, type Verdict } from "./decision_words";
import styles from "./approvals.module.css";

interface DialogProps {
  readonly decision: Decision;
  readonly verdict: Verdict;
  readonly decide: Command<Verdict, unknown>;
  readonly close: () => void;
  /** Whether another person may sign in here, as on the page of a mailed link. */
  readonly another: boolean;
}

export function VerdictDialog({ decision, verdict, decide, close, another }: DialogProps): React.ReactElement {
  const { t } = useTranslation("approvals");
  const words = useDecisionWords();
  const [leaving, setLeaving] = useState(false);
  const { choice, answers, comment } = verdict;
  const status = decide.error instanceof ApiError ? decide.error.status : null;
  const asksWho = leaving || status === 401;
  const notTheirs = !leaving && another && (status === 403 || status === 404);
  const rows: Fact[] = decision.form
    .filter(({ name }) => answers !== undefined && name in answers)
    .map(({ name }) => [words.fieldName(name), words.answer(name, answers?.[name])]);
  const send = (): void => {
    setLeaving(false);
    void decide.run(verdict);
  };
  const back = (
    <Button size="md" variant="default" disabled={decide.busy} onClick={close}>
      {t("back")}
    </Button>
  );
  return (
    <Dialog
      title={t(`really.${choice}`)}
      close={() => {
        if (!decide.busy) close();
      }}
    >
      <p className={styles.thing}>{words.title(decision)}</p>
      {rows.length > 0 && <Rows facts={rows} />}
      {comment !== null && (
        <div>
          <p className="quiet">{t("comment")}</p>
          <p className={styles.said}>{comment}</p>
        </div>
      )}
      {asksWho && (
        <>
          <Message>{t("sign_in_here")}</Message>
          <SignInForm done={send} />
          {back}
        </>
      )}
      {notTheirs && (
        <NotTheirs
          four={status === 403}
          leave={() =>
            void signOut().finally(() => {
              setLeaving(true);
            })
          }
          back={back}
        />
      )}
      {!asksWho && !notTheirs && (
        <>
          <Problem error={decide.error} />
          <Actions>
            <Button size="md" {...(choice === "reject" ? { color: "red.9" } : {})} loading={decide.busy} onClick={send}>
              {t(`yes.${choice}`)}
            </Button>
            {back}
          </Actions>
        </>
      )}
    </Dialog>
  );
}

/** Whoever is signed in is not asked, or must not decide what they started. */
function NotTheirs({
  four,
  leave,
  back,
}: {
  readonly four: boolean;
  readonly leave: () => void;
  readonly back: React.ReactElement;
}): React.ReactElement {
  const { t } = useTranslation("approvals");
  const { user } = useSession();
  const name = user?.name ?? "";
  return (
    <>
      <Message tone="bad">{four ? t("four_eyes", { name }) : t("not_yours", { name })}</Message>
      <Actions>
        <Button size="md" onClick={leave}>
          {t("another")}
        </Button>
        {back}
      </Actions>
    </>
  );
}
