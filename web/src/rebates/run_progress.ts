/** Where each step of a settlement run stands. */
import type { Schemas } from "../api/schemas";

type Run = Pick<
  Schemas["RunDetails"],
  "state" | "stage" | "began" | "started_at" | "ended_at" | "parts" | "computed" | "posted"
>;

export const STEPS = ["opened", "computing", "asking", "posting", "closed"] as const;

/** `stopped`: the run failed here, or was rejected. */
export type Standing = "done" | "now" | "waits" | "stopped";

export interface Step {
  readonly name: (typeof STEPS)[number];
  readonly standing: Standing;
  /** When it began; null while it has not. */
  readonly at: string | null;
  /** Of how many parts how many are done; null where it has none. */
  readonly done: number | null;
  readonly parts: number | null;
}

/** The steps in order. A run that failed or was rejected stopped at the stage that it had come to. */
export function stepsOf(run: Run): readonly Step[] {
  const reached = run.state === "closed" ? STEPS.length - 1 : STEPS.indexOf(run.stage);
  const counted = { opened: null, computing: run.computed, asking: null, posting: run.posted, closed: null };
  return STEPS.map((name, place) => ({
    name,
    standing: standing(run, place, reached),
    at: place > reached ? null : beganAt(run, name),
    done: counted[name],
    parts: counted[name] === null ? null : run.parts,
  }));
}

function standing({ state }: Run, place: number, reached: number): Standing {
  if (place > reached) return "waits";
  if (place < reached || state === "closed") return "done";
  return state === "open" ? "now" : "stopped";
}

function beganAt({ started_at, ended_at, began }: Run, name: Step["name"]): string | null {
  if (name === "opened") return started_at;
  return name === "closed" ? ended_at : (began[name] ?? null);
}
