"""Crediting a return: one transaction of the books, the order, its receipts and shipments, and the news for rebates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace as changed
from datetime import date

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, commit, find_many, replace
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger.commands import persist
from chalicelib.ledger.credit_commands import credit_return as post_credit
from chalicelib.ledger.payment_commands import apply_deposits
from chalicelib.ledger.queries import invoices
from chalicelib.orders.queries import lines_of
from chalicelib.orders.records import OrderRecord, ReceiptRecord, ShipmentRecord, shipment_key
from chalicelib.orders.rules import Part
from chalicelib.orders.step_commands import free_order
from chalicelib.rebates.commands import look_again
from chalicelib.rebates.term_rules import Basis
from chalicelib.returns.commands import enter
from chalicelib.returns.credit_rules import Credit
from chalicelib.returns.queries import batches_of, credit_of, lines_back, return_of, sale_of
from chalicelib.returns.records import ReturnRecord
from chalicelib.returns.rules import (
    LIFECYCLE,
    Origin,
    ReturnLine,
    ReturnState,
    by_invoice,
    origins,
    pieces_of,
    take_back,
)


def credit_return(actor: Principal, return_id: str, once: Once) -> ReturnRecord:
    """Credits what came in, at what was paid for it: on the receivable, and to the rebate wallet what that had paid.

    The credit note goes to the invoices of the goods, then to the oldest due. The goods' sales count no longer for the
    rebates of the days on which they were made, and the next settlement computes these again. Tried again where the
    books moved meanwhile.
    """
    made = persist(lambda: _credit(actor, return_id, once))
    apply_deposits(made.dealer_id)
    return made


def _credit(actor: Principal, return_id: str, once: Once) -> ReturnRecord:
    made = return_of(return_id, actor.reach)
    state = LIFECYCLE.transition(ReturnState(made.state), ReturnState.CREDITED)
    order = free_order(made.order_id, actor.reach)
    lines = lines_back(made)
    credit = credit_of(order, sale_of(order), lines)
    batches, receipts = batches_of(order)
    sources = origins(batches, pieces_of(lines))
    shipments = _shipments(order, sources)
    taken_back = _taken_back(sources, receipts, shipments)
    made.lines = [line.as_fields() for line in _credited(lines, credit)]
    made.credit, made.amount = credit.as_fields(), credit.amount
    made.sources = [vars(source) for source in sources]
    _count(order, lines, credit)
    enter(made, state, actor)
    written = replace(made)
    commit(
        once.write(made),
        written,
        replace(order),
        *taken_back,
        *look_again(made.dealer_id, _days(made.dealer_id, sources, receipts, shipments)),
        *_posted(made, credit, sources),
    )
    return made


def _shipments(order: OrderRecord, sources: Iterable[Origin]) -> dict[str, ShipmentRecord]:
    """The shipments of which goods come back, by id; one read."""
    wanted = {source.shipment_id for source in sources}
    keys = [
        shipment_key(order.dealer_id, sent["day"], sent["shipment_id"])
        for sent in order.shipments
        if sent["shipment_id"] in wanted
    ]
    return {found.shipment_id: found for found in find_many(ShipmentRecord, keys).values()}


def _taken_back(
    sources: Sequence[Origin], receipts: Mapping[str, ReceiptRecord], shipments: Mapping[str, ShipmentRecord]
) -> list[Write]:
    """The receipts and shipments with what came back of their parts."""
    pieces: dict[str, dict[int, int]] = {}
    for source in sources:
        for name in (source.receipt_id, source.shipment_id):
            parts = pieces.setdefault(name, {})
            parts[source.line] = parts.get(source.line, 0) + source.quantity
    documents: dict[str, ReceiptRecord | ShipmentRecord] = {**receipts, **shipments}
    return [_less(documents[name], parts) for name, parts in pieces.items()]


def _less(document: ReceiptRecord | ShipmentRecord, pieces: Mapping[int, int]) -> Write:
    parts = take_back([Part.of(fields) for fields in document.lines], pieces)
    document.lines = [part.as_fields() for part in parts]
    return replace(document)


def _credited(lines: Iterable[ReturnLine], credit: Credit) -> list[ReturnLine]:
    """The lines with what was paid for their pieces."""
    paid = {line.line: line for line in credit.lines}
    return [
        changed(line, net=paid[line.line].net, tax=paid[line.line].tax) if line.line in paid else line for line in lines
    ]


def _count(order: OrderRecord, lines: Iterable[ReturnLine], credit: Credit) -> None:
    """The order remembers what its returns came to."""
    pieces = pieces_of(lines)
    after = [changed(line, credited=line.credited + pieces.get(line.line, 0)) for line in lines_of(order)]
    order.lines = [line.as_fields() for line in after]
    order.credited += credit.amount
    order.credited_to_wallet += credit.to_wallet


def _days(
    dealer_id: str,
    sources: Iterable[Origin],
    receipts: Mapping[str, ReceiptRecord],
    shipments: Mapping[str, ShipmentRecord],
) -> set[tuple[Basis, date]]:
    """The days on which the sales of the goods counted, by every basis. What is not paid yet has not counted by it."""
    paid = invoices(dealer_id, list(shipments)).values()
    days = [
        *((Basis.SHIPPED, shipment.day) for shipment in shipments.values()),
        *((Basis.RECEIVED, receipts[source.receipt_id].day) for source in sources),
        *((Basis.PAID, invoice.collected_on) for invoice in paid if invoice.collected_on),
    ]
    return {(basis, date.fromisoformat(day)) for basis, day in days}


def _posted(made: ReturnRecord, credit: Credit, sources: Sequence[Origin]) -> list[Write]:
    """The ledger's part."""
    own = by_invoice(sources, {line.line: (line.quantity, line.net) for line in credit.lines})
    day = business_day(clock.now(), settings().zone)
    amounts = (credit.to_receivable, credit.to_wallet)
    return post_credit(made.dealer_id, made.return_id, amounts, own, day)
