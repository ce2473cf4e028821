/** The threads in which the other side wrote last: who waits for the staff's answer, the longest waiting first. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { Badge } from "../ui/badge";
import { DataList, type Column } from "../ui/data_list";
import { Instant, Pieces } from "../ui/figures";
import { Card, Page } from "../ui/page";
import { WAITING_THREADS } from "./thread";
import styles from "./threads_page.module.css";

type WaitingThread = Schemas["ThreadOut"];

const EVERY = 30_000;

export function ThreadsPage(): React.ReactElement {
  const { t } = useTranslation("messages");
  const pages = usePages(
    WAITING_THREADS,
    (cursor) => answered(api.GET("/threads", { params: { query: cursor === undefined ? {} : { cursor } } })),
    { every: EVERY },
  );
  return (
    <Page title={t("threads.title")}>
      <Card>
        <DataList
          caption={t("threads.title")}
          pages={pages}
          columns={useThreadColumns()}
          id={({ kind, subject_id }) => `${kind}:${subject_id}`}
          empty={t("threads.none")}
        />
      </Card>
    </Page>
  );
}

function useThreadColumns(): readonly Column<WaitingThread>[] {
  const { t } = useTranslation("messages");
  return [
    { key: "about", title: t("threads.about"), lead: true, cell: (thread) => <About thread={thread} /> },
    { key: "name", title: t("threads.company"), cell: ({ name }) => name },
    {
      key: "last",
      title: t("threads.last"),
      cell: ({ author, text }) => (
        <div className={styles.last}>
          <span>{text}</span>
          <span className={styles.author}>{author}</span>
        </div>
      ),
    },
    { key: "notes", title: t("threads.notes"), end: true, cell: ({ notes }) => <Pieces count={notes} /> },
    { key: "since", title: t("threads.since"), cell: ({ waiting_since }) => <Instant at={waiting_since} /> },
  ];
}

/** What the thread hangs on: where one reads and answers it. */
function About({ thread: { kind, subject_id } }: { readonly thread: WaitingThread }): React.ReactElement {
  const { t } = useTranslation("messages");
  return (
    <span className={styles.about}>
      <Badge tone="accent">{t(`threads.kind.${kind}`)}</Badge>
      <Subject kind={kind} id={subject_id} />
    </span>
  );
}

function Subject({ kind, id }: { readonly kind: WaitingThread["kind"]; readonly id: string }): React.ReactElement {
  switch (kind) {
    case "order":
      return (
        <Link to="/orders/$orderId" params={{ orderId: id }}>
          {id}
        </Link>
      );
    case "return":
      return (
        <Link to="/returns/$returnId" params={{ returnId: id }}>
          {id}
        </Link>
      );
    case "statement":
      return (
        <Link to="/statements/$statementId" params={{ statementId: id }}>
          {id}
        </Link>
      );
    case "registration":
      return (
        <Link to="/cases/$caseId" params={{ caseId: id }}>
          {id}
        </Link>
      );
  }
}
