"""What a settlement run goes through, and what it says of one program for one dealer. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.kernel.money import ZERO, money_text
from chalicelib.kernel.periods import Period, business_day
from chalicelib.rebates.program_rules import difference
from chalicelib.rebates.rules import RebateResult


class RunState(StrEnum):
    """`open`: an execution works on it or waits for finance. `failed`: it stopped and waits to be started again."""

    OPEN = "open"
    FAILED = "failed"
    REJECTED = "rejected"
    CLOSED = "closed"


RUN = Lifecycle(
    "settlement run",
    RunState.OPEN,
    {
        RunState.OPEN: frozenset({RunState.FAILED}),
        RunState.FAILED: frozenset({RunState.OPEN}),
        RunState.REJECTED: frozenset({RunState.OPEN}),
        RunState.CLOSED: frozenset({RunState.OPEN}),
    },
)


class Stage(StrEnum):
    """How far a run has come: the last stage that was begun."""

    COMPUTING = "computing"
    ASKING = "asking"
    POSTING = "posting"


class Problem(StrEnum):
    """What finance should look at before approving. The first three keep a dealer's statement from being posted."""

    NO_ACCOUNT = "no_account"
    OPENED_LATER = "opened_later"
    TOO_MANY_PROGRAMS = "too_many_programs"
    HELD = "held"
    TAKEN_BACK = "taken_back"


KEEPS_FROM_POSTING = frozenset({Problem.NO_ACCOUNT, Problem.OPENED_LATER, Problem.TOO_MANY_PROGRAMS})


Item = TypeVar("Item")


def in_parts(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of `size`, the last one shorter; never more of them at a time than one list holds."""
    left = iter(items)
    while part := list(islice(left, size)):
        yield part


def run_id(period: str, number: int) -> str:
    """`2026-10-r1`."""
    return f"{period}-r{number}"


def execution_name(run: str, attempt: int) -> str:
    """`settlement-2026-10-r1-a1`: run and attempt, so that one attempt is started once."""
    return f"settlement-{run}-a{attempt}"


def cut_off(ends_at: datetime, arrival_cutoff_days: int) -> datetime:
    """Before this instant what belongs to the period may still come in, and no run begins."""
    return ends_at + timedelta(days=arrival_cutoff_days)


def ready_month(now: datetime, zone: ZoneInfo, arrival_cutoff_days: int) -> Period:
    """The last month whose cut-off has passed."""
    return Period.of(business_day(now - timedelta(days=arrival_cutoff_days), zone)).previous()


def scheduled_name(period: str, day: str) -> str:
    """`settlement-2026-10-scheduled-2026-11-04`: the clock starts a month once a day at most."""
    return f"settlement-{period}-scheduled-{day}"


def approvals_needed(starters: Iterable[str], credited: Decimal = ZERO, second_above: int | None = None) -> int:
    """One beside the person who started it; two different persons where nobody did, or where it pays a lot."""
    pays_a_lot = second_above is not None and credited > second_above
    return 2 if pays_a_lot or not list(starters) else 1


@dataclass(frozen=True)
class Line:
    """What one program comes to for a dealer and one of its periods, from its beginning so far.

    `program_version` numbers the program's versions. `measured_below` is what sub-dealers brought into the measure;
    None where the program counts the dealer's own lines alone. `total`: after programs excluded each other; zero for a
    dealer that the program does not mean (any more).
    `held`: a payout that is kept back while an invoice is overdue; then nothing more than before is posted.
    `open`: it may still change by itself, so that later runs compute it again. `was_...`: as the last run left it.
    """

    program_id: str
    program_name: str
    program_period: Period
    result: RebateResult
    total: Decimal
    posted_earlier: Decimal
    program_version: int = 1
    measured_below: Decimal | None = None
    held: bool = False
    was_held: bool = False
    open: bool = False
    was_open: bool = False
    beaten_by: str | None = None

    @property
    def difference(self) -> Decimal:
        """What a run posts: it may be negative; nothing while it is held."""
        return ZERO if self.held else difference(self.total, self.posted_earlier)

    @property
    def changes_something(self) -> bool:
        """Whether a run has to remember anything of it."""
        return self.difference != 0 or (self.held, self.open) != (self.was_held, self.was_open)

    def as_fields(self) -> dict[str, Any]:
        """The JSON form that `of` reads."""
        return {
            "program_id": self.program_id,
            "program_name": self.program_name,
            "program_version": self.program_version,
            "program_period": str(self.program_period),
            "measured_below": None if self.measured_below is None else f"{self.measured_below:f}",
            "result": self.result.as_fields(),
            "total": money_text(self.total),
            "posted_earlier": money_text(self.posted_earlier),
            "difference": money_text(self.difference),
            "held": self.held,
            "was_held": self.was_held,
            "open": self.open,
            "was_open": self.was_open,
            "beaten_by": self.beaten_by,
        }

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """From what `as_fields` wrote."""
        return cls(
            program_id=fields["program_id"],
            program_name=fields["program_name"],
            program_period=Period.parse(fields["program_period"]),
            result=RebateResult.of(fields["result"]),
            total=Decimal(fields["total"]),
            posted_earlier=Decimal(fields["posted_earlier"]),
            program_version=fields["program_version"],
            measured_below=None if fields["measured_below"] is None else Decimal(fields["measured_below"]),
            held=fields["held"],
            was_held=fields["was_held"],
            open=fields["open"],
            was_open=fields["was_open"],
            beaten_by=fields["beaten_by"],
        )


def line_problems(lines: Iterable[Line]) -> list[Problem]:
    """What is worth a look in a dealer's lines: something held, something taken back."""
    found = [(line.held, line.difference < 0) for line in lines]
    held, taken = any(held for held, _ in found), any(taken for _, taken in found)
    return [problem for problem, there in ((Problem.HELD, held), (Problem.TAKEN_BACK, taken)) if there]


MOST_EXCEPTIONS = 200
"""Exceptions that a run's summary lists by name; all are counted."""


def summarise(drafts: Iterable[tuple[str, list[Line], list[str]]], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Totals, exceptions, and the comparison with the run before: `before` is its own summary, with its `run_id`.

    A draft is (dealer id, lines, problems). `spent` is what will be posted, by program and period: budgets add it up.
    """
    dealers, paid, credited, taken_back = 0, 0, ZERO, ZERO
    programs: dict[str, Decimal] = {}
    spent: dict[tuple[str, str], Decimal] = {}
    counts: Counter[str] = Counter()
    exceptions: list[dict[str, str]] = []
    for dealer_id, lines, problems in drafts:
        dealers += 1
        differences = [(line.program_id, line.difference) for line in lines if line.difference]
        paid += bool(differences)
        for line in lines if KEEPS_FROM_POSTING.isdisjoint(problems) else ():
            key = (line.program_id, str(line.program_period))
            spent[key] = spent.get(key, ZERO) + line.difference
        for program_id, posted in differences:
            credited += max(posted, ZERO)
            taken_back -= min(posted, ZERO)
            programs[program_id] = programs.get(program_id, ZERO) + posted
        counts.update(problems)
        listed = [{"dealer_id": dealer_id, "problem": problem} for problem in problems]
        exceptions += listed[: MOST_EXCEPTIONS - len(exceptions)]
    amount = credited - taken_back
    earlier = Decimal(before["amount"]) if before else None
    return {
        "dealers": dealers,
        "paid": paid,
        "amount": money_text(amount),
        "credited": money_text(credited),
        "taken_back": money_text(taken_back),
        "programs": [{"program_id": name, "amount": money_text(posted)} for name, posted in sorted(programs.items())],
        "spent": [
            {"program_id": name, "period": period, "amount": money_text(posted)}
            for (name, period), posted in sorted(spent.items())
            if posted
        ],
        "problems": dict(sorted(counts.items())),
        "exceptions": exceptions,
        "before": before and {name: before[name] for name in ("run_id", "dealers", "paid", "amount")},
        "change": None if earlier is None else money_text(amount - earlier),
    }
