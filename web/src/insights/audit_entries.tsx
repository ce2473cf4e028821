/** Changes, newest first: who, when, which record, and each attribute before and after. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Pages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { useStaffNames } from "../access/staff_names";
import { Badge, type Tone } from "../ui/badge";
import { DataTable, type Column } from "../ui/data_list";
import { Instant } from "../ui/figures";
import { Empty, Failed, Waiting } from "../ui/states";
import { knownKind } from "./audit_question";
import styles from "./insights.module.css";

type Change = Schemas["AuditOut"];
type Attribute = Change["changes"][number];
type Value = Schemas["ValueOut"];

const ACTIONS = ["made", "changed", "removed"] as const;
const TONE: Record<(typeof ACTIONS)[number], Tone> = { made: "good", changed: "accent", removed: "bad" };
const TASK = "task:";
const SYSTEM = ["unknown", "service", "public", "schedule"] as const;

export function AuditEntries({ pages }: { readonly pages: Pages<Change> }): React.ReactElement {
  const { t } = useTranslation("insights");
  if (pages.waiting) return <Waiting />;
  if (pages.error) return <Failed error={pages.error} again={pages.again} />;
  if (pages.items.length === 0) return <Empty>{t("audit.none")}</Empty>;
  return (
    <>
      <ol className={styles.entries}>
        {pages.items.map((change, place) => (
          <li key={place} className={styles.entry}>
            <Entry change={change} />
          </li>
        ))}
      </ol>
      {pages.more && (
        <div>
          <Button variant="default" onClick={pages.more} loading={pages.readingMore}>
            {t("audit.more")}
          </Button>
        </div>
      )}
    </>
  );
}

function Entry({ change }: { readonly change: Change }): React.ReactElement {
  const { t } = useTranslation("insights");
  const action = ACTIONS.find((one) => one === change.action);
  const kind = knownKind(change.kind);
  return (
    <>
      <div className={styles.entryHead}>
        <Instant at={change.at} />
        <Badge tone={action ? TONE[action] : "plain"}>{action ? t(`action.${action}`) : change.action}</Badge>
        <strong>{kind ? t(`kind.${kind}`) : change.kind}</strong>
        <Link to="/audit" search={{ kind: change.kind, id: change.id }}>
          {change.id}
        </Link>
        <Who who={change.who} />
      </div>
      <details>
        <summary>{t("audit.changes", { count: change.changes.length })}</summary>
        <Attributes changes={change.changes} />
        <p className="quiet">
          {t("audit.origin", { origin: change.origin, request: change.request, version: change.version })}
        </p>
      </details>
    </>
  );
}

function Who({ who }: { readonly who: string }): React.ReactElement {
  const { t } = useTranslation("insights");
  const nameOf = useStaffNames();
  const system = SYSTEM.find((one) => one === who);
  if (system) return <span className="quiet">{t(`who.${system}`)}</span>;
  if (who.startsWith(TASK)) return <span className="quiet">{t("who.task", { task: who.slice(TASK.length) })}</span>;
  return (
    <Link to="/audit" search={{ who }}>
      {nameOf(who) ?? who}
    </Link>
  );
}

function Attributes({ changes }: { readonly changes: readonly Attribute[] }): React.ReactElement {
  const { t } = useTranslation("insights");
  const columns: readonly Column<Attribute>[] = [
    {
      key: "attribute",
      title: t("audit.attribute"),
      cell: ({ attribute }) => <code className={styles.attribute}>{attribute}</code>,
      lead: true,
    },
    { key: "old", title: t("audit.old"), cell: ({ old }) => <Shown value={old} /> },
    { key: "new", title: t("audit.new"), cell: ({ new: value }) => <Shown value={value} /> },
  ];
  return (
    <DataTable
      caption={t("audit.changes", { count: changes.length })}
      columns={columns}
      items={changes}
      id={({ attribute }) => attribute}
    />
  );
}

/** A value as it was: its text; of a long one its length and digest, of a secret one its length alone. */
function Shown({ value }: { readonly value: Value | null }): React.ReactElement {
  const { t } = useTranslation("insights");
  if (value === null) return <span className="quiet">{t("value.absent")}</span>;
  if (value.text != null)
    return <code className={styles.value}>{value.text === "" ? t("value.empty") : readable(value.text)}</code>;
  if (value.sha256 == null) return <span className="quiet">{t("value.secret", { length: value.length })}</span>;
  return <span className="quiet">{t("value.long", { length: value.length, digest: value.sha256.slice(0, 12) })}</span>;
}

/** Stored JSON spells other scripts as `\\u4e2d`; a reader sees the characters. Nothing else of it changes. */
function readable(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
