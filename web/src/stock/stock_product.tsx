/** A product by its name and SKU; by its SKU alone where the name is not known. */
import styles from "./stock.module.css";

export function StockProduct({
  sku,
  name,
}: {
  readonly sku: string;
  readonly name: string | null;
}): React.ReactElement {
  if (name === null) return <>{sku}</>;
  return (
    <div className={styles.two}>
      <span>{name}</span>
      <span className={styles.under}>{sku}</span>
    </div>
  );
}
