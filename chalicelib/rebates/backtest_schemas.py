"""Back-tests on the wire: a draft, the past periods on which it is tried, and what it would have cost."""

import json
from collections.abc import Sequence
from typing import Self

from chalicelib.edge.wire import Id, Instant, Money, Wire
from chalicelib.kernel.periods import Period
from chalicelib.rebates.backtest_commands import BacktestState, NewBacktest
from chalicelib.rebates.program_schemas import PeriodText, SaveProgram
from chalicelib.rebates.records import BacktestRecord


class StartBacktest(Wire):
    """A draft, the first and the last past period on which it is tried, and the program whose next version it is."""

    program: SaveProgram
    first_period: PeriodText
    last_period: PeriodText
    succeeds: Id | None = None

    def new(self) -> NewBacktest:
        """As the commands take it."""
        first, last = Period.parse(self.first_period), Period.parse(self.last_period)
        return NewBacktest(self.program.new(), first, last, self.succeeds)


class TriedPeriodOut(Wire):
    """What a draft would have cost in a period; `tiers` counts dealers: without a tier first, then tier by tier."""

    period: str
    tiers: Sequence[int]
    meant: int
    paid: int
    cost: Money
    at_next_tier: Money


class WinnerOut(Wire):
    """One of the dealers that would have got the most."""

    dealer_id: str
    dealer_name: str
    payout: Money


class TallyOut(Wire):
    """What a draft would have cost: `meant` and `paid` count dealers, `at_next_tier` is the cost if each had reached
    the next tier. The 20 dealers that would have got the most are named.
    """

    periods: Sequence[TriedPeriodOut]
    meant: int
    paid: int
    cost: Money
    at_next_tier: Money
    winners: Sequence[WinnerOut]


class BacktestOut(Wire):
    """A back-test: so many `dealers` of `all_dealers` are tried, and what they come to."""

    backtest_id: str
    state: BacktestState
    program: SaveProgram
    succeeds: str | None
    dealers: int
    all_dealers: int
    tally: TallyOut
    started_by: str
    started_at: Instant
    moved_at: Instant
    ended_at: Instant | None

    @classmethod
    def of(cls, backtest: BacktestRecord) -> Self:
        names = ("backtest_id", "succeeds", "dealers", "all_dealers", "started_by", "started_at", "ended_at")
        return cls(
            **{name: getattr(backtest, name) for name in names},
            state=BacktestState(backtest.state),
            program=SaveProgram.model_validate_json(json.dumps(backtest.program)),
            tally=TallyOut.model_validate(backtest.tally),
            moved_at=backtest.changed_at or backtest.started_at,
        )
