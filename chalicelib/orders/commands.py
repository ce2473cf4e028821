"""An order from the draft to its end, but for what moves goods: see `delivery_commands`.

Every command is one transaction, or begins with the one that decides: stock that one transaction does not move is moved
by a job (`job_commands`). The idempotency key stands first, so that a repeat is recognised first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, commit, create, replace
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.commands import must_be_active
from chalicelib.dealers.records import DealerRecord
from chalicelib.edge.permissions import Permission, permit
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.kernel.money import ZERO, money_text
from chalicelib.ledger.exposure_commands import hold_credit_beyond_limit
from chalicelib.orders import job_commands as jobs
from chalicelib.orders import queries
from chalicelib.orders import reservation_commands as reservation
from chalicelib.orders.queries import lines_of
from chalicelib.orders.records import OrderRecord, order_key
from chalicelib.orders.redemption_commands import hold_or_ask, redeem
from chalicelib.orders.rules import (
    CANCELLED_BY_DEALER,
    CANCELLED_BY_STAFF,
    GRANTED_FROM,
    LIFECYCLE,
    SUBMITTED_FROM,
    Action,
    OrderState,
    demand,
)
from chalicelib.orders.step_commands import (
    enter,
    free_order,
    held,
    naming_lines,
    pieces_wanted,
    release,
    set_prices,
)
from chalicelib.pricing.queries import PricedBasket, quote_for
from chalicelib.promotions import use_commands as promotions
from chalicelib.stock.rules import Pieces


def draft_order(actor: Principal, lines: Sequence[Pieces], once: Once, declined: Sequence[str] = ()) -> OrderRecord:
    """Makes a draft at today's prices for the actor's own dealer, without free goods of the SKUs in `declined`.

    It holds nothing. 422 names every SKU that is not sold or has no price.
    """
    now = clock.now()
    dealer = dealers.dealer_as_is(actor.reach.of_dealer(actor.dealer_id))
    order_id = f"{dealer.dealer_id}-{ids.timed(now)}"
    order = OrderRecord(
        *order_key(dealer.dealer_id, order_id),
        order_id=order_id,
        dealer_id=dealer.dealer_id,
        exposure=ZERO,
        shipments=[],
        receipts=[],
        instants=[],
        declined=list(declined) or None,
    )
    set_prices(order, dealer, quote_for(dealer, lines, now, declined), now)
    enter(order, OrderState.DRAFT, actor)
    commit(once.write(order), create(order), must_be_active(dealer.dealer_id))
    return order


@dataclass(frozen=True)
class Seen:
    """What the dealer saw and agrees to: the total, how many free pieces (None: it does not say), the SKUs of free
    goods that it does without (None: those of the draft), and what of the total the rebate wallet is to pay."""

    total: Decimal
    free_pieces: int | None = None
    declined: Sequence[str] | None = None
    redeem: Decimal = ZERO


def submit_order(actor: Principal, order_id: str, seen: Seen, once: Once, credit_review: bool = False) -> OrderRecord:
    """Buys a draft at the total that the dealer saw: reserves its stock, holds its credit and takes of the promotions'
    budgets and quotas, whole or not at all.

    With `credit_review` an order that the credit does not cover has its stock reserved and waits for finance.
    409: `quote_changed` with the new quote (also where a promotion was used up meanwhile), `dealer_not_active`,
    `insufficient_stock` with every short SKU and its lines, `insufficient_wallet` and `insufficient_credit` with the
    figures, `overdue_invoices` (also with `credit_review`). The same request again goes on with what a crash left
    half done.
    """
    try:
        return _submit(actor, order_id, seen, once, OrderState.SUBMITTED)
    except Conflict as refusal:
        if not credit_review or refusal.code is not Code.INSUFFICIENT_CREDIT:
            raise
    return _submit(actor, order_id, seen, once, OrderState.CREDIT_REVIEW)


def _submit(actor: Principal, order_id: str, seen: Seen, once: Once, target: OrderState) -> OrderRecord:
    order, dealer = queries.draft_of(order_id, actor.reach.of_dealer(actor.dealer_id))
    if order.job:
        job = jobs.job_of_request(order, Action.RESERVE, once)
        if not job.back:
            return reservation.reserve(job, once)
        order = reservation.give_up(job)
    demand(OrderState(order.state), SUBMITTED_FROM)
    if seen.declined is not None:
        order.declined = list(seen.declined) or None
    basket = _priced_again(order, dealer)
    if basket.quote.total != seen.total or seen.free_pieces not in (None, _free_pieces(basket)):
        raise _changed(basket)
    set_prices(order, dealer, basket, clock.now())
    redeem(order, seen.redeem)
    order.exposure = order.total - order.redeemed if target is OrderState.SUBMITTED else ZERO
    spending = promotions.spend(order.dealer_id, basket.quote.uses(), basket.campaigns)
    try:
        return _place(actor, order, spending, once, target)
    except promotions.UsedUp as used_up:
        raise _changed(_priced_again(order, dealer)) from used_up


def _priced_again(order: OrderRecord, dealer: DealerRecord) -> PricedBasket:
    """What the order is about at the prices of this moment."""
    wanted = [Pieces(line.sku, line.quantity) for line in lines_of(order) if not line.free]
    return quote_for(dealer, wanted, clock.now(), order.declined or ())


def _free_pieces(basket: PricedBasket) -> int:
    return sum(free.quantity for free in basket.quote.free_goods)


def _changed(basket: PricedBasket) -> Conflict:
    message = f"The total is now {money_text(basket.quote.total)}, with {_free_pieces(basket)} free pieces."
    return Conflict(Code.QUOTE_CHANGED, message, [basket.explained()])


def _place(
    actor: Principal, order: OrderRecord, spending: Sequence[Write], once: Once, target: OrderState
) -> OrderRecord:
    """Reserves, holds and spends: in one transaction where it fits, else by a job after the one that decides."""
    credit = hold_or_ask(order)
    placing, pieces = [*credit, *spending], pieces_wanted(order)
    if not jobs.fits(pieces, len(placing) + 3):
        return reservation.reserve(reservation.begin(actor, order, placing, pieces, once, target), once)
    enter(order, target, actor)
    submitted = replace(order)
    stock = jobs.moves(Action.RESERVE, order.warehouse_id, pieces)
    with naming_lines(order):
        commit(once.write(order), submitted, must_be_active(order.dealer_id), *spending, *stock, *credit)
    return order


def grant_credit(actor: Principal, order_id: str, once: Once) -> OrderRecord:
    """Finance lets an order in review pass: its total is held of the credit, also beyond the limit."""
    order = free_order(order_id, actor.reach)
    demand(OrderState(order.state), GRANTED_FROM)
    order.exposure = order.total - order.redeemed
    enter(order, LIFECYCLE.transition(OrderState(order.state), OrderState.SUBMITTED), actor)
    granted = replace(order)
    held = hold_credit_beyond_limit(order.dealer_id, order.exposure)
    commit(once.write(order), granted, must_be_active(order.dealer_id), held)
    return order


def confirm_order(actor: Principal, order_id: str, once: Once) -> OrderRecord:
    """Staff take the order on."""
    order = free_order(order_id, actor.reach)
    enter(order, LIFECYCLE.transition(OrderState(order.state), OrderState.CONFIRMED), actor)
    confirmed = replace(order)
    commit(once.write(order), confirmed)
    return order


def reject_order(actor: Principal, order_id: str, reason: str, once: Once) -> OrderRecord:
    """Staff refuse a submitted order, or one whose credit is in review; what it holds is released.

    Finance refuses reviews alone.
    """
    order = free_order(order_id, actor.reach)
    state = OrderState(order.state)
    if state is not OrderState.CREDIT_REVIEW:
        permit(actor, Permission.HANDLE_ORDERS)
    left = held(order)
    enter(order, LIFECYCLE.transition(state, OrderState.REJECTED), actor, reason)
    release(order, left, actor, once)
    return order


def cancel_order(actor: Principal, order_id: str, reason: str, once: Once) -> OrderRecord:
    """Takes an order back: a dealer until it is confirmed, staff until something is shipped. What it holds is
    released, once."""
    order = free_order(order_id, actor.reach)
    state = OrderState(order.state)
    demand(state, CANCELLED_BY_DEALER if actor.dealer_id else CANCELLED_BY_STAFF)
    left = held(order)
    enter(order, LIFECYCLE.transition(state, OrderState.CANCELLED), actor, reason)
    on_behalf = [must_be_active(order.dealer_id)] if actor.dealer_id else []
    release(order, left, actor, once, *on_behalf)
    return order


def close_order(actor: Principal, order_id: str, once: Once) -> OrderRecord:
    """Staff end an order: a received one is closed; one that was shipped or received in part, or whose receipt nobody
    tells, is closed short, and what is left of its stock and credit is released. What is on the way can be received.
    """
    order = free_order(order_id, actor.reach)
    state = OrderState(order.state)
    target = OrderState.CLOSED if state is OrderState.RECEIVED else OrderState.CLOSED_SHORT
    left = held(order)
    enter(order, LIFECYCLE.transition(state, target), actor)
    release(order, left, actor, once)
    return order
