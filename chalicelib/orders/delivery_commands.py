"""Shipping an order and receiving it, whole or in part: each one transaction of order, document, stock and books."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from chalicelib.aws.once import Once
from chalicelib.aws.tables import MOST_WRITES, Write, commit, create, replace
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.commands import must_be_active
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Invalid
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import commands as ledger
from chalicelib.orders import queries
from chalicelib.orders.commands import enter, lines_of
from chalicelib.orders.records import OrderRecord, ReceiptRecord, ShipmentRecord, receipt_key, shipment_key
from chalicelib.orders.rules import (
    LIFECYCLE,
    RECEIVED_FROM,
    SHIPPED_FROM,
    OrderState,
    Part,
    add_receipt,
    demand,
    pieces_by_sku,
    progress,
    receive,
    ship,
    total_net,
)
from chalicelib.stock import commands as stock
from chalicelib.stock.rules import MovementKind, Pieces, dealer_location


def ship_order(actor: Principal, order_id: str, wanted: Mapping[int, int] | None, once: Once) -> OrderRecord:
    """Sends a shipment: stock leaves the warehouse, the dealer is invoiced, the credit held for it is freed.

    `wanted` is pieces by line number, None all that is left. The invoice is of the business day and due after the
    dealer's payment days. Tried again where the books moved meanwhile.
    """
    return ledger.persist(lambda: _ship(actor, order_id, wanted, once))


def _ship(actor: Principal, order_id: str, wanted: Mapping[int, int] | None, once: Once) -> OrderRecord:
    order = queries.order(order_id, actor.reach)
    demand(OrderState(order.state), SHIPPED_FROM)
    lines, parts = ship(lines_of(order), wanted)
    now = clock.now()
    day = business_day(now, settings().zone)
    due_day = day + timedelta(days=dealers.dealer_as_is(order.dealer_id).payment_days)
    shipment = _shipment(order, parts, (day, due_day, now), actor)
    order.lines = [line.as_fields() for line in lines]
    order.exposure -= shipment.exposure
    order.shipments = [*order.shipments, {"shipment_id": shipment.shipment_id, "day": shipment.day}]
    enter(order, LIFECYCLE.transition(OrderState(order.state), progress(lines)), actor)
    gone = pieces_by_sku((part.sku, part.quantity) for part in parts)
    changed = replace(order)
    writes = [
        once.write(order),
        changed,
        create(shipment),
        stock.movement(f"shipment:{shipment.shipment_id}", order.warehouse_id, MovementKind.SHIPMENT, _moved(gone, -1)),
        *(stock.ship_out(order.warehouse_id, sku, quantity) for sku, quantity in gone.items()),
        *_invoice(shipment, day, due_day),
    ]
    if len(writes) > MOST_WRITES:
        raise Invalid.field("lines", "ship fewer products at a time", Code.TOO_MANY_LINES)
    commit(*writes)
    return order


def _shipment(
    order: OrderRecord, parts: Sequence[Part], dates: tuple[date, date, datetime], actor: Principal
) -> ShipmentRecord:
    day, due_day, now = dates
    shipment_id = f"{order.order_id}-S{len(order.shipments) + 1}"
    amount = total_net(parts)
    return ShipmentRecord(
        *shipment_key(order.dealer_id, str(day), shipment_id),
        shipment_id=shipment_id,
        order_id=order.order_id,
        dealer_id=order.dealer_id,
        day=str(day),
        due_day=str(due_day),
        lines=[part.as_fields() for part in parts],
        amount=amount,
        tax=sum((part.tax for part in parts), ZERO),
        exposure=amount,
        shipped_at=now,
        shipped_by=actor.name,
    )


def _invoice(shipment: ShipmentRecord, day: date, due_day: date) -> list[Write]:
    """The ledger's part; none where only free goods were shipped."""
    if not shipment.amount:
        return []
    return ledger.invoice_shipment(
        shipment.dealer_id, shipment.shipment_id, shipment.order_id, shipment.amount, day, due_day, shipment.exposure
    )


def receive_order(
    actor: Principal, order_id: str, shipment_id: str, wanted: Mapping[int, int] | None, once: Once
) -> OrderRecord:
    """The dealer says what of a shipment came in: it lies in the dealer's own stock then.

    `wanted` is pieces by line number, None all that is still on the way.
    """
    order = queries.order(order_id, actor.reach)
    state = OrderState(order.state)
    demand(state, RECEIVED_FROM)
    shipment = queries.shipment(order, shipment_id)
    shipped, parts = receive([Part.of(fields) for fields in shipment.lines], wanted)
    shipment.lines = [part.as_fields() for part in shipped]
    receipt = _receipt(order, shipment_id, parts, actor)
    lines = add_receipt(lines_of(order), parts)
    order.lines = [line.as_fields() for line in lines]
    named = {"receipt_id": receipt.receipt_id, "shipment_id": shipment_id, "day": receipt.day}
    order.receipts = [*order.receipts, named]
    if state is not OrderState.CLOSED_SHORT:
        enter(order, LIFECYCLE.transition(state, progress(lines)), actor)
    came = pieces_by_sku((part.sku, part.quantity) for part in parts)
    own = dealer_location(order.dealer_id)
    changed = replace(order)
    commit(
        once.write(order),
        changed,
        must_be_active(order.dealer_id),
        replace(shipment),
        create(receipt),
        stock.movement(f"receipt:{receipt.receipt_id}", own, MovementKind.DELIVERY, _moved(came, 1)),
        *(stock.bring_in(own, sku, quantity) for sku, quantity in came.items()),
    )
    return order


def _receipt(order: OrderRecord, shipment_id: str, parts: Sequence[Part], actor: Principal) -> ReceiptRecord:
    now = clock.now()
    day = str(business_day(now, settings().zone))
    receipt_id = f"{order.order_id}-R{len(order.receipts) + 1}"
    return ReceiptRecord(
        *receipt_key(order.dealer_id, day, receipt_id),
        receipt_id=receipt_id,
        shipment_id=shipment_id,
        order_id=order.order_id,
        dealer_id=order.dealer_id,
        day=day,
        lines=[part.as_fields() for part in parts],
        amount=total_net(parts),
        received_at=now,
        received_by=actor.name,
    )


def _moved(pieces: Mapping[str, int], sign: int) -> list[Pieces]:
    return [Pieces(sku, sign * quantity) for sku, quantity in pieces.items()]
