"""Dealers and their people, within the asker's reach."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from chalicelib.aws.tables import MOST_KEYS, find, find_many, list_all, list_page
from chalicelib.dealers.records import (
    DealerRecord,
    StandingRecord,
    UserRecord,
    dealer_key,
    region_keys,
    standing_key,
    state_keys,
    user_key,
)
from chalicelib.dealers.rules import DealerState, Standing
from chalicelib.edge.principal import Reach
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Invalid, NotFound
from chalicelib.kernel.paging import Page, decode_cursor, encode_cursor

_END = "~"
"""Sorts behind every character of a key."""


def dealer_as_is(dealer_id: str) -> DealerRecord:
    """One dealer, whoever asks; 404 where there is none."""
    found = find(DealerRecord, dealer_key(dealer_id))
    if found is None:
        raise NotFound("dealer")
    return found


def dealer(dealer_id: str, reach: Reach) -> DealerRecord:
    """One dealer within reach; 404 for any other, as if there were none."""
    found = dealer_as_is(reach.of_dealer(dealer_id))
    if not reach.covers(found.dealer_id, found.region):
        raise NotFound("dealer")
    return found


def dealers(reach: Reach, region: str | None, state: DealerState, limit: int, cursor: str | None) -> Page[DealerRecord]:
    """The dealers of one state within reach, a page at a time: of one region, of the asker's regions, or all.

    A region out of reach is 404.
    """
    if region is not None and reach.regions is not None and region not in reach.regions:
        raise NotFound("region")
    wanted = frozenset({region}) if region is not None else reach.regions
    if wanted is None:
        return list_page(DealerRecord.by_state, state_keys(state)[0], limit=limit, cursor=cursor)
    return _of_regions(sorted(wanted), state, limit, cursor)


def _of_regions(regions: Sequence[str], state: DealerState, limit: int, cursor: str | None) -> Page[DealerRecord]:
    """Region after region; the cursor says in which one the next page begins."""
    left = list(regions)
    while cursor and left and not _within(cursor, left[0]):
        left.pop(0)
    if cursor and not left:
        raise Invalid.field("cursor", "is not a cursor of this list; take `next` of the page before")
    items: list[DealerRecord] = []
    for region in left:
        hash_value, prefix = region_keys(region, state)
        within = DealerRecord.region_sort.startswith(prefix)
        page = list_page(DealerRecord.by_region, hash_value, within, limit=limit - len(items), cursor=cursor)
        items += page.items
        cursor = None
        if len(items) == limit:
            return Page(items, encode_cursor(_place(items[-1])))
    return Page(items)


def _within(cursor: str, region: str) -> bool:
    try:
        return decode_cursor(cursor, "region_key", f"REGION#{region}") is not None
    except Invalid:
        return False


def _place(last: DealerRecord) -> dict[str, Any]:
    keys = {"region_key": last.region_key, "region_sort": last.region_sort, "pk": last.pk, "sk": last.sk}
    return {name: {"S": value} for name, value in keys.items()}


def unknown_dealers(dealer_ids: Sequence[str]) -> set[str]:
    """Those of the ids that no dealer has."""
    found: set[str] = set()
    for start in range(0, len(dealer_ids), MOST_KEYS):
        keys = [dealer_key(dealer_id) for dealer_id in dealer_ids[start : start + MOST_KEYS]]
        found |= {record.dealer_id for record in find_many(DealerRecord, keys).values()}
    return set(dealer_ids) - found


def present_standing(dealer: DealerRecord) -> Standing:
    """As what the dealer stands now."""
    return Standing(dealer.grade, dealer.region, dealer.state, dealer.standing_since)


def standings(dealer: DealerRecord, instant: datetime | None = None) -> list[Standing]:
    """As what the dealer stood from the instant on (None: from its beginning), oldest first, the present one last."""
    pk, first = standing_key(dealer.dealer_id, f"{clock.iso(instant)}{_END}" if instant else "")
    _, last = standing_key(dealer.dealer_id, _END)
    ended = StandingRecord.query(pk, StandingRecord.sk.between(first, last), consistent_read=True)
    return [*(_as_standing(record) for record in ended), present_standing(dealer)]


def _as_standing(record: StandingRecord) -> Standing:
    return Standing(record.grade, record.region, record.state, record.since, record.until)


def active_dealer_ids() -> Iterator[str]:
    """The ids of all active dealers, in order."""
    for found in DealerRecord.by_state.query(state_keys(DealerState.ACTIVE)[0]):
        yield found.dealer_id


def users(dealer_id: str) -> list[UserRecord]:
    """The active people who act for a dealer."""
    pk, prefix = user_key(dealer_id)
    return [user for user in list_all(UserRecord, pk, prefix) if user.active]
