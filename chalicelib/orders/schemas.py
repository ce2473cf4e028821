"""Orders on the wire."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field

from chalicelib.edge.wire import Id, Instant, LongText, Money, PageQuery, Quantity, UnitPrice, Wire
from chalicelib.kernel.clock import parse
from chalicelib.orders.records import OrderRecord
from chalicelib.orders.rules import OrderState
from chalicelib.pricing.rules import PriceSource
from chalicelib.pricing.schemas import AppliedOut, QuoteOut


class OrdersQuery(PageQuery):
    """Which orders. A dealer sees all of its own; staff the queue of a state (default: submitted), or one dealer's."""

    state: OrderState | None = None
    region: Id | None = None
    dealer_id: Id | None = None


class SubmitOrder(Wire):
    """The total that the person saw. If it has changed, nothing is bought."""

    total: Money


class WithReason(Wire):
    """Why."""

    reason: LongText


class PartIn(Wire):
    """So many pieces of an order's line, by its number."""

    line: Annotated[int, Field(strict=True, ge=1, le=1000)]
    quantity: Quantity


def _each_line_once(parts: list[PartIn]) -> list[PartIn]:
    if len({part.line for part in parts}) != len(parts):
        raise ValueError("name each line once")
    return parts


Parts = Annotated[list[PartIn], Field(min_length=1, max_length=1000), AfterValidator(_each_line_once)]


def pieces_by_line(parts: list[PartIn] | None) -> dict[int, int] | None:
    """Pieces by line number; None for all that is left."""
    return None if parts is None else {part.line: part.quantity for part in parts}


class ShipOrder(Wire):
    """What to ship; without lines all that is left."""

    lines: Parts | None = None


class ReceiveOrder(Wire):
    """What of a shipment came in; without lines all that is still on the way."""

    shipment_id: Id
    lines: Parts | None = None


class OrderLineOut(Wire):
    """A line as it was sold, and how much of it was shipped and received. Free goods have price zero."""

    line: int
    sku: str
    name: str
    category: str
    quantity: int
    unit_price: UnitPrice
    price_source: PriceSource | None
    gross: Money
    discount: Money
    net: Money
    tax: Money
    applied: list[AppliedOut]
    free: bool
    shipped: int
    received: int


class ShipmentRef(Wire):
    """A shipment of the order, and the business day on which it left."""

    shipment_id: str
    day: str


class ReceiptRef(Wire):
    """A receipt of a shipment, and the business day on which it came in."""

    receipt_id: str
    shipment_id: str
    day: str


class OrderStepOut(Wire):
    """That the order came into a state: when, by whom, and why where a reason was asked for."""

    state: OrderState
    at: Instant
    by: str
    reason: str | None


class OrderSummary(Wire):
    """An order in a list."""

    order_id: str
    dealer_id: str
    dealer_name: str
    region: str
    state: OrderState
    total: Money
    line_count: int
    placed_at: Instant

    @classmethod
    def of(cls, order: OrderRecord) -> Self:
        shown = ("order_id", "dealer_id", "dealer_name", "region", "state", "total", "placed_at")
        return cls(**{name: getattr(order, name) for name in shown}, line_count=len(order.lines))


class OrderOut(Wire):
    """An order whole. `quote` is what it costs and why; from the submission on it stays.

    `placed_at` is when it was submitted, or of a draft when it was made.
    """

    order_id: str
    dealer_id: str
    dealer_name: str
    region: str
    warehouse_id: str
    state: OrderState
    version: int
    lines: list[OrderLineOut]
    gross: Money
    discount: Money
    total: Money
    tax: Money
    quote: QuoteOut
    shipments: list[ShipmentRef]
    receipts: list[ReceiptRef]
    placed_at: Instant
    steps: list[OrderStepOut]

    @classmethod
    def of(cls, order: OrderRecord) -> Self:
        same = (
            *("order_id", "dealer_id", "dealer_name", "region", "warehouse_id", "state", "version", "lines"),
            *("gross", "discount", "total", "tax", "quote", "shipments", "receipts", "placed_at"),
        )
        return cls(
            **{name: getattr(order, name) for name in same},
            steps=[
                OrderStepOut(state=step["state"], at=parse(step["at"]), by=step["by"], reason=step["reason"])
                for step in order.instants
            ],
        )
