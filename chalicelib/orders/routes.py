"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing
from chalicelib.kernel.errors import Invalid
from chalicelib.orders import commands, delivery_commands, preview_queries, queries
from chalicelib.orders.rules import OrderState
from chalicelib.orders.schemas import (
    OrderDetail,
    OrderOut,
    OrdersQuery,
    OrderSummary,
    PreviewCampaign,
    PreviewCampaignOut,
    ReceiveOrder,
    ShipOrder,
    SubmitOrder,
    WithReason,
    pieces_by_line,
)
from chalicelib.pricing.schemas import Basket
from chalicelib.promotions.commands import within

routes = Blueprint(__name__)
_P = Permission


@endpoint(
    routes,
    "POST /orders",
    permission=_P.PLACE_ORDERS,
    scope=Scope.OWN,
    answers=OrderOut,
    status=201,
    idempotent=True,
)
def draft_order(call: Call, body: Basket) -> OrderOut:
    """Makes a draft at today's prices. It holds nothing until it is submitted."""
    lines = [line.pieces() for line in body.lines]
    once = call.once(OrderOut.of)
    return OrderOut.of(commands.draft_order(call.user, lines, once, body.declined_free))


@endpoint(routes, "GET /orders", permission=_P.READ_ORDERS, scope=Scope.REACH, answers=Listing[OrderSummary])
def list_orders(call: Call, query: OrdersQuery) -> Listing[OrderSummary]:
    """A dealer's own orders, all or those of a state, newest first; for staff the queue of a state, or one dealer's."""
    dealer_id = query.dealer_id or call.reach.dealer_id
    if dealer_id is None:
        state = query.state or OrderState.SUBMITTED
        page = queries.queue(call.reach, state, query.region, query.limit, query.cursor)
    elif query.region:
        raise Invalid.field("region", "cannot be asked for of one dealer's orders")
    else:
        dealer = dealers.dealer(dealer_id, call.reach)
        page = queries.orders_of(dealer.dealer_id, query.state, query.limit, query.cursor)
    return Listing[OrderSummary].of(page, OrderSummary.of)


@endpoint(routes, "GET /orders/{order_id}", permission=_P.READ_ORDERS, scope=Scope.REACH, answers=OrderDetail)
def show_order(call: Call, order_id: str) -> OrderDetail:
    """One order: its lines, what was shipped, received and is on the way, its quote, and who did what when."""
    order = queries.order(order_id, call.reach)
    return OrderDetail.with_shipments(order, queries.shipments_of(order))


@endpoint(
    routes,
    "POST /orders/{order_id}/submit",
    permission=_P.PLACE_ORDERS,
    scope=Scope.OWN,
    answers=OrderOut,
    idempotent=True,
)
def submit_order(call: Call, order_id: str, body: SubmitOrder) -> OrderOut:
    """Buys a draft at the total that was seen: stock is reserved and credit held, whole or not at all."""
    once = call.once(OrderOut.of)
    made = commands.submit_order(call.user, order_id, body.seen(), once, credit_review=body.credit_review)
    return OrderOut.of(made)


@endpoint(
    routes,
    "POST /orders/{order_id}/grant",
    permission=_P.GRANT_CREDIT,
    scope=Scope.REACH,
    answers=OrderOut,
    idempotent=True,
)
def grant_credit(call: Call, order_id: str) -> OrderOut:
    """Lets an order in credit review pass: it is submitted, and its total held of the credit beyond the limit."""
    return OrderOut.of(commands.grant_credit(call.user, order_id, call.once(OrderOut.of)))


@endpoint(
    routes,
    "POST /orders/{order_id}/confirm",
    permission=_P.HANDLE_ORDERS,
    scope=Scope.REACH,
    answers=OrderOut,
    idempotent=True,
)
def confirm_order(call: Call, order_id: str) -> OrderOut:
    """Takes a submitted order on."""
    return OrderOut.of(commands.confirm_order(call.user, order_id, call.once(OrderOut.of)))


@endpoint(
    routes,
    "POST /orders/{order_id}/reject",
    permission=_P.REJECT_ORDERS,
    scope=Scope.REACH,
    answers=OrderOut,
    idempotent=True,
)
def reject_order(call: Call, order_id: str, body: WithReason) -> OrderOut:
    """Refuses a submitted order, or one in credit review (finance those alone); what it holds is released."""
    return OrderOut.of(commands.reject_order(call.user, order_id, body.reason, call.once(OrderOut.of)))


@endpoint(
    routes,
    "POST /orders/{order_id}/cancel",
    permission=_P.CANCEL_ORDERS,
    scope=Scope.REACH,
    answers=OrderOut,
    idempotent=True,
)
def cancel_order(call: Call, order_id: str, body: WithReason) -> OrderOut:
    """Takes an order back: dealers until it is confirmed, staff until something is shipped."""
    return OrderOut.of(commands.cancel_order(call.user, order_id, body.reason, call.once(OrderOut.of)))


@endpoint(
    routes,
    "POST /orders/{order_id}/ship",
    permission=_P.SHIP_ORDERS,
    scope=Scope.REACH,
    answers=OrderOut,
    idempotent=True,
)
def ship_order(call: Call, order_id: str, body: ShipOrder) -> OrderOut:
    """Ships all that is left, or the lines named, and invoices it."""
    parts = pieces_by_line(body.lines)
    return OrderOut.of(delivery_commands.ship_order(call.user, order_id, parts, call.once(OrderOut.of)))


@endpoint(
    routes,
    "POST /orders/{order_id}/receive",
    permission=_P.RECEIVE_ORDERS,
    scope=Scope.OWN,
    answers=OrderOut,
    idempotent=True,
)
def receive_order(call: Call, order_id: str, body: ReceiveOrder) -> OrderOut:
    """Says what of a shipment came in: all that is still on the way, or the lines named."""
    parts = pieces_by_line(body.lines)
    once = call.once(OrderOut.of)
    return OrderOut.of(delivery_commands.receive_order(call.user, order_id, body.shipment_id, parts, once))


@endpoint(
    routes,
    "POST /orders/{order_id}/close",
    permission=_P.HANDLE_ORDERS,
    scope=Scope.REACH,
    answers=OrderOut,
    idempotent=True,
)
def close_order(call: Call, order_id: str) -> OrderOut:
    """Ends a received order, or closes one short that was shipped in part; the rest is released."""
    return OrderOut.of(commands.close_order(call.user, order_id, call.once(OrderOut.of)))


@endpoint(
    routes,
    "POST /promotions/{promotion_id}/preview",
    permission=_P.WRITE_PROMOTIONS,
    scope=Scope.REACH,
    answers=PreviewCampaignOut,
)
def preview_promotion(call: Call, promotion_id: str, body: PreviewCampaign) -> PreviewCampaignOut:
    """What a campaign would have cost on the orders of the past days in its audience; stores nothing."""
    found = within(call.user, promotion_id)
    return PreviewCampaignOut.of(preview_queries.preview_campaign(found, body.days))
