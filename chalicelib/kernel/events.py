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
    """The one change that this tells of: compared, not read, such as `order:D7K3M9QX2-261103091500ABC7K:confirmed`."""
    occurred_at: datetime
    """When it happened, such as `2026-11-03T09:15:00.000000Z`."""

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
    """The dealer, such as `D7K3M9QX2`."""


@dataclass(frozen=True)
class DealerWelcomed(DealerEvent):
    """A registration was approved and the dealer now exists."""

    type: ClassVar[str] = "dealer.welcomed"
    dealer_name: str
    """The company's name, such as `福州星辰贸易有限公司`."""


@dataclass(frozen=True)
class DealerMoved(Event):
    """A dealer belongs to another region: other staff look after it from now on."""

    type: ClassVar[str] = "dealer.moved"
    dealer_id: str
    """The dealer, such as `D7K3M9QX2`."""
    region: str
    """Its region now, such as `east`."""


@dataclass(frozen=True)
class DealerLinked(DealerEvent):
    """A dealer comes below another one (下级经销商) from a day on; each of the two is told."""

    type: ClassVar[str] = "dealer.linked"
    role: str
    """What the told dealer is in it, `sub_dealer` or `parent`, such as `sub_dealer`."""
    other_id: str
    """The other dealer, such as `D7K3M9QX2`."""
    other_name: str
    """The other company's name, such as `福州星辰贸易有限公司`."""
    first_day: str
    """The first day on which it holds, such as `2026-11-01`."""


@dataclass(frozen=True)
class DealerUnlinked(DealerEvent):
    """A dealer no longer stands below another one; each of the two is told."""

    type: ClassVar[str] = "dealer.unlinked"
    role: str
    """What the told dealer was in it, `sub_dealer` or `parent`, such as `parent`."""
    other_id: str
    """The other dealer, such as `D7K3M9QX2`."""
    other_name: str
    """The other company's name, such as `福州星辰贸易有限公司`."""
    last_day: str | None
    """The last day on which it held; null where it was taken back before it held, such as `2026-11-30`."""


@dataclass(frozen=True)
class OrderEvent(DealerEvent):
    """Something that happened to one order. `total` is money as text."""

    order_id: str
    """The order, such as `D7K3M9QX2-261103091500ABC7K`."""
    total: str
    """What the order comes to, such as `1234.50`."""


@dataclass(frozen=True)
class OrderSubmitted(OrderEvent):
    """The dealer placed the order: stock and credit are held."""

    type: ClassVar[str] = "order.submitted"


@dataclass(frozen=True)
class OrderInReview(OrderEvent):
    """The credit does not cover the order: its stock is held, and finance decides."""

    type: ClassVar[str] = "order.in_review"


@dataclass(frozen=True)
class OrderConfirmed(OrderEvent):
    """Staff confirmed the order."""

    type: ClassVar[str] = "order.confirmed"


@dataclass(frozen=True)
class OrderRejected(OrderEvent):
    """Staff refused the order; what it held is released."""

    type: ClassVar[str] = "order.rejected"
    reason: str
    """What staff wrote, such as `暂时缺货`."""


@dataclass(frozen=True)
class OrderCancelled(OrderEvent):
    """The order was taken back before anything was shipped; what it held is released."""

    type: ClassVar[str] = "order.cancelled"
    reason: str
    """What was written when it was taken back, such as `数量有误`."""


@dataclass(frozen=True)
class OrderExpired(OrderEvent):
    """Nobody went on with the order in time; what it held is released.

    `waited_as` is the state in which it waited: draft, reserving or credit_review.
    """

    type: ClassVar[str] = "order.expired"
    waited_as: str
    """The state in which it waited (`draft`, `reserving` or `credit_review`), such as `credit_review`."""


@dataclass(frozen=True)
class OrderClosed(OrderEvent):
    """Nothing more will be shipped; what was left open is released."""

    type: ClassVar[str] = "order.closed"
    short: bool
    """Whether something was never shipped, such as `true`."""


@dataclass(frozen=True)
class ShipmentSent(DealerEvent):
    """A shipment left the warehouse and is invoiced. `amount` is money as text."""

    type: ClassVar[str] = "shipment.sent"
    order_id: str
    """The order, such as `D7K3M9QX2-261103091500ABC7K`."""
    shipment_id: str
    """The shipment, such as `D7K3M9QX2-261103091500ABC7K-S1`."""
    amount: str
    """What is invoiced for it, such as `800.00`."""


@dataclass(frozen=True)
class ShipmentReceived(DealerEvent):
    """The dealer confirmed that a receipt came in."""

    type: ClassVar[str] = "shipment.received"
    order_id: str
    """The order, such as `D7K3M9QX2-261103091500ABC7K`."""
    receipt_id: str
    """The receipt, such as `D7K3M9QX2-261103091500ABC7K-R1`."""


@dataclass(frozen=True)
class ReturnEvent(DealerEvent):
    """Something that happened to one return."""

    return_id: str
    """The return, such as `D7K3M9QX2-T261203091500ABC7K`."""
    order_id: str
    """The order of which goods come back, such as `D7K3M9QX2-261103091500ABC7K`."""


@dataclass(frozen=True)
class ReturnRequested(ReturnEvent):
    """The dealer wants to send goods back."""

    type: ClassVar[str] = "return.requested"


@dataclass(frozen=True)
class ReturnApproved(ReturnEvent):
    """Staff agreed: the dealer may send the goods."""

    type: ClassVar[str] = "return.approved"


@dataclass(frozen=True)
class ReturnRejected(ReturnEvent):
    """Staff refused the return, or gave it up since the goods did not come in."""

    type: ClassVar[str] = "return.rejected"
    reason: str
    """What staff wrote, such as `外包装已拆封`."""


@dataclass(frozen=True)
class ReturnWithdrawn(ReturnEvent):
    """The dealer took its request back."""

    type: ClassVar[str] = "return.withdrawn"


@dataclass(frozen=True)
class ReturnReceived(ReturnEvent):
    """The goods came into the warehouse's quarantine."""

    type: ClassVar[str] = "return.received"
    pieces: int
    """How many pieces came in, such as `8`."""
    missing: int
    """How many of those that were requested did not, such as `0`."""


@dataclass(frozen=True)
class ReturnCredited(ReturnEvent):
    """What was paid for the goods is credited. `amount` is money as text."""

    type: ClassVar[str] = "return.credited"
    amount: str
    """What is credited, on the receivable and in the rebate wallet together, such as `120.00`."""


@dataclass(frozen=True)
class PaymentRecorded(DealerEvent):
    """A payment of the dealer was booked. `amount` is money as text."""

    type: ClassVar[str] = "payment.recorded"
    payment_id: str
    """The payment, such as `D7K3M9QX2-P261103091500ABC7K`."""
    amount: str
    """What was paid, such as `800.00`."""


@dataclass(frozen=True)
class AccountChangeAsked(Event):
    """Somebody asked for an adjustment of an account or for another credit limit: finance is to decide."""

    type: ClassVar[str] = "account-change.asked"
    change_id: str
    """What was asked for, such as `D7K3M9QX2-A261103091500ABC7K`."""


@dataclass(frozen=True)
class AccountAdjusted(DealerEvent):
    """An adjustment that two persons of finance agreed on was booked. `amount` is money as text."""

    type: ClassVar[str] = "account.adjusted"
    change_id: str
    """The adjustment, such as `D7K3M9QX2-A261103091500ABC7K`."""
    account: str
    """What it moved, `receivable` or `rebate`, such as `receivable`."""
    amount: str
    """By how much; negative on the receivable where the dealer owes less, such as `-120.00`."""
    reason: str
    """Why, such as `运费补差`."""


@dataclass(frozen=True)
class CreditLimitChanged(DealerEvent):
    """The dealer has another credit limit."""

    type: ClassVar[str] = "credit_limit.changed"
    change_id: str
    """The change, such as `D7K3M9QX2-A261103091500ABC7K`."""
    credit_limit: str | None
    """The limit now, money as text; null is prepayment only, or unlimited, such as `500000.00`."""
    unlimited: bool
    """Whether there is no limit, such as `false`."""


@dataclass(frozen=True)
class PayoutAsked(Event):
    """A dealer asked for money of its rebate wallet: finance is to decide."""

    type: ClassVar[str] = "payout.asked"
    payout_id: str
    """What was asked for, such as `D7K3M9QX2-W261103091500ABC7K`."""


@dataclass(frozen=True)
class PayoutDecided(DealerEvent):
    """A payout of the dealer's rebate wallet ended: the wallet paid it, or has the money back. `amount` is money as
    text."""

    type: ClassVar[str] = "payout.decided"
    payout_id: str
    """The payout, such as `D7K3M9QX2-W261103091500ABC7K`."""
    state: str
    """`approved`, `rejected` or `expired`, such as `approved`."""
    amount: str
    """What was asked for, such as `500.00`."""
    reason: str
    """What finance said of it, perhaps nothing, such as `同意`."""


@dataclass(frozen=True)
class RebateExpiring(DealerEvent):
    """Something of the dealer's rebate wallet is about to run out. `amount` is money as text."""

    type: ClassVar[str] = "rebate.expiring"
    amount: str
    """What will run out if nothing of it is used, such as `120.00`."""
    first_day: str
    """The last day on which the first of it may be used, such as `2026-11-30`."""


@dataclass(frozen=True)
class RebateExpired(DealerEvent):
    """Something of the dealer's rebate wallet ran out. `amount` is money as text."""

    type: ClassVar[str] = "rebate.expired"
    amount: str
    """What ran out, such as `120.00`."""
    day: str
    """The day on which it did, such as `2026-12-01`."""


@dataclass(frozen=True)
class OverdueBlockLifted(DealerEvent):
    """In spite of overdue invoices the dealer may order on credit until the end of a day."""

    type: ClassVar[str] = "overdue_block.lifted"
    until: str
    """The last such day, such as `2026-11-30`."""
    reason: str
    """Why, such as `已约定付款日期`."""


@dataclass(frozen=True)
class StatementSent(DealerEvent):
    """A statement waits for the dealer's confirmation. Figures are money as text."""

    type: ClassVar[str] = "statement.sent"
    statement_id: str
    """The statement, such as `D7K3M9QX2-2026-10`."""
    period: str
    """The month, such as `2026-10`."""
    receivable_closing: str
    """What the dealer owes at its end, such as `3500.00`."""
    rebate_closing: str
    """What the rebate wallet holds at its end, such as `120.00`."""


@dataclass(frozen=True)
class StatementConfirmed(DealerEvent):
    """A statement was confirmed: by the dealer, or `by_itself` since nobody answered it in time."""

    type: ClassVar[str] = "statement.confirmed"
    statement_id: str
    """The statement, such as `D7K3M9QX2-2026-10`."""
    period: str
    """The month, such as `2026-10`."""
    by_itself: bool = False
    """Whether nobody answered it in time, such as `false`."""


@dataclass(frozen=True)
class StatementDisputed(DealerEvent):
    """The dealer disputes entries of a statement."""

    type: ClassVar[str] = "statement.disputed"
    statement_id: str
    """The statement, such as `D7K3M9QX2-2026-10`."""
    period: str
    """The month, such as `2026-10`."""
    reason: str
    """What the dealer wrote, such as `少记了一笔付款`."""


@dataclass(frozen=True)
class RebateCredited(DealerEvent):
    """A settlement posted a rebate to the wallet. `amount` is money as text."""

    type: ClassVar[str] = "rebate.credited"
    program_id: str
    """The program, such as `P-7K3M9QX2`."""
    program_name: str
    """Its name, such as `年度返利`."""
    period: str
    """What it was earned in, such as `2026-Q4`."""
    amount: str
    """What was posted; negative where a correction takes back, such as `120.00`."""


@dataclass(frozen=True)
class PromotionOffered(DealerEvent):
    """A campaign was published that is for the dealer. Days are of the business time zone, the last one included."""

    type: ClassVar[str] = "promotion.offered"
    promotion_id: str
    """The campaign, such as `M-7K3M9QX2`."""
    name: str
    """Its name, such as `金秋进货节`."""
    name_en: str
    """Its English name, or the same, such as `Autumn sale`."""
    first_day: str
    """The first day on which it is in force, such as `2026-11-01`."""
    last_day: str
    """The last one, such as `2026-11-30`."""
    opt_in: bool
    """Whether the dealer must take part for it to count, such as `false`."""


@dataclass(frozen=True)
class PromotionEnded(DealerEvent):
    """The maker ended a campaign for the dealer before its last day, or withdrew it before its first."""

    type: ClassVar[str] = "promotion.ended"
    promotion_id: str
    """The campaign, such as `M-7K3M9QX2`."""
    name: str
    """Its name, such as `金秋进货节`."""
    name_en: str
    """Its English name, or the same, such as `Autumn sale`."""


@dataclass(frozen=True)
class OrderNoted(DealerEvent):
    """Somebody wrote a note in the thread of an order. The dealer is told of what the maker's staff wrote."""

    type: ClassVar[str] = "order.noted"
    order_id: str
    """The order, such as `D7K3M9QX2-261103091500ABC7K`."""
    note_id: str
    """The note, such as `D7K3M9QX2-261103091500ABC7K-N7K3M9QX2`."""
    side: str
    """Who wrote it, `dealer` or `staff`, such as `staff`."""
    author: str
    """The writer's name, such as `陈静`."""
    text: str
    """What was written, such as `余下的两箱周四发出。`."""


@dataclass(frozen=True)
class StatementNoted(DealerEvent):
    """Somebody wrote a note in the thread of a statement. The dealer is told of what the maker's staff wrote."""

    type: ClassVar[str] = "statement.noted"
    statement_id: str
    """The statement, such as `D7K3M9QX2-2026-10`."""
    note_id: str
    """The note, such as `D7K3M9QX2-2026-10-N7K3M9QX2`."""
    side: str
    """Who wrote it, `dealer` or `staff`, such as `staff`."""
    author: str
    """The writer's name, such as `刘洋`."""
    text: str
    """What was written, such as `差额已核对，下月更正。`."""


@dataclass(frozen=True)
class ReturnNoted(DealerEvent):
    """Somebody wrote a note in the thread of a return. The dealer is told of what the maker's staff wrote."""

    type: ClassVar[str] = "return.noted"
    return_id: str
    """The return, such as `D7K3M9QX2-T261203091500ABC7K`."""
    note_id: str
    """The note, such as `D7K3M9QX2-T261203091500ABC7K-N7K3M9QX2`."""
    side: str
    """Who wrote it, `dealer` or `staff`, such as `staff`."""
    author: str
    """The writer's name, such as `孙强`."""
    text: str
    """What was written, such as `请在外箱上写明退货单号。`."""


@dataclass(frozen=True)
class RegistrationNoted(Event):
    """Somebody wrote a note in the thread of a registration. The applicant is mailed what the maker's staff wrote."""

    type: ClassVar[str] = "registration.noted"
    case_id: str
    """The registration, such as `C7K3M9QX2`."""
    note_id: str
    """The note, such as `C7K3M9QX2-N7K3M9QX2`."""
    side: str
    """Who wrote it, `applicant` or `staff`, such as `staff`."""
    author: str
    """The writer's name, such as `王芳`."""
    text: str
    """What was written, such as `请补一张门头照片。`."""


@dataclass(frozen=True)
class RegistrationAmended(Event):
    """The applicant answered what was wanted: the registration is as it is stated now, and is checked anew."""

    type: ClassVar[str] = "registration.amended"
    case_id: str
    """The registration, such as `C7K3M9QX2`."""
    region: str
    """The region that it is for now, such as `east`."""


@dataclass(frozen=True)
class DecisionMade(Event):
    """An approval is open no longer.

    `choice`: `approve`, `reject` or `more_information` where somebody decided; `expired` where nobody did in time,
    `void` where the subject changed.
    """

    type: ClassVar[str] = "decision.made"
    decision_id: str
    """The decision, such as `X-7K3M9QX2`."""
    subject: str
    """What was decided, such as `registration:C7K3M9QX2`."""
    choice: str
    """What was chosen, or `void`, such as `approve`."""


@dataclass(frozen=True)
class SettlementClosed(Event):
    """A settlement run ended: closed, rejected or failed."""

    type: ClassVar[str] = "settlement.ended"
    run_id: str
    """The run, such as `2026-10-r1`."""
    period: str
    """The month that was settled, such as `2026-10`."""
    outcome: str
    """`closed`, `rejected` or `failed`, such as `closed`."""
