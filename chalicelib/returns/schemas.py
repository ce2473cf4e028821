"""Returns on the wire."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field

from chalicelib.aws import files
from chalicelib.edge.wire import (
    Id,
    Instant,
    LongText,
    Money,
    PageQuery,
    SignedMoney,
    Text,
    UnitPrice,
    UploadId,
    Wire,
)
from chalicelib.kernel.clock import parse
from chalicelib.orders.schemas import PartIn, Parts
from chalicelib.returns.commands import Wish
from chalicelib.returns.credit_rules import Credit
from chalicelib.returns.queries import lines_back
from chalicelib.returns.records import ReturnRecord
from chalicelib.returns.rules import LARGEST_PHOTO, MOST_PHOTOS, ReturnLine, ReturnState

PhotoType = Literal["image/jpeg", "image/png"]
Pieces = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
"""Whole base units, also none."""


class PhotoUploadIn(Wire):
    """A photo that is to be uploaded."""

    content_type: PhotoType
    size: Annotated[int, Field(strict=True, ge=1, le=LARGEST_PHOTO)]


class PhotoIn(Wire):
    """A photo that was uploaded."""

    upload_id: UploadId
    file_name: Text


class ReturnsQuery(PageQuery):
    """Which returns. A dealer sees its own, staff the queue of a state (default: requested), or those of the dealer or
    the order that they name: of one dealer all, or those of a state; of an order all."""

    state: ReturnState | None = None
    region: Id | None = None
    dealer_id: Id | None = None
    order_id: Id | None = None


class ReturnPreviewIn(Wire):
    """What might be sent back of an order: pieces by the number of its line."""

    order_id: Id
    lines: Parts

    def pieces(self) -> dict[int, int]:
        return _pieces(self.lines)


def _each_photo_once(photos: list[PhotoIn]) -> list[PhotoIn]:
    if len({photo.upload_id for photo in photos}) != len(photos):
        raise ValueError("name each photo once")
    return photos


class ReturnIn(ReturnPreviewIn):
    """What is to be sent back of an order, why, and up to six photos of it."""

    reason: LongText
    photos: Annotated[list[PhotoIn], Field(max_length=MOST_PHOTOS), AfterValidator(_each_photo_once)]

    def wish(self) -> Wish:
        photos = [(photo.upload_id, photo.file_name) for photo in self.photos]
        return Wish(self.order_id, self.pieces(), self.reason, photos)


class CountedLine(Wire):
    """So many pieces of a line came in; also none."""

    line: Annotated[int, Field(strict=True, ge=1, le=1000)]
    quantity: Pieces


class ScrappedLine(Wire):
    """So many pieces of a line are not sold again."""

    line: Annotated[int, Field(strict=True, ge=1, le=1000)]
    scrap: Pieces


def _each_line_once(lines: list[Any]) -> list[Any]:
    if len({line.line for line in lines}) != len(lines):
        raise ValueError("name each line once")
    return lines


class ReceiveReturn(Wire):
    """What came in: without lines all that was requested; a line that is left out has not come in."""

    lines: Annotated[list[CountedLine], Field(min_length=1, max_length=100), AfterValidator(_each_line_once)] | None = (
        None
    )

    def counted(self) -> dict[int, int] | None:
        return None if self.lines is None else {line.line: line.quantity for line in self.lines}


class InspectReturn(Wire):
    """What of that which came in is scrapped; all else is sold again."""

    lines: Annotated[list[ScrappedLine], Field(max_length=100), AfterValidator(_each_line_once)]

    def scrapped(self) -> dict[int, int]:
        return {line.line: line.scrap for line in self.lines}


def _pieces(lines: list[PartIn]) -> dict[int, int]:
    return {part.line: part.quantity for part in lines}


class CreditedLineOut(Wire):
    """What was paid for the pieces of a line, by its stored share of every discount; `tax` is inside."""

    line: int
    quantity: int
    net: Money
    tax: Money


class LostSavingOut(Wire):
    """What of a spend and save the kept lines no longer earn; below zero where an earlier return had lost it."""

    promotion: str
    amount: SignedMoney


class KeptGiftOut(Wire):
    """Free goods that are kept, `pieces` in all by now, though too little bought is left for them, and their price."""

    line: int
    pieces: int
    unit_price: UnitPrice
    amount: SignedMoney


class CreditOut(Wire):
    """What is credited and why: `amount` is `paid` less what is lost and kept, plus `settled`.

    `settled` is what the credit could not bear, as it is never below zero; below zero on the return that bears it.
    """

    lines: list[CreditedLineOut]
    lost_savings: list[LostSavingOut]
    kept_gifts: list[KeptGiftOut]
    paid: Money
    settled: SignedMoney
    amount: Money
    to_wallet: Money
    to_receivable: Money

    @classmethod
    def of(cls, credit: Credit) -> Self:
        return cls.model_validate(credit.as_fields())


class ReturnLineOut(Wire):
    """Pieces of an order's line that come back. What is null is not known yet."""

    line: int
    sku: str
    name: str
    free: bool
    requested: int
    received: int | None
    restocked: int | None
    scrapped: int | None
    net: Money | None
    tax: Money | None

    @classmethod
    def of(cls, line: ReturnLine) -> Self:
        return cls.model_validate(line.as_fields())


class PreviewedReturnOut(Wire):
    """What a return would be, and what it would be credited."""

    lines: list[ReturnLineOut]
    credit: CreditOut

    @classmethod
    def of(cls, lines: Sequence[ReturnLine], credit: Credit) -> Self:
        return cls(lines=[ReturnLineOut.of(line) for line in lines], credit=CreditOut.of(credit))


class ReturnStepOut(Wire):
    """That the return came into a state: when, by whom, and why where a reason was asked for."""

    state: ReturnState
    at: Instant
    by: str
    reason: str | None

    @classmethod
    def of(cls, step: Mapping[str, Any]) -> Self:
        named = {name: step[name] for name in ("state", "by", "reason")}
        return cls(**named, at=parse(step["at"]))


class ReturnSummary(Wire):
    """A return in a list. `pieces` are those that come back as far as is known; `amount` what was credited."""

    return_id: str
    order_id: str
    dealer_id: str
    dealer_name: str
    region: str
    state: ReturnState
    pieces: int
    amount: Money | None
    requested_at: Instant
    inspected_at: Instant | None

    @classmethod
    def of(cls, made: ReturnRecord) -> Self:
        return cls.model_validate(_shown(made) | {"pieces": sum(line.pieces for line in lines_back(made))})


class PhotoOut(Wire):
    """A photo of a return, and where it can be read for 15 minutes."""

    upload_id: str
    file_name: str
    url: str


class ReturnOut(Wire):
    """A return whole. `credit` is how its credit came about; null until then."""

    return_id: str
    order_id: str
    dealer_id: str
    dealer_name: str
    region: str
    warehouse_id: str
    state: ReturnState
    version: int
    reason: str
    lines: list[ReturnLineOut]
    photos: list[PhotoOut]
    steps: list[ReturnStepOut]
    amount: Money | None
    credit: CreditOut | None
    requested_at: Instant
    inspected_at: Instant | None
    inspected_by: str | None

    @classmethod
    def of(cls, made: ReturnRecord) -> Self:
        return cls.model_validate(_whole(made))


class ReturnDetail(ReturnOut):
    """A return whole. `expected` is what it would be credited now; null once it is credited, or never will be."""

    expected: CreditOut | None

    @classmethod
    def with_credit(cls, made: ReturnRecord, expected: Credit | None) -> Self:
        told = expected and CreditOut.of(expected)
        return cls.model_validate(_whole(made) | {"expected": told})


def _shown(made: ReturnRecord) -> dict[str, Any]:
    same = ("return_id", "order_id", "dealer_id", "dealer_name", "region", "state")
    return {name: getattr(made, name) for name in (*same, "amount", "requested_at", "inspected_at")}


def _whole(made: ReturnRecord) -> dict[str, Any]:
    photos = [
        PhotoOut(**photo, url=files.reading_link(made.photo_key(photo["upload_id"]), photo["file_name"]))
        for photo in made.photos
    ]
    return _shown(made) | {
        **{name: getattr(made, name) for name in ("warehouse_id", "version", "reason", "credit", "inspected_by")},
        "lines": [ReturnLineOut.of(line) for line in lines_back(made)],
        "photos": photos,
        "steps": [ReturnStepOut.of(step) for step in made.steps],
    }
