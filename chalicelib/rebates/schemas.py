"""Rebates on the wire. Figures of a program are text, with the decimals that they have."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, StringConstraints

from chalicelib.dealers.rules import Audience
from chalicelib.edge.wire import Id, Instant, Money, PageQuery, SignedMoney, Text, Wire
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.orders.rules import SoldLine
from chalicelib.rebates import rules
from chalicelib.rebates import term_rules as terms
from chalicelib.rebates.accrual_queries import Program
from chalicelib.rebates.backtest_commands import BacktestState, NewBacktest
from chalicelib.rebates.budget_rules import BudgetStanding
from chalicelib.rebates.commands import NewProgram
from chalicelib.rebates.document_queries import Document
from chalicelib.rebates.records import BacktestRecord, DraftRecord, ProgramRecord, RunRecord
from chalicelib.rebates.settlement_rules import Line, RunState, Stage
from chalicelib.rebates.term_rules import exact_or_none

Figure = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,13}(\.[0-9]{1,6})?$")]
"""An exact number as text."""
PeriodText = Annotated[str, StringConstraints(pattern=r"^2[0-9]{3}(-(0[1-9]|1[0-2]|Q[1-4]))?$")]
"""A month, a quarter or a year: 2026-10, 2026-Q4, 2026."""
MonthText = Annotated[str, StringConstraints(pattern=r"^2[0-9]{3}-(0[1-9]|1[0-2])$")]
Names = Annotated[Sequence[Id], Field(max_length=1000)]
Category = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class AudienceWire(Wire):
    """Which dealers a program is for; all three empty: everybody."""

    grades: Names = ()
    regions: Names = ()
    dealers: Names = ()


class ProductsWire(Wire):
    """Which products count; SKUs and categories empty: all but the excluded ones."""

    skus: Names = ()
    categories: Annotated[Sequence[Category], Field(max_length=1000)] = ()
    excluded_skus: Names = ()


class TierWire(Wire):
    """Reached from `from` on; pays exactly one of the three."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=False)

    threshold: Annotated[Figure, Field(alias="from")]
    rate: Figure | None = None
    per_unit: Figure | None = None
    fixed: Figure | None = None


class GrowthWire(Wire):
    """Tiers are reached by growth against a baseline."""

    baseline: terms.BaselinePeriod
    without_baseline: terms.WithoutBaseline = terms.WithoutBaseline.EXCLUDE
    pay_on: terms.PayOn = terms.PayOn.TOTAL


class CollectionStepWire(Wire):
    """A sale collected within so many days counts with the factor."""

    within_days: Annotated[int, Field(strict=True)]
    factor: Figure


class TermsWire(Wire):
    """What a program promises; see the money rules."""

    measure: terms.Measure
    tier_method: terms.TierMethod
    tiers: Annotated[Sequence[TierWire], Field(max_length=50)]
    basis: terms.Basis = terms.Basis.SHIPPED
    attribution: terms.Attribution = terms.Attribution.OWN
    products: ProductsWire = ProductsWire()
    growth: GrowthWire | None = None
    collection: Annotated[Sequence[CollectionStepWire], Field(max_length=20)] = ()
    cap: Figure | None = None
    minimum_payout: Figure | None = None
    stacking_group: Annotated[str, StringConstraints(max_length=100)] | None = None
    no_overdue_days: Annotated[int, Field(strict=True)] | None = None


class SaveProgram(Wire):
    """A program. `partial`: a quarter's or a year's program also settles in every month of it. `budget`: what it should
    cost a calendar year; it warns and changes no payout.
    """

    name: Text
    period_kind: PeriodKind
    partial: bool = False
    audience: AudienceWire = AudienceWire()
    first_day: date
    last_day: date | None = None
    terms: TermsWire
    budget: Figure | None = None

    def new(self) -> NewProgram:
        """As the commands take it."""
        return NewProgram(
            self.name,
            self.period_kind,
            self.partial,
            Audience.of(self.audience.model_dump()),
            self.first_day,
            self.last_day,
            self.terms.model_dump(mode="json", by_alias=True),
            exact_or_none(self.budget),
        )


class ProgramOut(Wire):
    """A version of a program: the `number`-th of its `family`, which is named by its first one. For whom it is, beside
    the asker, and its budget are told to staff alone.
    """

    program_id: str
    name: str
    period_kind: PeriodKind
    partial: bool
    audience: AudienceWire | None
    first_day: date
    last_day: date | None
    terms: TermsWire
    budget: Money | None
    family: str
    number: int
    succeeds: str | None
    succeeded_by: str | None
    made_at: Instant
    version: int

    @classmethod
    def of(cls, program: ProgramRecord) -> Self:
        """As staff see it."""
        return cls(
            program_id=program.program_id,
            name=program.name,
            period_kind=PeriodKind(program.period_kind),
            partial=program.partial,
            audience=AudienceWire(**program.audience),
            first_day=date.fromisoformat(program.first_day),
            last_day=date.fromisoformat(program.last_day) if program.last_day else None,
            terms=TermsWire.model_validate(program.terms),
            budget=program.budget,
            family=program.family,
            number=program.number,
            succeeds=program.succeeds,
            succeeded_by=program.succeeded_by,
            made_at=program.made_at,
            version=program.version,
        )

    @classmethod
    def for_dealer(cls, program: ProgramRecord) -> Self:
        """As a dealer sees it."""
        return cls.of(program).model_copy(update={"audience": None, "budget": None})


class ProgramsOut(Wire):
    """Programs, by id."""

    items: Sequence[ProgramOut]
    next: None = None


class StepOut(Wire):
    """What one tier pays, on what."""

    tier: int
    base: str | None
    rate: str | None
    per_unit: str | None
    fixed: str | None
    amount: str


class ResultOut(Wire):
    """What terms pay for a period, with the explanation; figures as text."""

    measure: terms.Measure
    tier_method: terms.TierMethod
    measured: str
    baseline: str | None
    growth: str | None
    tier: int | None
    steps: Sequence[StepOut]
    collected_share: str | None
    before_limits: str
    payout: str
    limit: rules.Limit | None
    to_next_tier: str | None

    @classmethod
    def of(cls, result: rules.RebateResult) -> Self:
        return cls.model_validate(result.as_fields())


class LineOut(Wire):
    """What a program comes to for a dealer and a period so far, what was posted earlier, what a run posts.

    `measured_below`: what sub-dealers brought into the measure; null where they do not count.
    `open`: it may still change by itself (an invoice that is not collected, say); later runs compute it again.
    """

    program_id: str
    program_name: str
    program_version: int
    program_period: str
    measured_below: str | None
    result: ResultOut
    total: SignedMoney
    posted_earlier: SignedMoney
    difference: SignedMoney
    held: bool
    open: bool
    beaten_by: str | None

    @classmethod
    def of(cls, line: Line) -> Self:
        fields = line.as_fields()
        return cls.model_validate({name: fields[name] for name in LineOut.model_fields})


class NextTierOut(Wire):
    """The next tier: what of the measure is missing to it, from where on it is reached, and what it pays."""

    missing: str
    reached_from: str
    rate: str | None
    per_unit: str | None
    fixed: str | None


class AccruedLineOut(LineOut):
    """The same, with the next step: "spend 240.00 more to reach 2 %"."""

    next_tier: NextTierOut | None

    @classmethod
    def of_program(cls, line: Line, program: Program) -> Self:
        """From the line and its program."""
        tier = rules.next_tier(program.terms, line.result)
        missing = line.result.as_fields()["to_next_tier"]
        following = tier and {"missing": missing, "reached_from": f"{tier.threshold:f}", **tier.pay.as_fields()}
        return cls.model_validate({**LineOut.of(line).model_dump(), "next_tier": following})


class Simulate(Wire):
    """A program that need not be saved, a dealer, and one of the program's periods."""

    program: SaveProgram
    dealer_id: Id
    period: PeriodText


class EndProgram(Wire):
    """The last day on which lines count for it: the end of a period."""

    last_day: Annotated[date, Field(le=date(2999, 12, 31))]


class WhatIfQuery(Wire):
    """How much more of the program's measure (money, or whole pieces) is supposed; whose, where staff ask."""

    more: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$")] = "0"
    dealer_id: Id | None = None


class WhatIfOut(Wire):
    """What a program comes to in its present period, what it would with `more` of its measure, and what that brings.

    The supposed sale has the average price so far and is collected at once.
    """

    more: str
    now: LineOut
    then: LineOut
    gain: SignedMoney

    @classmethod
    def of(cls, more: str, now: Line, then: Line) -> Self:
        return cls(more=more, now=LineOut.of(now), then=LineOut.of(then), gain=then.total - now.total)


class AccruedQuery(Wire):
    """Whose accrual: staff name a dealer."""

    dealer_id: Id | None = None


class AccruedOut(Wire):
    """What every program that means the dealer comes to in its present period, up to and with the day `as_of`; and in
    earlier periods where something is held or may still change.
    """

    dealer_id: str
    as_of: date
    items: Sequence[AccruedLineOut]
    next: None = None


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


class StartBacktest(Wire):
    """A draft, the first and the last past period on which it is tried, and the program whose next version it is."""

    program: SaveProgram
    first_period: PeriodText
    last_period: PeriodText
    succeeds: Id | None = None

    def new(self) -> NewBacktest:
        """As the commands take it."""
        first, last = Period.parse(self.first_period), Period.parse(self.last_period)
        return NewBacktest(self.program.new(), first, last, self.succeeds)


class TriedPeriodOut(Wire):
    """What a draft would have cost in a period; `tiers` counts dealers: without a tier first, then tier by tier."""

    period: str
    tiers: Sequence[int]
    meant: int
    paid: int
    cost: Money
    at_next_tier: Money


class WinnerOut(Wire):
    """One of the dealers that would have got the most."""

    dealer_id: str
    dealer_name: str
    payout: Money


class TallyOut(Wire):
    """What a draft would have cost: `meant` and `paid` count dealers, `at_next_tier` is the cost if each had reached
    the next tier. The 20 dealers that would have got the most are named.
    """

    periods: Sequence[TriedPeriodOut]
    meant: int
    paid: int
    cost: Money
    at_next_tier: Money
    winners: Sequence[WinnerOut]


class BacktestOut(Wire):
    """A back-test: so many `dealers` of `all_dealers` are tried, and what they come to."""

    backtest_id: str
    state: BacktestState
    program: SaveProgram
    succeeds: str | None
    dealers: int
    all_dealers: int
    tally: TallyOut
    started_by: str
    started_at: Instant
    moved_at: Instant
    ended_at: Instant | None

    @classmethod
    def of(cls, backtest: BacktestRecord) -> Self:
        names = ("backtest_id", "succeeds", "dealers", "all_dealers", "started_by", "started_at", "ended_at")
        return cls(
            **{name: getattr(backtest, name) for name in names},
            state=BacktestState(backtest.state),
            program=SaveProgram.model_validate_json(json.dumps(backtest.program)),
            tally=TallyOut.model_validate(backtest.tally),
            moved_at=backtest.changed_at or backtest.started_at,
        )


class BudgetOut(Wire):
    """How a program, all its versions together, stands against its budget of a calendar year.

    `used` is what was posted for its periods of the year; `forecast` what the year will cost at this pace, null while
    nothing is settled. `warned_at`: the highest of 80 and 100 percent that is reached.
    """

    program_id: str
    family: str
    name: str
    number: int
    year: int
    budget: Money
    used: SignedMoney
    forecast: SignedMoney | None
    used_percent: int
    warned_at: int | None

    @classmethod
    def of(cls, standing: BudgetStanding) -> Self:
        return cls.model_validate(standing.as_fields())


class BudgetsQuery(Wire):
    """The calendar year; without one the present one."""

    year: Annotated[int, Field(ge=2000, le=2999)] | None = None


class BudgetsOut(Wire):
    """The budgets of a year, by family."""

    items: Sequence[BudgetOut]
    next: None = None


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
