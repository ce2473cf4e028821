/** Where the reader is: the address's fragment, which reaches no server. */

export type Route =
  | { page: "home" }
  | { page: "decision"; decisionId: string }
  | { page: "approve"; secret: string }
  | { page: "case"; caseId: string; secret: string }
  | { page: "welcome"; secret: string }
  | { page: "order"; orderId: string }
  | { page: "statement"; statementId: string }
  | { page: DealerPage }
  | { page: "unknown" };

/** Pages of a dealer's that need nothing named. */
export type DealerPage = "account" | "rebates" | "catalog" | "messages";

const DEALER_PAGES: readonly string[] = ["account", "rebates", "catalog", "messages"] satisfies DealerPage[];

/** `#/approve/SECRET` and its like; anything else is `unknown`. */
export function routeOf(hash: string): Route {
  const parts = decoded(hash);
  if (!parts) return { page: "unknown" };
  const [page = "", first = "", second = "", ...more] = parts;
  const named = first !== "" && more.length === 0;
  if ((page === "" || page === "sign-in") && parts.length <= 1) return { page: "home" };
  if (isDealerPage(page) && parts.length === 1) return { page };
  if (page === "case" && named && second !== "") return { page: "case", caseId: first, secret: second };
  if (!named || second !== "") return { page: "unknown" };
  if (page === "approve" || page === "welcome") return { page, secret: first };
  if (page === "decisions") return { page: "decision", decisionId: first };
  if (page === "orders") return { page: "order", orderId: first };
  if (page === "statements") return { page: "statement", statementId: first };
  return { page: "unknown" };
}

function isDealerPage(page: string): page is DealerPage {
  return DEALER_PAGES.includes(page);
}

function decoded(hash: string): string[] | null {
  try {
    return hash
      .replace(/^#?\/?/, "")
      .replace(/\/$/, "")
      .split("/")
      .map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** Calls `show` for the address of now and for every later one. */
export function follow(show: (route: Route) => void): void {
  const turn = (): void => {
    show(routeOf(location.hash));
  };
  window.addEventListener("hashchange", turn);
  turn();
}
