"""What a dealer sees and what a basket costs it. The round trips do not rise with the number of lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chalicelib.catalog import queries as catalog
from chalicelib.catalog.records import CategoryRecord, ProductRecord
from chalicelib.catalog.rules import DEFAULT_LIST, grade_list
from chalicelib.company import queries as company
from chalicelib.dealers.records import DealerRecord
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Invalid
from chalicelib.kernel.paging import Page
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries as ledger
from chalicelib.pricing.explanation_rules import Rung, explained, ladder, next_break
from chalicelib.pricing.rules import BasketLine, Buyer, PriceBook, PriceBreak, Quote, quote
from chalicelib.stock import queries as stock
from chalicelib.stock.rules import Allotment, Pieces, allot


@dataclass(frozen=True)
class CatalogItem:
    """A product at the dealer's own prices, and what the region's warehouse has of it."""

    product: ProductRecord
    category: CategoryRecord
    prices: list[Rung]
    available: int


def catalog_page(
    dealer: DealerRecord, words: str | None, category: str | None, limit: int, cursor: str | None
) -> Page[CatalogItem]:
    """Products on sale at the dealer's own prices as of today; one without a price has no rung."""
    page = catalog.search_products(words, category, limit, cursor)
    skus = [product.sku for product in page.items]
    book = _price_book(dealer, skus, business_day(clock.now(), settings().zone))
    levels = stock.levels(company.region(dealer.region).warehouse_id, skus)
    there = {sku: max(level.available, 0) for sku, level in levels.items()}
    named = catalog.categories()
    return page.map(
        lambda product: CatalogItem(
            product, named[product.category], ladder(book, product.sku), there.get(product.sku, 0)
        )
    )


@dataclass(frozen=True)
class PricedBasket:
    """A quote, the products that it names, and the prices that it was made with."""

    quote: Quote
    products: Mapping[str, ProductRecord]
    book: PriceBook

    def explained(self) -> dict[str, Any]:
        """The whole quote as JSON, with the products' names."""
        return explained(self.quote, {sku: product.name for sku, product in self.products.items()})

    def next_breaks(self) -> list[Rung | None]:
        """Line by line the next quantity at which a piece becomes cheaper."""
        return [next_break(self.book, line) for line in self.quote.lines]

    def pieces(self) -> list[Pieces]:
        """What the basket takes of the stock, line by line: what is bought, then what is free."""
        bought = [Pieces(line.sku, line.quantity) for line in self.quote.lines]
        return [*bought, *(Pieces(free.sku, free.quantity) for free in self.quote.free_goods)]


def quote_for(dealer: DealerRecord, lines: Sequence[Pieces], moment: datetime) -> PricedBasket:
    """What a basket costs the dealer at a moment. 422 names every SKU that is not sold, or has no price."""
    skus = list(dict.fromkeys(line.sku for line in lines))
    products = catalog.products(skus)
    basket = _basket(lines, products)
    book = _price_book(dealer, skus, business_day(moment, settings().zone))
    buyer = Buyer(dealer.dealer_id, dealer.grade, dealer.region)
    priced = quote(buyer, basket, book, (), moment)
    others = {free.sku for free in priced.free_goods} - set(products)
    return PricedBasket(priced, {**products, **catalog.products(others)}, book)


@dataclass(frozen=True)
class Preview:
    """A priced basket, what each of its lines would get, and the credit that is left (None: without limit)."""

    priced: PricedBasket
    allotments: list[Allotment]
    credit_left: Decimal | None


def preview(dealer: DealerRecord, lines: Sequence[Pieces], moment: datetime) -> Preview:
    """What a basket costs the dealer, what is short of stock, and how much credit is left."""
    priced = quote_for(dealer, lines, moment)
    pieces = priced.pieces()
    levels = stock.levels(company.region(dealer.region).warehouse_id, [line.sku for line in pieces])
    account = ledger.account_as_is(dealer.dealer_id)
    return Preview(
        priced,
        allot(pieces, {sku: level.available for sku, level in levels.items()}),
        None if account.unlimited else account.available,
    )


def _basket(lines: Sequence[Pieces], products: Mapping[str, ProductRecord]) -> list[BasketLine]:
    unknown = [
        {"field": f"lines.{place}.sku", "problem": "is not sold", "sku": line.sku}
        for place, line in enumerate(lines)
        if line.sku not in products or not products[line.sku].active
    ]
    if unknown:
        raise Invalid("Some products are not sold.", unknown, Code.UNKNOWN_SKU)
    return [
        BasketLine(line.sku, products[line.sku].category, line.quantity, products[line.sku].tax_rate) for line in lines
    ]


def _price_book(dealer: DealerRecord, skus: Iterable[str], day: date) -> PriceBook:
    """The lists that hold for a dealer on a day: its contract's, its grade's, the default one. One read a list."""
    contract, wanted = dealer.contract_list_id, list(skus)
    return PriceBook(
        contract=_breaks(contract, wanted, day) if contract else {},
        grade=_breaks(grade_list(dealer.grade), wanted, day),
        default=_breaks(DEFAULT_LIST, wanted, day),
    )


def _breaks(list_id: str, skus: Sequence[str], day: date) -> dict[str, list[PriceBreak]]:
    """What one list says of each SKU. Read by itself, since all lists in one read would be two where they are long."""
    found = catalog.prices([list_id], skus, day)[list_id]
    return {sku: [PriceBreak(price.min_quantity, price.unit_price) for price in of] for sku, of in found.items()}
