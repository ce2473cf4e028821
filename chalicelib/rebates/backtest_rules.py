"""What a draft of a program would have cost in past periods: sums that take one dealer after the other. Pure.

Whatever the number of dealers is, a tally stays as large as its periods, its tiers and `MOST_WINNERS`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

from chalicelib.kernel.money import ZERO, money_text
from chalicelib.kernel.periods import Period
from chalicelib.rebates.rules import RebateResult

MOST_PERIODS = 12
"""Periods that one back-test tries."""
MOST_WINNERS = 20
"""Dealers that are listed, those that would have got the most."""


@dataclass(frozen=True)
class Tried:
    """What a program would have paid a dealer for a period, and what if it had reached the next tier."""

    period: Period
    tier: int | None
    payout: Decimal
    at_next_tier: Decimal

    @classmethod
    def of(cls, period: Period, result: RebateResult, at_next_tier: RebateResult) -> Self:
        return cls(period, result.tier, result.payout, at_next_tier.payout)


@dataclass(frozen=True)
class Winner:
    """A dealer, and what it would have got in all periods."""

    dealer_id: str
    dealer_name: str
    payout: Decimal


@dataclass(frozen=True)
class PeriodTally:
    """One period: how many dealers the program meant, how many it would have paid, and what it would have cost.

    `tiers[0]` counts those that reach no tier, `tiers[i]` those whose tier is the i-th. `at_next_tier` is what it
    would cost if everybody reached the next one.
    """

    period: Period
    tiers: tuple[int, ...]
    paid: int = 0
    cost: Decimal = ZERO
    at_next_tier: Decimal = ZERO

    @property
    def meant(self) -> int:
        return sum(self.tiers)

    def with_one(self, tried: Tried) -> "PeriodTally":
        """With one dealer more."""
        place = 0 if tried.tier is None else tried.tier + 1
        tiers = tuple(count + (number == place) for number, count in enumerate(self.tiers))
        return PeriodTally(
            self.period,
            tiers,
            self.paid + (tried.payout > 0),
            self.cost + tried.payout,
            self.at_next_tier + tried.at_next_tier,
        )

    def as_fields(self) -> dict[str, Any]:
        return {
            "period": str(self.period),
            "tiers": list(self.tiers),
            "meant": self.meant,
            "paid": self.paid,
            "cost": money_text(self.cost),
            "at_next_tier": money_text(self.at_next_tier),
        }

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """From what `as_fields` wrote."""
        cost, at_next = Decimal(fields["cost"]), Decimal(fields["at_next_tier"])
        return cls(Period.parse(fields["period"]), tuple(fields["tiers"]), fields["paid"], cost, at_next)


@dataclass(frozen=True)
class Tally:
    """All dealers so far: `meant` are those whom the program means in some period, `paid` those that it pays."""

    periods: tuple[PeriodTally, ...]
    meant: int = 0
    paid: int = 0
    winners: tuple[Winner, ...] = ()

    @classmethod
    def empty(cls, periods: Sequence[Period], tiers: int) -> Self:
        """Before the first dealer, of a program with so many tiers."""
        return cls(tuple(PeriodTally(period, (0,) * (tiers + 1)) for period in periods))

    def with_dealer(self, dealer_id: str, name: str, tried: Sequence[Tried]) -> "Tally":
        """With one dealer more; `tried` are the periods in which the program means it, each once."""
        by_period = {each.period: each for each in tried}
        periods = tuple(
            tally.with_one(by_period[tally.period]) if tally.period in by_period else tally for tally in self.periods
        )
        payout = sum((each.payout for each in tried), ZERO)
        winners = [*self.winners, *([Winner(dealer_id, name, payout)] if payout > 0 else [])]
        best = tuple(sorted(winners, key=lambda winner: (-winner.payout, winner.dealer_id))[:MOST_WINNERS])
        return replace(
            self, periods=periods, meant=self.meant + bool(tried), paid=self.paid + (payout > 0), winners=best
        )

    @property
    def cost(self) -> Decimal:
        return sum((tally.cost for tally in self.periods), ZERO)

    @property
    def at_next_tier(self) -> Decimal:
        return sum((tally.at_next_tier for tally in self.periods), ZERO)

    def as_fields(self) -> dict[str, Any]:
        """As it is kept and told; money is text."""
        return {
            "periods": [tally.as_fields() for tally in self.periods],
            "meant": self.meant,
            "paid": self.paid,
            "cost": money_text(self.cost),
            "at_next_tier": money_text(self.at_next_tier),
            "winners": [vars(winner) | {"payout": money_text(winner.payout)} for winner in self.winners],
        }

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """From what `as_fields` wrote."""
        winners = (Winner(one["dealer_id"], one["dealer_name"], Decimal(one["payout"])) for one in fields["winners"])
        periods = tuple(map(PeriodTally.of, fields["periods"]))
        return cls(periods, fields["meant"], fields["paid"], tuple(winners))


def periods_between(first: Period, last: Period) -> list[Period]:
    """The periods from the first to the last, both included; they are of one kind."""
    return [type(first)(start, first.length) for start in range(first.first, last.first + 1, first.length)]
