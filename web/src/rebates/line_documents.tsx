/** The documents behind a calculation, and the lines of each that count; each leads to its order. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client";
import { usePages } from "../api/queries";
import type { Schemas } from "../api/schemas";
import { useDealerNames } from "../dealers/directory";
import { percent } from "../kernel/money";
import { DocumentLink } from "../ledger/document_link";
import { DataList, type Column } from "../ui/data_list";
import { Day, Money, Pieces } from "../ui/figures";
import type { Line } from "./calculation";
import { useCategoryNames } from "./rule_words";
import styles from "./rebates.module.css";

type Document = Schemas["Listing_DocumentOut_"]["items"][number];

/** Closed at first: what stands behind it may be long. */
export function LineDocuments(props: {
  readonly runId: string;
  readonly dealerId: string;
  readonly line: Line;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.documents}>
      <div>
        <Button
          variant="default"
          aria-expanded={open}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {open ? t("documents.hide") : t("documents.show")}
        </Button>
      </div>
      {open && <Documents {...props} />}
    </div>
  );
}

function Documents({
  runId,
  dealerId,
  line: { program_id, program_period },
}: {
  readonly runId: string;
  readonly dealerId: string;
  readonly line: Line;
}): React.ReactElement {
  const { t } = useTranslation("rebates");
  const pages = usePages(["settlements", runId, "documents", dealerId, program_id, program_period], (cursor) =>
    answered(
      api.GET("/settlement-runs/{run_id}/dealers/{dealer_id}/documents", {
        params: {
          path: { run_id: runId, dealer_id: dealerId },
          query: { program_id, period: program_period, ...(cursor === undefined ? {} : { cursor }) },
        },
      }),
    ),
  );
  const nameOf = useDealerNames();
  const ofOthers = pages.items.some(({ dealer_id }) => dealer_id !== dealerId);
  const scaled = pages.items.some(({ factor }) => factor !== null);
  const columns: readonly Column<Document>[] = [
    {
      key: "document",
      title: t("documents.document"),
      cell: ({ document_id }) => <DocumentLink documentId={document_id} />,
      lead: true,
    },
    ...(ofOthers
      ? [{ key: "dealer", title: t("draft.dealer"), cell: ({ dealer_id }: Document) => nameOf(dealer_id) }]
      : []),
    {
      key: "day",
      title: t("documents.day"),
      cell: ({ day }) => (
        <span className="number">
          <Day on={day} />
        </span>
      ),
    },
    { key: "lines", title: t("documents.lines"), cell: (document) => <LinesOf document={document} /> },
    { key: "quantity", title: t("documents.quantity"), cell: ({ quantity }) => <Pieces count={quantity} />, end: true },
    { key: "net", title: t("documents.net"), cell: ({ net_amount }) => <Money amount={net_amount} />, end: true },
    ...(scaled ? collected(t) : []),
  ];
  return (
    <DataList
      caption={t("documents.title")}
      columns={columns}
      pages={pages}
      id={({ document_id }) => document_id}
      empty={t("documents.none")}
    />
  );
}

function collected(t: ReturnType<typeof useTranslation<"rebates">>["t"]): readonly Column<Document>[] {
  return [
    {
      key: "days",
      title: t("documents.collected"),
      cell: ({ collected_in_days: days }) =>
        days === null ? t("documents.not_collected") : t("documents.days", { days }),
      end: true,
    },
    {
      key: "factor",
      title: t("documents.factor"),
      cell: ({ factor }) => factor && <span className="number">{percent(factor)}</span>,
      end: true,
    },
  ];
}

function LinesOf({ document }: { readonly document: Document }): React.ReactElement {
  const { t } = useTranslation("rebates");
  const nameOf = useCategoryNames();
  return (
    <ul className={styles.lines}>
      {document.lines.map(({ sku, category, quantity, net_amount }, place) => (
        <li key={`${sku} ${place}`}>
          <span>
            {sku} <span className="quiet">{nameOf(category)}</span>
          </span>
          <span className="number">{t("pieces", { count: quantity })}</span>
          <Money amount={net_amount} />
        </li>
      ))}
    </ul>
  );
}
