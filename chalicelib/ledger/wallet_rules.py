"""The rebate wallet: what of it may be spent, what an order may take, and what of it runs out when. Pure.

`available = balance - held - asked`: held is what orders are to be paid with, asked what is to be paid out. All three
are stored, as the balance is, and move together.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.kernel.money import ZERO, part_so_far, round_down

_CENTS = 100


class PayoutState(StrEnum):
    """Where a payout stands that a dealer asked for. `approved` is booked: the wallet has paid it."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


PAYOUT = Lifecycle(
    "payout",
    PayoutState.WAITING,
    {
        state: frozenset({PayoutState.WAITING})
        for state in (PayoutState.APPROVED, PayoutState.REJECTED, PayoutState.EXPIRED, PayoutState.WITHDRAWN)
    },
)


def payout_cause(payout_id: str) -> str:
    """The key of the entry of a payout."""
    return f"payout:{payout_id}"


def expiry_cause(expiry_id: str) -> str:
    """The key of the entry of what ran out: one a dealer and day at most."""
    return f"expiry:{expiry_id}"


def redemption_cause(shipment_id: str) -> str:
    """The key of the entries of what the wallet paid of a shipment: one on each account."""
    return f"redemption:{shipment_id}"


def available(balance: Decimal, held: Decimal, asked: Decimal) -> Decimal:
    """What may be redeemed or paid out; below zero where the balance fell after something was held."""
    return balance - held - asked


def most_redeemed(total: Decimal, percent: int) -> Decimal:
    """What of an order's total the wallet may pay: `percent` hundredths, rounded down."""
    return round_down(total * percent / 100)


@dataclass(frozen=True)
class Redeemable:
    """What the wallet may pay of an order: up to `most`, or (`wholly`) the whole of it."""

    available: Decimal
    percent: int
    most: Decimal
    wholly: bool


def redeemable(total: Decimal, available: Decimal, percent: int, goods: bool) -> Redeemable:
    """Of an order's total, where so much of the wallet is available; with `goods` it may pay an order wholly."""
    most = max(min(most_redeemed(total, percent), available), ZERO)
    return Redeemable(available, percent, most, goods and 0 < total <= available)


def redeemed_so_far(redeemed: Decimal, shipped: Decimal, total: Decimal) -> Decimal:
    """What the wallet paid of an order of which `shipped` of its `total` has left:
    `round(redeemed x shipped / total)`.

    A shipment's part is this figure less what the earlier ones came to, so that all add up to `redeemed`.
    """
    if not redeemed:
        return ZERO
    return part_so_far(redeemed, int(shipped * _CENTS), int(total * _CENTS))


@dataclass(frozen=True)
class Credit:
    """What filled the wallet, by its entry's cause, on the business day on which it was posted. `name` is its rebate
    program's."""

    cause: str
    amount: Decimal
    posted_on: date
    name: str | None = None


@dataclass(frozen=True)
class Lot:
    """What is left of a credit."""

    credit: Credit
    left: Decimal


def lots(credits_: Sequence[Credit], balance: Decimal) -> list[Lot]:
    """What is left of each credit, the oldest first, in a wallet that holds `balance`.

    Whatever was spent used the oldest first, so what is left lies in the latest ones: it adds up to the balance, and
    there is none where that is not above zero. `credits_` are given in the order in which they were posted.
    """
    left, found = balance, list[Lot]()
    for credit in reversed(credits_):
        takes = min(credit.amount, left)
        if takes <= 0:
            break
        found.append(Lot(credit, takes))
        left -= takes
    return found[::-1]


def through(lots_: Iterable[Lot], day: date) -> list[Lot]:
    """Those of credits that were posted on a day or before."""
    return [lot for lot in lots_ if lot.credit.posted_on <= day]


def total_left(lots_: Iterable[Lot]) -> Decimal:
    """What is left of all of them."""
    return sum((lot.left for lot in lots_), ZERO)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last: the last day on which what was posted on `day` counts."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def posted_until(last_day: date, months: int) -> date:
    """The latest day on which a credit was posted that counts up to `last_day` at most."""
    year, month = divmod(last_day.year * 12 + last_day.month - 1 - months, 12)
    longest = monthrange(year, month + 1)[1]
    ends_month = last_day.day == monthrange(last_day.year, last_day.month)[1]
    return date(year, month + 1, longest if ends_month else min(last_day.day, longest))
