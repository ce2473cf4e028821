"""Reserving an order that takes more than one transaction: reserved whole, or not at all.

The order is `reserving` and its credit held from the first transaction on, its stock follows by a job, and the last
transaction submits it. Where something is short, all is given back and it is a draft again.
"""

from collections.abc import Callable, Sequence

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, commit, replace
from chalicelib.dealers.commands import must_be_active
from chalicelib.edge.principal import Principal
from chalicelib.kernel.errors import Code, Refusal
from chalicelib.kernel.money import ZERO
from chalicelib.orders import job_commands as jobs
from chalicelib.orders import queries
from chalicelib.orders.records import JobRecord, OrderRecord
from chalicelib.orders.redemption_commands import let_go
from chalicelib.orders.rules import SYSTEM, Action, OrderState
from chalicelib.orders.step_commands import enter, naming_lines, pieces_wanted, stand
from chalicelib.orders.use_rules import given_back
from chalicelib.promotions.use_commands import give_back


def begin(
    actor: Principal,
    order: OrderRecord,
    placing: Sequence[Write],
    pieces: dict[str, int],
    once: Once,
    target: OrderState,
) -> JobRecord:
    """The first transaction: the order is `reserving`, its credit and its uses of promotions are held (`placing`), its
    job is there. Where something is short already, nothing is begun."""
    queries.demand_available(order, pieces)
    job = jobs.plan(order, Action.RESERVE, order.warehouse_id, pieces, actor)
    job.terms = {"target": target.value}
    job.request = jobs.request_of(once)
    enter(order, OrderState.RESERVING, actor)
    commit(replace(order), must_be_active(order.dealer_id), *placing, jobs.begin(job))
    return job


def reserve(job: JobRecord, once: Once) -> OrderRecord:
    """Reserves what is left of a job and submits its order; else gives all back, and names every line that is short."""
    try:
        jobs.go_on(job)
        return _end(job, once)
    except jobs.TakenOver:
        raise
    except Refusal as refusal:
        order = give_up(job)
        if refusal.code is Code.INSUFFICIENT_STOCK:
            queries.demand_available(order, pieces_wanted(order))
        with naming_lines(order):
            raise


def _end(job: JobRecord, once: Once) -> OrderRecord:
    """The last transaction: the order is what it was to become."""
    order = jobs.order_of(job)
    enter(order, OrderState(job.terms["target"]), jobs.doer_of(job))
    order.job = None
    submitted = replace(order)
    commit(once.write(order), submitted, must_be_active(order.dealer_id), jobs.ended(job))
    return order


def give_up(job: JobRecord) -> OrderRecord:
    """Gives back what a reservation holds; its order is a draft again, as if nobody had tried."""

    def as_before(order: OrderRecord) -> None:
        order.instants = order.instants[:-1]
        stand(order, OrderState.DRAFT)

    return _give_back(job, as_before)


def expire_reservation(job: JobRecord) -> OrderRecord:
    """Gives back what a reservation holds that nobody goes on with; its order is `expired`."""
    return _give_back(job, lambda order: enter(order, OrderState.EXPIRED, SYSTEM))


def _give_back(job: JobRecord, settle: Callable[[OrderRecord], None]) -> OrderRecord:
    jobs.go_back(job)
    order = jobs.order_of(job)
    credit, had = let_go(order), queries.uses_of(order)
    order.redeemed, order.job = ZERO, None
    settle(order)
    back = give_back(order.dealer_id, given_back(had, queries.uses_of(order)))
    commit(replace(order), jobs.ended(job), *credit, *back)
    return order
