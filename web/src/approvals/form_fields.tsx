/** The fields that an approval has to answer, each with its bounds and what is wrong with it. */
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { HINT_BELOW, MoneyInput, PiecesInput } from "../ui/inputs";
import { Fields } from "../ui/page";
import type { Entries, Entry, FieldProblem, FieldProblems, FieldSpec } from "./decision_form";
import { useDecisionWords } from "./decision_words";
import styles from "./approvals.module.css";

const NONE = "~none";
const LONGEST = 2000;

interface FormProps {
  readonly form: readonly FieldSpec[];
  readonly entries: Entries;
  readonly problems: FieldProblems;
  readonly change: (name: string, entry: Entry) => void;
}

export function FormFields({ form, entries, problems, change }: FormProps): React.ReactElement {
  return (
    <Fields>
      {form.map((field) => {
        const shown = {
          field,
          entry: entries[field.name] ?? { text: "", none: false },
          problem: problems[field.name],
          change: (entry: Entry) => {
            change(field.name, entry);
          },
        };
        return field.kind === "choice" ? (
          <ChoiceField key={field.name} {...shown} />
        ) : (
          <TypedField key={field.name} {...shown} />
        );
      })}
    </Fields>
  );
}

interface FieldProps {
  readonly field: FieldSpec;
  readonly entry: Entry;
  readonly problem: FieldProblem | undefined;
  readonly change: (entry: Entry) => void;
}

function ChoiceField({ field, entry, problem, change }: FieldProps): React.ReactElement {
  const { t } = useTranslation("approvals");
  const words = useDecisionWords();
  const none = { value: NONE, label: words.none(field.name) };
  const options = [
    ...(field.required ? [{ value: "", label: t("please_choose") }] : [none]),
    ...field.choices.map((choice) => ({ value: choice, label: words.choice(field.name, choice) })),
    ...(field.required && field.nullable ? [none] : []),
  ];
  return (
    <NativeSelect
      size="md"
      label={useLabel(field)}
      name={field.name}
      data={options}
      value={entry.none ? NONE : entry.text}
      error={useProblemWords(field, problem)}
      onChange={({ currentTarget: { value } }) => {
        change(value === NONE ? { text: "", none: true } : { text: value, none: false });
      }}
    />
  );
}

function TypedField({ field, entry, problem, change }: FieldProps): React.ReactElement {
  const words = useDecisionWords();
  const Input = field.kind === "money" ? MoneyInput : field.kind === "integer" ? PiecesInput : TextInput;
  return (
    <div className={styles.field}>
      <Input
        size="md"
        label={useLabel(field)}
        name={field.name}
        maxLength={LONGEST}
        autoComplete="off"
        aria-required={field.required}
        disabled={entry.none}
        inputWrapperOrder={HINT_BELOW}
        description={saysMore(field) ? words.bounds(field) : null}
        value={entry.text}
        error={useProblemWords(field, problem)}
        onChange={({ currentTarget: { value } }) => {
          change({ ...entry, text: value });
        }}
      />
      {field.nullable && (
        <Checkbox
          size="md"
          label={words.none(field.name)}
          checked={entry.none}
          onChange={({ currentTarget: { checked } }) => {
            change({ ...entry, none: checked });
          }}
        />
      )}
    </div>
  );
}

/** That an amount is not below nothing goes without saying. */
function saysMore({ minimum, maximum }: FieldSpec): boolean {
  return maximum !== null || (minimum !== null && /[1-9]/.test(String(minimum)));
}

function useLabel({ name, required }: FieldSpec): string {
  const { t } = useTranslation("approvals");
  const label = useDecisionWords().fieldName(name);
  return required ? label : t("optional", { label });
}

function useProblemWords(field: FieldSpec, problem: FieldProblem | undefined): string | null {
  const { t } = useTranslation("approvals");
  const bounds = useDecisionWords().bounds(field);
  if (problem === undefined) return null;
  if (problem === "bounds" && bounds !== null) return t("problem.bounds", { bounds });
  return problem === "bounds" ? t("problem.refused") : t(`problem.${problem}`);
}
