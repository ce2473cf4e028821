/**
 * What must happen on whatever page one is: an order that waits is sent as soon as somebody can be reached, and what
 * was kept of a user is forgotten when they sign out. Small, since every page loads it; the sending comes when needed.
 */
import { currentSession, listen } from "../api/session";
import { forgetKept } from "../kernel/kept";
import { freshBasket } from "./store";

export function watchOrders(): void {
  listen(look);
  window.addEventListener("online", look);
  look();
}

function look(): void {
  const { status, user } = currentSession();
  if (status === "out") forgetKept();
  if (user?.dealer_id == null || (status !== "in" && status !== "away")) return;
  if (freshBasket(user.dealer_id).placings[user.user_id]?.outcome !== null) return;
  void import("./ordering").then(({ sendWaiting }) => sendWaiting()).catch(() => undefined);
}
