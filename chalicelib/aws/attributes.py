"""Attributes of records that pynamodb lacks: exact numbers and sortable instants."""

from datetime import UTC, datetime
from decimal import Decimal

from pynamodb.attributes import Attribute
from pynamodb.constants import NUMBER, STRING

from chalicelib.kernel import clock


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
