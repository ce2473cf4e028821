"""Setting the limits of stock levels."""

from collections.abc import Iterable, Sequence
from typing import Any

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, change, commit
from chalicelib.dealers.commands import must_be_active
from chalicelib.kernel.errors import Invalid
from chalicelib.stock import queries
from chalicelib.stock.commands import demand_products
from chalicelib.stock.records import LevelRecord, level_key
from chalicelib.stock.rules import ThresholdChange, Thresholds, dealer_at


def set_thresholds(location: str, changes: Sequence[ThresholdChange], once: Once) -> list[LevelRecord]:
    """Sets limits of levels, and makes a level where there was none. Answers the levels as far as could be seen then.

    A raised safety lowers what is available by as much, also below zero. 422 for limits that contradict each other, and
    for the safety of a dealer's own stock, which has none. 409 where somebody else changed the limits meanwhile.
    """
    demand_products([wanted.sku for wanted in changes])
    owner = dealer_at(location)
    found = queries.levels(location, [wanted.sku for wanted in changes])
    levels = [found.get(wanted.sku) or _no_level(location, wanted.sku) for wanted in changes]
    limits = [level.thresholds.changed(wanted.limits) for level, wanted in zip(levels, changes, strict=True)]
    _demand_sense(changes, limits, owner)
    writes = [_limit(level, to, level.sku in found) for level, to in zip(levels, limits, strict=True)]
    for level, to in zip(levels, limits, strict=True):  # from here on they are what the writes make of them
        level.available += level.safety - to.safety
        level.thresholds = to
    active = [must_be_active(owner)] if owner else []
    commit(once.write(levels), *active, *writes)
    return levels


def _no_level(location: str, sku: str) -> LevelRecord:
    key = level_key(location, sku)
    return LevelRecord(*key, location=location, sku=sku, on_hand=0, reserved=0, safety=0, available=0)


def _demand_sense(changes: Iterable[ThresholdChange], after: Iterable[Thresholds], owner: str | None) -> None:
    problems = []
    for place, (wanted, limits) in enumerate(zip(changes, after, strict=True)):
        contradiction = limits.contradiction()
        if contradiction:
            problems.append({"field": f"lines.{place}.low", "problem": contradiction, "sku": wanted.sku})
        if owner and "safety" in wanted.limits:
            problem = "a dealer's own stock has none: leave it out"
            problems.append({"field": f"lines.{place}.safety", "problem": problem, "sku": wanted.sku})
    if problems:
        raise Invalid("Some thresholds cannot be set.", problems)


def _limit(level: LevelRecord, limits: Thresholds, there: bool) -> Write:
    """Sets the limits of a level, where they are still as they were seen; makes the level where it is not `there`."""
    return change(
        LevelRecord,
        level_key(level.location, level.sku),
        [
            LevelRecord.location.set(level.location),
            LevelRecord.sku.set(level.sku),
            LevelRecord.on_hand.set(LevelRecord.on_hand | 0),
            LevelRecord.reserved.set(LevelRecord.reserved | 0),
            LevelRecord.safety.set(limits.safety),
            LevelRecord.available.add(level.safety - limits.safety),
            _to(LevelRecord.low, limits.low),
            _to(LevelRecord.high, limits.high),
        ],
        _limits_unchanged(level) if there else LevelRecord.pk.does_not_exist(),
    )


def _to(limit: Any, value: int | None) -> Any:
    return limit.remove() if value is None else limit.set(value)


def _limits_unchanged(level: LevelRecord) -> Any:
    """The limits are as they were seen."""
    same = LevelRecord.safety == level.safety
    for limit, value in ((LevelRecord.low, level.low), (LevelRecord.high, level.high)):
        same &= limit.does_not_exist() if value is None else limit == value
    return same
