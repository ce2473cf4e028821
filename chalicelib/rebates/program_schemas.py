"""Programs on the wire: what they promise, to whom, and their budgets.

Figures are text, with the decimals that they have.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints

from chalicelib.dealers.rules import Audience
from chalicelib.edge.wire import Id, Instant, Money, SignedMoney, Text, Wire
from chalicelib.kernel.periods import PeriodKind
from chalicelib.rebates import term_rules as terms
from chalicelib.rebates.budget_rules import BudgetStanding
from chalicelib.rebates.commands import NewProgram
from chalicelib.rebates.records import ProgramRecord
from chalicelib.rebates.term_rules import exact_or_none

Figure = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,13}(\.[0-9]{1,6})?$")]
"""An exact number as text."""
PeriodText = Annotated[str, StringConstraints(pattern=r"^2[0-9]{3}(-(0[1-9]|1[0-2]|Q[1-4]))?$")]
"""A month, a quarter or a year: 2026-10, 2026-Q4, 2026."""
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


class EndProgram(Wire):
    """The last day on which lines count for it: the end of a period."""

    last_day: Annotated[date, Field(le=date(2999, 12, 31))]


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
