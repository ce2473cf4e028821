"""Banks' files and their lines on the wire."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import Field

from chalicelib.catalog.schemas import FileName, RowErrorOut
from chalicelib.edge.wire import Id, Instant, LongText, Money, PageQuery, UploadId, Wire
from chalicelib.ledger.bank_commands import BankImport, Read
from chalicelib.ledger.bank_rules import MatchedBy, MatchProblem
from chalicelib.ledger.records import BankLineRecord
from chalicelib.ledger.rules import BankLineState

_MOST_SHOWN = 300


class BankFileIn(Wire):
    """A bank's file that was uploaded. A dry run stores nothing and says what there would be."""

    file_name: FileName
    upload_id: UploadId
    dry_run: Annotated[bool, Field(strict=True)]


class ReadLineOut(Wire):
    """A line of a file, and what becomes of it: `state` is null while it is not stored."""

    row: int
    line_id: str
    day: date
    amount: Money
    reference: str
    payer: str | None
    remark: str | None
    state: BankLineState | None
    dealer_id: str | None
    invoice_id: str | None
    matched_by: MatchedBy | None
    problem: MatchProblem | None

    @classmethod
    def of(cls, read: Read) -> Self:
        line, found, earlier = read.line, read.match, read.earlier
        return cls(
            row=line.number,
            line_id=line.line_id,
            day=line.day,
            amount=line.amount,
            reference=line.reference,
            payer=line.payer,
            remark=line.remark,
            state=BankLineState(earlier.state) if earlier else None,
            dealer_id=earlier.dealer_id if earlier else found.dealer_id,
            invoice_id=None if earlier else found.invoice_id,
            matched_by=found.matched_by,
            problem=found.problem,
        )


class BankFileOut(Wire):
    """What a file did, or in a dry run would do.

    `paid_out` rows are passed over. `matched` and `unmatched` count the lines that are new, `known` those that were
    loaded before. While `left` is above zero the same file is to be loaded again. `lines` are the first 300, `errors`
    the first 200 of `error_count`.
    """

    dry_run: bool
    rows: int
    paid_out: int
    matched: int
    unmatched: int
    known: int
    left: int
    lines: Sequence[ReadLineOut]
    errors: Sequence[RowErrorOut]
    error_count: int

    @classmethod
    def of(cls, made: BankImport) -> Self:
        counts = ("dry_run", "rows", "paid_out", "matched", "unmatched", "known", "left", "error_count")
        return cls(
            **{name: getattr(made, name) for name in counts},
            lines=[ReadLineOut.of(read) for read in made.lines[:_MOST_SHOWN]],
            errors=[RowErrorOut(**error) for error in made.errors],
        )


class BankLinesQuery(PageQuery):
    """The lines of which state: by default those whose dealer is not known."""

    state: BankLineState = BankLineState.UNMATCHED


class BankLineOut(Wire):
    """Money that came in by a bank's file."""

    line_id: str
    state: BankLineState
    day: date
    amount: Money
    reference: str
    own_account: str | None
    payer: str | None
    payer_account: str | None
    remark: str | None
    matched_by: MatchedBy | None
    problem: MatchProblem | None
    dealer_id: str | None
    payment_id: str | None
    reason: str | None
    loaded_at: Instant

    @classmethod
    def of(cls, line: BankLineRecord) -> Self:
        shown = ("line_id", "amount", "reference", "own_account", "payer", "payer_account", "remark", "loaded_at")
        return cls(
            **{name: getattr(line, name) for name in (*shown, "dealer_id", "payment_id", "reason")},
            state=BankLineState(line.state),
            day=date.fromisoformat(line.day),
            matched_by=MatchedBy(line.matched_by) if line.matched_by else None,
            problem=MatchProblem(line.problem) if line.problem else None,
        )


class AssignBankLine(Wire):
    """Whose payment a line is; with an invoice that it goes to first."""

    dealer_id: Id
    invoice_id: Id | None = None


class DismissBankLine(Wire):
    """Why a line is no dealer's payment."""

    reason: LongText
