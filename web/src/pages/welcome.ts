/** The mailed invitation: whose it is, and the first password, set once. */
import { ApiError, ask } from "../api";
import { h } from "../dom";
import { field, leadToProblem, tick } from "../fields";
import { named, t } from "../i18n";
import { factList, notice, refusalWords, sentence, tellProblem, whileWaiting } from "../notice";
import { present } from "../page";
import { instant } from "../show";
import type { Invitation } from "../wire";

const CLOSED = new Set(["not_found", "link_used", "link_expired"]);

export async function welcomePage(secret: string): Promise<HTMLElement> {
  const headers = { "X-Invitation-Secret": secret };
  try {
    return passwordPage(await ask<Invitation>("GET /invitation", { headers }), headers);
  } catch (error) {
    return closed(error);
  }
}

/** Whether a password keeps the rules: 10 to 99 characters, capitals, small letters and digits. */
export function keepsRules(password: string): boolean {
  return (
    password.length >= 10 && password.length <= 99 && [/[A-Z]/, /[a-z]/, /[0-9]/].every((kind) => kind.test(password))
  );
}

function passwordPage({ email, name, ends_at }: Invitation, headers: Record<string, string>): HTMLElement {
  const forManagers = { tabindex: "-1", "aria-hidden": "true", class: "unseen" };
  const user = h("input", { ...forManagers, type: "email", autocomplete: "username", readonly: true, value: email });
  const first = h("input", { type: "password", name: "password", autocomplete: "new-password", maxlength: "99" });
  const again = h("input", { type: "password", name: "again", autocomplete: "new-password", maxlength: "99" });
  const firstField = field(first, t("welcome.password"), t("welcome.rules"));
  const againField = field(again, t("welcome.again"));
  const visible = tick("visible", t("welcome.visible"));
  visible.box.addEventListener("change", () => {
    first.type = again.type = visible.box.checked ? "text" : "password";
  });
  const told = notice();
  const button = h("button", { type: "submit", class: "main" }, t("welcome.submit"));

  const work = async (): Promise<void> => {
    firstField.complain(keepsRules(first.value) ? null : t("problem.password"));
    againField.complain(again.value === first.value ? null : t("problem.password_again"));
    if (leadToProblem([firstField, againField])) return;
    told.replaceChildren();
    try {
      await ask("POST /invitation", { body: { password: first.value }, headers });
      present(done());
    } catch (error) {
      if (error instanceof ApiError && CLOSED.has(error.code)) {
        present(closed(error));
      } else if (error instanceof ApiError && error.status === 422) {
        firstField.complain(t("problem.password"));
        leadToProblem([firstField]);
      } else {
        tellProblem(told, refusalWords(error));
      }
    }
  };
  const form = h(
    "form",
    { novalidate: true, class: "stack" },
    user,
    factList([[t("welcome.email"), email]]),
    firstField.element,
    againField.element,
    visible.element,
    told,
    button,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void whileWaiting([button], work);
  });
  return h(
    "section",
    { class: "card narrow stack" },
    h("h1", {}, t("welcome.title")),
    h("p", {}, t("welcome.text", { name, time: instant(ends_at) })),
    form,
  );
}

function done(): HTMLElement {
  return sentence("good", t("welcome.done"), t("welcome.done_text"), signInLink());
}

function closed(error: unknown): HTMLElement {
  if (!(error instanceof ApiError) || !CLOSED.has(error.code)) throw error;
  return sentence("plain", named("welcome.closed", error.code), named("welcome.closed_text", error.code), signInLink());
}

function signInLink(): HTMLElement {
  return h("p", {}, h("a", { href: "#/sign-in" }, t("sign_in.title")));
}
