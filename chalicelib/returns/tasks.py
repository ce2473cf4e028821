"""The feed of this feature's table."""

from collections.abc import Iterator
from typing import Any

from chalice.app import Blueprint

from chalicelib.edge.task import Change, feed
from chalicelib.kernel.clock import parse
from chalicelib.kernel.events import (
    Event,
    ReturnApproved,
    ReturnCredited,
    ReturnReceived,
    ReturnRejected,
    ReturnRequested,
    ReturnWithdrawn,
)
from chalicelib.kernel.money import ZERO, money_text
from chalicelib.returns.queries import lines_back
from chalicelib.returns.records import ReturnRecord
from chalicelib.returns.rules import ReturnState

tasks = Blueprint(__name__)


@feed(tasks, "returns_feed")
def returns_feed(change: Change) -> Iterator[Event]:
    """What became of a return: once for each change of state."""
    before = change.old.state if isinstance(change.old, ReturnRecord) else None
    if isinstance(change.new, ReturnRecord) and change.new.state != before:
        yield _entered(change.new)


def _entered(made: ReturnRecord) -> Event:
    step = made.steps[-1]
    told: dict[str, Any] = {
        "cause": f"return:{made.return_id}:{made.state}",
        "occurred_at": parse(step["at"]),
        "dealer_id": made.dealer_id,
        "return_id": made.return_id,
        "order_id": made.order_id,
    }
    match ReturnState(made.state):
        case ReturnState.REQUESTED:
            return ReturnRequested(**told)
        case ReturnState.APPROVED:
            return ReturnApproved(**told)
        case ReturnState.REJECTED:
            return ReturnRejected(**told, reason=step["reason"])
        case ReturnState.WITHDRAWN:
            return ReturnWithdrawn(**told)
        case ReturnState.RECEIVED:
            lines = lines_back(made)
            requested, received = sum(line.requested for line in lines), sum(line.pieces for line in lines)
            return ReturnReceived(**told, pieces=received, missing=requested - received)
        case ReturnState.CREDITED:
            return ReturnCredited(**told, amount=money_text(made.amount or ZERO))
