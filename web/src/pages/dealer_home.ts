/** A dealer's home: where to read on, the latest orders, the latest statements. */
import { type Child, h } from "../dom";
import { named, t } from "../i18n";
import { section } from "../page";
import { linesOf, orProblem, pages } from "../paging";
import type { User } from "../session";
import { instant, money, period } from "../show";
import type { OrderSummary, StatementSummary } from "../wire_dealer";

const KEEPS_ACCOUNTS = new Set(["dealer_owner", "dealer_accountant"]);
const LATEST = "10";

/** What stands below a dealer's name; accounts and statements for those who keep them. */
export async function dealerHome({ roles }: User): Promise<Child> {
  const keeps = roles.some((role) => KEEPS_ACCOUNTS.has(role));
  const [orders, statements] = await Promise.all([orProblem(orderList()), keeps ? orProblem(statementList()) : null]);
  return [links(keeps), section(t("home.orders"), orders), keeps ? section(t("home.statements"), statements) : null];
}

function links(keeps: boolean): HTMLElement {
  const names = ["messages", "catalog", ...(keeps ? (["account"] as const) : []), "rebates"] as const;
  const link = (name: (typeof names)[number]): HTMLElement =>
    h("a", { class: "card", href: `#/${name}` }, h("span", { class: "strong" }, t(`${name}.title`)), t(`home.${name}`));
  return h("nav", { class: "ways", "aria-label": t("home.ways") }, names.map(link));
}

function orderList(): Promise<Child> {
  const row = ({ order_id, state, total, placed_at }: OrderSummary): HTMLElement =>
    line(`#/orders/${encodeURIComponent(order_id)}`, order_id, named("order.state", state), [
      money(total),
      " · ",
      instant(placed_at),
    ]);
  return pages(linesOf(row), "/orders", { limit: LATEST }, t("home.no_orders"));
}

function statementList(): Promise<Child> {
  const row = ({ statement_id, period: month, state, receivable }: StatementSummary): HTMLElement =>
    line(
      `#/statements/${encodeURIComponent(statement_id)}`,
      period(month),
      named("statement.state", state),
      t("home.closing", { amount: money(receivable.closing) }),
    );
  return pages(linesOf(row), "/statements", { limit: LATEST }, t("home.no_statements"));
}

function line(href: string, name: Child, state: Child, about: Child): HTMLElement {
  return h(
    "li",
    { class: "beside" },
    h("div", {}, h("a", { href }, name), h("span", { class: "quiet" }, about)),
    h("span", { class: "tag" }, state),
  );
}
