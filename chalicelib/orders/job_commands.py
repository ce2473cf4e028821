"""Stock of an order that takes more than one transaction: moved whole or put back, whatever happens in between.

A job is made in the transaction that begins the work. Each batch moves the job on in its own transaction, and the last
transaction removes it. Every write on a job demands that it stands as it was seen: no batch is applied twice, and none
once the job was turned back. Whoever comes second is refused as `busy` and changes nothing. A job that stands still is
ended by the sweep.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from chalicelib.aws.once import Once
from chalicelib.aws.tables import MOST_WRITES, Write, change, commit, create, find, remove
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, NotFound
from chalicelib.orders.records import JobRecord, OrderRecord, job_key, order_key
from chalicelib.orders.rules import Action, By, Doer, batches
from chalicelib.stock import commands as stock

MOST_MOVES = 90
"""Levels that one transaction changes, beside the order and all else that it writes."""
_Move = Callable[[str, str, int], Write]
_ON: dict[Action, _Move] = {
    Action.RESERVE: stock.reserve,
    Action.SHIP: stock.ship_out,
    Action.RECEIVE: stock.bring_in,
    Action.RELEASE: stock.release,
}
_BACK: dict[Action, _Move] = {Action.RESERVE: stock.release, Action.SHIP: stock.put_back}
"""What undoes a batch. What was received or released is never undone: those jobs only go on."""


class TakenOver(Conflict):
    """409 `busy`: somebody else goes on with this job. All other refusals put back what the job has moved."""

    def __init__(self) -> None:
        super().__init__(Code.BUSY, "Somebody else goes on with this order. Try again in a moment.")


def fits(pieces: Collection[Any], beside: int = 0) -> bool:
    """Whether one transaction moves them all, with so many other writes."""
    return len(pieces) <= min(MOST_MOVES, MOST_WRITES - beside)


def moves(action: Action, location: str, pieces: Mapping[str, int]) -> list[Write]:
    """The writes that move pieces which fit one transaction."""
    return [_ON[action](location, sku, quantity) for sku, quantity in pieces.items()]


def plan(order: OrderRecord, action: Action, location: str, pieces: Mapping[str, int], by: Doer) -> JobRecord:
    """A new job for an order, which bears its id from the write that begins it until the job is gone."""
    job = JobRecord(
        *job_key(order.order_id),
        job_id=ids.token(12),
        order_id=order.order_id,
        dealer_id=order.dealer_id,
        action=action.value,
        location=location,
        batches=batches(pieces, MOST_MOVES),
        done=0,
        back=False,
        terms={},
        by=by.name,
        by_id=by.user_id,
        touched_at=clock.now(),
    )
    order.job = job.job_id
    return job


def begin(job: JobRecord) -> Write:
    """Keeps a new job; belongs into the transaction that begins the work."""
    return create(job, or_else=_taken_over)


def go_on(job: JobRecord) -> None:
    """Applies the batches that are left. A refusal of one of them leaves it and the later ones unapplied."""
    move = _ON[Action(job.action)]
    while job.done < len(job.batches):
        _step(job, 1, move, job.batches[job.done])


def take_up(job: JobRecord) -> None:
    """Takes a job over that stood still. One that cannot be ended then waits behind the others."""
    commit(_touched(job, []))
    job.version += 1


def go_back(job: JobRecord) -> None:
    """Turns a job back, and undoes the batches that were applied."""
    undo = _BACK[Action(job.action)]
    if not job.back:
        commit(_touched(job, [JobRecord.back.set(True)]))
        job.back, job.version = True, job.version + 1
    while job.done:
        _step(job, -1, undo, job.batches[job.done - 1])


def _step(job: JobRecord, by: int, move: _Move, batch: Sequence[tuple[str, int]]) -> None:
    """One batch, in one transaction with the job's count of batches."""
    touched = _touched(job, [JobRecord.done.set(job.done + by)])
    commit(touched, *(move(job.location, sku, quantity) for sku, quantity in batch))
    job.done, job.version = job.done + by, job.version + 1


def ended(job: JobRecord) -> Write:
    """Removes a job; belongs into the transaction that ends the work."""
    return remove(job, _as_seen(job), _taken_over)


def carry_out(job: JobRecord) -> None:
    """Applies what is left of a job whose order stands already as it will, and frees the order."""
    go_on(job)
    key = order_key(job.dealer_id, job.order_id)
    commit(ended(job), change(OrderRecord, key, [OrderRecord.job.remove()], OrderRecord.job == job.job_id))


def _touched(job: JobRecord, actions: list[Any]) -> Write:
    sets = [*actions, JobRecord.touched_at.set(clock.now())]
    return change(JobRecord, job_key(job.order_id), sets, _as_seen(job), _taken_over)


def _as_seen(job: JobRecord) -> Any:
    return (JobRecord.job_id == job.job_id) & (JobRecord.version == job.version)


def _taken_over(_: JobRecord | None) -> Conflict:
    return TakenOver()


def job_of(order: OrderRecord) -> JobRecord | None:
    """The job that an order bears, as it stands now."""
    return find(JobRecord, job_key(order.order_id)) if order.job else None


def order_of(job: JobRecord) -> OrderRecord:
    """The order that a job is about, as it stands now."""
    order = find(OrderRecord, order_key(job.dealer_id, job.order_id))
    if order is None:
        raise NotFound("order")
    return order


def demand_free(order: OrderRecord) -> None:
    """409 `busy` where a job moves the order's stock at this moment."""
    if order.job:
        message = "The stock of this order is being moved. Try again in a moment."
        raise Conflict(Code.BUSY, message, [{"order_id": order.order_id}])


def pieces_of(job: JobRecord) -> dict[str, int]:
    """All that a job moves, by SKU."""
    return {sku: quantity for batch in job.batches for sku, quantity in batch}


def doer_of(job: JobRecord) -> By:
    """Who began the job."""
    return By(job.by, job.by_id)


def request_of(once: Once) -> dict[str, Any]:
    """What a job keeps of the request that began it, so that a repeat goes on from where it stood."""
    return {"asker": once.asker, "key": once.key, "fingerprint": once.fingerprint, "status": once.status}


def job_of_request(order: OrderRecord, action: Action, once: Once) -> JobRecord:
    """The job of an order that this very request began; 409 `busy` where another did."""
    job = job_of(order)
    if job is None or job.action != action or job.request != request_of(once):
        raise TakenOver
    return job
