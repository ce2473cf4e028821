/** What is in the basket, each line with its price and what it is short of; quantities are changed right here. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { groupedWhole } from "../kernel/money";
import { useNameOf } from "../pricing/product_name";
import { Amount, UnitPrice } from "../pricing/quote_line";
import { DataTable, type Column } from "../ui/data_list";
import type { Line } from "./basket";
import styles from "./basket.module.css";
import { refusedLines } from "./problems";
import { useProducts } from "./products";
import { QuantityStepper } from "./quantity_stepper";
import type { QuoteLine, Quoting } from "./quoting";
import { setQuantity } from "./store";

export function BasketLines({
  lines,
  quoting: { quoted, error, asking },
}: {
  readonly lines: readonly Line[];
  readonly quoting: Quoting;
}): React.ReactElement {
  const { t } = useTranslation("basket");
  const nameOf = useNameOf();
  const products = useProducts(quoted?.quote ?? null);
  const priced = new Map(quoted?.quote.lines.map((line) => [line.sku, line]));
  const refused = refusedLines(error);
  const called = (sku: string): string => {
    const product = products.get(sku);
    return product ? nameOf(product) : sku;
  };
  const columns: readonly Column<Line>[] = [
    {
      key: "product",
      title: t("product"),
      lead: true,
      cell: ({ sku }) => {
        const why = refused.get(sku);
        return (
          <div className={styles.name}>
            <span>{called(sku)}</span>
            <span className={styles.small}>
              {sku} ·{" "}
              <button
                type="button"
                className={styles.remove}
                aria-label={t("remove_one", { name: called(sku) })}
                onClick={() => {
                  setQuantity(sku, 0);
                }}
              >
                {t("remove")}
              </button>
            </span>
            {why && <span className={styles.wrong}>{t(`refused.${why}`)}</span>}
          </div>
        );
      },
    },
    {
      key: "quantity",
      title: t("quantity"),
      cell: ({ sku, quantity }) => {
        const { unit, case_size } = products.get(sku) ?? { unit: "", case_size: 1 };
        return (
          <div className={styles.quantity}>
            <QuantityStepper
              name={called(sku)}
              unit={unit}
              caseSize={case_size}
              quantity={quantity}
              change={(count) => {
                setQuantity(sku, count);
              }}
            />
            <Short line={priced.get(sku)} quantity={quantity} name={called(sku)} />
          </div>
        );
      },
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
  return (
    <div className={styles.lines} aria-busy={asking}>
      <DataTable
        caption={t("title")}
        columns={columns}
        items={lines}
        id={({ sku }) => sku}
        marked={({ sku }) => refused.has(sku)}
      />
    </div>
  );
}

/** What a line is short of, and one click to what there is. */
function Short({
  line,
  quantity,
  name,
}: {
  readonly line: QuoteLine | undefined;
  readonly quantity: number;
  readonly name: string;
}): React.ReactElement | null {
  const { t } = useTranslation("basket");
  if (!line || quantity <= line.available) return null;
  const { sku, available, unit } = line;
  const pieces = groupedWhole(String(available));
  return (
    <div className={styles.short}>
      <span className={styles.wrong}>
        {t("short", { pieces, missing: groupedWhole(String(quantity - available)), unit })}
      </span>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={t("lower_one", { name, pieces })}
        onClick={() => {
          setQuantity(sku, available);
        }}
      >
        {available > 0 ? t("lower", { pieces, unit }) : t("remove")}
      </Button>
    </div>
  );
}
