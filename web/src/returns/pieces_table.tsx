/** Lines with a field for how many pieces of each. */
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../ui/data_list";
import { Pieces } from "../ui/figures";
import { PiecesInput } from "../ui/inputs";
import { ProductName, type Named } from "./product_name";
import type { Read, Typed } from "./return_rules";
import styles from "./returns.module.css";

export interface LineMost extends Named {
  /** Pieces that there are. */
  readonly most: number;
}

interface TableProps {
  readonly caption: string;
  readonly mostTitle: string;
  readonly partTitle: string;
  readonly lines: readonly LineMost[];
  readonly typed: Typed;
  readonly change: (line: number, value: string) => void;
  readonly wrong: Read["wrong"];
}

export function PiecesTable(props: TableProps): React.ReactElement {
  const { caption, mostTitle, partTitle, lines, typed, change, wrong } = props;
  const { t } = useTranslation("returns");
  const columns: readonly Column<LineMost>[] = [
    { key: "product", title: t("product"), lead: true, cell: (line) => <ProductName of={line} /> },
    { key: "most", title: mostTitle, end: true, cell: ({ most }) => <Pieces count={most} /> },
    {
      key: "pieces",
      title: partTitle,
      end: true,
      cell: ({ line, name, most }) => (
        <PiecesInput
          className={styles.pieces ?? ""}
          aria-label={t("pieces_label", { part: partTitle, name, line })}
          value={typed[line] ?? ""}
          placeholder="0"
          error={wrong.has(line) ? t("pieces_wrong", { most }) : null}
          onChange={({ currentTarget }) => {
            change(line, currentTarget.value);
          }}
        />
      ),
    },
  ];
  return <DataTable caption={caption} columns={columns} items={lines} id={({ line }) => String(line)} />;
}
