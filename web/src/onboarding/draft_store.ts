/** A registration that is being filled in: kept in this browser until it is sent, so that a reload loses nothing. */
import { freshKey } from "../api/command";
import { keep, recall } from "../kernel/storage";
import { nothingTyped, TYPED_FIELDS, type HeldDocument, type Language, type Typed } from "./application";

const NAME = "qudao.registration";
/** Uploads that nobody sent with a registration are deleted after a day; a little earlier they count no more. */
const UPLOADS_KEPT = 23 * 3600 * 1000;

/** What was typed and uploaded, and under which key which statement was sent last. */
export interface Draft {
  readonly typed: Typed;
  readonly documents: readonly HeldDocument[];
  readonly sending: { readonly key: string; readonly said: string } | null;
}

/** The draft of an earlier visit, without uploads that have run out; an empty one where there is none. */
export function recallDraft(locale: Language, now: number): Draft {
  const kept = recall(NAME);
  const empty: Draft = { typed: nothingTyped(locale), documents: [], sending: null };
  if (!isRecord(kept) || !isRecord(kept.typed)) return empty;
  const typed: Record<string, string> = { ...empty.typed };
  for (const name of TYPED_FIELDS) {
    const said = kept.typed[name];
    if (typeof said === "string") typed[name] = said;
  }
  const documents = Array.isArray(kept.documents) ? kept.documents.filter(isDocument) : [];
  return {
    typed: typed as Typed,
    documents: documents.filter(({ at }) => at !== null && now - at < UPLOADS_KEPT),
    sending: isSending(kept.sending) ? kept.sending : null,
  };
}

export function keepDraft(draft: Draft): void {
  keep(NAME, draft);
}

export function forgetDraft(): void {
  keep(NAME, null);
}

/** The key under which a statement is sent: the same statement, sent again even after a reload, is the same request. */
export function sendingOf(draft: Draft, statement: unknown): NonNullable<Draft["sending"]> {
  const said = JSON.stringify(statement);
  return draft.sending?.said === said ? draft.sending : { key: freshKey(), said };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isDocument(value: unknown): value is HeldDocument {
  return (
    isRecord(value) &&
    typeof value.upload_id === "string" &&
    typeof value.file_name === "string" &&
    typeof value.at === "number"
  );
}

function isSending(value: unknown): value is NonNullable<Draft["sending"]> {
  return isRecord(value) && typeof value.key === "string" && typeof value.said === "string";
}
