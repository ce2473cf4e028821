/** The entries of one account of a statement; each opens its document, and can be ticked to be disputed. */
import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { useUser } from "../api/session";
import { isDealer } from "../kernel/permissions";
import { DocumentLink } from "../ledger/document_link";
import { EntryWhat } from "../ledger/entries_table";
import { Badge } from "../ui/badge";
import { DataTable, type Column } from "../ui/data_list";
import { Day, Money } from "../ui/figures";
import { Empty } from "../ui/states";

type Entry = Schemas["EntryOut"];

interface EntriesProps {
  readonly caption: string;
  readonly entries: readonly Entry[];
  readonly disputed: readonly string[];
  /** The causes that are ticked; null where nothing can be ticked. */
  readonly ticked: ReadonlySet<string> | null;
  readonly tick: (causes: ReadonlySet<string>) => void;
}

export function Entries({ caption, entries, disputed, ticked, tick }: EntriesProps): React.ReactElement {
  const { t } = useTranslation("statements");
  if (entries.length === 0) return <Empty>{t("entries.none")}</Empty>;
  const columns: Column<Entry>[] = [
    { key: "what", title: t("entry.what"), lead: true, cell: (entry) => <EntryWhat entry={entry} /> },
    { key: "day", title: t("entry.day"), cell: (entry) => <Day on={entry.day} /> },
    { key: "document", title: t("entry.document"), cell: (entry) => <Document entry={entry} /> },
    { key: "amount", title: t("entry.amount"), end: true, cell: ({ amount }) => <Money amount={amount} signed /> },
  ];
  if (ticked) columns.push({ key: "tick", title: t("entry.dispute"), cell: (entry) => tickBox(entry, ticked) });
  else if (disputed.length > 0) {
    columns.push({
      key: "disputed",
      title: t("entry.answer"),
      cell: ({ cause }) => (disputed.includes(cause) ? <Badge tone="bad">{t("entry.disputed")}</Badge> : null),
    });
  }
  return (
    <DataTable
      caption={caption}
      columns={columns}
      items={entries}
      id={({ cause }) => cause}
      marked={({ cause }) => ticked?.has(cause) ?? disputed.includes(cause)}
    />
  );

  function tickBox({ cause, document_id }: Entry, now: ReadonlySet<string>): React.ReactElement {
    return (
      <Checkbox
        aria-label={t("entry.tick", { document: document_id })}
        checked={now.has(cause)}
        onChange={({ currentTarget: { checked } }) => {
          tick(new Set(checked ? [...now, cause] : [...now].filter((each) => each !== cause)));
        }}
      />
    );
  }
}

/** A rebate is explained among the dealer's rebates; other documents open themselves. */
function Document({ entry: { cause, document_id } }: { readonly entry: Entry }): React.ReactElement {
  const user = useUser();
  if (!cause.startsWith("rebate:")) return <DocumentLink documentId={document_id} />;
  return isDealer(user) ? <Link to="/rebates">{document_id}</Link> : <span>{document_id}</span>;
}
