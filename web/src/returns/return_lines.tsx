/** What comes back, line by line: what was asked for, what came in, what became of it. */
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../ui/data_list";
import { Pieces } from "../ui/figures";
import { ProductName } from "./product_name";
import type { Return, ReturnLine } from "./return_rules";

const FIGURES = ["requested", "received", "restocked", "scrapped"] as const;

export function ReturnLines({ made: { lines } }: { readonly made: Return }): React.ReactElement {
  const { t } = useTranslation("returns");
  const known = FIGURES.filter((name) => lines.some(({ [name]: pieces }) => pieces !== null));
  const columns: readonly Column<ReturnLine>[] = [
    { key: "product", title: t("product"), lead: true, cell: (line) => <ProductName of={line} /> },
    ...known.map((name): Column<ReturnLine> => ({
      key: name,
      title: t(`figure.${name}`),
      end: true,
      cell: ({ [name]: pieces }) => (pieces === null ? null : <Pieces count={pieces} />),
    })),
  ];
  return <DataTable caption={t("lines")} columns={columns} items={lines} id={({ line }) => String(line)} />;
}
