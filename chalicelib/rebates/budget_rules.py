"""What a program should cost a calendar year, what it has cost, and what it will if it goes on like this. Pure.

A budget warns. No calculation knows of it: what a dealer is paid never depends on what others were.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from chalicelib.kernel.money import ZERO, money_text, round_money
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.rebates.program_rules import Validity

WARN_AT = (80, 100)
"""Percent of a budget at which finance is told, each once a budget and year."""


@dataclass(frozen=True)
class Spent:
    """What a run posted for one version of a program and one of its periods."""

    program_id: str
    period: Period
    amount: Decimal

    @property
    def year(self) -> int:
        """Every month, quarter and year lies in one calendar year, to whose budget it counts."""
        return self.period.first_day.year


@dataclass(frozen=True)
class Version:
    """A version of a program, as far as its budget goes."""

    program_id: str
    family: str
    number: int
    name: str
    kind: PeriodKind
    partial: bool
    validity: Validity
    budget: Decimal | None

    def days_in(self, first: date, last: date) -> int:
        """How many of these days it is valid on."""
        begin, end = max(first, self.validity.first_day), min(last, self.validity.last_day or last)
        return max((end - begin).days + 1, 0)

    def settled_days(self, year: Period, settled_to: date) -> int:
        """How many valid days of a year are settled: in whole periods, where it does not settle partially."""
        if not self.partial:
            present = Period.of(settled_to, self.kind)
            settled_to = present.last_day if present.last_day <= settled_to else present.previous().last_day
        return self.days_in(year.first_day, min(settled_to, year.last_day))


@dataclass(frozen=True)
class BudgetStanding:
    """How a program stands against its budget of a year: all its versions together, with the latest one's budget.

    `forecast` is `used x valid days / settled days`, rounded; None where no day is settled.
    """

    program_id: str
    family: str
    name: str
    number: int
    year: int
    budget: Decimal
    used: Decimal
    forecast: Decimal | None

    @property
    def used_percent(self) -> int:
        """Floored, so that 100 is reached when the budget is."""
        return int(Fraction(self.used) * 100 // Fraction(self.budget))

    @property
    def warned_at(self) -> int | None:
        """The highest threshold that is reached."""
        return max((level for level in WARN_AT if self.used_percent >= level), default=None)

    def as_fields(self) -> dict[str, Any]:
        """As a run's summary keeps it; money is text."""
        forecast = None if self.forecast is None else money_text(self.forecast)
        money = {"budget": money_text(self.budget), "used": money_text(self.used), "forecast": forecast}
        derived = {"used_percent": self.used_percent, "warned_at": self.warned_at}
        return {**vars(self), **money, **derived}


def standings(
    versions: Sequence[Version], spent: Iterable[Spent], year: int, settled_to: date | None
) -> list[BudgetStanding]:
    """How every program that has a budget for a year stands, by family. `settled_to`: the last settled day."""
    whole = Period.parse(str(year))
    family_of = {version.program_id: version.family for version in versions}
    used: dict[str, Decimal] = {}
    for each in spent:
        if each.year == year and each.program_id in family_of:
            family = family_of[each.program_id]
            used[family] = used.get(family, ZERO) + each.amount
    members: dict[str, list[Version]] = {}
    for version in versions:
        if version.days_in(whole.first_day, whole.last_day):
            members.setdefault(version.family, []).append(version)
    found = (_standing(some, used.get(family, ZERO), whole, settled_to) for family, some in sorted(members.items()))
    return [standing for standing in found if standing]


def _standing(
    members: Sequence[Version], used: Decimal, year: Period, settled_to: date | None
) -> BudgetStanding | None:
    latest = max(members, key=lambda version: version.number)
    if latest.budget is None:
        return None
    valid = sum(version.days_in(year.first_day, year.last_day) for version in members)
    settled = sum(version.settled_days(year, settled_to) for version in members) if settled_to else 0
    forecast = round_money(Fraction(used) * valid / settled) if settled else None
    return BudgetStanding(
        latest.program_id, latest.family, latest.name, latest.number, year.first_day.year, latest.budget, used, forecast
    )
