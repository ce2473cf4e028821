"""Stock on the wire."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from chalicelib.edge.wire import Id, Instant, PageQuery, Wire
from chalicelib.stock.records import LevelRecord, MovementRecord
from chalicelib.stock.rules import MovementKind

Counted = Annotated[int, Field(strict=True, ge=0, le=100_000_000)]


class StockQuery(PageQuery):
    """Whose stock: a warehouse, or `DEALER-` and a dealer's id. A dealer who names none sees its own."""

    location: Id | None = None


class LevelOut(Wire):
    """How much of a SKU lies there. Of a warehouse, a dealer is told what is available only."""

    location: str
    sku: str
    available: int
    on_hand: int | None
    reserved: int | None
    safety: int | None

    @classmethod
    def of(cls, level: LevelRecord) -> Self:
        """All figures."""
        return cls(
            location=level.location,
            sku=level.sku,
            available=level.available,
            on_hand=level.on_hand,
            reserved=level.reserved,
            safety=level.safety,
        )

    @classmethod
    def for_buyers(cls, level: LevelRecord) -> Self:
        """What a dealer may know of a warehouse."""
        available = max(level.available, 0)
        return cls(
            location=level.location, sku=level.sku, available=available, on_hand=None, reserved=None, safety=None
        )


class PiecesIn(Wire):
    """So many pieces of a SKU; in a count also none."""

    sku: Id
    quantity: Counted


class MoveStock(Wire):
    """A receipt brings goods into a warehouse; a count says what lies there."""

    location: Id
    kind: Literal[MovementKind.RECEIPT, MovementKind.COUNT]
    lines: Annotated[list[PiecesIn], Field(min_length=1, max_length=90)]

    @model_validator(mode="after")
    def _brings_something(self) -> Self:
        if self.kind is MovementKind.RECEIPT and any(line.quantity == 0 for line in self.lines):
            raise ValueError("each line of a receipt brings at least one piece")
        return self


class PiecesOut(Wire):
    """Pieces by which on hand changed: below zero for what is gone."""

    sku: str
    quantity: int


class MovementOut(Wire):
    """What moved."""

    movement_id: str
    location: str
    kind: MovementKind
    lines: list[PiecesOut]
    moved_at: Instant

    @classmethod
    def of(cls, record: MovementRecord) -> Self:
        return cls(
            movement_id=record.cause,
            location=record.location,
            kind=MovementKind(record.movement_kind),
            lines=[PiecesOut(**line) for line in record.lines],
            moved_at=record.moved_at,
        )
