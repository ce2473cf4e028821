"""What is credited for the goods of an order that come back: what was paid for them, and why. Pure.

All figures of an order are cumulative over its returns: what the pieces returned so far come to, less what was credited
already. So parts add up to the whole, and nothing is ever credited that was not paid.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from chalicelib.catalog.rules import ProductFilter
from chalicelib.kernel.money import ZERO, money_text, part_so_far, round_money, unit_price_text
from chalicelib.orders.rules import OrderLine
from chalicelib.promotions.rules import SpendAndSave

Pieces = Mapping[int, int]
"""Pieces by the number of an order's line."""


@dataclass(frozen=True)
class Saving:
    """What a spend and save saved on an order, by the terms that it had then."""

    promotion: str
    amount: Decimal
    terms: SpendAndSave
    products: ProductFilter

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """From a quote as an order keeps it."""
        terms, products = SpendAndSave.of(fields), ProductFilter.of(fields["products"])
        return cls(fields["promotion"], Decimal(fields["amount"]), terms, products)


@dataclass(frozen=True)
class Gift:
    """Free goods of an order: the line that they are, the line that earned them, and a piece's price otherwise.

    `get` pieces were given for every `buy` whole pieces of the line `earned_by`.
    """

    line: int
    earned_by: int
    buy: int
    get: int
    unit_price: Decimal


@dataclass(frozen=True)
class Sale:
    """An order as its returns are credited: lines, savings and gifts as they were sold.

    `recompute_savings` is the maker's setting: credit less by the saving that the kept lines no longer earn.
    `redeemed` is what of the order's total the rebate wallet pays.
    """

    lines: Sequence[OrderLine]
    savings: Sequence[Saving] = ()
    gifts: Sequence[Gift] = ()
    recompute_savings: bool = False
    redeemed: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """What the order comes to."""
        return sum((line.net for line in self.lines), ZERO)


@dataclass(frozen=True)
class CreditedLine:
    """What was paid for the pieces of one line that come back, by its stored share of every discount."""

    line: int
    quantity: int
    net: Decimal
    tax: Decimal

    def as_fields(self) -> dict[str, Any]:
        """The JSON form: money as text."""
        return vars(self) | {"net": money_text(self.net), "tax": money_text(self.tax)}


@dataclass(frozen=True)
class LostSaving:
    """What of a spend and save the kept lines no longer earn: credited less; below zero where it is given back."""

    promotion: str
    amount: Decimal

    def as_fields(self) -> dict[str, Any]:
        """The JSON form: money as text."""
        return {"promotion": self.promotion, "amount": money_text(self.amount)}


@dataclass(frozen=True)
class KeptGift:
    """Free goods that are kept although too little bought is left for them: `pieces` in all are paid by now.

    `amount` is what this return pays of it; below zero where they came back after all.
    """

    line: int
    pieces: int
    unit_price: Decimal
    amount: Decimal

    def as_fields(self) -> dict[str, Any]:
        """The JSON form: money as text."""
        return vars(self) | {"unit_price": unit_price_text(self.unit_price), "amount": money_text(self.amount)}


@dataclass(frozen=True)
class Credit:
    """What one return is credited, and how it comes about: `amount = paid - lost - kept + settled`.

    `settled` is what a return of the order could not bear, as a credit is never below zero: above zero on that return,
    below zero on the later one that bears it. `to_wallet` of the amount goes back to the rebate wallet.
    """

    lines: tuple[CreditedLine, ...]
    lost_savings: tuple[LostSaving, ...]
    kept_gifts: tuple[KeptGift, ...]
    settled: Decimal
    amount: Decimal
    to_wallet: Decimal

    @property
    def to_receivable(self) -> Decimal:
        """What lowers the receivable."""
        return self.amount - self.to_wallet

    @property
    def paid(self) -> Decimal:
        """What was paid for the pieces that come back."""
        return _sum(line.net for line in self.lines)

    @property
    def unpaid_gifts(self) -> bool:
        """Whether free goods are kept that the credit of the goods does not pay."""
        return self.settled > 0 and _sum(gift.amount for gift in self.kept_gifts) > 0

    def as_fields(self) -> dict[str, Any]:
        """The JSON form: money as text."""
        return {
            "lines": [line.as_fields() for line in self.lines],
            "lost_savings": [lost.as_fields() for lost in self.lost_savings],
            "kept_gifts": [kept.as_fields() for kept in self.kept_gifts],
            "paid": money_text(self.paid),
            "settled": money_text(self.settled),
            "amount": money_text(self.amount),
            "to_wallet": money_text(self.to_wallet),
            "to_receivable": money_text(self.to_receivable),
        }


def credit(sale: Sale, before: Pieces, returned: Pieces, credited: Decimal, to_wallet: Decimal) -> Credit:
    """What the pieces `returned` now are credited, `before` having been returned earlier.

    `credited` and `to_wallet` are what the earlier returns of the order came to. What was returned in all is never
    credited below zero, nor is a single return.
    """
    after = _together(before, returned)
    lines = tuple(_line(line, before.get(line.line, 0), returned[line.line]) for line in _named(sale.lines, returned))
    lost = tuple(_lost(sale, before, after))
    kept = tuple(_kept(sale, before, after))
    so_far = _paid(sale, after) - _sum(saving.amount for saving in lost_savings(sale, after))
    so_far -= _sum(gift.amount for gift in kept_gifts(sale, after))
    amount = max(so_far - credited, ZERO)
    borne = _sum(line.net for line in lines) - _sum(each.amount for each in lost) - _sum(each.amount for each in kept)
    wallet = wallet_share(sale, credited + amount) - to_wallet
    return Credit(lines, lost, kept, amount - borne, amount, wallet)


def wallet_share(sale: Sale, credited: Decimal) -> Decimal:
    """What of all that was credited so far the rebate wallet had paid: `round(redeemed x credited / total)`."""
    if not sale.redeemed or not sale.total:
        return ZERO
    cents = 100
    return part_so_far(sale.redeemed, int(credited * cents), int(sale.total * cents))


def lost_savings(sale: Sale, returned: Pieces) -> list[LostSaving]:
    """What of each saving the lines that are kept hold by their shares, beyond what they would earn by themselves.

    Nothing by default: then a return is credited by the stored shares, whatever steps it breaks.
    """
    if not sale.recompute_savings:
        return []
    return [LostSaving(saving.promotion, _no_longer_earned(sale, saving, returned)) for saving in sale.savings]


def _no_longer_earned(sale: Sale, saving: Saving, returned: Pieces) -> Decimal:
    eligible = [line for line in sale.lines if not line.free and saving.products.matches(line.sku, line.category)]
    on_order = {each.promotion for each in sale.savings}
    base = _sum(_left(_before_savings(line, on_order), line, returned) for line in eligible)
    held = _sum(_left(_share(line, {saving.promotion}), line, returned) for line in eligible)
    earned = min(saving.terms.saves(base), saving.amount) if base > 0 else ZERO
    return max(held - earned, ZERO)


def _before_savings(line: OrderLine, on_order: set[str]) -> Decimal:
    """What the line promotions left of a line."""
    return line.net + _share(line, on_order)


def _share(line: OrderLine, promotions: set[str]) -> Decimal:
    return _sum(Decimal(share["amount"]) for share in line.applied if share["promotion"] in promotions)


def _left(amount: Decimal, line: OrderLine, returned: Pieces) -> Decimal:
    """What of a line's amount the pieces bear that are kept."""
    return amount - part_so_far(amount, returned.get(line.line, 0), line.quantity)


def kept_gifts(sale: Sale, returned: Pieces) -> list[KeptGift]:
    """Free goods that are kept beyond what the kept pieces of the line that earned them would earn, at their price.

    Pieces that were never shipped are not kept.
    """
    by_number = {line.line: line for line in sale.lines}
    found = []
    for gift in sale.gifts:
        bought = by_number[gift.earned_by].quantity - returned.get(gift.earned_by, 0)
        there = by_number[gift.line].shipped - returned.get(gift.line, 0)
        pieces = max(there - bought // gift.buy * gift.get, 0)
        found.append(KeptGift(gift.line, pieces, gift.unit_price, round_money(gift.unit_price * pieces)))
    return found


def missing_gifts(sale: Sale, returned: Pieces) -> dict[int, int]:
    """The free pieces by line that would have to come back, too, for nothing to be paid for them."""
    return {gift.line: gift.pieces for gift in kept_gifts(sale, returned) if gift.pieces}


def _lost(sale: Sale, before: Pieces, after: Pieces) -> Iterable[LostSaving]:
    for was, now in zip(lost_savings(sale, before), lost_savings(sale, after), strict=True):
        if now.amount != was.amount:
            yield LostSaving(now.promotion, now.amount - was.amount)


def _kept(sale: Sale, before: Pieces, after: Pieces) -> Iterable[KeptGift]:
    """Of an order from which nothing has come back nothing is paid: what is there then was given."""
    for was, now in zip(kept_gifts(sale, before), kept_gifts(sale, after), strict=True):
        if now.amount != was.amount:
            yield KeptGift(now.line, now.pieces, now.unit_price, now.amount - was.amount)


def _paid(sale: Sale, returned: Pieces) -> Decimal:
    """What was paid for all that was returned so far, by the stored shares."""
    return _sum(part_so_far(line.net, returned.get(line.line, 0), line.quantity) for line in sale.lines)


def _line(line: OrderLine, already: int, quantity: int) -> CreditedLine:
    def part(total: Decimal) -> Decimal:
        return part_so_far(total, already + quantity, line.quantity) - part_so_far(total, already, line.quantity)

    return CreditedLine(line.line, quantity, part(line.net), part(line.tax))


def _named(lines: Iterable[OrderLine], pieces: Pieces) -> list[OrderLine]:
    return [line for line in lines if pieces.get(line.line)]


def _together(before: Pieces, returned: Pieces) -> dict[int, int]:
    return {line: before.get(line, 0) + returned.get(line, 0) for line in {*before, *returned}}


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
