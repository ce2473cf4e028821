/** Filters of a list; they stand in the address, so that a link shows the same list. */
import { NativeSelect, TextInput } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import styles from "./layout.module.css";

const TYPING = 300;

export function Filters({ children }: { readonly children: ReactNode }): React.ReactElement {
  return (
    <div className={styles.filters} role="search">
      {children}
    </div>
  );
}

/** A search by words; it is told when typing rests. */
export function SearchFilter({
  label,
  value,
  change,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly change: (value: string | undefined) => void;
}): React.ReactElement {
  const [typed, setTyped] = useState(value ?? "");
  useEffect(() => {
    if (typed === (value ?? "")) return undefined;
    const rest = setTimeout(() => {
      change(typed.trim() === "" ? undefined : typed.trim());
    }, TYPING);
    return () => {
      clearTimeout(rest);
    };
  }, [typed, value, change]);
  return (
    <TextInput
      type="search"
      label={label}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
      }}
    />
  );
}

/** A choice of one; the empty one is `every`, where it is given. */
export function ChoiceFilter<Value extends string>({
  label,
  value,
  every,
  choices,
  change,
}: {
  readonly label: string;
  readonly value: Value | undefined;
  readonly every?: string;
  readonly choices: readonly (readonly [Value, string])[];
  readonly change: (value: Value | undefined) => void;
}): React.ReactElement {
  const first = every === undefined ? [] : [{ value: "", label: every }];
  return (
    <NativeSelect
      label={label}
      value={value ?? ""}
      data={[...first, ...choices.map(([one, text]) => ({ value: one, label: text }))]}
      onChange={({ currentTarget }) => {
        change(currentTarget.value === "" ? undefined : (currentTarget.value as Value));
      }}
    />
  );
}
