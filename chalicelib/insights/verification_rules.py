"""What must hold in the books, and what is found where it does not. Pure: facts in, findings out.

Each check states its rule in `RULES`. A finding names the check, the thing that is wrong, the figure that the rule
gives and the one that stands there.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from chalicelib.kernel.money import ZERO, part_so_far
from chalicelib.ledger.rules import Account, available
from chalicelib.orders.rules import HOLDING, Action, OrderLine, OrderState, Part
from chalicelib.promotions.contest_rules import Use


class Check(StrEnum):
    """What is checked; see `RULES`."""

    ACCOUNT = "account"
    BALANCE = "balance"
    AVAILABLE = "available"
    EXPOSURE = "exposure"
    OPEN_ITEMS = "open_items"
    INVOICE_OPEN = "invoice_open"
    INVOICE_ENTRY = "invoice_entry"
    PAYMENT_LEFT = "payment_left"
    PAYMENT_ENTRY = "payment_entry"
    STATEMENT_OPENING = "statement_opening"
    STATEMENT_SUM = "statement_sum"
    STATEMENT_CLOSING = "statement_closing"
    STATEMENT_AGEING = "statement_ageing"
    ORDER_TOTAL = "order_total"
    ORDER_EXPOSURE = "order_exposure"
    LINE_NET = "line_net"
    LINE_DISCOUNT = "line_discount"
    PROMOTION_SHARES = "promotion_shares"
    PROMOTION_PART = "promotion_part"
    PROMOTION_USED = "promotion_used"
    LINE_SHIPPED = "line_shipped"
    LINE_SHIPPED_NET = "line_shipped_net"
    LINE_RECEIVED = "line_received"
    SHIPMENT_AMOUNT = "shipment_amount"
    SHIPMENT_INVOICE = "shipment_invoice"
    REBATE_POSTED = "rebate_posted"
    REBATE_SETTLED = "rebate_settled"
    STOCK_AVAILABLE = "stock_available"
    STOCK_ON_HAND = "stock_on_hand"
    STOCK_RESERVED = "stock_reserved"


RULES: Mapping[Check, str] = {
    Check.ACCOUNT: "every dealer has an account",
    Check.BALANCE: "an account's balance is the sum of its entries",
    Check.AVAILABLE: "available is the limit less the receivable less the exposure",
    Check.EXPOSURE: "the exposure is the sum of what the dealer's orders hold",
    Check.OPEN_ITEMS: "open invoices less what is left of payments are the receivable",
    Check.INVOICE_OPEN: "what is open of an invoice is its amount less what payments cover",
    Check.INVOICE_ENTRY: "an invoice's amount is that of its shipment's entry",
    Check.PAYMENT_LEFT: "what is left of a payment is its amount less what invoices took",
    Check.PAYMENT_ENTRY: "a payment's amount is that of its entry",
    Check.STATEMENT_OPENING: "a statement opens where the one before closed, the first at zero",
    Check.STATEMENT_SUM: "a statement's sum is that of the entries of its months",
    Check.STATEMENT_CLOSING: "a statement closes at its opening and the entries of its months",
    Check.STATEMENT_AGEING: "a statement's ageing adds up to the receivable's closing",
    Check.ORDER_TOTAL: "an order's total is the sum of its lines' net amounts",
    Check.ORDER_EXPOSURE: "an order holds credit for what it has not shipped; none as a draft, in review or ended",
    Check.LINE_NET: "a line's net is its gross less its discount",
    Check.LINE_DISCOUNT: "a line's discount is the sum of the promotions' shares",
    Check.PROMOTION_SHARES: "a promotion's shares on the lines add up to what the quote says that it saved",
    Check.PROMOTION_PART: "what a dealer used of a promotion is the sum over its orders",
    Check.PROMOTION_USED: "what was used of a promotion, of its budget above all, is the sum over the dealers",
    Check.LINE_SHIPPED: "the pieces of a line's shipments are those that it says are shipped",
    Check.LINE_SHIPPED_NET: "the shipped parts of a line come to round(net x shipped / quantity)",
    Check.LINE_RECEIVED: "the pieces of a line's receipts are those that it says are received",
    Check.SHIPMENT_AMOUNT: "a shipment's amount is the sum of its parts' net amounts",
    Check.SHIPMENT_INVOICE: "a shipment's invoice asks for its amount",
    Check.REBATE_POSTED: "what a program paid for a period is the sum of its entries in the wallet",
    Check.REBATE_SETTLED: "an entry of a rebate is what the settlement's draft says",
    Check.STOCK_AVAILABLE: "available is on hand less reserved less safety",
    Check.STOCK_ON_HAND: "on hand is the sum of the movements",
    Check.STOCK_RESERVED: "reserved is what open orders have not shipped",
}
NOTHING = "none"
"""Expected or found where there is no such thing."""


@dataclass(frozen=True)
class Finding:
    """One rule that does not hold: for what, what it should come to, and what stands there."""

    check: Check
    subject: str
    expected: str
    found: str


Figure = Decimal | int | None


def _unequal(check: Check, subject: str, expected: Figure, found: Figure) -> Iterator[Finding]:
    if expected != found:
        yield Finding(check, subject, _text(expected), _text(found))


def _text(figure: Figure) -> str:
    """As it is: also what should be whole cents and is not."""
    if figure is None:
        return NOTHING
    return f"{figure:f}" if isinstance(figure, Decimal) else str(figure)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


# The facts


@dataclass(frozen=True)
class AccountFacts:
    """What stands on the account; a limit of None is prepayment only."""

    receivable: Decimal
    rebate: Decimal
    exposure: Decimal
    available: Decimal
    limit: Decimal | None
    unlimited: bool


@dataclass(frozen=True)
class EntryFacts:
    """An entry; one of a rebate names its program and the program's period."""

    cause: str
    account: str
    amount: Decimal
    period: str
    program: tuple[str, str] | None = None


@dataclass(frozen=True)
class InvoiceFacts:
    """An invoice, and what of which payments covers it."""

    invoice_id: str
    amount: Decimal
    open: Decimal
    applied: Sequence[tuple[str, Decimal]]


@dataclass(frozen=True)
class PaymentFacts:
    payment_id: str
    amount: Decimal
    unapplied: Decimal


@dataclass(frozen=True)
class Figures:
    opening: Decimal
    sum: Decimal
    closing: Decimal


@dataclass(frozen=True)
class StatementFacts:
    """A statement of the months `first_period` to `period`; `aged` is what its ageing adds up to."""

    statement_id: str
    first_period: str
    period: str
    figures: Mapping[str, Figures]
    aged: Decimal


@dataclass(frozen=True)
class OrderFacts:
    """An order; `saved` is what the quote says of each promotion, `uses` what it has of their budgets and quotas."""

    order_id: str
    state: OrderState
    total: Decimal
    exposure: Decimal
    lines: Sequence[OrderLine]
    saved: Mapping[str, Decimal]
    uses: Mapping[str, Use] = field(default_factory=dict)


@dataclass(frozen=True)
class ShipmentFacts:
    shipment_id: str
    order_id: str
    amount: Decimal
    parts: Sequence[Part]


@dataclass(frozen=True)
class ReceiptFacts:
    order_id: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class DealerBooks:
    """All that the books say of one dealer. `posted` is what each (program, period) paid so far; `settled` what the
    draft of a rebate's run says, by the entry's cause; `used` what the dealer is said to have used of each promotion.
    """

    dealer_id: str
    account: AccountFacts | None
    entries: Sequence[EntryFacts] = ()
    invoices: Sequence[InvoiceFacts] = ()
    payments: Sequence[PaymentFacts] = ()
    statements: Sequence[StatementFacts] = ()
    orders: Sequence[OrderFacts] = ()
    shipments: Sequence[ShipmentFacts] = ()
    receipts: Sequence[ReceiptFacts] = ()
    posted: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    settled: Mapping[str, Decimal] = field(default_factory=dict)
    used: Mapping[str, Use] = field(default_factory=dict)


# A dealer's books


def check_dealer(books: DealerBooks) -> list[Finding]:
    """Every rule that does not hold in a dealer's books."""
    checks = (
        check_account,
        check_items,
        check_statements,
        check_orders,
        check_shipments,
        check_rebates,
        check_promotions,
    )
    return [finding for check in checks for finding in check(books)]


def check_account(books: DealerBooks) -> Iterator[Finding]:
    """Balances, the credit that is left, and what orders hold of it."""
    account, name = books.account, f"account:{books.dealer_id}"
    if account is None:
        yield Finding(Check.ACCOUNT, name, "1", NOTHING)
        return
    for kind, balance in ((Account.RECEIVABLE, account.receivable), (Account.REBATE, account.rebate)):
        entries = _sum(entry.amount for entry in books.entries if entry.account == kind)
        yield from _unequal(Check.BALANCE, f"{name}:{kind}", entries, balance)
    if not account.unlimited:
        left = available(account.limit, account.receivable, account.exposure)
        yield from _unequal(Check.AVAILABLE, name, left, account.available)
    yield from _unequal(Check.EXPOSURE, name, _sum(order.exposure for order in books.orders), account.exposure)


def check_items(books: DealerBooks) -> Iterator[Finding]:
    """Invoices and payments: each by itself, by its entry, and all together."""
    entries = {entry.cause: entry.amount for entry in books.entries}
    taken: dict[str, Decimal] = {}
    for invoice in books.invoices:
        name = f"invoice:{invoice.invoice_id}"
        covered = _sum(amount for _, amount in invoice.applied)
        yield from _unequal(Check.INVOICE_OPEN, name, invoice.amount - covered, invoice.open)
        yield from _unequal(Check.INVOICE_ENTRY, name, entries.get(f"shipment:{invoice.invoice_id}"), invoice.amount)
        for payment_id, amount in invoice.applied:
            taken[payment_id] = taken.get(payment_id, ZERO) + amount
    for payment in books.payments:
        name = f"payment:{payment.payment_id}"
        left = payment.amount - taken.get(payment.payment_id, ZERO)
        yield from _unequal(Check.PAYMENT_LEFT, name, left, payment.unapplied)
        booked = entries.get(name)
        yield from _unequal(Check.PAYMENT_ENTRY, name, None if booked is None else ZERO - booked, payment.amount)
    if books.account:
        open_items = _sum(invoice.open for invoice in books.invoices) - _sum(each.unapplied for each in books.payments)
        yield from _unequal(Check.OPEN_ITEMS, f"account:{books.dealer_id}", open_items, books.account.receivable)


def check_statements(books: DealerBooks) -> Iterator[Finding]:
    """Each statement opens where the one before closed, and closes at that and its months' entries."""
    before: Mapping[str, Figures] = {}
    for statement in sorted(books.statements, key=lambda one: one.period):
        for kind in Account:
            name, figures = f"statement:{statement.statement_id}:{kind}", statement.figures[kind]
            opening = before[kind].closing if before else ZERO
            entries = _sum(
                entry.amount
                for entry in books.entries
                if entry.account == kind and statement.first_period <= entry.period <= statement.period
            )
            yield from _unequal(Check.STATEMENT_OPENING, name, opening, figures.opening)
            yield from _unequal(Check.STATEMENT_SUM, name, entries, figures.sum)
            yield from _unequal(Check.STATEMENT_CLOSING, name, figures.opening + entries, figures.closing)
        closing = statement.figures[Account.RECEIVABLE].closing
        yield from _unequal(Check.STATEMENT_AGEING, f"statement:{statement.statement_id}", closing, statement.aged)
        before = statement.figures


def check_orders(books: DealerBooks) -> Iterator[Finding]:
    """Each order's lines: their figures, the promotions' shares, what was shipped and received, what is held."""
    shipped = _parts((shipment.order_id, shipment.parts) for shipment in books.shipments)
    received = _parts((receipt.order_id, receipt.parts) for receipt in books.receipts)
    for order in books.orders:
        name = f"order:{order.order_id}"
        yield from _unequal(Check.ORDER_TOTAL, name, _sum(line.net for line in order.lines), order.total)
        yield from _check_shares(name, order)
        for line in order.lines:
            key = (order.order_id, line.line)
            yield from _check_line(f"{name}:{line.line}", line, shipped.get(key, []), received.get(key, []))
        if order.state is not OrderState.RESERVING:
            yield from _unequal(Check.ORDER_EXPOSURE, name, _held_credit(order), order.exposure)


_Parts = dict[tuple[str, int], list[Part]]


def _parts(documents: Iterable[tuple[str, Sequence[Part]]]) -> _Parts:
    """The parts of each line of each order."""
    found: _Parts = {}
    for order_id, parts in documents:
        for part in parts:
            found.setdefault((order_id, part.line), []).append(part)
    return found


def _check_line(name: str, line: OrderLine, shipped: Sequence[Part], received: Sequence[Part]) -> Iterator[Finding]:
    yield from _unequal(Check.LINE_NET, name, line.gross - line.discount, line.net)
    shares = _sum(Decimal(share["amount"]) for share in line.applied)
    yield from _unequal(Check.LINE_DISCOUNT, name, shares, line.discount)
    pieces = sum(part.quantity for part in shipped)
    yield from _unequal(Check.LINE_SHIPPED, name, pieces, line.shipped)
    if 0 <= line.shipped <= line.quantity:
        so_far = part_so_far(line.net, line.shipped, line.quantity)
        yield from _unequal(Check.LINE_SHIPPED_NET, name, so_far, _sum(part.net for part in shipped))
    yield from _unequal(Check.LINE_RECEIVED, name, sum(part.quantity for part in received), line.received)


def _check_shares(name: str, order: OrderFacts) -> Iterator[Finding]:
    shares: dict[str, Decimal] = {}
    for line in order.lines:
        for share in line.applied:
            shares[share["promotion"]] = shares.get(share["promotion"], ZERO) + Decimal(share["amount"])
    for promotion in sorted(shares.keys() | order.saved.keys()):
        saved = order.saved.get(promotion, ZERO)
        yield from _unequal(Check.PROMOTION_SHARES, f"{name}:{promotion}", saved, shares.get(promotion, ZERO))


def _held_credit(order: OrderFacts) -> Decimal:
    """What an order holds: its total less what its shipments came to. In review it holds no credit yet."""
    if order.state not in HOLDING or order.state is OrderState.CREDIT_REVIEW:
        return ZERO
    gone = _sum(
        part_so_far(line.net, line.shipped, line.quantity) for line in order.lines if 0 <= line.shipped <= line.quantity
    )
    return order.total - gone


def check_shipments(books: DealerBooks) -> Iterator[Finding]:
    """Each shipment comes to its parts, and its invoice asks for that; one of free goods alone has no invoice."""
    invoices = {invoice.invoice_id: invoice.amount for invoice in books.invoices}
    for shipment in books.shipments:
        name = f"shipment:{shipment.shipment_id}"
        parts = _sum(part.net for part in shipment.parts)
        yield from _unequal(Check.SHIPMENT_AMOUNT, name, parts, shipment.amount)
        asked = invoices.get(shipment.shipment_id, ZERO)
        yield from _unequal(Check.SHIPMENT_INVOICE, name, shipment.amount, asked)


def check_rebates(books: DealerBooks) -> Iterator[Finding]:
    """What a program paid for a period is what its entries say, and each of these is what finance approved."""
    booked: dict[tuple[str, str], Decimal] = {}
    for entry in books.entries:
        if entry.program:
            booked[entry.program] = booked.get(entry.program, ZERO) + entry.amount
            yield from _unequal(Check.REBATE_SETTLED, entry.cause, books.settled.get(entry.cause), entry.amount)
    for program, period in sorted(booked.keys() | books.posted.keys()):
        name, key = f"rebate:{books.dealer_id}:{program}:{period}", (program, period)
        yield from _unequal(Check.REBATE_POSTED, name, booked.get(key, ZERO), books.posted.get(key, ZERO))


def check_promotions(books: DealerBooks) -> Iterator[Finding]:
    """What the dealer used of each promotion, in money and in what a quota counts, is what its orders have of it."""
    of_orders = add_uses(order.uses for order in books.orders)
    yield from _unequal_uses(Check.PROMOTION_PART, f"promotion:{books.dealer_id}:", of_orders, books.used)


def check_campaigns(by_dealers: Iterable[Mapping[str, Use]], stored: Mapping[str, Use]) -> list[Finding]:
    """What was used of each promotion in all is what the dealers used of it."""
    return list(_unequal_uses(Check.PROMOTION_USED, "promotion:", add_uses(by_dealers), stored))


def add_uses(each: Iterable[Mapping[str, Use]]) -> dict[str, Use]:
    """The sum of uses, by promotion."""
    summed: dict[str, Use] = {}
    for uses in each:
        for promotion, use in uses.items():
            before = summed.get(promotion, Use())
            summed[promotion] = Use(before.amount + use.amount, before.count + use.count)
    return summed


def _unequal_uses(
    check: Check, prefix: str, expected: Mapping[str, Use], found: Mapping[str, Use]
) -> Iterator[Finding]:
    for promotion in sorted(expected.keys() | found.keys()):
        right, stands = expected.get(promotion, Use()), found.get(promotion, Use())
        yield from _unequal(check, f"{prefix}{promotion}:amount", right.amount, stands.amount)
        yield from _unequal(check, f"{prefix}{promotion}:count", right.count, stands.count)


# Stock


@dataclass(frozen=True)
class LevelFacts:
    sku: str
    on_hand: int
    reserved: int
    safety: int
    available: int


@dataclass(frozen=True)
class JobFacts:
    """Stock of an order that is being moved in batches: what was `applied` so far, and what is `left`, by SKU."""

    action: Action
    applied: Mapping[str, int]
    left: Mapping[str, int]


@dataclass(frozen=True)
class LocationBooks:
    """All that the books say of one location: `moved` is the sum of the movements, `to_ship` what the orders that
    hold stock there have not shipped, both by SKU.
    """

    location: str
    levels: Sequence[LevelFacts]
    moved: Mapping[str, int]
    to_ship: Mapping[str, int]
    jobs: Sequence[JobFacts] = ()


def check_location(books: LocationBooks) -> list[Finding]:
    """Every rule that does not hold for the stock of a location."""
    levels = {level.sku: level for level in books.levels}
    on_hand, reserved = _expected_on_hand(books), _expected_reserved(books)
    return [
        finding
        for sku in sorted(levels.keys() | on_hand.keys() | reserved.keys())
        for finding in _check_level(
            f"level:{books.location}:{sku}",
            levels.get(sku) or LevelFacts(sku, 0, 0, 0, 0),
            on_hand.get(sku, 0),
            reserved.get(sku, 0),
        )
    ]


def _check_level(name: str, level: LevelFacts, on_hand: int, reserved: int) -> Iterator[Finding]:
    left = level.on_hand - level.reserved - level.safety
    yield from _unequal(Check.STOCK_AVAILABLE, name, left, level.available)
    yield from _unequal(Check.STOCK_ON_HAND, name, on_hand, level.on_hand)
    yield from _unequal(Check.STOCK_RESERVED, name, reserved, level.reserved)


def _expected_on_hand(books: LocationBooks) -> dict[str, int]:
    """The sum of the movements; a shipment's movement is written behind its batches, a receipt's before them."""
    summed = Counter(books.moved)
    for job in books.jobs:
        if job.action is Action.SHIP:
            summed.subtract(job.applied)
        elif job.action is Action.RECEIVE:
            summed.subtract(job.left)
    return dict(summed)


def _expected_reserved(books: LocationBooks) -> dict[str, int]:
    """What open orders have not shipped: their batches that are reserved already, or not released yet, included."""
    summed = Counter(books.to_ship)
    for job in books.jobs:
        if job.action is Action.RESERVE:
            summed.update(job.applied)
        elif job.action is Action.RELEASE:
            summed.update(job.left)
        elif job.action is Action.SHIP:
            summed.subtract(job.applied)
    return dict(summed)
