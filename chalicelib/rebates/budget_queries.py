"""How programs stand against their budgets: what closed runs posted, and what a run would post beside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.rebates import queries
from chalicelib.rebates.budget_rules import BudgetStanding, Spent, Version, standings
from chalicelib.rebates.program_rules import Validity
from chalicelib.rebates.records import ProgramRecord


def as_version(record: ProgramRecord) -> Version:
    """What is kept of a version, as the rules take it."""
    last = date.fromisoformat(record.last_day) if record.last_day else None
    return Version(
        record.program_id,
        record.family,
        record.number,
        record.name,
        PeriodKind(record.period_kind),
        record.partial,
        Validity(date.fromisoformat(record.first_day), last),
        record.budget,
    )


def budgets(year: int, beside: Sequence[Spent] = (), month: Period | None = None) -> list[BudgetStanding]:
    """How every program with a budget for the year stands; with what a run of `month` would post `beside`."""
    closed = list(queries.closed_since(f"{year}-01"))
    settled = [Period.parse(run.period) for run in closed] + ([month] if month else [])
    settled_to = max((period.last_day for period in settled), default=None)
    versions = [as_version(record) for record in queries.programs()]
    posted = chain.from_iterable(spent_of(run.summary) for run in closed)
    return standings(versions, chain(posted, beside), year, settled_to)


def spent_of(summary: Mapping[str, Any]) -> Iterator[Spent]:
    """What a run's summary says that it posted."""
    for each in summary["spent"]:
        yield Spent(each["program_id"], Period.parse(each["period"]), Decimal(each["amount"]))


def budgets_touched(spent: Iterable[Spent], month: Period) -> list[BudgetStanding]:
    """How the budgets of all years stand to which a run of the month would post."""
    beside = list(spent)
    years = sorted({each.year for each in beside} | {month.first_day.year})
    return [standing for year in years for standing in budgets(year, beside, month)]
