"""Money that came in: recorded, and applied to invoices, the named one first, else the oldest due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Demand, Write, change, commit, create, replace
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import ZERO, round_money
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries, rules
from chalicelib.ledger.commands import Posting, apply, move_receivable, new_entry, open_items, persist
from chalicelib.ledger.records import (
    AccountRecord,
    PaymentRecord,
    account_key,
    deposit_sort,
    payment_key,
)

MOST_INVOICES = 80
"""Invoices that one payment covers in its own transaction; the rest of the payment stays unapplied for the next."""


@dataclass(frozen=True)
class NewPayment:
    """Money that came in: `amount` above zero, received on a business day that is not ahead; maybe for one invoice."""

    dealer_id: str
    amount: Decimal
    received_on: date
    reference: str | None = None
    invoice_id: str | None = None
    bank_line_id: str | None = None


More = Callable[[PaymentRecord], Sequence[Write]]
"""Further writes of the transaction that books a payment; made anew each time that it is tried."""


def record_payment(new: NewPayment, once: Once | None, more: More = lambda _: ()) -> PaymentRecord:
    """Books a payment: on the invoice that it names, then on the oldest due; the rest is a deposit.

    One transaction, tried again when an invoice or the month was changed meanwhile. It covers at most 80 invoices in
    that transaction; what is left then goes to the next ones in further transactions, which move no balance.
    """
    _must_be_possible(new)
    payment_id = f"{new.dealer_id}-P{ids.timed(clock.now())}"
    payment = persist(lambda: _record(new, payment_id, once, more))
    apply_deposits(new.dealer_id)
    return payment


def _must_be_possible(new: NewPayment) -> None:
    if new.amount <= 0 or new.amount != round_money(new.amount):
        raise Invalid.field("amount", "is above zero, in whole cents")
    if new.received_on > business_day(clock.now(), settings().zone):
        raise Invalid.field("received_on", "lies ahead; record a payment on the day on which it came in, or later")
    if new.invoice_id and not queries.invoice(new.dealer_id, new.invoice_id):
        raise Invalid.field("invoice_id", "is no invoice of this dealer")


def _record(new: NewPayment, payment_id: str, once: Once | None, more: More) -> PaymentRecord:
    account = queries.account_as_is(new.dealer_id)
    period = rules.posting_period(new.received_on, Period.parse(account.open_from))
    credit = Credit(
        payment_id, rules.payment_cause(payment_id), new.amount, Posting(new.received_on, period, payment_id),
        new.invoice_id, new.reference, new.bank_line_id,
    )  # fmt: skip
    payment, writes = take(account, credit)
    first = [once.write(payment)] if once else []
    commit(*first, *more(payment), *writes)
    return payment


@dataclass(frozen=True)
class Credit:
    """What lowers the dealer's debt from a day on: money that came in, or an adjustment. `named` is the invoice that
    it goes to first."""

    payment_id: str
    cause: str
    amount: Decimal
    posting: "Posting"
    named: str | None = None
    reference: str | None = None
    bank_line_id: str | None = None
    details: dict[str, object] | None = None


def take(account: AccountRecord, credit: Credit, still: Demand | None = None) -> tuple[PaymentRecord, list[Write]]:
    """A credit, with the writes that book it: entry, account, itself, and the invoices that it covers.

    `still`: what must hold of the account in place of its month being open. Not all invoices are covered where there
    are very many: `apply_deposits` covers the rest.
    """
    payment = new_payment(account.dealer_id, credit)
    covered, oldest_due = _cover(payment, credit.named)
    move = rules.Move(rules.Account.RECEIVABLE, ZERO - credit.amount)
    entry = new_entry(account.dealer_id, credit.cause, move, credit.posting, credit.details)
    moved = move_receivable(account, entry, oldest_due, still=still)
    return payment, [create(entry), moved, create(payment), *covered]


def new_payment(dealer_id: str, credit: Credit) -> PaymentRecord:
    """A payment, or another credit, of which nothing is applied yet."""
    posting = credit.posting
    return PaymentRecord(
        *payment_key(dealer_id, credit.payment_id),
        dealer_id=dealer_id,
        payment_id=credit.payment_id,
        cause=credit.cause,
        amount=credit.amount,
        unapplied=credit.amount,
        applied=[],
        bank_line_id=credit.bank_line_id,
        received_on=str(posting.day),
        period=str(posting.period),
        reference=credit.reference,
        recorded_at=clock.now(),
        period_sort=deposit_sort(str(posting.day), credit.payment_id),
    )


def _cover(payment: PaymentRecord, named: str | None = None) -> tuple[list[Write], str | None]:
    """The writes of the invoices that take the payment, which keeps the rest; each as it was read, or refused. And the
    due day of the oldest due that stays open.
    """
    oldest = queries.open_invoices(payment.dealer_id, MOST_INVOICES)
    found = {invoice.invoice_id: invoice for invoice in oldest[: MOST_INVOICES - 1]}
    if named and named not in found and (invoice := queries.invoice(payment.dealer_id, named)):
        found[named] = invoice
    as_open = [queries.as_open_invoice(invoice) for invoice in found.values()]
    allocation = rules.allocate(as_open, payment.unapplied, named)
    for applied in allocation.applied:
        apply(payment, found[applied.invoice_id], applied.amount)
    left = [found.get(invoice.invoice_id, invoice) for invoice in oldest]
    oldest_due = rules.oldest_due(queries.as_open_invoice(invoice) for invoice in left)
    covered = [replace(found[applied.invoice_id]) for applied in allocation.applied]
    return covered, str(oldest_due) if oldest_due else None


def apply_deposits(dealer_id: str) -> None:
    """Lets open invoices take what payments have left, the oldest of both first. No balance moves."""
    while persist(lambda: _apply_oldest_deposit(dealer_id)):
        pass


def _apply_oldest_deposit(dealer_id: str) -> bool:
    """Whether a deposit met an open invoice."""
    for deposit in queries.deposits(dealer_id, 1):
        account = queries.account_as_is(dealer_id)
        covered, oldest_due = _cover(deposit)
        if covered:
            actions, unchanged = open_items(account, oldest_due)
            moved = change(AccountRecord, account_key(dealer_id), actions, unchanged)
            commit(replace(deposit), moved, *covered)
            return True
    return False
