/** The sign-in form, on its own page and wherever a decision asks for it. */
import { h, type Words } from "./dom";
import { field, leadToProblem } from "./fields";
import { t } from "./i18n";
import { notice, refusalWords, tellProblem, whileWaiting } from "./notice";
import { signIn } from "./session";

/** A form that signs in and then calls `done`. */
export function signInForm(submit: Words, done: () => Promise<void>): HTMLFormElement {
  const email = h("input", {
    type: "email",
    name: "email",
    autocomplete: "username",
    required: true,
    spellcheck: "false",
  });
  const password = h("input", { type: "password", name: "password", autocomplete: "current-password", required: true });
  const emailField = field(email, t("sign_in.email"));
  const passwordField = field(password, t("sign_in.password"));
  const button = h("button", { type: "submit", class: "main" }, submit);
  const told = notice();
  const form = h(
    "form",
    { novalidate: true, class: "stack sign-in" },
    emailField.element,
    passwordField.element,
    told,
    button,
  );

  const work = async (): Promise<void> => {
    const fields = [emailField, passwordField];
    for (const { input, complain } of fields) complain(input.value.trim() === "" ? t("problem.missing") : null);
    if (leadToProblem(fields)) return;
    told.replaceChildren();
    try {
      await signIn(email.value.trim(), password.value);
    } catch (error) {
      tellProblem(told, refusalWords(error));
      password.value = "";
      password.focus();
      return;
    }
    await done();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void whileWaiting([button], work);
  });
  return form;
}
