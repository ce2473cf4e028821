"""The catalogue as the maker keeps it, and its imports, on the wire."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from chalicelib.catalog.import_commands import ImportResult
from chalicelib.catalog.import_rules import ImportKind
from chalicelib.catalog.queries import ListedPrices, StatedProduct
from chalicelib.catalog.records import CategoryRecord, ListRecord
from chalicelib.catalog.rules import ListKind, Price
from chalicelib.catalog.sheet_rules import LARGEST_FILE
from chalicelib.edge.wire import Listing, PageQuery, Ratio, Text, UnitPrice, UploadId, Wire
from chalicelib.kernel.paging import Page

FileName = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"\.([cC][sS][vV]|[xX][lL][sS][xX])$")
]
"""The name of a table: it ends in .csv or .xlsx."""


class ProductsQuery(PageQuery):
    """What to look for, among the products that are no longer sold, too."""

    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] | None = None
    category: Text | None = None


class CategoryOut(Wire):
    """A category, and its names."""

    category: str
    name: str
    name_en: str

    @classmethod
    def of(cls, record: CategoryRecord) -> Self:
        return cls(category=record.category, name=record.name, name_en=record.name_en)


class ProductOut(Wire):
    """A product as it is kept."""

    sku: str
    name: str
    name_en: str
    category: str
    category_name: str
    category_name_en: str
    unit: str
    case_size: int
    tax_rate: Ratio
    active: bool

    @classmethod
    def of(cls, stated: StatedProduct) -> Self:
        shown = ("sku", "name", "name_en", "category", "unit", "case_size", "tax_rate", "active")
        return cls(
            **{name: getattr(stated.product, name) for name in shown},
            category_name=stated.category.name,
            category_name_en=stated.category.name_en,
        )


class PriceListOut(Wire):
    """A price list: the default one, a grade's, or one that contracts name."""

    list_id: str
    kind: ListKind
    name: str

    @classmethod
    def of(cls, record: ListRecord) -> Self:
        return cls(list_id=record.list_id, kind=ListKind(record.list_kind), name=record.name)


class PriceOut(Wire):
    """From `min_quantity` pieces on a piece costs `unit_price`, on days from `valid_from` to `valid_until`."""

    min_quantity: int
    unit_price: UnitPrice
    valid_from: date
    valid_until: date | None


class ListedPricesOut(Wire):
    """All prices of one SKU in a list, those of the past and of days to come among them."""

    sku: str
    name: str
    prices: list[PriceOut]

    @classmethod
    def of(cls, listed: ListedPrices) -> Self:
        prices = [PriceOut(**vars(price)) for price in map(Price.of, listed.record.prices)]
        return cls(sku=listed.record.sku, name=listed.product.name, prices=prices)


class PriceListPricesOut(Listing[ListedPricesOut]):
    """A price list, and a page of its prices by SKU."""

    price_list: PriceListOut

    @classmethod
    def with_list(cls, record: ListRecord, page: Page[ListedPrices]) -> Self:
        items = [ListedPricesOut.of(listed) for listed in page.items]
        return cls(price_list=PriceListOut.of(record), items=items, next=page.next)


class ImportUploadIn(Wire):
    """A table that is to be uploaded: its name says whether it is CSV or XLSX."""

    file_name: FileName
    size: Annotated[int, Field(strict=True, ge=1, le=LARGEST_FILE)]


class ImportIn(Wire):
    """Which table is to be loaded as what. A dry run writes nothing and says what there would be."""

    kind: ImportKind
    file_name: FileName
    upload_id: UploadId
    dry_run: Annotated[bool, Field(strict=True)]


class RowErrorOut(Wire):
    """What is wrong with a cell: its row as a spreadsheet shows it, and its column."""

    row: int
    field: str
    problem: str


class ImportOut(Wire):
    """What was made, changed and left, or in a dry run would be. `errors` are the first 200 of `error_count`."""

    kind: ImportKind
    dry_run: bool
    rows: int
    created: int
    changed: int
    unchanged: int
    errors: list[RowErrorOut]
    error_count: int

    @classmethod
    def of(cls, result: ImportResult) -> Self:
        errors = [RowErrorOut(**error) for error in result.errors]
        return cls(**vars(result) | {"errors": errors})
