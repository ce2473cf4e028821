"""Promotions: what each kind takes or gives, for whom, and when. Pure.

How several of them meet in one basket (groups, priority, budgets) is `contest_rules`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any, ClassVar, Self

from chalicelib.catalog.rules import ProductFilter
from chalicelib.dealers.rules import Audience
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import ZERO, round_money

Fields = Mapping[str, Any]
Problem = dict[str, str]

CENTS, UNIT_DECIMALS = 2, 4
"""Decimals of an amount of money, and of an amount for each piece (as of a unit price)."""
TOO_MUCH = Decimal(10) ** 12
"""No figure reaches it, so that no product of figures outgrows the 28 digits of exact arithmetic."""


class Kind(StrEnum):
    PERCENT_OFF = "percent_off"
    AMOUNT_OFF = "amount_off"
    FIXED_PRICE = "fixed_price"
    BUY_X_GET_Y = "buy_x_get_y"
    SPEND_AND_SAVE = "spend_and_save"


@dataclass(frozen=True)
class LineTerms(ABC):
    """A kind that discounts a line of itself, by one figure. `field` is what the JSON form calls the figure."""

    kind: ClassVar[Kind]
    field: ClassVar[str]
    figure: Decimal

    @abstractmethod
    def takes(self, left: Decimal, quantity: int, /) -> Decimal:
        """What is taken of a line of which `left` is left: whole cents, not below zero, at most `left`."""

    @classmethod
    def of(cls, fields: Fields) -> Self:
        return cls(_figure(fields, cls.field))

    def as_fields(self) -> dict[str, Any]:
        return {self.field: _text(self.figure)}

    def problems(self) -> list[Problem]:
        return _wrong(self.field, self.figure, UNIT_DECIMALS)


class PercentOff(LineTerms):
    """Takes `percent` hundredths of what is left, rounded: "10" is ten percent."""

    kind = Kind.PERCENT_OFF
    field = "percent"

    def takes(self, left: Decimal, _quantity: int, /) -> Decimal:
        return round_money(left * self.figure / 100)

    def problems(self) -> list[Problem]:
        return super().problems() or _unless(self.figure <= 100, self.field, "must not be above 100")


class AmountOff(LineTerms):
    """Takes `amount x quantity`, rounded, at most what is left."""

    kind = Kind.AMOUNT_OFF
    field = "amount"

    def takes(self, left: Decimal, quantity: int, /) -> Decimal:
        return min(round_money(self.figure * quantity), left)


class FixedPrice(LineTerms):
    """Brings what is left down to `price x quantity`, rounded, and never up."""

    kind = Kind.FIXED_PRICE
    field = "price"

    def takes(self, left: Decimal, quantity: int, /) -> Decimal:
        return max(left - round_money(self.figure * quantity), ZERO)


@dataclass(frozen=True)
class BuyXGetY:
    """Gives `get` pieces of `get_sku` (None: of the SKU bought) for every `buy` whole pieces of a line."""

    kind: ClassVar = Kind.BUY_X_GET_Y
    buy: int
    get: int
    get_sku: str | None = None

    def gives(self, quantity: int) -> int:
        return quantity // self.buy * self.get

    @classmethod
    def of(cls, fields: Fields) -> Self:
        return cls(int(_needed(fields, "buy")), int(_needed(fields, "get")), fields.get("get_sku"))

    def as_fields(self) -> dict[str, Any]:
        return {"buy": self.buy, "get": self.get, "get_sku": self.get_sku}

    def problems(self) -> list[Problem]:
        return [
            *_unless(self.buy >= 1, "buy", "must be at least 1"),
            *_unless(self.get >= 1, "get", "must be at least 1"),
            *_unless(self.get_sku != "", "get_sku", "must not be empty"),
        ]


@dataclass(frozen=True)
class SpendStep:
    """Spending `spend` (of a next step: `spend` more) saves `save` in all."""

    spend: Decimal
    save: Decimal


@dataclass(frozen=True)
class SpendAndSave:
    """The highest step with `spend <= base` saves its `save`; at most `maximum`; at most the base.

    With `repeat` there is one step, and it saves `floor(base / spend)` times.
    """

    kind: ClassVar = Kind.SPEND_AND_SAVE
    steps: tuple[SpendStep, ...]
    repeat: bool = False
    maximum: Decimal | None = None

    def saves(self, base: Decimal) -> Decimal:
        """What a base of net amounts saves; zero below the first step."""
        reached = [step for step in self.steps if step.spend <= base]
        if not reached:
            return ZERO
        step = max(reached, key=lambda step: step.spend)
        saved = step.save * int(base // step.spend) if self.repeat else step.save
        return min(saved, base, base if self.maximum is None else self.maximum)

    def next_step(self, base: Decimal) -> SpendStep | None:
        """What is missing to the next step; None where no step saves more."""
        spend = self._next_spend(base)
        if spend is None or self.saves(spend) <= self.saves(base):
            return None
        return SpendStep(spend - base, self.saves(spend))

    def _next_spend(self, base: Decimal) -> Decimal | None:
        if self.repeat:
            return self.steps[0].spend * (base // self.steps[0].spend + 1)
        return min((step.spend for step in self.steps if step.spend > base), default=None)

    @classmethod
    def of(cls, fields: Fields) -> Self:
        steps = (SpendStep(_figure(step, "spend"), _figure(step, "save")) for step in _needed(fields, "steps"))
        return cls(tuple(steps), bool(fields.get("repeat")), _optional_figure(fields, "maximum"))

    def as_fields(self) -> dict[str, Any]:
        steps = [{"spend": _text(step.spend), "save": _text(step.save)} for step in self.steps]
        return {"steps": steps, "repeat": self.repeat, "maximum": _text(self.maximum)}

    def problems(self) -> list[Problem]:
        return [
            *_unless(bool(self.steps), "steps", "needs at least one step"),
            *_unless(not self.repeat or len(self.steps) <= 1, "steps", "must be one step where it repeats"),
            *(self._wrong_figures() or self._not_rising()),
            *([] if self.maximum is None else _wrong("maximum", self.maximum, CENTS)),
        ]

    def _wrong_figures(self) -> list[Problem]:
        return [
            problem
            for place, step in enumerate(self.steps)
            for name, figure in vars(step).items()
            for problem in _wrong(f"steps.{place}.{name}", figure, CENTS)
        ]

    def _not_rising(self) -> list[Problem]:
        return [
            problem
            for place, (before, step) in enumerate(pairwise(self.steps), start=1)
            for name, figure in vars(step).items()
            for problem in _unless(figure > getattr(before, name), f"steps.{place}.{name}", "must rise with each step")
        ]


Terms = LineTerms | BuyXGetY | SpendAndSave

_TERMS: Mapping[Kind, type[Terms]] = {
    terms.kind: terms for terms in (PercentOff, AmountOff, FixedPrice, BuyXGetY, SpendAndSave)
}


@dataclass(frozen=True)
class Promotion:
    """One promotion as it stands: its terms, its place among others, and what is left of it.

    `remaining_budget` is money. `remaining_quota` counts the pieces that a line promotion discounts, the free pieces
    of `buy_x_get_y`, the orders of `spend_and_save`. None is unlimited.
    """

    id: str
    terms: Terms
    group: str = "default"
    priority: int = 100
    products: ProductFilter = field(default_factory=ProductFilter)
    audience: Audience = field(default_factory=Audience)
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    opt_in: bool = False
    remaining_budget: Decimal | None = None
    remaining_quota: int | None = None

    @property
    def kind(self) -> Kind:
        return self.terms.kind

    @property
    def rank(self) -> tuple[int, str]:
        """Promotions apply and are listed by priority, then by id as text."""
        return self.priority, self.id

    def valid_at(self, moment: datetime) -> bool:
        """Whether `valid_from <= moment < valid_until`; a missing end is open."""
        begun = self.valid_from is None or self.valid_from <= moment
        return begun and (self.valid_until is None or moment < self.valid_until)

    @classmethod
    def of(cls, fields: Fields) -> Self:
        """From the JSON form: amounts are text, instants ISO 8601, what is missing takes its default.

        A field that its kind needs and that is missing is `Invalid`; what its figures must be is `problems`.
        """
        quota = fields.get("remaining_quota")
        return cls(
            id=fields["id"],
            terms=_TERMS[Kind(fields["kind"])].of(fields),
            group=fields.get("group", "default"),
            priority=int(fields.get("priority", 100)),
            products=ProductFilter.of(fields.get("products") or {}),
            audience=Audience.of(fields.get("audience") or {}),
            valid_from=_instant(fields.get("valid_from")),
            valid_until=_instant(fields.get("valid_until")),
            opt_in=bool(fields.get("opt_in")),
            remaining_budget=_optional_figure(fields, "remaining_budget"),
            remaining_quota=None if quota is None else int(quota),
        )

    def as_fields(self) -> dict[str, Any]:
        """The JSON form that `of` reads."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "group": self.group,
            "priority": self.priority,
            "products": self.products.as_fields(),
            "audience": self.audience.as_fields(),
            "valid_from": self.valid_from and clock.iso(self.valid_from),
            "valid_until": self.valid_until and clock.iso(self.valid_until),
            "opt_in": self.opt_in,
            "remaining_budget": _text(self.remaining_budget),
            "remaining_quota": self.remaining_quota,
            **self.terms.as_fields(),
        }


def problems(promotion: Promotion) -> list[Problem]:
    """Everything that keeps a promotion from being saved, as `{"field", "problem"}`; empty where it may be."""
    return [
        *_unless(bool(promotion.id), "id", "must not be empty"),
        *_unless(bool(promotion.group), "group", "must not be empty"),
        *promotion.terms.problems(),
        *_wrong_validity(promotion.valid_from, promotion.valid_until),
        *_wrong_limits(promotion),
    ]


def _wrong_validity(begins: datetime | None, ends: datetime | None) -> list[Problem]:
    zoneless = [
        problem
        for name, instant in (("valid_from", begins), ("valid_until", ends))
        for problem in _unless(instant is None or instant.tzinfo is not None, name, "must bear a time zone")
    ]
    if zoneless or begins is None or ends is None:
        return zoneless
    return _unless(begins < ends, "valid_until", "must be after valid_from")


def _wrong_limits(promotion: Promotion) -> list[Problem]:
    budget, quota = promotion.remaining_budget, promotion.remaining_quota
    free = isinstance(promotion.terms, BuyXGetY)
    return [
        *_unless(budget is None or not free, "remaining_budget", "must be left out: free goods have a quota"),
        *([] if not budget else _wrong("remaining_budget", budget, CENTS)),
        *_unless(quota is None or quota >= 0, "remaining_quota", "must not be below zero"),
    ]


def _wrong(name: str, figure: Decimal, decimals: int) -> list[Problem]:
    """A figure is above zero, not absurdly large, and has at most `decimals` decimals."""
    if not figure.is_finite() or not 0 < figure < TOO_MUCH:
        return [{"field": name, "problem": f"must be above zero and below {TOO_MUCH:f}"}]
    return _unless(figure == round(figure, decimals), name, f"must not have more than {decimals} decimals")


def _unless(right: bool, name: str, problem: str) -> list[Problem]:
    return [] if right else [{"field": name, "problem": problem}]


def _needed(fields: Fields, name: str) -> Any:
    if fields.get(name) is None:
        raise Invalid.field(name, "is needed for this kind of promotion")
    return fields[name]


def _figure(fields: Fields, name: str) -> Decimal:
    value = _needed(fields, name)
    if isinstance(value, float):
        raise TypeError(f"{name} is a float; no float touches money")
    return Decimal(value)


def _optional_figure(fields: Fields, name: str) -> Decimal | None:
    return None if fields.get(name) is None else _figure(fields, name)


def _instant(value: str | datetime | None) -> datetime | None:
    return clock.parse(value) if isinstance(value, str) else value


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"
