"""What programs come to, on the wire. Figures are text, with the decimals that they have."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import StringConstraints

from chalicelib.edge.wire import Id, SignedMoney, Wire
from chalicelib.rebates import rules
from chalicelib.rebates import term_rules as terms
from chalicelib.rebates.accrual_queries import Program
from chalicelib.rebates.program_schemas import PeriodText, SaveProgram
from chalicelib.rebates.settlement_rules import Line


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
