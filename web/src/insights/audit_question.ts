/** What the audit trail can be asked: one of three questions, as the address holds it. */

/** Kinds of records that the trail is asked for by the number that the pages show. */
export const KINDS = [
  "order",
  "shipment",
  "receipt",
  "dealer",
  "dealer-user",
  "staff",
  "registration",
  "decision",
  "account",
  "entry",
  "invoice",
  "payment",
  "statement",
  "account-change",
  "bank-line",
  "program",
  "settlement-run",
  "product",
  "price_list",
  "price",
  "stock_level",
  "movement",
  "region",
  "policy",
  "thread",
  "note",
] as const;

/** Kinds whose records are found by the way of others, or of a day. */
const FURTHER = [
  "past-purchase",
  "order_job",
  "dealer-standing",
  "registration-claim",
  "waiting-decision",
  "decided-subject",
  "settlement-draft",
  "settlement-part",
  "settlement-lock",
  "posted-rebate",
  "category",
  "inbox_message",
  "verification",
  "finding",
  "address",
  "welcome",
] as const;

export type Kind = (typeof KINDS)[number] | (typeof FURTHER)[number];

/** A kind that there are words for; undefined for any other. */
export function knownKind(kind: string): Kind | undefined {
  return [...KINDS, ...FURTHER].find((one) => one === kind);
}

export type Question =
  | { readonly by: "day"; readonly day: string }
  | { readonly by: "who"; readonly who: string }
  | { readonly by: "record"; readonly kind: string; readonly id: string };

interface Address {
  readonly kind?: string | undefined;
  readonly id?: string | undefined;
  readonly day?: string | undefined;
  readonly who?: string | undefined;
}

/** The question of an address; one that asks nothing asks for the present day. */
export function questionOf({ kind, id, day, who }: Address, today: string): Question {
  if (kind !== undefined && id !== undefined) return { by: "record", kind, id };
  if (who !== undefined) return { by: "who", who };
  return { by: "day", day: day ?? today };
}

/** A question as the address and the API name it. */
export function asked(question: Question): { kind?: string; id?: string; day?: string; who?: string } {
  switch (question.by) {
    case "day":
      return { day: question.day };
    case "who":
      return { who: question.who };
    case "record":
      return { kind: question.kind, id: question.id };
  }
}
