/** Amending a registration: what was stated is filled in, documents are kept or replaced, and all is sent at once. */
import { ApiError, ask, freshKey } from "../api";
import { h } from "../dom";
import { field, type Field, leadToProblem, tick } from "../fields";
import { language, LANGUAGES, named, t, wordsIn } from "../i18n";
import { readMoney } from "../money";
import { notice, refusalWords, sentence, tellProblem, whileWaiting } from "../notice";
import { present } from "../page";
import type { Application, Case, RegistrationForm, StatedDocument, Upload } from "../wire";

const TYPED = ["company_name", "credit_code", "contact_name", "email", "phone", "address"] as const;

/** The form, filled in with what was stated last. */
export async function amendment(found: Case, stated: Application, secret: string): Promise<HTMLElement> {
  const offer = await ask<RegistrationForm>("GET /registration-form");
  const fields = inputs(stated, offer);
  const documents = documentFields(stated, offer);
  const consent = offer.consent.version === stated.consent_version ? null : consentFields(offer);
  const told = notice();
  const send = h("button", { type: "submit", class: "main", id: "amend" }, t("amend.send"));
  const form = h(
    "form",
    { novalidate: true, class: "card stack", id: "amendment" },
    h("h2", {}, t("amend.title")),
    h(
      "div",
      { class: "grid" },
      [...fields.values()].map(({ element }) => element),
    ),
    documents.element,
    consent?.element ?? null,
    told,
    h("div", { class: "buttons" }, send),
  );
  const all = new Map([...fields, ["documents", documents.added]]);
  const post = sender(found.case_id, secret);

  const submit = async (): Promise<void> => {
    for (const [name, each] of fields) each.complain(wrong(name, each.input.value));
    documents.check();
    const agreed = consent?.agreed() ?? true;
    if (leadToProblem([...all.values()]) || !agreed) return;
    try {
      const body = { ...answers(fields), documents: await documents.upload() };
      await post(consent ? { ...body, consent: { version: offer.consent.version, accepted: true } } : body);
      present(sentence("good", t("amend.done"), t("amend.done_text")));
    } catch (error) {
      if (!complained(all, error)) tellProblem(told, refusalWords(error));
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    told.replaceChildren();
    void whileWaiting([send], submit);
  });
  return form;
}

function inputs(stated: Application, offer: RegistrationForm): Map<string, Field> {
  const made = new Map<string, Field>();
  for (const name of TYPED) {
    const input = h("input", { type: "text", name, value: stated[name], maxlength: name === "email" ? "254" : "200" });
    made.set(name, field(input, named("fact", name)));
  }
  const regions = offer.regions.map(({ region_id, name }) => option(region_id, () => name, stated.region));
  made.set("region", field(h("select", { name: "region" }, regions), named("fact", "region")));
  const credit = stated.requested_credit ?? "";
  const amount = h("input", { type: "text", name: "requested_credit", inputmode: "decimal", value: credit });
  made.set("requested_credit", field(amount, t("field.optional", { label: named("fact", "requested_credit") })));
  const languages = LANGUAGES.map((each) => option(each, () => wordsIn(each, "language.name"), stated.locale));
  made.set("locale", field(h("select", { name: "locale" }, languages), t("amend.locale")));
  return made;
}

function option(value: string, words: () => string, chosen: string): HTMLOptionElement {
  return h("option", { value, selected: value === chosen }, words);
}

function wrong(name: string, typed: string): (() => string) | null {
  const said = typed.trim();
  if (name === "requested_credit") return said === "" || readMoney(said) !== null ? null : t("problem.money");
  return said === "" ? t("problem.missing") : null;
}

function answers(fields: ReadonlyMap<string, Field>): Record<string, string | null> {
  const given: Record<string, string | null> = {};
  for (const [name, { input }] of fields) {
    const said = input.value.trim();
    given[name] = name === "requested_credit" ? readMoney(said) : said;
  }
  return given;
}

interface Documents {
  readonly element: HTMLElement;
  readonly added: Field;
  readonly check: () => void;
  /** Posts the files that are new, each once, and names all documents of the amended registration. */
  readonly upload: () => Promise<readonly StatedDocument[]>;
}

function documentFields(stated: Application, offer: RegistrationForm): Documents {
  const kept = stated.documents.map((each) => {
    const keep = tick("keep", () => each.file_name);
    keep.box.checked = true;
    return { each, ...keep };
  });
  const files = h("input", { type: "file", name: "documents", multiple: true, accept: offer.document_types.join(",") });
  const most = String(offer.most_documents);
  const size = String(Math.floor(offer.largest_document / 1024 / 1024));
  const added = field(files, t("amend.add"), t("amend.documents_hint", { most, size }));
  const posted = new Map<File, StatedDocument>();
  const keeps = (): StatedDocument[] => kept.filter(({ box }) => box.checked).map(({ each }) => each);
  const chosen = (): File[] => Array.from(files.files ?? []);

  const check = (): void => {
    const count = keeps().length + chosen().length;
    const unfit = chosen().some(
      ({ type, size: bytes }) => !offer.document_types.includes(type) || bytes === 0 || bytes > offer.largest_document,
    );
    if (count === 0 || count > offer.most_documents) added.complain(t("amend.documents_count", { most }));
    else added.complain(unfit ? t("amend.documents_unfit", { size }) : null);
  };
  const upload = async (): Promise<readonly StatedDocument[]> => {
    for (const file of chosen()) if (!posted.has(file)) posted.set(file, await post(file));
    return [...keeps(), ...chosen().flatMap((file) => posted.get(file) ?? [])];
  };
  const element = h(
    "fieldset",
    { class: "stack" },
    h("legend", { class: "strong" }, t("amend.documents")),
    kept.map((each) => each.element),
    added.element,
  );
  return { element, added, check, upload };
}

/** Asks for a form and posts the file with it, straight to where documents are kept. */
async function post(file: File): Promise<StatedDocument> {
  const file_name = file.name.slice(-200);
  const asked = { file_name, content_type: file.type, size: file.size };
  const { upload_id, url, fields } = await ask<Upload>("POST /uploads", { body: asked });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  let answer: Response;
  try {
    answer = await fetch(url, { method: "POST", body: form });
  } catch {
    throw new ApiError(0, "offline");
  }
  if (!answer.ok) throw new ApiError(422, "invalid", [{ field: "documents" }]);
  return { upload_id, file_name };
}

function consentFields(offer: RegistrationForm): { element: HTMLElement; agreed: () => boolean } {
  const agree = tick("consent", t("amend.consent"));
  const text = (): string => offer.consent.texts[language()] ?? "";
  const problem = h("p", { class: "problem" });
  const element = h(
    "fieldset",
    { class: "stack" },
    h("legend", { class: "strong" }, t("amend.consent_title")),
    h("p", { class: "said" }, text),
    agree.element,
    problem,
  );
  const agreed = (): boolean => {
    problem.replaceChildren(...(agree.box.checked ? [] : [h("span", {}, t("amend.consent_missing"))]));
    return agree.box.checked;
  };
  return { element, agreed };
}

/** Sends an amendment; the same one sent again is the same request. */
function sender(caseId: string, secret: string): (body: unknown) => Promise<unknown> {
  const keys = new Map<string, string>();
  return (body) => {
    const said = JSON.stringify(body);
    const key = keys.get(said) ?? freshKey();
    keys.set(said, key);
    const headers = { "X-Case-Secret": secret, "Idempotency-Key": key };
    return ask(`POST /registrations/${encodeURIComponent(caseId)}/amendments`, { body, headers });
  };
}

/** Marks the fields that the API refused; false where it names none of ours. */
function complained(fields: ReadonlyMap<string, Field>, error: unknown): boolean {
  if (!(error instanceof ApiError) || error.status !== 422) return false;
  for (const { field: path } of error.details) {
    fields.get((path ?? "").split(".")[0] ?? "")?.complain(t("problem.refused"));
  }
  return leadToProblem([...fields.values()]);
}
