/** What one may do about a person: change them, keep them out, let them in again. */
import { Button } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Command } from "../api/command";
import { ConfirmButton, Dialog } from "../ui/dialog";
import type { Somebody } from "./people_table";
import type { Person } from "./person";
import styles from "./people.module.css";

interface Turned {
  active?: boolean;
}

interface ActionsProps<Changes extends Turned> {
  readonly one: Somebody;
  /** Whether they may be kept out or let in by whoever asks. */
  readonly canTurn: boolean;
  readonly turn: Command<Changes, unknown>;
  readonly change: Command<Changes, unknown>;
  readonly form: (send: Command<Person, unknown>, close: () => void) => ReactNode;
  /** What of a person is to be different. */
  readonly changesOf: (person: Person) => object;
}

export function PersonActions<Changes extends Turned>(props: ActionsProps<Changes>): React.ReactElement {
  const { one, canTurn, turn, change, form, changesOf } = props;
  const { t } = useTranslation("people");
  const [editing, setEditing] = useState(false);
  const close = (): void => {
    change.forget();
    setEditing(false);
  };
  const send: Command<Person, unknown> = {
    ...change,
    run: async (person) => {
      const changes = changesOf({ ...person, name: person.name.trim() });
      const done = Object.keys(changes).length === 0 ? true : await change.run(changes as Changes);
      if (done !== null) close();
      return done;
    },
  };
  const way = one.active ? "keep_out" : "let_in_again";
  return (
    <span className={styles.actions}>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("change_named", { name: one.name })}
        onClick={() => {
          setEditing(true);
        }}
      >
        {t("change")}
      </Button>
      {canTurn && (
        <ConfirmButton
          text={t(way)}
          question={t(`${way}_question`, { name: one.name })}
          yes={t(`${way}_yes`)}
          quiet
          small
          busy={turn.busy}
          error={turn.error}
          act={() => turn.run({ active: !one.active } as Changes)}
          ready={() => {
            turn.forget();
            return true;
          }}
        >
          <p>{t(`${way}_text`, { email: one.email })}</p>
        </ConfirmButton>
      )}
      {editing && (
        <Dialog title={t("change_title", { name: one.name })} close={close}>
          {form(send, close)}
        </Dialog>
      )}
    </span>
  );
}
