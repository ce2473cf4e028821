"""Who is whose sub-dealer (下级经销商), from day to day. Pure.

A dealer has one parent on a day, or none. Links of a dealer follow each other: they never overlap, so that on any day
the dealers make trees, of at most `MOST_LEVELS` levels.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain

MOST_LEVELS = 5
"""Dealers that may stand above each other, the top one and the lowest one included."""
MOST_BELOW = 100
"""Dealers that may stand below one dealer on a day: what a sum over all of them reads stays bounded."""


@dataclass(frozen=True)
class Link:
    """From `first_day` up to and with `last_day` (None: until further notice) the dealer is below its parent."""

    dealer_id: str
    parent_id: str
    first_day: date
    last_day: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a business day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)

    def holds_in(self, first: date, last: date | None) -> bool:
        """Whether it is in force on some day from `first` to `last` (None: whenever later)."""
        return (last is None or self.first_day <= last) and (self.last_day is None or first <= self.last_day)


@dataclass(frozen=True)
class Span:
    """Business days, both included, on which a dealer's lines count; `level` 0 is the dealer itself, 1 a sub-dealer."""

    dealer_id: str
    first: date
    last: date
    level: int = 0

    def below(self, link: Link) -> "Span":
        """The days of the span on which a link to the dealer holds."""
        last = self.last if link.last_day is None else min(self.last, link.last_day)
        return Span(link.dealer_id, max(self.first, link.first_day), last, self.level + 1)


Links = Mapping[str, Sequence[Link]]
"""Links by the dealer that they begin at: by its parent where one goes down, by the dealer where one goes up."""


def subtree(dealer_id: str, first: date, last: date, down: Links) -> list[Span]:
    """Whose lines of which days count for a dealer and all below it: its own first, then level by level.

    On a day a dealer comes once at most, since it has one parent on a day.
    """
    level, found = [Span(dealer_id, first, last)], []
    for _ in range(MOST_LEVELS):
        found += level
        level = [
            span.below(link)
            for span in level
            for link in down.get(span.dealer_id, ())
            if link.holds_in(span.first, span.last)
        ]
    return found


def parent_on(links: Sequence[Link], day: date) -> str | None:
    """Whose sub-dealer somebody with these links is on a day."""
    return next((link.parent_id for link in links if link.holds_on(day)), None)


def chain_above(dealer_id: str, day: date, up: Links) -> Iterator[str]:
    """A dealer's parent on a day, its parent's, and so on; it ends where it comes back to where it was."""
    passed = {dealer_id}
    above = parent_on(up.get(dealer_id, ()), day)
    while above is not None and above not in passed:
        yield above
        passed.add(above)
        above = parent_on(up.get(above, ()), day)


class Misfit(StrEnum):
    """Why a dealer cannot come below another one."""

    CYCLE = "cycle"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"


def misfit(link: Link, up: Links, down: Links) -> tuple[Misfit, date] | None:
    """What keeps a link from being made, with the first day on which it would; None where it fits on every day.

    `up` are the links of the parent and of all above it, `down` those below the highest of them and below the dealer,
    as far as they hold on or after the link's first day.
    """
    changes = {other.first_day for other in chain(*up.values(), *down.values())}
    days = [link.first_day, *sorted(day for day in changes if day > link.first_day)]
    found = ((_misfit_on(day, link, up, down), day) for day in days)
    return next(((problem, day) for problem, day in found if problem), None)


def _misfit_on(day: date, link: Link, up: Links, down: Links) -> Misfit | None:
    above = [link.parent_id, *chain_above(link.parent_id, day, up)]
    if link.dealer_id in above:
        return Misfit.CYCLE
    below = subtree(link.dealer_id, day, day, down)
    if len(above) + max(span.level for span in below) + 1 > MOST_LEVELS:
        return Misfit.TOO_DEEP
    if len(subtree(above[-1], day, day, down)) - 1 + len(below) > MOST_BELOW:
        return Misfit.TOO_MANY
    return None
