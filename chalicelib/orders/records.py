"""Records of orders: the order, its shipments and its receipts in the dealer's partition; jobs under way in one."""

from decimal import Decimal

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.aws.attributes import (
    DecimalAttribute,
    InstantAttribute,
    IntegerAttribute,
    PackedAttribute,
    PackedLinesAttribute,
)
from chalicelib.aws.tables import Record, index_meta, meta
from chalicelib.kernel.money import ZERO


def partition(dealer_id: str) -> str:
    """Everything that one dealer ordered."""
    return f"DEALER#{dealer_id}"


def order_key(dealer_id: str, order_id: str) -> tuple[str, str]:
    """One order; its id begins with the dealer's and goes on with the time, so orders sort by age."""
    return partition(dealer_id), f"ORDER#{order_id}"


def shipment_key(dealer_id: str, day: str, shipment_id: str = "") -> tuple[str, str]:
    """One shipment, by the business day on which it left."""
    return partition(dealer_id), f"SHIPMENT#{day}#{shipment_id}"


def receipt_key(dealer_id: str, day: str, receipt_id: str = "") -> tuple[str, str]:
    """One receipt, by the business day on which it came in."""
    return partition(dealer_id), f"RECEIPT#{day}#{receipt_id}"


JOBS = "JOBS"
"""The partition of all jobs that are under way, over all dealers."""


def job_key(order_id: str) -> tuple[str, str]:
    """The job that moves an order's stock: an order has one at a time."""
    return JOBS, f"JOB#{order_id}"


def state_partition(state: str) -> str:
    """Index by_state: the orders of one state, by the time at which they were placed."""
    return f"STATE#{state}"


def region_partition(region: str, state: str) -> str:
    """Index by_region: the orders of one state in one region, by the time at which they were placed."""
    return f"REGION#{region}#{state}"


def dealer_partition(dealer_id: str, state: str) -> str:
    """Index by_dealer: the orders of one state of one dealer, by the time at which they were placed."""
    return f"DEALER#{dealer_id}#{state}"


class ByState(GlobalSecondaryIndex["OrderRecord"]):  # type: ignore[no-untyped-call]
    """The queue of a state."""

    Meta = index_meta()

    state_key = UnicodeAttribute(hash_key=True)
    state_sort = UnicodeAttribute(range_key=True)


class ByRegion(GlobalSecondaryIndex["OrderRecord"]):  # type: ignore[no-untyped-call]
    """The queue of a state in one region."""

    Meta = index_meta()

    region_key = UnicodeAttribute(hash_key=True)
    region_sort = UnicodeAttribute(range_key=True)


class ByDealer(GlobalSecondaryIndex["OrderRecord"]):  # type: ignore[no-untyped-call]
    """The orders of a state of one dealer."""

    Meta = index_meta()

    dealer_key = UnicodeAttribute(hash_key=True)
    dealer_sort = UnicodeAttribute(range_key=True)


def _nothing() -> Decimal:
    return ZERO


class OrderRecord(Record):
    """An order. From its submission on its quote and its lines' figures stay.

    `lines` are OrderLine's fields; `quote` is the whole explanation; `exposure` is what it still holds of the credit;
    `shipments` are `{shipment_id, day}`, `receipts` `{receipt_id, shipment_id, day}`; `instants` are the steps
    `{state, at, by, by_id, reason, document}`, of which the first is the draft. It is placed when it is submitted.
    `declined` are SKUs of free goods that it is placed without.
    `returns` are the ids of its returns, `credited` is what these were credited so far, `credited_to_wallet` of it to
    the rebate wallet. `redeemed` is what of the total the rebate wallet pays, `redemption_held` what of it it still
    holds for the order.
    `job` is the id of the job that moves its stock at this moment; until it is gone, nothing else changes the order.
    """

    KIND = "order"
    Meta = meta("orders")

    order_id = UnicodeAttribute()
    dealer_id = UnicodeAttribute()
    dealer_name = UnicodeAttribute()
    region = UnicodeAttribute()
    warehouse_id = UnicodeAttribute()
    state = UnicodeAttribute()
    lines = PackedLinesAttribute()
    quote = PackedAttribute()
    gross = DecimalAttribute()
    discount = DecimalAttribute()
    total = DecimalAttribute()
    tax = DecimalAttribute()
    exposure = DecimalAttribute()
    redeemed = DecimalAttribute(default=_nothing)
    redemption_held = DecimalAttribute(default=_nothing)
    shipments = JSONAttribute()
    receipts = JSONAttribute()
    returns = JSONAttribute(default=list)
    credited = DecimalAttribute(default=_nothing)
    credited_to_wallet = DecimalAttribute(default=_nothing)
    instants = JSONAttribute()
    placed_at = InstantAttribute()
    declined = JSONAttribute(null=True)
    job = UnicodeAttribute(null=True)
    state_key = UnicodeAttribute(null=True)
    state_sort = UnicodeAttribute(null=True)
    region_key = UnicodeAttribute(null=True)
    region_sort = UnicodeAttribute(null=True)
    dealer_key = UnicodeAttribute(null=True)
    dealer_sort = UnicodeAttribute(null=True)

    by_state = ByState()
    by_region = ByRegion()
    by_dealer = ByDealer()


class ShipmentRecord(Record):
    """What left the warehouse in one go. `lines` are Part's fields; `amount` is what its invoice asks for, of which the
    rebate wallet pays `redeemed`."""

    KIND = "shipment"
    Meta = meta("orders")

    shipment_id = UnicodeAttribute()
    order_id = UnicodeAttribute()
    dealer_id = UnicodeAttribute()
    day = UnicodeAttribute()
    due_day = UnicodeAttribute()
    lines = PackedAttribute()
    amount = DecimalAttribute()
    tax = DecimalAttribute()
    exposure = DecimalAttribute()
    redeemed = DecimalAttribute(default=_nothing)
    shipped_at = InstantAttribute()
    shipped_by = UnicodeAttribute()


class ReceiptRecord(Record):
    """What of a shipment the dealer says has come in. `lines` are Part's fields; `amount` is their net."""

    KIND = "receipt"
    Meta = meta("orders")

    receipt_id = UnicodeAttribute()
    shipment_id = UnicodeAttribute()
    order_id = UnicodeAttribute()
    dealer_id = UnicodeAttribute()
    day = UnicodeAttribute()
    lines = PackedAttribute()
    amount = DecimalAttribute()
    received_at = InstantAttribute()
    received_by = UnicodeAttribute()


class JobRecord(Record):
    """Stock of one order that moves by more than one transaction.

    `batches` are what each transaction moves, `[[sku, pieces], ...]`; `done` of them are applied, from the first on,
    and with `back` they are undone again, from the last on. `terms` is what the end needs to know, `request` the
    request that began it: `{asker, key, fingerprint, status}`.
    """

    KIND = "order_job"
    Meta = meta("orders")

    job_id = UnicodeAttribute()
    order_id = UnicodeAttribute()
    dealer_id = UnicodeAttribute()
    action = UnicodeAttribute()
    location = UnicodeAttribute()
    batches = JSONAttribute()
    done = IntegerAttribute()
    back = BooleanAttribute()
    terms = JSONAttribute()
    request = JSONAttribute(null=True)
    by = UnicodeAttribute()
    by_id = UnicodeAttribute()
    touched_at = InstantAttribute()
