/** The lines as they were read, each with what is wrong with it. */
import { useTranslation } from "react-i18next";
import { Badge } from "../ui/badge";
import { DataTable, type Column } from "../ui/data_list";
import { Pieces } from "../ui/figures";
import type { ProductNames } from "./product_names";
import { StockProduct } from "./stock_product";
import type { StockLine } from "./stock_lines";

export function ReadLines({
  lines,
  names,
  unknown,
  refused,
}: {
  readonly lines: readonly StockLine[];
  readonly names: ProductNames;
  /** SKUs that are no products, as far as is known here, and as the API said. */
  readonly unknown: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
}): React.ReactElement {
  const { t } = useTranslation("stock");
  const columns: readonly Column<StockLine>[] = [
    {
      key: "product",
      title: t("product"),
      lead: true,
      cell: ({ sku }) => <StockProduct sku={sku} name={names.of(sku)} />,
    },
    {
      key: "quantity",
      title: t("quantity"),
      end: true,
      cell: ({ quantity, said }) => (quantity === null ? said : <Pieces count={quantity} />),
    },
    {
      key: "problem",
      title: t("check"),
      cell: ({ sku, problem }) => {
        const found = unknown.has(sku) || refused.has(sku) ? "unknown" : problem;
        return found ? <Badge tone="bad">{t(`line.${found}`)}</Badge> : <Badge tone="good">{t("line.ok")}</Badge>;
      },
    },
  ];
  return (
    <DataTable
      caption={t("record_lines")}
      columns={columns}
      items={lines}
      id={({ row }) => String(row)}
      marked={({ sku, problem }) => problem !== null || unknown.has(sku) || refused.has(sku)}
    />
  );
}
