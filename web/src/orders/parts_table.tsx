/** Lines of which so much is left, and a field for how much of it goes or came. */
import { memo, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../ui/data_list";
import { Pieces } from "../ui/figures";
import { PiecesInput } from "../ui/inputs";
import { Product } from "./order_lines";
import styles from "./orders.module.css";
import { typedOf, type Chosen, type LineLeft, type PartProblem, type Typed } from "./part_rules";

/** A line with what names its product. */
export interface PartLine extends LineLeft {
  readonly sku: string;
  readonly name: string;
  readonly free: boolean;
}

interface PartsProps {
  readonly caption: string;
  readonly leftTitle: string;
  readonly partTitle: string;
  readonly lines: readonly PartLine[];
  readonly typed: Typed;
  readonly setTyped: (change: (before: Typed) => Typed) => void;
  readonly problems: Chosen["problems"];
}

export function PartsTable(props: PartsProps): React.ReactElement {
  const { caption, leftTitle, partTitle, lines, typed, setTyped, problems } = props;
  const { t } = useTranslation("orders");
  const change = useCallback(
    (line: number, value: string) => {
      setTyped((before) => ({ ...before, [line]: value }));
    },
    [setTyped],
  );
  const columns: readonly Column<PartLine>[] = [
    { key: "product", title: t("product"), lead: true, cell: (line) => <Product line={line} /> },
    { key: "left", title: leftTitle, end: true, cell: ({ left }) => <Pieces count={left} /> },
    {
      key: "part",
      title: partTitle,
      end: true,
      cell: (each) => (
        <PartField
          line={each.line}
          left={each.left}
          label={t("part_label", { part: partTitle, name: each.name, line: each.line })}
          value={typedOf(each, typed)}
          problem={problems.get(each.line)}
          change={change}
        />
      ),
    },
  ];
  return <DataTable caption={caption} columns={columns} items={lines} id={({ line }) => String(line)} />;
}

interface FieldProps {
  readonly line: number;
  readonly left: number;
  readonly label: string;
  readonly value: string;
  readonly problem: PartProblem | undefined;
  readonly change: (line: number, value: string) => void;
}

/** Drawn anew only where its own line changed: an order may have hundreds of them. */
const PartField = memo(function PartField({ line, left, label, value, problem, change }: FieldProps) {
  const { t } = useTranslation("orders");
  return (
    <PiecesInput
      className={styles.part ?? ""}
      aria-label={label}
      value={value}
      error={problem ? t(`part.${problem}`, { left }) : null}
      onChange={({ currentTarget }) => {
        change(line, currentTarget.value);
      }}
    />
  );
});
