"""What commands on an order are made of: taking it, setting its figures, entering a state, letting go what it holds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, commit, replace
from chalicelib.dealers.records import DealerRecord
from chalicelib.edge.principal import Reach
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, Invalid
from chalicelib.orders import job_commands as jobs
from chalicelib.orders import queries
from chalicelib.orders.queries import lines_of
from chalicelib.orders.records import OrderRecord, dealer_partition, region_partition, state_partition
from chalicelib.orders.redemption_commands import let_go
from chalicelib.orders.rules import (
    HOLDING,
    MOST_SKUS,
    Action,
    Doer,
    OrderState,
    line_numbers,
    order_lines,
    pieces_by_sku,
)
from chalicelib.orders.use_rules import given_back
from chalicelib.pricing.explanation_rules import as_kept
from chalicelib.pricing.queries import PricedBasket
from chalicelib.promotions.contest_rules import Use
from chalicelib.promotions.use_commands import give_back


def free_order(order_id: str, reach: Reach) -> OrderRecord:
    """An order within reach that nothing is being done with; 404, or 409 `busy`."""
    order = queries.order(order_id, reach)
    jobs.demand_free(order)
    return order


def enter(
    order: OrderRecord, state: OrderState, by: Doer, reason: str | None = None, document: str | None = None
) -> None:
    """Puts an order into a state, with who, when, why and by which document, and into that state's queues."""
    step = {"state": state.value, "at": clock.iso(clock.now()), "by": by.name, "by_id": by.user_id}
    order.instants = [*order.instants, step | {"reason": reason, "document": document}]
    stand(order, state)


def stand(order: OrderRecord, state: OrderState) -> None:
    """Sets an order's state and its place in that state's queues."""
    order.state = state.value
    place = f"{clock.iso(order.placed_at)}#{order.order_id}"
    order.state_key, order.state_sort = state_partition(state), place
    order.region_key, order.region_sort = region_partition(order.region, state), place
    order.dealer_key, order.dealer_sort = dealer_partition(order.dealer_id, state), place


def set_prices(order: OrderRecord, dealer: DealerRecord, basket: PricedBasket, now: datetime) -> None:
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
    order.quote = as_kept(basket.explained())
    order.gross, order.discount = basket.quote.gross, basket.quote.discount
    order.total, order.tax = basket.quote.total, basket.quote.tax
    order.dealer_name, order.region = dealer.name, dealer.region
    order.warehouse_id = basket.warehouse_id
    order.placed_at = now


def pieces_wanted(order: OrderRecord) -> dict[str, int]:
    """All that an order is about, by SKU: what is bought and what is free."""
    return pieces_by_sku((line.sku, line.quantity) for line in lines_of(order))


@dataclass(frozen=True)
class Held:
    """What an order holds: pieces that are reserved for it, by SKU, and its uses of promotions."""

    pieces: Mapping[str, int]
    uses: Mapping[str, Use]


def held(order: OrderRecord) -> Held:
    """What an order holds which no job moves."""
    reserved = OrderState(order.state) in HOLDING
    pieces = pieces_by_sku((line.sku, line.to_ship) for line in lines_of(order)) if reserved else {}
    return Held(pieces, queries.uses_of(order))


def release(order: OrderRecord, had: Held, by: Doer, once: Once | None, *more: Write) -> None:
    """Writes an order that ends, and gives back its credit, and what it had and does not keep of stock and promotions.

    Stock that is more than one transaction moves is released after it by a job: the order has ended by then.
    """
    credit, left = let_go(order), had.pieces
    beside = [*credit, *more, *give_back(order.dealer_id, given_back(had.uses, queries.uses_of(order)))]
    job = None if jobs.fits(left, len(beside) + 2) else jobs.plan(order, Action.RELEASE, order.warehouse_id, left, by)
    stock = [jobs.begin(job)] if job else jobs.moves(Action.RELEASE, order.warehouse_id, left)
    changed = replace(order)
    commit(*([once.write(order)] if once else []), changed, *beside, *stock)
    if job:
        jobs.carry_out(job)


@contextmanager
def naming_lines(order: OrderRecord) -> Iterator[None]:
    """Adds to a refusal for want of stock the numbers of the order's lines that each SKU stands on."""
    try:
        yield
    except Conflict as refusal:
        if refusal.code is Code.INSUFFICIENT_STOCK:
            numbers = line_numbers(lines_of(order))
            refusal.details = [{**detail, "lines": numbers[detail["sku"]]} for detail in refusal.details]
        raise
