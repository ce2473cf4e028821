"""What moves the books: accounts, credit, invoices and payments. Statements stand in `statement_commands`.

Every posting is one transaction of the entry, the account and what the entry is about. The account's write demands
that the period found for the entry is still open, so no entry slips behind a statement that is being sent.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Demand, OrElse, Record, Step, Write, change, check, commit, create, replace
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, Invalid, NotFound
from chalicelib.kernel.money import ZERO, money_text, round_money
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
MOST_INVOICES = 80
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
            rebate_held=ZERO,
            rebate_asked=ZERO,
            rebate_available=ZERO,
            credit_limit=limit,
            unlimited=unlimited,
            exposure=ZERO,
            available=rules.available(limit, ZERO, ZERO),
            open_from=str(Period.of(opened_on)),
            started_in=str(Period.of(opened_on)),
        )
    )


def hold_credit(dealer_id: str, amount: Decimal, wallet: Decimal = ZERO) -> Write:
    """Holds credit for what is submitted, and what of it the rebate wallet is to pay. Never spent twice.

    409 `insufficient_wallet` with the figures; `overdue_invoices` where an overdue invoice blocks new orders, whatever
    the limit; `insufficient_credit` with the figures.
    """
    enough = (AccountRecord.unlimited == True) | (AccountRecord.available >= amount)  # noqa: E712 - a condition's text
    return change(
        AccountRecord,
        account_key(dealer_id),
        [AccountRecord.exposure.add(amount), AccountRecord.available.add(-amount), *_held(wallet)],
        enough & _not_blocked() & _covers(wallet),
        _no_credit(amount, wallet),
    )


def hold_wallet(dealer_id: str, wallet: Decimal, on_credit: bool) -> Write:
    """Holds what the rebate wallet is to pay of an order for which no credit is held: it pays the whole, or the order
    is in review. Then (`on_credit`) nothing must be overdue."""
    enough = _covers(wallet) & _not_blocked() if on_credit else _covers(wallet)
    return change(AccountRecord, account_key(dealer_id), _held(wallet), enough, _no_credit(ZERO, wallet))


def _held(wallet: Decimal) -> list[Step]:
    if not wallet:
        return []
    return [AccountRecord.rebate_held.add(wallet), AccountRecord.rebate_available.add(-wallet)]


def _covers(wallet: Decimal) -> Demand:
    demand: Demand = AccountRecord.rebate_available >= wallet if wallet else AccountRecord.pk.exists()
    return demand


def must_not_be_blocked(dealer_id: str) -> Write:
    """Demands that no overdue invoice blocks the dealer's new orders; 409 `overdue_invoices`."""
    return check(AccountRecord, account_key(dealer_id), _not_blocked(), _no_credit(ZERO))


def _not_blocked() -> Demand:
    """As `rules.is_blocked` says it, of what is stored."""
    today = str(business_day(clock.now(), settings().zone))
    in_time = AccountRecord.oldest_due.does_not_exist() | (AccountRecord.oldest_due >= today)
    demand: Demand = in_time | (AccountRecord.lifted_until >= today)
    return demand


def hold_credit_beyond_limit(dealer_id: str, amount: Decimal) -> Write:
    """Holds credit that was granted for one order, also where it is not there: `available` may fall below zero."""
    return change(
        AccountRecord,
        account_key(dealer_id),
        [AccountRecord.exposure.add(amount), AccountRecord.available.add(-amount)],
        AccountRecord.pk.exists(),
        lambda _: NotFound("account"),
    )


def release_credit(dealer_id: str, amount: Decimal, wallet: Decimal = ZERO) -> Write:
    """Gives back what was held of the credit and of the rebate wallet, once: never more than is held."""
    return change(
        AccountRecord,
        account_key(dealer_id),
        [AccountRecord.exposure.add(-amount), AccountRecord.available.add(amount), *_held(-wallet)],
        (AccountRecord.exposure >= amount) & (AccountRecord.rebate_held >= wallet),
    )


def insufficient_wallet(needed: Decimal) -> OrElse:
    """409 that tells what the wallet holds, and what of it is spoken for."""

    def refusal(account: AccountRecord | None) -> Exception:
        if account is None:
            return NotFound("account")
        figures = {
            "balance": money_text(account.rebate),
            "held": money_text(account.rebate_held),
            "asked": money_text(account.rebate_asked),
            "available": money_text(account.rebate_available),
            "needed": money_text(needed),
        }
        return Conflict(Code.INSUFFICIENT_WALLET, "The rebate wallet does not cover it.", [figures])

    return refusal


def _no_credit(needed: Decimal, wallet: Decimal = ZERO) -> OrElse:
    def refusal(account: AccountRecord | None) -> Exception:
        if account is None:
            return NotFound("account")
        if wallet and account.rebate_available < wallet:
            return insufficient_wallet(wallet)(account)
        today = str(business_day(clock.now(), settings().zone))
        if rules.is_blocked(account.oldest_due, account.lifted_until, today):
            details = [{"due_day": account.oldest_due}]
            return Conflict(
                Code.OVERDUE_INVOICES, f"An invoice was due on {account.oldest_due}: pay it first.", details
            )
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
    moved = _move_receivable(account, entry, min(due_days, default=None), exposure, still, redeemed)
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


def _move_receivable(
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
    payment_id = f"{new.dealer_id}-P{clock.now():%y%m%d%H%M%S}{ids.token(3)}"
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
    moved = _move_receivable(account, entry, oldest_due, still=still)
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


def persist(attempt: Callable[[], Made]) -> Made:
    """What `attempt` makes, tried again where somebody else changed what it had read."""
    for left in reversed(range(TRIES)):
        try:
            return attempt()
        except Conflict as lost:
            if lost.code not in LOST_RACES or not left:
                raise
    raise AssertionError("unreachable")
