"""What is sold, and what the price lists say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.aws.tables import find, find_many, list_all, list_page
from chalicelib.catalog.records import (
    CATEGORIES,
    LISTS,
    PRODUCTS,
    CategoryRecord,
    ListRecord,
    PriceRecord,
    ProductRecord,
    list_key,
    price_key,
    product_key,
)
from chalicelib.catalog.rules import ListKind, Price
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.paging import Page, decode_cursor, encode_cursor


def categories() -> dict[str, CategoryRecord]:
    """All categories, by id."""
    return {found.category: found for found in list_all(CategoryRecord, CATEGORIES)}


def products(skus: Iterable[str]) -> dict[str, ProductRecord]:
    """Those of the SKUs that there are, by SKU, whether still sold or not; one read for up to 100 of them."""
    found = find_many(ProductRecord, [product_key(sku) for sku in dict.fromkeys(skus)])
    return {product.sku: product for product in found.values()}


def all_products() -> list[ProductRecord]:
    """Every product by SKU, also those no longer sold."""
    return list_all(ProductRecord, PRODUCTS)


def search_products(
    words: str | None, category: str | None, limit: int, cursor: str | None, *, on_sale: bool = True
) -> Page[ProductRecord]:
    """Products by SKU, in whose SKU or names every word occurs (case does not count), of a category.

    Those on sale, or all that there are. Reads on from the cursor until the page is full.
    """
    start = decode_cursor(cursor, "pk", PRODUCTS)
    wanted = (words or "").casefold().split()
    found: list[ProductRecord] = []
    for product in ProductRecord.query(PRODUCTS, last_evaluated_key=start):
        if (product.active or not on_sale) and category in (None, product.category) and _mentions(product, wanted):
            found.append(product)
        if len(found) > limit:
            last = {"pk": {"S": PRODUCTS}, "sk": {"S": found[limit - 1].sk}}
            return Page(found[:limit], encode_cursor(last))
    return Page(found)


@dataclass(frozen=True)
class StatedProduct:
    """A product, and its category."""

    product: ProductRecord
    category: CategoryRecord


def stated_products(words: str | None, category: str | None, limit: int, cursor: str | None) -> Page[StatedProduct]:
    """All products that match (see `search_products`), also those no longer sold, with their categories."""
    page = search_products(words, category, limit, cursor, on_sale=False)
    known = categories()
    return page.map(lambda product: StatedProduct(product, known[product.category]))


def _mentions(product: ProductRecord, words: Sequence[str]) -> bool:
    text = f"{product.sku} {product.name} {product.name_en}".casefold()
    return all(word in text for word in words)


def prices(list_ids: Sequence[str], skus: Iterable[str], day: date) -> dict[str, dict[str, list[Price]]]:
    """What holds on a day, by list and SKU. A list without the SKU has no entry for it.

    One read for up to 100 pairs of list and SKU, beyond that one a list.
    """
    keys = [price_key(list_id, sku) for list_id in list_ids for sku in dict.fromkeys(skus)]
    found: dict[str, dict[str, list[Price]]] = {list_id: {} for list_id in list_ids}
    for record in find_many(PriceRecord, keys).values():
        holding = [price for price in map(Price.of, record.prices) if price.holds_on(day)]
        if holding:
            found[record.list_id][record.sku] = holding
    return found


def price_lists() -> dict[str, ListRecord]:
    """All price lists, by id."""
    return {found.list_id: found for found in list_all(ListRecord, LISTS)}


def price_lists_page(limit: int, cursor: str | None) -> Page[ListRecord]:
    """Price lists, by id."""
    return list_page(ListRecord, LISTS, limit=limit, cursor=cursor)


def price_list(list_id: str) -> ListRecord:
    """A price list; 404 where there is none of that id."""
    found = find(ListRecord, list_key(list_id))
    if found is None:
        raise NotFound("price list")
    return found


@dataclass(frozen=True)
class ListedPrices:
    """All prices of one product in a list."""

    record: PriceRecord
    product: ProductRecord


def listed_prices(list_id: str, limit: int, cursor: str | None) -> Page[ListedPrices]:
    """What a list says of each SKU, whenever it holds."""
    page: Page[PriceRecord] = list_page(PriceRecord, price_key(list_id, "")[0], limit=limit, cursor=cursor)
    named = products(record.sku for record in page.items)
    return page.map(lambda record: ListedPrices(record, named[record.sku]))


def prices_as_they_are(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], PriceRecord]:
    """All that is stored of pairs of list and SKU, whenever it holds; beyond 100 pairs one read a list."""
    found = find_many(PriceRecord, [price_key(*pair) for pair in pairs])
    return {(record.list_id, record.sku): record for record in found.values()}


def contract_lists() -> list[str]:
    """The ids of the price lists that a contract may name, in order."""
    return [record.list_id for record in price_lists().values() if record.list_kind == ListKind.CONTRACT]
