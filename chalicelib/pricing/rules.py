"""The quote: what a basket costs a dealer, and why. Pure.

One function prices the draft, the preview and the submitted order: `quote`. Prices include tax.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from chalicelib.catalog.rules import ProductFilter
from chalicelib.kernel.errors import Code, Invalid
from chalicelib.kernel.money import ZERO, money_text, round_down, round_money, tax_part, unit_price_text
from chalicelib.promotions.contest_rules import (
    Contender,
    Contest,
    Counted,
    NotApplied,
    OnOrder,
    Reason,
    Shares,
    Use,
    on_lines,
    on_order,
    shortfall,
)
from chalicelib.promotions.rules import BuyXGetY, Promotion, SpendAndSave, SpendStep


class PriceSource(StrEnum):
    CONTRACT = "contract"
    GRADE = "grade"
    DEFAULT = "default"


@dataclass(frozen=True)
class Buyer:
    """The dealer as a quote sees it; `enrolled` are the promotions that it has opted into."""

    dealer_id: str
    grade: str | None = None
    region: str | None = None
    enrolled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BasketLine:
    """What is asked for: whole pieces of the base unit, at least one. `tax_rate` "0.13" is thirteen percent."""

    sku: str
    category: str
    quantity: int
    tax_rate: Decimal = ZERO

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError(f"{self.quantity} pieces of {self.sku}")


@dataclass(frozen=True)
class PriceBreak:
    """From `min_quantity` pieces on, a piece costs `unit_price` (up to four decimals)."""

    min_quantity: int
    unit_price: Decimal

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        return cls(int(fields["min_quantity"]), Decimal(fields["unit_price"]))


PriceList = Mapping[str, Sequence[PriceBreak]]


@dataclass(frozen=True)
class PriceBook:
    """The price lists that hold for one dealer on one day: SKU -> breaks, in any order."""

    contract: PriceList = field(default_factory=dict)
    grade: PriceList = field(default_factory=dict)
    default: PriceList = field(default_factory=dict)

    @classmethod
    def of(cls, fields: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]) -> Self:
        """From `{"default": {SKU: [{"min_quantity": 1, "unit_price": "95.00"}]}}`; each list may be missing."""
        lists = {source.value: fields.get(source) or {} for source in PriceSource}
        return cls(**{name: {sku: [*map(PriceBreak.of, of)] for sku, of in lists[name].items()} for name in lists})

    def price(self, sku: str, quantity: int) -> tuple[PriceSource, PriceBreak] | None:
        """The highest break reached in the first list that has one for the SKU: contract, grade, default."""
        for source, prices in zip(PriceSource, (self.contract, self.grade, self.default), strict=True):
            reached = [found for found in prices.get(sku, ()) if found.min_quantity <= quantity]
            if reached:
                return source, max(reached, key=lambda found: found.min_quantity)
        return None


@dataclass(frozen=True)
class Applied:
    """What one promotion took of one line."""

    promotion: str
    amount: Decimal


@dataclass(frozen=True)
class QuoteLine:
    """One SKU: its price and where that comes from, and which promotions took how much, as they applied."""

    sku: str
    category: str
    quantity: int
    tax_rate: Decimal
    price_source: PriceSource
    min_quantity: int
    unit_price: Decimal
    gross: Decimal
    applied: tuple[Applied, ...] = ()

    @property
    def discount(self) -> Decimal:
        return _total(taken.amount for taken in self.applied)

    @property
    def net(self) -> Decimal:
        return self.gross - self.discount

    @property
    def tax(self) -> Decimal:
        """The tax inside the net: shown, never added."""
        return tax_part(self.net, self.tax_rate)

    def summary(self) -> dict[str, Any]:
        return {
            "sku": self.sku,
            "quantity": self.quantity,
            "unit_price": unit_price_text(self.unit_price),
            "price_source": self.price_source.value,
            "gross": money_text(self.gross),
            "discount": money_text(self.discount),
            "net": money_text(self.net),
            "applied": [_taken_summary(taken) for taken in self.applied],
        }


@dataclass(frozen=True)
class FreeGoods:
    """Pieces at price zero, earned by the line of `earned_by`: `get` for every `buy` whole pieces of it."""

    sku: str
    quantity: int
    promotion: str
    earned_by: str
    buy: int
    get: int


@dataclass(frozen=True)
class OrderDiscount:
    """What a spend and save saved in all, by which terms on which products; its shares stand on the lines too.

    `next_step` is what would save more.
    """

    promotion: str
    amount: Decimal
    next_step: SpendStep | None
    terms: SpendAndSave
    products: ProductFilter


@dataclass(frozen=True)
class Quote:
    """What a basket costs. Lists are in the order of application; `not_applied` is by priority, then id."""

    lines: tuple[QuoteLine, ...]
    free_goods: tuple[FreeGoods, ...]
    order_discounts: tuple[OrderDiscount, ...]
    not_applied: tuple[NotApplied, ...]

    @property
    def gross(self) -> Decimal:
        return _total(line.gross for line in self.lines)

    @property
    def discount(self) -> Decimal:
        return _total(line.discount for line in self.lines)

    @property
    def total(self) -> Decimal:
        return _total(line.net for line in self.lines)

    @property
    def tax(self) -> Decimal:
        """The tax inside the total: the sum of what the lines show."""
        return _total(line.tax for line in self.lines)

    def uses(self) -> dict[str, Use]:
        """What each promotion that applied takes of its budget and quota, by id."""
        free: Counter[str] = Counter()
        for given in self.free_goods:
            free[given.promotion] += given.quantity
        return {
            **_line_uses(self.lines),
            **{promotion: Use(ZERO, pieces) for promotion, pieces in free.items()},
            **{saved.promotion: Use(saved.amount, 1) for saved in self.order_discounts},
        }

    def summary(self) -> dict[str, Any]:
        """The figures as they go over the wire: money and unit prices as text."""
        free = [{"sku": free.sku, "quantity": free.quantity, "promotion": free.promotion} for free in self.free_goods]
        return {
            "lines": [line.summary() for line in self.lines],
            "free_goods": free,
            "order_discounts": [_taken_summary(saved) for saved in self.order_discounts],
            "gross": money_text(self.gross),
            "discount": money_text(self.discount),
            "total": money_text(self.total),
        }


def quote(
    buyer: Buyer, lines: Sequence[BasketLine], book: PriceBook, promotions: Iterable[Promotion], moment: datetime
) -> Quote:
    """What the basket costs at that moment: prices, line promotions, free goods, spend and save, in that order.

    The ids of `promotions` differ; their order makes no difference. SKUs without a price are `Invalid` (`no_price`).
    """
    priced = _priced(lines, book)
    ranked = sorted(promotions, key=lambda promotion: promotion.rank)
    counted, why_not = _counted(buyer, ranked, priced, moment)
    free_goods, none_given = _give(counted, priced)
    left = [line.gross for line in priced]
    by_line = Contest(on_lines(counted, left, [line.quantity for line in priced]), left)
    by_order = Contest(on_order(counted, left), left)
    said = {each.promotion: each for each in (*why_not, *none_given, *by_line.why_not(), *by_order.why_not())}
    return Quote(
        lines=_with_applied(priced, [*by_line.takings.items(), *by_order.takings.items()]),
        free_goods=tuple(free_goods),
        order_discounts=tuple(_order_discount(saved, shares) for saved, shares in by_order.takings.items()),
        not_applied=tuple(said[promotion.id] for promotion in ranked if promotion.id in said),
    )


def redeemable(total: Decimal, share: Decimal) -> Decimal:
    """How much of an order's total the rebate wallet may pay at the most: `share` ("0.3") of it, rounded down."""
    return round_down(total * share)


def _priced(lines: Sequence[BasketLine], book: PriceBook) -> list[QuoteLine]:
    """The merged lines at their price. All SKUs without a price are named, at the place of their first line."""
    priced, without = [], []
    for place, line in _merged(lines):
        found = book.price(line.sku, line.quantity)
        if found is None:
            without.append({"field": f"lines.{place}.sku", "problem": "has no price", "sku": line.sku})
            continue
        source, reached = found
        gross = round_money(reached.unit_price * line.quantity)
        priced.append(QuoteLine(**vars(line), price_source=source, **vars(reached), gross=gross))
    if without:
        raise Invalid(f"No price for {', '.join(said['sku'] for said in without)}.", without, Code.NO_PRICE)
    return priced


def _merged(lines: Sequence[BasketLine]) -> list[tuple[int, BasketLine]]:
    """Lines of one SKU as one, quantities added, at the first one's place."""
    merged: dict[str, tuple[int, BasketLine]] = {}
    for place, line in enumerate(lines):
        first, before = merged.get(line.sku, (place, None))
        merged[line.sku] = first, replace(before, quantity=before.quantity + line.quantity) if before else line
    return list(merged.values())


def _counted(
    buyer: Buyer, ranked: Iterable[Promotion], lines: Sequence[QuoteLine], moment: datetime
) -> tuple[Counted, list[NotApplied]]:
    """A promotion counts while it is valid, for dealers in its audience, opted in where it asks for that."""
    counted, why_not = [], []
    for promotion in ranked:
        reason = _barred(promotion, buyer, moment)
        matches = promotion.products.matches
        places = [] if reason else [place for place, line in enumerate(lines) if matches(line.sku, line.category)]
        if places:
            counted.append((promotion, places))
        else:
            why_not.append(NotApplied(promotion.id, reason or Reason.NO_MATCHING_LINE))
    return counted, why_not


def _barred(promotion: Promotion, buyer: Buyer, moment: datetime) -> Reason | None:
    if not promotion.valid_at(moment):
        return Reason.NOT_VALID_NOW
    if not promotion.audience.includes(buyer.dealer_id, buyer.grade, buyer.region):
        return Reason.NOT_IN_AUDIENCE
    return Reason.NOT_OPTED_IN if promotion.opt_in and promotion.id not in buyer.enrolled else None


def _give(counted: Counted, lines: Sequence[QuoteLine]) -> tuple[list[FreeGoods], list[NotApplied]]:
    """Every matching `buy_x_get_y` gives for each line; groups do not apply."""
    outcomes = [
        _given(promotion, promotion.terms, [lines[place] for place in places])
        for promotion, places in counted
        if isinstance(promotion.terms, BuyXGetY)
    ]
    return [free for goods, _ in outcomes for free in goods], [said for _, said in outcomes if said]


def _given(
    promotion: Promotion, terms: BuyXGetY, lines: Sequence[QuoteLine]
) -> tuple[list[FreeGoods], NotApplied | None]:
    """What the lines earn; else nothing, and why."""
    earned = ((line.sku, terms.gives(line.quantity)) for line in lines)
    goods = [
        FreeGoods(terms.get_sku or sku, pieces, promotion.id, sku, terms.buy, terms.get)
        for sku, pieces in earned
        if pieces
    ]
    if not goods:
        missing = terms.buy - max(line.quantity for line in lines)
        return [], NotApplied(promotion.id, Reason.BELOW_BUY_QUANTITY, missing_quantity=missing)
    short = shortfall(promotion, Use(ZERO, sum(free.quantity for free in goods)))
    return [] if short else goods, short


def _with_applied(lines: Iterable[QuoteLine], takings: Iterable[tuple[Contender, Shares]]) -> tuple[QuoteLine, ...]:
    applied: defaultdict[int, list[Applied]] = defaultdict(list)
    for contender, shares in takings:
        for place, amount in shares.items():
            applied[place].append(Applied(contender.promotion.id, amount))
    return tuple(replace(line, applied=tuple(applied[place])) for place, line in enumerate(lines))


def _order_discount(saved: OnOrder, shares: Shares) -> OrderDiscount:
    promotion = saved.promotion
    return OrderDiscount(promotion.id, _total(shares.values()), saved.next_step(), saved.terms, promotion.products)


def _line_uses(lines: Iterable[QuoteLine]) -> dict[str, Use]:
    uses: defaultdict[str, Use] = defaultdict(Use)
    for line in lines:
        for taken in line.applied:
            use = uses[taken.promotion]
            uses[taken.promotion] = Use(use.amount + taken.amount, use.count + line.quantity)
    return uses


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _taken_summary(taken: Applied | OrderDiscount) -> dict[str, str]:
    return {"promotion": taken.promotion, "amount": money_text(taken.amount)}
