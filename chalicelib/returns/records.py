"""Records of returns: each in its dealer's partition."""

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.aws.attributes import DecimalAttribute, InstantAttribute, PackedAttribute
from chalicelib.aws.tables import Record, index_meta, meta
from chalicelib.kernel.clock import iso


def partition(dealer_id: str) -> str:
    """Everything that one dealer returned."""
    return f"DEALER#{dealer_id}"


def return_key(dealer_id: str, return_id: str = "") -> tuple[str, str]:
    """One return; its id begins with the dealer's and goes on with the time, so returns sort by age."""
    return partition(dealer_id), f"RETURN#{return_id}"


def state_partition(state: str) -> str:
    """Index by_state: the returns of one state, by the time at which they were requested."""
    return f"STATE#{state}"


def region_partition(region: str, state: str) -> str:
    """Index by_region: the returns of one state in one region, by the same time."""
    return f"REGION#{region}#{state}"


def dealer_partition(dealer_id: str, state: str) -> str:
    """Index by_dealer: the returns of one state of one dealer, by the same time."""
    return f"DEALER#{dealer_id}#{state}"


class ByState(GlobalSecondaryIndex["ReturnRecord"]):  # type: ignore[no-untyped-call]
    """The queue of a state."""

    Meta = index_meta()

    state_key = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class ByRegion(GlobalSecondaryIndex["ReturnRecord"]):  # type: ignore[no-untyped-call]
    """The queue of a state in one region."""

    Meta = index_meta()

    region_key = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class ByDealer(GlobalSecondaryIndex["ReturnRecord"]):  # type: ignore[no-untyped-call]
    """The returns of a state of one dealer."""

    Meta = index_meta()

    dealer_key = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class ReturnRecord(Record):
    """Goods of one order that come back.

    `lines` are ReturnLine's fields; `photos` `{upload_id, file_name}`; `steps` `{state, at, by, by_id, reason}`, of
    which the first is the request. `credit` is how its credit came about (Credit's fields), `amount` what it came to,
    `sources` the receipts that the pieces were of (Origin's fields); all three are None until it is credited.
    `inspected_at` is when its goods left quarantine.
    """

    KIND = "return"
    Meta = meta("returns")

    return_id = UnicodeAttribute()
    order_id = UnicodeAttribute()
    dealer_id = UnicodeAttribute()
    dealer_name = UnicodeAttribute()
    region = UnicodeAttribute()
    warehouse_id = UnicodeAttribute()
    state = UnicodeAttribute()
    reason = UnicodeAttribute()
    lines = PackedAttribute()
    photos = JSONAttribute()
    steps = JSONAttribute()
    requested_at = InstantAttribute()
    inspected_at = InstantAttribute(null=True)
    inspected_by = UnicodeAttribute(null=True)
    credit = PackedAttribute(null=True)
    sources = PackedAttribute(null=True)
    amount = DecimalAttribute(null=True)
    state_key = UnicodeAttribute()
    region_key = UnicodeAttribute()
    dealer_key = UnicodeAttribute()
    place = UnicodeAttribute()

    by_state = ByState()
    by_region = ByRegion()
    by_dealer = ByDealer()

    def stand(self, state: str) -> None:
        """Sets its state, and its place in that state's queues."""
        self.state = state
        self.state_key, self.region_key = state_partition(state), region_partition(self.region, state)
        self.dealer_key = dealer_partition(self.dealer_id, state)
        self.place = f"{iso(self.requested_at)}#{self.return_id}"

    def photo_key(self, upload_id: str) -> str:
        """Where one of its photos is kept."""
        return f"returns/{self.return_id}/{upload_id}"
