"""Lambda functions of this feature."""

from collections.abc import Iterator

from chalice.app import Blueprint

from chalicelib.approvals.records import DecisionRecord
from chalicelib.approvals.rules import DECIDED, DecisionState
from chalicelib.aws import workflows
from chalicelib.edge.task import Change, feed
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
    if new.state in DECIDED:
        workflows.wake(new.task_token, new.verdict())
    occurred_at = new.decided_at or new.changed_at
    cause = f"decision:{new.decision_id}:{new.state}"
    yield DecisionMade(cause, occurred_at, new.decision_id, new.subject, new.choice or new.state)
