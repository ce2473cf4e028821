/**
 * A thread: what both sides wrote about a thing, the newest at the bottom, and a place to write. It follows by itself.
 * The page that shows it loads the words of `messages`.
 */
import { Button, Textarea } from "@mantine/core";
import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCommand } from "../api/command";
import { usePages } from "../api/queries";
import type { Listing, Schemas } from "../api/schemas";
import { Instant } from "../ui/figures";
import { Card } from "../ui/page";
import { Failed, Problem, Waiting } from "../ui/states";
import styles from "./thread.module.css";

export type Note = Schemas["NoteOut"];
export type Side = Note["side"];

const EVERY = 10_000;
const LONGEST = 2000;

interface ThreadProps {
  /** Names the thread among all that is read. */
  readonly queryKey: QueryKey;
  /** On which side the reader is. */
  readonly side: Side;
  /** Reads a page of notes, newest first. */
  readonly read: (cursor: string | undefined) => Promise<Listing<Note>>;
  /** Writes a note, under an idempotency key; left out for those who only read. */
  readonly write?: ((text: string, key: string) => Promise<Note>) | undefined;
}

export function Thread({ queryKey, side, read, write }: ThreadProps): React.ReactElement {
  const { t } = useTranslation("messages");
  const pages = usePages(queryKey, read, { every: EVERY });
  const notes = [...pages.items].reverse();
  return (
    <Card title={t("thread.title")}>
      {pages.waiting && <Waiting />}
      {pages.error && <Failed error={pages.error} again={pages.again} />}
      {!pages.waiting && !pages.error && notes.length === 0 && (
        <p className="quiet">
          {write ? t(side === "staff" ? "thread.none_staff" : "thread.none") : t("thread.nothing")}
        </p>
      )}
      {notes.length > 0 && <Notes notes={notes} side={side} more={pages.more} readingMore={pages.readingMore} />}
      {write && <Writing queryKey={queryKey} side={side} write={write} />}
    </Card>
  );
}

interface NotesProps {
  readonly notes: readonly Note[];
  readonly side: Side;
  readonly more: (() => void) | null;
  readonly readingMore: boolean;
}

/** The notes; the last one comes into view when it arrives. */
function Notes({ notes, side, more, readingMore }: NotesProps): React.ReactElement {
  const { t } = useTranslation("messages");
  const box = useRef<HTMLDivElement>(null);
  const last = notes.at(-1)?.note_id;
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [last]);
  return (
    <div className={styles.box} ref={box} role="log" aria-label={t("thread.title")} tabIndex={0}>
      {more && (
        <Button variant="subtle" size="compact-sm" loading={readingMore} onClick={more}>
          {t("thread.earlier")}
        </Button>
      )}
      <ol className={styles.notes}>
        {notes.map((note) => (
          <li key={note.note_id} data-own={isOwn(note.side, side) ? "" : undefined}>
            <span className={styles.who}>
              <strong>{note.author}</strong> · {t(`thread.side.${note.side}`)} · <Instant at={note.written_at} />
            </span>
            <p>{note.text}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** There are two sides: the maker's staff, and whoever writes to them. */
function isOwn(written: Side, reader: Side): boolean {
  return (written === "staff") === (reader === "staff");
}

/** What is typed stays until it was taken. */
function Writing({
  queryKey,
  side,
  write,
}: {
  readonly queryKey: QueryKey;
  readonly side: Side;
  readonly write: (text: string, key: string) => Promise<Note>;
}): React.ReactElement {
  const { t } = useTranslation("messages");
  const client = useQueryClient();
  const [text, setText] = useState("");
  const send = useCommand(write, {
    changes: [queryKey],
    says: () => t("thread.sent"),
    then: (_, sent) => {
      setText((typed) => (typed.trim() === sent ? "" : typed));
      void client.invalidateQueries({ queryKey: WAITING_THREADS });
    },
  });
  const submit = (): void => {
    if (text.trim() !== "" && !send.busy) void send.run(text.trim());
  };
  return (
    <form
      className={styles.writing}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        label={t(side === "staff" ? "thread.write_staff" : "thread.write")}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={LONGEST}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        }}
      />
      <Problem error={send.error} />
      <Button type="submit" loading={send.busy} disabled={text.trim() === ""}>
        {t("thread.send")}
      </Button>
    </form>
  );
}

/** The threads that wait for the staff's answer. */
export const WAITING_THREADS = ["messages", "threads"] as const;
