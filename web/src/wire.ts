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
  readonly may_return: boolean;
  readonly opened_at: string;
  readonly ends_at: string;
}

export interface Verdict {
  readonly choice: "approve" | "reject" | "more_information";
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
  readonly wanted: string | null;
  readonly amend_until: string | null;
  readonly application: Application | null;
}

/** What an applicant stated last; there while more information is wanted. */
export interface Application {
  readonly company_name: string;
  readonly credit_code: string;
  readonly region: string;
  readonly contact_name: string;
  readonly email: string;
  readonly phone: string;
  readonly address: string;
  readonly locale: string;
  readonly requested_credit: string | null;
  readonly consent_version: string;
  readonly documents: readonly StatedDocument[];
}

export interface StatedDocument {
  readonly upload_id: string;
  readonly file_name: string;
}

/** What the form of a registration has to offer. */
export interface RegistrationForm {
  readonly regions: readonly { readonly region_id: string; readonly name: string }[];
  readonly consent: { readonly version: string; readonly texts: Readonly<Record<string, string>> };
  readonly document_types: readonly string[];
  readonly largest_document: number;
  readonly most_documents: number;
}

/** Where a document is posted: `fields` first, the file last. */
export interface Upload {
  readonly upload_id: string;
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
