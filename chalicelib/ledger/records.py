"""What the ledger keeps. One partition a dealer, so that whatever belongs together is read consistently.

The local index `by_period` holds, told apart by the first word of its sort key: the entries of an account by
accounting period, invoices that are open by due day, invoices that are collected by the day of it, and payments of
which something is left to apply.
"""

from typing import Any
from zoneinfo import ZoneInfo

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, LocalSecondaryIndex

from chalicelib.aws.attributes import DecimalAttribute, InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, index_meta, meta
from chalicelib.kernel.periods import business_day


def partition(dealer_id: str) -> str:
    """Everything of one dealer."""
    return f"DEALER#{dealer_id}"


def account_key(dealer_id: str) -> tuple[str, str]:
    """The dealer's account: what stands now."""
    return partition(dealer_id), "ACCOUNT"


def entry_key(dealer_id: str, cause: str) -> tuple[str, str]:
    """One entry a cause."""
    return partition(dealer_id), f"ENTRY#{cause}"


def invoice_key(dealer_id: str, invoice_id: str) -> tuple[str, str]:
    """One invoice; it bears the id of the shipment that it is for."""
    return partition(dealer_id), f"INVOICE#{invoice_id}"


def payment_key(dealer_id: str, payment_id: str) -> tuple[str, str]:
    """One payment."""
    return partition(dealer_id), f"PAYMENT#{payment_id}"


def statement_key(dealer_id: str, period: str) -> tuple[str, str]:
    """One statement a month."""
    return partition(dealer_id), f"STATEMENT#{period}"


def state_key(state: str) -> str:
    """Index by_state: the statements of one state, by the business day on which they were sent."""
    return f"STATEMENTS#{state}"


def region_key(region: str, state: str) -> str:
    """Index by_region: the same in one region."""
    return f"REGION#{region}#{state}"


def sent_sort(sent_on: str, statement_id: str = "") -> str:
    """A statement among those of its state, by the day on which it was sent."""
    return f"{sent_on}#{statement_id}"


def entry_sort(account: str, period: str, day: str, cause: str) -> str:
    """Entries of one account, by accounting period, then by their own day."""
    return f"{account}#{period}#{day}#{cause}"


def open_sort(due_day: str, day: str, invoice_id: str) -> str:
    """Open invoices, the oldest due first, then the oldest."""
    return f"open#{due_day}#{day}#{invoice_id}"


def collected_sort(collected_on: str, invoice_id: str) -> str:
    """Collected invoices by the day of it."""
    return f"collected#{collected_on}#{invoice_id}"


def deposit_sort(received_on: str, payment_id: str) -> str:
    """Payments of which something is left to apply, the oldest first."""
    return f"deposit#{received_on}#{payment_id}"


class ByPeriod(LocalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """What lies in a period; see the module."""

    Meta = index_meta()

    pk = UnicodeAttribute(hash_key=True)
    period_sort = UnicodeAttribute(range_key=True)


class ByState(GlobalSecondaryIndex["StatementRecord"]):  # type: ignore[no-untyped-call]
    """Statements of one state: those that are `sent` wait for an answer."""

    Meta = index_meta()

    state_key = UnicodeAttribute(hash_key=True)
    sent_sort = UnicodeAttribute(range_key=True)


class ByRegion(GlobalSecondaryIndex["StatementRecord"]):  # type: ignore[no-untyped-call]
    """Statements of one state in one region."""

    Meta = index_meta()

    region_key = UnicodeAttribute(hash_key=True)
    sent_sort = UnicodeAttribute(range_key=True)


class AccountRecord(Record):
    """What stands now. `available` is stored and moves by the delta of whatever moves it.

    `credit_limit` None is prepayment only; `unlimited` is a flag of its own. `open_from` is the first month whose
    statement has not been sent; `postings` counts the entries.
    """

    KIND = "account"
    Meta = meta("ledger")

    dealer_id = UnicodeAttribute()
    receivable = DecimalAttribute()
    rebate = DecimalAttribute()
    credit_limit = DecimalAttribute(null=True)
    unlimited = BooleanAttribute(default=False)
    exposure = DecimalAttribute()
    available = DecimalAttribute()
    open_from = UnicodeAttribute()
    postings = IntegerAttribute(default=0)


class EntryRecord(Record):
    """A posting to one account; never changed. `day` is its own date, `period` the month that it counts in."""

    KIND = "entry"
    Meta = meta("ledger")

    dealer_id = UnicodeAttribute()
    cause = UnicodeAttribute()
    account = UnicodeAttribute()
    amount = DecimalAttribute()
    day = UnicodeAttribute()
    period = UnicodeAttribute()
    document_id = UnicodeAttribute()
    posted_at = InstantAttribute()
    details = JSONAttribute(null=True)
    period_sort = UnicodeAttribute()
    by_period = ByPeriod()


class InvoiceRecord(Record):
    """A shipment's invoice, what of it is open, and which payments cover the rest (`applied`, see rules)."""

    KIND = "invoice"
    Meta = meta("ledger")

    dealer_id = UnicodeAttribute()
    invoice_id = UnicodeAttribute()
    order_id = UnicodeAttribute()
    amount = DecimalAttribute()
    open = DecimalAttribute()
    day = UnicodeAttribute()
    due_day = UnicodeAttribute()
    period = UnicodeAttribute()
    applied = JSONAttribute(default=list)
    collected_on = UnicodeAttribute(null=True)
    period_sort = UnicodeAttribute()
    by_period = ByPeriod()


class PaymentRecord(Record):
    """Money that came in, and what of it no invoice has taken yet."""

    KIND = "payment"
    Meta = meta("ledger")

    dealer_id = UnicodeAttribute()
    payment_id = UnicodeAttribute()
    amount = DecimalAttribute()
    unapplied = DecimalAttribute()
    received_on = UnicodeAttribute()
    period = UnicodeAttribute()
    reference = UnicodeAttribute(null=True)
    recorded_at = InstantAttribute()
    period_sort = UnicodeAttribute(null=True)
    by_period = ByPeriod()


class StatementRecord(Record):
    """A month's statement: frozen figures. Its entries are those of `first_period` to `period`, which are closed.

    `figures`: account -> {opening, sum, closing, entries}; `ageing`: bucket -> amount, as of the closing instant.
    `confirmed_by` says whether the dealer confirmed it or the clock did (rules.ConfirmedBy). `region` is the dealer's,
    until it is confirmed.
    """

    KIND = "statement"
    Meta = meta("ledger")

    dealer_id = UnicodeAttribute()
    dealer_name = UnicodeAttribute()
    region = UnicodeAttribute()
    statement_id = UnicodeAttribute()
    first_period = UnicodeAttribute()
    period = UnicodeAttribute()
    run_id = UnicodeAttribute()
    state = UnicodeAttribute()
    figures = JSONAttribute()
    ageing = JSONAttribute()
    sent_at = InstantAttribute()
    answered_at = InstantAttribute(null=True)
    answered_by = UnicodeAttribute(null=True)
    confirmed_by = UnicodeAttribute(null=True)
    disputed = JSONAttribute(default=list)
    reason = UnicodeAttribute(null=True)
    state_key = UnicodeAttribute()
    region_key = UnicodeAttribute()
    sent_sort = UnicodeAttribute()

    by_state = ByState()
    by_region = ByRegion()

    def index(self, zone: ZoneInfo) -> None:
        """Sets the keys of by_state and by_region; a day of sending is one of the business's time zone."""
        self.state_key, self.region_key = state_key(self.state), region_key(self.region, self.state)
        self.sent_sort = sent_sort(str(business_day(self.sent_at, zone)), self.statement_id)
