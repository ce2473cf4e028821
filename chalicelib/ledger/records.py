"""What the ledger keeps. One partition a dealer, so that whatever belongs together is read consistently.

The local index `by_period` holds, told apart by the first word of its sort key: the entries of an account by
accounting period, invoices that are open by due day, invoices that are collected by the day of it, and payments of
which something is left to apply.
"""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, LocalSecondaryIndex

from chalicelib.aws.attributes import DecimalAttribute, InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, index_meta, meta
from chalicelib.kernel.clock import iso
from chalicelib.kernel.money import ZERO
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


def beside_key(dealer_id: str, cause: str) -> tuple[str, str]:
    """The entry on the receivable of a cause that moves both accounts."""
    return partition(dealer_id), f"ENTRY#{cause}#receivable"


def invoice_key(dealer_id: str, invoice_id: str) -> tuple[str, str]:
    """One invoice; it bears the id of the shipment that it is for."""
    return partition(dealer_id), f"INVOICE#{invoice_id}"


def payment_key(dealer_id: str, payment_id: str) -> tuple[str, str]:
    """One payment."""
    return partition(dealer_id), f"PAYMENT#{payment_id}"


def change_key(dealer_id: str, change_id: str) -> tuple[str, str]:
    """One change of the account that somebody asked for."""
    return partition(dealer_id), f"CHANGE#{change_id}"


def payout_key(dealer_id: str, payout_id: str) -> tuple[str, str]:
    """One payout that the dealer asked for."""
    return partition(dealer_id), f"PAYOUT#{payout_id}"


def notice_key(dealer_id: str, day: str) -> tuple[str, str]:
    """What a dealer was told on a day to run out of the wallet."""
    return partition(dealer_id), f"NOTICE#{day}"


def bank_line_key(line_id: str) -> tuple[str, str]:
    """One line of a bank's file, by the bank's own reference."""
    return f"BANKLINE#{line_id}", "BANKLINE"


def past_purchase_key(dealer_id: str, month: str, category: str = "", sku: str = "") -> tuple[str, str]:
    """What a dealer bought in a month before its books began, of a category or a SKU where that is known."""
    return partition(dealer_id), f"PAST#{month}#{category}#{sku}"


def statement_key(dealer_id: str, period: str) -> tuple[str, str]:
    """One statement a month."""
    return partition(dealer_id), f"STATEMENT#{period}"


def state_key(state: str) -> str:
    """Index by_state: the statements of one state, by the business day on which they were sent."""
    return f"STATEMENTS#{state}"


def bank_state_key(state: str) -> str:
    """Index by_state: the lines of banks' files of one state, by the day on which the money came in."""
    return f"BANKLINES#{state}"


def change_state_key(state: str) -> str:
    """Index by_state: the changes of accounts of one state, by the instant at which they were asked for."""
    return f"CHANGES#{state}"


def payout_state_key(state: str) -> str:
    """Index by_state: the payouts of one state, by the instant at which they were asked for."""
    return f"PAYOUTS#{state}"


WALLETS = "WALLETS"
"""Index by_state: the accounts whose wallet holds credits, by the day on which the oldest of these was posted."""


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
    """Payments and credit notes of which something is left to apply, the oldest first."""
    return f"deposit#{received_on}#{payment_id}"


class ByPeriod(LocalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """What lies in a period; see the module."""

    Meta = index_meta()

    pk = UnicodeAttribute(hash_key=True)
    period_sort = UnicodeAttribute(range_key=True)


class ByState(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """Statements, changes, payouts and bank lines of one state: those that are `sent`, or wait, need an answer. And the
    wallets that hold something, the oldest first."""

    Meta = index_meta()

    state_key = UnicodeAttribute(hash_key=True)
    sent_sort = UnicodeAttribute(range_key=True)


class ByRegion(GlobalSecondaryIndex["StatementRecord"]):  # type: ignore[no-untyped-call]
    """Statements of one state in one region."""

    Meta = index_meta()

    region_key = UnicodeAttribute(hash_key=True)
    sent_sort = UnicodeAttribute(range_key=True)


def _nothing() -> Decimal:
    return ZERO


class AccountRecord(Record):
    """What stands now. `available` is stored and moves by the delta of whatever moves it.

    `credit_limit` None is prepayment only; `unlimited` is a flag of its own. `open_from` is the first month whose
    statement has not been sent, `started_in` the first of all; `postings` counts the entries, `items` every change of
    what is open. `oldest_due` is the due day of the oldest due open invoice: once it is over, new orders on credit are
    refused, but until the end of the day `lifted_until`.
    `rebate_held` of the wallet orders are to be paid with, `rebate_asked` is to be paid out, `rebate_available` is what
    is left, moved by the delta of whatever moves it. It stands in by_state while the wallet holds something, by a day
    before which none of that was posted.
    """

    KIND = "account"
    Meta = meta("ledger")

    dealer_id = UnicodeAttribute()
    receivable = DecimalAttribute()
    rebate = DecimalAttribute()
    rebate_held = DecimalAttribute(default=_nothing)
    rebate_asked = DecimalAttribute(default=_nothing)
    rebate_available = DecimalAttribute(default=_nothing)
    credit_limit = DecimalAttribute(null=True)
    unlimited = BooleanAttribute(default=False)
    exposure = DecimalAttribute()
    available = DecimalAttribute()
    open_from = UnicodeAttribute()
    started_in = UnicodeAttribute()
    postings = IntegerAttribute(default=0)
    items = IntegerAttribute(default=0)
    oldest_due = UnicodeAttribute(null=True)
    lifted_until = UnicodeAttribute(null=True)
    lifted_reason = UnicodeAttribute(null=True)
    lifted_by = UnicodeAttribute(null=True)
    lifted_at = InstantAttribute(null=True)
    state_key = UnicodeAttribute(null=True)
    sent_sort = UnicodeAttribute(null=True)

    by_state = ByState()


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
    """What is asked of the dealer, what of it is open, and which payments cover the rest (`applied`, see rules).

    `cause` is its entry's: a shipment, an adjustment, or what was open when the books began. A shipment's has the
    `order_id`.
    """

    KIND = "invoice"
    Meta = meta("ledger")

    dealer_id = UnicodeAttribute()
    invoice_id = UnicodeAttribute()
    cause = UnicodeAttribute()
    order_id = UnicodeAttribute(null=True)
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
    """Money that came in, or what else the dealer is credited (`cause` is its entry's), and what of it no invoice has
    taken yet. `applied` are the invoices that took the rest: the same that these say of it."""

    KIND = "payment"
    Meta = meta("ledger")

    dealer_id = UnicodeAttribute()
    payment_id = UnicodeAttribute()
    cause = UnicodeAttribute()
    amount = DecimalAttribute()
    unapplied = DecimalAttribute()
    applied = JSONAttribute(default=list)
    bank_line_id = UnicodeAttribute(null=True)
    received_on = UnicodeAttribute()
    period = UnicodeAttribute()
    reference = UnicodeAttribute(null=True)
    recorded_at = InstantAttribute()
    period_sort = UnicodeAttribute(null=True)
    by_period = ByPeriod()


class BankLineRecord(Record):
    """Money that came in, as a bank's file states it: which dealer it is from, and the payment that it was booked as.

    `matched_by` says what named the dealer, `problem` why nothing did. It is stored once a reference.
    """

    KIND = "bank-line"
    Meta = meta("ledger")

    line_id = UnicodeAttribute()
    state = UnicodeAttribute()
    day = UnicodeAttribute()
    amount = DecimalAttribute()
    reference = UnicodeAttribute()
    own_account = UnicodeAttribute(null=True)
    payer = UnicodeAttribute(null=True)
    payer_account = UnicodeAttribute(null=True)
    remark = UnicodeAttribute(null=True)
    matched_by = UnicodeAttribute(null=True)
    problem = UnicodeAttribute(null=True)
    dealer_id = UnicodeAttribute(null=True)
    payment_id = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    loaded_at = InstantAttribute()
    state_key = UnicodeAttribute()
    sent_sort = UnicodeAttribute()

    by_state = ByState()

    def index(self) -> None:
        """Sets the keys of by_state."""
        self.state_key, self.sent_sort = bank_state_key(self.state), f"{self.day}#{self.line_id}"


class ChangeRecord(Record):
    """A change of an account that one person asks for and another decides: an adjustment, or another credit limit.

    An adjustment moves `account` by `amount`: a credit goes to `invoice_id` first, a debit is due on `due_day`. A limit
    takes the place of `old_limit` and `old_unlimited`, where these still are the account's.
    """

    KIND = "account-change"
    Meta = meta("ledger")

    change_id = UnicodeAttribute()
    dealer_id = UnicodeAttribute()
    dealer_name = UnicodeAttribute()
    what = UnicodeAttribute()
    state = UnicodeAttribute()
    reason = UnicodeAttribute()
    account = UnicodeAttribute(null=True)
    amount = DecimalAttribute(null=True)
    invoice_id = UnicodeAttribute(null=True)
    due_day = UnicodeAttribute(null=True)
    credit_limit = DecimalAttribute(null=True)
    unlimited = BooleanAttribute(null=True)
    old_limit = DecimalAttribute(null=True)
    old_unlimited = BooleanAttribute(null=True)
    asked_by = UnicodeAttribute()
    asked_by_name = UnicodeAttribute()
    asked_at = InstantAttribute()
    decided_by_name = UnicodeAttribute(null=True)
    decided_at = InstantAttribute(null=True)
    comment = UnicodeAttribute(null=True)
    state_key = UnicodeAttribute()
    sent_sort = UnicodeAttribute()

    by_state = ByState()

    def index(self) -> None:
        """Sets the keys of by_state."""
        self.state_key, self.sent_sort = change_state_key(self.state), f"{iso(self.asked_at)}#{self.change_id}"


class PastPurchaseRecord(Record):
    """What a dealer bought in a month before its books began: against it growth is measured."""

    KIND = "past-purchase"
    Meta = meta("ledger")

    dealer_id = UnicodeAttribute()
    month = UnicodeAttribute()
    category = UnicodeAttribute(null=True)
    sku = UnicodeAttribute(null=True)
    quantity = IntegerAttribute()
    net_amount = DecimalAttribute()


class PayoutRecord(Record):
    """Money of the wallet that a dealer asked to be paid out, and what finance decided. `note` is what the dealer says
    of it, such as where to."""

    KIND = "payout"
    Meta = meta("ledger")

    payout_id = UnicodeAttribute()
    dealer_id = UnicodeAttribute()
    dealer_name = UnicodeAttribute()
    state = UnicodeAttribute()
    amount = DecimalAttribute()
    note = UnicodeAttribute(null=True)
    asked_by = UnicodeAttribute()
    asked_by_name = UnicodeAttribute()
    asked_at = InstantAttribute()
    decided_by_name = UnicodeAttribute(null=True)
    decided_at = InstantAttribute(null=True)
    comment = UnicodeAttribute(null=True)
    state_key = UnicodeAttribute()
    sent_sort = UnicodeAttribute()

    by_state = ByState()

    def index(self) -> None:
        """Sets the keys of by_state."""
        self.state_key, self.sent_sort = payout_state_key(self.state), f"{iso(self.asked_at)}#{self.payout_id}"


class NoticeRecord(Record):
    """What a dealer was told on the business day `day`: that what is left of the credits posted up to `posted_until`,
    which is `amount`, runs out, the first of it after the day `first_day`."""

    KIND = "expiry-notice"
    Meta = meta("ledger")

    dealer_id = UnicodeAttribute()
    day = UnicodeAttribute()
    posted_until = UnicodeAttribute()
    amount = DecimalAttribute()
    first_day = UnicodeAttribute()
    told_at = InstantAttribute()


class StatementRecord(Record):
    """A month's statement: frozen figures. Its entries are those of `first_period` to `period`, which are closed.

    `figures`: account -> {opening, sum, closing, entries}; `ageing`: bucket -> amount, as of the closing instant.
    `confirmed_by` says whether the dealer confirmed it or the clock did (rules.ConfirmedBy). `region` is the dealer's,
    until it is confirmed. `disputed` are the causes of the entries that are disputed now, `reason` why; `disputes` all
    disputes of it, the latest last, with their evidence and what came of each entry.
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
    disputes = JSONAttribute(default=list)
    state_key = UnicodeAttribute()
    region_key = UnicodeAttribute()
    sent_sort = UnicodeAttribute()

    by_state = ByState()
    by_region = ByRegion()

    def index(self, zone: ZoneInfo) -> None:
        """Sets the keys of by_state and by_region; a day of sending is one of the business's time zone."""
        self.state_key, self.region_key = state_key(self.state), region_key(self.region, self.state)
        self.sent_sort = sent_sort(str(business_day(self.sent_at, zone)), self.statement_id)
