"""Settlement runs on the wire: how far they are, what they come to, and what is behind it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self

from pydantic import StringConstraints

from chalicelib.edge.wire import Id, Instant, PageQuery, SignedMoney, Wire
from chalicelib.orders.rules import SoldLine
from chalicelib.rebates import term_rules as terms
from chalicelib.rebates.document_queries import Document
from chalicelib.rebates.program_schemas import BudgetOut, PeriodText
from chalicelib.rebates.records import DraftRecord, RunRecord
from chalicelib.rebates.schemas import LineOut
from chalicelib.rebates.settlement_rules import Line, RunState, Stage

MonthText = Annotated[str, StringConstraints(pattern=r"^2[0-9]{3}-(0[1-9]|1[0-2])$")]


class StartRun(Wire):
    """The month to settle."""

    period: MonthText


class ProgramTotal(Wire):
    program_id: str
    amount: SignedMoney


class ExceptionOut(Wire):
    """Something that finance should look at before approving."""

    dealer_id: str
    problem: str


class BeforeOut(Wire):
    """The last closed run's totals."""

    run_id: str
    dealers: int
    paid: int
    amount: SignedMoney


class SpentOut(Wire):
    """What a run posts for a program and one of its periods."""

    program_id: str
    period: str
    amount: SignedMoney


class SummaryOut(Wire):
    """What a run would post: totals, by program, exceptions (the first 200), and the comparison with the last run.

    `amount` is what is `credited` less what is `taken_back`. `budgets`: as they stand with what the run posts.
    """

    dealers: int
    paid: int
    amount: SignedMoney
    credited: SignedMoney
    taken_back: SignedMoney
    programs: Sequence[ProgramTotal]
    spent: Sequence[SpentOut]
    budgets: Sequence[BudgetOut]
    problems: dict[str, int]
    exceptions: Sequence[ExceptionOut]
    before: BeforeOut | None
    change: SignedMoney | None


class RunOut(Wire):
    """A settlement run. `began`: when each stage that it has come to last began."""

    run_id: str
    period: str
    number: int
    attempt: int
    state: RunState
    stage: Stage
    began: dict[str, str]
    parts: int | None
    approvals: int
    execution: str
    started_by: str
    started_at: Instant
    summary: SummaryOut | None
    reason: str | None
    decided_by: str | None
    ended_at: Instant | None

    @classmethod
    def of(cls, run: RunRecord) -> Self:
        return cls(**_run(run))


def _run(run: RunRecord) -> dict[str, Any]:
    names = ("run_id", "period", "number", "attempt", "approvals", "execution", "started_by", "started_at")
    ended = ("began", "parts", "reason", "decided_by", "ended_at")
    return {name: getattr(run, name) for name in (*names, *ended)} | {
        "state": RunState(run.state),
        "stage": Stage(run.stage),
        "summary": SummaryOut.model_validate(run.summary) if run.summary else None,
    }


class DraftOut(Wire):
    """What a run computed for a dealer."""

    dealer_id: str
    amount: SignedMoney
    problems: Sequence[str]
    lines: Sequence[LineOut]

    @classmethod
    def of(cls, draft: DraftRecord) -> Self:
        lines = [LineOut.of(Line.of(fields)) for fields in draft.lines]
        return cls(dealer_id=draft.dealer_id, amount=draft.amount, problems=draft.problems, lines=lines)


class RunDetails(RunOut):
    """A run, and how many of its `parts` are computed and posted. `decision_id`: the open decision about it that waits
    for the asker."""

    computed: int
    posted: int
    decision_id: str | None

    @classmethod
    def with_progress(cls, run: RunRecord, computed: int, posted: int, decision_id: str | None) -> Self:
        """The run, how far it has come, and what it asks of the asker."""
        return cls(**_run(run), computed=computed, posted=posted, decision_id=decision_id)


class DocumentsQuery(PageQuery):
    """Which of the calculation's lines: of one program, of one period, or all."""

    program_id: Id | None = None
    period: PeriodText | None = None


class DocumentLineOut(Wire):
    """A line of a document that counts for the program; figures below zero are of what came back of it."""

    sku: str
    category: str
    quantity: int
    net_amount: SignedMoney

    @classmethod
    def of(cls, line: SoldLine) -> Self:
        sign = -1 if line.returned else 1
        quantity, net_amount = sign * line.quantity, sign * line.net_amount
        return cls(sku=line.sku, category=line.category, quantity=quantity, net_amount=net_amount)


class DocumentOut(Wire):
    """A shipment or receipt of the dealer, or of a sub-dealer, whose lines count for a program in a period, as it
    stands now.

    `collected_in_days` and `factor` are told where the program has a scale: null and "0" while it is not collected.
    """

    program_id: str
    program_period: str
    dealer_id: str
    document_id: str
    invoice_id: str
    day: date
    quantity: int
    net_amount: SignedMoney
    collected_in_days: int | None
    factor: str | None
    lines: Sequence[DocumentLineOut]

    @classmethod
    def of(cls, document: Document) -> Self:
        return cls(
            program_id=document.program_id,
            program_period=str(document.period),
            dealer_id=document.dealer_id,
            document_id=document.document_id,
            invoice_id=document.invoice_id,
            day=document.day,
            quantity=document.quantity,
            net_amount=document.net_amount,
            collected_in_days=document.collected_in_days,
            factor=terms.figure_text(document.factor),
            lines=[DocumentLineOut.of(line) for line in document.lines],
        )
