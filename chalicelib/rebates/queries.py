"""Programs, runs and drafts as they are kept."""

from collections.abc import Iterator

from chalicelib.aws.tables import find, list_all, list_page
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.paging import Page
from chalicelib.kernel.periods import Period
from chalicelib.rebates.records import (
    LOCK_KEY,
    PROGRAMS,
    RUNS,
    DraftRecord,
    LockRecord,
    PostedRecord,
    ProgramRecord,
    RunRecord,
    draft_key,
    draft_partition,
    posted_partition,
    run_key,
)
from chalicelib.rebates.settlement_rules import RunState


def programs() -> list[ProgramRecord]:
    """Every program, by id."""
    return list_all(ProgramRecord, PROGRAMS, "PROGRAM#")


def posted_to(dealer_id: str) -> dict[tuple[str, str], PostedRecord]:
    """What a dealer was paid so far, by program and its period."""
    found = list_all(PostedRecord, posted_partition(dealer_id), "POSTED#")
    return {(record.program_id, record.period): record for record in found}


def run(run_id: str) -> RunRecord:
    """One run; 404 where there is none."""
    period, _, number = run_id.rpartition("-r")
    found = find(RunRecord, run_key(period, int(number))) if number.isdigit() else None
    if found is None:
        raise NotFound("settlement run")
    return found


def runs_page(limit: int, cursor: str | None) -> Page[RunRecord]:
    """All runs, the latest month first."""
    within = RunRecord.sk.startswith("RUN#")
    return list_page(RunRecord, RUNS, within, limit=limit, cursor=cursor, newest_first=True)


def run_under_way() -> RunRecord | None:
    """The run that is open or has failed; None where everything is settled or nothing was begun."""
    lock = find(LockRecord, LOCK_KEY)
    return run(lock.run_id) if lock else None


def last_run_of(period: Period) -> RunRecord | None:
    """The latest run of a month."""
    found = list_all(RunRecord, RUNS, f"RUN#{period}#")
    return found[-1] if found else None


def last_closed_before(period: Period) -> RunRecord | None:
    """The latest closed run of an earlier month."""
    earlier = RunRecord.query(
        RUNS, RunRecord.sk.between("RUN#", f"RUN#{period}"), consistent_read=True, scan_index_forward=False
    )
    return next((record for record in earlier if record.state == RunState.CLOSED), None)


def draft(run_id: str, dealer_id: str) -> DraftRecord | None:
    """What a run computed for a dealer."""
    return find(DraftRecord, draft_key(run_id, dealer_id))


def drafts(run_id: str) -> Iterator[DraftRecord]:
    """Everything that a run computed, by dealer."""
    return iter(DraftRecord.query(draft_partition(run_id), consistent_read=True))


def drafts_page(run_id: str, limit: int, cursor: str | None) -> Page[DraftRecord]:
    """What a run computed, a page at a time."""
    return list_page(DraftRecord, draft_partition(run_id), limit=limit, cursor=cursor)
