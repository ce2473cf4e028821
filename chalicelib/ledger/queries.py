"""What the books say. One partition is read consistently, so that what is decided on it is decided on the truth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from chalicelib.aws.tables import MOST_KEYS, find, find_many, list_all, list_page, list_through
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.rules import dealer_of
from chalicelib.edge.principal import Reach
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.paging import Page
from chalicelib.kernel.periods import Period
from chalicelib.ledger import rules
from chalicelib.ledger.records import (
    AccountRecord,
    BankLineRecord,
    ChangeRecord,
    EntryRecord,
    InvoiceRecord,
    PastPurchaseRecord,
    PaymentRecord,
    StatementRecord,
    account_key,
    bank_line_key,
    bank_state_key,
    change_key,
    change_state_key,
    entry_key,
    invoice_key,
    partition,
    past_purchase_key,
    payment_key,
    region_key,
    sent_sort,
    state_key,
    statement_key,
)

_END = "~"
"""Sorts behind every character of a key."""


def account_as_is(dealer_id: str) -> AccountRecord:
    """The dealer's account, for those who need not ask whether they may see it; 404 where there is none."""
    account = find(AccountRecord, account_key(dealer_id))
    if account is None:
        raise NotFound("account")
    return account


def account(dealer_id: str, reach: Reach) -> AccountRecord:
    """What stands now on the account of a dealer within reach; else 404."""
    return account_as_is(dealers.dealer(dealer_id, reach).dealer_id)


def invoice(dealer_id: str, invoice_id: str) -> InvoiceRecord | None:
    """One invoice of the dealer."""
    return find(InvoiceRecord, invoice_key(dealer_id, invoice_id))


def invoices(dealer_id: str, invoice_ids: Sequence[str]) -> dict[str, InvoiceRecord]:
    """Those of the dealer's invoices that exist, by id."""
    found = find_many(InvoiceRecord, [invoice_key(dealer_id, invoice_id) for invoice_id in invoice_ids])
    return {record.invoice_id: record for record in found.values()}


def open_invoices(dealer_id: str, most: int | None = None) -> list[InvoiceRecord]:
    """Open invoices, the oldest due first; the first `most`, or all."""
    found = InvoiceRecord.by_period.query(
        partition(dealer_id), InvoiceRecord.period_sort.startswith("open#"), consistent_read=True, limit=most
    )
    return list(islice(found, most))


def collected_invoices(dealer_id: str, first: date, last: date | None = None) -> list[InvoiceRecord]:
    """Invoices that were collected from the day `first` to the day `last` (None: to this day), in that order."""
    within = InvoiceRecord.period_sort.between(f"collected#{first}", f"collected#{last or ''}{_END}")
    return list(InvoiceRecord.by_period.query(partition(dealer_id), within, consistent_read=True))


def deposits(dealer_id: str, most: int | None = None) -> list[PaymentRecord]:
    """Payments and credit notes of which something is left to apply, the oldest first; the first `most`, or all."""
    found = PaymentRecord.by_period.query(
        partition(dealer_id), PaymentRecord.period_sort.startswith("deposit#"), consistent_read=True, limit=most
    )
    return list(islice(found, most))


def payment(payment_id: str, reach: Reach) -> PaymentRecord:
    """A payment, or another credit that covers invoices, of a dealer within reach; else 404."""
    dealer_id = dealers.dealer(dealer_of(payment_id), reach).dealer_id
    found = find(PaymentRecord, payment_key(dealer_id, payment_id))
    if found is None:
        raise NotFound("payment")
    return found


def dealers_of_invoices(invoice_ids: Sequence[str]) -> dict[str, str]:
    """The dealers of those of the ids that are an invoice's."""
    found: dict[str, str] = {}
    for start in range(0, len(invoice_ids), MOST_KEYS):
        some = [invoice_key(dealer_of(one), one) for one in invoice_ids[start : start + MOST_KEYS]]
        found |= {record.invoice_id: record.dealer_id for record in find_many(InvoiceRecord, some).values()}
    return found


def bank_lines(line_ids: Sequence[str]) -> dict[str, BankLineRecord]:
    """Those of the lines of banks' files that were loaded, by id."""
    found: dict[str, BankLineRecord] = {}
    for start in range(0, len(line_ids), MOST_KEYS):
        some = [bank_line_key(line_id) for line_id in line_ids[start : start + MOST_KEYS]]
        found |= {record.line_id: record for record in find_many(BankLineRecord, some).values()}
    return found


def bank_line(line_id: str) -> BankLineRecord:
    """One line of a bank's file; 404 where it was not loaded."""
    found = find(BankLineRecord, bank_line_key(line_id))
    if found is None:
        raise NotFound("bank line")
    return found


def bank_lines_of_state(state: rules.BankLineState, limit: int, cursor: str | None) -> Page[BankLineRecord]:
    """The lines of banks' files of one state, the latest day first."""
    return list_page(BankLineRecord.by_state, bank_state_key(state), limit=limit, cursor=cursor, newest_first=True)


def account_change(change_id: str, reach: Reach) -> ChangeRecord:
    """A change that somebody asked for of the account of a dealer within reach; else 404.

    The dealer sees an adjustment once it is booked: what is asked for is the maker's own affair.
    """
    dealer_id = dealers.dealer(dealer_of(change_id), reach).dealer_id
    found = find(ChangeRecord, change_key(dealer_id, change_id))
    if found is None or (reach.dealer_id and not _shown_to_the_dealer(found)):
        raise NotFound("account change")
    return found


def _shown_to_the_dealer(found: ChangeRecord) -> bool:
    return bool(found.what == rules.ChangeKind.ADJUSTMENT and found.state == rules.ChangeState.BOOKED)


def account_change_as_is(change_id: str) -> ChangeRecord | None:
    """A change that somebody asked for, for those who need not ask whether they may see it."""
    return find(ChangeRecord, change_key(dealer_of(change_id), change_id))


def account_changes_of(dealer_id: str, limit: int, cursor: str | None) -> Page[ChangeRecord]:
    """The changes that were asked for of one dealer's account, the latest first."""
    pk, prefix = change_key(dealer_id, "")
    within = ChangeRecord.sk.startswith(prefix)
    return list_page(ChangeRecord, pk, within, limit=limit, cursor=cursor, newest_first=True)


def account_changes_of_state(state: rules.ChangeState, limit: int, cursor: str | None) -> Page[ChangeRecord]:
    """The changes of one state of all accounts, the latest first."""
    return list_page(ChangeRecord.by_state, change_state_key(state), limit=limit, cursor=cursor, newest_first=True)


def as_open_invoice(invoice: InvoiceRecord, applied_later: Decimal = Decimal(0)) -> rules.OpenInvoice:
    """An invoice as the rules know it; `applied_later` counts as open still."""
    days = date.fromisoformat(invoice.day), date.fromisoformat(invoice.due_day)
    return rules.OpenInvoice(invoice.invoice_id, invoice.amount, invoice.open + applied_later, *days)


@dataclass(frozen=True)
class Standing:
    """What stands on an account on a business day: the account, what is open, and what is left of payments."""

    account: AccountRecord
    day: date
    invoices: Sequence[InvoiceRecord]
    deposits: Sequence[PaymentRecord]

    @property
    def overdue(self) -> Decimal:
        """What of the open invoices is past due."""
        return rules.overdue((as_open_invoice(invoice) for invoice in self.invoices), self.day)

    @property
    def ageing(self) -> rules.Ageing:
        """All open items by age; adds up to the receivable."""
        left = [rules.UnappliedPayment(payment.payment_id, payment.unapplied) for payment in self.deposits]
        return rules.age([*(as_open_invoice(invoice) for invoice in self.invoices), *left], self.day)


def standing(account: AccountRecord, day: date) -> Standing:
    """What stands on an account on a day that is not over, which is today's."""
    return Standing(account, day, open_invoices(account.dealer_id), deposits(account.dealer_id))


def days_overdue(dealer_id: str, day: date) -> int:
    """By how many days the dealer's oldest due invoice is past due at the end of `day`; 0 where none is."""
    return max((rules.days_overdue(as_open_invoice(oldest), day) for oldest in open_invoices(dealer_id, 1)), default=0)


def entries_page(
    dealer_id: str, account: rules.Account, period: str, limit: int, cursor: str | None
) -> Page[EntryRecord]:
    """The entries of an account in a month, oldest first."""
    within = EntryRecord.period_sort.startswith(f"{account}#{period}#")
    return list_page(EntryRecord.by_period, partition(dealer_id), within, limit=limit, cursor=cursor)


def entries_between(dealer_id: str, account: rules.Account, first: str, last: str) -> list[EntryRecord]:
    """The entries of an account from the month `first` to the month `last`, oldest first."""
    within = EntryRecord.period_sort.between(f"{account}#{first}", f"{account}#{last}{_END}")
    return list(EntryRecord.by_period.query(partition(dealer_id), within, consistent_read=True))


def month_totals(dealer_id: str, account: rules.Account, period: str) -> rules.Totals:
    """What an account held when a month began, and what its entries came to.

    It opens where the last statement before closed, and goes on with the months since that no statement has closed: as
    a rule none or one. So what is read is the asked month, and what was not settled before it.
    """
    before = _statement_before(dealer_id, period)
    opening = Decimal(before.figures[str(account)]["closing"]) if before else ZERO
    first = str(Period.parse(before.period).next()) if before else ""
    since = entries_between(dealer_id, account, first, period)
    opening = rules.closing(opening, (entry.amount for entry in since if entry.period < period))
    return rules.totals(opening, ((entry.cause, entry.amount) for entry in since if entry.period == period))


def _statement_before(dealer_id: str, period: str) -> StatementRecord | None:
    """The dealer's latest statement of a month before."""
    pk, asked = statement_key(dealer_id, period)
    within = StatementRecord.sk.between(statement_key(dealer_id, "")[1], asked)
    found = StatementRecord.query(pk, within, consistent_read=True, scan_index_forward=False, limit=2)
    return next((record for record in islice(found, 2) if record.period < period), None)


def entries_of(dealer_id: str, causes: Sequence[str]) -> list[EntryRecord]:
    """Those of the named entries that exist."""
    return list(find_many(EntryRecord, [entry_key(dealer_id, cause) for cause in causes]).values())


def last_statement(dealer_id: str) -> StatementRecord | None:
    """The dealer's latest statement."""
    return next(iter(latest_statements(dealer_id, 1)), None)


def latest_statements(dealer_id: str, most: int) -> list[StatementRecord]:
    """The dealer's latest statements, the last one first."""
    found = StatementRecord.query(
        partition(dealer_id),
        StatementRecord.sk.startswith("STATEMENT#"),
        consistent_read=True,
        scan_index_forward=False,
        limit=most,
    )
    return list(found)


def statement_of(dealer_id: str, period: Period) -> StatementRecord | None:
    """The dealer's statement of a month, for those who need not ask whether they may see it."""
    return find(StatementRecord, statement_key(dealer_id, str(period)))


def statements_of(dealer_ids: Sequence[str], period: Period) -> dict[str, StatementRecord]:
    """The statements of a month that these dealers have, by dealer."""
    keys = [statement_key(dealer_id, str(period)) for dealer_id in dealer_ids]
    found: dict[str, StatementRecord] = {}
    for start in range(0, len(keys), MOST_KEYS):
        some = find_many(StatementRecord, keys[start : start + MOST_KEYS])
        found |= {record.dealer_id: record for record in some.values()}
    return found


def statement(statement_id: str, reach: Reach) -> StatementRecord:
    """A statement of a dealer within reach; else 404."""
    dealer_id = dealers.dealer(dealer_of(statement_id), reach).dealer_id
    found = find(StatementRecord, statement_key(dealer_id, statement_id.removeprefix(f"{dealer_id}-")))
    if found is None:
        raise NotFound("statement")
    return found


def statement_entries(statement: StatementRecord) -> list[EntryRecord]:
    """The entries of a statement, receivable first. Its months are closed, so no entry can be added to them."""
    return [
        entry
        for account in rules.Account
        for entry in entries_between(statement.dealer_id, account, statement.first_period, statement.period)
    ]


def statements_page(dealer_id: str, limit: int, cursor: str | None) -> Page[StatementRecord]:
    """A dealer's statements, the latest first."""
    within = StatementRecord.sk.startswith("STATEMENT#")
    return list_page(StatementRecord, partition(dealer_id), within, limit=limit, cursor=cursor, newest_first=True)


def statements_of_state(
    reach: Reach, region: str | None, state: rules.StatementState, limit: int, cursor: str | None
) -> Page[StatementRecord]:
    """The statements of one state within reach, those that were sent last first: of one region, of the asker's regions
    one after another, or of all. A region out of reach is 404."""
    regions = reach.in_regions(region)
    if regions is None:
        of_state = state_key(state)
        return list_page(StatementRecord.by_state, of_state, limit=limit, cursor=cursor, newest_first=True)
    places = [(region_key(one, state), None) for one in regions]
    return list_through(StatementRecord.by_region, places, limit=limit, cursor=cursor, newest_first=True)


def statements_waiting(last_sent: date, most: int) -> Iterator[StatementRecord]:
    """Statements that were sent up to the day `last_sent` and wait for an answer, the longest waiting first, at most
    `most`. As the index shows them: whoever changes one demands that it still is as it was read.
    """
    within = StatementRecord.sent_sort < sent_sort(str(last_sent), _END)
    return iter(StatementRecord.by_state.query(state_key(rules.StatementState.SENT), within, limit=most))


def past_purchases(dealer_id: str, first: str, last: str) -> list[PastPurchaseRecord]:
    """What was bought from the month `first` to the month `last`, before the dealer's books began."""
    pk, low = past_purchase_key(dealer_id, first)
    high = past_purchase_key(dealer_id, f"{last}{_END}")[1]
    within = PastPurchaseRecord.sk.between(low.rstrip("#") if not first else low, high)
    return list(PastPurchaseRecord.query(pk, within, consistent_read=True))


def opening_balance(dealer_id: str, account: rules.Account, started_in: str) -> Decimal:
    """What an account held when the dealer's books began: the sum of what was loaded as its opening."""
    before = str(Period.parse(started_in).previous())
    return rules.closing(ZERO, (entry.amount for entry in entries_between(dealer_id, account, "", before)))


def all_entries(dealer_id: str) -> list[EntryRecord]:
    """Every entry of both accounts."""
    return list_all(EntryRecord, *entry_key(dealer_id, ""))


def all_invoices(dealer_id: str) -> list[InvoiceRecord]:
    """Every invoice, open or collected."""
    return list_all(InvoiceRecord, *invoice_key(dealer_id, ""))


def all_payments(dealer_id: str) -> list[PaymentRecord]:
    """Every payment."""
    return list_all(PaymentRecord, *payment_key(dealer_id, ""))


def all_account_changes(dealer_id: str) -> list[ChangeRecord]:
    """Every change of the account that was asked for."""
    return list_all(ChangeRecord, *change_key(dealer_id, ""))


def all_statements(dealer_id: str) -> list[StatementRecord]:
    """Every statement, the earliest first."""
    return list_all(StatementRecord, *statement_key(dealer_id, ""))


def ageing(dealer_id: str, closing: Period) -> rules.Ageing:
    """Open items by age at the last instant of a month, whatever was applied since; adds up to its closing balance.

    To be asked while the month is open: afterwards what is dated into it counts later, and the statement keeps it.
    An application counts in the later of the two months of its payment and its invoice, so one of a later month is
    taken back: its invoice was open still, its payment a deposit. All such lie on invoices that are open now or were
    collected after the month.
    """
    month = str(closing)
    touched = [*open_invoices(dealer_id), *collected_invoices(dealer_id, closing.next().first_day)]
    items: list[rules.OpenItem] = []
    for record in touched:
        later = [applied for applied in record.applied if applied["period"] > month]
        if record.period <= month:
            items.append(as_open_invoice(record, sum((Decimal(applied["amount"]) for applied in later), Decimal(0))))
        items += [
            rules.UnappliedPayment(applied["payment_id"], Decimal(applied["amount"]))
            for applied in later
            if applied["payment_period"] <= month
        ]
    items += [
        rules.UnappliedPayment(payment.payment_id, payment.unapplied)
        for payment in deposits(dealer_id)
        if payment.period <= month
    ]
    return rules.age(items, closing.last_day)
