"""What lies where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.aws.tables import find_many, list_page
from chalicelib.company import queries as company
from chalicelib.company.records import RegionRecord
from chalicelib.dealers import queries as dealers
from chalicelib.edge.principal import Reach
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Invalid, NotFound
from chalicelib.kernel.paging import Page
from chalicelib.kernel.periods import day_starts
from chalicelib.kernel.settings import settings
from chalicelib.stock.records import ByDate, LevelRecord, MovementRecord, level_key, location_partition
from chalicelib.stock.rules import dealer_at, dealer_location


def levels(location: str, skus: Iterable[str]) -> dict[str, LevelRecord]:
    """The levels of those SKUs that the location has or had, by SKU; one read."""
    found = find_many(LevelRecord, [level_key(location, sku) for sku in dict.fromkeys(skus)])
    return {level.sku: level for level in found.values()}


def levels_at(location: str, limit: int, cursor: str | None) -> Page[LevelRecord]:
    """All levels of a location, by SKU."""
    within = LevelRecord.sk.startswith("SKU#")
    return list_page(LevelRecord, location_partition(location), within, limit=limit, cursor=cursor)


def movements_at(location: str, first: date, last: date, limit: int, cursor: str | None) -> Page[MovementRecord]:
    """What moved on hand at a location from day to day (business days, both included), newest first."""
    if last < first:
        raise Invalid.field("to", "must not be before `from`")
    start, end = (clock.iso(day_starts(day, settings().zone)) for day in (first, last + timedelta(days=1)))
    within = ByDate.date_sort.between(start, end)
    return list_page(
        MovementRecord.by_date, location_partition(location), within, limit=limit, cursor=cursor, newest_first=True
    )


@dataclass(frozen=True)
class Location:
    """Where stock lies: a warehouse and the names of the regions that it serves, or a dealer's own and its name."""

    location: str
    serves: list[str]


def locations(reach: Reach) -> list[Location]:
    """The locations that one may look into: warehouses; for a dealer its own stock, and its region's warehouse."""
    if reach.dealer_id is None:
        return _served(region for region in company.regions() if _covers(reach, region))
    dealer = dealers.dealer_as_is(reach.dealer_id)
    own = Location(dealer_location(dealer.dealer_id), [dealer.name])
    return [own, *_served([company.region(dealer.region)])]


def _served(regions: Iterable[RegionRecord]) -> list[Location]:
    names: dict[str, list[str]] = {}
    for region in regions:
        names.setdefault(region.warehouse_id, []).append(region.name)
    return [Location(warehouse, serves) for warehouse, serves in sorted(names.items())]


def location_kept_by(reach: Reach, location: str) -> str:
    """The location, where it is the asker's to look after: the maker's people keep the warehouses, a dealer its own
    stock; else 404."""
    kept = _warehouses(reach) if reach.dealer_id is None else {dealer_location(reach.dealer_id)}
    if location not in kept:
        raise NotFound("location")
    return location


def location_within(reach: Reach, location: str | None) -> str:
    """The location that a question is about, where the asker may see it; else 404.

    A dealer sees its own stock (where it names none) and its region's warehouse; staff of regions their warehouses
    and their dealers' stock.
    """
    if reach.dealer_id is not None:
        return _for_dealer(reach.dealer_id, location)
    if location is None:
        raise NotFound("location")
    owner = dealer_at(location)
    if owner is not None:
        dealers.dealer(owner, reach)
    elif location not in _warehouses(reach):
        raise NotFound("location")
    return location


def location_with_movements(reach: Reach, location: str | None) -> str:
    """The same, where the asker may see what moves there: what leaves a warehouse is no dealer's business."""
    found = location_within(reach, location)
    if reach.dealer_id is not None and dealer_at(found) is None:
        raise NotFound("location")
    return found


def _for_dealer(dealer_id: str, location: str | None) -> str:
    own = dealer_location(dealer_id)
    if location in (None, own):
        return own
    dealer = dealers.dealer_as_is(dealer_id)
    if location != company.region(dealer.region).warehouse_id:
        raise NotFound("location")
    return location


def _warehouses(reach: Reach) -> set[str]:
    return {region.warehouse_id for region in company.regions() if _covers(reach, region)}


def _covers(reach: Reach, region: RegionRecord) -> bool:
    return reach.regions is None or region.region_id in reach.regions
