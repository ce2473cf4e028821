"""Saving categories, products, price lists and prices."""

from collections.abc import Sequence
from typing import TypeVar

from chalicelib.aws.tables import Record, Write, check, commit, create, find, replace
from chalicelib.catalog.records import (
    CategoryRecord,
    ListRecord,
    PriceRecord,
    ProductRecord,
    category_key,
    list_key,
    price_key,
    product_key,
)
from chalicelib.catalog.rules import (
    ListKind,
    NewCategory,
    NewProduct,
    Price,
    category_problems,
    list_problem,
    price_problems,
    product_problems,
)
from chalicelib.company import queries as company
from chalicelib.kernel.errors import Invalid, NotFound

SomeRecord = TypeVar("SomeRecord", bound=Record)


def save_category(category: NewCategory) -> CategoryRecord:
    """Makes a category, or changes its names. 422 names every field that is wrong."""
    problems = category_problems(category)
    if problems:
        raise Invalid("The category cannot be saved as it is.", problems)
    return _save(CategoryRecord(*category_key(category.category), **vars(category)))


def save_product(product: NewProduct) -> ProductRecord:
    """Makes a product, or changes the one of that SKU. 422 names every field that is wrong, an unknown category too."""
    problems = product_problems(product)
    if problems:
        raise Invalid("The product cannot be saved as it is.", problems)
    known = check(
        CategoryRecord,
        category_key(product.category),
        CategoryRecord.pk.exists(),
        lambda _: Invalid.field("category", "is not a category"),
    )
    return _save(ProductRecord(*product_key(product.sku), **vars(product)), known)


def save_list(list_id: str, kind: ListKind, name: str) -> ListRecord:
    """Makes a price list, or renames it. There is one default list; a grade's is called `grade-` and the grade."""
    problem = list_problem(list_id, kind, company.policy().grades)
    if problem:
        raise Invalid.field("list_id", problem)
    return _save(ListRecord(*list_key(list_id), list_id=list_id, list_kind=kind.value, name=name))


def save_prices(list_id: str, sku: str, prices: Sequence[Price]) -> PriceRecord:
    """Saves all prices of one SKU in one list; they take the place of those before.

    Refuses two prices for one break on one day, an unknown SKU and an unknown list.
    """
    problems = price_problems(prices)
    if problems:
        raise Invalid("The prices cannot be saved as they are.", problems)
    ordered = sorted(prices, key=lambda price: (price.min_quantity, price.valid_from))
    record = PriceRecord(
        *price_key(list_id, sku), list_id=list_id, sku=sku, prices=[price.as_fields() for price in ordered]
    )
    return _save(
        record,
        check(ListRecord, list_key(list_id), ListRecord.pk.exists(), lambda _: NotFound("price list")),
        check(ProductRecord, product_key(sku), ProductRecord.pk.exists(), lambda _: NotFound("product")),
    )


def _save(record: SomeRecord, *demands: Write) -> SomeRecord:
    """Puts a record in the place of the one with its key, if any, unless that one is changed meanwhile."""
    earlier = find(type(record), (record.pk, record.sk))
    if earlier is None:
        commit(create(record), *demands)
    else:
        record.version = earlier.version
        commit(replace(record), *demands)
    return record
