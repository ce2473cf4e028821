"""Programs, runs and drafts as they are kept."""

from collections.abc import Iterator, Sequence
from datetime import date

from chalicelib.aws.tables import MOST_KEYS, find, find_many, list_all, list_page
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.paging import Page
from chalicelib.kernel.periods import Period
from chalicelib.rebates.records import (
    LOCK_KEY,
    PROGRAMS,
    RUNS,
    BacktestRecord,
    DoneRecord,
    DraftRecord,
    LockRecord,
    PostedRecord,
    ProgramRecord,
    ReturnedRecord,
    RunRecord,
    backtest_key,
    done_key,
    draft_key,
    posted_key,
    posted_partition,
    program_key,
    returned_key,
    run_key,
)
from chalicelib.rebates.settlement_rules import RunState
from chalicelib.rebates.term_rules import Basis


def programs() -> list[ProgramRecord]:
    """Every program, by id."""
    return list_all(ProgramRecord, PROGRAMS, "PROGRAM#")


def program(program_id: str) -> ProgramRecord:
    """One version of a program; 404 where there is none."""
    found = find(ProgramRecord, program_key(program_id))
    if found is None:
        raise NotFound("program")
    return found


def find_backtest(backtest_id: str) -> BacktestRecord | None:
    """One back-test."""
    return find(BacktestRecord, backtest_key(backtest_id))


def backtests_page(limit: int, cursor: str | None) -> Page[BacktestRecord]:
    """All back-tests, the newest first."""
    pk, prefix = backtest_key()
    within = BacktestRecord.sk.startswith(prefix)
    return list_page(BacktestRecord, pk, within, limit=limit, cursor=cursor, newest_first=True)


def posted(dealer_id: str, periods: Sequence[tuple[str, str]]) -> dict[tuple[str, str], PostedRecord]:
    """What a dealer was paid so far by these programs for these periods of theirs, where anything was remembered."""
    keys = [posted_key(dealer_id, *of) for of in periods]
    found: list[PostedRecord] = []
    for start in range(0, len(keys), MOST_KEYS):
        found += find_many(PostedRecord, keys[start : start + MOST_KEYS]).values()
    return {(record.program_id, record.period): record for record in found}


def still_open(dealer_id: str) -> dict[tuple[str, str], PostedRecord]:
    """What a dealer was paid so far where that may still change by itself, by program and its period.

    However long the dealer's history is: what is settled for good is not in the index.
    """
    found = PostedRecord.by_open.query(posted_partition(dealer_id), consistent_read=True)
    return {(record.program_id, record.period): record for record in found}


def returned(dealer_id: str) -> ReturnedRecord | None:
    """The days of a dealer's sales of which something came back since a settlement last looked at them."""
    return find(ReturnedRecord, returned_key(dealer_id))


def days_of(returned: ReturnedRecord | None) -> list[tuple[Basis, date]]:
    """The days that are marked, each by the basis on which it counts."""
    marked = (day.split("#") for day in sorted((returned and returned.days) or ()))
    return [(Basis(basis), date.fromisoformat(day)) for basis, day in marked]


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


def closed_since(month: str) -> Iterator[RunRecord]:
    """The closed runs of a month and of all later ones, in order."""
    later = RunRecord.query(RUNS, RunRecord.sk.between(f"RUN#{month}", "RUN#~"), consistent_read=True)
    return (record for record in later if record.state == RunState.CLOSED)


def parts_done(run: RunRecord, stage: str) -> int:
    """How many parts of the dealers have gone through a stage of the run's present question."""
    pk, prefix = done_key(run.run_id, run.question, stage)
    return DoneRecord.count(pk, DoneRecord.sk.startswith(prefix))


def draft(run_id: str, dealer_id: str) -> DraftRecord | None:
    """What a run computed for a dealer."""
    return find(DraftRecord, draft_key(run_id, dealer_id))


def drafts(run_id: str) -> Iterator[DraftRecord]:
    """Everything that a run computed, by dealer."""
    pk, prefix = draft_key(run_id)
    return iter(DraftRecord.query(pk, DraftRecord.sk.startswith(prefix), consistent_read=True))


def drafts_page(run_id: str, limit: int, cursor: str | None) -> Page[DraftRecord]:
    """What a run computed, a page at a time."""
    pk, prefix = draft_key(run_id)
    return list_page(DraftRecord, pk, DraftRecord.sk.startswith(prefix), limit=limit, cursor=cursor)
