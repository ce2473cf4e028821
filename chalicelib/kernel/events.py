"""What a feature tells the others: typed, versioned, documented. Handed to one SNS topic by the feature's feed.

An event's id is made of its cause, so the same change told twice has the same id.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Self

from chalicelib.kernel.clock import iso, parse


@dataclass(frozen=True)
class Event:
    """What all events say. `cause` names the one change that this tells of, such as `order:SO-1:submitted`."""

    type: ClassVar[str]
    version: ClassVar[int] = 1

    cause: str
    occurred_at: datetime

    def __init_subclass__(cls) -> None:
        if "type" in cls.__dict__:
            EVENT_TYPES[cls.type] = cls

    def to_wire(self) -> dict[str, Any]:
        """`{"type", "version", "cause", "occurred_at", ...}`; amounts are texts."""
        return asdict(self) | {"type": self.type, "version": self.version, "occurred_at": iso(self.occurred_at)}

    @classmethod
    def _from_wire(cls, wire: Mapping[str, Any]) -> Self:
        values: dict[str, Any] = {field.name: wire.get(field.name) for field in fields(cls)}
        return cls(**values | {"occurred_at": parse(wire["occurred_at"])})


EVENT_TYPES: dict[str, type[Event]] = {}
"""Every type of event by its name."""


def from_wire(wire: Mapping[str, Any]) -> Event | None:
    """The event that `to_wire` wrote; None for a type or version that this release does not know."""
    kind = EVENT_TYPES.get(wire.get("type", ""))
    if kind is None or wire.get("version") != kind.version:
        return None
    return kind._from_wire(wire)


@dataclass(frozen=True)
class DealerEvent(Event):
    """Something that concerns one dealer."""

    dealer_id: str


@dataclass(frozen=True)
class DealerWelcomed(DealerEvent):
    """A registration was approved and the dealer now exists."""

    type: ClassVar[str] = "dealer.welcomed"
    dealer_name: str


@dataclass(frozen=True)
class OrderEvent(DealerEvent):
    """Something that happened to one order. `total` is money as text."""

    order_id: str
    total: str


@dataclass(frozen=True)
class OrderSubmitted(OrderEvent):
    """The dealer placed the order: stock and credit are held."""

    type: ClassVar[str] = "order.submitted"


@dataclass(frozen=True)
class OrderConfirmed(OrderEvent):
    """Staff confirmed the order."""

    type: ClassVar[str] = "order.confirmed"


@dataclass(frozen=True)
class OrderRejected(OrderEvent):
    """Staff refused the order; what it held is released."""

    type: ClassVar[str] = "order.rejected"
    reason: str


@dataclass(frozen=True)
class OrderCancelled(OrderEvent):
    """The order was taken back before anything was shipped; what it held is released."""

    type: ClassVar[str] = "order.cancelled"
    reason: str


@dataclass(frozen=True)
class OrderClosed(OrderEvent):
    """Nothing more will be shipped; what was left open is released."""

    type: ClassVar[str] = "order.closed"
    short: bool


@dataclass(frozen=True)
class ShipmentSent(DealerEvent):
    """A shipment left the warehouse and is invoiced. `amount` is money as text."""

    type: ClassVar[str] = "shipment.sent"
    order_id: str
    shipment_id: str
    amount: str


@dataclass(frozen=True)
class ShipmentReceived(DealerEvent):
    """The dealer confirmed that a receipt came in."""

    type: ClassVar[str] = "shipment.received"
    order_id: str
    receipt_id: str


@dataclass(frozen=True)
class PaymentRecorded(DealerEvent):
    """A payment of the dealer was booked. `amount` is money as text."""

    type: ClassVar[str] = "payment.recorded"
    payment_id: str
    amount: str


@dataclass(frozen=True)
class StatementSent(DealerEvent):
    """A statement waits for the dealer's confirmation. Figures are money as text."""

    type: ClassVar[str] = "statement.sent"
    statement_id: str
    period: str
    receivable_closing: str
    rebate_closing: str


@dataclass(frozen=True)
class StatementConfirmed(DealerEvent):
    """The dealer confirmed a statement."""

    type: ClassVar[str] = "statement.confirmed"
    statement_id: str
    period: str


@dataclass(frozen=True)
class StatementDisputed(DealerEvent):
    """The dealer disputes entries of a statement."""

    type: ClassVar[str] = "statement.disputed"
    statement_id: str
    period: str
    reason: str


@dataclass(frozen=True)
class RebateCredited(DealerEvent):
    """A settlement posted a rebate to the wallet. `amount` is money as text."""

    type: ClassVar[str] = "rebate.credited"
    program_id: str
    program_name: str
    period: str
    amount: str


@dataclass(frozen=True)
class DecisionMade(Event):
    """An approval was decided, or its subject changed and it is void."""

    type: ClassVar[str] = "decision.made"
    decision_id: str
    subject: str
    choice: str


@dataclass(frozen=True)
class SettlementClosed(Event):
    """A settlement run ended: closed, rejected or failed."""

    type: ClassVar[str] = "settlement.ended"
    run_id: str
    period: str
    outcome: str
