"""Orders on the wire."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field

from chalicelib.edge.wire import Id, Instant, LongText, Money, PageQuery, Quantity, UnitPrice, Wire
from chalicelib.kernel.clock import parse
from chalicelib.kernel.money import ZERO
from chalicelib.orders.commands import Seen
from chalicelib.orders.preview_queries import CampaignPreview
from chalicelib.orders.queries import lines_of
from chalicelib.orders.records import OrderRecord, ShipmentRecord
from chalicelib.orders.redemption_commands import redeemed_now
from chalicelib.orders.rules import ENDED, OrderLine, OrderState, Part
from chalicelib.pricing.explanation_rules import as_told
from chalicelib.pricing.rules import PriceSource
from chalicelib.pricing.schemas import AppliedOut, Declined, QuoteOut


class OrdersQuery(PageQuery):
    """Which orders. A dealer sees its own, staff the queue of a state (default: submitted), or those of the dealer that
    they name: of one dealer all, or those of a state."""

    state: OrderState | None = None
    region: Id | None = None
    dealer_id: Id | None = None


class SubmitOrder(Wire):
    """The total that the person saw, and how many free pieces. If they have changed, nothing is bought.

    `credit_review`: where the credit does not cover it, reserve the stock and ask finance. `declined_free`: the SKUs of
    free goods to do without; left out, those that the draft does without. `redeem`: what of the total the rebate wallet
    is to pay.
    """

    total: Money
    free_pieces: Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)] | None = None
    declined_free: Declined | None = None
    credit_review: bool = False
    redeem: Money = ZERO

    def seen(self) -> Seen:
        """As the command takes it."""
        return Seen(self.total, self.free_pieces, self.declined_free, self.redeem)


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
    """A line as it was sold, and how much of it was shipped and received. Free goods have price zero.

    `to_ship` is what will still be shipped, nothing once the order has ended; `to_receive` is on the way.
    `returned` pieces are on their way back or came back, `returnable` is what else came in, whenever that was.
    """

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
    returned: int
    credited: int
    to_ship: int
    to_receive: int
    returnable: int

    @classmethod
    def of(cls, line: OrderLine, state: OrderState) -> Self:
        to_ship = 0 if state in ENDED else line.to_ship
        return cls(**line.as_fields(), to_ship=to_ship, to_receive=line.to_receive, returnable=line.returnable)


class ShipmentRef(Wire):
    """A shipment of the order, and the business day on which it left."""

    shipment_id: str
    day: str


class ShipmentLineOut(Wire):
    """What of an order's line a shipment holds; `to_receive` of it is still on the way."""

    line: int
    sku: str
    quantity: int
    received: int
    to_receive: int

    @classmethod
    def of(cls, fields: Any) -> Self:
        part = Part.of(fields)
        shown = {name: getattr(part, name) for name in ("line", "sku", "quantity", "received")}
        return cls(**shown, to_receive=part.to_receive)


class ShipmentOut(ShipmentRef):
    """A shipment of the order, what of its amount the rebate wallet paid, and what of it is still on the way."""

    amount: Money
    redeemed: Money
    lines: list[ShipmentLineOut]

    @classmethod
    def of(cls, shipment: ShipmentRecord) -> Self:
        lines = [ShipmentLineOut.of(fields) for fields in shipment.lines]
        figures = {"amount": shipment.amount, "redeemed": shipment.redeemed}
        return cls(shipment_id=shipment.shipment_id, day=shipment.day, lines=lines, **figures)


class ReceiptRef(Wire):
    """A receipt of a shipment, and the business day on which it came in."""

    receipt_id: str
    shipment_id: str
    day: str


class OrderStepOut(Wire):
    """That the order came into a state: when, by whom, and why where a reason was asked for.

    `document`: the shipment or the receipt by which it came into it, which may be the state that it was in.
    """

    state: OrderState
    at: Instant
    by: str
    reason: str | None
    document: str | None

    @classmethod
    def of(cls, step: Mapping[str, Any]) -> Self:
        """From a step as it is kept; the first orders' steps name no document."""
        named = {name: step[name] for name in ("state", "by", "reason")}
        return cls(**named, at=parse(step["at"]), document=step.get("document"))


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

    `placed_at` is when it was submitted, or of a draft when it was made. Of the total the rebate wallet pays
    `redeemed`: it has paid `redeemed_so_far` with what was shipped, and holds `redemption_held` for the rest.
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
    redeemed: Money
    redeemed_so_far: Money
    redemption_held: Money
    quote: QuoteOut
    shipments: Sequence[ShipmentRef]
    receipts: list[ReceiptRef]
    placed_at: Instant
    steps: list[OrderStepOut]

    @classmethod
    def of(cls, order: OrderRecord) -> Self:
        return cls.model_validate(_shown(order))


class OrderDetail(OrderOut):
    """An order whole, with what each shipment holds."""

    shipments: Sequence[ShipmentOut]

    @classmethod
    def with_shipments(cls, order: OrderRecord, shipments: Sequence[ShipmentRecord]) -> Self:
        return cls.model_validate(_shown(order) | {"shipments": [ShipmentOut.of(shipment) for shipment in shipments]})


def _shown(order: OrderRecord) -> dict[str, Any]:
    same = (
        *("order_id", "dealer_id", "dealer_name", "region", "warehouse_id", "state", "version"),
        *("gross", "discount", "total", "tax", "redeemed", "redemption_held"),
        *("shipments", "receipts", "placed_at"),
    )
    state, lines = OrderState(order.state), lines_of(order)
    return {
        **{name: getattr(order, name) for name in same},
        "redeemed_so_far": redeemed_now(order),
        "quote": as_told(order.quote, [line.as_fields() for line in lines if not line.free]),
        "lines": [OrderLineOut.of(line, state) for line in lines],
        "steps": [OrderStepOut.of(step) for step in order.instants],
    }


class PreviewCampaign(Wire):
    """Over how many days' orders a campaign is tried."""

    days: Annotated[int, Field(strict=True, ge=1, le=366)] = 90


class DealerShareOut(Wire):
    """What a campaign would have cost for one dealer."""

    dealer_id: str
    dealer_name: str
    baskets: int
    amount: Money
    free_pieces: int


class PreviewCampaignOut(Wire):
    """What a campaign would have cost on past baskets, alone, without limit, and if everybody took part.

    `looked_at`: the baskets of its audience, at most 500 (`limited`: there were more); it would have applied to
    `baskets` of them, which came to `net_before`. `free_value`: its free goods at today's default price.
    `within_budget`: how many baskets its budget would have covered (null: no budget). `dealers`: the ten that it would
    have cost most.
    """

    since: Instant
    looked_at: int
    limited: bool
    baskets: int
    net_before: Money
    amount: Money
    free_pieces: int
    free_value: Money
    within_budget: int | None
    dealers: list[DealerShareOut]

    @classmethod
    def of(cls, preview: CampaignPreview) -> Self:
        dealers = [DealerShareOut(**vars(share)) for share in preview.dealers]
        return cls.model_validate({**vars(preview), "dealers": dealers})
