"""Where stock lies, and who gets how much of it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

_DEALER = "DEALER-"


class MovementKind(StrEnum):
    """Why stock moved. A `count` sets what is on hand; a `receipt` brings goods in; the others come of orders.

    A `return` leaves a dealer's own stock and comes into a warehouse's quarantine; from there it is put on hand again
    (`restock`) or leaves for good (`scrap`).
    """

    COUNT = "count"
    RECEIPT = "receipt"
    SHIPMENT = "shipment"
    DELIVERY = "delivery"
    RETURN = "return"
    RESTOCK = "restock"
    SCRAP = "scrap"


def dealer_location(dealer_id: str) -> str:
    """The location of a dealer's own stock."""
    return f"{_DEALER}{dealer_id}"


def dealer_at(location: str) -> str | None:
    """The dealer whose own stock lies there; None for a warehouse."""
    return location.removeprefix(_DEALER) if location.startswith(_DEALER) else None


class Standing(StrEnum):
    """How what is available stands to the thresholds: at `low` or below it, above `high`, or in between."""

    LOW = "low"
    OK = "ok"
    HIGH = "high"


@dataclass(frozen=True)
class Thresholds:
    """Limits of one level. `safety` pieces are never sold: they are no part of what is available.

    At `low` pieces available or fewer it is time to buy, above `high` there is too much; None: no such limit.
    """

    safety: int = 0
    low: int | None = None
    high: int | None = None

    def changed(self, limits: Mapping[str, Any]) -> "Thresholds":
        """The same, but for the limits that are named."""
        return replace(self, **limits)

    def contradiction(self) -> str | None:
        """Why the limits cannot go together; None where they can."""
        above = self.low is not None and self.high is not None and self.low > self.high
        return f"low ({self.low}) must not be above high ({self.high})" if above else None

    def standing(self, available: int) -> Standing:
        """Which limit is passed; that of little counts before that of much."""
        if self.low is not None and available <= self.low:
            return Standing.LOW
        return Standing.HIGH if self.high is not None and available > self.high else Standing.OK


@dataclass(frozen=True)
class ThresholdChange:
    """Which limits of a SKU are to be set to what; one that is not named stays as it is."""

    sku: str
    limits: Mapping[str, Any]


@dataclass(frozen=True)
class Pieces:
    """So many pieces of a SKU."""

    sku: str
    quantity: int


@dataclass(frozen=True)
class Allotment:
    """What is there for one line: `available` when its turn comes, and how many pieces it is `short` of."""

    available: int
    short: int


def allot(wanted: Iterable[Pieces], available: Mapping[str, int]) -> list[Allotment]:
    """What each line would get, in order: a later line of the same SKU finds what the earlier ones leave."""
    left = {sku: max(pieces, 0) for sku, pieces in available.items()}
    allotted = []
    for line in wanted:
        there = left.get(line.sku, 0)
        allotted.append(Allotment(there, max(line.quantity - there, 0)))
        left[line.sku] = max(there - line.quantity, 0)
    return allotted
