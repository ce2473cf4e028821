"""Where stock lies, and who gets how much of it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

_DEALER = "DEALER-"


class MovementKind(StrEnum):
    """Why stock moved. A `count` sets what is on hand; a `receipt` brings goods in; the others come of orders."""

    COUNT = "count"
    RECEIPT = "receipt"
    SHIPMENT = "shipment"
    DELIVERY = "delivery"


def dealer_location(dealer_id: str) -> str:
    """The location of a dealer's own stock."""
    return f"{_DEALER}{dealer_id}"


def dealer_at(location: str) -> str | None:
    """The dealer whose own stock lies there; None for a warehouse."""
    return location.removeprefix(_DEALER) if location.startswith(_DEALER) else None


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
