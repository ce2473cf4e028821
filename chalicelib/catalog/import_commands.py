"""Loading categories, products and prices from a table. The seed takes this way, too."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from chalicelib.aws.files import UploadForm, upload_content, upload_form
from chalicelib.aws.tables import MOST_WRITES, Record, commit, create, replace
from chalicelib.catalog import queries
from chalicelib.catalog.import_rules import (
    ImportKind,
    PriceRow,
    StatedList,
    categories_of,
    lists_of,
    prices_of,
    products_of,
    table_of,
)
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
from chalicelib.catalog.sheet_rules import LARGEST_FILE, ending_of, lines_of
from chalicelib.catalog.table_rules import RowError, Table
from chalicelib.company import queries as company
from chalicelib.kernel import ids
from chalicelib.kernel.errors import Code, Conflict, Invalid

MOST_ERRORS = 200


@dataclass(frozen=True)
class ImportResult:
    """What a table did, or in a dry run would do.

    `rows` below the header were read; `created`, `changed` and `unchanged` count things: a category, a product, a price
    list, or all prices of one SKU in one list. `errors` are `{"row", "field", "problem"}`, 200 at most of
    `error_count`; where there is one nothing is written.
    """

    kind: ImportKind
    dry_run: bool
    rows: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    error_count: int = 0


_UPLOAD_ID_LENGTH = 26
_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _upload_key(upload_id: str) -> str:
    """Where a table lies until the bucket's rule deletes it."""
    return f"imports/{upload_id}"


def offer_upload(file_name: str) -> tuple[str, UploadForm]:
    """An id that nobody can guess, and the form with which one table is posted under it."""
    upload_id = ids.token(_UPLOAD_ID_LENGTH)
    return upload_id, upload_form(_upload_key(upload_id), _TYPES[ending_of(file_name)], LARGEST_FILE)


def uploaded(upload_id: str) -> bytes:
    """A table that was uploaded; 422 where nothing was, or it is gone by now."""
    found = upload_content(_upload_key(upload_id))
    if found is None:
        raise Invalid.field("upload_id", "nothing was uploaded under it, or more than a day ago: upload the file again")
    return found


@dataclass
class _Plan:
    """What is to be written, in this order, and how many things are as they should be."""

    created: list[Record] = field(default_factory=list)
    changed: list[Record] = field(default_factory=list)
    unchanged: int = 0

    def add(self, wanted: Record, found: Record | None, facts: Sequence[str]) -> None:
        """Notes what is to become of one thing; `facts` are what may differ."""
        if found is None:
            self.created.append(wanted)
        elif all(getattr(found, name) == getattr(wanted, name) for name in facts):
            self.unchanged += 1
        else:
            wanted.version = found.version
            self.changed.append(wanted)


def import_table(kind: ImportKind, file_name: str, content: bytes, *, dry_run: bool) -> ImportResult:
    """Loads a table of `categories`, `products` or `prices`, CSV or XLSX (see COLUMNS in import_rules).

    All rows are checked before the first is written. Where one is wrong, a dry run answers what, and else it is 422
    `import_refused` with the same errors, and nothing is written. What is as the table says is not written again; so
    the same table, loaded once more after an interruption, finishes the rest. All prices of a SKU in a list take the
    place of those before; a price list that is new is made. A file that cannot be read is 422 in any case.
    """
    table = table_of(kind, lines_of(file_name, content))
    plan = _PLANS[kind](table)
    errors = [asdict(error) for error in sorted(table.errors)]
    if errors and not dry_run:
        raise refused(errors)
    if not errors and not dry_run:
        _write(plan)
    counts = {"created": len(plan.created), "changed": len(plan.changed), "unchanged": plan.unchanged}
    told = {} if errors else counts
    return ImportResult(kind, dry_run, table.count, **told, errors=errors[:MOST_ERRORS], error_count=len(errors))


def refused(errors: Sequence[Mapping[str, Any]]) -> Invalid:
    """422 `import_refused` with what is wrong with which row, of 200 cells at most."""
    details = list(errors[:MOST_ERRORS])
    if len(errors) > len(details):
        details.append({"field": "file", "problem": f"has {len(errors) - len(details)} errors more"})
    return Invalid(f"{len(errors)} cells are wrong; nothing was written.", details, Code.IMPORT_REFUSED)


def _write(plan: _Plan) -> None:
    """Writes in transactions as large as there are. 409 where somebody changed one of these things meanwhile."""
    writes = [
        *(create(record, or_else=_changed_meanwhile) for record in plan.created),
        *(replace(record) for record in plan.changed),
    ]
    for first in range(0, len(writes), MOST_WRITES):
        commit(*writes[first : first + MOST_WRITES])


def _changed_meanwhile(found: Any) -> Exception:  # noqa: ARG001 - of the shape of OrElse
    return Conflict(Code.VERSION_CONFLICT, "It was changed meanwhile. Load the table again.")


def _plan_categories(table: Table) -> _Plan:
    stated = categories_of(table)
    found = queries.categories()
    plan = _Plan()
    for category in stated.values():
        record = CategoryRecord(*category_key(category.category), **vars(category))
        plan.add(record, found.get(category.category), list(vars(category)))
    return plan


def _plan_products(table: Table) -> _Plan:
    stated = products_of(table)
    known = queries.categories()
    table.errors += [
        RowError(row, "category", "is not a category: load the categories first")
        for row, product in stated.items()
        if product.category not in known
    ]
    found = queries.products(product.sku for product in stated.values())
    plan = _Plan()
    for product in stated.values():
        record = ProductRecord(*product_key(product.sku), **vars(product))
        plan.add(record, found.get(product.sku), list(vars(product)))
    return plan


def _plan_prices(table: Table) -> _Plan:
    lists, prices = lists_of(table, company.policy().grades), prices_of(table)
    _note_unknown(table, prices)
    plan = _Plan()
    _plan_lists(lists, plan)
    found = queries.prices_as_they_are(prices)
    for (list_id, sku), rows in prices.items():
        record = PriceRecord(*price_key(list_id, sku), list_id=list_id, sku=sku, prices=_as_stored(rows))
        plan.add(record, found.get((list_id, sku)), ["prices"])
    return plan


def _note_unknown(table: Table, prices: Mapping[tuple[str, str], Iterable[PriceRow]]) -> None:
    known = queries.products(sku for _, sku in prices)
    table.errors += [
        RowError(row.number, "sku", "is not a product: load the products first")
        for (_, sku), rows in prices.items()
        if sku not in known
        for row in rows
    ]


def _plan_lists(lists: Iterable[StatedList], plan: _Plan) -> None:
    """A list that is there may get another name; its kind is known by its id."""
    found = queries.price_lists()
    for stated in lists:
        record = ListRecord(
            *list_key(stated.list_id), list_id=stated.list_id, list_kind=stated.kind.value, name=stated.name
        )
        plan.add(record, found.get(stated.list_id), ["name"])


def _as_stored(rows: Iterable[PriceRow]) -> list[dict[str, Any]]:
    ordered = sorted((row.price for row in rows), key=lambda price: (price.min_quantity, price.valid_from))
    return [price.as_fields() for price in ordered]


_PLANS: dict[ImportKind, Callable[[Table], _Plan]] = {
    ImportKind.CATEGORIES: _plan_categories,
    ImportKind.PRODUCTS: _plan_products,
    ImportKind.PRICES: _plan_prices,
}
