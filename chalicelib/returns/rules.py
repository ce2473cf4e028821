"""A return's life, which pieces may come back, and which receipts they are of. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from chalicelib.kernel.errors import Code, Invalid
from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.kernel.money import ZERO, money_text, part_so_far
from chalicelib.orders.rules import OrderLine, Part

MOST_LINES = 40
"""Lines of one return: all that it moves fits one transaction."""
MOST_RECEIPTS = 20
"""Receipts that the lines of one return may be of, for the same reason."""
MOST_PHOTOS = 6
LARGEST_PHOTO = 10 * 1024 * 1024
PHOTO_TYPES: Mapping[str, bytes] = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
"""The types that a photo may have, and the bytes with which such a file begins."""


class ReturnState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    RECEIVED = "received"
    CREDITED = "credited"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


_S = ReturnState
LIFECYCLE = Lifecycle(
    "return",
    _S.REQUESTED,
    {
        _S.APPROVED: frozenset({_S.REQUESTED}),
        _S.REJECTED: frozenset({_S.REQUESTED, _S.APPROVED}),
        _S.WITHDRAWN: frozenset({_S.REQUESTED}),
        _S.RECEIVED: frozenset({_S.APPROVED}),
        _S.CREDITED: frozenset({_S.RECEIVED}),
    },
)
"""What was approved and never comes in is rejected after all, so that its pieces can be returned another time."""
HOLDING = frozenset({_S.REQUESTED, _S.APPROVED, _S.RECEIVED, _S.CREDITED})
"""Their pieces cannot be returned again."""
ARRIVED = frozenset({_S.RECEIVED, _S.CREDITED})
"""Their goods lie in quarantine until they are restocked or scrapped."""


def is_photo(content_type: str, size: int, head: bytes) -> bool:
    """Whether a file is a photo by its declared type, its size, and how it begins."""
    begins = PHOTO_TYPES.get(content_type)
    return begins is not None and 0 < size <= LARGEST_PHOTO and head.startswith(begins)


@dataclass(frozen=True)
class ReturnLine:
    """So many pieces of an order's line that come back.

    `received` is what came in of them, None until then; it is then `restocked` or `scrapped`. `net` and `tax` are what
    was paid for the pieces that came in, once they are credited.
    """

    line: int
    sku: str
    name: str
    free: bool
    requested: int
    received: int | None = None
    restocked: int | None = None
    scrapped: int | None = None
    net: Decimal | None = None
    tax: Decimal | None = None

    @property
    def pieces(self) -> int:
        """What comes back as far as is known: what came in, before that what was requested."""
        return self.requested if self.received is None else self.received

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """From the JSON form that `as_fields` writes."""
        money = {name: None if fields[name] is None else Decimal(fields[name]) for name in ("net", "tax")}
        return cls(**{**fields, **money})

    def as_fields(self) -> dict[str, Any]:
        """The JSON form: money as text."""
        money = {"net": self.net, "tax": self.tax}
        return asdict(self) | {name: None if of is None else money_text(of) for name, of in money.items()}


def pieces_of(lines: Iterable[ReturnLine]) -> dict[int, int]:
    """What comes back by the number of the order's line, as far as is known; without lines of which nothing does."""
    return {line.line: line.pieces for line in lines if line.pieces}


def claim(
    lines: Sequence[OrderLine], wanted: Mapping[int, int], recent: Mapping[int, int]
) -> tuple[list[OrderLine], list[ReturnLine]]:
    """The order's lines once pieces are claimed by a new return, and the lines of that return.

    `wanted` is pieces by line number, `recent` the pieces by line number whose receipts lie within the return window.
    422 names every line of which less was received, is not on its way back already, or may still be returned.
    """
    if len(wanted) > MOST_LINES:
        raise Invalid.field("lines", f"at most {MOST_LINES} in one return", Code.TOO_MANY_LINES, most=MOST_LINES)
    by_number = {line.line: line for line in lines}
    problems = [
        problem
        for place, (number, pieces) in enumerate(wanted.items())
        if (problem := _problem(place, number, pieces, by_number.get(number), recent.get(number, 0)))
    ]
    if problems:
        raise Invalid("That cannot be returned.", problems)
    after = [replace(line, returned=line.returned + wanted.get(line.line, 0)) for line in lines]
    named = ((by_number[number], pieces) for number, pieces in sorted(wanted.items()))
    return after, [ReturnLine(line.line, line.sku, line.name, line.free, pieces) for line, pieces in named]


def _problem(place: int, number: int, pieces: int, line: OrderLine | None, recent: int) -> dict[str, Any] | None:
    if line is None:
        return {"field": f"lines.{place}.line", "problem": f"the order has no line {number}"}
    left = max(min(line.returnable, recent - line.returned), 0)
    if 0 < pieces <= left:
        return None
    why = f"{left} of line {number} can be returned"
    if left < line.returnable:
        why += f"; {line.returnable - left} came in too long ago"
    return {"field": f"lines.{place}.quantity", "problem": why, "line": number, "left": left}


def give_back(lines: Sequence[OrderLine], pieces: Mapping[int, int]) -> list[OrderLine]:
    """The order's lines once pieces that a return had claimed do not come back."""
    return [replace(line, returned=line.returned - pieces.get(line.line, 0)) for line in lines]


def arrive(lines: Sequence[ReturnLine], counted: Mapping[int, int] | None) -> list[ReturnLine]:
    """The lines of a return once it has come in: `counted` pieces by line, a line left out has none; None is all.

    422 where a line was not requested, more came in than was, or nothing at all.
    """
    requested = {line.line: line.requested for line in lines}
    came = requested if counted is None else counted
    problems = [
        {"field": f"lines.{place}.quantity", "problem": f"at most {requested.get(line, 0)}", "line": line}
        for place, (line, pieces) in enumerate(came.items())
        if not 0 <= pieces <= requested.get(line, 0)
    ]
    if problems:
        raise Invalid("More than was requested.", problems)
    if not any(came.values()):
        raise Invalid.field("lines", "nothing came in: reject the return instead")
    return [replace(line, received=came.get(line.line, 0)) for line in lines]


def missing(lines: Sequence[ReturnLine]) -> dict[int, int]:
    """The pieces that were requested and did not come in, by line."""
    return {line.line: line.requested - line.pieces for line in lines if line.requested > line.pieces}


def inspect(lines: Sequence[ReturnLine], scrapped: Mapping[int, int]) -> list[ReturnLine]:
    """The lines once what came in was looked at: `scrapped` pieces by line, all else is restocked.

    422 where a line has fewer pieces, or none in this return.
    """
    came = {line.line: line.pieces for line in lines}
    problems = [
        {"field": f"lines.{place}.scrap", "problem": f"at most {came.get(line, 0)} came in", "line": line}
        for place, (line, pieces) in enumerate(scrapped.items())
        if line not in came or not 0 <= pieces <= came[line]
    ]
    if problems:
        raise Invalid("More than came in.", problems)
    return [
        replace(line, restocked=line.pieces - scrapped.get(line.line, 0), scrapped=scrapped.get(line.line, 0))
        for line in lines
    ]


@dataclass(frozen=True)
class Batch:
    """What one receipt holds of an order's lines, and on which business day it came in."""

    receipt_id: str
    shipment_id: str
    day: date
    parts: Sequence[Part]


@dataclass(frozen=True)
class Origin:
    """Of which receipt returned pieces of a line are."""

    receipt_id: str
    shipment_id: str
    line: int
    quantity: int


def recent(batches: Iterable[Batch], first_day: date) -> dict[int, int]:
    """The pieces by line that came in on `first_day` or later."""
    found: dict[int, int] = {}
    for batch in batches:
        for part in batch.parts if batch.day >= first_day else ():
            found[part.line] = found.get(part.line, 0) + part.quantity
    return found


def origins(
    batches: Sequence[Batch], pieces: Mapping[int, int], ahead: Mapping[int, int] | None = None
) -> list[Origin]:
    """Of which receipts pieces of lines are: the latest first, each line's own, as far as they are not returned yet.

    `batches` are in the order in which they came in. `ahead` are pieces by line that other returns take before.
    """
    left, before = dict(pieces), dict(ahead or {})
    found = []
    for batch in reversed(batches):
        for part in batch.parts:
            free = part.quantity - part.returned
            passed = min(free, before.get(part.line, 0))
            before[part.line] = before.get(part.line, 0) - passed
            taken = min(free - passed, left.get(part.line, 0))
            if taken:
                left[part.line] -= taken
                found.append(Origin(batch.receipt_id, batch.shipment_id, part.line, taken))
    if any(left.values()):
        raise ValueError(f"fewer pieces were received: {left}")
    return found


def take_back(parts: Sequence[Part], pieces: Mapping[int, int]) -> list[Part]:
    """The parts of a receipt or a shipment once pieces of them were returned."""
    return [replace(part, returned=part.returned + pieces.get(part.line, 0)) for part in parts]


def by_invoice(origins: Iterable[Origin], nets: Mapping[int, tuple[int, Decimal]]) -> dict[str, Decimal]:
    """What of the goods' worth each shipment's invoice had asked for, in proportion to the pieces of each line.

    `nets` are pieces and their worth by line. The parts add up to the worth of all.
    """
    found: dict[str, Decimal] = {}
    taken: dict[int, int] = {}
    for origin in origins:
        quantity, net = nets[origin.line]
        already = taken.get(origin.line, 0)
        taken[origin.line] = already + origin.quantity
        share = part_so_far(net, taken[origin.line], quantity) - part_so_far(net, already, quantity)
        found[origin.shipment_id] = found.get(origin.shipment_id, ZERO) + share
    return found
