"""What a dealer is told of an event: whom by mail, and where to read on. Pure."""

from collections.abc import Mapping
from typing import Any

from chalicelib.kernel.events import (
    AccountAdjusted,
    CreditLimitChanged,
    DealerEvent,
    DealerLinked,
    DealerUnlinked,
    DealerWelcomed,
    OrderCancelled,
    OrderConfirmed,
    OrderEvent,
    OrderNoted,
    OrderRejected,
    OverdueBlockLifted,
    PaymentRecorded,
    PayoutDecided,
    PromotionEnded,
    PromotionOffered,
    RebateCredited,
    RebateExpired,
    RebateExpiring,
    ReturnEvent,
    ReturnNoted,
    ShipmentReceived,
    ShipmentSent,
    StatementConfirmed,
    StatementDisputed,
    StatementNoted,
    StatementSent,
)
from chalicelib.messages.thread_rules import Side

_OWNER = frozenset({"dealer_owner"})
_KEEPS_ACCOUNTS = frozenset({"dealer_owner", "dealer_accountant"})

MAILED: Mapping[type[DealerEvent], frozenset[str]] = {
    OrderConfirmed: _OWNER,
    OrderRejected: _OWNER,
    OrderCancelled: _OWNER,
    ShipmentSent: _OWNER,
    PaymentRecorded: _OWNER,
    RebateCredited: _OWNER,
    PayoutDecided: _KEEPS_ACCOUNTS,
    RebateExpiring: _KEEPS_ACCOUNTS,
    StatementSent: _KEEPS_ACCOUNTS,
}
"""The events that are mailed, each with the roles of the dealer's users who get the mail. The others stand in the
inbox alone; a new dealer's mail was the invitation."""


def is_news_to(event: DealerEvent) -> bool:
    """Whether the dealer is told of it at all: of what its own people wrote in a thread it is not."""
    return not (isinstance(event, OrderNoted | ReturnNoted | StatementNoted) and event.side != Side.STAFF)


def mail_template(event: DealerEvent) -> str:
    """`order.confirmed` -> `order_confirmed`: the name of the mail's texts."""
    return event.type.replace(".", "_")


def told_values(event: DealerEvent) -> dict[str, Any]:
    """The values that the texts may name: the event's own, without its envelope."""
    envelope = {"type", "version", "cause", "occurred_at"}
    return {name: value for name, value in event.to_wire().items() if name not in envelope}


_PAGES: Mapping[type[DealerEvent], str] = {
    RebateCredited: "rebates",
    PromotionEnded: "promotions",
    DealerWelcomed: "catalog",
    DealerLinked: "company",
    DealerUnlinked: "company",
    CreditLimitChanged: "account",
    OverdueBlockLifted: "account",
    PayoutDecided: "wallet",
    RebateExpiring: "wallet",
    RebateExpired: "wallet",
}
"""Where one reads on of what has no document of its own."""


def place(event: DealerEvent) -> tuple[str, ...]:  # noqa: PLR0911 - one a kind of document
    """Where in the site the dealer reads on."""
    match event:
        case OrderEvent() | OrderNoted() | ShipmentSent() | ShipmentReceived():
            return "orders", event.order_id
        case ReturnEvent() | ReturnNoted():
            return "returns", event.return_id
        case StatementSent() | StatementConfirmed() | StatementDisputed() | StatementNoted():
            return "statements", event.statement_id
        case PaymentRecorded():
            return "payments", event.payment_id
        case AccountAdjusted():
            return "account-changes", event.change_id
        case PromotionOffered():
            return "promotions", event.promotion_id
        case _:
            return (_PAGES.get(type(event), "messages"),)
