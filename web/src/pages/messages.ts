/** The dealer's inbox, newest first, in the reader's language. */
import { type Child, fill, h, whenSaidAgain } from "../dom";
import { forDealers } from "../gate";
import { language, t } from "../i18n";
import { notice, refusalWords, tellProblem } from "../notice";
import { sheet } from "../page";
import { linesOf, pages } from "../paging";
import { instant } from "../show";
import type { Message } from "../wire_dealer";

/** `#/messages`. The texts come from the API, which is asked again where the reader turns to another language. */
export function messagesPage(): Promise<HTMLElement> {
  return forDealers(async () => {
    const list = h("section", { class: "card stack" });
    const told = notice();
    const read = async (): Promise<void> => {
      const asked = language();
      const shown = await inbox(asked);
      if (asked === language()) fill(list, shown);
    };
    await read();
    whenSaidAgain(() => {
      told.replaceChildren();
      read().catch((error: unknown) => {
        tellProblem(told, refusalWords(error));
      });
    });
    return sheet(t("messages.title"), told, list);
  });
}

function inbox(locale: string): Promise<Child> {
  return pages(linesOf(line), "/messages", { locale }, t("messages.none"));
}

function line({ title, text, occurred_at, link }: Message): HTMLElement {
  const heading = link === "messages" ? h("span", { class: "strong" }, title) : h("a", { href: `#/${link}` }, title);
  const said = text === "" ? null : h("span", { class: "said" }, text);
  return h("li", {}, heading, said, h("span", { class: "quiet" }, instant(occurred_at)));
}
