"""Trying a draft of a program on past periods, over all active dealers, step by step.

The record moves on by its own stream, as a verification does: a step tries a page of dealers and puts what they come
to into the same write, on condition that nobody did it before. Done twice, a step changes nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.aws.once import Once
from chalicelib.aws.tables import commit, create, replace
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.records import DealerRecord
from chalicelib.dealers.rules import DealerState, standing_at
from chalicelib.edge.principal import Reach
from chalicelib.kernel import clock, ids
from chalicelib.kernel.context import caller
from chalicelib.kernel.errors import Code, Conflict, Invalid, NotFound
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.rebates import queries
from chalicelib.rebates.accrual_queries import baseline
from chalicelib.rebates.backtest_rules import MOST_PERIODS, Tally, Tried, periods_between
from chalicelib.rebates.commands import NewProgram, checked_terms
from chalicelib.rebates.records import BacktestRecord, backtest_key
from chalicelib.rebates.rules import calculate
from chalicelib.rebates.sales_queries import Sales
from chalicelib.rebates.term_rules import Terms
from chalicelib.rebates.what_if_rules import calculate_at_next_tier

DEALERS_A_STEP = 10
"""Dealers of one step: it has minutes, but what it did is lost when it fails."""


class BacktestState(StrEnum):
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True)
class NewBacktest:
    """A draft, and the first and the last period on which it is tried; `succeeds` where it is to be a next version."""

    program: NewProgram
    first: Period
    last: Period
    succeeds: str | None


def start_backtest(new: NewBacktest, once: Once | None) -> BacktestRecord:
    """Begins to try a draft as if it had been in force all through the periods; 422 names every wrong field.

    Programs of its stacking group and overdue invoices are left out of account.
    """
    terms = checked_terms(new.program)
    _check_periods(new)
    _check_before(new.succeeds)
    now = clock.now()
    backtest_id = f"BT{ids.timed(now)}"
    backtest = BacktestRecord(
        *backtest_key(backtest_id),
        backtest_id=backtest_id,
        state=BacktestState.RUNNING,
        program=new.program.as_fields(),
        succeeds=new.succeeds,
        dealers=0,
        all_dealers=dealers.count_active_dealers(),
        tally=Tally.empty(periods_between(new.first, new.last), len(terms.tiers)).as_fields(),
        started_by=caller().who,
        started_at=now,
    )
    first = [once.write(backtest)] if once else []
    commit(*first, create(backtest))
    return backtest


def _check_periods(new: NewBacktest) -> None:
    today = business_day(clock.now(), settings().zone)
    for field, period in (("first_period", new.first), ("last_period", new.last)):
        if period.kind is not new.program.kind:
            raise Invalid.field(field, f"must be a {new.program.kind} such as the program's")
    if new.last.last_day >= today:
        raise Invalid.field("last_period", "has not ended yet: choose a past one")
    if not 1 <= len(periods_between(new.first, new.last)) <= MOST_PERIODS:
        raise Invalid.field("first_period", f"must lie 1 to {MOST_PERIODS} periods before the end of last_period")


def _check_before(program_id: str | None) -> None:
    if program_id is not None:
        try:
            queries.program(program_id)
        except NotFound as unknown:
            raise Invalid.field("succeeds", "is no program") from unknown


def next_step(backtest_id: str, version: int) -> BacktestRecord | None:
    """Tries the next dealers of a back-test that stands as it was told; else nothing, and None."""
    backtest = queries.find_backtest(backtest_id)
    if backtest is None or backtest.state != BacktestState.RUNNING or backtest.version != version:
        return None
    page = dealers.dealers(Reach(), None, DealerState.ACTIVE, DEALERS_A_STEP, backtest.cursor)
    program, tally = NewProgram.of(backtest.program), Tally.of(backtest.tally)
    terms = Terms.of(program.terms)
    for dealer in page.items:
        tried = _try(dealer, program, terms, [each.period for each in tally.periods])
        tally = tally.with_dealer(dealer.dealer_id, dealer.name, tried)
    backtest.dealers += len(page.items)
    backtest.tally, backtest.cursor = tally.as_fields(), page.next
    if page.next is None:
        backtest.state, backtest.ended_at = BacktestState.DONE, clock.now()
    try:
        commit(replace(backtest))
    except Conflict as lost:
        if lost.code != Code.VERSION_CONFLICT:
            raise
        return None
    return backtest


def _try(dealer: DealerRecord, program: NewProgram, terms: Terms, periods: list[Period]) -> list[Tried]:
    """The periods at whose end the draft would have meant the dealer."""
    sales, zone = Sales(dealer.dealer_id), settings().zone
    standings = dealers.standings(dealer, periods[0].last_instant(zone))
    found = []
    for period in periods:
        standing = standing_at(standings, period.last_instant(zone))
        if program.audience.includes(dealer.dealer_id, standing.grade, standing.region):
            lines = sales.sold(terms, period.first_day, period.last_day).as_sales()
            before = baseline(sales, terms, period)
            results = (calculate(terms, lines, before), calculate_at_next_tier(terms, lines, before))
            found.append(Tried.of(period, *results))
    return found
