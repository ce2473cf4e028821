"""What moves the books: accounts, credit, invoices and payments. Statements stand in `statement_commands`.

Every posting is one transaction of the entry, the account and what the entry is about. The account's write demands
that the period found for the entry is still open, so no entry slips behind a statement that is being sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from chalicelib.aws.once import Once
from chalicelib.aws.tables import OrElse, Write, change, commit, create, replace
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, Invalid, NotFound
from chalicelib.kernel.money import ZERO, money_text, round_money
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries, rules
from chalicelib.ledger.records import (
    AccountRecord,
    EntryRecord,
    InvoiceRecord,
    PaymentRecord,
    account_key,
    collected_sort,
    deposit_sort,
    entry_key,
    entry_sort,
    invoice_key,
    open_sort,
    payment_key,
)

MOST_DEPOSITS = 10
"""Unapplied payments that one new invoice takes in its own transaction; the rest stay for the next."""
MOST_INVOICES = 90
"""Invoices that one payment covers in its own transaction; the rest of the payment stays unapplied for the next."""
Made = TypeVar("Made")
LOST_RACES = {Code.VERSION_CONFLICT, Code.PERIOD_CLOSED}
"""Refusals after which a posting reads again."""
TRIES = 5
"""How often a posting reads again after somebody was faster."""


def open_account(dealer_id: str, limit: Decimal | None, unlimited: bool, opened_on: date) -> Write:
    """An account with nothing on it. A limit of None is prepayment only; its first open month is that of the day."""
    pk, sk = account_key(dealer_id)
    return create(
        AccountRecord(
            pk,
            sk,
            dealer_id=dealer_id,
            receivable=ZERO,
            rebate=ZERO,
            credit_limit=limit,
            unlimited=unlimited,
            exposure=ZERO,
            available=rules.available(limit, ZERO, ZERO),
            open_from=str(Period.of(opened_on)),
        )
    )


def hold_credit(dealer_id: str, amount: Decimal) -> Write:
    """Holds credit for what is submitted; 409 `insufficient_credit` with the figures. Never spent twice."""
    return change(
        AccountRecord,
        account_key(dealer_id),
        [AccountRecord.exposure.add(amount), AccountRecord.available.add(-amount)],
        (AccountRecord.unlimited == True) | (AccountRecord.available >= amount),  # noqa: E712 - a condition's text
        _insufficient(amount),
    )


def hold_credit_beyond_limit(dealer_id: str, amount: Decimal) -> Write:
    """Holds credit that was granted for one order, also where it is not there: `available` may fall below zero."""
    return change(
        AccountRecord,
        account_key(dealer_id),
        [AccountRecord.exposure.add(amount), AccountRecord.available.add(-amount)],
        AccountRecord.pk.exists(),
        lambda _: NotFound("account"),
    )


def release_credit(dealer_id: str, amount: Decimal) -> Write:
    """Gives back what was held, once: never more than is held."""
    return change(
        AccountRecord,
        account_key(dealer_id),
        [AccountRecord.exposure.add(-amount), AccountRecord.available.add(amount)],
        AccountRecord.exposure >= amount,
    )


def _insufficient(needed: Decimal) -> OrElse:
    def refusal(account: AccountRecord | None) -> Exception:
        if account is None:
            return NotFound("account")
        limit = account.credit_limit
        figures = {
            "limit": None if limit is None else money_text(limit),
            "receivable": money_text(account.receivable),
            "exposure": money_text(account.exposure),
            "available": money_text(account.available),
            "needed": money_text(needed),
        }
        return Conflict(Code.INSUFFICIENT_CREDIT, "The credit left does not cover it.", [figures])

    return refusal


def invoice_shipment(
    dealer_id: str,
    shipment_id: str,
    order_id: str,
    amount: Decimal,
    invoice_day: date,
    due_day: date,
    exposure: Decimal,
) -> list[Write]:
    """The writes that invoice a shipment: entry, account, invoice, and the unapplied payments that it takes.

    13 writes at most. `exposure` is what of the held credit the shipment gives back. When the month was closed
    meanwhile the commit is refused with 409 `period_closed`, when a payment came in meanwhile with 409
    `version_conflict`; the caller's user repeats.
    """
    account = queries.account_as_is(dealer_id)
    period = rules.posting_period(invoice_day, Period.parse(account.open_from))
    pk, sk = invoice_key(dealer_id, shipment_id)
    invoice = InvoiceRecord(
        pk,
        sk,
        dealer_id=dealer_id,
        invoice_id=shipment_id,
        order_id=order_id,
        amount=amount,
        open=amount,
        day=str(invoice_day),
        due_day=str(due_day),
        period=str(period),
        applied=[],
    )
    _sort(invoice)
    taken = []
    for deposit in queries.deposits(dealer_id, MOST_DEPOSITS):
        if invoice.open > 0:
            _apply(deposit, invoice, min(deposit.unapplied, invoice.open))
            taken.append(replace(deposit))
    entry = new_entry(
        dealer_id,
        rules.shipment_cause(shipment_id),
        rules.move(rules.EntryKind.SHIPMENT, amount),
        Posting(invoice_day, period, shipment_id),
    )
    return [create(entry), _move_receivable(account, entry, exposure), create(invoice), *taken]


@dataclass(frozen=True)
class Posting:
    """Where an entry goes: its own day, the month that it counts in, and the document that it is about."""

    day: date
    period: Period
    document_id: str


def new_entry(
    dealer_id: str, cause: str, move: rules.Move, posting: Posting, details: dict[str, object] | None = None
) -> EntryRecord:
    """An entry, ready to be put where there is none of its cause."""
    pk, sk = entry_key(dealer_id, cause)
    period = str(posting.period)
    return EntryRecord(
        pk,
        sk,
        dealer_id=dealer_id,
        cause=cause,
        account=str(move.account),
        amount=move.delta,
        day=str(posting.day),
        period=period,
        document_id=posting.document_id,
        posted_at=clock.now(),
        details=details,
        period_sort=entry_sort(move.account, period, str(posting.day), cause),
    )


def _move_receivable(account: AccountRecord, entry: EntryRecord, exposure: Decimal = ZERO) -> Write:
    """The account moves as the entry says, its `available` by the same delta, while the entry's month is open."""
    return change(
        AccountRecord,
        account_key(account.dealer_id),
        [
            AccountRecord.receivable.add(entry.amount),
            AccountRecord.exposure.add(-exposure),
            AccountRecord.available.add(exposure - entry.amount),
            AccountRecord.postings.add(1),
        ],
        AccountRecord.open_from <= entry.period,
        lambda old: period_closed(old, entry.period),
    )


def period_closed(account: AccountRecord | None, period: str) -> Exception:
    """409 that names the month which was closed and the first one that is open."""
    if account is None:
        return NotFound("account")
    details = [{"period": period, "open_from": account.open_from}]
    return Conflict(Code.PERIOD_CLOSED, f"{period} was closed meanwhile. Try again.", details)


def _apply(payment: PaymentRecord, invoice: InvoiceRecord, amount: Decimal) -> None:
    """Lets an invoice take `amount` of a payment. It counts where both are: on the later day, in the later month."""
    invoice.open -= amount
    payment.unapplied -= amount
    applied = {
        "payment_id": payment.payment_id,
        "amount": money_text(amount),
        "day": max(payment.received_on, invoice.day),
        "period": max(payment.period, invoice.period),
        "payment_day": payment.received_on,
        "payment_period": payment.period,
    }
    invoice.applied = [*invoice.applied, applied]
    _sort(invoice)
    payment.period_sort = deposit_sort(payment.received_on, payment.payment_id) if payment.unapplied else None


def _sort(invoice: InvoiceRecord) -> None:
    """An open invoice sorts by its due day; one that is covered whole is collected on the last day that it took."""
    if invoice.open:
        invoice.period_sort = open_sort(invoice.due_day, invoice.day, invoice.invoice_id)
    else:
        invoice.collected_on = max(applied["day"] for applied in [{"day": invoice.day}, *invoice.applied])
        invoice.period_sort = collected_sort(invoice.collected_on, invoice.invoice_id)


@dataclass(frozen=True)
class NewPayment:
    """Money that came in: `amount` above zero, received on a business day that is not ahead; maybe for one invoice."""

    dealer_id: str
    amount: Decimal
    received_on: date
    reference: str | None = None
    invoice_id: str | None = None


def record_payment(new: NewPayment, once: Once | None) -> PaymentRecord:
    """Books a payment: on the invoice that it names, then on the oldest due; the rest is a deposit.

    One transaction, tried again when an invoice or the month was changed meanwhile. It covers at most 90 invoices in
    that transaction; what is left then goes to the next ones in further transactions, which move no balance.
    """
    _must_be_possible(new)
    payment_id = f"{new.dealer_id}-P{clock.now():%y%m%d%H%M%S}{ids.token(3)}"
    payment = persist(lambda: _record(new, payment_id, once))
    apply_deposits(new.dealer_id)
    return payment


def _must_be_possible(new: NewPayment) -> None:
    if new.amount <= 0 or new.amount != round_money(new.amount):
        raise Invalid.field("amount", "is above zero, in whole cents")
    if new.received_on > business_day(clock.now(), settings().zone):
        raise Invalid.field("received_on", "lies ahead; record a payment on the day on which it came in, or later")
    if new.invoice_id and not queries.invoice(new.dealer_id, new.invoice_id):
        raise Invalid.field("invoice_id", "is no invoice of this dealer")


def _record(new: NewPayment, payment_id: str, once: Once | None) -> PaymentRecord:
    account = queries.account_as_is(new.dealer_id)
    period = rules.posting_period(new.received_on, Period.parse(account.open_from))
    pk, sk = payment_key(new.dealer_id, payment_id)
    payment = PaymentRecord(
        pk,
        sk,
        dealer_id=new.dealer_id,
        payment_id=payment_id,
        amount=new.amount,
        unapplied=new.amount,
        received_on=str(new.received_on),
        period=str(period),
        reference=new.reference,
        recorded_at=clock.now(),
        period_sort=deposit_sort(str(new.received_on), payment_id),
    )
    covered = _cover(payment, new.invoice_id)
    entry = new_entry(
        new.dealer_id,
        rules.payment_cause(payment_id),
        rules.move(rules.EntryKind.PAYMENT, new.amount),
        Posting(new.received_on, period, payment_id),
    )
    first = [once.write(payment)] if once else []
    commit(*first, create(entry), _move_receivable(account, entry), create(payment), *covered)
    return payment


def _cover(payment: PaymentRecord, named: str | None = None) -> list[Write]:
    """The writes of the invoices that take the payment, which keeps the rest; each as it was read, or refused."""
    found = {invoice.invoice_id: invoice for invoice in queries.open_invoices(payment.dealer_id, MOST_INVOICES - 1)}
    if named and named not in found and (invoice := queries.invoice(payment.dealer_id, named)):
        found[named] = invoice
    as_open = [queries.as_open_invoice(invoice) for invoice in found.values()]
    allocation = rules.allocate(as_open, payment.unapplied, named)
    for applied in allocation.applied:
        _apply(payment, found[applied.invoice_id], applied.amount)
    return [replace(found[applied.invoice_id]) for applied in allocation.applied]


def apply_deposits(dealer_id: str) -> None:
    """Lets open invoices take what payments have left, the oldest of both first. No balance moves."""
    while persist(lambda: _apply_oldest_deposit(dealer_id)):
        pass


def _apply_oldest_deposit(dealer_id: str) -> bool:
    """Whether a deposit met an open invoice."""
    for deposit in queries.deposits(dealer_id, 1):
        covered = _cover(deposit)
        if covered:
            commit(replace(deposit), *covered)
            return True
    return False


def persist(attempt: Callable[[], Made]) -> Made:
    """What `attempt` makes, tried again where somebody else changed what it had read."""
    for left in reversed(range(TRIES)):
        try:
            return attempt()
        except Conflict as lost:
            if lost.code not in LOST_RACES or not left:
                raise
    raise AssertionError("unreachable")
