"""The order's life, and how its lines are shipped and received in parts that add up to the whole. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, Self

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.kernel.money import ZERO, money_text, part_so_far, unit_price_text
from chalicelib.pricing.rules import Quote

MOST_SKUS = 500
"""SKUs of one order, free goods included."""


class OrderState(StrEnum):
    DRAFT = "draft"
    RESERVING = "reserving"
    CREDIT_REVIEW = "credit_review"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    PART_SHIPPED = "part_shipped"
    SHIPPED = "shipped"
    PART_RECEIVED = "part_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CLOSED_SHORT = "closed_short"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_S = OrderState
LIFECYCLE = Lifecycle(
    "order",
    _S.DRAFT,
    {
        _S.RESERVING: frozenset({_S.DRAFT}),
        _S.DRAFT: frozenset({_S.RESERVING}),
        _S.CREDIT_REVIEW: frozenset({_S.DRAFT, _S.RESERVING}),
        _S.SUBMITTED: frozenset({_S.DRAFT, _S.RESERVING, _S.CREDIT_REVIEW}),
        _S.CONFIRMED: frozenset({_S.SUBMITTED}),
        _S.REJECTED: frozenset({_S.SUBMITTED, _S.CREDIT_REVIEW}),
        _S.CANCELLED: frozenset({_S.DRAFT, _S.SUBMITTED, _S.CREDIT_REVIEW, _S.CONFIRMED}),
        _S.EXPIRED: frozenset({_S.DRAFT, _S.RESERVING, _S.CREDIT_REVIEW}),
        _S.PART_SHIPPED: frozenset({_S.CONFIRMED, _S.PART_SHIPPED}),
        _S.SHIPPED: frozenset({_S.CONFIRMED, _S.PART_SHIPPED}),
        _S.PART_RECEIVED: frozenset({_S.PART_SHIPPED, _S.SHIPPED, _S.PART_RECEIVED}),
        _S.RECEIVED: frozenset({_S.SHIPPED, _S.PART_RECEIVED}),
        _S.CLOSED: frozenset({_S.RECEIVED}),
        _S.CLOSED_SHORT: frozenset({_S.PART_SHIPPED, _S.SHIPPED, _S.PART_RECEIVED}),
    },
)
SUBMITTED_FROM = frozenset({_S.DRAFT})
GRANTED_FROM = frozenset({_S.CREDIT_REVIEW})
CANCELLED_BY_DEALER = frozenset({_S.DRAFT, _S.SUBMITTED, _S.CREDIT_REVIEW})
CANCELLED_BY_STAFF = frozenset({_S.SUBMITTED, _S.CREDIT_REVIEW, _S.CONFIRMED})
HOLDING = frozenset({_S.CREDIT_REVIEW, _S.SUBMITTED, _S.CONFIRMED, _S.PART_SHIPPED})
"""What of their lines is not shipped yet is reserved; of later states nothing is left to ship."""
ENDED = frozenset({_S.CLOSED, _S.CLOSED_SHORT, _S.REJECTED, _S.CANCELLED, _S.EXPIRED})
"""Nothing more is shipped."""
SHIPPED_FROM = frozenset({_S.CONFIRMED, _S.PART_SHIPPED})
RECEIVED_FROM = frozenset({_S.PART_SHIPPED, _S.SHIPPED, _S.PART_RECEIVED, _S.CLOSED_SHORT})
"""Also what was shipped before an order was closed short comes in."""


def demand(current: OrderState, allowed: frozenset[OrderState]) -> None:
    """409 `wrong_state` where an order is in none of these states."""
    if current not in allowed:
        raise LIFECYCLE.wrong_state(current, allowed)


class Doer(Protocol):
    """Who does something to an order, as its steps name them."""

    @property
    def name(self) -> str: ...
    @property
    def user_id(self) -> str: ...


@dataclass(frozen=True)
class By:
    """Somebody who is not asking at this moment: whoever began a job, or the system."""

    name: str
    user_id: str


SYSTEM = By("system", "system")


class Action(StrEnum):
    """What a job does with an order's stock."""

    RESERVE = "reserve"
    SHIP = "ship"
    RECEIVE = "receive"
    RELEASE = "release"


@dataclass(frozen=True)
class OrderLine:
    """One line as it was sold: its figures are those of the quote and stay. Free goods are lines of their own.

    `line` numbers the lines from 1. `applied` is each promotion's share: `{promotion, amount}`. `returned` pieces are
    on their way back or came back, and `credited` of them are credited.
    """

    line: int
    sku: str
    name: str
    category: str
    quantity: int
    unit_price: Decimal
    price_source: str | None
    gross: Decimal
    discount: Decimal
    net: Decimal
    tax: Decimal
    applied: tuple[dict[str, str], ...] = ()
    free: bool = False
    shipped: int = 0
    received: int = 0
    returned: int = 0
    credited: int = 0

    @property
    def to_ship(self) -> int:
        return self.quantity - self.shipped

    @property
    def to_receive(self) -> int:
        return self.shipped - self.received

    @property
    def returnable(self) -> int:
        """What came in and no return has claimed."""
        return self.received - self.returned

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """From the JSON form that `as_fields` writes."""
        money = {name: Decimal(fields[name]) for name in ("unit_price", *_MONEY)}
        return cls(**{**fields, **money, "applied": tuple(fields["applied"])})

    def as_fields(self) -> dict[str, Any]:
        """The JSON form: money as text."""
        money = {name: money_text(getattr(self, name)) for name in _MONEY}
        return asdict(self) | money | {"unit_price": unit_price_text(self.unit_price), "applied": list(self.applied)}


_MONEY = ("gross", "discount", "net", "tax")


def order_lines(quote: Quote, names: Mapping[str, str], categories: Mapping[str, str]) -> list[OrderLine]:
    """The lines of an order: what is bought, then what is free, at the figures of the quote.

    `names` and `categories` are the products' by SKU.
    """
    bought = [
        OrderLine(
            line=number,
            name=names[line.sku],
            price_source=line.price_source.value,
            applied=tuple({"promotion": taken.promotion, "amount": money_text(taken.amount)} for taken in line.applied),
            **{name: getattr(line, name) for name in ("sku", "category", "quantity", "unit_price", *_MONEY)},
        )
        for number, line in enumerate(quote.lines, start=1)
    ]
    free = [
        OrderLine(
            line=number,
            sku=given.sku,
            name=names[given.sku],
            category=categories[given.sku],
            quantity=given.quantity,
            unit_price=ZERO,
            price_source=None,
            gross=ZERO,
            discount=ZERO,
            net=ZERO,
            tax=ZERO,
            applied=({"promotion": given.promotion, "amount": money_text(ZERO)},),
            free=True,
        )
        for number, given in enumerate(quote.free_goods, start=len(bought) + 1)
    ]
    return [*bought, *free]


def pieces_by_sku(pieces: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The pieces of each SKU, bought and free together; those of which there are none are left out."""
    summed: Counter[str] = Counter()
    for sku, quantity in pieces:
        summed[sku] += quantity
    return {sku: quantity for sku, quantity in summed.items() if quantity}


def line_numbers(lines: Iterable[OrderLine]) -> dict[str, list[int]]:
    """The numbers of the lines that a SKU stands on: it may be bought on one and free on another."""
    numbers: dict[str, list[int]] = {}
    for line in lines:
        numbers.setdefault(line.sku, []).append(line.line)
    return numbers


Batch = Sequence[tuple[str, int]]


def batches(pieces: Mapping[str, int], most: int) -> list[Batch]:
    """The pieces of each SKU in as few batches of at most `most` SKUs as there can be, in the order given."""
    each = list(pieces.items())
    return [each[start : start + most] for start in range(0, len(each), most)]


def progress(lines: Sequence[OrderLine]) -> OrderState:
    """The state that quantities say: what is not all shipped is part shipped, however much of it came in."""
    shipped, received = (sum(getattr(line, name) for line in lines) for name in ("shipped", "received"))
    quantity = sum(line.quantity for line in lines)
    if not shipped:
        return OrderState.CONFIRMED
    if shipped < quantity:
        return OrderState.PART_SHIPPED
    if received == quantity:
        return OrderState.RECEIVED
    return OrderState.PART_RECEIVED if received else OrderState.SHIPPED


@dataclass(frozen=True)
class Part:
    """What of an order's line a shipment or a receipt holds, with its share of net and tax.

    On a shipment `received` says how much of the part has come in. `returned` is what was credited of it since.
    """

    line: int
    sku: str
    name: str
    category: str
    quantity: int
    net: Decimal
    tax: Decimal
    free: bool
    received: int = 0
    returned: int = 0

    @property
    def to_receive(self) -> int:
        return self.quantity - self.received

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """From the JSON form that `as_fields` writes."""
        return cls(**{**fields, "net": Decimal(fields["net"]), "tax": Decimal(fields["tax"])})

    def as_fields(self) -> dict[str, Any]:
        """The JSON form: money as text."""
        return asdict(self) | {"net": money_text(self.net), "tax": money_text(self.tax)}


def ship(lines: Sequence[OrderLine], wanted: Mapping[int, int] | None) -> tuple[list[OrderLine], list[Part]]:
    """The lines after a shipment, and its parts. `wanted` is pieces by line number; None ships all that is left.

    Net and tax are cumulative: what has been shipped comes to `round(total x so far / quantity)`, so that the parts
    add up to the line. 422 names every line of which less is left.
    """
    shipping = _chosen({line.line: line.to_ship for line in lines}, wanted)
    parts = [_part(line, line.shipped, shipping[line.line]) for line in lines if line.line in shipping]
    after = [replace(line, shipped=line.shipped + shipping.get(line.line, 0)) for line in lines]
    return after, parts


def shipped_net(lines: Iterable[OrderLine]) -> Decimal:
    """What was shipped of the lines came to."""
    return sum((part_so_far(line.net, line.shipped, line.quantity) for line in lines), ZERO)


def receive(shipped: Sequence[Part], wanted: Mapping[int, int] | None) -> tuple[list[Part], list[Part]]:
    """The parts of a shipment after a receipt, and those of the receipt, which add up to those of the shipment.

    `wanted` is pieces by line number; None is all that is still on the way.
    """
    coming = _chosen({part.line: part.to_receive for part in shipped}, wanted)
    parts = [_part(part, part.received, coming[part.line]) for part in shipped if part.line in coming]
    after = [replace(part, received=part.received + coming.get(part.line, 0)) for part in shipped]
    return after, parts


def _part(whole: OrderLine | Part, already: int, quantity: int) -> Part:
    return Part(
        line=whole.line,
        sku=whole.sku,
        name=whole.name,
        category=whole.category,
        quantity=quantity,
        net=_share(whole.net, already, quantity, whole.quantity),
        tax=_share(whole.tax, already, quantity, whole.quantity),
        free=whole.free,
    )


def _share(total: Decimal, already: int, quantity: int, whole: int) -> Decimal:
    return part_so_far(total, already + quantity, whole) - part_so_far(total, already, whole)


def add_receipt(lines: Sequence[OrderLine], parts: Sequence[Part]) -> list[OrderLine]:
    """The order's lines once the parts of a receipt came in."""
    came = {part.line: part.quantity for part in parts}
    return [replace(line, received=line.received + came.get(line.line, 0)) for line in lines]


def _chosen(left: Mapping[int, int], wanted: Mapping[int, int] | None) -> dict[int, int]:
    """Pieces by line: those wanted where so many are left, or all that are left; never a line without any."""
    if wanted is None:
        wanted = {line: pieces for line, pieces in left.items() if pieces}
    problems = [
        {
            "field": f"lines.{place}",
            "problem": f"line {line} has {left.get(line, 0)} left",
            "line": line,
            "left": left.get(line, 0),
        }
        for place, (line, pieces) in enumerate(wanted.items())
        if not 0 < pieces <= left.get(line, 0)
    ]
    if problems:
        raise Invalid("That is more than is left.", problems)
    if not wanted:
        raise Invalid.field("lines", "nothing is left")
    return dict(wanted)


def total_net(parts: Iterable[Part]) -> Decimal:
    """What parts come to."""
    return sum((part.net for part in parts), ZERO)


@dataclass(frozen=True)
class SoldLine:
    """What was shipped (or received) of a SKU on a business day, and on which document; or came back of that.

    `invoice_id` is the shipment whose invoice asks for it. What was `returned` counts on the day of its sale, its
    figures being positive.
    """

    day: date
    sku: str
    category: str
    quantity: int
    net_amount: Decimal
    document_id: str
    invoice_id: str
    returned: bool = False
