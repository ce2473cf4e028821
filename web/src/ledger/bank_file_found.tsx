/** What a bank's file says, line by line: whose money each is, and by what that is known. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { useDealerNames } from "../dealers/directory";
import { DataTable, type Column } from "../ui/data_list";
import { Rows } from "../ui/facts";
import { Day, Money, Pieces } from "../ui/figures";
import { Card } from "../ui/page";
import { Message } from "../ui/states";

type Outcome = Schemas["BankFileOut"];
type Line = Schemas["ReadLineOut"];

export function BankFileFound({ outcome }: { readonly outcome: Outcome }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const { dry_run, error_count, errors, lines } = outcome;
  return (
    <Card title={t(dry_run ? "bank.found" : "bank.done")}>
      {error_count > 0 && <Message tone="bad">{t("bank.errors", { count: error_count })}</Message>}
      {error_count === 0 && outcome.left > 0 && !dry_run && (
        <Message tone="warn">{t("bank.left", { count: outcome.left })}</Message>
      )}
      <Rows
        facts={[
          [t("bank.rows"), <Pieces key="rows" count={outcome.rows} />],
          [t("bank.matched"), <Pieces key="matched" count={outcome.matched} />],
          [t("bank.unmatched"), <Pieces key="unmatched" count={outcome.unmatched} />],
          [t("bank.known"), <Pieces key="known" count={outcome.known} />],
          [t("bank.paid_out"), <Pieces key="out" count={outcome.paid_out} />],
        ]}
      />
      {errors.length > 0 ? (
        <DataTable
          caption={t("bank.errors", { count: error_count })}
          items={errors}
          id={({ row, field, problem }) => `${row} ${field} ${problem}`}
          columns={[
            { key: "row", title: t("bank.row"), end: true, cell: ({ row }) => <Pieces count={row} /> },
            { key: "field", title: t("bank.column"), cell: ({ field }) => field },
            { key: "problem", title: t("bank.problem"), lead: true, cell: ({ problem }) => problem },
          ]}
        />
      ) : (
        lines.length > 0 && <Lines lines={lines} />
      )}
    </Card>
  );
}

function Lines({ lines }: { readonly lines: readonly Line[] }): React.ReactElement {
  const { t } = useTranslation("ledger");
  const nameOf = useDealerNames();
  const columns: readonly Column<Line>[] = [
    { key: "row", title: t("bank.row"), cell: ({ row }) => <Pieces count={row} />, end: true },
    { key: "day", title: t("payment.day"), cell: ({ day }) => <Day on={day} /> },
    { key: "payer", title: t("bank.payer"), cell: ({ payer, remark }) => [payer, remark].filter(Boolean).join(" · ") },
    {
      key: "dealer",
      title: t("accounts.dealer"),
      lead: true,
      cell: ({ dealer_id, problem }) =>
        dealer_id === null ? t(`bank.problem.${problem ?? "nobody"}`) : nameOf(dealer_id),
    },
    {
      key: "by",
      title: t("bank.by"),
      cell: ({ state, matched_by }) =>
        state === null
          ? matched_by && t(`bank.by.${matched_by}`)
          : t("bank.known_as", { state: t(`bank.state.${state}`) }),
    },
    { key: "amount", title: t("record.amount"), cell: ({ amount }) => <Money amount={amount} />, end: true },
  ];
  return (
    <DataTable
      caption={t("bank.found")}
      items={lines}
      id={({ line_id }) => line_id}
      columns={columns}
      marked={({ dealer_id, state }) => dealer_id === null && state === null}
    />
  );
}
