"""What the clock does with orders: ends jobs that stand still, and lets drafts and reviews expire that nobody ends.

Everything is conditional and safe to repeat: what somebody else ended first is passed over.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from chalicelib.aws.once import Once
from chalicelib.company import queries as company
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, Refusal
from chalicelib.ledger.payment_commands import apply_deposits
from chalicelib.orders import job_commands as jobs
from chalicelib.orders import queries
from chalicelib.orders.delivery_commands import finish_shipment, put_back
from chalicelib.orders.records import JobRecord, OrderRecord
from chalicelib.orders.reservation_commands import expire_reservation
from chalicelib.orders.rules import LIFECYCLE, SYSTEM, Action, OrderState
from chalicelib.orders.step_commands import enter, held, release

MOST_JOBS = 50
"""Jobs that one run ends; the next run goes on."""
MOST_EXPIRED = 100
"""Drafts, and so many reviews, that one run lets expire."""
_LOST = {Code.BUSY, Code.VERSION_CONFLICT}
"""What one who was slower than a person is told."""
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Swept:
    """How many of each one run ended."""

    jobs: int
    drafts: int
    reviews: int


def sweep(render: Callable[[OrderRecord], str]) -> Swept:
    """Ends what waits for nobody. `render` writes the answer that a repeat of a finished request gets.

    One that fails does not stop the others; the errors are raised together at the end.
    """
    now, policy, errors = clock.now(), company.policy(), list[Exception]()
    stopped = queries.stopped_jobs(now - timedelta(seconds=policy.order_job_seconds), MOST_JOBS)
    drafts = queries.waiting_since(OrderState.DRAFT, now - timedelta(days=policy.draft_days), MOST_EXPIRED)
    in_review = now - timedelta(days=policy.credit_review_days)
    reviews = queries.waiting_since(OrderState.CREDIT_REVIEW, in_review, MOST_EXPIRED)
    swept = Swept(
        jobs=_each(stopped, lambda job: _end(job, render), {Code.BUSY}, errors),
        drafts=_each(drafts, _expire, _LOST, errors),
        reviews=_each(reviews, _expire, _LOST, errors),
    )
    if errors:
        raise ExceptionGroup(f"{len(errors)} could not be ended; ended: {swept}", errors)
    return swept


def _each(
    things: Iterable[Thing], end: Callable[[Thing], None], passed_over: Collection[Code], errors: list[Exception]
) -> int:
    """How many were ended; what somebody else is at is passed over, every other error is kept."""
    count = 0
    for thing in things:
        try:
            end(thing)
            count += 1
        except Conflict as lost:
            if lost.code not in passed_over:
                errors.append(lost)
        except Exception as error:
            errors.append(error)
    return count


def _end(job: JobRecord, render: Callable[[OrderRecord], str]) -> None:
    """A reservation is given back, a shipment is sent where that can be, and all else goes on to its end."""
    jobs.take_up(job)
    match Action(job.action):
        case Action.RESERVE:
            expire_reservation(job)
        case Action.SHIP:
            _end_shipment(job, render)
        case Action.RECEIVE | Action.RELEASE:
            jobs.carry_out(job)


def _end_shipment(job: JobRecord, render: Callable[[OrderRecord], str]) -> None:
    if job.back:
        put_back(job)
        return
    try:
        finish_shipment(job, Once(**job.request, render=render))
        apply_deposits(job.dealer_id)
    except jobs.TakenOver:
        raise
    except Refusal:
        return  # it was put back, or the next run does it


def _expire(order: OrderRecord) -> None:
    left = held(order)
    enter(order, LIFECYCLE.transition(OrderState(order.state), OrderState.EXPIRED), SYSTEM)
    release(order, left, SYSTEM, None)
