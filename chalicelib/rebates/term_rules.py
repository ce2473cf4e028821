"""What a rebate program promises: how it measures, its tiers, its scale, its limits. Pure.

What may be saved stands in `chalicelib.rebates.program_rules`; what the terms come to in `chalicelib.rebates.rules`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from chalicelib.catalog.rules import ProductFilter
from chalicelib.kernel.money import round_money
from chalicelib.kernel.periods import Period

Fields = Mapping[str, Any]


class Measure(StrEnum):
    """What is summed over the qualifying lines: money, or pieces of the base unit."""

    NET_AMOUNT = "net_amount"
    QUANTITY = "quantity"


class Basis(StrEnum):
    """The business date that says which period a line belongs to."""

    SHIPPED = "shipped"
    RECEIVED = "received"
    PAID = "paid"


class Attribution(StrEnum):
    """Whose lines count: the dealer's alone, or with those of all sub-dealers below."""

    OWN = "own"
    SUBTREE = "subtree"


class TierMethod(StrEnum):
    """`whole`: the reached tier pays on everything. `slab`: each tier on its own part. `rolling`: each reached tier on
    the measure up to its own upper end. `total`: each reached tier on the whole measure.
    """

    WHOLE = "whole"
    SLAB = "slab"
    ROLLING = "rolling"
    TOTAL = "total"


class BaselinePeriod(StrEnum):
    PREVIOUS_PERIOD = "previous_period"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"


class WithoutBaseline(StrEnum):
    EXCLUDE = "exclude"
    FIRST_TIER = "first_tier"


class PayOn(StrEnum):
    TOTAL = "total"
    INCREMENT = "increment"


class PayKind(StrEnum):
    """A share of the net amount ("0.02" is two percent), money for each piece, or a bonus."""

    RATE = "rate"
    PER_UNIT = "per_unit"
    FIXED = "fixed"


@dataclass(frozen=True)
class Pay:
    """What a tier pays: one of the three in every program that may be saved."""

    rate: Decimal | None = None
    per_unit: Decimal | None = None
    fixed: Decimal | None = None

    @classmethod
    def of(cls, fields: Fields) -> Self:
        return cls(*(exact_or_none(fields.get(kind)) for kind in PayKind))

    def as_fields(self) -> dict[str, str | None]:
        return {kind.value: figure_text(getattr(self, kind)) for kind in PayKind}

    @property
    def figures(self) -> dict[PayKind, Decimal]:
        """The figures that are given."""
        return {kind: getattr(self, kind) for kind in PayKind if getattr(self, kind) is not None}

    @property
    def kind(self) -> PayKind:
        return next(iter(self.figures))

    def amount(self, base: Decimal | None) -> Decimal:
        """What it pays on `base` (money for a rate, pieces for `per_unit`), rounded; a bonus has no base."""
        factor = Fraction(1) if base is None else Fraction(base)
        return round_money(factor * Fraction(self.figures[self.kind]))


@dataclass(frozen=True)
class Tier:
    """Reached from `threshold` ("from" in the JSON form) on: the measure's unit, or with growth a ratio."""

    threshold: Decimal
    pay: Pay

    @classmethod
    def of(cls, fields: Fields) -> Self:
        return cls(exact(fields["from"]), Pay.of(fields))

    def as_fields(self) -> dict[str, str | None]:
        given = {kind.value: figure_text(figure) for kind, figure in self.pay.figures.items()}
        return {"from": figure_text(self.threshold), **given}


@dataclass(frozen=True)
class Growth:
    """Tiers are reached by `(measure - baseline) / baseline`, and pay on the total or on what exceeds the baseline."""

    baseline: BaselinePeriod
    without_baseline: WithoutBaseline = WithoutBaseline.EXCLUDE
    pay_on: PayOn = PayOn.TOTAL

    @classmethod
    def of(cls, fields: Fields) -> Self:
        without_baseline = WithoutBaseline(fields.get("without_baseline") or WithoutBaseline.EXCLUDE)
        return cls(BaselinePeriod(fields["baseline"]), without_baseline, PayOn(fields.get("pay_on") or PayOn.TOTAL))

    def as_fields(self) -> dict[str, str]:
        return {name: value.value for name, value in vars(self).items()}

    def baseline_period(self, period: Period) -> Period:
        """The period whose measure is the baseline of `period`."""
        return period.previous() if self.baseline is BaselinePeriod.PREVIOUS_PERIOD else period.last_year()


@dataclass(frozen=True)
class CollectionStep:
    """A sale collected in at most `within_days` counts with `factor`, from 0 to 1."""

    within_days: int
    factor: Decimal

    @classmethod
    def of(cls, fields: Fields) -> Self:
        return cls(int(fields["within_days"]), exact(fields["factor"]))

    def as_fields(self) -> dict[str, Any]:
        return {"within_days": self.within_days, "factor": figure_text(self.factor)}


@dataclass(frozen=True)
class Terms:
    """What a program promises. `tiers` and `collection` rise; `program_rules.problems` says what may be saved."""

    measure: Measure
    tier_method: TierMethod
    tiers: tuple[Tier, ...]
    basis: Basis = Basis.SHIPPED
    attribution: Attribution = Attribution.OWN
    products: ProductFilter = field(default_factory=ProductFilter)
    growth: Growth | None = None
    collection: tuple[CollectionStep, ...] = ()
    cap: Decimal | None = None
    minimum_payout: Decimal | None = None
    stacking_group: str | None = None
    no_overdue_days: int | None = None

    @classmethod
    def of(cls, fields: Fields) -> Self:
        """From the JSON form: figures are text; all but `measure`, `tier_method` and `tiers` may be missing."""
        growth = fields.get("growth")
        return cls(
            measure=Measure(fields["measure"]),
            tier_method=TierMethod(fields["tier_method"]),
            tiers=tuple(map(Tier.of, fields["tiers"])),
            basis=Basis(fields.get("basis") or Basis.SHIPPED),
            attribution=Attribution(fields.get("attribution") or Attribution.OWN),
            products=ProductFilter.of(fields.get("products") or {}),
            growth=None if growth is None else Growth.of(growth),
            collection=tuple(map(CollectionStep.of, fields.get("collection") or ())),
            cap=exact_or_none(fields.get("cap")),
            minimum_payout=exact_or_none(fields.get("minimum_payout")),
            stacking_group=fields.get("stacking_group"),
            no_overdue_days=fields.get("no_overdue_days"),
        )

    def as_fields(self) -> dict[str, Any]:
        """The JSON form that `of` reads, every key given."""
        return {
            "measure": self.measure.value,
            "tier_method": self.tier_method.value,
            "tiers": [tier.as_fields() for tier in self.tiers],
            "basis": self.basis.value,
            "attribution": self.attribution.value,
            "products": self.products.as_fields(),
            "growth": self.growth and self.growth.as_fields(),
            "collection": [step.as_fields() for step in self.collection],
            "cap": figure_text(self.cap),
            "minimum_payout": figure_text(self.minimum_payout),
            "stacking_group": self.stacking_group,
            "no_overdue_days": self.no_overdue_days,
        }

    def factor(self, collected_in_days: int | None) -> Decimal | None:
        """With what a sale counts that was collected in so many days (None: not yet); None without a scale."""
        if not self.collection:
            return None
        if collected_in_days is None:
            return Decimal(0)
        within = (step.factor for step in self.collection if collected_in_days <= step.within_days)
        return next(within, Decimal(0))

    def holds_payout(self, days_overdue: int) -> bool:
        """Whether the payout is held: the dealer's longest overdue invoice is so for more than `no_overdue_days`."""
        return self.no_overdue_days is not None and days_overdue > self.no_overdue_days


def figure_text(figure: Decimal | None) -> str | None:
    """A figure with the decimals that it has."""
    return None if figure is None else f"{figure:f}"


def exact(value: str | int | Decimal) -> Decimal:
    """The figure that a text stands for; a float is refused, since it is not exact."""
    if isinstance(value, float):
        raise TypeError(f"{value} is a float; no float touches money")
    return Decimal(value)


def exact_or_none(value: str | int | Decimal | None) -> Decimal | None:
    """The same, where there is one."""
    return None if value is None else exact(value)
