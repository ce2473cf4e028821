/** Filling in: which fields were left or asked for decides what is said of them; what was refused is said until typed anew. */
import { useState } from "react";
import { problemsOf, tidy, type Name, type Part, type Problems, type Typed } from "./application";
import type { Filling } from "./fields";

export interface FillingForm extends Filling {
  /** Says of these fields what is wrong; true where nothing is. */
  readonly check: (names: readonly Name[]) => boolean;
  readonly refuse: (parts: readonly Part[]) => void;
}

export function useFilling(typed: Typed, change: (typed: Typed) => void): FillingForm {
  const [shown, setShown] = useState<ReadonlySet<Name>>(new Set());
  const [refused, setRefused] = useState<readonly Part[]>([]);
  const problems: Problems = problemsOf(typed, [...shown]);
  return {
    typed,
    problems,
    refused,
    type: (name, value) => {
      setRefused((before) => before.filter((part) => part !== name));
      change({ ...typed, [name]: value });
    },
    leave: (name) => {
      const tidied = tidy(name, typed[name]);
      if (tidied !== typed[name]) change({ ...typed, [name]: tidied });
      if (tidied !== "") setShown((before) => new Set([...before, name]));
    },
    check: (names) => {
      setShown((before) => new Set([...before, ...names]));
      return Object.keys(problemsOf(typed, names)).length === 0;
    },
    refuse: setRefused,
  };
}

/** The parts of the form that a refusal names: `documents.0.upload_id` is of the documents. */
export function refusedParts(fields: readonly string[]): readonly Part[] {
  return fields.map((field) => field.split(".")[0] as Part);
}
