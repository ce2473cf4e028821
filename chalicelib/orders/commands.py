"""An order from the draft to its end, but for what moves goods: see `delivery_commands`.

Every command is one transaction. The idempotency key stands first in it, so that a repeat is recognised first.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, commit, create, replace
from chalicelib.company import queries as company
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.commands import must_be_active
from chalicelib.dealers.records import DealerRecord
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, Invalid
from chalicelib.kernel.money import ZERO, money_text
from chalicelib.ledger import commands as ledger
from chalicelib.orders import queries
from chalicelib.orders.records import OrderRecord, order_key, region_partition, state_partition
from chalicelib.orders.rules import (
    CANCELLED_BY_DEALER,
    CANCELLED_BY_STAFF,
    LIFECYCLE,
    MOST_SKUS,
    OrderLine,
    OrderState,
    demand,
    order_lines,
    pieces_by_sku,
)
from chalicelib.pricing.queries import PricedBasket, quote_for
from chalicelib.stock import commands as stock
from chalicelib.stock.rules import Pieces


def draft_order(actor: Principal, lines: Sequence[Pieces], once: Once) -> OrderRecord:
    """Makes a draft at today's prices for the actor's own dealer. It holds nothing.

    422 names every SKU that is not sold or has no price.
    """
    now = clock.now()
    dealer = dealers.dealer_as_is(actor.reach.of_dealer(actor.dealer_id))
    order_id = f"{dealer.dealer_id}-{now:%y%m%d%H%M%S}{ids.token(3)}"
    order = OrderRecord(
        *order_key(dealer.dealer_id, order_id),
        order_id=order_id,
        dealer_id=dealer.dealer_id,
        exposure=ZERO,
        shipments=[],
        receipts=[],
        instants=[],
    )
    _price(order, dealer, quote_for(dealer, lines, now), now)
    enter(order, OrderState.DRAFT, actor)
    commit(once.write(order), create(order), must_be_active(dealer.dealer_id))
    return order


def submit_order(actor: Principal, order_id: str, seen_total: Decimal, once: Once) -> OrderRecord:
    """Buys a draft at the total that the dealer saw: reserves its stock and holds its credit, whole or not at all.

    409: `quote_changed` with the new quote, `dealer_not_active`, `insufficient_stock` with every short SKU,
    `insufficient_credit` with the figures.
    """
    now = clock.now()
    order = queries.order(order_id, actor.reach)
    LIFECYCLE.transition(OrderState(order.state), OrderState.SUBMITTED)
    dealer = dealers.dealer_as_is(order.dealer_id)
    wanted = [Pieces(line.sku, line.quantity) for line in lines_of(order) if not line.free]
    basket = quote_for(dealer, wanted, now)
    if basket.quote.total != seen_total:
        message = f"The total is now {money_text(basket.quote.total)}."
        raise Conflict(Code.QUOTE_CHANGED, message, [basket.explained()])
    _price(order, dealer, basket, now)
    order.exposure = order.total
    enter(order, OrderState.SUBMITTED, actor)
    pieces = pieces_by_sku((line.sku, line.quantity) for line in lines_of(order))
    submitted = replace(order)
    commit(
        once.write(order),
        submitted,
        must_be_active(order.dealer_id),
        *(stock.reserve(order.warehouse_id, sku, quantity) for sku, quantity in pieces.items()),
        ledger.hold_credit(order.dealer_id, order.total),
    )
    return order


def confirm_order(actor: Principal, order_id: str, once: Once) -> OrderRecord:
    """Staff take the order on."""
    order = queries.order(order_id, actor.reach)
    enter(order, LIFECYCLE.transition(OrderState(order.state), OrderState.CONFIRMED), actor)
    _commit(order, once)
    return order


def reject_order(actor: Principal, order_id: str, reason: str, once: Once) -> OrderRecord:
    """Staff refuse a submitted order; its stock and credit are released."""
    order = queries.order(order_id, actor.reach)
    enter(order, LIFECYCLE.transition(OrderState(order.state), OrderState.REJECTED), actor, reason)
    _commit(order, once, *_release(order))
    return order


def cancel_order(actor: Principal, order_id: str, reason: str, once: Once) -> OrderRecord:
    """Takes an order back: a dealer until it is confirmed, staff until something is shipped. What it holds is
    released, once."""
    order = queries.order(order_id, actor.reach)
    state = OrderState(order.state)
    demand(state, CANCELLED_BY_DEALER if actor.dealer_id else CANCELLED_BY_STAFF)
    released = _release(order) if state is not OrderState.DRAFT else []
    enter(order, LIFECYCLE.transition(state, OrderState.CANCELLED), actor, reason)
    on_behalf = [must_be_active(order.dealer_id)] if actor.dealer_id else []
    _commit(order, once, *on_behalf, *released)
    return order


def close_order(actor: Principal, order_id: str, once: Once) -> OrderRecord:
    """Staff end an order: a received one is closed; one shipped or received in part is closed short, and what is left
    of its stock and credit is released. What is still on the way can be received."""
    order = queries.order(order_id, actor.reach)
    state = OrderState(order.state)
    target = OrderState.CLOSED if state is OrderState.RECEIVED else OrderState.CLOSED_SHORT
    enter(order, LIFECYCLE.transition(state, target), actor)
    _commit(order, once, *_release(order))
    return order


def lines_of(order: OrderRecord) -> list[OrderLine]:
    """The order's lines."""
    return [OrderLine.of(fields) for fields in order.lines]


def enter(order: OrderRecord, state: OrderState, actor: Principal, reason: str | None = None) -> None:
    """Puts an order into a state, with who, when and why, and into that state's queues."""
    step = {"state": state.value, "at": clock.iso(clock.now()), "by": actor.name, "by_id": actor.user_id}
    order.instants = [*order.instants, step | {"reason": reason}]
    order.state = state.value
    place = f"{clock.iso(order.placed_at)}#{order.order_id}"
    order.state_key, order.state_sort = state_partition(state), place
    order.region_key, order.region_sort = region_partition(order.region, state), place


def _price(order: OrderRecord, dealer: DealerRecord, basket: PricedBasket, now: datetime) -> None:
    """Sets all that is decided when an order is placed: figures, lines, warehouse. 422 where it has too many SKUs."""
    products = basket.products
    names = {sku: product.name for sku, product in products.items()}
    categories = {sku: product.category for sku, product in products.items()}
    lines = order_lines(basket.quote, names, categories)
    skus = len({line.sku for line in lines})
    if skus > MOST_SKUS:
        problem = f"{skus} products in one order; at most {MOST_SKUS}"
        raise Invalid.field("lines", problem, Code.TOO_MANY_LINES, most=MOST_SKUS)
    order.lines = [line.as_fields() for line in lines]
    order.quote = basket.explained()
    order.gross, order.discount = basket.quote.gross, basket.quote.discount
    order.total, order.tax = basket.quote.total, basket.quote.tax
    order.dealer_name, order.region = dealer.name, dealer.region
    order.warehouse_id = company.region(dealer.region).warehouse_id
    order.placed_at = now


def _release(order: OrderRecord) -> list[Write]:
    """Gives back the stock and the credit that an order still holds; the order holds nothing then."""
    left = pieces_by_sku((line.sku, line.to_ship) for line in lines_of(order))
    writes = [stock.release(order.warehouse_id, sku, quantity) for sku, quantity in left.items()]
    if order.exposure:
        writes.append(ledger.release_credit(order.dealer_id, order.exposure))
        order.exposure = ZERO
    return writes


def _commit(order: OrderRecord, once: Once, *more: Write) -> None:
    changed = replace(order)
    commit(once.write(order), changed, *more)
