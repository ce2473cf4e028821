"""Moving stock. Orders ask for their part of a transaction by the builders; every change moves `available` too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, change, commit, create
from chalicelib.catalog import queries as catalog
from chalicelib.company import queries as company
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, Invalid, NotFound
from chalicelib.stock import queries
from chalicelib.stock.records import LevelRecord, MovementRecord, level_key, location_partition, movement_key
from chalicelib.stock.rules import MovementKind, Pieces


def reserve(location: str, sku: str, quantity: int) -> Write:
    """Holds pieces for an order, where so many are available; else 409 `insufficient_stock` with what is there."""

    def short(level: LevelRecord | None) -> Conflict:
        there = max(level.available, 0) if level else 0
        detail = {"sku": sku, "wanted": quantity, "available": there}
        return Conflict(Code.INSUFFICIENT_STOCK, "There is not enough in stock.", [detail])

    return change(
        LevelRecord,
        level_key(location, sku),
        [LevelRecord.reserved.add(quantity), LevelRecord.available.add(-quantity)],
        LevelRecord.available >= quantity,
        short,
    )


def release(location: str, sku: str, quantity: int) -> Write:
    """Gives back what `reserve` held."""
    return change(
        LevelRecord,
        level_key(location, sku),
        [LevelRecord.reserved.add(-quantity), LevelRecord.available.add(quantity)],
        LevelRecord.reserved >= quantity,
    )


def ship_out(location: str, sku: str, quantity: int) -> Write:
    """Takes reserved pieces from on hand and from reserved; 409 where a count has found fewer than that."""

    def short(level: LevelRecord | None) -> Conflict:
        detail = {"sku": sku, "wanted": quantity, "available": level.on_hand if level else 0}
        return Conflict(Code.INSUFFICIENT_STOCK, "There is not so much on hand.", [detail])

    return change(
        LevelRecord,
        level_key(location, sku),
        [LevelRecord.on_hand.add(-quantity), LevelRecord.reserved.add(-quantity)],
        (LevelRecord.reserved >= quantity) & (LevelRecord.on_hand >= quantity),
        short,
    )


def put_back(location: str, sku: str, quantity: int) -> Write:
    """Undoes `ship_out`: the pieces lie there again, and are reserved again."""
    return change(
        LevelRecord,
        level_key(location, sku),
        [LevelRecord.on_hand.add(quantity), LevelRecord.reserved.add(quantity)],
        LevelRecord.pk.exists(),
    )


def bring_in(location: str, sku: str, quantity: int) -> Write:
    """Adds pieces to what is on hand; makes the level where there is none."""
    return change(
        LevelRecord,
        level_key(location, sku),
        [*_named(location, sku), LevelRecord.on_hand.add(quantity), LevelRecord.available.add(quantity)],
    )


def take_away(location: str, sku: str, quantity: int) -> Write:
    """Takes pieces from what is on hand, where so many lie there; nobody has reserved them."""
    return change(
        LevelRecord,
        level_key(location, sku),
        [LevelRecord.on_hand.add(-quantity), LevelRecord.available.add(-quantity)],
        LevelRecord.on_hand >= quantity,
    )


def quarantine(location: str, sku: str, quantity: int) -> Write:
    """Puts pieces aside that came back; makes the level where there is none. Nothing of them is available."""
    return change(
        LevelRecord,
        level_key(location, sku),
        [
            *_named(location, sku),
            LevelRecord.on_hand.set(LevelRecord.on_hand | 0),
            LevelRecord.available.set(LevelRecord.available | 0),
            LevelRecord.quarantine.add(quantity),
        ],
    )


def leave_quarantine(location: str, sku: str, restocked: int, scrapped: int) -> Write:
    """Puts pieces from quarantine on hand again, and lets others go for good; 409 where fewer lie there."""
    quantity = restocked + scrapped
    return change(
        LevelRecord,
        level_key(location, sku),
        [
            LevelRecord.quarantine.add(-quantity),
            LevelRecord.on_hand.add(restocked),
            LevelRecord.available.add(restocked),
        ],
        LevelRecord.quarantine >= quantity,
    )


def movement(
    cause: str, location: str, kind: MovementKind, lines: Sequence[Pieces], quarantined: Sequence[Pieces] = ()
) -> Write:
    """The document of what moved at a location, on hand and in quarantine; a cause has one."""
    return create(_movement(cause, location, kind, lines, quarantined))


@dataclass(frozen=True)
class Moved:
    """A movement, and the SKUs of which less than nothing is available after it, as far as could be seen then."""

    movement: MovementRecord
    below_zero: list[str]


def receive_goods(location: str, lines: Sequence[Pieces], once: Once) -> Moved:
    """Brings goods from outside into a warehouse. 404 for an unknown warehouse, 422 naming every unknown SKU."""
    _demand_warehouse(location)
    demand_products([line.sku for line in lines])
    levels = queries.levels(location, [line.sku for line in lines])
    writes = [bring_in(location, line.sku, line.quantity) for line in lines]
    return _move(location, MovementKind.RECEIPT, lines, levels, writes, once)


def count_stock(location: str, lines: Sequence[Pieces], once: Once) -> Moved:
    """Sets what is on hand to what was counted, also where `available` falls below zero by it.

    The movement shows the differences. What moves during the count makes it fail (409): count those again.
    """
    _demand_warehouse(location)
    demand_products([line.sku for line in lines])
    levels = queries.levels(location, [line.sku for line in lines])
    on_hand = {sku: level.on_hand for sku, level in levels.items()}
    found = [Pieces(line.sku, line.quantity - on_hand.get(line.sku, 0)) for line in lines]
    writes = [_correct(location, line, on_hand.get(line.sku)) for line in found]
    return _move(location, MovementKind.COUNT, found, levels, writes, once)


def _correct(location: str, difference: Pieces, seen: int | None) -> Write:
    """Adds a difference to what is on hand, where that is still as it was seen (None: there was no level)."""
    unmoved = LevelRecord.pk.does_not_exist() if seen is None else LevelRecord.on_hand == seen
    amount = difference.quantity
    return change(
        LevelRecord,
        level_key(location, difference.sku),
        [*_named(location, difference.sku), LevelRecord.on_hand.add(amount), LevelRecord.available.add(amount)],
        unmoved,
    )


def _named(location: str, sku: str) -> list[Any]:
    """What a level that is made by its first change needs besides its figures."""
    return [
        LevelRecord.location.set(location),
        LevelRecord.sku.set(sku),
        LevelRecord.reserved.set(LevelRecord.reserved | 0),
        LevelRecord.safety.set(LevelRecord.safety | 0),
    ]


def _demand_warehouse(location: str) -> None:
    if location not in {region.warehouse_id for region in company.regions()}:
        raise NotFound("warehouse")


def demand_products(skus: Sequence[str]) -> None:
    """Every SKU is a product, and none is named twice; else 422 names the lines."""
    known = catalog.products(skus)
    before: set[str] = set()
    problems = []
    for place, sku in enumerate(skus):
        if sku not in known:
            problems.append({"field": f"lines.{place}.sku", "problem": "is not a product", "sku": sku})
        elif sku in before:
            problems.append({"field": f"lines.{place}.sku", "problem": "is named twice", "sku": sku})
        before.add(sku)
    if problems:
        unknown = any(sku not in known for sku in skus)
        raise Invalid("Some lines are wrong.", problems, Code.UNKNOWN_SKU if unknown else Code.INVALID)


def _move(
    location: str,
    kind: MovementKind,
    lines: Sequence[Pieces],
    levels: Mapping[str, LevelRecord],
    writes: Sequence[Write],
    once: Once,
) -> Moved:
    record = _movement(f"{kind}:{ids.dated(location, clock.now())}", location, kind, lines)
    there = {line.sku: line.quantity for line in lines}
    below = [sku for sku, level in levels.items() if level.available + there[sku] < 0]
    made = Moved(record, sorted(below))
    commit(once.write(made), create(record), *writes)
    return made


def _movement(
    cause: str, location: str, kind: MovementKind, lines: Sequence[Pieces], quarantined: Sequence[Pieces] = ()
) -> MovementRecord:
    moved_at = clock.now()
    made = MovementRecord(
        *movement_key(location, cause),
        location=location,
        cause=cause,
        movement_kind=kind.value,
        lines=[vars(line) for line in lines],
        quarantined=[vars(line) for line in quarantined],
        moved_at=moved_at,
        date_key=location_partition(location),
        date_sort=f"{clock.iso(moved_at)}#{cause}",
    )
    made.stamp()  # the answer, which is made before the write, says by whom
    return made
