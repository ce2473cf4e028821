/** What is to be decided, and deciding it: shown, chosen, confirmed by name, sent once. */
import { ApiError } from "./api";
import { confirmation, type Send } from "./confirm";
import { type Child, fill, h, type Words } from "./dom";
import { type Field, field, leadToProblem } from "./fields";
import { type Form, formOf } from "./form";
import { named, t } from "./i18n";
import { factList, refusalWords, sentence } from "./notice";
import { present } from "./page";
import { factValue, instant } from "./show";
import type { Decision, Verdict } from "./wire";

/** What a decision is called. */
export function titleOf(decision: Decision): Words {
  const values = Object.entries(decision.values).map(([name, value]) => [name, value ?? ""]);
  return named(
    "decision.title",
    decision.kind,
    t("decision.title"),
    Object.fromEntries(values) as Record<string, string>,
  );
}

/** The page of one decision; `after` stands below what is said once it is made. */
export function decisionPage(decision: Decision, send: Send, after: readonly Child[] = []): HTMLElement {
  const form = formOf(decision.form);
  const comment = h("textarea", { name: "comment", rows: "3", maxlength: "2000" });
  const commentField = field(
    comment,
    t("decision.comment"),
    t(decision.may_return ? "decision.comment_hint_more" : "decision.comment_hint"),
  );
  const approve = h("button", { type: "button", class: "main", id: "approve" }, t("decision.approve"));
  const reject = h("button", { type: "button", class: "danger", id: "reject" }, t("decision.reject"));
  const more = h("button", { type: "button", id: "more" }, t("decision.more_information"));
  const place = h("div");

  const confirm = (verdict: Verdict): void => {
    const dialog = confirmation(decision, titleOf(decision), verdict, send, {
      done: () => {
        dialog.close();
        present(decided(decision, verdict, after));
      },
      refused: (error) => {
        dialog.close();
        if (!showRefused(form, commentField, error)) present(closedPage(error, after));
      },
    });
    fill(place, dialog);
    dialog.showModal();
  };
  const said = (): string | null => comment.value.trim() || null;
  approve.addEventListener("click", () => {
    commentField.complain(null);
    const answers = form.answers();
    if (answers) confirm({ choice: "approve", answers, comment: said() });
  });
  reject.addEventListener("click", () => {
    commentField.complain(said() === null ? t("decision.reason_missing") : null);
    if (!leadToProblem([commentField])) confirm({ choice: "reject", answers: {}, comment: said() });
  });
  more.addEventListener("click", () => {
    commentField.complain(said() === null ? t("decision.wanted_missing") : null);
    if (!leadToProblem([commentField])) confirm({ choice: "more_information", answers: {}, comment: said() });
  });

  const sets = form.elements.length > 0 && [
    h("h2", {}, t("decision.sets")),
    h("div", { class: "grid" }, form.elements),
  ];
  const deciding = h(
    "form",
    { novalidate: true, class: "card stack" },
    sets || null,
    commentField.element,
    h("div", { class: "buttons" }, approve, decision.may_return ? more : null, reject),
  );
  deciding.addEventListener("submit", (event) => {
    event.preventDefault();
  });
  return h("article", { class: "stack" }, heading(decision), shown(decision), deciding, place);
}

/** What to say of a link, or of a decision, that can no longer be used. */
export function closedPage(error: ApiError, after: readonly Child[] = []): HTMLElement {
  const state = error.details.find((detail) => typeof detail["state"] === "string")?.["state"];
  const kind = error.code === "link_used" && state === "void" ? "void" : error.code;
  const title = named("closed.title", kind, t("closed.title"));
  const decided = typeof state === "string" ? named("closed.state", state, t("closed.text")) : t("closed.text");
  return sentence(
    "plain",
    title,
    error.code === "link_used" ? decided : named("closed.text", kind, refusalWords(error)),
    ...after,
  );
}

/** Whether a refusal means that nothing can be decided here any more. */
export function isClosed(error: unknown): error is ApiError {
  return error instanceof ApiError && ["link_used", "link_expired", "wrong_state"].includes(error.code);
}

function heading(decision: Decision): HTMLElement {
  const until = h("p", { class: "quiet" }, t("decision.until", { time: instant(decision.ends_at) }));
  const known = decision.needs_sign_in ? h("p", { class: "message" }, t("decision.needs_sign_in")) : null;
  return h("header", {}, h("h1", {}, titleOf(decision)), until, known);
}

function shown({ facts, documents }: Decision): HTMLElement {
  const rows = facts.map(({ label, value }) => [named("fact", label), factValue(label, value)] as const);
  const links = documents.map(({ name, url }) =>
    h("li", {}, h("a", { href: webAddress(url), target: "_blank", rel: "noopener" }, name)),
  );
  return h(
    "section",
    { class: "card stack" },
    h("h2", {}, t("decision.facts")),
    factList(rows),
    links.length > 0
      ? [
          h("h2", {}, t("decision.documents")),
          h("ul", { class: "documents" }, links),
          h("p", { class: "hint" }, t("decision.documents_hint")),
        ]
      : null,
  );
}

/** Only what leads into the web becomes a link. */
function webAddress(url: string): string {
  return /^https?:\/\//i.test(url) ? url : "#";
}

function decided(decision: Decision, { choice }: Verdict, after: readonly Child[]): HTMLElement {
  const title = t(`decision.done.${choice}`);
  return sentence("good", title, t(`decision.done_text.${choice}`, { title: titleOf(decision) }), ...after);
}

/** Marks the fields that the API refused, or the comment where it names none; false where it is not about fields. */
function showRefused(form: Form, comment: Field, error: ApiError): boolean {
  if (error.status !== 422) return false;
  const names = error.details.map(({ field: name }) => (name ?? "").replace(/^answers\./, ""));
  if (!form.complain(names)) {
    comment.complain(refusalWords(error));
    leadToProblem([comment]);
  }
  return true;
}
