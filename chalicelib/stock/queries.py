"""What lies where."""

from collections.abc import Iterable

from chalicelib.aws.tables import find_many, list_page
from chalicelib.company import queries as company
from chalicelib.dealers import queries as dealers
from chalicelib.edge.principal import Reach
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.paging import Page
from chalicelib.stock.records import LevelRecord, level_key, location_partition
from chalicelib.stock.rules import dealer_at, dealer_location


def levels(location: str, skus: Iterable[str]) -> dict[str, LevelRecord]:
    """The levels of those SKUs that the location has or had, by SKU; one read."""
    found = find_many(LevelRecord, [level_key(location, sku) for sku in dict.fromkeys(skus)])
    return {level.sku: level for level in found.values()}


def levels_at(location: str, limit: int, cursor: str | None) -> Page[LevelRecord]:
    """All levels of a location, by SKU."""
    within = LevelRecord.sk.startswith("SKU#")
    return list_page(LevelRecord, location_partition(location), within, limit=limit, cursor=cursor)


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


def _for_dealer(dealer_id: str, location: str | None) -> str:
    own = dealer_location(dealer_id)
    if location in (None, own):
        return own
    dealer = dealers.dealer_as_is(dealer_id)
    if location != company.region(dealer.region).warehouse_id:
        raise NotFound("location")
    return location


def _warehouses(reach: Reach) -> set[str]:
    return {
        region.warehouse_id
        for region in company.regions()
        if reach.regions is None or region.region_id in reach.regions
    }
