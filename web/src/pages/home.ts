/** Signing in; afterwards who one is, and for those who decide what waits for them. */
import { ApiError } from "../api";
import { closedPage, decisionPage, titleOf } from "../decision";
import { type Child, h } from "../dom";
import { behindSignIn } from "../gate";
import { named, t } from "../i18n";
import { factList, sentence } from "../notice";
import { later } from "../page";
import { askSignedIn, type User } from "../session";
import { instant } from "../show";
import type { Decision, Listing } from "../wire";
import { signedInSender } from "./approve";

const DECIDERS = new Set(["admin", "sales", "regional_manager", "finance"]);

/** `#/` and `#/sign-in`. */
export function homePage(): Promise<HTMLElement> {
  return behindSignIn(async (user) =>
    h(
      "article",
      { class: "stack" },
      h("h1", {}, t("home.title", { name: user.name })),
      whoAmI(user),
      await forMe(user),
    ),
  );
}

/** `#/decisions/ID`. */
export function ownDecisionPage(decisionId: string): Promise<HTMLElement> {
  return behindSignIn(async () => {
    const found = (await openDecisions()).find((decision) => decision.decision_id === decisionId);
    const back = h("p", {}, h("a", { href: "#/" }, t("home.back")));
    return found
      ? decisionPage(found, signedInSender(decisionId), [back])
      : closedPage(new ApiError(404, "not_waiting"), [back]);
  });
}

/** A dealer's user reads on; staff see what waits for them. */
async function forMe(user: User): Promise<Child> {
  if (user.dealer_id !== null) return (await later(import("./dealer_home"))).dealerHome(user);
  const decides = user.roles.some((role) => DECIDERS.has(role));
  return decides ? waitingList(await openDecisions()) : h("p", {}, t("home.no_decisions_here"));
}

/** What a page shows after signing out. */
export function signedOutPage(): HTMLElement {
  return sentence(
    "plain",
    t("signed_out.title"),
    t("signed_out.text"),
    h("p", {}, h("a", { href: "#/" }, t("sign_in.title"))),
  );
}

async function openDecisions(): Promise<readonly Decision[]> {
  const all: Decision[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
    const page: Listing<Decision> = await askSignedIn(`GET /decisions${query}`);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return all;
}

function whoAmI({ email, roles, dealer_id }: User): HTMLElement {
  const tags = roles.map((role) => h("span", { class: "tag" }, named("role", role)));
  const facts = factList([
    [t("sign_in.email"), email],
    [t("home.roles"), tags],
    ...(dealer_id === null ? [] : [[t("home.dealer"), dealer_id] as const]),
  ]);
  return h("section", { class: "card" }, facts);
}

function waitingList(decisions: readonly Decision[]): HTMLElement {
  const line = (decision: Decision): HTMLElement =>
    h(
      "li",
      {},
      h("a", { href: `#/decisions/${encodeURIComponent(decision.decision_id)}` }, titleOf(decision)),
      h("span", { class: "quiet" }, t("decision.until", { time: instant(decision.ends_at) })),
    );
  const list =
    decisions.length > 0
      ? h("ul", { class: "lines" }, decisions.map(line))
      : h("p", { class: "quiet" }, t("home.nothing_waits"));
  return h("section", { class: "card stack" }, h("h2", {}, t("home.decisions")), list);
}
