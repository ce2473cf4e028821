/** A product by its name, its SKU and the line that it stands on. */
import { useTranslation } from "react-i18next";
import { Badge } from "../ui/badge";
import styles from "./returns.module.css";

export interface Named {
  readonly line: number;
  readonly name: string;
  readonly sku: string;
  readonly free: boolean;
}

export function ProductName({ of: { line, name, sku, free } }: { readonly of: Named }): React.ReactElement {
  const { t } = useTranslation("returns");
  return (
    <div className={styles.two}>
      <span>
        {name} {free && <Badge tone="good">{t("free")}</Badge>}
      </span>
      <span className="quiet">{t("line_of", { line, sku })}</span>
    </div>
  );
}
