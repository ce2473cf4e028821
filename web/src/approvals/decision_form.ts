/** The form that an approval hands over: what a person has put in becomes answers, or is told what is wrong. */
import type { Schemas } from "../api/schemas";
import { cents, readMoney, readWhole } from "../kernel/money";

export type FieldSpec = Schemas["FieldOut"];
export type Answer = string | number | null;
export type Answers = Readonly<Record<string, Answer>>;

/** What stands in a field: a text, or the word for "none". */
export interface Entry {
  readonly text: string;
  readonly none: boolean;
}

export type Entries = Readonly<Record<string, Entry>>;
export type FieldProblem = "missing" | "money" | "integer" | "bounds" | "refused";
export type FieldProblems = Readonly<Record<string, FieldProblem>>;

/** The form as it is opened: a choice that may be left out is left out, all else is to be filled in. */
export function emptyEntries(form: readonly FieldSpec[]): Entries {
  return Object.fromEntries(
    form.map(({ name, kind, required }) => [name, { text: "", none: kind === "choice" && !required }]),
  );
}

const PROPOSED = "proposed_";

/**
 * The form as it is opened where an earlier level has proposed answers: filled in with them, so that the next level
 * changes what it sees otherwise. What was proposed to be none is not among the facts.
 */
export function firstEntries(form: readonly FieldSpec[], facts: readonly Schemas["FactOut"][]): Entries {
  const proposed = new Map(
    facts
      .filter(({ label }) => label.startsWith(PROPOSED))
      .map(({ label, value }) => [label.slice(PROPOSED.length), value]),
  );
  if (!form.some(({ name }) => proposed.has(name))) return emptyEntries(form);
  return Object.fromEntries(
    form.map(({ name, nullable }) => {
      const text = proposed.get(name);
      return [name, { text: text ?? "", none: text === undefined && nullable }];
    }),
  );
}

/** The answers of all fields, and what is wrong with which. Only where nothing is wrong the answers are whole. */
export function readForm(
  form: readonly FieldSpec[],
  entries: Entries,
): { readonly answers: Answers; readonly problems: FieldProblems } {
  const answers: Record<string, Answer> = {};
  const problems: Record<string, FieldProblem> = {};
  for (const field of form) {
    const { text, none } = entries[field.name] ?? { text: "", none: false };
    const typed = text.trim();
    if (none) {
      if (field.nullable) answers[field.name] = null;
      else if (field.required) problems[field.name] = "missing";
    } else if (typed === "") {
      if (field.required) problems[field.name] = "missing";
    } else {
      const read = readField(field, typed);
      if ("problem" in read) problems[field.name] = read.problem;
      else answers[field.name] = read.answer;
    }
  }
  return { answers, problems };
}

/** The fields that a refusal names, such as `answers.grade`. */
export function refusedFields(form: readonly FieldSpec[], names: readonly string[]): FieldProblems {
  const refused = names.map((name) => name.replace(/^answers\./, ""));
  const own = form.filter(({ name }) => refused.includes(name));
  return Object.fromEntries(own.map(({ name }) => [name, "refused" as const]));
}

type Read = { readonly answer: Answer } | { readonly problem: FieldProblem };

function readField(field: FieldSpec, typed: string): Read {
  switch (field.kind) {
    case "text":
      return { answer: typed };
    case "choice":
      return field.choices.includes(typed) ? { answer: typed } : { problem: "missing" };
    case "money": {
      const amount = readMoney(typed);
      if (amount === null) return { problem: "money" };
      return within(field, cents(amount) ?? 0n, inCents) ? { answer: amount } : { problem: "bounds" };
    }
    case "integer": {
      const whole = readWhole(typed);
      if (whole === null) return { problem: "integer" };
      return within(field, BigInt(whole), BigInt) ? { answer: whole } : { problem: "bounds" };
    }
  }
}

function within({ minimum, maximum }: FieldSpec, size: bigint, sizeOf: (bound: string | number) => bigint): boolean {
  return (minimum === null || size >= sizeOf(minimum)) && (maximum === null || size <= sizeOf(maximum));
}

function inCents(bound: string | number): bigint {
  return cents(String(bound)) ?? 0n;
}
