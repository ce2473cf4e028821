"""The books of a dealer: what an entry moves, who is paid first, how old a debt is, what credit is left. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, Self

from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.kernel.money import ZERO, money_text
from chalicelib.kernel.periods import Period


class Account(StrEnum):
    """`receivable`: what the dealer owes, a deposit being negative. `rebate`: the wallet, which may go below zero."""

    RECEIVABLE = "receivable"
    REBATE = "rebate"


class EntryKind(StrEnum):
    SHIPMENT = "shipment"
    PAYMENT = "payment"
    REBATE = "rebate"
    RETURN = "return"
    REDEMPTION_RETURN = "redemption-return"


@dataclass(frozen=True)
class Move:
    """By how much an entry moves the balance of an account."""

    account: Account
    delta: Decimal


_DIRECTIONS = {
    EntryKind.SHIPMENT: (Account.RECEIVABLE, 1),
    EntryKind.PAYMENT: (Account.RECEIVABLE, -1),
    EntryKind.REBATE: (Account.REBATE, 1),
    EntryKind.RETURN: (Account.RECEIVABLE, -1),
    EntryKind.REDEMPTION_RETURN: (Account.REBATE, 1),
}


def move(kind: EntryKind, amount: Decimal) -> Move:
    """A shipment raises the receivable, a payment and a return lower it; a rebate (the difference that a run posts,
    also a negative one) fills the wallet, and so does what the wallet had paid for goods that came back.
    """
    account, sign = _DIRECTIONS[kind]
    return Move(account, amount if sign > 0 else ZERO - amount)


def shipment_cause(shipment_id: str) -> str:
    """The key of the entry that invoices a shipment; posting the same cause twice changes nothing."""
    return f"shipment:{shipment_id}"


def payment_cause(payment_id: str) -> str:
    """The key of the entry of a payment."""
    return f"payment:{payment_id}"


def cause_of(kind: EntryKind, document_id: str) -> str:
    """The key of an entry that one document posts: `return:ID`, `redemption-return:ID`."""
    return f"{kind}:{document_id}"


def rebate_cause(run_id: str, period: Period, program_id: str, dealer_id: str) -> str:
    """The key of what a run posts for one program's period and one dealer."""
    return f"rebate:{run_id}:{period}:{program_id}:{dealer_id}"


def adjustment_cause(change_id: str) -> str:
    """The key of the entry of an adjustment."""
    return f"adjustment:{change_id}"


def opening_cause(document_id: str) -> str:
    """The key of the entry of what stood open, or in the wallet, when the books began."""
    return f"opening:{document_id}"


def is_rebate(cause: str) -> bool:
    """Whether an entry is what a run posts for a program."""
    return cause.startswith(f"{EntryKind.REBATE}:")


def posting_period(accounting_day: date, open_from: Period) -> Period:
    """The month to which an entry goes: that of its business day, or the first open one where that is closed."""
    return max(Period.of(accounting_day), open_from)


def closing(opening: Decimal, deltas: Iterable[Decimal]) -> Decimal:
    """`closing = opening + sum of the period's entries`."""
    return sum(deltas, opening)


@dataclass(frozen=True)
class Totals:
    """What the entries of a month come to on one account: `closing = opening + invoiced + paid + credited`.

    All are as they move the balance. On the receivable `invoiced` is what was shipped, `paid` what came in or the
    wallet paid (negative), `credited` what else moves it; on the wallet `paid` is what it paid, for shipments or in
    cash, `credited` what the rebates filled in and all else.
    """

    opening: Decimal
    invoiced: Decimal
    paid: Decimal
    credited: Decimal

    @property
    def closing(self) -> Decimal:
        return closing(self.opening, (self.invoiced, self.paid, self.credited))


def totals(opening: Decimal, entries: Iterable[tuple[str, Decimal]]) -> Totals:
    """Of entries as pairs of cause and amount."""
    sums = dict.fromkeys(("invoiced", "paid", "credited"), ZERO)
    for cause, amount in entries:
        sums[_TOTAL_OF.get(cause.partition(":")[0], "credited")] += amount
    return Totals(opening, **sums)


_TOTAL_OF = {
    str(EntryKind.SHIPMENT): "invoiced",
    str(EntryKind.PAYMENT): "paid",
    "redemption": "paid",
    "payout": "paid",
}
"""By the first word of an entry's cause."""


@dataclass(frozen=True)
class OpenInvoice:
    """An invoice of `amount`, of which `open` is not paid yet; days are business days."""

    invoice_id: str
    amount: Decimal
    open: Decimal
    invoice_date: date
    due_date: date

    @property
    def age_rank(self) -> tuple[date, date, str]:
        """The oldest due first; ties by the invoice's date, then by its id as text."""
        return self.due_date, self.invoice_date, self.invoice_id


@dataclass(frozen=True)
class Applied:
    """What of a payment goes to one invoice; `covers_whole`: nothing of the invoice stays open."""

    invoice_id: str
    amount: Decimal
    covers_whole: bool


@dataclass(frozen=True)
class Allocation:
    """Where a payment goes, in that order; `unapplied` is a deposit."""

    applied: tuple[Applied, ...]
    unapplied: Decimal


def allocate(invoices: Iterable[OpenInvoice], amount: Decimal, named: str | None = None) -> Allocation:
    """A payment goes to the invoice that it names, then to the oldest due; what exceeds all of them is unapplied.

    `amount` is above zero. A named invoice that is not among the open ones makes no difference.
    """
    if amount <= 0:
        raise ValueError(f"a payment of {amount}")
    left, applied = amount, []
    for invoice in sorted(invoices, key=lambda each: (each.invoice_id != named, each.age_rank)):
        takes = min(invoice.open, left)
        if takes > 0:
            applied.append(Applied(invoice.invoice_id, takes, takes == invoice.open))
            left -= takes
    return Allocation(tuple(applied), left)


def oldest_due(invoices: Iterable[OpenInvoice]) -> date | None:
    """The due day of the oldest due of those that are open; None where nothing is."""
    return min((invoice.due_date for invoice in invoices if invoice.open > 0), default=None)


def is_blocked(oldest_due: str | None, lifted_until: str | None, today: str) -> bool:
    """Whether an overdue invoice blocks new orders on credit: it was due before today, and nobody lifted the block for
    today. Days are ISO texts, which sort as days do.
    """
    return oldest_due is not None and oldest_due < today and (lifted_until or "") < today


def allocate_credit(
    invoices: Iterable[OpenInvoice], amount: Decimal, own: Mapping[str, Decimal]
) -> tuple[Applied, ...]:
    """Where a credit note goes: to its own invoices first, to each what of the goods it had asked for, the oldest due
    first; then to whatever is open, the oldest due first. What exceeds all of it is left.
    """
    ranked = sorted(invoices, key=lambda each: each.age_rank)
    takes = dict.fromkeys((each.invoice_id for each in ranked), ZERO)
    left = amount
    for most in (own, None):
        for each in ranked:
            free = each.open - takes[each.invoice_id]
            part = min(free, left, free if most is None else most.get(each.invoice_id, ZERO))
            takes[each.invoice_id] += part
            left -= part
    first = sorted(ranked, key=lambda each: each.invoice_id not in own)
    return tuple(
        Applied(each.invoice_id, takes[each.invoice_id], takes[each.invoice_id] == each.open)
        for each in first
        if takes[each.invoice_id] > 0
    )


def days_to_collect(invoice_day: date, collected_day: date) -> int:
    """Calendar days from an invoice's date to the day on which it is covered whole, both in the business time zone; 0
    where a deposit covered it beforehand.
    """
    return max((collected_day - invoice_day).days, 0)


class OpenItem(Protocol):
    """What ageing counts: `open` is what it adds to the receivable; without a due date it is never overdue."""

    @property
    def open(self) -> Decimal: ...

    @property
    def due_date(self) -> date | None: ...


@dataclass(frozen=True)
class UnappliedPayment:
    """What of a payment no invoice took: a negative item without a due date."""

    payment_id: str
    unapplied: Decimal

    @property
    def open(self) -> Decimal:
        return ZERO - self.unapplied

    @property
    def due_date(self) -> None:
        return None


@dataclass(frozen=True)
class Ageing:
    """What is open at a closing instant, by days past due; the buckets add up to the receivable."""

    not_due: Decimal = ZERO
    days_1_30: Decimal = ZERO
    days_31_60: Decimal = ZERO
    days_61_90: Decimal = ZERO
    over_90: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return sum(vars(self).values(), ZERO)

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Self:
        return cls(**{bucket.name: Decimal(texts[bucket.name]) for bucket in fields(cls)})

    def as_fields(self) -> dict[str, str]:
        """The mapping that `of` reads."""
        return {bucket: money_text(amount) for bucket, amount in vars(self).items()}


_BUCKETS = ((0, "not_due"), (30, "days_1_30"), (60, "days_31_60"), (90, "days_61_90"))
"""Up to so many days past due."""


def age(items: Iterable[OpenItem], closing_day: date) -> Ageing:
    """Open items by age at the end of `closing_day`: what is due on that day is not overdue yet.

    An unapplied payment lowers `not_due`, as no due date is its own; so the buckets always add up to the balance.
    """
    buckets = dict.fromkeys((bucket.name for bucket in fields(Ageing)), ZERO)
    for item in items:
        buckets[_bucket(days_overdue(item, closing_day))] += item.open
    return Ageing(**buckets)


def days_overdue(item: OpenItem, day: date) -> int:
    """By how many days an open item is past due at the end of `day`; 0 where it is not."""
    return 0 if item.due_date is None else max((day - item.due_date).days, 0)


def _bucket(days: int) -> str:
    return next((name for most, name in _BUCKETS if days <= most), "over_90")


def available(limit: Decimal | None, receivable: Decimal, exposure: Decimal) -> Decimal:
    """The credit left: `limit - receivable - exposure`, exposure being what is submitted and not yet shipped.

    A limit of None means prepayment only: a deposit (a negative receivable) is all that may be spent. Unlimited is a
    flag of its own beside the account and never a figure; whoever sets it does not ask for this one.
    """
    return (ZERO if limit is None else limit) - receivable - exposure


def overdue(items: Iterable[OpenItem], day: date) -> Decimal:
    """What of the open items is past due at the end of `day`, before any deposit."""
    return sum((item.open for item in items if days_overdue(item, day)), ZERO)


class ChangeKind(StrEnum):
    """What of an account is asked to be changed."""

    ADJUSTMENT = "adjustment"
    CREDIT_LIMIT = "credit_limit"


class ChangeState(StrEnum):
    """Where a change stands that was asked for. `void`: approved, and what it was to change was another by then."""

    WAITING = "waiting"
    BOOKED = "booked"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    VOID = "void"


CHANGE = Lifecycle(
    "change",
    ChangeState.WAITING,
    {
        ChangeState.BOOKED: frozenset({ChangeState.WAITING}),
        ChangeState.REJECTED: frozenset({ChangeState.WAITING}),
        ChangeState.EXPIRED: frozenset({ChangeState.WAITING}),
        ChangeState.WITHDRAWN: frozenset({ChangeState.WAITING}),
        ChangeState.VOID: frozenset({ChangeState.WAITING}),
    },
)


class BankLineState(StrEnum):
    """Where a line of a bank's file stands: nothing named its dealer, it is booked, or it is no dealer's payment."""

    UNMATCHED = "unmatched"
    BOOKED = "booked"
    DISMISSED = "dismissed"


BANK_LINE = Lifecycle(
    "bank line",
    BankLineState.UNMATCHED,
    {
        BankLineState.BOOKED: frozenset({BankLineState.UNMATCHED, BankLineState.DISMISSED}),
        BankLineState.DISMISSED: frozenset({BankLineState.UNMATCHED}),
    },
)


class StatementState(StrEnum):
    SENT = "sent"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


STATEMENT = Lifecycle(
    "statement",
    StatementState.SENT,
    {
        StatementState.CONFIRMED: frozenset({StatementState.SENT}),
        StatementState.DISPUTED: frozenset({StatementState.SENT}),
        StatementState.SENT: frozenset({StatementState.DISPUTED}),
    },
)
"""A disputed statement is sent for confirmation again once its entries are resolved; a confirmed one stays so."""


class ConfirmedBy(StrEnum):
    """Who confirmed a statement: the dealer, or the clock since nobody answered in time."""

    DEALER = "dealer"
    CLOCK = "clock"


def last_unanswered_day(today: date, confirm_days: int) -> date:
    """The latest day of sending whose statements are confirmed by the clock on the business day `today`.

    The dealer may answer on each of the `confirm_days` days after the day of sending; on the day after these the
    clock confirms: what was sent on the 4th is answered until the 19th, by 15 days, and confirmed on the 20th.
    """
    return today - timedelta(days=confirm_days + 1)
