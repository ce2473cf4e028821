"""Lambda functions of this feature."""

from collections.abc import Iterator
from typing import Any

from chalice.app import Blueprint

from chalicelib.approvals.commands import has_verdict
from chalicelib.approvals.records import DecisionRecord
from chalicelib.approvals.rules import DecisionState
from chalicelib.approvals.sweep_commands import urge_late
from chalicelib.aws import workflows
from chalicelib.edge.task import Change, feed, task
from chalicelib.edge.wire import TaskInput
from chalicelib.kernel.events import DecisionMade, Event

tasks = Blueprint(__name__)


@feed(tasks, "approvals_feed")
def approvals_feed(change: Change) -> Iterator[Event]:
    """A decision that is open no longer: wakes whoever waits for it, and tells DecisionMade.

    The wake-up may find nobody (a restarted execution): then it is made up for when the decision is opened again.
    """
    old, new = change.old, change.new
    if not (isinstance(old, DecisionRecord) and isinstance(new, DecisionRecord)):
        return
    if old.state != DecisionState.OPEN or new.state == DecisionState.OPEN:
        return
    if has_verdict(new) and new.task_token:
        workflows.wake(new.task_token, new.verdict())
    occurred_at = new.decided_at or new.changed_at
    cause = f"decision:{new.decision_id}:{new.state}"
    yield DecisionMade(cause, occurred_at, new.decision_id, new.subject, new.choice or new.state)


class Nothing(TaskInput):
    """A schedule says nothing that is needed."""


@task(tasks, "approvals_sweep")
def approvals_sweep(given: Nothing) -> dict[str, Any]:  # noqa: ARG001 - of the shape of a task
    """Reminds of, escalates or ends the open decisions that are due; tells how many. The feed wakes who waits."""
    return {"outcome": "swept", "urged": urge_late()}
