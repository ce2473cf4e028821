"""The rebate: what a program's terms pay a dealer for a period, and why. Pure.

One function computes the accrual so far, the simulation and the settlement: `calculate`. The terms themselves stand in
`chalicelib.rebates.term_rules`; what may be saved, when a program settles and how programs exclude each other in
`chalicelib.rebates.program_rules`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Any, Self

from chalicelib.kernel.money import ZERO, floor_ratio, money_text, round_money
from chalicelib.rebates.term_rules import (
    Fields,
    Measure,
    Pay,
    PayKind,
    PayOn,
    Terms,
    Tier,
    TierMethod,
    WithoutBaseline,
    exact,
    exact_or_none,
    figure_text,
)

__all__ = ["Limit", "LineKind", "RebateResult", "SalesLine", "Step", "Terms", "calculate", "measure", "next_tier"]


class LineKind(StrEnum):
    SALE = "sale"
    RETURN = "return"


class Limit(StrEnum):
    """Why a payout is not what the tiers come to: no tier at all, or the last limit that acted."""

    NOTHING_MEASURED = "nothing_measured"
    NO_BASELINE = "no_baseline"
    BELOW_FIRST_TIER = "below_first_tier"
    CAP = "cap"
    BELOW_MINIMUM = "below_minimum"


@dataclass(frozen=True, slots=True)
class SalesLine:
    """A sale or a return, figures positive in both; `collected_in_days` is None while it is not collected whole."""

    sku: str
    category: str
    quantity: int
    net_amount: Decimal
    kind: LineKind = LineKind.SALE
    collected_in_days: int | None = None

    @classmethod
    def of(cls, fields: Fields) -> Self:
        return cls(
            fields["sku"],
            fields["category"],
            int(fields["quantity"]),
            exact(fields["net_amount"]),
            LineKind(fields["kind"]),
            fields.get("collected_in_days"),
        )


@dataclass(frozen=True)
class Step:
    """What one tier pays, on what: `base` is money for a rate, pieces for `per_unit`, None for a bonus."""

    tier: int
    base: Decimal | None
    pay: Pay
    amount: Decimal

    @classmethod
    def of(cls, fields: Fields) -> Self:
        return cls(fields["tier"], exact_or_none(fields["base"]), Pay.of(fields), exact(fields["amount"]))

    def as_fields(self) -> dict[str, Any]:
        unit = Measure.NET_AMOUNT if self.pay.kind is PayKind.RATE else Measure.QUANTITY
        base = _measure_text(unit, self.base)
        return {"tier": self.tier, "base": base, **self.pay.as_fields(), "amount": money_text(self.amount)}


@dataclass(frozen=True)
class RebateResult:
    """What a dealer is paid for a period so far, before programs exclude each other, with its explanation.

    `baseline` is None where none counts. `growth` and `collected_share` are floored to four decimals, for showing.
    `to_next_tier` is how much the measure lacks to the next tier; None on the last one and without a baseline.
    """

    measure: Measure
    tier_method: TierMethod
    measured: Decimal
    baseline: Decimal | None
    growth: Decimal | None
    tier: int | None
    steps: tuple[Step, ...]
    collected_share: Decimal | None
    before_limits: Decimal
    payout: Decimal
    limit: Limit | None
    to_next_tier: Decimal | None

    @property
    def earned(self) -> Decimal:
        """The sum of the steps, before the collected share."""
        return sum((step.amount for step in self.steps), ZERO)

    def summary(self) -> dict[str, Any]:
        """The figures in short; `collected_share` only where there is a scale."""
        shown = {
            "measured": _measure_text(self.measure, self.measured),
            "growth": figure_text(self.growth),
            "tier": self.tier,
            "steps": [{"tier": step.tier, "amount": money_text(step.amount)} for step in self.steps],
            "before_limits": money_text(self.before_limits),
            "payout": money_text(self.payout),
            "limit": self.limit and self.limit.value,
        }
        return shown if self.collected_share is None else shown | {"collected_share": figure_text(self.collected_share)}

    def as_fields(self) -> dict[str, Any]:
        """Everything, as it is stored and told; figures are text."""
        return {
            **self.summary(),
            "measure": self.measure.value,
            "tier_method": self.tier_method.value,
            "baseline": _measure_text(self.measure, self.baseline),
            "steps": [step.as_fields() for step in self.steps],
            "collected_share": figure_text(self.collected_share),
            "to_next_tier": _measure_text(self.measure, self.to_next_tier),
        }

    @classmethod
    def of(cls, fields: Fields) -> Self:
        """The result that `as_fields` wrote."""
        return cls(
            measure=Measure(fields["measure"]),
            tier_method=TierMethod(fields["tier_method"]),
            measured=exact(fields["measured"]),
            baseline=exact_or_none(fields["baseline"]),
            growth=exact_or_none(fields["growth"]),
            tier=fields["tier"],
            steps=tuple(map(Step.of, fields["steps"])),
            collected_share=exact_or_none(fields["collected_share"]),
            before_limits=exact(fields["before_limits"]),
            payout=exact(fields["payout"]),
            limit=None if fields["limit"] is None else Limit(fields["limit"]),
            to_next_tier=exact_or_none(fields["to_next_tier"]),
        )


def calculate(terms: Terms, lines: Iterable[SalesLine], baseline: Decimal | None) -> RebateResult:
    """What the terms pay for these lines of one dealer and period, whatever their order; lines that the products do
    not match are left out. `baseline` is the measure of the period that `Growth.baseline_period` names.
    """
    sums = _add_up(terms, lines)
    measured = sums.measured(terms.measure)
    counting = baseline if terms.growth and baseline and baseline > 0 else None
    growth = (Fraction(measured) / Fraction(counting) - 1) if counting and measured > 0 else None
    tier, no_tier = _reached(terms, measured, growth)
    steps = () if tier is None else tuple(_steps(terms, tier, sums, counting))
    earned = sum((step.amount for step in steps), ZERO)
    before_limits = round_money(Fraction(earned) * sums.collected_share)
    payout, limit = (ZERO, no_tier) if tier is None else _limited(terms, before_limits)
    return RebateResult(
        measure=terms.measure,
        tier_method=terms.tier_method,
        measured=measured,
        baseline=counting,
        growth=None if growth is None else floor_ratio(growth),
        tier=tier,
        steps=steps,
        collected_share=floor_ratio(sums.collected_share) if terms.collection else None,
        before_limits=before_limits,
        payout=payout,
        limit=limit,
        to_next_tier=_missing(terms, tier, measured, counting),
    )


def next_tier(terms: Terms, result: RebateResult) -> Tier | None:
    """The tier that `to_next_tier` more of the measure reach; None where there is none, or no baseline."""
    if result.to_next_tier is None:
        return None
    return terms.tiers[0 if result.tier is None else result.tier + 1]


def measure(terms: Terms, lines: Iterable[SalesLine]) -> Decimal:
    """What the terms measure over these lines, without paying: the baseline of a later period."""
    return _add_up(terms, lines).measured(terms.measure)


@dataclass(frozen=True)
class _Sums:
    """What the qualifying lines come to, returns counted negative; the share is exact, 1 without a scale."""

    quantity: int
    net_amount: Decimal
    collected_share: Fraction

    def measured(self, measure: Measure) -> Decimal:
        return self.net_amount if measure is Measure.NET_AMOUNT else Decimal(self.quantity)

    def paid_on(self, kind: PayKind) -> Decimal | None:
        """What a tier that pays on everything pays on, at least zero; a bonus has no base."""
        bases = {PayKind.RATE: self.net_amount, PayKind.PER_UNIT: Decimal(self.quantity)}
        return None if kind is PayKind.FIXED else max(bases[kind], ZERO)


def _add_up(terms: Terms, lines: Iterable[SalesLine]) -> _Sums:
    """One pass of plain sums, so that a million lines take a moment; fractions come after it."""
    matches, quantity, sold, returned = terms.products.matches, 0, ZERO, ZERO
    within = [step.within_days for step in terms.collection]
    collected = [ZERO] * (len(within) + 1)
    for line in lines:
        if not matches(line.sku, line.category):
            continue
        if line.kind is LineKind.RETURN:
            quantity -= line.quantity
            returned += line.net_amount
            continue
        quantity += line.quantity
        sold += line.net_amount
        if line.collected_in_days is not None:
            collected[bisect_left(within, line.collected_in_days)] += line.net_amount
    return _Sums(quantity, sold - returned, _collected_share(terms, collected, sold))


def _collected_share(terms: Terms, collected: list[Decimal], sold: Decimal) -> Fraction:
    """`sum(net x factor) / sum(net)` of the sales, `collected` being the nets by step; 1 where all nets are zero."""
    if not terms.collection or not sold:
        return Fraction(1)
    nets = zip(collected, terms.collection, strict=False)
    return sum((Fraction(net) * Fraction(step.factor) for net, step in nets), Fraction(0)) / Fraction(sold)


def _reached(terms: Terms, measured: Decimal, growth: Fraction | None) -> tuple[int | None, Limit | None]:
    """The last tier whose threshold is not above the level, or why there is none."""
    if measured <= 0:
        return None, Limit.NOTHING_MEASURED
    if terms.growth and growth is None:
        first = terms.growth.without_baseline is WithoutBaseline.FIRST_TIER
        return (0, None) if first else (None, Limit.NO_BASELINE)
    level = Fraction(measured) if growth is None else growth
    reached = bisect_right([Fraction(tier.threshold) for tier in terms.tiers], level)
    return (reached - 1, None) if reached else (None, Limit.BELOW_FIRST_TIER)


def _steps(terms: Terms, tier: int, sums: _Sums, baseline: Decimal | None) -> Iterator[Step]:
    """What each tier that pays comes to, rounded one by one."""
    if terms.tier_method is TierMethod.WHOLE:
        bases = [(tier, _whole_base(terms, tier, sums, baseline))]
    else:
        bases = [(place, _part(terms, place, sums.measured(terms.measure))) for place in range(tier + 1)]
    for place, base in bases:
        pay = terms.tiers[place].pay
        yield Step(place, base, pay, pay.amount(base))


def _whole_base(terms: Terms, tier: int, sums: _Sums, baseline: Decimal | None) -> Decimal | None:
    """Everything, or with `pay_on: increment` and a baseline what exceeds it."""
    if terms.growth and terms.growth.pay_on is PayOn.INCREMENT and baseline is not None:
        return sums.measured(terms.measure) - baseline
    return sums.paid_on(terms.tiers[tier].pay.kind)


def _part(terms: Terms, place: int, measured: Decimal) -> Decimal:
    """The part of the measure that one of several paying tiers pays on; the last tier is open above."""
    above = terms.tiers[place + 1 : place + 2]
    upper = min([measured, *(tier.threshold for tier in above)])
    parts = {
        TierMethod.SLAB: upper - terms.tiers[place].threshold,
        TierMethod.ROLLING: upper,
        TierMethod.TOTAL: measured,
    }
    return parts[terms.tier_method]


def _limited(terms: Terms, before_limits: Decimal) -> tuple[Decimal, Limit | None]:
    """The cap first, then the minimum; the last that acted is named."""
    payout, limit = before_limits, None
    if terms.cap is not None and payout > terms.cap:
        payout, limit = terms.cap, Limit.CAP
    if terms.minimum_payout is not None and payout < terms.minimum_payout:
        return ZERO, Limit.BELOW_MINIMUM
    return payout, limit


def _missing(terms: Terms, tier: int | None, measured: Decimal, baseline: Decimal | None) -> Decimal | None:
    """From the measure to the least one, in whole cents or pieces and above zero, that reaches the next tier."""
    place = 0 if tier is None else tier + 1
    if place >= len(terms.tiers) or (terms.growth and baseline is None):
        return None
    threshold = Fraction(terms.tiers[place].threshold)
    level = threshold if baseline is None else Fraction(baseline) * (1 + threshold)
    decimals = 2 if terms.measure is Measure.NET_AMOUNT else 0
    least = max(ceil(level * 10**decimals), 1)
    return Decimal(least).scaleb(-decimals) - measured


def _measure_text(measure: Measure, figure: Decimal | None) -> str | None:
    """Money with two decimals, or whole pieces."""
    return figure_text(figure) if figure is None or measure is Measure.QUANTITY else money_text(figure)
