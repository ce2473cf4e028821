"""Periods: a month `2026-10`, a quarter `2026-Q4` or a year `2026`, in the business time zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

_FORM = re.compile(r"(?P<year>[12]\d{3})(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])))?")


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


@dataclass(frozen=True, order=True)
class Period:
    """Months `first .. first + length`, counted from year 0; begins and ends at midnight of the business day."""

    first: int
    length: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """`2026-10`, `2026-Q4` or `2026`; anything else is a ValueError."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is not a period such as 2026-10, 2026-Q4 or 2026")
        year = int(found["year"]) * 12
        if found["month"]:
            return cls(year + int(found["month"]) - 1, 1)
        if found["quarter"]:
            return cls(year + 3 * (int(found["quarter"]) - 1), 3)
        return cls(year, 12)

    @classmethod
    def of(cls, day: date, kind: PeriodKind = PeriodKind.MONTH) -> Self:
        """The period of that kind in which a business day lies."""
        length = _MONTHS[kind]
        month = day.year * 12 + day.month - 1
        return cls(month - month % length, length)

    @property
    def kind(self) -> PeriodKind:
        return next(kind for kind, length in _MONTHS.items() if length == self.length)

    def __str__(self) -> str:
        year, month = divmod(self.first, 12)
        if self.length == 1:
            return f"{year}-{month + 1:02}"
        return f"{year}-Q{month // 3 + 1}" if self.length == 3 else f"{year}"

    @property
    def first_day(self) -> date:
        return date(self.first // 12, self.first % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    def next(self) -> Self:
        return type(self)(self.first + self.length, self.length)

    def previous(self) -> Self:
        return type(self)(self.first - self.length, self.length)

    def last_year(self) -> Self:
        """The same period one year earlier."""
        return type(self)(self.first - 12, self.length)

    def next_year(self) -> Self:
        """The same period one year later."""
        return type(self)(self.first + 12, self.length)

    def months(self) -> Iterator["Period"]:
        """Its months, in order."""
        return (Period(self.first + offset, 1) for offset in range(self.length))

    def covers(self, other: "Period") -> bool:
        """Whether `other` lies wholly inside."""
        return self.first <= other.first and other.first + other.length <= self.first + self.length

    def ends_in(self, month: "Period") -> bool:
        """Whether its last month is `month`."""
        return self.first + self.length == month.first + month.length

    def starts_at(self, zone: ZoneInfo) -> datetime:
        """Its first instant, in UTC."""
        return day_starts(self.first_day, zone)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """The first instant that is no longer in it, in UTC."""
        return self.next().starts_at(zone)

    def last_instant(self, zone: ZoneInfo) -> datetime:
        """One microsecond before it ends: the accounting date of what a settlement posts."""
        return self.ends_at(zone) - timedelta(microseconds=1)


def day_starts(day: date, zone: ZoneInfo) -> datetime:
    """Midnight at which a business day begins, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def business_day(instant: datetime, zone: ZoneInfo) -> date:
    """The day that it is in the business time zone."""
    return instant.astimezone(zone).date()
