/** Entries of an account: what each is, its day, the document that it opens, and how it moves the balance. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Pages } from "../api/queries";
import { day, period as periodName } from "../kernel/dates";
import { money } from "../kernel/money_text";
import { DataList, type Column } from "../ui/data_list";
import { Day, Money } from "../ui/figures";
import type { Entry } from "./account_queries";
import { DocumentLink } from "./document_link";
import { entryWords } from "./entry_words";
import styles from "./ledger.module.css";

/**
 * A list of entries. Shipments lead to their order; a rebate's document is what `rebate` makes of it (`RunLink` for
 * staff, a link to the own rebates for a dealer).
 */
export function EntriesTable({
  entries,
  caption,
  empty,
  rebate = (entry) => entry.document_id,
}: {
  readonly entries: Pages<Entry>;
  readonly caption: string;
  readonly empty: string;
  readonly rebate?: (entry: Entry) => ReactNode;
}): React.ReactElement {
  const { t } = useTranslation("ledger");
  const columns: readonly Column<Entry>[] = [
    {
      key: "what",
      title: t("entry.what"),
      cell: (entry) => <EntryWhat entry={entry} />,
      lead: true,
    },
    { key: "day", title: t("entry.day"), cell: (entry) => <DayOf entry={entry} /> },
    {
      key: "document",
      title: t("entry.document"),
      cell: (entry) => (entry.rebate ? rebate(entry) : <DocumentLink documentId={entry.document_id} />),
    },
    { key: "amount", title: t("entry.amount"), cell: ({ amount }) => <Money amount={amount} signed />, end: true },
  ];
  return <DataList caption={caption} columns={columns} pages={entries} id={({ cause }) => cause} empty={empty} />;
}

/** What an entry is; of a rebate how its amount comes about. */
export function EntryWhat({ entry }: { readonly entry: Entry }): React.ReactElement {
  const { t } = useTranslation("ledger");
  return (
    <div className={styles.what}>
      <span>{entryWords(entry, t)}</span>
      <Earlier entry={entry} />
    </div>
  );
}

/** Leads from a rebate's entry to the calculation that finance approved: `rebate:RUN:PERIOD:PROGRAM:DEALER`. */
export function RunLink({ entry }: { readonly entry: Entry }): React.ReactElement {
  const [, runId = "", , , dealerId = ""] = entry.cause.split(":");
  return (
    <Link to="/settlements/$runId/$dealerId" params={{ runId, dealerId }}>
      {runId}
    </Link>
  );
}

/** An entry whose own month was closed counts in a later one. */
function DayOf({ entry: { day, period } }: { readonly entry: Entry }): React.ReactElement {
  const { t } = useTranslation("ledger");
  if (day.startsWith(period)) return <Day on={day} />;
  return (
    <span>
      <Day on={day} /> <span className="quiet">{t("entry.counts_in", { month: periodName(period) })}</span>
    </span>
  );
}

/** Why an adjustment was made; of a rebate of which a part was booked earlier: how the amount comes about. */
function Earlier({ entry: { rebate, reason, expired } }: { readonly entry: Entry }): React.ReactElement | null {
  const { t } = useTranslation("ledger");
  if (reason !== null) return <span className="quiet">{reason}</span>;
  if (expired.length > 0) {
    const told = expired.map((lot) => t("entry.expired_of", { posted: day(lot.posted_on), amount: money(lot.amount) }));
    return <span className="quiet">{told.join(" · ")}</span>;
  }
  if (!rebate || !/[1-9]/.test(rebate.posted_earlier)) return null;
  const figures = { total: money(rebate.total), earlier: money(rebate.posted_earlier) };
  return <span className="quiet">{t("entry.rebate_earlier", figures)}</span>;
}
