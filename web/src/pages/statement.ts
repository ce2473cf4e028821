/** A month's statement: what stood, what came, what stands; confirmed, or disputed entry by entry. */
import { type Child, h, type Words } from "../dom";
import { ENTRY_COLUMNS, entryWords } from "../entries";
import { field, leadToProblem } from "../fields";
import { behindSignIn } from "../gate";
import { named, t } from "../i18n";
import { factList } from "../notice";
import { present, section, sheet } from "../page";
import { ask, type Question } from "../question";
import { askSignedIn, onceSender, type User } from "../session";
import { day, instant, money, pieces, period } from "../show";
import { type Column, table } from "../table";
import type { Account, Ageing, Entry, Statement } from "../wire_dealer";

const ANSWERERS = new Set(["dealer_owner", "dealer_accountant"]);
const MOST_DISPUTED = 100;
const ACCOUNTS: readonly Account[] = ["receivable", "rebate"];
const BUCKETS: readonly (keyof Ageing)[] = ["not_due", "days_1_30", "days_31_60", "days_61_90", "over_90"];

/** `#/statements/ID`. */
export function statementPage(statementId: string): Promise<HTMLElement> {
  return behindSignIn(async (user) => shown(await read(statementId), user));
}

function read(statementId: string): Promise<Statement> {
  return askSignedIn<Statement>(`GET ${pathOf(statementId)}`);
}

function pathOf(statementId: string): string {
  return `/statements/${encodeURIComponent(statementId)}`;
}

/** Whether this user may answer the statement as it stands. */
export function answerable({ state }: Pick<Statement, "state">, { dealer_id, roles }: User): boolean {
  return state === "sent" && dealer_id !== null && roles.some((role) => ANSWERERS.has(role));
}

function shown(statement: Statement, user: User, told: Words | null = null): HTMLElement {
  const ticks = new Map<string, HTMLInputElement>();
  const answers = answerable(statement, user);
  const columns = answers ? [tickColumn(ticks), ...ENTRY_COLUMNS] : [...ENTRY_COLUMNS, ...disputedColumn(statement)];
  return sheet(
    t("statement.title", { period: period(statement.period) }),
    told && h("p", { class: "message", role: "status" }, told),
    head(statement, user),
    ACCOUNTS.map((account) => books(statement, account, columns)),
    section(t("ageing.title"), ageing(statement.ageing)),
    answers ? answer(statement, user, ticks) : null,
  );
}

function head(statement: Statement, user: User): HTMLElement {
  const { statement_id, dealer_id, first_period, state, sent_at, answered_at, reason } = statement;
  const until = { first: period(first_period), last: period(statement.period) };
  return h(
    "section",
    { class: "card" },
    factList([
      [t("statement.state"), h("span", { class: "tag" }, named("statement.state", state))],
      [t("statement.number"), statement_id],
      ...(user.dealer_id === null ? [[t("home.dealer"), dealer_id] as const] : []),
      ...(first_period === statement.period ? [] : [[t("statement.covers"), t("statement.span", until)] as const]),
      [t("statement.sent_at"), instant(sent_at)],
      ...(answered_at === null ? [] : [[t("statement.answered_at"), instant(answered_at)] as const]),
      ...(reason === null ? [] : [[t("statement.reason"), h("span", { class: "said" }, reason)] as const]),
    ]),
  );
}

function books(statement: Statement, account: Account, columns: readonly Column<Entry>[]): HTMLElement {
  const { opening, sum, closing, entries } = statement[account];
  const own = statement.entries.filter((entry) => entry.account === account);
  const name = t(`account.${account}`);
  return section(
    name,
    factList([
      [t("statement.opening"), money(opening)],
      [t("statement.sum", { entries: pieces(entries) }), money(sum)],
      [t("statement.closing"), h("span", { class: "strong" }, money(closing))],
    ]),
    table(name, columns, own, t("entry.none")),
  );
}

function ageing(figures: Ageing): HTMLElement {
  return factList(BUCKETS.map((bucket) => [t(`ageing.${bucket}`), money(figures[bucket])] as const));
}

function tickColumn(ticks: Map<string, HTMLInputElement>): Column<Entry> {
  return {
    label: t("statement.tick"),
    cell: (entry) => {
      const words = (): string =>
        [t("statement.tick"), entryWords(entry), day(entry.day)].map((say) => say()).join(" ");
      const box = h("input", { type: "checkbox", "aria-label": words });
      ticks.set(entry.cause, box);
      return h("label", { class: "tick" }, box);
    },
  };
}

function disputedColumn({ disputed }: Statement): readonly Column<Entry>[] {
  if (disputed.length === 0) return [];
  const tag = (): Child => h("span", { class: "tag warn" }, t("statement.disputed"));
  return [{ label: t("statement.answer"), cell: ({ cause }) => (disputed.includes(cause) ? tag() : null) }];
}

function answer(statement: Statement, user: User, ticks: ReadonlyMap<string, HTMLInputElement>): HTMLElement {
  const { statement_id } = statement;
  const reason = h("textarea", { name: "reason", rows: "3", maxlength: "2000" });
  const shownReason = field(reason, t("statement.reason"), t("statement.reason_hint"));
  const confirm = h("button", { type: "button", class: "main", id: "confirm-statement" }, t("statement.confirm"));
  const dispute = h("button", { type: "button", class: "danger", id: "dispute-statement" }, t("statement.dispute"));
  const place = h("div");
  const ticked = (): string[] => [...ticks].filter(([, box]) => box.checked).map(([cause]) => cause);
  const sender = (verb: string, body: () => unknown, done: Words): Question["act"] => {
    const send = onceSender(`POST ${pathOf(statement_id)}/${verb}`);
    return async () => {
      await send(body());
      present(shown(await read(statement_id), user, done));
    };
  };
  const sendConfirmed = sender("confirm", () => ({}), t("statement.done.confirm"));
  const said = (): string => reason.value.trim();
  const sendDisputed = sender("dispute", () => ({ entries: ticked(), reason: said() }), t("statement.done.dispute"));
  const thing = [t("statement.of"), h("span", { class: "strong" }, period(statement.period))] as const;

  confirm.addEventListener("click", () => {
    shownReason.complain(ticked().length > 0 ? t("statement.ticked") : null);
    if (leadToProblem([shownReason])) return;
    const closing = ACCOUNTS.map((account) => [t(`account.${account}`), money(statement[account].closing)] as const);
    const title = t("statement.really.confirm");
    ask(place, {
      title,
      facts: [thing, ...closing],
      yes: t("statement.yes.confirm"),
      look: "main",
      act: sendConfirmed,
    });
  });
  dispute.addEventListener("click", () => {
    const count = ticked().length;
    const wrong = count === 0 || count > MOST_DISPUTED ? t("statement.tick_some") : t("statement.reason_missing");
    shownReason.complain(count === 0 || count > MOST_DISPUTED || said() === "" ? wrong : null);
    if (leadToProblem([shownReason])) return;
    const facts: Question["facts"] = [
      thing,
      [t("statement.disputes"), pieces(count)],
      [t("statement.reason"), h("span", { class: "said" }, said())],
    ];
    const title = t("statement.really.dispute");
    ask(place, { title, facts, yes: t("statement.yes.dispute"), look: "danger", act: sendDisputed });
  });
  return section(
    t("statement.your_answer"),
    h("p", {}, t("statement.how")),
    shownReason.element,
    h("div", { class: "buttons" }, confirm, dispute),
    place,
  );
}
