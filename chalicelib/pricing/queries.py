"""What a dealer sees and what a basket costs it. The round trips do not rise with the number of lines."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chalicelib.aws.tables import Record, find_together
from chalicelib.catalog import queries as catalog
from chalicelib.catalog.records import CategoryRecord, ProductRecord, product_key
from chalicelib.catalog.rules import DEFAULT_LIST, grade_list
from chalicelib.company import queries as company
from chalicelib.company.records import POLICY_KEY, PolicyRecord, RegionRecord, region_key
from chalicelib.company.rules import Policy
from chalicelib.dealers.records import DealerRecord, dealer_key
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Invalid, NotFound
from chalicelib.kernel.paging import Page
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger.records import AccountRecord, account_key
from chalicelib.ledger.wallet_rules import Redeemable, redeemable
from chalicelib.pricing.explanation_rules import NamedPromotion, Rung, explained, ladder, next_break
from chalicelib.pricing.rules import BasketLine, Buyer, PriceBook, PriceBreak, Quote, quote
from chalicelib.promotions import queries as promotions
from chalicelib.promotions.records import PartRecord, PromotionRecord, part_key
from chalicelib.promotions.rules import BuyXGetY, Promotion
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
    """A quote, the products that it names, and what it was made with: the prices, and the campaigns in force."""

    quote: Quote
    products: Mapping[str, ProductRecord]
    book: PriceBook
    campaigns: Mapping[str, PromotionRecord]
    warehouse_id: str

    def explained(self) -> dict[str, Any]:
        """The whole quote as JSON, with the names of products and promotions."""
        named = [_named(campaign) for campaign in self.campaigns.values()]
        return explained(self.quote, {sku: product.name for sku, product in self.products.items()}, named)

    def next_breaks(self) -> list[Rung | None]:
        """Line by line the next quantity at which a piece becomes cheaper."""
        return [next_break(self.book, line) for line in self.quote.lines]

    def pieces(self) -> list[Pieces]:
        """What the basket takes of the stock, line by line: what is bought, then what is free."""
        bought = [Pieces(line.sku, line.quantity) for line in self.quote.lines]
        return [*bought, *(Pieces(free.sku, free.quantity) for free in self.quote.free_goods)]


def quote_for(
    dealer: DealerRecord, lines: Sequence[Pieces], moment: datetime, declined: Collection[str] = ()
) -> PricedBasket:
    """What a basket costs the dealer at a moment. 422 names every SKU that is not sold, or has no price.

    Free goods of the SKUs in `declined` are left out. The round trips do not rise with the number of campaigns.
    """
    skus = list(dict.fromkeys(line.sku for line in lines))
    campaigns = {record.promotion_id: record for record in promotions.in_force(dealer, moment)}
    beside = _beside(dealer, campaigns.values())
    products = catalog.products(skus)
    basket = _basket(lines, products)
    book = _price_book(dealer, skus, business_day(moment, settings().zone))
    enrolled = frozenset(beside.part.enrolled or ()) if beside.part else frozenset[str]()
    buyer = Buyer(dealer.dealer_id, dealer.grade, dealer.region, enrolled)
    offers = [promotions.as_promotion(record, beside.part) for record in campaigns.values()]
    offers = [offer for offer in offers if _gives_what_is_sold(offer, beside.gifts)]
    priced = quote(buyer, basket, book, offers, moment)
    if declined:
        priced = replace(priced, free_goods=tuple(free for free in priced.free_goods if free.sku not in declined))
    return PricedBasket(priced, {**beside.gifts, **products}, book, campaigns, beside.warehouse_id)


@dataclass(frozen=True)
class _Beside:
    """What a quote needs beside the basket: the region's warehouse, the dealer's part in campaigns, the products that
    campaigns give, by SKU."""

    warehouse_id: str
    part: PartRecord | None
    gifts: Mapping[str, ProductRecord]


def _beside(dealer: DealerRecord, campaigns: Iterable[PromotionRecord]) -> _Beside:
    """All of it in one round trip."""
    gifts = {sku: product_key(sku) for record in campaigns if (sku := record.offer.get("get_sku"))}
    wanted: list[tuple[type[Record], tuple[str, str]]] = [
        (RegionRecord, region_key(dealer.region)),
        (PartRecord, part_key(dealer.dealer_id)),
        *((ProductRecord, key) for key in gifts.values()),
    ]
    found = find_together(*wanted)
    region = found.one(RegionRecord, region_key(dealer.region))
    if region is None:
        raise NotFound("region")
    there = {sku: product for sku, key in gifts.items() if (product := found.one(ProductRecord, key))}
    return _Beside(region.warehouse_id, found.one(PartRecord, part_key(dealer.dealer_id)), there)


def _gives_what_is_sold(offer: Promotion, gifts: Mapping[str, ProductRecord]) -> bool:
    """What is no longer sold is not given either."""
    sku = offer.terms.get_sku if isinstance(offer.terms, BuyXGetY) else None
    return sku is None or (sku in gifts and gifts[sku].active)


def _named(campaign: PromotionRecord) -> NamedPromotion:
    return NamedPromotion(campaign.promotion_id, campaign.offer["kind"], campaign.name, campaign.name_en)


@dataclass(frozen=True)
class Preview:
    """A priced basket, what each of its lines would get, the credit that is left (None: without limit), and what the
    rebate wallet may pay of it."""

    priced: PricedBasket
    allotments: list[Allotment]
    credit_left: Decimal | None
    redemption: Redeemable


def preview(dealer_id: str, lines: Sequence[Pieces], moment: datetime, declined: Collection[str] = ()) -> Preview:
    """What a basket costs the dealer, what is short of stock, how much credit is left, and what the wallet may pay."""
    found = find_together(
        (DealerRecord, dealer_key(dealer_id)), (AccountRecord, account_key(dealer_id)), (PolicyRecord, POLICY_KEY)
    )
    own = found.one(PolicyRecord, POLICY_KEY)
    kept = Policy.of(own.settings if own else {})
    dealer = found.one(DealerRecord, dealer_key(dealer_id))
    account = found.one(AccountRecord, account_key(dealer_id))
    if dealer is None or account is None:
        raise NotFound("dealer")
    priced = quote_for(dealer, lines, moment, declined)
    pieces = priced.pieces()
    levels = stock.levels(priced.warehouse_id, [line.sku for line in pieces])
    return Preview(
        priced,
        allot(pieces, {sku: level.available for sku, level in levels.items()}),
        None if account.unlimited else account.available,
        redeemable(priced.quote.total, account.rebate_available, kept.redemption_percent, bool(kept.wallet_goods)),
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


def unit_prices(dealer: DealerRecord, pieces: Mapping[str, int], day: date) -> dict[str, Decimal]:
    """What a piece of each SKU costs the dealer on a day where it takes so many; those without a price are left out."""
    book = _price_book(dealer, pieces, day)
    found = {sku: book.price(sku, quantity) for sku, quantity in pieces.items()}
    return {sku: price[1].unit_price for sku, price in found.items() if price}


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
