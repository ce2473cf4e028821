"""A settlement run from its start to its end: who may start it, joins it, starts it again, ends it.

The run's record is the lock. One settlement at a time: what is open or has failed is finished first.
"""

from datetime import datetime

from chalicelib.approvals import commands as approvals
from chalicelib.approvals import queries as decisions
from chalicelib.approvals.rules import DecisionState
from chalicelib.aws import workflows
from chalicelib.aws.mail import Mail, send_once
from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, commit, create, remove, replace
from chalicelib.company.queries import policy, staff_with
from chalicelib.dealers.queries import active_dealer_ids
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, NotFound
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.rebates import queries
from chalicelib.rebates.records import LOCK_KEY, DraftRecord, LockRecord, RunRecord, run_key
from chalicelib.rebates.settlement_rules import (
    RUN,
    RunState,
    Stage,
    approvals_needed,
    cut_off,
    execution_name,
    in_parts,
    ready_month,
    run_id,
    scheduled_name,
)

SCHEDULE = "schedule"
"""Who started a run that no person started."""
NOBODY_ANSWERED = "nobody_answered"
"""Why a run failed whose question nobody answered in time."""
_TIME_OUT = "States.Timeout"
_DELETES = 100


def starts_at(period: Period) -> datetime:
    """The first instant at which a run of the month may begin."""
    return cut_off(period.ends_at(settings().zone), policy().arrival_cutoff_days)


def start_run(period: Period, user_id: str, once: Once | None) -> RunRecord:
    """Starts the settlement of a month for a person of finance, or starts a failed one again; and its execution.

    409 `too_early` with the instant from which on, `run_open` naming the run that is under way (of whatever month),
    `wrong_state` where the month is settled. An execution that could not be started is started by the reconciler.
    """
    earliest = starts_at(period)
    if clock.now() < earliest:
        details = [{"period": str(period), "starts_at": clock.iso(earliest)}]
        raise Conflict(Code.TOO_EARLY, f"{period} can be settled from {clock.iso(earliest)} on.", details)
    under_way = queries.run_under_way()
    if under_way and (under_way.state == RunState.OPEN or under_way.period != str(period)):
        raise _run_open(under_way.run_id)
    run, writes = _again(under_way, user_id) if under_way else _new(period, user_id)
    first = [once.write(run)] if once else []
    commit(*first, *writes)
    _start_execution(run)
    return run


def open_run(period: Period, execution: str) -> RunRecord | None:
    """The run with which an execution goes on; None where it joins one that another execution works on.

    An execution that no person started opens the run, or starts a failed one again, under its own name. 409
    `run_open` where the run of another month is under way.
    """
    run = queries.run_under_way()
    if run and run.execution == execution:
        return run
    if run and run.period != str(period):
        raise _run_open(run.run_id)
    last = queries.last_run_of(period)
    if (run and run.state == RunState.OPEN) or (last and last.state == RunState.CLOSED):
        return None
    opened, writes = _again(run, None, execution) if run else _new(period, None, execution)
    try:
        commit(*writes)
    except Conflict:
        return open_run(period, execution)
    return opened


def start_scheduled() -> str | None:
    """Starts an execution for the last month that can be settled by now; returns its name.

    None where there is nothing to do: a run is under way (of whatever month, failed ones included: a person starts
    those again), the month had a run (settled, or rejected: then a person says when), or there is nobody to settle.
    The name bears the day, so that the same day starts it once and the next one tries again.
    """
    now, zone = clock.now(), settings().zone
    month = ready_month(now, zone, policy().arrival_cutoff_days)
    if queries.run_under_way() or queries.last_run_of(month) or next(active_dealer_ids(), None) is None:
        return None
    name = scheduled_name(str(month), str(business_day(now, zone)))
    workflows.start(settings().settlement_machine_arn, name, {"period": str(month)})
    return name


def _new(period: Period, user_id: str | None, execution: str | None = None) -> tuple[RunRecord, list[Write]]:
    """The next number of the month; with the lock."""
    last = queries.last_run_of(period)
    if last and last.state == RunState.CLOSED:
        raise RUN.wrong_state(last.state, [])
    number = last.number + 1 if last else 1
    pk, sk = run_key(str(period), number)
    name = run_id(str(period), number)
    starters = [user_id] if user_id else []
    run = RunRecord(
        pk,
        sk,
        run_id=name,
        period=str(period),
        number=number,
        attempt=1,
        question=1,
        approvals=approvals_needed(starters),
        state=str(RUN.start),
        stage=str(Stage.COMPUTING),
        began={str(Stage.COMPUTING): clock.iso(clock.now())},
        execution=execution or execution_name(name, 1),
        started_by=user_id or SCHEDULE,
        starters=starters,
        started_at=clock.now(),
    )
    lock = LockRecord(*LOCK_KEY, run_id=name)
    return run, [create(lock, or_else=lambda held: _run_open(held.run_id)), create(run)]


def _again(run: RunRecord, user_id: str | None, execution: str | None = None) -> tuple[RunRecord, list[Write]]:
    """The same run under its next attempt. What finance approved is posted as it stands; else all is computed anew."""
    approved = is_approved(run)
    run.state = str(RUN.transition(RunState(run.state), RunState.OPEN))
    run.attempt += 1
    run.execution = execution or execution_name(run.run_id, run.attempt)
    run.starters = list(dict.fromkeys([*run.starters, user_id])) if user_id else run.starters
    run.reason = run.ended_at = None
    if not approved:
        run.question += 1
        run.approvals = approvals_needed(run.starters)
        run.stage = str(Stage.COMPUTING)
        run.began = {str(Stage.COMPUTING): clock.iso(clock.now())}
        run.summary = run.parts = None
    return run, [replace(run, or_else=lambda now: _run_open(now.run_id))]


def _run_open(run: str) -> Conflict:
    return Conflict(Code.RUN_OPEN, f"The settlement {run} is under way.", [{"run_id": run}])


def decision_id(run: RunRecord, level: int) -> str:
    """One decision a level and question: what is asked anew is another decision, an attempt alone is not."""
    return f"settlement-{run.run_id}-q{run.question}-{level}"


def subject(run: RunRecord) -> str:
    """What the decisions are about."""
    return f"settlement:{run.run_id}"


def is_approved(run: RunRecord) -> bool:
    """Whether everybody whose approval the run's present question needs has given it."""
    return all(_state(run, level) == DecisionState.APPROVED for level in range(1, run.approvals + 1))


def _state(run: RunRecord, level: int) -> str | None:
    try:
        return str(decisions.decision(decision_id(run, level)).state)
    except NotFound:
        return None


def close_run(run: RunRecord, decided_by: str | None) -> None:
    """Ends a run whose entries and statements are posted. The same again changes nothing."""
    _end(run, RunState.CLOSED, None, decided_by)


def reject_run(run: RunRecord, reason: str | None, decided_by: str | None) -> None:
    """Ends a run that finance rejected: its drafts are discarded, the reason is kept."""
    for drafts in in_parts(queries.drafts(run.run_id), _DELETES):
        commit(*(remove(draft, DraftRecord.pk.exists()) for draft in drafts))
    _end(run, RunState.REJECTED, reason, decided_by)


def _end(run: RunRecord, state: RunState, reason: str | None, decided_by: str | None) -> None:
    if run.state == state:
        return
    run.state = str(RUN.transition(RunState(run.state), state))
    run.reason, run.decided_by, run.ended_at = reason, decided_by, clock.now()
    commit(replace(run), remove(LockRecord(*LOCK_KEY), LockRecord.run_id == run.run_id))


def fail_run(period: str, execution: str, reason: str) -> RunRecord | None:
    """Records that an execution failed and tells finance, once; its run may be started again.

    Open questions become void. None where the execution had no run of its own: finance is told all the same.
    """
    run = queries.run_under_way()
    mine = run if run and run.execution == execution else None
    if mine and mine.state == RunState.OPEN:
        reason = NOBODY_ANSWERED if reason == _TIME_OUT and mine.stage == Stage.ASKING else reason
        mine.state = str(RUN.transition(RunState(mine.state), RunState.FAILED))
        mine.reason, mine.ended_at = reason, clock.now()
        try:
            commit(replace(mine))
        except Conflict:  # a part that is still at work noted how far it has come
            return fail_run(period, execution, reason)
    if mine:
        approvals.void_decisions(subject(mine))
    _tell_finance(period, execution, reason, mine)
    return mine


def _tell_finance(period: str, execution: str, reason: str, run: RunRecord | None) -> None:
    for person in staff_with(Role.FINANCE):
        values = {"name": person.name, "period": period, "reason": reason, "run_id": run.run_id if run else None}
        cause = f"settlement-failed:{execution}:{person.user_id}"
        send_once(Mail(cause, person.email, person.locale, "settlement_failed", clock.now(), values))


def reconcile() -> RunRecord | None:
    """Starts an open run again whose execution is not live, under a new attempt; it goes on where it stood.

    Nobody is mailed again: the question is the same. None where nothing is to be done.
    """
    run = queries.run_under_way()
    machine = settings().settlement_machine_arn
    if run is None or run.state != RunState.OPEN or workflows.is_live(machine, run.execution):
        return None
    run.attempt += 1
    run.execution = execution_name(run.run_id, run.attempt)
    commit(replace(run))
    _start_execution(run)
    return run


def _start_execution(run: RunRecord) -> None:
    workflows.start(settings().settlement_machine_arn, run.execution, {"period": run.period})
