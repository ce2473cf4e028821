"""Setting whose sub-dealer a dealer is, from a day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, change, commit, create, remove, replace
from chalicelib.dealers import hierarchy_queries as hierarchy
from chalicelib.dealers.commands import must_be_active
from chalicelib.dealers.hierarchy_rules import MOST_BELOW, MOST_LEVELS, Link, Misfit, misfit
from chalicelib.dealers.records import (
    HIERARCHY_KEY,
    DealerRecord,
    HierarchyRecord,
    LinkRecord,
    parent_key,
    sub_dealer_key,
)
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, Invalid
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings

_TRIES = 5


@dataclass(frozen=True)
class NewParent:
    """From `first_day` on the dealer is below `parent`; None: below nobody."""

    dealer: DealerRecord
    parent: DealerRecord | None
    first_day: date


def earliest_day() -> date:
    """The present month's first day: a month before it may be settled, and what is settled stays as it was."""
    return Period.of(business_day(clock.now(), settings().zone)).first_day


def set_parent(new: NewParent, once: Once | None) -> NewParent:
    """Ends the link that holds on that day, and makes the new one; what held before stays in the history.

    422 names what is wrong: a day before `earliest_day` or before the latest link begins; the same parent again; a
    circle, too many levels or dealers, with the day on which it would come to that.
    """
    for _ in range(_TRIES):
        try:
            return _set(new, once)
        except _MovedOn:  # somebody changed another parent in between: judge again
            continue
    raise Conflict(Code.BUSY, "Too many are changing the dealers' parents. Try again in a moment.")


class _MovedOn(Exception):
    """The hierarchy is not what it was when the change was judged."""


def _set(new: NewParent, once: Once | None) -> NewParent:
    seen = hierarchy.version()
    known = hierarchy.parents(new.dealer.dealer_id)
    _check_day(new, known)
    _check_fit(new)
    unmoved = HierarchyRecord.pk.does_not_exist() if seen is None else HierarchyRecord.version == seen
    commit(
        *([once.write(new)] if once else []),
        change(HierarchyRecord, HIERARCHY_KEY, [], unmoved, lambda _: _MovedOn()),
        *([must_be_active(new.parent.dealer_id)] if new.parent else []),
        *_links(new, known),
    )
    return new


def _check_day(new: NewParent, known: Sequence[LinkRecord]) -> None:
    if new.first_day < earliest_day():
        raise Invalid.field("first_day", f"is {earliest_day()} at the earliest: months before it may be settled")
    if known and str(new.first_day) < known[-1].first_day:
        raise Invalid.field("first_day", f"is {known[-1].first_day} at the earliest, when the latest parent begins")
    present = next((link for link in known if hierarchy.as_link(link).holds_on(new.first_day)), None)
    wanted = new.parent.dealer_id if new.parent else None
    if wanted == (present.parent_id if present else None):
        problem = "is the parent on that day already" if new.parent else "is empty already: there is no parent that day"
        raise Invalid.field("parent_id", problem)


def _check_fit(new: NewParent) -> None:
    if new.parent is None:
        return
    link = Link(new.dealer.dealer_id, new.parent.dealer_id, new.first_day)
    up = hierarchy.links_above(link.parent_id, link.first_day)
    down = {
        parent: [other for other in links if other.dealer_id != link.dealer_id]
        for parent, links in hierarchy.links_below([*up, link.dealer_id], link.first_day, None).items()
    }
    wrong = misfit(link, up, down)
    if wrong:
        problem, day = wrong
        raise Invalid.field("parent_id", f"{_MISFITS[problem]}, on {day}")


_MISFITS = {
    Misfit.CYCLE: "would stand below the dealer itself",
    Misfit.TOO_DEEP: f"would make more than {MOST_LEVELS} levels",
    Misfit.TOO_MANY: f"would make more than {MOST_BELOW} dealers below one",
}


def _links(new: NewParent, known: Sequence[LinkRecord]) -> list[Write]:
    """The link that holds on the day ends on the day before, and the new one begins. One that begins on the very day
    never was: the new one takes its place.
    """
    last = known[-1] if known else None
    if last is None or not hierarchy.as_link(last).holds_on(new.first_day):
        return _begin(new)
    above = _seen_from_above(last)
    if last.first_day != str(new.first_day):
        for record in (last, above):
            record.last_day = str(new.first_day - timedelta(days=1))
        return [replace(last), replace(above), *_begin(new)]
    if new.parent is None:
        return [remove(last), remove(above)]
    last.parent_id, last.parent_name, last.last_day = new.parent.dealer_id, new.parent.name, None
    return [replace(last), remove(above), create(_record(new, new.parent, _keys(new, new.parent)[1]))]


def _seen_from_above(record: LinkRecord) -> LinkRecord:
    same = (record.dealer_id, record.first_day)
    return next(one for one in hierarchy.sub_dealers(record.parent_id) if (one.dealer_id, one.first_day) == same)


def _begin(new: NewParent) -> list[Write]:
    """The same link with both dealers."""
    if new.parent is None:
        return []
    return [create(_record(new, new.parent, key)) for key in _keys(new, new.parent)]


def _keys(new: NewParent, parent: DealerRecord) -> tuple[tuple[str, str], tuple[str, str]]:
    """Where the link lies: with the dealer, and with its parent."""
    dealer_id, day = new.dealer.dealer_id, str(new.first_day)
    return parent_key(dealer_id, day), sub_dealer_key(parent.dealer_id, day, dealer_id)


def _record(new: NewParent, parent: DealerRecord, key: tuple[str, str]) -> LinkRecord:
    return LinkRecord(
        *key,
        dealer_id=new.dealer.dealer_id,
        dealer_name=new.dealer.name,
        parent_id=parent.dealer_id,
        parent_name=parent.name,
        first_day=str(new.first_day),
    )
