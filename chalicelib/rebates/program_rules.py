"""Programs: what may be saved, which period a run computes, and how programs exclude each other. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from chalicelib.kernel.money import ZERO
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.rebates.rules import RebateResult
from chalicelib.rebates.term_rules import Basis, Measure, PayKind, PayOn, Terms, Tier, TierMethod

Problem = dict[str, str]

MOST = Decimal(10) ** 12
"""No figure exceeds it, so that sums and products stay within the 28 digits of exact arithmetic."""


@dataclass(frozen=True)
class _Bounds:
    """What a figure may be: from `least` to `most`, both included, with at most so many `decimals`."""

    decimals: int
    least: Decimal
    most: Decimal = MOST

    def problems(self, name: str, figure: Decimal | None) -> list[Problem]:
        """None is a figure that is left out: no problem."""
        if figure is None:
            return []
        within = figure.is_finite() and self.least <= figure <= self.most
        fits = within and figure == round(figure, self.decimals)
        return _unless(
            fits, name, f"must be from {self.least:f} to {self.most:f}, with {self.decimals} decimals at most"
        )


_PAYS = {
    PayKind.RATE: _Bounds(6, Decimal("0.000001"), Decimal(1)),
    PayKind.PER_UNIT: _Bounds(4, Decimal("0.0001")),
    PayKind.FIXED: _Bounds(2, Decimal("0.01")),
}
_THRESHOLD = {Measure.NET_AMOUNT: _Bounds(2, Decimal(0)), Measure.QUANTITY: _Bounds(0, Decimal(0))}
_GROWTH_THRESHOLD = _Bounds(4, Decimal(0))
_FACTOR = _Bounds(4, Decimal(0), Decimal(1))
_CAP = _Bounds(2, Decimal("0.01"))
_MINIMUM = _Bounds(2, Decimal(0))
_DAYS = _Bounds(0, Decimal(0), Decimal(3650))

_PAYS_ON_MEASURE = {(Measure.NET_AMOUNT, PayKind.RATE), (Measure.QUANTITY, PayKind.PER_UNIT)}
"""Where tiers pay on the very thing that is measured, it can be cut into parts."""


def problems(terms: Terms) -> list[Problem]:
    """Everything that keeps terms from being saved, as `{"field", "problem"}`; empty where they may be."""
    return [
        *(_wrong_tiers(terms) or _misfits(terms)),
        *_wrong_collection(terms),
        *_CAP.problems("cap", terms.cap),
        *_MINIMUM.problems("minimum_payout", terms.minimum_payout),
        *_unless(terms.stacking_group != "", "stacking_group", "must not be empty"),
        *_wrong_days("no_overdue_days", terms.no_overdue_days),
    ]


def budget_problems(budget: Decimal | None) -> list[Problem]:
    """What keeps a budget from being saved."""
    return _CAP.problems("budget", budget)


def _wrong_tiers(terms: Terms) -> list[Problem]:
    """At least one tier; rising; each paying in one way, all in the same."""
    if not terms.tiers:
        return [{"field": "tiers", "problem": "needs at least one tier"}]
    wrong = [problem for place, tier in enumerate(terms.tiers) for problem in _wrong_tier(terms, tier, place)]
    return wrong or [
        problem
        for place, (before, tier) in enumerate(pairwise(terms.tiers), start=1)
        for problem in (
            *_unless(tier.threshold > before.threshold, f"tiers.{place}.from", "must rise with each tier"),
            *_unless(tier.pay.kind is before.pay.kind, f"tiers.{place}", "must pay in the same way as the tier before"),
        )
    ]


def _wrong_tier(terms: Terms, tier: Tier, place: int) -> list[Problem]:
    threshold = _GROWTH_THRESHOLD if terms.growth else _THRESHOLD[terms.measure]
    figures = tier.pay.figures
    return [
        *threshold.problems(f"tiers.{place}.from", tier.threshold),
        *_unless(len(figures) == 1, f"tiers.{place}", "must have exactly one of rate, per_unit and fixed"),
        *(
            problem
            for kind, figure in figures.items()
            for problem in _PAYS[kind].problems(f"tiers.{place}.{kind}", figure)
        ),
    ]


def _misfits(terms: Terms) -> list[Problem]:
    """Which method, measure, pay and growth go together, where the tiers are right in themselves."""
    whole = terms.tier_method is TierMethod.WHOLE
    on_measure = (terms.measure, terms.tiers[0].pay.kind) in _PAYS_ON_MEASURE
    on_increment = terms.growth is not None and terms.growth.pay_on is PayOn.INCREMENT
    needs = "needs tiers that pay a rate with net_amount, or per_unit with quantity"
    return [
        *_unless(whole or on_measure, "tier_method", needs),
        *_unless(whole or terms.growth is None, "growth", "goes with the tier_method whole only"),
        *_unless(not on_increment or on_measure, "growth.pay_on", needs),
    ]


def _wrong_collection(terms: Terms) -> list[Problem]:
    scale = terms.collection
    wrong = [
        problem
        for place, step in enumerate(scale)
        for problem in (
            *_wrong_days(f"collection.{place}.within_days", step.within_days),
            *_FACTOR.problems(f"collection.{place}.factor", step.factor),
        )
    ]
    return wrong or [
        problem
        for place, (before, step) in enumerate(pairwise(scale), start=1)
        for problem in _unless(
            step.within_days > before.within_days, f"collection.{place}.within_days", "must rise with each step"
        )
    ]


def _wrong_days(name: str, days: int | None) -> list[Problem]:
    return _DAYS.problems(name, None if days is None else Decimal(days))


def _unless(right: bool, name: str, problem: str) -> list[Problem]:
    return [] if right else [{"field": name, "problem": problem}]


@dataclass(frozen=True)
class Validity:
    """The business days on which lines count for a program; both included, no last day: until further notice."""

    first_day: date
    last_day: date | None = None

    def part_of(self, period: Period) -> tuple[date, date] | None:
        """The first and the last day of the period whose lines qualify; None where there is none."""
        first = max(self.first_day, period.first_day)
        last = min(self.last_day or period.last_day, period.last_day)
        return (first, last) if first <= last else None


def settles_in(kind: PeriodKind, partial: bool, validity: Validity, month: Period) -> Period | None:
    """The program's period that a run of `month` computes, from its beginning; None where it computes none.

    It is the period in which the month lies: when it ends in the month or, settled partially, in every month of it;
    and only when some of its days are valid. Which of its lines qualify is `Validity.part_of`.
    """
    if month.kind is not PeriodKind.MONTH:
        raise ValueError(f"a run settles a month, not {month}")
    period = Period.of(month.first_day, kind)
    settles = partial or period.ends_in(month)
    return period if settles and validity.part_of(period) else None


@dataclass(frozen=True)
class Candidate:
    """What a program pays one dealer for the period so far, before programs exclude each other."""

    program_id: str
    stacking_group: str | None
    total: Decimal


@dataclass(frozen=True)
class Stacked:
    """What is left of it; `beaten_by` is the program that took its place, where that cost it something."""

    total: Decimal
    beaten_by: str | None = None


def stack(candidates: Sequence[Candidate]) -> dict[str, Stacked]:
    """Final totals by program id: in a group the highest counts (tie: the lower id as text), the others come to zero.

    The candidates are one dealer's; programs without a group all count. Their order makes no difference.
    """
    winners = _winners(candidates)
    return {each.program_id: _against(winners.get(each.stacking_group, each), each) for each in candidates}


def _winners(candidates: Iterable[Candidate]) -> dict[str | None, Candidate]:
    groups = defaultdict(list)
    for each in candidates:
        if each.stacking_group is not None:
            groups[each.stacking_group].append(each)
    return {group: min(members, key=lambda each: (-each.total, each.program_id)) for group, members in groups.items()}


def _against(winner: Candidate, own: Candidate) -> Stacked:
    if winner.program_id == own.program_id:
        return Stacked(own.total)
    return Stacked(ZERO, winner.program_id if own.total else None)


def may_change(terms: Terms, period: Period, result: RebateResult, uncollected: date | None, heard_to: date) -> bool:
    """Whether what a period comes to may still change by itself after a run that has heard of all up to `heard_to`.

    `uncollected` is the day of the latest qualifying invoice that is not collected. With a scale a payment may still
    bring that sale a factor; with the basis `paid` one that is recorded late may bring a line into the period. Where
    no tier is reached, collecting changes nothing.
    """
    if terms.basis is Basis.PAID:
        return heard_to <= period.last_day
    scale = [step.within_days for step in terms.collection if step.factor]
    if not scale or uncollected is None or result.tier is None:
        return False
    return heard_to <= uncollected + timedelta(days=scale[-1])


def difference(total_so_far: Decimal, posted_earlier: Decimal) -> Decimal:
    """What a run posts: the period's total so far less all that earlier runs posted for it; it may be negative."""
    return total_so_far - posted_earlier
