"""Which products something is for, and what a price list may say. Pure."""

import re
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
MOST_PIECES = 1_000_000
"""The largest quantity break, and the largest case."""
MOST_PRICES = 100
"""Prices of one SKU in one list, old and new."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_NO_ID = "must be letters, digits, dots, dashes and underscores, 100 at most, a letter or digit first"
_LONGEST_TEXT = 200


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
    if len(prices) > MOST_PRICES:
        return [{"field": "prices", "problem": f"are more than {MOST_PRICES}"}]
    problems = [
        {"field": f"prices.{place}.{wrong['field']}", "problem": wrong["problem"]}
        for place, price in enumerate(prices)
        for wrong in figure_problems(price)
    ]
    for (first, price), (second, other) in combinations(enumerate(prices), 2):
        if price.overlaps(other):
            problem = f"is a second price for {price.min_quantity} pieces on days that prices.{first} covers"
            problems.append({"field": f"prices.{second}", "problem": problem})
    return problems


def figure_problems(price: Price) -> list[dict[str, str]]:
    """Everything that is wrong with the figures of one price."""
    problems = []
    if not 1 <= price.min_quantity <= MOST_PIECES:
        problems.append({"field": "min_quantity", "problem": f"must be from 1 to {MOST_PIECES}"})
    if not price.unit_price.is_finite() or not 0 <= price.unit_price < MOST:
        problems.append({"field": "unit_price", "problem": f"must be from 0 to below {MOST:f}"})
    elif price.unit_price != price.unit_price.quantize(FOUR_PLACES):
        problems.append({"field": "unit_price", "problem": "must not have more than 4 decimals"})
    if price.valid_until is not None and price.valid_until < price.valid_from:
        problems.append({"field": "valid_until", "problem": "must not be before valid_from"})
    return problems


def id_problem(text: str) -> str | None:
    """Why that cannot be an id or a SKU; None where it can."""
    if not text.strip():
        return "is missing"
    return None if _ID.fullmatch(text) else _NO_ID


def list_problem(list_id: str, kind: ListKind, grades: Sequence[str]) -> str | None:
    """Why a list of that kind cannot have that id; None where it can.

    There is one default list; the list of a grade that there is is called `grade-` and the grade.
    """
    if id_problem(list_id):
        return id_problem(list_id)
    if kind is ListKind.DEFAULT:
        return None if list_id == DEFAULT_LIST else f"the default list is called {DEFAULT_LIST}"
    if kind is ListKind.GRADE:
        known = [grade_list(grade) for grade in grades]
        return None if list_id in known else f"is no grade's: the lists of grades are called {', '.join(known)}"
    taken = list_id == DEFAULT_LIST or list_id.startswith(grade_list(""))
    return "is not an id of a contract's list" if taken else None


def _text_problem(text: str) -> str | None:
    if not text.strip():
        return "is missing"
    if len(text) > _LONGEST_TEXT:
        return f"must not be longer than {_LONGEST_TEXT} characters"
    return None if text.isprintable() else "must be one line of printable characters"


def _problems(of: Mapping[str, str | None]) -> list[dict[str, str]]:
    return [{"field": name, "problem": problem} for name, problem in of.items() if problem]


@dataclass(frozen=True)
class NewCategory:
    """What is told of a category: its id, and its names."""

    category: str
    name: str
    name_en: str


def category_problems(category: NewCategory) -> list[dict[str, str]]:
    """Everything that keeps a category from being saved."""
    names = {name: _text_problem(getattr(category, name)) for name in ("name", "name_en")}
    return _problems({"category": id_problem(category.category), **names})


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
    """Everything that keeps a product from being saved, but for its category, which must be one that there is."""
    texts = {name: _text_problem(getattr(product, name)) for name in ("name", "name_en", "category", "unit")}
    case = None if 1 <= product.case_size <= MOST_PIECES else f"must be from 1 to {MOST_PIECES}"
    return _problems(
        {"sku": id_problem(product.sku), **texts, "case_size": case, "tax_rate": _rate_problem(product.tax_rate)}
    )


def _rate_problem(rate: Decimal) -> str | None:
    if not rate.is_finite() or not 0 <= rate < 1:
        return "must be from 0 to below 1, such as 0.13"
    return None if rate == rate.quantize(FOUR_PLACES) else "must not have more than 4 decimals"
