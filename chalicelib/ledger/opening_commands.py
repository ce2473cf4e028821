"""What dealers' books begin with, loaded from tables: open receivables by invoice, wallets, purchases of the past.

An opening is dated into the month before the books of its dealer begin, so the first statement opens with it; once
that statement is sent, nothing is loaded any more. The same table again changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from chalicelib.aws.tables import MOST_WRITES, Write, change, commit, create, replace
from chalicelib.catalog.import_commands import MOST_ERRORS, refused
from chalicelib.catalog.sheet_rules import lines_of
from chalicelib.catalog.table_rules import Row, RowError, Table
from chalicelib.dealers import queries as dealers
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, NotFound
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries, rules
from chalicelib.ledger.bank_rules import plain_name
from chalicelib.ledger.commands import Billing, Posting, new_entry, new_invoice, open_items, wallet_steps
from chalicelib.ledger.opening_rules import (
    MOST_MONTHS,
    OpeningKind,
    OpenItem,
    document_id,
    note_repeated,
    opening_table,
    wallet_id,
)
from chalicelib.ledger.payment_commands import Credit, apply_deposits, new_payment
from chalicelib.ledger.records import AccountRecord, EntryRecord, PastPurchaseRecord, account_key, past_purchase_key
from chalicelib.ledger.rules import Account

MOST_TRANSACTIONS = 40
"""What one call writes; who loads the table calls again until nothing is left."""
MOST_ITEMS = 45
"""Open items of one transaction: each takes two of its writes."""


@dataclass(frozen=True)
class OpeningImport:
    """What a table did, or in a dry run would do; `left` rows are not written yet: load the table again.

    `amount` is what all rows come to. `errors` are 200 at most of `error_count`; where there is one nothing is written.
    """

    kind: OpeningKind
    dry_run: bool
    rows: int
    amount: Decimal = ZERO
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    left: int = 0
    errors: Sequence[Mapping[str, Any]] = ()
    error_count: int = 0


@dataclass
class _Plan:
    """Transactions, each with how many rows it writes; what is made, changed and left as it is; what they come to."""

    transactions: list[tuple[int, Callable[[], None]]] = field(default_factory=list)
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    amount: Decimal = ZERO


def import_openings(kind: OpeningKind, file_name: str, content: bytes, *, dry_run: bool) -> OpeningImport:
    """Loads a table of openings, CSV or XLSX (see COLUMNS in opening_rules), all of it or nothing where a row is wrong.

    A dealer is named by its id, its credit code or its whole name. 422 `import_refused` names the rows that are wrong;
    in a dry run they are the answer.
    """
    table = opening_table(kind, lines_of(file_name, content), business_day(clock.now(), settings().zone))
    _name_dealers(table)
    note_repeated(kind, table)
    plan = _Plan()
    if not table.errors:
        _PLANS[kind](table, plan)
    errors = [asdict(error) for error in sorted(table.errors)]
    if errors and not dry_run:
        raise refused(errors)
    left = 0
    if not errors:
        now = [] if dry_run else plan.transactions[:MOST_TRANSACTIONS]
        for _, write in now:
            write()
        left = sum(rows for rows, _ in plan.transactions[len(now) :])
    counts = {} if errors else {name: getattr(plan, name) for name in ("created", "changed", "unchanged", "amount")}
    return OpeningImport(
        kind, dry_run, table.count, **counts, left=left, errors=errors[:MOST_ERRORS], error_count=len(errors)
    )


def _name_dealers(table: Table) -> None:
    """Puts the dealer's id in place of whatever names the dealer in each row."""
    named: dict[str, set[str]] = {}
    for dealer in dealers.all_dealers():
        for name in (dealer.dealer_id, dealer.credit_code, plain_name(dealer.name)):
            named.setdefault(name, set()).add(dealer.dealer_id)
    rows = []
    for row in table.rows:
        said = row.values["dealer"]
        found = named.get(said) or named.get(plain_name(said)) or set()
        if len(found) == 1:
            rows.append(Row(row.number, {**row.values, "dealer": next(iter(found))}))
        else:
            problem = "names several dealers: write the dealer's id" if found else "is no dealer"
            table.errors.append(RowError(row.number, "dealer", problem))
    table.rows = rows


def _by_dealer(table: Table) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        found.setdefault(row.values["dealer"], []).append(row)
    return found


def _accounts(table: Table) -> dict[str, AccountRecord]:
    """The accounts of the dealers that the rows name; a row whose dealer has none is wrong."""
    found = {}
    for dealer_id, rows in _by_dealer(table).items():
        try:
            found[dealer_id] = queries.account_as_is(dealer_id)
        except NotFound:
            table.errors += [RowError(row.number, "dealer", "has no account") for row in rows]
    return found


def _plan_receivables(table: Table, plan: _Plan) -> None:
    accounts = _accounts(table)
    for dealer_id, rows in _by_dealer(table).items():
        if dealer_id in accounts:
            items = [(row, _item(dealer_id, row)) for row in rows]
            causes = [rules.opening_cause(item.document_id) for _, item in items]
            new = _new(table, accounts[dealer_id], items, _entries(dealer_id, causes), plan)
            for first in range(0, len(new), MOST_ITEMS):
                some = new[first : first + MOST_ITEMS]
                plan.transactions.append((len(some), _opening(dealer_id, some)))


def _item(dealer_id: str, row: Row) -> OpenItem:
    values = row.values
    named = document_id(dealer_id, values["number"])
    return OpenItem(named, values["amount"], values["day"], values["due_day"])


def _entries(dealer_id: str, causes: Sequence[str]) -> dict[str, EntryRecord]:
    return {entry.cause: entry for entry in queries.entries_of(dealer_id, causes)}


def _new(
    table: Table,
    account: AccountRecord,
    items: Iterable[tuple[Row, OpenItem]],
    loaded: Mapping[str, EntryRecord],
    plan: _Plan,
) -> list[OpenItem]:
    """Those of the items that are not loaded yet; what was loaded otherwise, or comes too late, is wrong."""
    new = []
    for row, item in items:
        plan.amount += item.amount
        before = loaded.get(rules.opening_cause(item.document_id))
        if before is None and account.open_from != account.started_in:
            table.errors.append(RowError(row.number, "dealer", _TOO_LATE))
        elif before is None:
            new.append(item)
        elif (before.amount, before.day) != (item.amount, str(item.day)):
            problem = f"was loaded before with {before.amount:.2f} of {before.day}"
            table.errors.append(RowError(row.number, "amount", problem))
        else:
            plan.unchanged += 1
    plan.created += len(new)
    return new


_TOO_LATE = "has had its first statement: ask for an adjustment"


def _opening(dealer_id: str, items: Sequence[OpenItem]) -> Callable[[], None]:
    def write() -> None:
        commit(*_open_items(queries.account_as_is(dealer_id), items))
        apply_deposits(dealer_id)

    return write


def _open_items(account: AccountRecord, items: Sequence[OpenItem]) -> list[Write]:
    """The writes of open items: each with its entry, and the account, whose first month is open still."""
    before = Period.parse(account.started_in).previous()
    writes = []
    for item in items:
        posting = Posting(item.day, before, item.document_id)
        cause = rules.opening_cause(item.document_id)
        move = rules.Move(Account.RECEIVABLE, item.amount)
        writes.append(create(new_entry(account.dealer_id, cause, move, posting), _loaded_meanwhile))
        if item.amount > 0:
            billing = Billing(item.document_id, cause, item.amount, posting, item.due_day or item.day)
            writes.append(create(new_invoice(account.dealer_id, billing), _loaded_meanwhile))
        else:
            credit = Credit(item.document_id, cause, ZERO - item.amount, posting)
            writes.append(create(new_payment(account.dealer_id, credit), _loaded_meanwhile))
    due_days = [str(item.due_day) for item in items if item.amount > 0]
    oldest = min([day for day in (account.oldest_due, *due_days) if day], default=None)
    moved = sum((item.amount for item in items), ZERO)
    actions, unchanged = open_items(account, oldest)
    return [*writes, change(
        AccountRecord,
        account_key(account.dealer_id),
        [
            AccountRecord.receivable.add(moved),
            AccountRecord.available.add(ZERO - moved),
            AccountRecord.postings.add(len(items)),
            *actions,
        ],
        unchanged & (AccountRecord.open_from == account.started_in),
        _loaded_meanwhile,
    )]  # fmt: skip


def _loaded_meanwhile(_record: Any) -> Exception:
    return Conflict(Code.VERSION_CONFLICT, "The dealer's books were changed meanwhile. Load the table again.")


def _plan_wallets(table: Table, plan: _Plan) -> None:
    accounts = _accounts(table)
    for dealer_id, (row, *_) in _by_dealer(table).items():
        if dealer_id in accounts:
            day = Period.parse(accounts[dealer_id].started_in).previous().last_day
            item = OpenItem(wallet_id(dealer_id), row.values["amount"], day, None)
            loaded = _entries(dealer_id, [rules.opening_cause(item.document_id)])
            if _new(table, accounts[dealer_id], [(row, item)], loaded, plan):
                plan.transactions.append((1, _wallet(dealer_id, item)))


def _wallet(dealer_id: str, item: OpenItem) -> Callable[[], None]:
    def write() -> None:
        account = queries.account_as_is(dealer_id)
        posting = Posting(item.day, Period.parse(account.started_in).previous(), item.document_id)
        cause = rules.opening_cause(item.document_id)
        entry = new_entry(dealer_id, cause, rules.Move(Account.REBATE, item.amount), posting)
        moved = change(
            AccountRecord,
            account_key(dealer_id),
            [*wallet_steps(dealer_id, item.amount), AccountRecord.postings.add(1)],
            AccountRecord.open_from == account.started_in,
            _loaded_meanwhile,
        )
        commit(create(entry, _loaded_meanwhile), moved)

    return write


def _plan_purchases(table: Table, plan: _Plan) -> None:
    accounts = _accounts(table)
    writes: list[Write] = []
    for dealer_id, rows in _by_dealer(table).items():
        if dealer_id in accounts:
            begins = Period.parse(accounts[dealer_id].started_in)
            loaded = {(one.pk, one.sk): one for one in queries.past_purchases(dealer_id, "", "9999-12")}
            for row in rows:
                writes += _past(table, row, begins, loaded, plan)
    for first in range(0, len(writes), MOST_WRITES):
        some = writes[first : first + MOST_WRITES]
        plan.transactions.append((len(some), _committing(some)))


def _committing(writes: Sequence[Write]) -> Callable[[], None]:
    return lambda: commit(*writes)


def _past(
    table: Table, row: Row, begins: Period, loaded: Mapping[tuple[str, str], PastPurchaseRecord], plan: _Plan
) -> list[Write]:
    """The write of one month's purchases, where they are not as they are loaded already."""
    values = row.values
    month = Period.parse(values["month"])
    if not begins.first - MOST_MONTHS <= month.first < begins.first:
        problem = f"is none of the {MOST_MONTHS} months before {begins}, with which the dealer's books begin"
        table.errors.append(RowError(row.number, "month", problem))
        return []
    plan.amount += values["net_amount"]
    key = past_purchase_key(values["dealer"], str(month), values["category"], values["sku"])
    facts = {"quantity": values["quantity"], "net_amount": values["net_amount"]}
    found = loaded.get(key)
    if found is None:
        plan.created += 1
        made = PastPurchaseRecord(
            *key,
            dealer_id=values["dealer"],
            month=str(month),
            category=values["category"] or None,
            sku=values["sku"] or None,
            quantity=values["quantity"],
            net_amount=values["net_amount"],
        )
        return [create(made, _loaded_meanwhile)]
    if all(getattr(found, name) == fact for name, fact in facts.items()):
        plan.unchanged += 1
        return []
    plan.changed += 1
    for name, fact in facts.items():
        setattr(found, name, fact)
    return [replace(found, _loaded_meanwhile)]


_PLANS: Mapping[OpeningKind, Callable[[Table, _Plan], None]] = {
    OpeningKind.RECEIVABLES: _plan_receivables,
    OpeningKind.WALLETS: _plan_wallets,
    OpeningKind.PURCHASES: _plan_purchases,
}
