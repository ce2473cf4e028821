/** Labelled inputs that say what is wrong beside themselves. */
import { h, type Words } from "./dom";

export type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export interface Field {
  readonly element: HTMLElement;
  readonly input: Input;
  /** Says what is wrong with the field; null takes it back. */
  readonly complain: (problem: Words | null) => void;
}

let count = 0;

/** An input under its label, with a hint if it has one; `more` stands below the input. */
export function field(input: Input, label: Words, hint: Words | null = null, ...more: readonly Node[]): Field {
  count += 1;
  const id = `field-${count}`;
  const problem = h("p", { class: "problem", id: `${id}-problem` });
  const hints = hint ? [h("p", { class: "hint", id: `${id}-hint` }, hint)] : [];
  input.id = id;
  input.setAttribute("aria-describedby", [...hints.map((element) => element.id), problem.id].join(" "));
  const element = h("div", { class: "field" }, h("label", { for: id }, label), input, problem, hints, more);
  const complain = (words: Words | null): void => {
    input.setAttribute("aria-invalid", String(words !== null));
    problem.replaceChildren(...(words ? [h("span", {}, words)] : []));
  };
  input.addEventListener("input", () => {
    complain(null);
  });
  return { element, input, complain };
}

/** A tick box with its label behind it. */
export function tick(name: string, label: Words): { element: HTMLElement; box: HTMLInputElement } {
  const box = h("input", { type: "checkbox", name });
  return { element: h("label", { class: "tick" }, box, h("span", {}, label)), box };
}

/** Leads the reader to the first field that is wrong; true where there is one. */
export function leadToProblem(fields: readonly Field[]): boolean {
  const wrong = fields.find(({ input }) => input.getAttribute("aria-invalid") === "true");
  wrong?.input.focus();
  return wrong !== undefined;
}
