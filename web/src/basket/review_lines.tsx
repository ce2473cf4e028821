/** What is to be ordered, line by line, as it was quoted. */
import { useTranslation } from "react-i18next";
import { groupedWhole } from "../kernel/money";
import { useNameOf } from "../pricing/product_name";
import { Amount, UnitPrice } from "../pricing/quote_line";
import { DataTable, type Column } from "../ui/data_list";
import type { Line } from "./basket";
import styles from "./basket.module.css";
import { useProducts } from "./products";
import type { Quoted } from "./quoting";

export function ReviewLines({
  lines,
  quoted,
}: {
  readonly lines: readonly Line[];
  readonly quoted: Quoted | null;
}): React.ReactElement {
  const { t } = useTranslation("basket");
  const nameOf = useNameOf();
  const products = useProducts(quoted?.quote ?? null);
  const priced = new Map(quoted?.quote.lines.map((line) => [line.sku, line]));
  const columns: readonly Column<Line>[] = [
    {
      key: "product",
      title: t("product"),
      lead: true,
      cell: ({ sku }) => {
        const product = products.get(sku);
        return (
          <div className={styles.name}>
            <span>{product ? nameOf(product) : sku}</span>
            <span className={styles.small}>{sku}</span>
          </div>
        );
      },
    },
    {
      key: "quantity",
      title: t("quantity"),
      end: true,
      cell: ({ sku, quantity }) =>
        t("of_unit", { pieces: groupedWhole(String(quantity)), unit: products.get(sku)?.unit ?? "" }),
    },
    {
      key: "unit_price",
      title: t("unit_price"),
      end: true,
      cell: ({ sku }) => {
        const line = priced.get(sku);
        return line && <UnitPrice line={line} />;
      },
    },
    {
      key: "amount",
      title: t("amount"),
      end: true,
      cell: ({ sku }) => {
        const line = priced.get(sku);
        return quoted && line && <Amount line={line} quote={quoted.quote} />;
      },
    },
  ];
  return <DataTable caption={t("review")} columns={columns} items={lines} id={({ sku }) => sku} />;
}
