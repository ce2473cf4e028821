"""How promotions meet: one winner a group, one after the other, each within its budget and quota. Pure."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from chalicelib.kernel.money import ZERO, spread
from chalicelib.promotions.rules import LineTerms, Promotion, SpendAndSave, SpendStep

Shares = Mapping[int, Decimal]
"""What a promotion takes of each line, by the line's place; lines of which it takes nothing are not in it."""
WHOLE_ORDER = -1
"""Where a spend and save is judged: no line's place."""
Counted = Sequence[tuple[Promotion, Sequence[int]]]
"""The promotions that count, by priority, then id, each with the places of the lines that it matches."""


class Reason(StrEnum):
    """Why a promotion did not apply."""

    NOT_VALID_NOW = "not_valid_now"
    NOT_IN_AUDIENCE = "not_in_audience"
    NOT_OPTED_IN = "not_opted_in"
    NO_MATCHING_LINE = "no_matching_line"
    BELOW_BUY_QUANTITY = "below_buy_quantity"
    BELOW_FIRST_STEP = "below_first_step"
    ANOTHER_WON = "another_won"
    TAKES_NOTHING = "takes_nothing"
    BUDGET_EXHAUSTED = "budget_exhausted"
    QUOTA_EXHAUSTED = "quota_exhausted"


@dataclass(frozen=True)
class NotApplied:
    """Why a promotion did not apply, and what is missing.

    `winner` took its place; `next_step` is the first step; `missing_quantity` are pieces (or, of a quota, what it
    counts); `missing_amount` is money that the budget lacks.
    """

    promotion: str
    reason: Reason
    winner: str | None = None
    next_step: SpendStep | None = None
    missing_quantity: int | None = None
    missing_amount: Decimal | None = None


@dataclass(frozen=True)
class Use:
    """What an order takes of a promotion's budget (`amount`) and of its quota (`count`)."""

    amount: Decimal = ZERO
    count: int = 0


def shortfall(promotion: Promotion, use: Use) -> NotApplied | None:
    """What the budget or the quota lacks to cover the whole discount; None where both do."""
    budget, quota = promotion.remaining_budget, promotion.remaining_quota
    if budget is not None and use.amount > budget:
        return NotApplied(promotion.id, Reason.BUDGET_EXHAUSTED, missing_amount=use.amount - budget)
    if quota is not None and use.count > quota:
        return NotApplied(promotion.id, Reason.QUOTA_EXHAUSTED, missing_quantity=use.count - quota)
    return None


@dataclass(frozen=True, eq=False)
class Contender(ABC):
    """A promotion that counts. `judged` holds what it would take alone, above zero, at each place that it contests."""

    promotion: Promotion
    judged: Shares

    @abstractmethod
    def take(self, won: Collection[int], left: Sequence[Decimal]) -> Shares:
        """What it takes of what is left where it won."""

    @abstractmethod
    def use(self, shares: Shares) -> Use: ...

    @abstractmethod
    def idle(self) -> NotApplied:
        """Why it would take nothing, even alone."""


@dataclass(frozen=True, eq=False)
class OnLines(Contender):
    """A line promotion: judged on the gross of each line, it takes of what is left of it."""

    terms: LineTerms
    quantities: Sequence[int]

    def take(self, won: Collection[int], left: Sequence[Decimal]) -> Shares:
        return _above_zero((place, self.terms.takes(left[place], self.quantities[place])) for place in won)

    def use(self, shares: Shares) -> Use:
        return Use(_total(shares.values()), sum(self.quantities[place] for place in shares))

    def idle(self) -> NotApplied:
        return NotApplied(self.promotion.id, Reason.TAKES_NOTHING)


@dataclass(frozen=True, eq=False)
class OnOrder(Contender):
    """A spend and save: judged on its base, it takes at most what is left of its lines, spread over them."""

    terms: SpendAndSave
    places: Sequence[int]
    base: Decimal

    def take(self, won: Collection[int], left: Sequence[Decimal]) -> Shares:
        weights = [left[place] for place in self.places]
        amount = min(_total(self.judged[place] for place in won), _total(weights))
        return _above_zero(zip(self.places, spread(amount, weights), strict=True)) if amount else {}

    def use(self, shares: Shares) -> Use:
        return Use(_total(shares.values()), 1)

    def idle(self) -> NotApplied:
        return NotApplied(self.promotion.id, Reason.BELOW_FIRST_STEP, next_step=self.next_step())

    def next_step(self) -> SpendStep | None:
        """What would save more than the base does."""
        return self.terms.next_step(self.base)


SomeContender = TypeVar("SomeContender", bound=Contender)


def on_lines(counted: Counted, gross: Sequence[Decimal], quantities: Sequence[int]) -> list[OnLines]:
    """The line promotions among those that count, judged on the gross of each line that they match."""
    contenders = []
    for promotion, places in counted:
        if isinstance(terms := promotion.terms, LineTerms):
            judged = _above_zero((place, terms.takes(gross[place], quantities[place])) for place in places)
            contenders.append(OnLines(promotion, judged, terms, quantities))
    return contenders


def on_order(counted: Counted, nets: Sequence[Decimal]) -> list[OnOrder]:
    """The spend and saves among those that count. Their base is what the line promotions left of their lines."""
    contenders = []
    for promotion, places in counted:
        if isinstance(terms := promotion.terms, SpendAndSave):
            base = _total(nets[place] for place in places)
            judged = _above_zero([(WHOLE_ORDER, terms.saves(base))])
            contenders.append(OnOrder(promotion, judged, terms, places, base))
    return contenders


class Contest(Generic[SomeContender]):
    """One winner a group and place; the winners take of `left`, which is lowered, in the order of `contenders`.

    The first whose budget or quota does not cover all that it takes is left out, and its places go to the next of its
    group, as if it were not there; and so on until everyone is covered.
    """

    def __init__(self, contenders: Sequence[SomeContender], left: list[Decimal]) -> None:
        self.takings: dict[SomeContender, Shares] = {}
        self._contenders, self._left = contenders, left
        self._turns = {contender: turn for turn, contender in enumerate(contenders)}
        self._rivals = _best_first(contenders)
        self._left_out: dict[SomeContender, NotApplied] = {}
        turn = 0
        while turn < len(contenders):
            turn = self._play(turn)

    def why_not(self) -> list[NotApplied]:
        """Why those that take nothing do not."""
        return [self._why_not(contender) for contender in self._contenders if contender not in self.takings]

    def _play(self, turn: int) -> int:
        """Lets the contender of a turn take where it won; returns the next turn."""
        contender = self._contenders[turn]
        won = [place for place in contender.judged if self._winner(contender.promotion.group, place) is contender]
        shares = contender.take(won, self._left)
        if shares and (short := shortfall(contender.promotion, contender.use(shares))):
            self._left_out[contender] = short
            return self._back_to_heirs(turn, won)
        if shares:
            self.takings[contender] = shares
        for place, amount in shares.items():
            self._left[place] -= amount
        return turn + 1

    def _back_to_heirs(self, turn: int, won: Iterable[int]) -> int:
        """The next turn after one that was left out: that of the first heir; what applied since is undone."""
        heirs = (self._winner(self._contenders[turn].promotion.group, place) for place in won)
        back = min([turn + 1, *(self._turns[heir] for heir in heirs if heir)])
        for undone in self._contenders[back:turn]:
            for place, amount in self.takings.pop(undone, {}).items():
                self._left[place] += amount
        return back

    def _winner(self, group: str, place: int) -> SomeContender | None:
        return next((rival for rival in self._rivals[group, place] if rival not in self._left_out), None)

    def _why_not(self, contender: SomeContender) -> NotApplied:
        if contender in self._left_out:
            return self._left_out[contender]
        if not contender.judged:
            return contender.idle()
        winners = (self._winner(contender.promotion.group, place) for place in contender.judged)
        for winner in winners:
            if winner and winner is not contender:
                return NotApplied(contender.promotion.id, Reason.ANOTHER_WON, winner=winner.promotion.id)
        return NotApplied(contender.promotion.id, Reason.TAKES_NOTHING)


def _best_first(contenders: Iterable[SomeContender]) -> Mapping[tuple[str, int], Sequence[SomeContender]]:
    """The rivals of each group at each place: the largest discount comes first; a tie goes to the lower id."""
    rivals: defaultdict[tuple[str, int], list[SomeContender]] = defaultdict(list)
    for contender in sorted(contenders, key=lambda contender: contender.promotion.id):
        for place in contender.judged:
            rivals[contender.promotion.group, place].append(contender)
    for (_, place), ranked in rivals.items():
        ranked.sort(key=lambda contender: contender.judged[place], reverse=True)
    return rivals


def _above_zero(shares: Iterable[tuple[int, Decimal]]) -> Shares:
    return {place: amount for place, amount in shares if amount > 0}


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
