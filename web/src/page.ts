/** The one place where pages appear: it names the window and leads the reader to the page's heading. */
import { ApiError } from "./api";
import { type Child, fill, focusOn, h, type Words } from "./dom";
import { t } from "./i18n";

export const main = h("main", { id: "main" });

/** Shows a page in the place of the one before. */
export function present(page: HTMLElement): void {
  fill(main, page);
  nameWindow();
  const heading = main.querySelector("h1");
  if (heading) focusOn(heading);
  window.scrollTo(0, 0);
}

/** Names the window after the page's heading. */
export function nameWindow(): void {
  const heading = main.querySelector("h1")?.textContent;
  document.title = [heading, t("brand")()].filter(Boolean).join(" · ");
}

/** A page of a dealer's: the way home, its heading, its sections. */
export function sheet(title: Words, ...sections: readonly Child[]): HTMLElement {
  const home = h("a", { class: "home", href: "#/" }, t("page.home"));
  return h("article", { class: "stack" }, h("header", {}, home, h("h1", {}, title)), sections);
}

/** A section under its own heading. */
export function section(title: Words, ...parts: readonly Child[]): HTMLElement {
  return h("section", { class: "card stack" }, h("h2", {}, title), parts);
}

/** A page's code, loaded when it is first asked for; where that fails nobody can be reached. */
export async function later<Code>(code: Promise<Code>): Promise<Code> {
  try {
    return await code;
  } catch {
    throw new ApiError(0, "offline");
  }
}
