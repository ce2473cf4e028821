"""Verifying all books: a report that is worked on step by step, each woken by the change that the one before made.

A step checks a page of dealers, or one warehouse, and moves the report on in the transaction that keeps what it found:
done twice, the second one is refused and changes nothing. A verification that stands still is woken by whoever asks
for one next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, change, commit, create, remove, replace
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.rules import DealerState
from chalicelib.edge.principal import Reach
from chalicelib.insights import queries, verification_queries
from chalicelib.insights.records import (
    LOCK_KEY,
    FindingRecord,
    VerificationLockRecord,
    VerificationRecord,
    finding_key,
    verification_key,
)
from chalicelib.insights.verification_rules import Finding
from chalicelib.kernel import clock, ids
from chalicelib.kernel.context import caller
from chalicelib.kernel.errors import Code, Conflict

DEALERS_A_STEP = 10
MOST_A_STEP = 90
"""Findings that one step keeps in its transaction; it counts all."""
MOST_KEPT = 500
"""Findings that one verification keeps; it counts all."""
STANDS_STILL = timedelta(minutes=15)
"""A verification that nobody has moved on for so long is woken by the next that asks."""
MOST_WAKINGS = 3
"""A step that was woken so often and still does not end makes the verification fail."""


class VerificationState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


PROMOTIONS = "promotions"
WAREHOUSES = "warehouses"
STAGES = (*(str(state) for state in DealerState), PROMOTIONS, WAREHOUSES)
"""What is checked one after the other: the dealers of each state with their own stock, then what was used of
promotions, then the warehouses."""


class _UnderWay(Exception):
    """Somebody else holds the lock."""


def start_verification(once: Once | None) -> VerificationRecord:
    """Begins to verify all books, or joins the verification that is under way, which goes on where it stood still."""
    try:
        return _begin(once)
    except _UnderWay:
        joined = _join(once)
    return joined or start_verification(once)


def _begin(once: Once | None) -> VerificationRecord:
    now = clock.now()
    verification_id = f"V{ids.timed(now)}"
    report = VerificationRecord(
        *verification_key(verification_id),
        verification_id=verification_id,
        state=VerificationState.RUNNING,
        stage=STAGES[0],
        dealers=0,
        locations=0,
        found=0,
        kept=0,
        woken=0,
        started_by=caller().who,
        started_at=now,
    )
    lock = VerificationLockRecord(*LOCK_KEY, verification_id=verification_id)
    first = [once.write(report)] if once else []
    commit(*first, create(lock, or_else=lambda _: _UnderWay()), create(report))
    return report


def _join(once: Once | None) -> VerificationRecord | None:
    """The verification under way, woken where it stood still; None where that was no use, and it has failed now."""
    report = queries.verification_under_way()
    if report is None:
        raise Conflict(Code.BUSY, "A verification has just ended. Try again in a moment.")
    if clock.now() - report.changed_at > STANDS_STILL:
        if report.woken >= MOST_WAKINGS:
            _give_up(report)
            return None
        _wake(report)
    if once:
        commit(once.write(report))
    return report


def _wake(report: VerificationRecord) -> None:
    """Changes nothing but the stamp: the stream tells the next step. Somebody who was faster did the same."""
    key = (report.pk, report.sk)
    try:
        woken = VerificationRecord.woken.add(1)
        commit(change(VerificationRecord, key, [woken], VerificationRecord.version == report.version))
    except Conflict as lost:
        if lost.code != Code.VERSION_CONFLICT:
            raise


def _give_up(report: VerificationRecord) -> None:
    """Ends a verification that cannot go on, so that another can begin; its log says why."""
    report.state, report.ended_at = VerificationState.FAILED, clock.now()
    commit(replace(report), _unlocked(report))


def _unlocked(report: VerificationRecord) -> Write:
    held = VerificationLockRecord.verification_id == report.verification_id
    return remove(VerificationLockRecord(*LOCK_KEY), held)


@dataclass(frozen=True)
class _Checked:
    """What a step has done, and where the next one begins: no stage where all is checked."""

    findings: Sequence[Finding]
    dealers: int
    locations: int
    stage: str | None
    cursor: str | None


def next_step(verification_id: str, version: int) -> VerificationRecord | None:
    """Checks the next page of a verification that stands as it was told; else nothing, and None."""
    report = queries.verification(verification_id)
    if report is None or report.state != VerificationState.RUNNING or report.version != version:
        return None
    done = _CHECKS.get(report.stage, _check_dealers)(report)
    try:
        commit(*_moved_on(report, done))
    except Conflict as lost:
        if lost.code != Code.VERSION_CONFLICT:
            raise
        return None
    return report


def _check_dealers(report: VerificationRecord) -> _Checked:
    state = DealerState(report.stage)
    page = dealers.dealers(Reach(), None, state, DEALERS_A_STEP, report.cursor)
    found = [finding for dealer in page.items for finding in verification_queries.findings_of_dealer(dealer.dealer_id)]
    stage = report.stage if page.next else STAGES[STAGES.index(report.stage) + 1]
    return _Checked(found, len(page.items), len(page.items), stage, page.next)


def _check_warehouse(report: VerificationRecord) -> _Checked:
    """The cursor is the warehouse that was checked last."""
    left = [name for name in verification_queries.warehouses() if name > (report.cursor or "")]
    if not left:
        return _Checked([], 0, 0, None, None)
    found = verification_queries.findings_of_warehouse(left[0])
    return _Checked(found, 0, 1, WAREHOUSES if len(left) > 1 else None, left[0])


def _check_promotions(_: VerificationRecord) -> _Checked:
    return _Checked(verification_queries.findings_of_campaigns(), 0, 0, WAREHOUSES, None)


_CHECKS = {PROMOTIONS: _check_promotions, WAREHOUSES: _check_warehouse}


def _moved_on(report: VerificationRecord, done: _Checked) -> list[Write]:
    """The report as it stands after a step, what the step found, and the lock's end where all is checked."""
    kept = done.findings[: max(0, min(MOST_A_STEP, MOST_KEPT - report.kept))]
    writes = [
        create(_finding(report.verification_id, number, finding))
        for number, finding in enumerate(kept, start=report.kept + 1)
    ]
    report.dealers += done.dealers
    report.locations += done.locations
    report.found += len(done.findings)
    report.kept += len(kept)
    report.cursor, report.woken = done.cursor, 0
    if done.stage is None:
        report.state, report.ended_at = VerificationState.DONE, clock.now()
        writes.append(_unlocked(report))
    else:
        report.stage = done.stage
    return [replace(report), *writes]


def _finding(verification_id: str, number: int, finding: Finding) -> FindingRecord:
    return FindingRecord(
        *finding_key(verification_id, number),
        check=finding.check,
        subject=finding.subject,
        expected=finding.expected,
        found=finding.found,
    )
