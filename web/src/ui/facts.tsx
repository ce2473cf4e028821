/** Names and what they are. */
import type { ReactNode } from "react";
import styles from "./layout.module.css";

/** A name, its value, and for rows whether it is a sum. Rows without a value are left out. */
export type Fact = readonly [name: string, value: ReactNode, strong?: boolean];

/** Facts side by side. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): React.ReactElement {
  return <dl className={styles.facts}>{pairs(facts)}</dl>;
}

/** Facts one below the other, the values at the end of the line, as on a receipt. */
export function Rows({ facts }: { readonly facts: readonly Fact[] }): React.ReactElement {
  return <dl className={styles.rows}>{pairs(facts)}</dl>;
}

function pairs(facts: readonly Fact[]): React.ReactElement[] {
  return facts
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value, strong]) => (
      <div key={name} data-strong={strong ? "" : undefined}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ));
}
