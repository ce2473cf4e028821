"""Lambda functions of this feature."""

from collections.abc import Iterator
from typing import Any

from chalice.app import Blueprint

from chalicelib.edge.task import Change, feed, task
from chalicelib.edge.wire import TaskInput
from chalicelib.kernel.clock import parse
from chalicelib.kernel.events import (
    Event,
    OrderCancelled,
    OrderClosed,
    OrderConfirmed,
    OrderExpired,
    OrderInReview,
    OrderRejected,
    OrderSubmitted,
    ShipmentReceived,
    ShipmentSent,
)
from chalicelib.kernel.money import money_text
from chalicelib.orders.records import OrderRecord, ReceiptRecord, ShipmentRecord
from chalicelib.orders.rules import OrderState
from chalicelib.orders.schemas import OrderOut
from chalicelib.orders.sweep_commands import sweep

tasks = Blueprint(__name__)


class Nothing(TaskInput):
    """A schedule says nothing that is needed."""


@task(tasks, "orders_sweep")
def orders_sweep(given: Nothing) -> dict[str, Any]:  # noqa: ARG001 - of the shape of a task
    """Ends jobs that stand still, and lets old drafts and reviews expire; tells how many of each."""
    swept = sweep(lambda order: OrderOut.of(order).model_dump_json())
    return {"outcome": "swept", **vars(swept)}


@feed(tasks, "orders_feed")
def orders_feed(change: Change) -> Iterator[Event]:
    """What became of an order, a shipment that left, a receipt that came in: once for each change of state."""
    if isinstance(change.new, OrderRecord):
        old_state = change.old.state if isinstance(change.old, OrderRecord) else None
        discarded = (old_state, change.new.state) == (OrderState.DRAFT, OrderState.CANCELLED)
        if change.new.state != old_state and not discarded:
            yield from _entered(change.new)
    elif change.old is None and isinstance(change.new, ShipmentRecord):
        yield _sent(change.new)
    elif change.old is None and isinstance(change.new, ReceiptRecord):
        yield _received(change.new)


def _entered(order: OrderRecord) -> Iterator[Event]:
    """Nobody is told of drafts, nor of the states between: shipments and receipts tell of themselves."""
    step = order.instants[-1]
    told: dict[str, Any] = {
        "cause": f"order:{order.order_id}:{order.state}",
        "occurred_at": parse(step["at"]),
        "dealer_id": order.dealer_id,
        "order_id": order.order_id,
        "total": money_text(order.total),
    }
    match OrderState(order.state):
        case OrderState.CREDIT_REVIEW:
            yield OrderInReview(**told)
        case OrderState.SUBMITTED:
            yield OrderSubmitted(**told)
        case OrderState.CONFIRMED:
            yield OrderConfirmed(**told)
        case OrderState.REJECTED:
            yield OrderRejected(**told, reason=step["reason"])
        case OrderState.CANCELLED:
            yield OrderCancelled(**told, reason=step["reason"])
        case OrderState.EXPIRED:
            yield OrderExpired(**told, waited_as=order.instants[-2]["state"])
        case OrderState.CLOSED:
            yield OrderClosed(**told, short=False)
        case OrderState.CLOSED_SHORT:
            yield OrderClosed(**told, short=True)


def _sent(shipment: ShipmentRecord) -> ShipmentSent:
    return ShipmentSent(
        cause=f"shipment:{shipment.shipment_id}",
        occurred_at=shipment.shipped_at,
        dealer_id=shipment.dealer_id,
        order_id=shipment.order_id,
        shipment_id=shipment.shipment_id,
        amount=money_text(shipment.amount),
    )


def _received(receipt: ReceiptRecord) -> ShipmentReceived:
    return ShipmentReceived(
        cause=f"receipt:{receipt.receipt_id}",
        occurred_at=receipt.received_at,
        dealer_id=receipt.dealer_id,
        order_id=receipt.order_id,
        receipt_id=receipt.receipt_id,
    )
