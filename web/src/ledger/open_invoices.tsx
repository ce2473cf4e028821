/** What is open on an account, item by item: invoices, and payments of which something is left. */
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../ui/data_list";
import { Badge } from "../ui/badge";
import { Day, Money } from "../ui/figures";
import { Card } from "../ui/page";
import { Empty } from "../ui/states";
import type { Today } from "./account_queries";
import { DocumentLink } from "./document_link";
import styles from "./ledger.module.css";

type Invoice = Today["open_invoices"][number];
type Payment = Today["unapplied_payments"][number];

const MOST = 100;

/** Open invoices, the oldest due first; an overdue one is marked. Each leads to its order. */
export function OpenInvoices({ today }: { readonly today: Pick<Today, "open_invoices"> }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const { open_invoices: invoices } = today;
  const columns: readonly Column<Invoice>[] = [
    {
      key: "invoice",
      title: t("invoice.number"),
      cell: ({ invoice_id }) => <DocumentLink documentId={invoice_id} />,
      lead: true,
    },
    {
      key: "day",
      title: t("invoice.day"),
      cell: ({ day }) => (
        <span className="number">
          <Day on={day} />
        </span>
      ),
    },
    {
      key: "due",
      title: t("invoice.due"),
      cell: ({ due_day, days_overdue: days }) => (
        <span className={styles.due}>
          <Day on={due_day} />
          {days > 0 && <Badge tone="bad">{t("invoice.days_overdue", { days })}</Badge>}
        </span>
      ),
    },
    { key: "amount", title: t("invoice.amount"), cell: ({ amount }) => <Money amount={amount} />, end: true },
    { key: "open", title: t("invoice.open"), cell: ({ open }) => <Money amount={open} />, end: true },
  ];
  return (
    <Card title={t("invoice.title")}>
      {invoices.length === 0 ? (
        <Empty>{t("invoice.none")}</Empty>
      ) : (
        <DataTable
          caption={t("invoice.title")}
          columns={columns}
          items={invoices}
          id={({ invoice_id }) => invoice_id}
          marked={({ days_overdue }) => days_overdue > 0}
        />
      )}
      {invoices.length >= MOST && <p className="quiet">{t("invoice.first", { count: MOST })}</p>}
    </Card>
  );
}

/** Payments of which no invoice has taken all; nothing where there are none. */
export function UnappliedPayments({
  today,
}: {
  readonly today: Pick<Today, "unapplied_payments">;
}): React.ReactElement | null {
  const { t } = useTranslation("ledger");
  const { unapplied_payments: payments } = today;
  if (payments.length === 0) return null;
  const columns: readonly Column<Payment>[] = [
    {
      key: "payment",
      title: t("payment.number"),
      cell: ({ payment_id }) => <DocumentLink documentId={payment_id} />,
      lead: true,
    },
    { key: "day", title: t("payment.day"), cell: ({ received_on }) => <Day on={received_on} /> },
    { key: "amount", title: t("payment.amount"), cell: ({ amount }) => <Money amount={amount} />, end: true },
    { key: "left", title: t("payment.unapplied"), cell: ({ unapplied }) => <Money amount={unapplied} />, end: true },
  ];
  return (
    <Card title={t("payment.left_title")}>
      <DataTable
        caption={t("payment.left_title")}
        columns={columns}
        items={payments}
        id={({ payment_id }) => payment_id}
      />
      {payments.length >= MOST && <p className="quiet">{t("payment.first", { count: MOST })}</p>}
    </Card>
  );
}
