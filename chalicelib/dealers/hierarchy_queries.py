"""Who is whose sub-dealer, as it is kept. Every walk is bounded by the levels and the dealers that a tree may have."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from chalicelib.aws.tables import find, list_all
from chalicelib.dealers.hierarchy_rules import MOST_LEVELS, Link, Links, Span, subtree
from chalicelib.dealers.records import (
    HIERARCHY_KEY,
    DealerRecord,
    HierarchyRecord,
    LinkRecord,
    parent_key,
    sub_dealer_key,
)


def as_link(record: LinkRecord) -> Link:
    """What is kept, as the rules take it."""
    last = date.fromisoformat(record.last_day) if record.last_day else None
    return Link(record.dealer_id, record.parent_id, date.fromisoformat(record.first_day), last)


def parents(dealer_id: str) -> list[LinkRecord]:
    """Whose sub-dealer a dealer was, is and will be, in that order."""
    return list_all(LinkRecord, *parent_key(dealer_id))


def sub_dealers(dealer_id: str) -> list[LinkRecord]:
    """Who is, was and will be a dealer's own sub-dealer, by the first day."""
    return list_all(LinkRecord, *sub_dealer_key(dealer_id))


def version() -> int | None:
    """How often parents were changed; None where never."""
    found = find(HierarchyRecord, HIERARCHY_KEY)
    return found.version if found else None


def links_above(dealer_id: str, first: date) -> Links:
    """The links of a dealer and of all above it that hold on or after a day."""
    return _walk([dealer_id], lambda one: _held(parents(one), first, None), lambda link: link.parent_id)


def links_below(dealer_ids: Iterable[str], first: date, last: date | None) -> Links:
    """The links to some dealers and to all below them that hold on some day of a span."""
    return _walk(dealer_ids, lambda one: _held(sub_dealers(one), first, last), lambda link: link.dealer_id)


def _held(records: Iterable[LinkRecord], first: date, last: date | None) -> list[Link]:
    return [link for link in map(as_link, records) if link.holds_in(first, last)]


def _walk(start: Iterable[str], read: Callable[[str], list[Link]], onward: Callable[[Link], str]) -> Links:
    """Each dealer's links once, level by level, as far as a tree may reach."""
    found: dict[str, list[Link]] = {}
    level = dict.fromkeys(start)
    for _ in range(MOST_LEVELS):
        read_now = {dealer_id: read(dealer_id) for dealer_id in level}
        found |= read_now
        reached = dict.fromkeys(onward(link) for links in read_now.values() for link in links)
        level = {dealer_id: None for dealer_id in reached if dealer_id not in found}
    return found


def subtree_spans(dealer_id: str, first: date, last: date) -> list[Span]:
    """Whose lines of which days count for a dealer and all its sub-dealers below."""
    return subtree(dealer_id, first, last, links_below([dealer_id], first, last))


@dataclass(frozen=True)
class Place:
    """Where a dealer stands: whose sub-dealer it was, is and will be, its own ones, and everybody below it today."""

    dealer: DealerRecord
    parents: list[LinkRecord]
    sub_dealers: list[LinkRecord]
    below: list[tuple[LinkRecord, int]]


def place_of(dealer: DealerRecord, today: date) -> Place:
    """Where a dealer stands in the hierarchy; `below` with the level, 1 being its own sub-dealers."""
    own = sub_dealers(dealer.dealer_id)
    return Place(dealer, parents(dealer.dealer_id), own, list(_below_today(own, today)))


def _below_today(own: list[LinkRecord], today: date) -> Iterable[tuple[LinkRecord, int]]:
    records, level = own, 1
    while records and level < MOST_LEVELS:
        present = [record for record in records if as_link(record).holds_on(today)]
        yield from ((record, level) for record in present)
        records = [record for parent in present for record in sub_dealers(parent.dealer_id)]
        level += 1
