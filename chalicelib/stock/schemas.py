"""Stock on the wire."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from chalicelib.edge.wire import Id, Instant, PageQuery, Wire
from chalicelib.stock.commands import Moved
from chalicelib.stock.queries import Location
from chalicelib.stock.records import LevelRecord, MovementRecord
from chalicelib.stock.rules import MovementKind, Standing, ThresholdChange, dealer_at

Counted = Annotated[int, Field(strict=True, ge=0, le=100_000_000)]


class StockQuery(PageQuery):
    """Whose stock: a warehouse, or `DEALER-` and a dealer's id. A dealer who names none sees its own."""

    location: Id | None = None


class LevelOut(Wire):
    """How much of a SKU lies there. Of a warehouse, a dealer is told what is available only.

    `safety` pieces are not available; `standing` is low at `low` pieces available or fewer, high above `high`. What
    came back and was not looked at yet lies in `quarantine`, apart from what is on hand.
    """

    location: str
    sku: str
    available: int
    on_hand: int | None
    reserved: int | None
    quarantine: int | None
    safety: int | None
    low: int | None
    high: int | None
    standing: Standing | None

    @classmethod
    def of(cls, level: LevelRecord) -> Self:
        """All figures."""
        return cls(
            location=level.location,
            sku=level.sku,
            available=level.available,
            on_hand=level.on_hand,
            reserved=level.reserved,
            quarantine=level.quarantine,
            safety=level.safety,
            low=level.low,
            high=level.high,
            standing=level.thresholds.standing(level.available),
        )

    @classmethod
    def for_buyers(cls, level: LevelRecord) -> Self:
        """What a dealer may know of a warehouse."""
        hidden = dict.fromkeys(("on_hand", "reserved", "quarantine", "safety", "low", "high", "standing"))
        return cls(location=level.location, sku=level.sku, available=max(level.available, 0), **hidden)


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
    """What moved on hand and in quarantine, why, and by whom: a user, or a task of the system."""

    movement_id: str
    location: str
    kind: MovementKind
    lines: list[PiecesOut]
    quarantined: list[PiecesOut]
    moved_at: Instant
    moved_by: str

    @classmethod
    def of(cls, record: MovementRecord) -> Self:
        return cls(
            movement_id=record.cause,
            location=record.location,
            kind=MovementKind(record.movement_kind),
            lines=[PiecesOut(**line) for line in record.lines],
            quarantined=[PiecesOut(**line) for line in record.quarantined],
            moved_at=record.moved_at,
            moved_by=record.changed_by,
        )


class MovedOut(MovementOut):
    """What moved, and the SKUs of which less than nothing is available now: more is promised than is there."""

    below_zero: list[str]

    @classmethod
    def with_what_is_short(cls, moved: Moved) -> Self:
        return cls(**vars(MovementOut.of(moved.movement)), below_zero=moved.below_zero)


BusinessDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]


class MovementsQuery(StockQuery):
    """Whose movements, from which business day to which, both included."""

    first_day: Annotated[BusinessDay, Field(alias="from")] = date(2000, 1, 1)
    last_day: Annotated[BusinessDay, Field(alias="to")] = date(2999, 12, 31)


class LocationOut(Wire):
    """Where stock lies: a warehouse, with the names of the regions that it serves, or a dealer's own, with its name."""

    location: str
    own: bool
    serves: list[str]

    @classmethod
    def of(cls, location: Location) -> Self:
        return cls(location=location.location, own=dealer_at(location.location) is not None, serves=location.serves)


class LimitsIn(Wire):
    """The limits of one SKU. What is left out stays as it is; null takes a limit away."""

    sku: Id
    safety: Annotated[Counted, Field(default_factory=int)]
    low: Annotated[Counted | None, Field(default_factory=lambda: None)]
    high: Annotated[Counted | None, Field(default_factory=lambda: None)]

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if self.model_fields_set == {"sku"}:
            raise ValueError("name safety, low or high")
        return self

    def change(self) -> ThresholdChange:
        return ThresholdChange(self.sku, {name: getattr(self, name) for name in self.model_fields_set - {"sku"}})


class ThresholdsIn(Wire):
    """Limits of stock levels: of a warehouse by its people; of its own stock, but for the safety, by a dealer."""

    location: Id
    lines: Annotated[list[LimitsIn], Field(min_length=1, max_length=90)]


class ThresholdsOut(Wire):
    """The levels with their new limits, and the SKUs of which less than nothing is available now."""

    levels: list[LevelOut]
    below_zero: list[str]

    @classmethod
    def of(cls, levels: Sequence[LevelRecord]) -> Self:
        below = sorted(level.sku for level in levels if level.available < 0)
        return cls(levels=[LevelOut.of(level) for level in levels], below_zero=below)
