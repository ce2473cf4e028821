/** The form that an approval hands over: the API says which fields it has and within which bounds. */
import { h, type Words } from "./dom";
import { field, type Field, leadToProblem, tick } from "./fields";
import { named, t } from "./i18n";
import { cents, readMoney } from "./money";
import { money } from "./show";
import type { Answer, Answers, FormField } from "./wire";

/** What a person has put into a field: an answer, nothing at all, or what cannot be an answer. */
type Reading = { readonly value: Answer } | { readonly problem: Words } | "nothing";

interface Control {
  readonly spec: FormField;
  readonly field: Field;
  readonly read: () => Reading;
}

export interface Form {
  readonly elements: readonly HTMLElement[];
  /** The answers; null where something is wrong, which is then said beside the field. */
  answers(): Answers | null;
  /** Marks the fields that the API refused; false where it names none of ours. */
  complain(names: readonly string[]): boolean;
}

/** A form of the fields that the API describes. */
export function formOf(specs: readonly FormField[]): Form {
  const controls = specs.map((spec) => (spec.kind === "choice" ? choiceControl(spec) : typedControl(spec)));
  const fields = controls.map((control) => control.field);

  const answers = (): Answers | null => {
    const given: Record<string, Answer> = {};
    for (const { spec, field: shown, read } of controls) {
      const reading = read();
      if (reading === "nothing") {
        shown.complain(spec.required ? t("problem.missing") : null);
      } else if ("problem" in reading) {
        shown.complain(reading.problem);
      } else {
        shown.complain(null);
        given[spec.name] = reading.value;
      }
    }
    return leadToProblem(fields) ? null : given;
  };
  const complain = (names: readonly string[]): boolean => {
    for (const { spec, field: shown } of controls) if (names.includes(spec.name)) shown.complain(wrongWords(spec));
    return leadToProblem(fields);
  };
  return { elements: fields.map(({ element }) => element), answers, complain };
}

/** An answer as a person reads it. */
export function answerWords(spec: FormField, answer: Answer): Words {
  if (answer === null) return noneWords(spec);
  if (spec.kind === "money") return money(String(answer));
  if (spec.kind === "choice") return named(`choice.${spec.name}`, String(answer));
  return () => String(answer);
}

/** The label of a field. */
export function labelOf(spec: FormField): Words {
  return named("field", spec.name);
}

function noneWords(spec: FormField): Words {
  return named("none", spec.name, t("none.any"));
}

function labelWithDuty(spec: FormField): Words {
  return spec.required ? labelOf(spec) : t("field.optional", { label: labelOf(spec) });
}

function choiceControl(spec: FormField): Control {
  const none = [noneWords(spec), spec.nullable ? null : undefined] as const;
  const options: (readonly [Words, Answer | undefined])[] = [
    spec.required ? [t("choice.please"), undefined] : none,
    ...spec.choices.map((choice) => [named(`choice.${spec.name}`, choice), choice] as const),
    ...(spec.required && spec.nullable ? [none] : []),
  ];
  const shown = options.map(([words, answer]) => h("option", { value: String(answer ?? "") }, words));
  const input = h("select", { name: spec.name, "aria-required": String(spec.required) }, shown);
  const read = (): Reading => {
    const answer = options[input.selectedIndex]?.[1];
    return answer === undefined ? "nothing" : { value: answer };
  };
  return { spec, field: field(input, labelWithDuty(spec)), read };
}

function typedControl(spec: FormField): Control {
  const mode = { money: "decimal", integer: "numeric", text: "text", choice: "text" }[spec.kind];
  const duty = { "aria-required": String(spec.required), autocomplete: "off", maxlength: "2000" };
  const input = h("input", { type: "text", name: spec.name, inputmode: mode, ...duty });
  const none = spec.nullable ? tick(`${spec.name}-none`, noneWords(spec)) : null;
  const shown = field(input, labelWithDuty(spec), boundWords(spec), ...(none ? [none.element] : []));
  none?.box.addEventListener("change", () => {
    input.disabled = none.box.checked;
    shown.complain(null);
  });
  const read = (): Reading => {
    if (none?.box.checked) return { value: null };
    const typed = input.value.trim();
    return typed === "" ? "nothing" : readAnswer(spec, typed);
  };
  return { spec, field: shown, read };
}

function readAnswer(spec: FormField, typed: string): Reading {
  if (spec.kind === "text") return { value: typed };
  const plain = spec.kind === "money" ? readMoney(typed) : readWhole(typed);
  if (plain === null) return { problem: t(spec.kind === "money" ? "problem.money" : "problem.integer") };
  if (!withinBounds(spec, plain)) return { problem: wrongWords(spec) };
  return { value: spec.kind === "money" ? plain : Number(plain) };
}

function readWhole(typed: string): string | null {
  const plain = typed.normalize("NFKC");
  return /^-?[0-9]{1,9}$/.test(plain) ? plain : null;
}

function withinBounds({ minimum, maximum }: FormField, plain: string): boolean {
  const size = (amount: string | number): bigint => cents(String(amount)) ?? 0n;
  return (minimum === null || size(plain) >= size(minimum)) && (maximum === null || size(plain) <= size(maximum));
}

function wrongWords(spec: FormField): Words {
  const bounds = boundWords(spec);
  return bounds ? t("problem.bounds", { bounds }) : t("problem.refused");
}

function boundWords(spec: FormField): Words | null {
  if (spec.kind !== "money" && spec.kind !== "integer") return null;
  const show = (bound: string | number): Words => (spec.kind === "money" ? money(String(bound)) : () => String(bound));
  const { minimum, maximum } = spec;
  if (minimum !== null && maximum !== null) {
    return t("bounds.between", { minimum: show(minimum), maximum: show(maximum) });
  }
  if (minimum !== null) return t("bounds.from", { minimum: show(minimum) });
  return maximum === null ? null : t("bounds.to", { maximum: show(maximum) });
}
