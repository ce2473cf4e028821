"""What moves the books: entries and invoices. Payments stand in `payment_commands`, statements in `statement_commands`.

Every posting is one transaction of the entry, the account and what the entry is about. The account's write demands
that the period found for the entry is still open, so no entry slips behind a statement that is being sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from chalicelib.aws.tables import Demand, Record, Step, Write, change, create, replace
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, NotFound
from chalicelib.kernel.money import ZERO, money_text
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries, rules
from chalicelib.ledger.records import (
    WALLETS,
    AccountRecord,
    EntryRecord,
    InvoiceRecord,
    PaymentRecord,
    account_key,
    beside_key,
    collected_sort,
    deposit_sort,
    entry_key,
    entry_sort,
    invoice_key,
    open_sort,
    payment_key,
    sent_sort,
)
from chalicelib.ledger.wallet_rules import redemption_cause

MOST_DEPOSITS = 10
"""Unapplied payments that one new invoice takes in its own transaction; the rest stay for the next."""
Made = TypeVar("Made")
LOST_RACES = {Code.VERSION_CONFLICT, Code.PERIOD_CLOSED}
"""Refusals after which a posting reads again."""
TRIES = 5
"""How often a posting reads again after somebody was faster."""


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

    16 writes at most. `exposure` is what of the held credit the shipment gives back; the rest of its amount the rebate
    wallet pays, out of what it holds for the order. When the month was closed
    meanwhile the commit is refused with 409 `period_closed`, when what is open changed meanwhile with 409
    `version_conflict`; whoever commits repeats (`persist`).
    """
    account = queries.account_as_is(dealer_id)
    period = rules.posting_period(invoice_day, Period.parse(account.open_from))
    cause = rules.shipment_cause(shipment_id)
    billing = Billing(shipment_id, cause, amount, Posting(invoice_day, period, shipment_id), due_day, order_id)
    return bill(account, billing, exposure=exposure, redeemed=amount - exposure)


@dataclass(frozen=True)
class Billing:
    """What is asked of a dealer from a day on, and when it is due; `invoice_id` names it among the open items."""

    invoice_id: str
    cause: str
    amount: Decimal
    posting: "Posting"
    due_day: date
    order_id: str | None = None
    details: dict[str, object] | None = None


def bill(
    account: AccountRecord,
    billing: Billing,
    exposure: Decimal = ZERO,
    still: Demand | None = None,
    redeemed: Decimal = ZERO,
) -> list[Write]:
    """The writes of something that the dealer owes from now on, and of the unapplied payments that it takes.

    `redeemed` of it the rebate wallet pays at once, as a payment of that day would: by an entry on each account.
    `still`: what must hold of the account in place of its month being open.
    """
    invoice = new_invoice(account.dealer_id, billing)
    redemption = _redeem(invoice, billing.posting, redeemed) if redeemed else []
    taken = []
    for deposit in queries.deposits(account.dealer_id, MOST_DEPOSITS):
        if invoice.open > 0:
            apply(deposit, invoice, min(deposit.unapplied, invoice.open))
            taken.append(replace(deposit))
    move = rules.Move(rules.Account.RECEIVABLE, billing.amount)
    entry = new_entry(account.dealer_id, billing.cause, move, billing.posting, billing.details)
    due_days = [day for day in (account.oldest_due, invoice.due_day if invoice.open else None) if day]
    moved = move_receivable(account, entry, min(due_days, default=None), exposure, still, redeemed)
    return [create(entry), moved, create(invoice), *map(create, redemption), *taken]


def new_invoice(dealer_id: str, billing: Billing) -> InvoiceRecord:
    """An invoice, or another debit, of which all is open."""
    posting = billing.posting
    invoice = InvoiceRecord(
        *invoice_key(dealer_id, billing.invoice_id),
        dealer_id=dealer_id,
        invoice_id=billing.invoice_id,
        cause=billing.cause,
        order_id=billing.order_id,
        amount=billing.amount,
        open=billing.amount,
        day=str(posting.day),
        due_day=str(billing.due_day),
        period=str(posting.period),
        applied=[],
    )
    _sort(invoice)
    return invoice


def _redeem(invoice: InvoiceRecord, posting: "Posting", amount: Decimal) -> list[Record]:
    """What the rebate wallet pays of an invoice: its entries, and the credit that the invoice takes."""
    cause, dealer_id = redemption_cause(invoice.invoice_id), invoice.dealer_id
    wallet = new_entry(dealer_id, cause, rules.Move(rules.Account.REBATE, -amount), posting)
    receivable = new_entry(dealer_id, cause, rules.Move(rules.Account.RECEIVABLE, -amount), posting)
    receivable.sk = beside_key(dealer_id, cause)[1]
    payment_id = f"{invoice.invoice_id}-W"
    payment = PaymentRecord(
        *payment_key(dealer_id, payment_id),
        dealer_id=dealer_id,
        payment_id=payment_id,
        cause=cause,
        amount=amount,
        unapplied=amount,
        applied=[],
        received_on=str(posting.day),
        period=str(posting.period),
        recorded_at=clock.now(),
    )
    apply(payment, invoice, amount)
    return [wallet, receivable, payment]


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


def wallet_steps(dealer_id: str, amount: Decimal) -> list[Step]:
    """What an entry of `amount` does to the wallet: the balance and what is available of it move by the same delta.

    A wallet that is filled stands among those that hold something, from the day on which the oldest of it was posted.
    """
    steps: list[Step] = [AccountRecord.rebate.add(amount), AccountRecord.rebate_available.add(amount)]
    if amount > 0:
        today = str(business_day(clock.now(), settings().zone))
        steps.append(AccountRecord.state_key.set(WALLETS))
        place = AccountRecord.sent_sort | sent_sort(today, dealer_id)
        steps.append(AccountRecord.sent_sort.set(place))
    return steps


def move_receivable(
    account: AccountRecord,
    entry: EntryRecord,
    oldest_due: str | None,
    exposure: Decimal = ZERO,
    still: Demand | None = None,
    redeemed: Decimal = ZERO,
) -> Write:
    """The account moves as the entry says, its `available` by the same delta, while the entry's month is open and
    nothing else changed what is open: of that `oldest_due` is the oldest due from now on. `redeemed` of it the wallet
    pays out of what it holds.
    """
    actions, unchanged = open_items(account, oldest_due)
    owed = entry.amount - redeemed
    if redeemed:
        actions += [AccountRecord.rebate.add(-redeemed), AccountRecord.rebate_held.add(-redeemed)]
    return change(
        AccountRecord,
        account_key(account.dealer_id),
        [
            AccountRecord.receivable.add(owed),
            AccountRecord.exposure.add(-exposure),
            AccountRecord.available.add(exposure - owed),
            AccountRecord.postings.add(3 if redeemed else 1),
            *actions,
        ],
        (AccountRecord.open_from <= entry.period if still is None else still) & unchanged,
        lambda old: period_closed(old, entry.period) if old is None or old.open_from > entry.period else _moved_on(),
    )


def open_items(account: AccountRecord, oldest_due: str | None) -> tuple[list[Step], Demand]:
    """What a change of the open items does to the account, where these are as they were read after it: whoever covers,
    adds or takes away an open item has this in its transaction. `oldest_due` is the oldest due day that stays open.
    """
    kept = AccountRecord.oldest_due
    return [AccountRecord.items.add(1), kept.set(oldest_due) if oldest_due else kept.remove()], (
        AccountRecord.items == account.items
    )


def _moved_on() -> Conflict:
    return Conflict(Code.VERSION_CONFLICT, "What is open on the account was changed meanwhile. Try again.")


def period_closed(account: AccountRecord | None, period: str) -> Exception:
    """409 that names the month which was closed and the first one that is open."""
    if account is None:
        return NotFound("account")
    details = [{"period": period, "open_from": account.open_from}]
    return Conflict(Code.PERIOD_CLOSED, f"{period} was closed meanwhile. Try again.", details)


def apply(payment: PaymentRecord, invoice: InvoiceRecord, amount: Decimal) -> None:
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
    taken = {"invoice_id": invoice.invoice_id, "amount": money_text(amount), "day": applied["day"]}
    payment.applied = [*payment.applied, taken]
    _sort(invoice)
    payment.period_sort = deposit_sort(payment.received_on, payment.payment_id) if payment.unapplied else None


def _sort(invoice: InvoiceRecord) -> None:
    """An open invoice sorts by its due day; one that is covered whole is collected on the last day that it took."""
    if invoice.open:
        invoice.period_sort = open_sort(invoice.due_day, invoice.day, invoice.invoice_id)
    else:
        invoice.collected_on = max(applied["day"] for applied in [{"day": invoice.day}, *invoice.applied])
        invoice.period_sort = collected_sort(invoice.collected_on, invoice.invoice_id)


def persist(attempt: Callable[[], Made]) -> Made:
    """What `attempt` makes, tried again where somebody else changed what it had read."""
    for left in reversed(range(TRIES)):
        try:
            return attempt()
        except Conflict as lost:
            if lost.code not in LOST_RACES or not left:
                raise
    raise AssertionError("unreachable")
