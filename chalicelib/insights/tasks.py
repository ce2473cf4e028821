"""Lambda functions of this feature: the steps of a verification, its start by the clock, and the audit trail's feed."""

from collections.abc import Iterable, Sequence
from typing import Any

from chalice.app import Blueprint

from chalicelib.aws.streams import StreamRecord
from chalicelib.edge.task import Change, feed, task, trail
from chalicelib.edge.wire import TaskInput
from chalicelib.insights import audit_commands, verification_commands
from chalicelib.insights.records import VerificationRecord
from chalicelib.insights.verification_commands import VerificationState
from chalicelib.kernel.events import Event
from chalicelib.kernel.settings import settings

tasks = Blueprint(__name__)


class StartInput(TaskInput):
    """Nothing: the schedule asks."""


@task(tasks, "verification_start")
def verification_start(given: StartInput) -> dict[str, Any]:  # noqa: ARG001 - a task takes an input
    """{} -> {verification_id}: a verification of all books is under way, begun or woken by this."""
    report = verification_commands.start_verification(None)
    return {"outcome": "under_way", "verification_id": report.verification_id}


@feed(tasks, "verification_step")
def verification_step(change: Change) -> Iterable[Event]:
    """Does the next step of a verification whose report was made or moved on. Tells nothing; of one that is done it
    counts what was found as a metric, for the alarm.
    """
    new = change.new
    if isinstance(new, VerificationRecord):
        if new.state == VerificationState.RUNNING:
            verification_commands.next_step(new.verification_id, new.version)
        else:
            _count(new.found)
    return ()


def _count(findings: int) -> None:
    from aws_lambda_powertools.metrics import MetricUnit, single_metric  # noqa: PLC0415 - only where it is written

    with single_metric("VerificationFindings", MetricUnit.Count, findings, namespace="Qudao") as metric:
        metric.add_dimension("Stack", settings().stack_name)


@trail(tasks, "audit_feed")
def audit_feed(records: Sequence[StreamRecord]) -> None:
    """Keeps every change that the streams tell: who, from where, in which request, and what."""
    audit_commands.keep(records)
