/** What the API answers, as far as these pages read it. */

export interface FormField {
  readonly name: string;
  readonly kind: "money" | "integer" | "choice" | "text";
  readonly required: boolean;
  readonly nullable: boolean;
  readonly minimum: string | number | null;
  readonly maximum: string | number | null;
  readonly choices: readonly string[];
}

/** Money and text as text, whole numbers as numbers; null says that there is to be none. */
export type Answer = string | number | null;
export type Answers = Readonly<Record<string, Answer>>;

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface Document {
  readonly name: string;
  readonly url: string;
}

/** What is to be decided. `kind` and `values` make its title; facts and form bring keys that we put into words. */
export interface Decision {
  readonly decision_id: string;
  readonly kind: string;
  readonly values: Readonly<Record<string, string | null>>;
  readonly facts: readonly Fact[];
  readonly documents: readonly Document[];
  readonly form: readonly FormField[];
  readonly needs_sign_in: boolean;
  readonly opened_at: string;
  readonly ends_at: string;
}

export interface Verdict {
  readonly choice: "approve" | "reject";
  readonly answers: Answers;
  readonly comment: string | null;
}

export interface Invitation {
  readonly email: string;
  readonly name: string;
  readonly ends_at: string;
}

export interface Case {
  readonly case_id: string;
  readonly company_name: string;
  readonly state: string;
  readonly submitted_at: string;
  readonly ended_at: string | null;
  readonly reason: string | null;
  readonly comment: string | null;
}

export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
