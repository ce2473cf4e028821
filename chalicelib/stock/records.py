"""Records of stock: the level of a SKU at a location, and the movements, one document a cause."""

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.aws.attributes import InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, index_meta, meta
from chalicelib.stock.rules import Thresholds


def location_partition(location: str) -> str:
    """Everything that lies or moved at one location."""
    return f"LOCATION#{location}"


def level_key(location: str, sku: str) -> tuple[str, str]:
    """The level of one SKU at one location."""
    return location_partition(location), f"SKU#{sku}"


def movement_key(location: str, cause: str) -> tuple[str, str]:
    """The one movement of a cause at a location."""
    return location_partition(location), f"MOVEMENT#{cause}"


class LevelRecord(Record):
    """How much lies there. `available = on_hand - reserved - safety` is stored: conditions compare it.

    What came back lies in `quarantine` until somebody has looked at it: it is no part of what is on hand.

    At `low` pieces available or fewer, and above `high`, it wants attention; None: never.
    """

    KIND = "stock_level"
    Meta = meta("stock")

    location = UnicodeAttribute()
    sku = UnicodeAttribute()
    on_hand = IntegerAttribute()
    reserved = IntegerAttribute()
    safety = IntegerAttribute()
    available = IntegerAttribute()
    quarantine = IntegerAttribute(default=0)
    low = IntegerAttribute(null=True)
    high = IntegerAttribute(null=True)

    @property
    def thresholds(self) -> Thresholds:
        """Its limits."""
        return Thresholds(self.safety, self.low, self.high)

    @thresholds.setter
    def thresholds(self, limits: Thresholds) -> None:
        self.safety, self.low, self.high = limits.safety, limits.low, limits.high


class ByDate(GlobalSecondaryIndex["MovementRecord"]):  # type: ignore[no-untyped-call]
    """A location's movements by time."""

    Meta = index_meta()

    date_key = UnicodeAttribute(hash_key=True)
    date_sort = UnicodeAttribute(range_key=True)


class MovementRecord(Record):
    """What moved on hand at a location, and why: `[{sku, quantity}]`, below zero for what left.

    `quarantined` is what moved in quarantine, of the same shape.
    """

    KIND = "movement"
    Meta = meta("stock")

    location = UnicodeAttribute()
    cause = UnicodeAttribute()
    movement_kind = UnicodeAttribute()
    lines = JSONAttribute()
    quarantined = JSONAttribute(default=list)
    moved_at = InstantAttribute()
    date_key = UnicodeAttribute()
    date_sort = UnicodeAttribute()

    by_date = ByDate()
