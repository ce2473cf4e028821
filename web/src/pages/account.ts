/** A dealer's account: what stands today, what is open, and this month's entries. */
import { type Child, h } from "../dom";
import { ENTRY_COLUMNS, orderOf } from "../entries";
import { forDealers } from "../gate";
import { t } from "../i18n";
import { factList } from "../notice";
import { section, sheet } from "../page";
import { pagesFrom, query } from "../paging";
import { askSignedIn } from "../session";
import { businessDay, day, money, period } from "../show";
import { type Column, table, tableOf } from "../table";
import type { Account, AccountToday, Entries, OpenInvoice } from "../wire_dealer";

const MOST_INVOICES = 100;

/** `#/account`. */
export function accountPage(): Promise<HTMLElement> {
  return forDealers(async (dealerId) => {
    const reader =
      (account: Account) =>
      (cursor: string | null): Promise<Entries> =>
        askSignedIn(query(`/accounts/${encodeURIComponent(dealerId)}/entries`, { account, cursor }));
    const [read, readWallet] = [reader("receivable"), reader("rebate")];
    const [first, wallet] = await Promise.all([read(null), readWallet(null)]);
    return sheet(
      t("account.title"),
      standing(first.today),
      invoices(first.today.open_invoices),
      entries("receivable", first, read),
      entries("rebate", wallet, readWallet),
    );
  });
}

/** What stands today. */
export function standing(today: AccountToday): HTMLElement {
  const { receivable, rebate, credit_limit, unlimited, exposure, available } = today;
  const granted = credit_limit === null ? t("none.credit_limit") : money(credit_limit);
  return section(
    t("account.today"),
    factList([
      [t("account.receivable"), money(receivable)],
      [t("account.rebate"), money(rebate)],
      [t("account.limit"), unlimited ? t("account.unlimited") : granted],
      [t("account.exposure"), money(exposure)],
      [t("account.available"), h("span", { class: "strong" }, unlimited ? t("account.unlimited") : money(available))],
    ]),
    h("p", { class: "hint" }, t("account.hint")),
  );
}

function invoices(open: readonly OpenInvoice[]): HTMLElement {
  const today = businessDay(new Date());
  const columns: readonly Column<OpenInvoice>[] = [
    {
      label: t("invoice.number"),
      look: "name",
      cell: ({ invoice_id }) => h("a", { href: orderOf(invoice_id) }, invoice_id),
    },
    { label: t("invoice.day"), look: "day", cell: (invoice) => day(invoice.day) },
    {
      label: t("invoice.due"),
      look: "day",
      cell: ({ due_day }) => [h("div", {}, day(due_day)), overdue(due_day, today)],
    },
    { label: t("invoice.amount"), look: "figure", cell: ({ amount }) => money(amount) },
    { label: t("invoice.open"), look: "figure", cell: (invoice) => money(invoice.open) },
  ];
  return section(
    t("invoice.title"),
    table(t("invoice.title"), columns, open, t("invoice.none")),
    open.length < MOST_INVOICES
      ? null
      : h("p", { class: "hint" }, t("invoice.first", { count: String(MOST_INVOICES) })),
  );
}

function overdue(due: string, today: string): Child {
  return due < today ? h("span", { class: "tag warn" }, t("invoice.overdue")) : null;
}

function entries(account: Account, first: Entries, read: (cursor: string | null) => Promise<Entries>): HTMLElement {
  const title = t(`account.entries.${account}`, { period: period(first.period) });
  return section(title, pagesFrom(tableOf(title, ENTRY_COLUMNS), first, read, t("entry.none_yet")));
}
