"""Lambda functions of this feature: the steps of step_functions/registration.asl.json, its reconciler, its sweep, and
the feed of its table."""

from collections.abc import Iterator
from typing import Any, Literal

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.edge.task import Change, feed, task
from chalicelib.edge.wire import TaskInput
from chalicelib.kernel.events import Event, RegistrationAmended
from chalicelib.onboarding import workflow_commands as steps
from chalicelib.onboarding.commands import restart_stopped
from chalicelib.onboarding.queries import registration
from chalicelib.onboarding.records import CaseRecord
from chalicelib.onboarding.rules import ENDED, FIRST_LEVEL, Reason
from chalicelib.onboarding.sweep_commands import sweep

tasks = Blueprint(__name__)


class OfCase(TaskInput):
    """What each step is given: the case. It reads the rest itself."""

    case_id: str


class AskInput(OfCase):
    task_token: str
    answer_seconds: int
    level: int = FIRST_LEVEL


class ReturnInput(OfCase):
    task_token: str
    amend_seconds: int


class Verdict(TaskInput):
    """What came of the check or of the decision."""

    outcome: str
    reason: Reason = Reason.DECISION
    answers: dict[str, Any] = Field(default_factory=dict)
    comment: str | None = None


class ProvisionInput(OfCase):
    verdict: Verdict


class Failure(TaskInput):
    """What Step Functions says of an error."""

    Error: str = "unknown"


class EndInput(OfCase):
    """`verdict` comes with a rejection, `error` with a failure."""

    ending: Literal["rejected", "expired", "failed"]
    verdict: Verdict = Verdict(outcome="none")
    error: Failure = Failure()


class Nothing(TaskInput):
    """A schedule says nothing that is needed."""


@task(tasks, "registration_check")
def registration_check(given: OfCase) -> dict[str, Any]:
    """{case_id} -> outcome `accepted` (to be decided), `rejected` with `reason`, or `over` (it has ended before)."""
    if registration(given.case_id).state in ENDED:
        return {"outcome": "over", "reason": None}
    reason = steps.check(given.case_id)
    return {"outcome": "rejected" if reason else "accepted", "reason": reason}


@task(tasks, "registration_ask")
def registration_ask(given: AskInput) -> dict[str, Any]:
    """{case_id, task_token, answer_seconds, level?} -> asked; the token is woken with the decision's verdict.

    Its outcome: `approved`, `rejected`, `returned`, `expired`; or `nobody_to_ask`, with an Error that says who is
    missing. At level 2 it is the first level's verdict where finance need not decide.
    """
    steps.ask(given.case_id, given.task_token, given.answer_seconds, given.level)
    return {"outcome": "asked"}


@task(tasks, "registration_return")
def registration_return(given: ReturnInput) -> dict[str, Any]:
    """{case_id, task_token, amend_seconds} -> asked; the token is woken with outcome `amended` or `expired`."""
    steps.want_more(given.case_id, given.task_token, given.amend_seconds)
    return {"outcome": "asked"}


@task(tasks, "registration_provision")
def registration_provision(given: ProvisionInput) -> dict[str, Any]:
    """{case_id, verdict} -> outcome `provisioned`, dealer_id."""
    return {"outcome": "provisioned", "dealer_id": steps.provision(given.case_id, given.verdict.answers)}


@task(tasks, "registration_end")
def registration_end(given: EndInput) -> dict[str, Any]:
    """{case_id, ending, verdict?, error?} -> outcome: the ending, or `goes_on` where the decision came just in time."""
    if given.ending == "rejected":
        steps.reject(given.case_id, given.verdict.reason, given.verdict.comment)
    elif given.ending == "failed":
        steps.fail(given.case_id, given.error.Error[:200])
    elif not steps.expire(given.case_id):
        return {"outcome": "goes_on"}
    return {"outcome": given.ending}


@task(tasks, "registration_reconcile")
def registration_reconcile(given: Nothing) -> dict[str, Any]:  # noqa: ARG001 - of the shape of a task
    """Starts open cases without a live execution again; tells how many."""
    return {"outcome": "reconciled", "restarted": restart_stopped()}


@task(tasks, "registration_sweep")
def registration_sweep(given: Nothing) -> dict[str, Any]:  # noqa: ARG001 - of the shape of a task
    """Reminds applicants and ends what they did not amend, deletes the documents of what came to nothing."""
    return {"outcome": "swept", "cases": sweep()}


@feed(tasks, "onboarding_feed")
def onboarding_feed(change: Change) -> Iterator[Event]:
    """A case under its next revision: tells RegistrationAmended."""
    old, new = change.old, change.new
    if isinstance(old, CaseRecord) and isinstance(new, CaseRecord) and new.revision > old.revision:
        cause = f"registration:{new.case_id}:v{new.revision}:amended"
        yield RegistrationAmended(cause, new.changed_at, new.case_id, new.region)
