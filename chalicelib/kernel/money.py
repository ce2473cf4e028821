"""Exact money: `Decimal` only, rounded half away from zero to 0.01, and only where a rule says so."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
"""Added to a rounded figure it turns the `-0.00` that `Decimal` knows into `0.00`, and changes nothing else."""
FOUR_PLACES = Decimal("0.0001")


def round_money(amount: Decimal | Fraction) -> Decimal:
    """Half up, away from zero, to 0.01. A `Fraction` is rounded exactly, never through a truncated quotient."""
    if isinstance(amount, Fraction):
        cents = abs(amount) * 100
        whole = (2 * cents.numerator + cents.denominator) // (2 * cents.denominator)
        return Decimal(whole if amount >= 0 else -whole).scaleb(-2)
    return amount.quantize(CENT, rounding=ROUND_HALF_UP) + ZERO


def round_down(amount: Decimal) -> Decimal:
    """Towards zero to 0.01: what a share lets one take at the most."""
    return amount.quantize(CENT, rounding=ROUND_DOWN) + ZERO


def floor_ratio(ratio: Fraction) -> Decimal:
    """A ratio shown to four decimals, floored downwards, also below zero."""
    return Decimal((ratio * 10_000).__floor__()).scaleb(-4).quantize(FOUR_PLACES, rounding=ROUND_FLOOR)


def money_text(amount: Decimal) -> str:
    """`1234.5` -> `"1234.50"`: money on the wire. The amount must already be whole cents."""
    cents = round_money(amount)
    if cents != amount:
        raise ValueError(f"{amount} is not a whole number of cents")
    return f"{cents:f}"


def unit_price_text(price: Decimal) -> str:
    """`95` -> `"95.0000"`: a unit price has up to four decimals and is shown with four."""
    shown = price.quantize(FOUR_PLACES, rounding=ROUND_HALF_UP) + ZERO
    if shown != price:
        raise ValueError(f"{price} has more than four decimals")
    return f"{shown:f}"


def tax_part(net: Decimal, rate: Decimal) -> Decimal:
    """The tax inside a net amount whose price includes it: `net x rate / (1 + rate)`, rounded."""
    return round_money(Fraction(net) * Fraction(rate) / (1 + Fraction(rate)))


def part_so_far(total: Decimal, so_far: int, quantity: int) -> Decimal:
    """What `so_far` of `quantity` pieces come to: `round(total x so_far / quantity)`.

    A part is this figure less what the earlier parts came to, so that all parts add up to `total`.
    """
    if not 0 <= so_far <= quantity or quantity == 0:
        raise ValueError(f"{so_far} of {quantity} pieces")
    return round_money(Fraction(total) * so_far / quantity)


def spread(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Spreads whole cents over `weights` in proportion, by largest remainder; ties go to the earlier one.

    The shares add up to `total` exactly. Weights are not negative and at least one is above zero.
    """
    whole = sum((Fraction(weight) for weight in weights), Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative, and their sum must be above zero")
    exact = [Fraction(total) * 100 * Fraction(weight) / whole for weight in weights]
    cents = [share.__floor__() for share in exact]
    left = int(total * 100) - sum(cents)
    by_remainder = sorted(range(len(weights)), key=lambda place: (cents[place] - exact[place], place))
    for place in by_remainder[:left]:
        cents[place] += 1
    return [Decimal(share).scaleb(-2) for share in cents]
