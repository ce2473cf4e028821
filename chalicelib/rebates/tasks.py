"""The steps of the settlement machine, its reconciler, the feed of the table of rebates, the steps of back-tests.

Every step takes the run by its id and may be done twice. Business outcomes are returned; exceptions are faults.
"""

from collections.abc import Iterator
from typing import Any

from chalice.app import Blueprint

from chalicelib.aws import workflows
from chalicelib.company.queries import policy
from chalicelib.edge.task import Change, feed, task
from chalicelib.edge.wire import Month, TaskInput
from chalicelib.kernel import clock
from chalicelib.kernel.events import Event, SettlementClosed
from chalicelib.kernel.periods import Period
from chalicelib.rebates import backtest_commands, budget_commands, queries, run_commands, settlement_commands
from chalicelib.rebates.backtest_commands import BacktestState
from chalicelib.rebates.records import BacktestRecord, RunRecord
from chalicelib.rebates.settlement_rules import RunState, Stage

tasks = Blueprint(__name__)

Output = dict[str, Any]


class OpenInput(TaskInput):
    """The month, and the name of the execution that asks."""

    period: Month
    execution: str


class RunInput(TaskInput):
    """A run."""

    run_id: str


class PartInput(RunInput):
    """A part of a run's dealers, by the key of its file."""

    part: str


class AskInput(RunInput):
    """Which of the approvals, and the token that the answer goes to."""

    level: int
    task_token: str


class Answer(TaskInput):
    """How the question was answered."""

    outcome: str
    comment: str | None = None
    decided_by: str | None = None


class CloseInput(RunInput):
    """How the last question was answered."""

    answer: Answer


class FailInput(TaskInput):
    """All that the execution knew when it failed: `state` is its state, with Step Functions' `error`."""

    execution: str
    state: dict[str, Any]


class ByTheClock(TaskInput):
    """Nothing: the schedule asks."""


@task(tasks, "settlement_open")
def settlement_open(given: OpenInput) -> Output:
    """{period, execution} -> outcome `opened` (to be computed), `asked` (to be asked and posted), `joined` (another
    execution works on it, or it is settled) or `too_early` (with `wait_until`); and what the other steps need.
    """
    period = Period.parse(given.period)
    earliest = run_commands.starts_at(period)
    nothing = {"run_id": "", "manifest": "", "approvals": 0, "wait_seconds": 0}
    if clock.now() < earliest:
        return nothing | {"outcome": "too_early", "wait_until": f"{earliest:%Y-%m-%dT%H:%M:%SZ}"}
    run = run_commands.open_run(period, given.execution)
    if run is None:
        return nothing | {"outcome": "joined", "wait_until": ""}
    return _as_it_is(run, "opened" if run.stage == Stage.COMPUTING else "asked")


def _as_it_is(run: RunRecord, outcome: str) -> Output:
    """A run as the machine goes on with it. It waits a little longer than the question's time, which ends the wait."""
    waits = policy()
    return {
        "outcome": outcome,
        "wait_until": "",
        "run_id": run.run_id,
        "manifest": settlement_commands.manifest_key(run),
        "approvals": run.approvals,
        "wait_seconds": waits.settlement_answer_seconds + waits.wait_margin_seconds,
    }


@task(tasks, "settlement_manifest")
def settlement_manifest(given: RunInput) -> Output:
    """{run_id} -> {parts}: the active dealers lie in parts on S3, listed in the manifest."""
    return {"outcome": "written", "parts": settlement_commands.write_manifest(queries.run(given.run_id))}


@task(tasks, "settlement_compute")
def settlement_compute(given: PartInput) -> Output:
    """{run_id, part} -> {dealers}: their drafts are written."""
    return {"outcome": "computed", "dealers": settlement_commands.compute_part(queries.run(given.run_id), given.part)}


@task(tasks, "settlement_summarise")
def settlement_summarise(given: RunInput) -> Output:
    """{run_id} -> outcome `summarised`, or `incomplete` where drafts are missing; and what the other steps need: how
    many must agree is known when the sum is.
    """
    run = queries.run(given.run_id)
    whole = settlement_commands.summarise_run(run)
    return _as_it_is(run, "summarised" if whole else "incomplete")


@task(tasks, "settlement_ask")
def settlement_ask(given: AskInput) -> Output:
    """{run_id, level, task_token} -> finance is asked. The token gets the decision's verdict (`expired` where nobody
    answered in time), or outcome `nobody` where there is nobody to ask.
    """
    if settlement_commands.ask_finance(queries.run(given.run_id), given.level, given.task_token):
        return {"outcome": "asked"}
    nobody = {"outcome": "nobody", "comment": None, "decided_by": None}
    workflows.wake(given.task_token, nobody)
    return nobody


@task(tasks, "settlement_post")
def settlement_post(given: PartInput) -> Output:
    """{run_id, part} -> {dealers}: their entries and statements are posted, once."""
    return {"outcome": "posted", "dealers": settlement_commands.post_part(queries.run(given.run_id), given.part)}


@task(tasks, "settlement_close")
def settlement_close(given: CloseInput) -> Output:
    """{run_id, answer} -> outcome `closed`, and finance is warned of budgets that run out; `incomplete` where a
    statement is missing; or `rejected`, where that was the answer: the drafts are discarded, the reason is kept.
    """
    run = queries.run(given.run_id)
    if given.answer.outcome == RunState.REJECTED:
        run_commands.reject_run(run, given.answer.comment, given.answer.decided_by)
    elif not settlement_commands.is_posted(run):
        return {"outcome": "incomplete"}
    else:
        run_commands.close_run(run, given.answer.decided_by)
        budget_commands.warn(run)
    return {"outcome": run.state}


@task(tasks, "settlement_fail")
def settlement_fail(given: FailInput) -> Output:
    """{execution, state} -> the run is marked as failed, its questions are void, finance is told."""
    error = given.state.get("error") or {}
    reason = str(error.get("Error") or "unknown")[:200]
    run_commands.fail_run(str(given.state.get("period", "")), given.execution, reason)
    return {"outcome": "failed"}


@task(tasks, "settlement_reconcile")
def settlement_reconcile(given: ByTheClock) -> Output:  # noqa: ARG001 - a task takes an input
    """{} -> outcome `restarted` where an open run had no live execution, else `fine`."""
    run = run_commands.reconcile()
    return {"outcome": "restarted", "execution": run.execution} if run else {"outcome": "fine"}


@task(tasks, "settlement_start")
def settlement_start(given: ByTheClock) -> Output:  # noqa: ARG001 - a task takes an input
    """{} -> outcome `started`, with the execution, where the last month is to be settled by now; else `nothing`."""
    name = run_commands.start_scheduled()
    return {"outcome": "started", "execution": name} if name else {"outcome": "nothing"}


@feed(tasks, "rebates_feed")
def rebates_feed(change: Change) -> Iterator[Event]:
    """A run that is closed, rejected or has failed."""
    new = change.new
    before = change.old.state if isinstance(change.old, RunRecord) else None
    if isinstance(new, RunRecord) and new.state not in {before, RunState.OPEN}:
        cause = f"settlement:{new.run_id}:a{new.attempt}:{new.state}"
        yield SettlementClosed(cause, new.ended_at or new.changed_at, new.run_id, new.period, new.state)


@feed(tasks, "backtest_step")
def backtest_step(change: Change) -> Iterator[Event]:
    """Does the next step of a back-test that was begun or moved on. Tells nothing."""
    new = change.new
    if isinstance(new, BacktestRecord) and new.state == BacktestState.RUNNING:
        backtest_commands.next_step(new.backtest_id, new.version)
    yield from ()
