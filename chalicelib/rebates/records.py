"""What rebates keep: programs, settlement runs with their drafts, and what was posted so far."""

from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import LocalSecondaryIndex

from chalicelib.aws.attributes import DecimalAttribute, InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, index_meta, meta

PROGRAMS = "PROGRAMS"
"""The partition of all programs."""
RUNS = "RUNS"
"""The partition of all runs and of the lock."""
LOCK_KEY = (RUNS, "LOCK")
"""One settlement at a time: the lock names the run that is open or has failed."""


def program_key(program_id: str) -> tuple[str, str]:
    """One program."""
    return PROGRAMS, f"PROGRAM#{program_id}"


def run_key(period: str, number: int) -> tuple[str, str]:
    """One run: the number of a month rises after a rejection."""
    return RUNS, f"RUN#{period}#{number:03}"


def draft_partition(run_id: str) -> str:
    """The drafts of one run."""
    return f"RUN#{run_id}"


def draft_key(run_id: str, dealer_id: str = "") -> tuple[str, str]:
    """One dealer's draft."""
    return draft_partition(run_id), f"DRAFT#{dealer_id}"


def done_key(run_id: str, question: int, stage: str, part: str = "") -> tuple[str, str]:
    """That a part of the dealers has gone through a stage."""
    return draft_partition(run_id), f"DONE#q{question}#{stage}#{part}"


def posted_partition(dealer_id: str) -> str:
    """What one dealer was paid."""
    return f"DEALER#{dealer_id}"


def posted_key(dealer_id: str, program_id: str, period: str) -> tuple[str, str]:
    """What a program paid a dealer so far for one of its periods."""
    return posted_partition(dealer_id), f"POSTED#{program_id}#{period}"


def returned_key(dealer_id: str) -> tuple[str, str]:
    """What came back to the maker of a dealer's sales, and no settlement has looked at yet."""
    return posted_partition(dealer_id), "RETURNED"


def open_sort(program_id: str, period: str) -> str:
    """What may still change by itself, in the index `by_open`."""
    return f"open#{period}#{program_id}"


class ByOpen(LocalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """What was posted to a dealer and may still change by itself."""

    Meta = index_meta()

    pk = UnicodeAttribute(hash_key=True)
    open_sort = UnicodeAttribute(range_key=True)


class ProgramRecord(Record):
    """A version of a program: its terms (rules.Terms.as_fields), for whom, for which kind of period, from when to when.

    A version is never edited: `succeeded_by` is the one that takes its place from a period's start. `family` is the
    first version's id, `number` counts them. `budget` is what all versions together should cost a calendar year.
    """

    KIND = "program"
    Meta = meta("rebates")

    program_id = UnicodeAttribute()
    name = UnicodeAttribute()
    period_kind = UnicodeAttribute()
    partial = BooleanAttribute()
    audience = JSONAttribute()
    first_day = UnicodeAttribute()
    last_day = UnicodeAttribute(null=True)
    terms = JSONAttribute()
    budget = DecimalAttribute(null=True)
    family = UnicodeAttribute()
    number = IntegerAttribute()
    succeeds = UnicodeAttribute(null=True)
    succeeded_by = UnicodeAttribute(null=True)
    made_at = InstantAttribute()


class LockRecord(Record):
    """Which run is under way; there is no such item where none is."""

    KIND = "settlement-lock"
    Meta = meta("rebates")

    run_id = UnicodeAttribute()


class RunRecord(Record):
    """A settlement of a month.

    `execution` names the one execution that may go on with it; `approvals` is how many must agree. `question` rises
    whenever the drafts are computed anew for another approval; the decisions' ids bear it. `starters` are the users
    who started it: none of them decides. `began` says of each stage when it last began; `parts` is in how many parts
    the dealers are.
    """

    KIND = "settlement-run"
    Meta = meta("rebates")

    run_id = UnicodeAttribute()
    period = UnicodeAttribute()
    number = IntegerAttribute()
    attempt = IntegerAttribute()
    question = IntegerAttribute()
    approvals = IntegerAttribute()
    state = UnicodeAttribute()
    stage = UnicodeAttribute()
    began = JSONAttribute()
    parts = IntegerAttribute(null=True)
    execution = UnicodeAttribute()
    started_by = UnicodeAttribute()
    starters = JSONAttribute()
    started_at = InstantAttribute()
    summary = JSONAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    ended_at = InstantAttribute(null=True)


class DraftRecord(Record):
    """What a run computed for one dealer: `lines` (see computing.Line), their sum, and what stands in the way.

    `news` is up to which of the dealer's returns it was computed.
    """

    KIND = "settlement-draft"
    Meta = meta("rebates")

    dealer_id = UnicodeAttribute()
    question = IntegerAttribute()
    amount = DecimalAttribute()
    lines = JSONAttribute()
    problems = JSONAttribute()
    news = IntegerAttribute(default=0)


BACKTESTS = "BACKTESTS"
"""The partition of all back-tests, in a table of their own: each change of one asks for its next step."""


def backtest_key(backtest_id: str = "") -> tuple[str, str]:
    """One back-test; their ids sort by time."""
    return BACKTESTS, f"BACKTEST#{backtest_id}"


class BacktestRecord(Record):
    """A draft that is tried on past periods (commands.NewProgram.as_fields), how far it is, and what it comes to.

    `dealers` of `all_dealers` are tried; `cursor` is the place of the next. `tally`: backtest_rules.Tally.
    """

    KIND = "rebate-backtest"
    Meta = meta("backtests")

    backtest_id = UnicodeAttribute()
    state = UnicodeAttribute()
    program = JSONAttribute()
    succeeds = UnicodeAttribute(null=True)
    dealers = IntegerAttribute()
    all_dealers = IntegerAttribute()
    cursor = UnicodeAttribute(null=True)
    tally = JSONAttribute()
    started_by = UnicodeAttribute()
    started_at = InstantAttribute()
    ended_at = InstantAttribute(null=True)


class DoneRecord(Record):
    """That a part of a run's dealers has gone through a stage: so that a run can be watched."""

    KIND = "settlement-part"
    Meta = meta("rebates")


class ReturnedRecord(Record):
    """Days of a dealer's sales of which something came back since a settlement last looked at them: `{basis}#{day}`.

    `news` counts the returns from the first one on, so that no day is forgotten that was marked again meanwhile.
    """

    KIND = "returned-days"
    Meta = meta("rebates")

    dealer_id = UnicodeAttribute()
    days = UnicodeSetAttribute(null=True)
    news = IntegerAttribute()


class PostedRecord(Record):
    """What was posted so far of a program's period.

    `held`: something is kept back until nothing is overdue. `open`: what it comes to may still change by itself.
    One that is either has an `open_sort`, by which the next run finds it.
    """

    KIND = "posted-rebate"
    Meta = meta("rebates")

    dealer_id = UnicodeAttribute()
    program_id = UnicodeAttribute()
    period = UnicodeAttribute()
    amount = DecimalAttribute()
    held = BooleanAttribute()
    open = BooleanAttribute()
    run_id = UnicodeAttribute()
    open_sort = UnicodeAttribute(null=True)
    by_open = ByOpen()

    @classmethod
    def in_open_index(cls, program_id: str, period: str, *, stays: bool) -> Action:
        """Lets the next run find it, where it is held or may still change; all else leaves the index."""
        return cls.open_sort.set(open_sort(program_id, period)) if stays else cls.open_sort.remove()
