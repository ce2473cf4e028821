"""Orders within the asker's reach, and what was sold."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from chalicelib.aws.tables import find, find_many, find_together, list_all, list_page
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.records import DealerRecord, dealer_key
from chalicelib.dealers.rules import dealer_of
from chalicelib.edge.principal import Reach
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, Invalid, NotFound
from chalicelib.kernel.money import part_so_far
from chalicelib.kernel.paging import Page
from chalicelib.orders.records import (
    JOBS,
    JobRecord,
    OrderRecord,
    ReceiptRecord,
    ShipmentRecord,
    dealer_partition,
    order_key,
    partition,
    receipt_key,
    region_partition,
    shipment_key,
    state_partition,
)
from chalicelib.orders.rules import ENDED, OrderLine, OrderState, SoldLine, line_numbers
from chalicelib.orders.use_rules import uses
from chalicelib.promotions.contest_rules import Use
from chalicelib.stock import queries as stock

_END = "~"
"""Sorts behind every character of an id."""


def order(order_id: str, reach: Reach) -> OrderRecord:
    """One order of a dealer within reach; 404 for any other, as if there were none."""
    dealer_id = dealer_of(order_id)
    if reach.dealer_id not in (None, dealer_id):
        raise NotFound("order")
    if reach.regions is not None:
        dealers.dealer(dealer_id, reach)
    found = find(OrderRecord, order_key(dealer_id, order_id))
    if found is None:
        raise NotFound("order")
    return found


def draft_of(order_id: str, dealer_id: str) -> tuple[OrderRecord, DealerRecord]:
    """An order of a dealer, and the dealer, in one read; 404 for any other."""
    if dealer_of(order_id) != dealer_id:
        raise NotFound("order")
    keys = order_key(dealer_id, order_id), dealer_key(dealer_id)
    found = find_together((OrderRecord, keys[0]), (DealerRecord, keys[1]))
    order, dealer = found.one(OrderRecord, keys[0]), found.one(DealerRecord, keys[1])
    if order is None or dealer is None:
        raise NotFound("order")
    return order, dealer


def uses_of(order: OrderRecord) -> dict[str, Use]:
    """What an order has of promotions' budgets and quotas in the state in which it is."""
    of_order = {saved["promotion"] for saved in order.quote["order_discounts"]}
    return uses(OrderState(order.state), lines_of(order), of_order)


def lines_of(order: OrderRecord) -> list[OrderLine]:
    """The order's lines."""
    return [OrderLine.of(fields) for fields in order.lines]


def demand_available(of: OrderRecord, pieces: Mapping[str, int]) -> None:
    """409 `insufficient_stock` that names every SKU of which less is available, its lines, and what is left."""
    there = {sku: max(level.available, 0) for sku, level in stock.levels(of.warehouse_id, pieces).items()}
    _demand_there(of, pieces, there)


def demand_on_hand(of: OrderRecord, pieces: Mapping[str, int]) -> None:
    """The same where less lies there than is to be shipped."""
    there = {sku: level.on_hand for sku, level in stock.levels(of.warehouse_id, pieces).items()}
    _demand_there(of, pieces, there)


def _demand_there(of: OrderRecord, pieces: Mapping[str, int], there: Mapping[str, int]) -> None:
    numbers = line_numbers(lines_of(of))
    short = [
        {"sku": sku, "wanted": wanted, "available": there.get(sku, 0), "lines": numbers[sku]}
        for sku, wanted in pieces.items()
        if there.get(sku, 0) < wanted
    ]
    if short:
        raise Conflict(Code.INSUFFICIENT_STOCK, "There is not enough in stock.", short)


def shipments_of(of: OrderRecord) -> list[ShipmentRecord]:
    """The shipments of an order in the order in which they left; one read."""
    keys = [shipment_key(of.dealer_id, sent["day"], sent["shipment_id"]) for sent in of.shipments]
    found = find_many(ShipmentRecord, keys)
    return [found[key] for key in keys]


def receipts_of(of: OrderRecord) -> list[ReceiptRecord]:
    """The receipts of an order in the order in which they came in; one read."""
    keys = [receipt_key(of.dealer_id, came["day"], came["receipt_id"]) for came in of.receipts]
    found = find_many(ReceiptRecord, keys)
    return [found[key] for key in keys]


def stopped_jobs(before: datetime, most: int) -> list[JobRecord]:
    """Jobs of which no step was taken since `before`, those first that wait longest; at most so many."""
    stopped = [job for job in list_all(JobRecord, JOBS) if job.touched_at < before]
    return sorted(stopped, key=lambda job: job.touched_at)[:most]


def waiting_since(state: OrderState, before: datetime, most: int) -> list[OrderRecord]:
    """Orders of a state that were placed before an instant, the oldest first, at most so many; as they stand now.

    The index may lag: what has left the state since is left out.
    """
    within = OrderRecord.state_sort < clock.iso(before)
    page = list_page(OrderRecord.by_state, state_partition(state), within, limit=most)
    found = find_many(OrderRecord, [order_key(seen.dealer_id, seen.order_id) for seen in page.items])
    return [order for order in found.values() if order.state == state and order.placed_at < before]


def orders_of(dealer_id: str, state: OrderState | None, limit: int, cursor: str | None) -> Page[OrderRecord]:
    """A dealer's orders of one state, or (None) of every state; newest first."""
    if state is not None:
        of_state = dealer_partition(dealer_id, state)
        return list_page(OrderRecord.by_dealer, of_state, limit=limit, cursor=cursor, newest_first=True)
    within = OrderRecord.sk.startswith("ORDER#")
    return list_page(OrderRecord, partition(dealer_id), within, limit=limit, cursor=cursor, newest_first=True)


def orders_under_way(dealer_id: str) -> list[str]:
    """The dealer's orders that were placed and have not ended, oldest first, by id. Reads all that it ordered."""
    over = {OrderState.DRAFT, *ENDED}
    found = list_all(OrderRecord, *order_key(dealer_id, ""))
    return [order.order_id for order in found if OrderState(order.state) not in over]


def queue(reach: Reach, state: OrderState, region: str | None, limit: int, cursor: str | None) -> Page[OrderRecord]:
    """The orders of one state, the longest waiting first: of one region, or of all where the asker reaches all.

    Staff of one region need not name it, those of several must; a region out of reach is 404.
    """
    if region is None and reach.regions is not None:
        region = _only_region(reach.regions)
    if region is None:
        return list_page(OrderRecord.by_state, state_partition(state), limit=limit, cursor=cursor)
    if reach.regions is not None and region not in reach.regions:
        raise NotFound("region")
    return list_page(OrderRecord.by_region, region_partition(region, state), limit=limit, cursor=cursor)


def _only_region(regions: frozenset[str]) -> str:
    if len(regions) != 1:
        problem = f"name one of your regions: {', '.join(sorted(regions)) or 'you have none'}"
        raise Invalid.field("region", problem, regions=sorted(regions))
    return next(iter(regions))


def shipment(of: OrderRecord, shipment_id: str) -> ShipmentRecord:
    """A shipment of an order; 404 for any other."""
    for sent in of.shipments:
        if sent["shipment_id"] == shipment_id:
            found = find(ShipmentRecord, shipment_key(of.dealer_id, sent["day"], shipment_id))
            if found:
                return found
    raise NotFound("shipment")


def sold_lines(dealer_id: str, basis: str, first: date, last: date) -> list[SoldLine]:
    """What a dealer was sold from one business day to another, both included, by the day of the document.

    `basis` is `shipped` or `received`. Free goods are not sold and are left out. The net amounts of the receipts of
    a shipment add up to those of the shipment. What was credited of a document since is a line of its own behind its
    sale: where all of it came back, both come to nothing.
    """
    if basis == "shipped":
        return [line for sent in _shipments(dealer_id, first, last) for line in _sold(sent, sent.shipment_id)]
    if basis == "received":
        return [line for came in _receipts(dealer_id, first, last) for line in _sold(came, came.receipt_id)]
    raise ValueError(f"no lines are dated by {basis!r}")


def _shipments(dealer_id: str, first: date, last: date) -> Iterator[ShipmentRecord]:
    pk, begin = shipment_key(dealer_id, str(first))
    _, end = shipment_key(dealer_id, str(last), _END)
    return iter(ShipmentRecord.query(pk, ShipmentRecord.sk.between(begin, end), consistent_read=True))


def _receipts(dealer_id: str, first: date, last: date) -> Iterator[ReceiptRecord]:
    pk, begin = receipt_key(dealer_id, str(first))
    _, end = receipt_key(dealer_id, str(last), _END)
    return iter(ReceiptRecord.query(pk, ReceiptRecord.sk.between(begin, end), consistent_read=True))


def _sold(document: ShipmentRecord | ReceiptRecord, document_id: str) -> list[SoldLine]:
    day = date.fromisoformat(document.day)
    found = []
    for part in document.lines:
        if part["free"]:
            continue
        net, returned = Decimal(part["net"]), part.get("returned", 0)
        sold = SoldLine(
            day=day,
            sku=part["sku"],
            category=part["category"],
            quantity=part["quantity"],
            net_amount=net,
            document_id=document_id,
            invoice_id=document.shipment_id,
        )
        found.append(sold)
        if returned:
            back = part_so_far(net, returned, part["quantity"])
            found.append(replace(sold, quantity=returned, net_amount=back, returned=True))
    return found
