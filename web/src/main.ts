/** The composition: language, frame, pages. */
import { configure } from "./api";
import { fill, forgetTexts, h, sayAgain } from "./dom";
import { choose, language, LANGUAGES, startLanguage, t, wordsIn } from "./i18n";
import { failedPage, sentence, whileWaiting } from "./notice";
import { later, main, nameWindow, present } from "./page";
import { approvePage } from "./pages/approve";
import { casePage } from "./pages/case";
import { homePage, ownDecisionPage, signedOutPage } from "./pages/home";
import { welcomePage } from "./pages/welcome";
import { follow, type Route } from "./router";
import { signedIn, signOut, whenSessionChanges } from "./session";
import "./style.css";

const who = h("div", { class: "who" });
const frame = h("div", { class: "frame" });
let turn = 0;

async function show(route: Route): Promise<void> {
  turn += 1;
  const mine = turn;
  forgetTexts();
  fill(frame, header(), main);
  fill(main, h("p", { class: "quiet", role: "status" }, t("page.loading")));
  const page = await pageOf(route).catch((error: unknown) => failedPage(error, () => void show(route)));
  if (mine === turn) present(page);
}

async function pageOf(route: Route): Promise<HTMLElement> {
  switch (route.page) {
    case "home":
      return homePage();
    case "decision":
      return ownDecisionPage(route.decisionId);
    case "approve":
      return approvePage(route.secret);
    case "case":
      return casePage(route.caseId, route.secret);
    case "welcome":
      return welcomePage(route.secret);
    case "order":
      return (await later(import("./pages/order"))).orderPage(route.orderId);
    case "statement":
      return (await later(import("./pages/statement"))).statementPage(route.statementId);
    case "account":
      return (await later(import("./pages/account"))).accountPage();
    case "rebates":
      return (await later(import("./pages/rebates"))).rebatesPage();
    case "catalog":
      return (await later(import("./pages/catalog"))).catalogPage();
    case "messages":
      return (await later(import("./pages/messages"))).messagesPage();
    case "unknown":
      return sentence(
        "plain",
        t("unknown.title"),
        t("unknown.text"),
        h("p", {}, h("a", { href: "#/" }, t("sign_in.title"))),
      );
  }
}

function header(): HTMLElement {
  const skip = h("button", { type: "button", class: "skip" }, t("page.skip"));
  skip.addEventListener("click", () => {
    main.querySelector<HTMLElement>("h1, a, button, input")?.focus();
  });
  showWho();
  return h("header", { class: "bar" }, skip, h("a", { class: "brand", href: "#/" }, t("brand")), languages(), who);
}

function languages(): HTMLElement {
  const buttons = LANGUAGES.map((choice) => {
    const pressed = (): string => String(choice === language());
    const button = h(
      "button",
      { type: "button", lang: choice, "aria-pressed": pressed },
      wordsIn(choice, "language.name"),
    );
    button.addEventListener("click", () => {
      choose(choice);
      sayAgain();
      nameWindow();
    });
    return button;
  });
  return h("div", { class: "languages", role: "group", "aria-label": t("language.choose") }, buttons);
}

function showWho(): void {
  const user = signedIn();
  if (!user) {
    fill(who);
    return;
  }
  const leave = h("button", { type: "button" }, t("sign_out"));
  leave.addEventListener(
    "click",
    () =>
      void whileWaiting([leave], signOut).then(() => {
        present(signedOutPage());
      }),
  );
  fill(who, h("span", {}, user.name), leave);
}

startLanguage();
whenSessionChanges(showWho);
document.body.append(frame);
await configure();
follow((route) => void show(route));
