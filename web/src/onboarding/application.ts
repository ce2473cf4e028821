/** What an applicant states: as it is typed, what is wrong with it, and as the API takes it. */
import type { Schemas } from "../api/schemas";
import { readMoney } from "../kernel/money";
import { codeProblem, mended } from "./credit_code";

export type Offer = Schemas["RegistrationFormOut"];
export type Stated = Schemas["ApplicationOut"];
export type Language = Schemas["RegistrationIn"]["locale"];

export const COMPANY_FIELDS = ["company_name", "credit_code", "region", "address", "requested_credit"] as const;
export const CONTACT_FIELDS = ["contact_name", "email", "phone", "locale"] as const;
export const TYPED_FIELDS = [...COMPANY_FIELDS, ...CONTACT_FIELDS] as const;

export type Name = (typeof TYPED_FIELDS)[number];
/** All that is typed, as it is typed. */
export type Typed = Readonly<Record<Name, string>>;

/** A document that was uploaded, or that the case holds already. */
export interface HeldDocument {
  readonly upload_id: string;
  readonly file_name: string;
  /** When it was uploaded (milliseconds); null of one that the case holds. */
  readonly at: number | null;
}

/** The fields that can be wrong, documents and consent included. */
export type Part = Name | "documents" | "consent";
export type Problem =
  "missing" | "too_long" | "code_character" | "code_short" | "code_long" | "code_check" | "email" | "phone" | "money";
/** What the words for a problem name. */
export type ProblemValues = Readonly<Record<"most" | "missing" | "over" | "character" | "place", string>>;
export type Problems = Partial<Record<Part, { readonly problem: Problem; readonly values: ProblemValues }>>;

const LONGEST = 200;
const EMAIL = /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
const PHONE = /^\+?[0-9][0-9 -]{4,24}$/;

export function nothingTyped(locale: Language): Typed {
  return {
    company_name: "",
    credit_code: "",
    region: "",
    address: "",
    requested_credit: "",
    contact_name: "",
    email: "",
    phone: "",
    locale,
  };
}

/** What was stated before, to be amended. */
export function typedOf(stated: Stated): Typed {
  return { ...stated, requested_credit: stated.requested_credit ?? "" };
}

/** Makes good what a person cannot mean otherwise: spaces, wide characters, small letters in a code. */
export function tidy(name: Name, typed: string): string {
  if (name === "credit_code") return mended(typed);
  if (name === "email" || name === "phone") return typed.normalize("NFKC").trim();
  return typed.trim().replace(/\s+/g, " ");
}

/** What is wrong with the named fields; an empty record where nothing is. */
export function problemsOf(typed: Typed, names: readonly Name[]): Problems {
  const found: Problems = {};
  for (const name of names) {
    const wrong = problemOf(name, tidy(name, typed[name]));
    if (wrong) found[name] = wrong;
  }
  return found;
}

function problemOf(name: Name, said: string): Problems[Name] | null {
  if (said === "") return name === "requested_credit" ? null : wrong("missing");
  switch (name) {
    case "credit_code":
      return problemOfCode(said);
    case "email":
      return EMAIL.test(said) && said.length <= 254 ? null : wrong("email");
    case "phone":
      return PHONE.test(said) ? null : wrong("phone");
    case "requested_credit": {
      const amount = readMoney(said);
      return amount === null || amount.startsWith("-") ? wrong("money") : null;
    }
    case "company_name":
    case "contact_name":
    case "address":
    case "region":
    case "locale":
      return said.length > LONGEST ? wrong("too_long", { most: String(LONGEST) }) : null;
  }
}

function problemOfCode(code: string): Problems[Name] | null {
  const found = codeProblem(code);
  switch (found?.kind) {
    case undefined:
      return null;
    case "empty":
      return wrong("missing");
    case "typing":
      return wrong("code_short", { missing: String(found.missing) });
    case "long":
      return wrong("code_long", { over: String(found.over) });
    case "character":
      return wrong("code_character", { character: found.character, place: String(found.place) });
    case "check":
      return wrong("code_check");
  }
}

const NO_VALUES: ProblemValues = { most: "", missing: "", over: "", character: "", place: "" };

function wrong(problem: Problem, values: Partial<ProblemValues> = {}): NonNullable<Problems[Part]> {
  return { problem, values: { ...NO_VALUES, ...values } };
}

/** The statement as the API takes it; `typed` has no problems. */
export function stated(typed: Typed, documents: readonly HeldDocument[]): Omit<Schemas["RegistrationIn"], "consent"> {
  const said = (name: Name): string => tidy(name, typed[name]);
  return {
    company_name: said("company_name"),
    credit_code: said("credit_code"),
    region: said("region"),
    contact_name: said("contact_name"),
    email: said("email"),
    phone: said("phone"),
    address: said("address"),
    locale: said("locale") === "en" ? "en" : "zh-CN",
    requested_credit: readMoney(said("requested_credit")),
    documents: documents.map(({ upload_id, file_name }) => ({ upload_id, file_name })),
  };
}
