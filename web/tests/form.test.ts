import { beforeEach, describe, expect, it } from "vitest";
import { type Form, formOf } from "../src/form";
import type { FormField } from "../src/wire";

const plain = { required: true, nullable: false, minimum: null, maximum: null, choices: [] };
const FIELDS: readonly FormField[] = [
  { ...plain, name: "grade", kind: "choice", choices: ["A", "B"] },
  { ...plain, name: "credit_limit", kind: "money", nullable: true, minimum: "0.00", maximum: "500000.00" },
  { ...plain, name: "payment_days", kind: "integer", minimum: 0, maximum: 180 },
  { ...plain, name: "contract_list_id", kind: "choice", required: false, nullable: true, choices: ["contract-1"] },
  { ...plain, name: "note", kind: "text", required: false },
];

let form: Form;

function input(name: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`[name="${name}"]`);
  if (!found) throw new Error(name);
  return found;
}

function problems(): string[] {
  return [...document.querySelectorAll("[aria-invalid=true]")].map((wrong) => wrong.getAttribute("name") ?? "");
}

function fillIn(values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) input(name).value = value;
}

beforeEach(() => {
  form = formOf(FIELDS);
  document.body.replaceChildren(...form.elements);
});

describe("the form of an approval", () => {
  it("answers in the API's own forms", () => {
    fillIn({ grade: "A", credit_limit: "50,000.5", payment_days: "３０", note: " new " });
    expect(form.answers()).toEqual({
      grade: "A",
      credit_limit: "50000.50",
      payment_days: 30,
      contract_list_id: null,
      note: "new",
    });
    expect(problems()).toEqual([]);
  });

  it("says null only where somebody says so", () => {
    fillIn({ grade: "B", payment_days: "0" });
    expect(form.answers()).toBeNull();
    expect(problems()).toEqual(["credit_limit"]);
    input("credit_limit-none").click();
    expect(form.answers()).toEqual({ grade: "B", credit_limit: null, payment_days: 0, contract_list_id: null });
  });

  it("leads to the first field that is missing", () => {
    expect(form.answers()).toBeNull();
    expect(problems()).toEqual(["grade", "credit_limit", "payment_days"]);
    expect(document.activeElement).toBe(input("grade"));
  });

  it.each([
    ["credit_limit", "500000.01"],
    ["credit_limit", "-1"],
    ["credit_limit", "much"],
    ["payment_days", "181"],
    ["payment_days", "1.5"],
  ])("refuses %s = %s", (name, value) => {
    fillIn({ grade: "A", credit_limit: "500000", payment_days: "180", [name]: value });
    expect(form.answers()).toBeNull();
    expect(problems()).toEqual([name]);
  });

  it("marks what the API refused, and knows what is not its own", () => {
    expect(form.complain(["payment_days"])).toBe(true);
    expect(problems()).toEqual(["payment_days"]);
    expect(formOf(FIELDS).complain(["comment"])).toBe(false);
  });
});
