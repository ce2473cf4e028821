/** The lines with what explains them: where the price comes from, what each promotion took, what was sent and came. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePromotionNames } from "../pricing/promotion_names";
import { Badge } from "../ui/badge";
import { DataTable, type Column } from "../ui/data_list";
import { Money, Pieces, Price } from "../ui/figures";
import { Filters, SearchFilter } from "../ui/filters";
import { Empty } from "../ui/states";
import { Minus } from "./order_facts";
import type { Order, OrderLine } from "./order_rules";
import styles from "./orders.module.css";

/** From so many lines on one may search in them. */
const MANY = 20;

export function OrderLines({ order }: { readonly order: Order }): React.ReactElement {
  const { t } = useTranslation("orders");
  const [find, setFind] = useState<string>();
  const columns = useLineColumns(order);
  const wanted = (find ?? "").toLowerCase();
  const shown = order.lines.filter(({ sku, name }) => `${sku} ${name}`.toLowerCase().includes(wanted));
  return (
    <>
      {order.lines.length > MANY && (
        <div className={styles.unprinted}>
          <Filters>
            <SearchFilter label={t("find_line")} value={find} change={setFind} />
          </Filters>
        </div>
      )}
      {shown.length === 0 ? (
        <Empty>{t("no_line_found")}</Empty>
      ) : (
        <DataTable caption={t("lines")} columns={columns} items={shown} id={({ line }) => String(line)} />
      )}
    </>
  );
}

/** A product by its name, its SKU and the line that it stands on. */
export function Product({
  line: { line, name, sku, free },
}: {
  readonly line: Pick<OrderLine, "line" | "name" | "sku" | "free">;
}): React.ReactElement {
  const { t } = useTranslation("orders");
  return (
    <div className={styles.two}>
      <span>
        {name} {free && <Badge tone="good">{t("free")}</Badge>}
      </span>
      <span className={styles.under}>{t("line_of", { line, sku })}</span>
    </div>
  );
}

function useLineColumns(order: Order): readonly Column<OrderLine>[] {
  const { t } = useTranslation("orders");
  const back: Column<OrderLine>[] = order.lines.some(({ returned }) => returned > 0)
    ? [{ key: "returned", title: t("returned"), end: true, cell: ({ returned }) => <Pieces count={returned} /> }]
    : [];
  return [
    { key: "product", title: t("product"), lead: true, cell: (line) => <Product line={line} /> },
    { key: "quantity", title: t("quantity"), end: true, cell: ({ quantity }) => <Pieces count={quantity} /> },
    { key: "price", title: t("unit_price"), end: true, cell: (line) => <UnitPrice order={order} line={line} /> },
    ...(order.lines.some(({ applied }) => applied.length > 0)
      ? [
          {
            key: "discount",
            title: t("discount"),
            end: true,
            cell: (line: OrderLine) => <Discount order={order} line={line} />,
          },
        ]
      : []),
    {
      key: "net",
      title: t("net"),
      end: true,
      cell: ({ net, tax }) => (
        <div className={styles.two}>
          <Money amount={net} />
          <span className={styles.under}>
            {t("tax_short")} <Money amount={tax} />
          </span>
        </div>
      ),
    },
    { key: "shipped", title: t("shipped"), end: true, cell: ({ shipped }) => <Pieces count={shipped} /> },
    { key: "received", title: t("received"), end: true, cell: ({ received }) => <Pieces count={received} /> },
    ...back,
  ];
}

/** A unit price, the list it comes from, and the break of that list that was reached. */
function UnitPrice({ order, line }: { readonly order: Order; readonly line: OrderLine }): React.ReactElement {
  const { t } = useTranslation("orders");
  const quoted = line.free ? undefined : order.quote.lines[line.line - 1];
  const from = quoted && quoted.min_quantity > 1 ? quoted.min_quantity : null;
  return (
    <div className={styles.two}>
      <Price amount={line.unit_price} />
      {line.price_source && (
        <span className={styles.under}>
          {t(`price.${line.price_source}`)}
          {from !== null && ` · ${t("price_from", { quantity: from })}`}
        </span>
      )}
    </div>
  );
}

/** What was taken off, and each promotion's share of it; of free goods the promotion that gave them. */
function Discount({ order, line }: { readonly order: Order; readonly line: OrderLine }): React.ReactElement | null {
  const promotionName = usePromotionNames(order.quote.promotions);
  if (line.applied.length === 0) return null;
  return (
    <div className={styles.two}>
      {!line.free && <Minus amount={line.discount} />}
      {line.applied.map(({ promotion, amount }) => (
        <span key={promotion} className={styles.under}>
          {promotionName(promotion)} {!line.free && line.applied.length > 1 && <Minus amount={amount} />}
        </span>
      ))}
    </div>
  );
}
