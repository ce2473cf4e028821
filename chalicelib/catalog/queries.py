"""What is sold, and what the price lists say of it."""

from collections.abc import Iterable, Sequence
from datetime import date

from chalicelib.aws.tables import find_many, list_all
from chalicelib.catalog.records import (
    LISTS,
    PRODUCTS,
    ListRecord,
    PriceRecord,
    ProductRecord,
    price_key,
    product_key,
)
from chalicelib.catalog.rules import ListKind, Price
from chalicelib.kernel.paging import Page, decode_cursor, encode_cursor


def products(skus: Iterable[str]) -> dict[str, ProductRecord]:
    """Those of the SKUs that there are, by SKU, whether still sold or not; one read for up to 100 of them."""
    found = find_many(ProductRecord, [product_key(sku) for sku in dict.fromkeys(skus)])
    return {product.sku: product for product in found.values()}


def all_products() -> list[ProductRecord]:
    """Every product by SKU, also those no longer sold."""
    return list_all(ProductRecord, PRODUCTS)


def search_products(words: str | None, category: str | None, limit: int, cursor: str | None) -> Page[ProductRecord]:
    """Products on sale by SKU, in whose SKU or names every word occurs (case does not count), of a category.

    Reads on from the cursor until the page is full.
    """
    start = decode_cursor(cursor, "pk", PRODUCTS)
    wanted = (words or "").casefold().split()
    found: list[ProductRecord] = []
    for product in ProductRecord.query(PRODUCTS, last_evaluated_key=start):
        if product.active and category in (None, product.category) and _mentions(product, wanted):
            found.append(product)
        if len(found) > limit:
            last = {"pk": {"S": PRODUCTS}, "sk": {"S": found[limit - 1].sk}}
            return Page(found[:limit], encode_cursor(last))
    return Page(found)


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


def contract_lists() -> list[str]:
    """The ids of the price lists that a contract may name, in order."""
    lists = list_all(ListRecord, LISTS)
    return [record.list_id for record in lists if record.list_kind == ListKind.CONTRACT]
