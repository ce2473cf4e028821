/** One of our own texts (a little Markdown) as plain blocks. Nothing of it becomes markup. */
import { blocksOf, type Run } from "./plain_markdown";
import styles from "./onboarding.module.css";

export function SimpleText({ text }: { readonly text: string }): React.ReactElement {
  return (
    <div className={styles.text}>
      {blocksOf(text).map((block, place) => {
        switch (block.kind) {
          case "heading":
            return (
              <h3 key={place}>
                <Runs runs={block.runs} />
              </h3>
            );
          case "paragraph":
            return (
              <p key={place}>
                <Runs runs={block.runs} />
              </p>
            );
          case "list":
            return (
              <ul key={place}>
                {block.items.map((item, number) => (
                  <li key={number}>
                    <Runs runs={item} />
                  </li>
                ))}
              </ul>
            );
        }
      })}
    </div>
  );
}

function Runs({ runs }: { readonly runs: readonly Run[] }): React.ReactNode {
  return runs.map(({ text, bold }, place) => (bold ? <strong key={place}>{text}</strong> : text));
}
