"""Payments out of a bank's file: each line is booked once, whoever loads it however often; or assigned by hand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, commit, create, replace
from chalicelib.catalog.import_commands import MOST_ERRORS, refused
from chalicelib.catalog.sheet_rules import lines_of
from chalicelib.catalog.table_rules import RowError
from chalicelib.dealers import queries as dealers
from chalicelib.kernel import clock
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries
from chalicelib.ledger.bank_rules import (
    BankLine,
    Known,
    Match,
    MatchedBy,
    bank_file,
    documents_named,
    match,
    plain_name,
)
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from chalicelib.ledger.records import BankLineRecord, PaymentRecord, bank_line_key
from chalicelib.ledger.rules import BANK_LINE, BankLineState

MOST_BOOKED = 40
"""Lines that one call stores, each in its own transaction; who loads the file calls again until none is left."""
_LONGEST_REFERENCE = 200


@dataclass(frozen=True)
class Read:
    """A line of a file, and what becomes of it: `earlier` is what an earlier load made of it."""

    line: BankLine
    match: Match
    earlier: BankLineRecord | None


@dataclass(frozen=True)
class BankImport:
    """What a file did, or in a dry run would do.

    `rows` below the header were read, `paid_out` of them are passed over. `matched` and `unmatched` count the lines
    that are new, `known` those that were loaded before. `left` are not stored yet: load the file again. `errors` are
    200 at most of `error_count`; where there is one nothing is stored.
    """

    dry_run: bool
    rows: int
    paid_out: int
    matched: int
    unmatched: int
    known: int
    left: int
    lines: Sequence[Read]
    errors: Sequence[Mapping[str, Any]]
    error_count: int


def import_bank_file(file_name: str, content: bytes, *, dry_run: bool) -> BankImport:
    """Loads a bank's file, CSV or XLSX (see COLUMNS in bank_rules): books what names its dealer, and keeps the rest to
    be assigned by hand.

    All rows are checked before the first is stored. Where one is wrong, a dry run answers what, and else it is 422
    `import_refused`, and nothing is stored. A line is known by the bank's reference: the same again changes nothing.
    """
    today = business_day(clock.now(), settings().zone)
    found = bank_file(lines_of(file_name, content), today)
    earlier = queries.bank_lines([line.line_id for line in found.lines])
    found.table.errors += _contradicting(found.lines, earlier)
    known = _known(found.lines)
    lines = [Read(line, match(line, known), earlier.get(line.line_id)) for line in found.lines]
    errors = [asdict(error) for error in sorted(found.table.errors)]
    if errors and not dry_run:
        raise refused(errors)
    new = [read for read in lines if read.earlier is None]
    if not errors and not dry_run:
        for read in new[:MOST_BOOKED]:
            _store(read)
    return BankImport(
        dry_run=dry_run,
        rows=found.table.count,
        paid_out=found.paid_out,
        matched=sum(read.match.dealer_id is not None for read in new),
        unmatched=sum(read.match.dealer_id is None for read in new),
        known=len(lines) - len(new),
        left=len(new) if dry_run else max(len(new) - MOST_BOOKED, 0),
        lines=lines,
        errors=errors[:MOST_ERRORS],
        error_count=len(errors),
    )


def _contradicting(lines: Iterable[BankLine], earlier: Mapping[str, BankLineRecord]) -> list[RowError]:
    """Lines whose reference was loaded before with another day or amount."""
    errors = []
    for line in lines:
        before = earlier.get(line.line_id)
        if before and (before.amount, before.day) != (line.amount, str(line.day)):
            problem = f"was loaded before with {before.amount:.2f} on {before.day}"
            errors.append(RowError(line.number, "reference", problem))
    return errors


def _known(lines: Sequence[BankLine]) -> Known:
    """All dealers, and those invoices that the lines seem to name."""
    everybody = list(dealers.all_dealers())
    by_code: dict[str, set[str]] = {}
    by_name: dict[str, set[str]] = {}
    for dealer in everybody:
        by_code.setdefault(dealer.credit_code, set()).add(dealer.dealer_id)
        by_name.setdefault(plain_name(dealer.name), set()).add(dealer.dealer_id)
    named = list(dict.fromkeys(one for line in lines for one in documents_named(line)))
    return Known(
        frozenset(dealer.dealer_id for dealer in everybody),
        {code: frozenset(ids) for code, ids in by_code.items()},
        {name: frozenset(ids) for name, ids in by_name.items()},
        queries.dealers_of_invoices(named),
    )


class _LoadedMeanwhile(Exception):
    """Somebody else loads the same line at this moment."""


def _store(read: Read) -> None:
    """Books a line, or keeps it to be assigned; nothing where somebody else did at this moment."""
    record = _record(read)
    try:
        if read.match.dealer_id is None:
            commit(create(record, _loaded))
        else:
            new = _payment(record, read.match.dealer_id, read.match.invoice_id)
            record_payment(new, None, lambda payment: [create(_booked(record, payment), _loaded)])
    except _LoadedMeanwhile:
        return


def _loaded(_record: Any) -> Exception:
    return _LoadedMeanwhile()


def _record(read: Read) -> BankLineRecord:
    line, found = read.line, read.match
    record = BankLineRecord(
        *bank_line_key(line.line_id),
        line_id=line.line_id,
        state=BankLineState.UNMATCHED,
        day=str(line.day),
        amount=line.amount,
        reference=line.reference,
        own_account=line.own_account,
        payer=line.payer,
        payer_account=line.payer_account,
        remark=line.remark,
        matched_by=found.matched_by,
        problem=found.problem,
        loaded_at=clock.now(),
    )
    record.index()
    return record


def _payment(line: BankLineRecord, dealer_id: str, invoice_id: str | None) -> NewPayment:
    reference = " ".join(part for part in (line.reference, line.payer, line.remark) if part)
    day = date.fromisoformat(line.day)
    return NewPayment(dealer_id, line.amount, day, reference[:_LONGEST_REFERENCE], invoice_id, line.line_id)


def _booked(line: BankLineRecord, payment: PaymentRecord) -> BankLineRecord:
    line.state, line.dealer_id, line.payment_id = BankLineState.BOOKED, payment.dealer_id, payment.payment_id
    line.problem = None
    line.index()
    return line


def assign(line_id: str, dealer_id: str, invoice_id: str | None, once: Once) -> PaymentRecord:
    """Books a line that nothing could be made of as the payment of a dealer, once; 409 where it is booked already."""
    line = queries.bank_line(line_id)
    BANK_LINE.transition(BankLineState(line.state), BankLineState.BOOKED)

    def as_booked(payment: PaymentRecord) -> list[Write]:
        now = queries.bank_line(line_id)
        BANK_LINE.transition(BankLineState(now.state), BankLineState.BOOKED)
        now.matched_by = MatchedBy.HAND
        return [replace(_booked(now, payment))]

    return record_payment(_payment(line, dealer_id, invoice_id), once, as_booked)


def dismiss(line_id: str, reason: str, once: Once) -> BankLineRecord:
    """Says of a line that it is no dealer's payment, and why; it can still be assigned later."""
    line = queries.bank_line(line_id)
    line.state = BANK_LINE.transition(BankLineState(line.state), BankLineState.DISMISSED)
    line.reason = reason
    line.index()
    commit(once.write(line), replace(line))
    return line
