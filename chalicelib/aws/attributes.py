"""Attributes of records that pynamodb lacks: exact numbers, sortable instants, packed documents."""

import base64
import bz2
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.constants import NUMBER, STRING

from chalicelib.kernel import clock

_BZIP2 = b"BZh"


class DecimalAttribute(Attribute[Decimal]):
    """A Decimal as a DynamoDB number: exact, never through a float."""

    attr_type = NUMBER

    def serialize(self, value: Decimal | int) -> str:
        return f"{value:f}" if isinstance(value, Decimal) else str(value)

    def deserialize(self, value: str) -> Decimal:
        return Decimal(value)


class IntegerAttribute(Attribute[int]):
    """A whole number."""

    attr_type = NUMBER

    def serialize(self, value: int) -> str:
        return str(int(value))

    def deserialize(self, value: str) -> int:
        return int(Decimal(value))


class InstantAttribute(Attribute[datetime]):
    """An instant as text of one length, in UTC: sorts as time does."""

    attr_type = STRING

    def serialize(self, value: datetime) -> str:
        return clock.iso(value)

    def deserialize(self, value: str) -> datetime:
        return clock.parse(value)


class EpochAttribute(Attribute[datetime]):
    """An instant in whole seconds: the attribute that DynamoDB's time to live reads."""

    attr_type = NUMBER

    def serialize(self, value: datetime) -> str:
        return str(int(value.timestamp()))

    def deserialize(self, value: str) -> datetime:
        return datetime.fromtimestamp(int(value), tz=UTC)


class PackedAttribute(Attribute[Any]):
    """A document as packed JSON: what holds up to 500 lines stays far below the 400 KB that an item may have.

    It is text (base64), so that an image in a stream reads the same wherever it comes from.
    """

    attr_type = STRING

    @staticmethod
    def compress(text: bytes) -> bytes:
        return zlib.compress(text)

    def serialize(self, value: Any) -> str:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return base64.b64encode(self.compress(text.encode())).decode()

    def deserialize(self, value: str) -> Any:
        packed = base64.b64decode(value)
        decompress = bz2.decompress if packed.startswith(_BZIP2) else zlib.decompress
        return json.loads(decompress(packed))


class PackedLinesAttribute(PackedAttribute):
    """Packed lines whose `applied` (`[{promotion, amount}, ...]`) are kept short, by what packs figures best: 500 lines
    with fifty shares each stay far below the size of an item. Reads what was packed as it stood, too.
    """

    @staticmethod
    def compress(text: bytes) -> bytes:
        return bz2.compress(text)

    def serialize(self, value: Any) -> str:
        promotions = sorted({share["promotion"] for line in value for share in line["applied"]})
        places = {promotion: str(place) for place, promotion in enumerate(promotions)}
        lines = [line | {"applied": _short(line["applied"], places)} for line in value]
        return super().serialize({"promotions": promotions, "lines": lines})

    def deserialize(self, value: str) -> Any:
        kept = super().deserialize(value)
        if isinstance(kept, list):
            return kept
        return [line | {"applied": _long(line["applied"], kept["promotions"])} for line in kept["lines"]]


def _short(applied: Sequence[Mapping[str, str]], places: Mapping[str, str]) -> list[str]:
    """Places and amounts in a text each: the first is alike from line to line, which packs well."""
    if not applied:
        return []
    return [
        ",".join(column) for column in zip(*((places[one["promotion"]], one["amount"]) for one in applied), strict=True)
    ]


def _long(short: Sequence[str], promotions: Sequence[str]) -> list[dict[str, str]]:
    columns = zip(*(column.split(",") for column in short), strict=True)
    return [{"promotion": promotions[int(place)], "amount": amount} for place, amount in columns]
