/** What a return is credited and how it comes about, line by line: what was paid, what it is lessened by, where it goes. */
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../ui/data_list";
import { Rows, type Fact } from "../ui/facts";
import { Money, Pieces } from "../ui/figures";
import { negated } from "../kernel/money";
import { ProductName, type Named } from "./product_name";
import type { Credit } from "./return_rules";

type CreditedLine = Credit["lines"][number];

interface CreditProps {
  readonly credit: Credit;
  /** The products by the numbers of their lines. */
  readonly named: (line: number) => Named;
}

export function CreditExplained({ credit, named }: CreditProps): React.ReactElement {
  const { t } = useTranslation("returns");
  const columns: readonly Column<CreditedLine>[] = [
    { key: "product", title: t("product"), lead: true, cell: ({ line }) => <ProductName of={named(line)} /> },
    { key: "pieces", title: t("pieces"), end: true, cell: ({ quantity }) => <Pieces count={quantity} /> },
    { key: "tax", title: t("tax"), end: true, cell: ({ tax }) => <Money amount={tax} /> },
    { key: "paid", title: t("paid_for_it"), end: true, cell: ({ net }) => <Money amount={net} /> },
  ];
  return (
    <>
      <DataTable caption={t("credit_lines")} columns={columns} items={credit.lines} id={({ line }) => String(line)} />
      <Sum credit={credit} named={named} />
    </>
  );
}

/** Only what is not zero, but for the sum. */
function Sum({ credit, named }: CreditProps): React.ReactElement {
  const { t } = useTranslation("returns");
  const less = (amount: string): React.ReactElement => <Money amount={negated(amount)} signed />;
  const facts: Fact[] = [[t("paid"), <Money key="paid" amount={credit.paid} />]];
  for (const { promotion, amount } of credit.lost_savings) facts.push([t("lost_saving", { promotion }), less(amount)]);
  for (const { line, pieces, amount } of credit.kept_gifts) {
    const { name } = named(line);
    facts.push([amount.startsWith("-") ? t("gift_back", { name }) : t("gift_kept", { name, pieces }), less(amount)]);
  }
  if (/[1-9]/.test(credit.settled)) {
    facts.push([
      credit.settled.startsWith("-") ? t("settled_now") : t("settled_later"),
      <Money key="settled" amount={credit.settled} signed />,
    ]);
  }
  facts.push([t("amount"), <Money key="amount" amount={credit.amount} />, true]);
  if (/[1-9]/.test(credit.to_wallet)) {
    facts.push([t("to_wallet"), <Money key="wallet" amount={credit.to_wallet} />]);
    facts.push([t("to_receivable"), <Money key="receivable" amount={credit.to_receivable} />]);
  }
  return <Rows facts={facts} />;
}
