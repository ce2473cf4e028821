/** What the page tells: waiting, refusals, results. One place of a page, read out as it changes. */
import { ApiError } from "./api";
import { type Child, fill, h, type Words } from "./dom";
import { named, t } from "./i18n";

/** A place for messages that are read out politely. */
export function notice(): HTMLElement {
  return h("div", { role: "status", "aria-live": "polite" });
}

/** Tells a refusal at once. */
export function tellProblem(place: HTMLElement, words: Words): void {
  fill(place, h("p", { class: "message bad", role: "alert" }, words));
}

/** The words for a refusal; one without words is told as a fault of ours. */
export function refusalWords(error: unknown): Words {
  if (!(error instanceof ApiError)) throw error;
  return named("error", error.code, t("error.internal"));
}

/** A whole page that says one thing: what has happened, and what to do now. */
export function sentence(
  mood: "good" | "bad" | "plain",
  title: Words,
  text: Words,
  ...more: readonly Child[]
): HTMLElement {
  return h("section", { class: `card sentence ${mood}` }, h("h1", {}, title), h("p", {}, text), more);
}

/** A page that could not be opened, and trying again. */
export function failedPage(error: unknown, again: () => void): HTMLElement {
  const button = h("button", { type: "button", class: "main" }, t("page.again"));
  button.addEventListener("click", again);
  return sentence("bad", t("page.failed"), refusalWords(error), h("div", { class: "buttons" }, button));
}

/** Names and what they are, in rows. */
export function factList(rows: readonly (readonly [Words, Child])[]): HTMLElement {
  const row = ([name, value]: readonly [Words, Child]): HTMLElement =>
    h("div", {}, h("dt", {}, name), h("dd", {}, value));
  return h("dl", { class: "facts" }, rows.map(row));
}

/** Runs what a button started: the button waits, and a second press does nothing. */
export async function whileWaiting(buttons: readonly HTMLButtonElement[], work: () => Promise<void>): Promise<void> {
  if (buttons.some((button) => button.getAttribute("aria-disabled") === "true")) return;
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  try {
    await work();
  } finally {
    for (const button of buttons) button.removeAttribute("aria-disabled");
  }
}
