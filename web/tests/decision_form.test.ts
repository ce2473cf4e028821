import { describe, expect, it } from "vitest";
import {
  emptyEntries,
  firstEntries,
  readForm,
  refusedFields,
  type Entries,
  type FieldSpec,
} from "../src/approvals/decision_form";

const plain = { required: true, nullable: false, minimum: null, maximum: null, choices: [] };
const FORM: readonly FieldSpec[] = [
  { ...plain, name: "grade", kind: "choice", choices: ["A", "B"] },
  { ...plain, name: "credit_limit", kind: "money", nullable: true, minimum: "0.00", maximum: "500000.00" },
  { ...plain, name: "payment_days", kind: "integer", minimum: 0, maximum: 180 },
  { ...plain, name: "contract_list_id", kind: "choice", required: false, nullable: true, choices: ["contract-1"] },
  { ...plain, name: "note", kind: "text", required: false },
];

function filled(texts: Readonly<Record<string, string>>, none: readonly string[] = []): Entries {
  const entries = { ...emptyEntries(FORM) };
  for (const [name, text] of Object.entries(texts)) entries[name] = { text, none: false };
  for (const name of none) entries[name] = { text: "", none: true };
  return entries;
}

describe("the form of an approval", () => {
  it("answers in the API's own forms", () => {
    const entries = filled({ grade: "A", credit_limit: "50,000.5", payment_days: "３０", note: " new " });
    expect(readForm(FORM, entries)).toEqual({
      answers: { grade: "A", credit_limit: "50000.50", payment_days: 30, contract_list_id: null, note: "new" },
      problems: {},
    });
  });

  it("says null only where somebody says so", () => {
    const texts = { grade: "B", payment_days: "0" };
    expect(readForm(FORM, filled(texts)).problems).toEqual({ credit_limit: "missing" });
    expect(readForm(FORM, filled(texts, ["credit_limit"]))).toEqual({
      answers: { grade: "B", credit_limit: null, payment_days: 0, contract_list_id: null },
      problems: {},
    });
  });

  it("names everything that is missing; what may be left out is not", () => {
    expect(readForm(FORM, emptyEntries(FORM))).toEqual({
      answers: { contract_list_id: null },
      problems: { grade: "missing", credit_limit: "missing", payment_days: "missing" },
    });
  });

  it.each([
    ["credit_limit", "0", "0.00"],
    ["credit_limit", "500000", "500000.00"],
    ["payment_days", "0", 0],
    ["payment_days", "180", 180],
    ["contract_list_id", "contract-1", "contract-1"],
  ])("takes %s = %s, at its bound", (name, text, answer) => {
    const entries = filled({ grade: "A", credit_limit: "1", payment_days: "1", [name]: text });
    expect(readForm(FORM, entries).problems).toEqual({});
    expect(readForm(FORM, entries).answers[name]).toBe(answer);
  });

  it.each([
    ["credit_limit", "500000.01", "bounds"],
    ["credit_limit", "-0.01", "bounds"],
    ["credit_limit", "1.005", "money"],
    ["credit_limit", "much", "money"],
    ["payment_days", "181", "bounds"],
    ["payment_days", "1.5", "integer"],
    ["payment_days", "-1", "integer"],
    ["grade", "Z", "missing"],
  ])("refuses %s = %s", (name, text, problem) => {
    const entries = filled({ grade: "A", credit_limit: "500000", payment_days: "180", [name]: text });
    expect(readForm(FORM, entries).problems).toEqual({ [name]: problem });
  });

  it("compares amounts that no floating figure could tell apart", () => {
    const one = [{ ...plain, name: "limit", kind: "money" as const, maximum: "999999999999.98" }];
    expect(readForm(one, { limit: { text: "999999999999.98", none: false } }).problems).toEqual({});
    expect(readForm(one, { limit: { text: "999999999999.99", none: false } }).problems).toEqual({ limit: "bounds" });
  });

  it("begins with what an earlier level proposed", () => {
    const facts = [
      { label: "company_name", value: "公司" },
      { label: "proposed_by", value: "王芳" },
      { label: "proposed_grade", value: "B" },
      { label: "proposed_payment_days", value: "30" },
    ];
    expect(readForm(FORM, firstEntries(FORM, facts)).answers).toEqual({
      grade: "B",
      credit_limit: null,
      payment_days: 30,
      contract_list_id: null,
    });
    expect(firstEntries(FORM, facts.slice(0, 2))).toEqual(emptyEntries(FORM));
  });

  it("marks what the API refused, and knows what is not its own", () => {
    expect(refusedFields(FORM, ["answers.payment_days", "answers.grade"])).toEqual({
      grade: "refused",
      payment_days: "refused",
    });
    expect(refusedFields(FORM, ["comment"])).toEqual({});
  });
});
