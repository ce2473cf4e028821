"""The catalogue at own prices, and quotes, on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints

from chalicelib.catalog.records import ProductRecord
from chalicelib.edge.wire import Id, Money, PageQuery, Quantity, Ratio, SignedMoney, Text, UnitPrice, Wire
from chalicelib.kernel.errors import Code, Invalid
from chalicelib.kernel.money import ZERO
from chalicelib.pricing.queries import CatalogItem, Preview
from chalicelib.pricing.rules import PriceSource
from chalicelib.promotions.contest_rules import Reason
from chalicelib.promotions.rules import Kind
from chalicelib.stock.rules import Pieces

MOST_LINES = 500


class CatalogQuery(PageQuery):
    """What to look for. Staff name the dealer at whose prices they look."""

    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] | None = None
    category: Text | None = None
    dealer_id: Id | None = None


class RungOut(Wire):
    """From `min_quantity` pieces on a piece costs `unit_price`, by the list of `source`."""

    min_quantity: int
    unit_price: UnitPrice
    source: PriceSource


class CatalogItemOut(Wire):
    """A product at own prices. `prices` is empty where it has none: it cannot be ordered."""

    sku: str
    name: str
    name_en: str
    category: str
    category_name: str
    category_name_en: str
    unit: str
    case_size: int
    tax_rate: Ratio
    available: int
    prices: list[RungOut]

    @classmethod
    def of(cls, item: CatalogItem) -> Self:
        shown = ("sku", "name", "name_en", "category", "unit", "case_size", "tax_rate")
        return cls(
            **{name: getattr(item.product, name) for name in shown},
            category_name=item.category.name,
            category_name_en=item.category.name_en,
            available=item.available,
            prices=[RungOut(**vars(rung)) for rung in item.prices],
        )


class WantedLine(Wire):
    """So many base units of a product; any whole number of them."""

    sku: Id
    quantity: Quantity

    def pieces(self) -> Pieces:
        return Pieces(self.sku, self.quantity)


def _not_too_many(lines: Any) -> Any:
    if isinstance(lines, list) and len(lines) > MOST_LINES:
        raise Invalid.field("lines", f"at most {MOST_LINES}", Code.TOO_MANY_LINES, most=MOST_LINES)
    return lines


Declined = Annotated[Sequence[Id], Field(max_length=100)]
"""SKUs of free goods that are not wanted, since they are not available."""


class Basket(Wire):
    """What is wanted. Lines of one SKU count as one. Free goods of the SKUs in `declined_free` are left out."""

    lines: Annotated[list[WantedLine], Field(min_length=1, max_length=MOST_LINES), BeforeValidator(_not_too_many)]
    declined_free: Declined = ()


class AppliedOut(Wire):
    """What a promotion took."""

    promotion: str
    amount: Money


class SpendStepOut(Wire):
    """Spending `spend` (of a next step: so much more) saves `save`."""

    spend: Money
    save: Money


class QuoteLineOut(Wire):
    """A line, and where its price comes from: the list, and the break of that list that is reached."""

    sku: str
    name: str
    category: str
    quantity: int
    price_source: PriceSource
    min_quantity: int
    unit_price: UnitPrice
    gross: Money
    discount: Money
    net: Money
    tax_rate: Ratio
    tax: Money
    applied: list[AppliedOut]


class FreeGoodsOut(Wire):
    """Pieces at price zero, and which line earned them by which promotion."""

    sku: str
    name: str
    quantity: int
    promotion: str
    earned_by: str
    buy: int
    get: int


class DiscountedProducts(Wire):
    """Which products count: those listed or of a listed category, all where nothing is listed, but for the excluded."""

    skus: list[str]
    categories: list[str]
    excluded_skus: list[str]


class OrderDiscountOut(Wire):
    """What a spend and save took in all, and its steps as they were; its shares stand on the lines."""

    promotion: str
    amount: Money
    next_step: SpendStepOut | None
    steps: list[SpendStepOut]
    repeat: bool
    maximum: Money | None
    products: DiscountedProducts


class NotAppliedOut(Wire):
    """Why a promotion did not apply, and what is missing."""

    promotion: str
    reason: Reason
    winner: str | None
    next_step: SpendStepOut | None
    missing_quantity: int | None
    missing_amount: Money | None


class NamedPromotionOut(Wire):
    """A promotion as people call it; `name_en` is null where it has no English name."""

    promotion: str
    kind: Kind
    name: str
    name_en: str | None


class QuoteOut(Wire):
    """What a basket costs, and why. `tax` is inside `total`. `promotions` names those that the others speak of."""

    promotions: Sequence[NamedPromotionOut] = ()

    lines: Sequence[QuoteLineOut]
    free_goods: Sequence[FreeGoodsOut]
    order_discounts: list[OrderDiscountOut]
    not_applied: list[NotAppliedOut]
    gross: Money
    discount: Money
    total: Money
    tax: Money


class PreviewedProduct(Wire):
    """The product of a line, in both languages, and how many base units a case holds."""

    name_en: str
    unit: str
    case_size: int

    @classmethod
    def told(cls, product: ProductRecord) -> dict[str, Any]:
        return {name: getattr(product, name) for name in cls.model_fields}


class PreviewLineOut(QuoteLineOut, PreviewedProduct):
    """A line, how much of it is available, and how many pieces it is short of.

    `next_break`: from how many pieces on a piece is cheaper; null where it never is.
    """

    available: int
    short: int
    next_break: RungOut | None


class PreviewFreeOut(FreeGoodsOut, PreviewedProduct):
    """Free goods: what the lines before leave available, and how many pieces are short."""

    available: int
    short: int


class RedemptionOut(Wire):
    """What the rebate wallet may pay: up to `most`, which is `percent` hundredths of the total and at most what is
    `available` of it; or with `wholly` the whole total, for goods instead of money."""

    available: SignedMoney
    percent: int
    most: Money
    wholly: bool


class PreviewOut(QuoteOut):
    """A quote, what is short of stock, the credit left before it (null: without limit), and what the rebate wallet may
    pay."""

    lines: Sequence[PreviewLineOut]
    free_goods: Sequence[PreviewFreeOut]
    short: bool
    credit_left: SignedMoney | None
    credit_short: Money
    redemption: RedemptionOut

    @classmethod
    def of(cls, preview: Preview) -> Self:
        priced = preview.priced
        told = priced.explained()
        there = iter(preview.allotments)
        breaks = [rung and RungOut(**vars(rung)) for rung in priced.next_breaks()]
        left, total = preview.credit_left, priced.quote.total

        def stated(line: dict[str, Any]) -> dict[str, Any]:
            return line | PreviewedProduct.told(priced.products[line["sku"]]) | vars(next(there))

        told |= {
            "lines": [stated(line) | {"next_break": rung} for line, rung in zip(told["lines"], breaks, strict=True)],
            "free_goods": [stated(free) for free in told["free_goods"]],
            "short": any(allotment.short for allotment in preview.allotments),
            "credit_left": left,
            "redemption": vars(preview.redemption),
            "credit_short": ZERO if left is None else max(total - left, ZERO),
        }
        return cls.model_validate(told)
