"""What rebates keep: programs, settlement runs with their drafts, and what was posted so far."""

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute

from chalicelib.aws.attributes import DecimalAttribute, InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, meta

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


def draft_key(run_id: str, dealer_id: str) -> tuple[str, str]:
    """One dealer's draft."""
    return draft_partition(run_id), f"DRAFT#{dealer_id}"


def posted_partition(dealer_id: str) -> str:
    """What one dealer was paid."""
    return f"DEALER#{dealer_id}"


def posted_key(dealer_id: str, program_id: str, period: str) -> tuple[str, str]:
    """What a program paid a dealer so far for one of its periods."""
    return posted_partition(dealer_id), f"POSTED#{program_id}#{period}"


class ProgramRecord(Record):
    """A program: its terms (rules.Terms.as_fields), for whom, for which kind of period, and from when to when."""

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
    who started it: none of them decides.
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
    execution = UnicodeAttribute()
    started_by = UnicodeAttribute()
    starters = JSONAttribute()
    started_at = InstantAttribute()
    summary = JSONAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    ended_at = InstantAttribute(null=True)


class DraftRecord(Record):
    """What a run computed for one dealer: `lines` (see computing.Line), their sum, and what stands in the way."""

    KIND = "settlement-draft"
    Meta = meta("rebates")

    dealer_id = UnicodeAttribute()
    question = IntegerAttribute()
    amount = DecimalAttribute()
    lines = JSONAttribute()
    problems = JSONAttribute()


class PostedRecord(Record):
    """What was posted so far of a program's period; `held`: something is kept back until nothing is overdue."""

    KIND = "posted-rebate"
    Meta = meta("rebates")

    dealer_id = UnicodeAttribute()
    program_id = UnicodeAttribute()
    period = UnicodeAttribute()
    amount = DecimalAttribute()
    held = BooleanAttribute()
    run_id = UnicodeAttribute()
