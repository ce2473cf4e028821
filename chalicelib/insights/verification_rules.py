"""What must hold in the books, and what is found where it does not. Pure: facts in, findings out.

Each check states its rule in `RULES`. A finding names the check, the thing that is wrong, the figure that the rule
gives and the one that stands there.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from chalicelib.dealers.hierarchy_rules import Link
from chalicelib.kernel.money import ZERO, part_so_far
from chalicelib.kernel.periods import Period
from chalicelib.ledger.rules import Account, available
from chalicelib.ledger.wallet_rules import available as wallet_left
from chalicelib.ledger.wallet_rules import redeemed_so_far, redemption_cause
from chalicelib.orders.rules import HOLDING, Action, OrderLine, OrderState, Part
from chalicelib.promotions.contest_rules import Use
from chalicelib.rebates.program_rules import Validity


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
    PAYMENT_APPLIED = "payment_applied"
    OLDEST_DUE = "oldest_due"
    BANK_LINE = "bank_line"
    ADJUSTMENT = "adjustment"
    WALLET_AVAILABLE = "wallet_available"
    WALLET_ASKED = "wallet_asked"
    WALLET_HELD = "wallet_held"
    PAYOUT_ENTRY = "payout_entry"
    STATEMENT_OPENING = "statement_opening"
    STATEMENT_SUM = "statement_sum"
    STATEMENT_CLOSING = "statement_closing"
    STATEMENT_AGEING = "statement_ageing"
    ORDER_TOTAL = "order_total"
    ORDER_EXPOSURE = "order_exposure"
    ORDER_REDEMPTION = "order_redemption"
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
    RETURN_ENTRIES = "return_entries"
    RETURNS_CREDITED = "returns_credited"
    LINE_RETURNED = "line_returned"
    LINE_CREDITED = "line_credited"
    SHIPMENTS_RETURNED = "shipments_returned"
    RECEIPTS_RETURNED = "receipts_returned"
    REDEMPTION_ENTRY = "redemption_entry"
    REBATE_POSTED = "rebate_posted"
    REBATE_SETTLED = "rebate_settled"
    REBATE_IN_FORCE = "rebate_in_force"
    LINK_ALIKE = "link_alike"
    LINK_APART = "link_apart"
    STOCK_AVAILABLE = "stock_available"
    STOCK_ON_HAND = "stock_on_hand"
    STOCK_RESERVED = "stock_reserved"
    STOCK_QUARANTINE = "stock_quarantine"


RULES: Mapping[Check, str] = {
    Check.ACCOUNT: "every dealer has an account",
    Check.BALANCE: "an account's balance is the sum of its entries",
    Check.AVAILABLE: "available is the limit less the receivable less the exposure",
    Check.EXPOSURE: "the exposure is the sum of what the dealer's orders hold",
    Check.OPEN_ITEMS: "open invoices less what is left of payments are the receivable",
    Check.INVOICE_OPEN: "what is open of an invoice is its amount less what payments cover",
    Check.INVOICE_ENTRY: "an invoice's amount is that of its entry",
    Check.PAYMENT_LEFT: "what is left of a payment is its amount less what invoices took",
    Check.PAYMENT_ENTRY: "a payment's amount is that of its entry",
    Check.PAYMENT_APPLIED: "what a payment says that an invoice took is what the invoice says",
    Check.OLDEST_DUE: "the oldest due day of the account is that of its oldest due open invoice",
    Check.BANK_LINE: "a payment out of a bank's file is of the amount of its line, which names it",
    Check.ADJUSTMENT: "an adjustment's entry is what one person asked for and another approved",
    Check.WALLET_AVAILABLE: "what is available of a wallet is its balance less what orders and payouts hold",
    Check.WALLET_ASKED: "what payouts hold of a wallet is the sum of those that wait",
    Check.WALLET_HELD: "what orders hold of a wallet is the sum of what they have not redeemed yet",
    Check.PAYOUT_ENTRY: "a payout that finance approved is in the wallet, and no other",
    Check.STATEMENT_OPENING: "a statement opens where the one before closed, the first with what the books began with",
    Check.STATEMENT_SUM: "a statement's sum is that of the entries of its months",
    Check.STATEMENT_CLOSING: "a statement closes at its opening and the entries of its months",
    Check.STATEMENT_AGEING: "a statement's ageing adds up to the receivable's closing",
    Check.ORDER_TOTAL: "an order's total is the sum of its lines' net amounts",
    Check.ORDER_EXPOSURE: "an order holds credit for what it has not shipped; none as a draft, in review or ended",
    Check.ORDER_REDEMPTION: "an order holds of the wallet what it is to pay less round(redeemed x shipped / total)",
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
    Check.RETURN_ENTRIES: "what a return is credited is what its entries say on both accounts",
    Check.RETURNS_CREDITED: "what an order was credited is the sum of its returns, and at most what it was invoiced",
    Check.LINE_RETURNED: "a line's returned pieces are those of its returns that are neither rejected nor withdrawn",
    Check.LINE_CREDITED: "a line's credited pieces are those that came in of its credited returns",
    Check.SHIPMENTS_RETURNED: "a line's credited pieces are those that its shipments say came back",
    Check.RECEIPTS_RETURNED: "a line's credited pieces are those that its receipts say came back",
    Check.REDEMPTION_ENTRY: "what the wallet paid of a shipment is on both accounts",
    Check.REBATE_POSTED: "what a program paid for a period is the sum of its entries in the wallet",
    Check.REBATE_SETTLED: "an entry of a rebate is what the settlement's draft says",
    Check.REBATE_IN_FORCE: "a version of a program pays for periods in which it was in force",
    Check.LINK_ALIKE: "whose sub-dealer a dealer is stands alike with both",
    Check.LINK_APART: "a dealer has one parent on a day",
    Check.STOCK_AVAILABLE: "available is on hand less reserved less safety",
    Check.STOCK_ON_HAND: "on hand is the sum of the movements",
    Check.STOCK_RESERVED: "reserved is what open orders have not shipped",
    Check.STOCK_QUARANTINE: "in quarantine is the sum of what moved there",
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
    oldest_due: str | None = None
    wallet_held: Decimal = ZERO
    wallet_asked: Decimal = ZERO
    wallet_available: Decimal = ZERO


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
    cause: str
    due_day: str


@dataclass(frozen=True)
class PaymentFacts:
    """A payment or another credit, and what invoices took of it as it says; `line` is the amount of the line of a
    bank's file that names it, where it came by one.
    """

    payment_id: str
    amount: Decimal
    unapplied: Decimal
    applied: Sequence[tuple[str, Decimal]]
    cause: str
    by_bank: bool = False
    line: Decimal | None = None


@dataclass(frozen=True)
class PayoutFacts:
    """A payout that the dealer asked for: whether it waits, and whether finance approved it."""

    cause: str
    amount: Decimal
    waits: bool
    approved: bool


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
    credited: Decimal = ZERO
    redeemed: Decimal = ZERO
    redemption_held: Decimal = ZERO


@dataclass(frozen=True)
class ShipmentFacts:
    shipment_id: str
    order_id: str
    amount: Decimal
    parts: Sequence[Part]
    redeemed: Decimal = ZERO


@dataclass(frozen=True)
class ReceiptFacts:
    order_id: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class LinkFacts:
    """A dealer's own link to its parent or to a sub-dealer, and the days that the other one's record says."""

    link: Link
    other: str

    @property
    def days(self) -> str:
        """As its own record says."""
        return days_text(self.link)


def days_text(link: Link) -> str:
    """`2026-11-01..2026-12-31`; open where no last day is known."""
    return f"{link.first_day}..{link.last_day or ''}"


@dataclass(frozen=True)
class ReturnFacts:
    """A return that holds its pieces, by line; what it was credited, None until then."""

    return_id: str
    order_id: str
    pieces: Mapping[int, int]
    amount: Decimal | None


@dataclass(frozen=True)
class DealerBooks:
    """All that the books say of one dealer. `posted` is what each (program, period) paid so far; `settled` what the
    draft of a rebate's run says, by the entry's cause; `approved` by how much the adjustments were to move the account
    that one person asked for and another approved, by the entry's cause; `validities` when the programs are in force;
    `used` what the dealer is said to have used of each promotion.
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
    returns: Sequence[ReturnFacts] = ()
    posted: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    settled: Mapping[str, Decimal] = field(default_factory=dict)
    approved: Mapping[str, Decimal] = field(default_factory=dict)
    validities: Mapping[str, Validity] = field(default_factory=dict)
    links: Sequence[LinkFacts] = ()
    used: Mapping[str, Use] = field(default_factory=dict)
    payouts: Sequence[PayoutFacts] = ()


# A dealer's books


def check_dealer(books: DealerBooks) -> list[Finding]:
    """Every rule that does not hold in a dealer's books."""
    checks = (
        check_account,
        check_wallet,
        check_items,
        check_statements,
        check_orders,
        check_shipments,
        check_returns,
        check_rebates,
        check_promotions,
        check_links,
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


def check_wallet(books: DealerBooks) -> Iterator[Finding]:
    """What is available of the wallet, what payouts hold of it, and what they took."""
    account, name = books.account, f"account:{books.dealer_id}:{Account.REBATE}"
    if account:
        left = wallet_left(account.rebate, account.wallet_held, account.wallet_asked)
        yield from _unequal(Check.WALLET_AVAILABLE, name, left, account.wallet_available)
        asked = _sum(payout.amount for payout in books.payouts if payout.waits)
        yield from _unequal(Check.WALLET_ASKED, name, asked, account.wallet_asked)
        held = _sum(order.redemption_held for order in books.orders)
        yield from _unequal(Check.WALLET_HELD, name, held, account.wallet_held)
    paid = {entry.cause: ZERO - entry.amount for entry in books.entries if entry.cause.startswith("payout:")}
    approved = {payout.cause: payout.amount for payout in books.payouts if payout.approved}
    for cause in sorted(paid.keys() | approved.keys()):
        yield from _unequal(Check.PAYOUT_ENTRY, cause, approved.get(cause), paid.get(cause))


def check_items(books: DealerBooks) -> Iterator[Finding]:
    """Invoices and payments: each by itself, by its entry, and all together."""
    entries = {entry.cause: entry.amount for entry in books.entries}
    taken: dict[str, Decimal] = {}
    for invoice in books.invoices:
        name = f"invoice:{invoice.invoice_id}"
        covered = _sum(amount for _, amount in invoice.applied)
        yield from _unequal(Check.INVOICE_OPEN, name, invoice.amount - covered, invoice.open)
        yield from _unequal(Check.INVOICE_ENTRY, name, entries.get(invoice.cause), invoice.amount)
        for payment_id, amount in invoice.applied:
            taken[payment_id] = taken.get(payment_id, ZERO) + amount
    for payment in books.payments:
        name = f"payment:{payment.payment_id}"
        left = payment.amount - taken.get(payment.payment_id, ZERO)
        yield from _unequal(Check.PAYMENT_LEFT, name, left, payment.unapplied)
        booked = entries.get(payment.cause)
        yield from _unequal(Check.PAYMENT_ENTRY, name, None if booked is None else ZERO - booked, payment.amount)
        if payment.by_bank:
            yield from _unequal(Check.BANK_LINE, name, payment.line, payment.amount)
    yield from _check_applied(books)
    yield from _check_adjustments(books)
    if books.account:
        open_items = _sum(invoice.open for invoice in books.invoices) - _sum(each.unapplied for each in books.payments)
        yield from _unequal(Check.OPEN_ITEMS, f"account:{books.dealer_id}", open_items, books.account.receivable)
        oldest = min((invoice.due_day for invoice in books.invoices if invoice.open > 0), default=None)
        if oldest != books.account.oldest_due:
            stands = books.account.oldest_due or NOTHING
            yield Finding(Check.OLDEST_DUE, f"account:{books.dealer_id}", oldest or NOTHING, stands)


def _check_applied(books: DealerBooks) -> Iterator[Finding]:
    """Each payment and each invoice, as both say it."""
    by_invoice = _pairs((payment_id, i.invoice_id, amount) for i in books.invoices for payment_id, amount in i.applied)
    by_payment = _pairs((p.payment_id, invoice_id, amount) for p in books.payments for invoice_id, amount in p.applied)
    for pair in sorted(by_invoice.keys() | by_payment.keys()):
        name = f"payment:{pair[0]}:{pair[1]}"
        yield from _unequal(Check.PAYMENT_APPLIED, name, by_invoice.get(pair, ZERO), by_payment.get(pair, ZERO))


def _pairs(applied: Iterable[tuple[str, str, Decimal]]) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for payment_id, invoice_id, amount in applied:
        sums[payment_id, invoice_id] = sums.get((payment_id, invoice_id), ZERO) + amount
    return sums


def _check_adjustments(books: DealerBooks) -> Iterator[Finding]:
    """What was approved is booked, and nothing else."""
    booked = {entry.cause: entry.amount for entry in books.entries if entry.cause.startswith("adjustment:")}
    for cause in sorted(booked.keys() | books.approved.keys()):
        yield from _unequal(Check.ADJUSTMENT, cause, books.approved.get(cause), booked.get(cause))


def check_statements(books: DealerBooks) -> Iterator[Finding]:
    """Each statement opens where the one before closed, and closes at that and its months' entries."""
    before: Mapping[str, Figures] = {}
    for statement in sorted(books.statements, key=lambda one: one.period):
        for kind in Account:
            name, figures = f"statement:{statement.statement_id}:{kind}", statement.figures[kind]
            opening = before[kind].closing if before else _began_with(books, kind, statement.first_period)
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


def _began_with(books: DealerBooks, kind: Account, first_period: str) -> Decimal:
    """What was loaded as the beginning of the books."""
    return _sum(one.amount for one in books.entries if one.account == kind and one.period < first_period)


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
        yield from _unequal(Check.ORDER_REDEMPTION, name, _held_redemption(order), order.redemption_held)


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
    """What an order holds: its total less what its shipments came to and what the wallet is to pay of the rest. In
    review it holds no credit yet."""
    if order.state not in HOLDING or order.state is OrderState.CREDIT_REVIEW:
        return ZERO
    return order.total - _gone(order) - _held_redemption(order)


def _gone(order: OrderFacts) -> Decimal:
    """What the order's shipments came to."""
    return _sum(
        part_so_far(line.net, line.shipped, line.quantity) for line in order.lines if 0 <= line.shipped <= line.quantity
    )


def _held_redemption(order: OrderFacts) -> Decimal:
    """What the wallet is still to pay of an order."""
    gone = _gone(order)
    if order.state not in {*HOLDING, OrderState.RESERVING} or not 0 <= gone <= order.total:
        return ZERO
    return order.redeemed - redeemed_so_far(order.redeemed, gone, order.total)


def check_shipments(books: DealerBooks) -> Iterator[Finding]:
    """Each shipment comes to its parts, and its invoice asks for that; one of free goods alone has no invoice."""
    invoices = {invoice.invoice_id: invoice.amount for invoice in books.invoices}
    redeemed = {(entry.account, entry.cause): ZERO - entry.amount for entry in books.entries}
    for shipment in books.shipments:
        name = f"shipment:{shipment.shipment_id}"
        parts = _sum(part.net for part in shipment.parts)
        yield from _unequal(Check.SHIPMENT_AMOUNT, name, parts, shipment.amount)
        asked = invoices.get(shipment.shipment_id, ZERO)
        yield from _unequal(Check.SHIPMENT_INVOICE, name, shipment.amount, asked)
        for kind in Account:
            paid = redeemed.get((kind, redemption_cause(shipment.shipment_id)), ZERO)
            yield from _unequal(Check.REDEMPTION_ENTRY, f"{name}:{kind}", shipment.redeemed, paid)


def check_returns(books: DealerBooks) -> Iterator[Finding]:
    """Each return's credit is in the books; orders, shipments and receipts know what came back of them."""
    entries = {entry.cause: entry.amount for entry in books.entries}
    for each in books.returns:
        name = f"return:{each.return_id}"
        booked = entries.get(f"redemption-{name}", ZERO) - entries.get(name, ZERO)
        yield from _unequal(Check.RETURN_ENTRIES, name, each.amount or ZERO, booked)
    shipped = _parts((shipment.order_id, shipment.parts) for shipment in books.shipments)
    received = _parts((receipt.order_id, receipt.parts) for receipt in books.receipts)
    for order in books.orders:
        yield from _check_credited(order, [each for each in books.returns if each.order_id == order.order_id])
        for line in order.lines:
            name, key = f"order:{order.order_id}:{line.line}", (order.order_id, line.line)
            for check, parts in ((Check.SHIPMENTS_RETURNED, shipped), (Check.RECEIPTS_RETURNED, received)):
                back = sum(part.returned for part in parts.get(key, []))
                yield from _unequal(check, name, line.credited, back)


def _check_credited(order: OrderFacts, returns: Sequence[ReturnFacts]) -> Iterator[Finding]:
    name = f"order:{order.order_id}"
    credited = _sum(each.amount or ZERO for each in returns)
    invoiced = _gone(order)
    yield from _unequal(Check.RETURNS_CREDITED, name, min(credited, invoiced), order.credited)
    for line in order.lines:
        of_line = f"{name}:{line.line}"
        claimed = sum(each.pieces.get(line.line, 0) for each in returns)
        yield from _unequal(Check.LINE_RETURNED, of_line, claimed, line.returned)
        counted = sum(each.pieces.get(line.line, 0) for each in returns if each.amount is not None)
        yield from _unequal(Check.LINE_CREDITED, of_line, counted, line.credited)


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
        validity = books.validities.get(program)
        if validity and books.posted.get(key) and validity.part_of(Period.parse(period)) is None:
            in_force = f"{validity.first_day}..{validity.last_day or ''}"
            yield Finding(Check.REBATE_IN_FORCE, name, in_force, period)


def check_links(books: DealerBooks) -> Iterator[Finding]:
    """A link lies with both dealers alike, and those of one dealer to its parents never overlap."""
    for facts in books.links:
        link = facts.link
        name = f"link:{link.dealer_id}:{link.parent_id}:{link.first_day}"
        if facts.other != facts.days:
            yield Finding(Check.LINK_ALIKE, name, facts.days, facts.other)
    own = sorted((f.link for f in books.links if f.link.dealer_id == books.dealer_id), key=lambda one: one.first_day)
    for before, after in pairwise(own):
        if before.holds_on(after.first_day):
            name = f"link:{after.dealer_id}:{after.parent_id}:{after.first_day}"
            yield Finding(Check.LINK_APART, name, before.parent_id, after.parent_id)


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
    quarantine: int = 0


@dataclass(frozen=True)
class JobFacts:
    """Stock of an order that is being moved in batches: what was `applied` so far, and what is `left`, by SKU."""

    action: Action
    applied: Mapping[str, int]
    left: Mapping[str, int]


@dataclass(frozen=True)
class LocationBooks:
    """All that the books say of one location: `moved` is the sum of the movements, `to_ship` what the orders that
    hold stock there have not shipped, `quarantined` the sum of what moved in quarantine, all by SKU.
    """

    location: str
    levels: Sequence[LevelFacts]
    moved: Mapping[str, int]
    to_ship: Mapping[str, int]
    jobs: Sequence[JobFacts] = ()
    quarantined: Mapping[str, int] = field(default_factory=dict)


def check_location(books: LocationBooks) -> list[Finding]:
    """Every rule that does not hold for the stock of a location."""
    levels = {level.sku: level for level in books.levels}
    on_hand, reserved = _expected_on_hand(books), _expected_reserved(books)
    return [
        finding
        for sku in sorted(levels.keys() | on_hand.keys() | reserved.keys() | books.quarantined.keys())
        for finding in _check_level(
            f"level:{books.location}:{sku}",
            levels.get(sku) or LevelFacts(sku, 0, 0, 0, 0),
            (on_hand.get(sku, 0), reserved.get(sku, 0), books.quarantined.get(sku, 0)),
        )
    ]


def _check_level(name: str, level: LevelFacts, expected: tuple[int, int, int]) -> Iterator[Finding]:
    on_hand, reserved, quarantine = expected
    left = level.on_hand - level.reserved - level.safety
    yield from _unequal(Check.STOCK_AVAILABLE, name, left, level.available)
    yield from _unequal(Check.STOCK_ON_HAND, name, on_hand, level.on_hand)
    yield from _unequal(Check.STOCK_RESERVED, name, reserved, level.reserved)
    yield from _unequal(Check.STOCK_QUARANTINE, name, quarantine, level.quarantine)


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
