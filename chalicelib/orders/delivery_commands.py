"""Shipping an order and receiving it, whole or in part.

What fits one transaction is one of order, document, stock and books. The stock of a larger shipment leaves by a job
before the one transaction of the documents; that of a larger receipt comes in by a job after it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.aws.once import Once
from chalicelib.aws.tables import MOST_WRITES, Write, commit, create, replace
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.commands import must_be_active
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, Refusal
from chalicelib.kernel.money import ZERO
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import commands as ledger
from chalicelib.ledger.payment_commands import apply_deposits
from chalicelib.orders import job_commands as jobs
from chalicelib.orders import queries
from chalicelib.orders.queries import lines_of
from chalicelib.orders.records import (
    JobRecord,
    OrderRecord,
    ReceiptRecord,
    ShipmentRecord,
    receipt_key,
    shipment_key,
)
from chalicelib.orders.redemption_commands import redeemed_now
from chalicelib.orders.rules import (
    LIFECYCLE,
    RECEIVED_FROM,
    SHIPPED_FROM,
    Action,
    Doer,
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
from chalicelib.orders.step_commands import enter, free_order, naming_lines
from chalicelib.stock import commands as stock
from chalicelib.stock.rules import MovementKind, Pieces, dealer_location


def ship_order(actor: Principal, order_id: str, wanted: Mapping[int, int] | None, once: Once) -> OrderRecord:
    """Sends a shipment: stock leaves the warehouse, the dealer is invoiced, the credit held for it is freed.

    `wanted` is pieces by line number, None all that is left. The invoice is of the business day and due after the
    dealer's payment days. Tried again where the books moved meanwhile. 409 `insufficient_stock` with every line of
    which a count found less. The same request again goes on with what a crash left half done.
    """
    order = ledger.persist(lambda: _ship(actor, order_id, wanted, once))
    apply_deposits(order.dealer_id)
    return order


def _ship(actor: Principal, order_id: str, wanted: Mapping[int, int] | None, once: Once) -> OrderRecord:
    order = queries.order(order_id, actor.reach)
    if order.job:
        job = jobs.job_of_request(order, Action.SHIP, once)
        if not job.back:
            return finish_shipment(job, once)
        order = put_back(job)
    demand(OrderState(order.state), SHIPPED_FROM)
    _, parts = ship(lines_of(order), wanted)
    gone = pieces_by_sku((part.sku, part.quantity) for part in parts)
    documents = _sent(order, wanted, actor, once) if jobs.fits(gone) else []
    if not documents or len(documents) + len(gone) > MOST_WRITES:
        return _ship_by_job(actor, order_id, gone, wanted, once)
    with naming_lines(order):
        commit(*documents, *jobs.moves(Action.SHIP, order.warehouse_id, gone))
    return order


def _ship_by_job(
    actor: Principal, order_id: str, gone: Mapping[str, int], wanted: Mapping[int, int] | None, once: Once
) -> OrderRecord:
    """The first transaction: the order is taken, its job is there. Where less lies there already, nothing is begun."""
    order = free_order(order_id, actor.reach)
    queries.demand_on_hand(order, gone)
    job = jobs.plan(order, Action.SHIP, order.warehouse_id, gone, actor)
    job.terms = {"wanted": None if wanted is None else {str(line): pieces for line, pieces in wanted.items()}}
    job.request = jobs.request_of(once)
    commit(replace(order), jobs.begin(job))
    return finish_shipment(job, once)


def finish_shipment(job: JobRecord, once: Once) -> OrderRecord:
    """Takes out what is left of a job and sends its shipment; else puts all back, and names every line that lacks."""
    try:
        jobs.go_on(job)
        return ledger.persist(lambda: _end_shipment(job, once))
    except jobs.TakenOver:
        raise
    except Refusal as refusal:
        order = put_back(job)
        if refusal.code in ledger.LOST_RACES:
            raise Conflict(Code.BUSY, "The dealer's books are being changed. Try again in a moment.") from refusal
        if refusal.code is Code.INSUFFICIENT_STOCK:
            queries.demand_on_hand(order, jobs.pieces_of(job))
        with naming_lines(order):
            raise


def _end_shipment(job: JobRecord, once: Once) -> OrderRecord:
    """The last transaction: documents, order and books; the stock has left."""
    order = jobs.order_of(job)
    wanted = job.terms["wanted"]
    lines = None if wanted is None else {int(line): pieces for line, pieces in wanted.items()}
    order.job = None
    commit(*_sent(order, lines, jobs.doer_of(job), once), jobs.ended(job))
    return order


def put_back(job: JobRecord) -> OrderRecord:
    """Lets a shipment be that cannot be sent: its stock lies there and is reserved as before."""
    jobs.go_back(job)
    order = jobs.order_of(job)
    order.job = None
    commit(replace(order), jobs.ended(job))
    return order


def _sent(order: OrderRecord, wanted: Mapping[int, int] | None, by: Doer, once: Once) -> list[Write]:
    """All that a shipment writes but the levels: key, order, shipment, movement, and the ledger's part."""
    lines, parts = ship(lines_of(order), wanted)
    day = business_day(clock.now(), settings().zone)
    due_day = day + timedelta(days=dealers.dealer_as_is(order.dealer_id).payment_days)
    before = redeemed_now(order)
    order.lines = [line.as_fields() for line in lines]
    shipment = _shipment(order, parts, (day, due_day), by, redeemed_now(order) - before)
    order.exposure -= shipment.exposure
    order.redemption_held -= shipment.redeemed
    order.shipments = [*order.shipments, {"shipment_id": shipment.shipment_id, "day": shipment.day}]
    state = LIFECYCLE.transition(OrderState(order.state), progress(lines))
    enter(order, state, by, document=shipment.shipment_id)
    gone = pieces_by_sku((part.sku, part.quantity) for part in parts)
    cause = f"shipment:{shipment.shipment_id}"
    changed = replace(order)
    return [
        once.write(order),
        changed,
        create(shipment),
        stock.movement(cause, order.warehouse_id, MovementKind.SHIPMENT, _moved(gone, -1)),
        *_invoice(shipment, day, due_day),
    ]


def _shipment(
    order: OrderRecord, parts: Sequence[Part], dates: tuple[date, date], by: Doer, redeemed: Decimal
) -> ShipmentRecord:
    day, due_day = dates
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
        exposure=amount - redeemed,
        redeemed=redeemed,
        shipped_at=clock.now(),
        shipped_by=by.name,
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

    `wanted` is pieces by line number, None all that is still on the way. More than one transaction moves comes into
    the stock after it, by a job.
    """
    order = free_order(order_id, actor.reach)
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
        enter(order, LIFECYCLE.transition(state, progress(lines)), actor, document=receipt.receipt_id)
    came = pieces_by_sku((part.sku, part.quantity) for part in parts)
    own = dealer_location(order.dealer_id)
    job = None if jobs.fits(came) else jobs.plan(order, Action.RECEIVE, own, came, actor)
    changed = replace(order)
    commit(
        once.write(order),
        changed,
        must_be_active(order.dealer_id),
        replace(shipment),
        create(receipt),
        stock.movement(f"receipt:{receipt.receipt_id}", own, MovementKind.DELIVERY, _moved(came, 1)),
        *([jobs.begin(job)] if job else jobs.moves(Action.RECEIVE, own, came)),
    )
    if job:
        jobs.carry_out(job)
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
