"""Which products something is for, and what a price list may say. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from typing import Any, Self

from chalicelib.kernel.money import FOUR_PLACES, unit_price_text

MOST = Decimal(10) ** 9
"""No unit price reaches it."""


@dataclass(frozen=True)
class ProductFilter:
    """Matches listed SKUs or listed categories; both empty match everything; never an excluded SKU."""

    skus: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    excluded_skus: frozenset[str] = frozenset()

    @classmethod
    def of(cls, fields: Mapping[str, Sequence[str]]) -> Self:
        """From `{"skus": [...], "categories": [...], "excluded_skus": [...]}`, each of which may be missing."""
        return cls(**{name: frozenset(fields.get(name) or ()) for name in cls.__dataclass_fields__})

    def as_fields(self) -> dict[str, list[str]]:
        """The mapping that `of` reads, sorted."""
        return {name: sorted(getattr(self, name)) for name in self.__dataclass_fields__}

    def matches(self, sku: str, category: str) -> bool:
        """Whether a product is meant."""
        if sku in self.excluded_skus:
            return False
        return not (self.skus or self.categories) or sku in self.skus or category in self.categories


class ListKind(StrEnum):
    DEFAULT = "default"
    GRADE = "grade"
    CONTRACT = "contract"


DEFAULT_LIST = "default"


def grade_list(grade: str) -> str:
    """The id of a grade's price list: `grade-A`."""
    return f"grade-{grade}"


@dataclass(frozen=True)
class Price:
    """From `min_quantity` pieces on a piece costs `unit_price`, from `valid_from` to `valid_until`, both included.

    An open end is None.
    """

    min_quantity: int
    unit_price: Decimal
    valid_from: date
    valid_until: date | None = None

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """From the JSON form that `as_fields` writes."""
        until = fields.get("valid_until")
        return cls(
            int(fields["min_quantity"]),
            Decimal(fields["unit_price"]),
            date.fromisoformat(fields["valid_from"]),
            date.fromisoformat(until) if until else None,
        )

    def as_fields(self) -> dict[str, Any]:
        """The JSON form: the price as text with four decimals, days in ISO 8601."""
        return {
            "min_quantity": self.min_quantity,
            "unit_price": unit_price_text(self.unit_price),
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until and self.valid_until.isoformat(),
        }

    def holds_on(self, day: date) -> bool:
        """Whether the price is valid on a business day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def overlaps(self, other: "Price") -> bool:
        """Whether both would hold for one quantity break on some day."""
        return (
            self.min_quantity == other.min_quantity
            and (self.valid_until is None or other.valid_from <= self.valid_until)
            and (other.valid_until is None or self.valid_from <= other.valid_until)
        )


def price_problems(prices: Sequence[Price]) -> list[dict[str, str]]:
    """Everything that keeps the prices of one SKU in one list from being saved, as `{"field", "problem"}`.

    No two of them hold for the same break on the same day.
    """
    problems = [problem for place, price in enumerate(prices) for problem in _wrong(f"prices.{place}", price)]
    for (first, price), (second, other) in combinations(enumerate(prices), 2):
        if price.overlaps(other):
            problem = f"is a second price for {price.min_quantity} pieces on days that prices.{first} covers"
            problems.append({"field": f"prices.{second}", "problem": problem})
    return problems


def _wrong(field: str, price: Price) -> list[dict[str, str]]:
    problems = []
    if price.min_quantity < 1:
        problems.append({"field": f"{field}.min_quantity", "problem": "must be at least 1"})
    if not price.unit_price.is_finite() or not 0 <= price.unit_price < MOST:
        problems.append({"field": f"{field}.unit_price", "problem": f"must be from 0 to below {MOST:f}"})
    elif price.unit_price != price.unit_price.quantize(FOUR_PLACES):
        problems.append({"field": f"{field}.unit_price", "problem": "must not have more than 4 decimals"})
    if price.valid_until is not None and price.valid_until < price.valid_from:
        problems.append({"field": f"{field}.valid_until", "problem": "must not be before valid_from"})
    return problems


@dataclass(frozen=True)
class NewProduct:
    """What is told of a product. `unit` is the base unit; a case holds `case_size` of them; "0.13" is 13 % tax."""

    sku: str
    name: str
    name_en: str
    category: str
    unit: str
    case_size: int
    tax_rate: Decimal
    active: bool = True


def product_problems(product: NewProduct) -> list[dict[str, str]]:
    """Everything that keeps a product from being saved."""
    wrong = {
        "case_size": product.case_size < 1,
        "tax_rate": not product.tax_rate.is_finite() or not 0 <= product.tax_rate < 1,
        **{name: not getattr(product, name).strip() for name in ("sku", "name", "name_en", "category", "unit")},
    }
    asked = {"case_size": "must be at least 1", "tax_rate": "must be from 0 to below 1"}
    return [{"field": name, "problem": asked.get(name, "is missing")} for name, bad in wrong.items() if bad]
