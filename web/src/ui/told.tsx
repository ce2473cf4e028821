/** What an action did, in one sentence: shown for a while, and read out. */
import { useSyncExternalStore } from "react";
import styles from "./layout.module.css";

interface Sentence {
  readonly id: number;
  readonly text: string;
}

const SHOWN_FOR = 6000;
let sentences: readonly Sentence[] = [];
let last = 0;
const listeners = new Set<() => void>();

/** Tells the reader what was done. */
export function tell(text: string): void {
  last += 1;
  const id = last;
  turnTo([...sentences, { id, text }]);
  setTimeout(() => {
    turnTo(sentences.filter((sentence) => sentence.id !== id));
  }, SHOWN_FOR);
}

/** The place where it is told; one a window. */
export function Told(): React.ReactElement {
  const shown = useSyncExternalStore(listen, () => sentences);
  return (
    <div className={styles.told} role="status" aria-live="polite">
      {shown.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}

function listen(draw: () => void): () => void {
  listeners.add(draw);
  return () => listeners.delete(draw);
}

function turnTo(next: readonly Sentence[]): void {
  sentences = next;
  for (const draw of listeners) draw();
}
