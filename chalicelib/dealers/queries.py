"""Dealers and their people, within the asker's reach."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.aws.tables import MOST_KEYS, find, find_many, list_all, list_page, list_through
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
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.paging import Page

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
    regions = reach.in_regions(region)
    if regions is None:
        return list_page(DealerRecord.by_state, state_keys(state)[0], limit=limit, cursor=cursor)
    keys = [region_keys(one, state) for one in regions]
    places = [(hash_value, DealerRecord.region_sort.startswith(prefix)) for hash_value, prefix in keys]
    return list_through(DealerRecord.by_region, places, limit=limit, cursor=cursor)


def named_dealers(dealer_ids: Sequence[str]) -> dict[str, DealerRecord]:
    """Those of the ids that dealers have, by id."""
    found: dict[str, DealerRecord] = {}
    for start in range(0, len(dealer_ids), MOST_KEYS):
        keys = [dealer_key(dealer_id) for dealer_id in dealer_ids[start : start + MOST_KEYS]]
        found |= {record.dealer_id: record for record in find_many(DealerRecord, keys).values()}
    return found


def unknown_dealers(dealer_ids: Sequence[str]) -> set[str]:
    """Those of the ids that no dealer has."""
    return set(dealer_ids) - named_dealers(dealer_ids).keys()


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


def active_dealers() -> Iterator[DealerRecord]:
    """All active dealers, by id."""
    return iter(DealerRecord.by_state.query(state_keys(DealerState.ACTIVE)[0]))


def active_dealer_ids() -> Iterator[str]:
    """The ids of all active dealers, in order."""
    return (found.dealer_id for found in active_dealers())


def users(dealer_id: str) -> list[UserRecord]:
    """The active people who act for a dealer."""
    pk, prefix = user_key(dealer_id)
    return [user for user in list_all(UserRecord, pk, prefix) if user.active]
