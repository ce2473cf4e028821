/** By how many pieces of what a movement changed what lies there. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/schemas";
import { Pieces } from "../ui/figures";
import { useProductNames } from "./product_names";
import styles from "./stock.module.css";

type Moved = Schemas["PiecesOut"];

const FIRST = 4;

export function MovedLines({ lines }: { readonly lines: readonly Moved[] }): React.ReactElement {
  const { t } = useTranslation("stock");
  const rest = lines.slice(FIRST);
  return (
    <div className={styles.moved}>
      <Lines lines={lines.slice(0, FIRST)} />
      {rest.length > 0 && (
        <details className={styles.more}>
          <summary>{t("more_lines", { count: rest.length })}</summary>
          <Lines lines={rest} />
        </details>
      )}
    </div>
  );
}

function Lines({ lines }: { readonly lines: readonly Moved[] }): React.ReactElement {
  const names = useProductNames();
  return (
    <ul>
      {lines.map(({ sku, quantity }) => (
        <li key={sku} className={styles.movedLine}>
          <span>
            {names.of(sku) ?? sku} {names.of(sku) !== null && <span className={styles.under}>{sku}</span>}
          </span>
          <span className="number">
            {quantity > 0 && "+"}
            <Pieces count={quantity} />
          </span>
        </li>
      ))}
    </ul>
  );
}
