/** The last question before something is done for good: it names the thing, and signs in where that has run out. */
import { ApiError } from "./api";
import { type Child, fill, h, type Words } from "./dom";
import { t } from "./i18n";
import { factList, notice, refusalWords, tellProblem, whileWaiting } from "./notice";
import { signInForm } from "./sign_in";

export interface Question {
  readonly title: Words;
  readonly facts: readonly (readonly [Words, Child])[];
  readonly yes: Words;
  readonly look: "main" | "danger";
  /** Does it and shows what came of it; an `ApiError` is told in the dialog. */
  readonly act: () => Promise<void>;
}

/** Asks in a dialog, which stands in `place`. */
export function ask(place: HTMLElement, { title, facts, yes: sure, look, act }: Question): void {
  const yes = h("button", { type: "button", class: look, id: "confirm" }, sure);
  const no = h("button", { type: "button", id: "back" }, t("question.no"));
  const told = notice();
  const actions = h("div", { class: "stack" });
  const heading = h("h2", { id: "question", tabindex: "-1", autofocus: true }, title);
  const dialog = h(
    "dialog",
    { "aria-labelledby": "question" },
    h("div", { class: "stack" }, heading, factList(facts), told, actions),
  );
  let sending = false;

  const offer = (): void => {
    fill(actions, h("div", { class: "buttons" }, yes, no));
  };
  const offerSignIn = (): void => {
    fill(told, h("p", { class: "message" }, t("question.sign_in_here")));
    fill(actions, signInForm(sure, work), no);
    actions.querySelector("input")?.focus();
  };
  const work = async (): Promise<void> => {
    sending = true;
    fill(told, h("p", { class: "message" }, t("decision.sending")));
    try {
      await act();
      dialog.close();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        offerSignIn();
        return;
      }
      tellProblem(told, refusalWords(error));
      offer();
      yes.focus();
    } finally {
      sending = false;
    }
  };
  yes.addEventListener("click", () => void whileWaiting([yes, no], work));
  no.addEventListener("click", () => {
    if (!sending) dialog.close();
  });
  dialog.addEventListener("cancel", (event) => {
    if (sending) event.preventDefault();
  });
  offer();
  fill(place, dialog);
  dialog.showModal();
}
