/** The last question before a decision is sent: it names the thing and what is set, and signs in where that is asked. */
import { ApiError } from "./api";
import { fill, h, type Words } from "./dom";
import { answerWords, labelOf } from "./form";
import { t } from "./i18n";
import { factList, notice, refusalWords, tellProblem, whileWaiting } from "./notice";
import { signOut, signedIn } from "./session";
import { signInForm } from "./sign_in";
import type { Decision, Verdict } from "./wire";

/** Sends a verdict; 401 where the API wants to know who decides. */
export type Send = (verdict: Verdict) => Promise<unknown>;

/** How it ends: `done`, or refused for good or for the form's sake. Other faults are told here and can be tried again. */
export interface Ends {
  readonly done: () => void;
  readonly refused: (error: ApiError) => void;
}

/** A dialog that asks once more and then sends. */
export function confirmation(
  { form }: Decision,
  title: Words,
  verdict: Verdict,
  send: Send,
  ends: Ends,
): HTMLDialogElement {
  const { choice, answers, comment } = verdict;
  const rows = form.flatMap((spec) => {
    const answer = answers[spec.name];
    return answer === undefined ? [] : [[labelOf(spec), answerWords(spec, answer)] as const];
  });
  const said = comment === null ? [] : [[t("decision.comment"), h("span", { class: "said" }, comment)] as const];
  const look = choice === "reject" ? "danger" : "main";
  const yes = h("button", { type: "button", class: look, id: "confirm" }, t(`decision.confirm.${choice}`));
  const no = h("button", { type: "button", id: "back" }, t("decision.back"));
  const told = notice();
  const actions = h("div", { class: "stack" });
  const question = h("h2", { id: "confirm-title", tabindex: "-1", autofocus: true }, t(`decision.really.${choice}`));
  const body = [question, h("p", { class: "strong" }, title), factList([...rows, ...said]), told, actions];
  const dialog = h("dialog", { "aria-labelledby": "confirm-title" }, h("div", { class: "stack" }, body));
  let sending = false;

  const offerConfirm = (): void => {
    fill(actions, h("div", { class: "buttons" }, yes, no));
  };
  const offerSignIn = (): void => {
    fill(told, h("p", { class: "message" }, t("decision.sign_in_here")));
    fill(actions, signInForm(t(`decision.sign_in.${choice}`), decide), no);
    actions.querySelector("input")?.focus();
  };
  const offerAnother = (problem: Words): void => {
    tellProblem(told, problem);
    const other = h("button", { type: "button" }, t("sign_in.as_another"));
    other.addEventListener("click", () => void whileWaiting([other], () => signOut().then(offerSignIn, tellFault)));
    fill(actions, h("div", { class: "buttons" }, other, no));
    other.focus();
  };
  const tellFault = (error: unknown): void => {
    tellProblem(told, refusalWords(error));
  };
  const answerTo = (error: ApiError): void => {
    if (error.status === 401) offerSignIn();
    else if (error.status === 403 && signedIn()) offerAnother(refusalWords(error));
    else if (error.status === 404 && signedIn()) offerAnother(t("decision.not_yours"));
    else if (error.code === "busy" || error.status === 0 || error.status === 429 || error.status >= 500) {
      tellFault(error);
      offerConfirm();
      yes.focus();
    } else ends.refused(error);
  };
  const decide = async (): Promise<void> => {
    sending = true;
    fill(told, h("p", { class: "message" }, t("decision.sending")));
    try {
      await send(verdict);
      ends.done();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      answerTo(error);
    } finally {
      sending = false;
    }
  };
  yes.addEventListener("click", () => void whileWaiting([yes, no], decide));
  no.addEventListener("click", () => {
    if (!sending) dialog.close();
  });
  dialog.addEventListener("cancel", (event) => {
    if (sending) event.preventDefault();
  });
  offerConfirm();
  return dialog;
}
