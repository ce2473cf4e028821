"""Returns within the asker's reach, and the order that one is of as the rules of credit take it."""

from collections.abc import Iterable, Mapping
from datetime import date

from chalicelib.aws.tables import find, find_many, list_page
from chalicelib.company import queries as company
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.rules import dealer_of
from chalicelib.edge.principal import Reach
from chalicelib.kernel.errors import Invalid, NotFound
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.paging import Page
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.orders.queries import lines_of, order, receipts_of
from chalicelib.orders.records import OrderRecord, ReceiptRecord
from chalicelib.orders.rules import OrderLine, Part
from chalicelib.pricing.queries import unit_prices
from chalicelib.returns.credit_rules import Credit, Gift, Sale, Saving, credit
from chalicelib.returns.records import (
    ReturnRecord,
    dealer_partition,
    partition,
    region_partition,
    return_key,
    state_partition,
)
from chalicelib.returns.rules import Batch, ReturnLine, ReturnState, pieces_of


def return_of(return_id: str, reach: Reach) -> ReturnRecord:
    """One return of a dealer within reach; 404 for any other, as if there were none."""
    dealer_id = dealer_of(return_id)
    if reach.dealer_id not in (None, dealer_id):
        raise NotFound("return")
    if reach.regions is not None:
        dealers.dealer(dealer_id, reach)
    found = find(ReturnRecord, return_key(dealer_id, return_id))
    if found is None:
        raise NotFound("return")
    return found


def lines_back(of: ReturnRecord) -> list[ReturnLine]:
    """The return's lines."""
    return [ReturnLine.of(fields) for fields in of.lines]


def returns_of_order(order_id: str, reach: Reach) -> Page[ReturnRecord]:
    """All returns of an order within reach, the latest first; one read."""
    of = order(order_id, reach)
    found = find_many(ReturnRecord, [return_key(of.dealer_id, return_id) for return_id in of.returns])
    return Page(sorted(found.values(), key=lambda each: each.place, reverse=True))


def returns_of(dealer_id: str, state: ReturnState | None, limit: int, cursor: str | None) -> Page[ReturnRecord]:
    """A dealer's returns of one state, or (None) of every state; the latest first."""
    if state is not None:
        of_state = dealer_partition(dealer_id, state)
        return list_page(ReturnRecord.by_dealer, of_state, limit=limit, cursor=cursor, newest_first=True)
    within = ReturnRecord.sk.startswith("RETURN#")
    return list_page(ReturnRecord, partition(dealer_id), within, limit=limit, cursor=cursor, newest_first=True)


def queue(reach: Reach, state: ReturnState, region: str | None, limit: int, cursor: str | None) -> Page[ReturnRecord]:
    """The returns of one state, the longest waiting first: of one region, or of all where the asker reaches all.

    Staff of one region need not name it, those of several must; a region out of reach is 404.
    """
    regions = reach.in_regions(region)
    if regions is None:
        return list_page(ReturnRecord.by_state, state_partition(state), limit=limit, cursor=cursor)
    if len(regions) != 1:
        problem = f"name one of your regions: {', '.join(regions) or 'you have none'}"
        raise Invalid.field("region", problem, regions=regions)
    return list_page(ReturnRecord.by_region, region_partition(regions[0], state), limit=limit, cursor=cursor)


def batches_of(of: OrderRecord) -> tuple[list[Batch], Mapping[str, ReceiptRecord]]:
    """What the receipts of an order hold, in the order in which they came in, and the receipts by id; one read."""
    receipts = receipts_of(of)
    found = [
        Batch(
            receipt.receipt_id,
            receipt.shipment_id,
            date.fromisoformat(receipt.day),
            [Part.of(fields) for fields in receipt.lines],
        )
        for receipt in receipts
    ]
    return found, {receipt.receipt_id: receipt for receipt in receipts}


def sale_of(of: OrderRecord) -> Sale:
    """An order as its returns are credited: by the terms that its quote keeps, and the maker's setting of today."""
    lines = lines_of(of)
    savings = [Saving.of(fields) for fields in of.quote["order_discounts"]]
    recompute = bool(savings) and bool(company.policy().return_recomputes_savings)
    return Sale(lines, savings, _gifts(of, lines), recompute, of.redeemed)


def _gifts(of: OrderRecord, lines: list[OrderLine]) -> list[Gift]:
    """The order's free goods, which its quote lists as its lines do, each at what a piece costs the dealer otherwise:
    by the order's own line, else by the price lists of the day on which it was placed; nothing without a price.
    """
    free = [line for line in lines if line.free]
    if not free:
        return []
    bought = {line.sku: line for line in lines if not line.free}
    others = {line.sku: line.quantity for line in free if line.sku not in bought}
    day = business_day(of.placed_at, settings().zone)
    listed = unit_prices(dealers.dealer_as_is(of.dealer_id), others, day) if others else {}
    prices = listed | {sku: line.unit_price for sku, line in bought.items()}
    return [
        Gift(line.line, bought[told["earned_by"]].line, told["buy"], told["get"], prices.get(line.sku, ZERO))
        for line, told in zip(free, of.quote["free_goods"], strict=True)
    ]


def credited_before(lines: Iterable[OrderLine]) -> dict[int, int]:
    """The pieces of an order's lines that are credited already."""
    return {line.line: line.credited for line in lines if line.credited}


def credit_of(of: OrderRecord, sale: Sale, lines: Iterable[ReturnLine]) -> Credit:
    """What the lines of a return are credited as the order stands now."""
    return credit(sale, credited_before(sale.lines), pieces_of(lines), of.credited, of.credited_to_wallet)


def expected_credit(of: ReturnRecord, reach: Reach) -> Credit | None:
    """What a return would be credited now; None of one that is credited, or comes to nothing any more."""
    if ReturnState(of.state) not in {ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.RECEIVED}:
        return None
    its = order(of.order_id, reach)
    return credit_of(its, sale_of(its), lines_back(of))
