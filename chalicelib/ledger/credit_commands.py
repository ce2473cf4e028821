"""Credit notes: what is credited for goods that came back, on the receivable and in the rebate wallet.

A credit note is a payment but for its cause: what no invoice takes of it is left for the next ones.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from chalicelib.aws.tables import Write, change, create, replace
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.periods import Period
from chalicelib.ledger import queries, rules
from chalicelib.ledger.commands import Posting, apply, new_entry, open_items, period_closed, wallet_steps
from chalicelib.ledger.payment_commands import Credit, new_payment
from chalicelib.ledger.records import AccountRecord, EntryRecord, PaymentRecord, account_key

MOST_COVERED = 20
"""Invoices that one credit note covers in its own transaction; `apply_deposits` lets the others take what is left."""


def credit_return(
    dealer_id: str, return_id: str, amounts: tuple[Decimal, Decimal], own: Mapping[str, Decimal], day: date
) -> list[Write]:
    """The writes that credit a return: entries, account, credit note, and the invoices that take it; 24 at most.

    `amounts` are what the receivable and what the rebate wallet is credited, neither below zero. `own` is what of the
    goods' worth each of their own invoices had asked for: those take theirs first, then the oldest due ones the rest.
    Nothing is written where both amounts are zero. The commit is refused with 409 `period_closed` where the month was
    closed meanwhile, with 409 `version_conflict` where what is open changed meanwhile; whoever commits repeats.
    """
    receivable, wallet = amounts
    if not receivable and not wallet:
        return []
    account = queries.account_as_is(dealer_id)
    posting = Posting(day, rules.posting_period(day, Period.parse(account.open_from)), return_id)
    entries = [
        new_entry(dealer_id, rules.cause_of(kind, return_id), rules.move(kind, amount), posting)
        for kind, amount in ((rules.EntryKind.RETURN, receivable), (rules.EntryKind.REDEMPTION_RETURN, wallet))
        if amount
    ]
    covered: list[Write] = []
    oldest_due: str | None = account.oldest_due
    if receivable:
        cause = rules.cause_of(rules.EntryKind.RETURN, return_id)
        note = new_payment(dealer_id, Credit(return_id, cause, receivable, posting))
        covered, oldest_due = _cover(note, own)
        covered.append(create(note))
    return [*(create(entry) for entry in entries), _move(account, entries, oldest_due), *covered]


def _cover(note: PaymentRecord, own: Mapping[str, Decimal]) -> tuple[list[Write], str | None]:
    """The writes of the invoices that take the credit note, which keeps the rest; each as it was read, or refused. And
    the due day of the oldest due that stays open.
    """
    oldest = queries.open_invoices(note.dealer_id, MOST_COVERED + 1)
    found = {invoice.invoice_id: invoice for invoice in oldest[:MOST_COVERED]}
    away = [invoice_id for invoice_id in own if invoice_id not in found]
    found |= {name: invoice for name, invoice in queries.invoices(note.dealer_id, away).items() if invoice.open > 0}
    as_open = [queries.as_open_invoice(invoice) for invoice in found.values()]
    taking = rules.allocate_credit(as_open, note.unapplied, own)[:MOST_COVERED]
    for applied in taking:
        apply(note, found[applied.invoice_id], applied.amount)
    left = [found.get(invoice.invoice_id, invoice) for invoice in oldest]
    oldest_due = rules.oldest_due(queries.as_open_invoice(invoice) for invoice in left)
    covered = [replace(found[applied.invoice_id]) for applied in taking]
    return covered, str(oldest_due) if oldest_due else None


def _move(account: AccountRecord, entries: Sequence[EntryRecord], oldest_due: str | None) -> Write:
    """Both balances move as the entries say, what is available with the receivable, while their month is open and
    nothing else changed what is open.
    """
    moved = dict.fromkeys(map(str, rules.Account), ZERO) | {entry.account: entry.amount for entry in entries}
    receivable, rebate = moved[rules.Account.RECEIVABLE], moved[rules.Account.REBATE]
    actions, unchanged = open_items(account, oldest_due)
    return change(
        AccountRecord,
        account_key(account.dealer_id),
        [
            AccountRecord.receivable.add(receivable),
            AccountRecord.available.add(ZERO - receivable),
            *wallet_steps(account.dealer_id, rebate),
            AccountRecord.postings.add(len(entries)),
            *actions,
        ],
        (AccountRecord.open_from <= entries[0].period) & unchanged,
        lambda old: _lost(old, entries[0].period),
    )


def _lost(account: AccountRecord | None, period: str) -> Exception:
    """Why the account moved on."""
    if account is None or account.open_from > period:
        return period_closed(account, period)
    return Conflict(Code.VERSION_CONFLICT, "What is open on the account was changed meanwhile. Try again.")
