"""What a table of categories, products or prices says, and what is wrong with which of its rows. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from chalicelib.catalog.rules import (
    MOST_PRICES,
    ListKind,
    NewCategory,
    NewProduct,
    Price,
    category_problems,
    figure_problems,
    list_problem,
    product_problems,
)
from chalicelib.catalog.sheet_rules import Line
from chalicelib.catalog.table_rules import (
    Column,
    RowError,
    Table,
    day,
    decimal,
    id_word,
    read_table,
    whole,
    word,
)


class ImportKind(StrEnum):
    """What a table holds."""

    CATEGORIES = "categories"
    PRODUCTS = "products"
    PRICES = "prices"


@dataclass(frozen=True)
class PriceRow:
    """One price, and the number of its row."""

    number: int
    price: Price


@dataclass(frozen=True)
class StatedList:
    """A price list as a table names it, first in the row of that number."""

    number: int
    list_id: str
    kind: ListKind
    name: str


# Cells


_WORDS = {"true": True, "yes": True, "1": True, "是": True, "false": False, "no": False, "0": False, "否": False}
_KINDS: dict[str, ListKind] = {
    **{kind.value: kind for kind in ListKind},
    **{"标准": ListKind.DEFAULT, "等级": ListKind.GRADE, "协议": ListKind.CONTRACT},
}


def _rate(text: str) -> Decimal:
    """`0.13` and `13%` are the same."""
    return decimal(text[:-1].rstrip()) / 100 if text.endswith("%") else decimal(text)


def _flag(text: str) -> bool:
    if text.casefold() not in _WORDS:
        raise ValueError("must be true or false")
    return _WORDS[text.casefold()]


def _list_kind(text: str) -> ListKind:
    if text.casefold() not in _KINDS:
        raise ValueError("must be default, grade or contract")
    return _KINDS[text.casefold()]


# Columns


_SKU = Column(id_word, ("编码", "产品编码", "商品编码"))
_NAME_EN = Column(word, ("英文名称", "英文名"))
COLUMNS: dict[ImportKind, dict[str, Column]] = {
    ImportKind.CATEGORIES: {
        "category": Column(id_word, ("类别", "类别编码", "编码")),
        "name": Column(word, ("名称", "类别名称")),
        "name_en": _NAME_EN,
    },
    ImportKind.PRODUCTS: {
        "sku": _SKU,
        "name": Column(word, ("名称", "产品名称", "商品名称")),
        "name_en": _NAME_EN,
        "category": Column(id_word, ("类别", "类别编码")),
        "unit": Column(word, ("单位", "基本单位")),
        "case_size": Column(whole, ("箱规",)),
        "tax_rate": Column(_rate, ("税率",)),
        "active": Column(_flag, ("在售",), required=False, empty=True),
    },
    ImportKind.PRICES: {
        "list_id": Column(id_word, ("价格表", "价格表编码")),
        "list_kind": Column(_list_kind, ("价格表类型",)),
        "list_name": Column(word, ("价格表名称",)),
        "sku": _SKU,
        "min_quantity": Column(whole, ("起订量",)),
        "unit_price": Column(decimal, ("单价",)),
        "valid_from": Column(day, ("生效日期",)),
        "valid_until": Column(day, ("失效日期",), required=False),
    },
}


def table_of(kind: ImportKind, lines: Sequence[Line]) -> Table:
    """Reads all rows. A column that is unknown, there twice or missing is an error of row 1, and no row is read."""
    return read_table(COLUMNS[kind], lines)


# What the rows come to


def categories_of(table: Table) -> dict[int, NewCategory]:
    """The categories by row; adds what is wrong with them to the table's errors."""
    stated = {row.number: NewCategory(**row.values) for row in table.rows}
    _note(table, stated, category_problems)
    table.note_repeated("category")
    return stated


def products_of(table: Table) -> dict[int, NewProduct]:
    """The products by row; adds what is wrong with them to the table's errors."""
    stated = {row.number: NewProduct(**row.values) for row in table.rows}
    _note(table, stated, product_problems)
    table.note_repeated("sku")
    return stated


def prices_of(table: Table) -> dict[tuple[str, str], list[PriceRow]]:
    """The prices by list and SKU; adds what is wrong with them, and with two of them together, to the errors."""
    facts = ("min_quantity", "unit_price", "valid_from", "valid_until")
    stated = {row.number: Price(**{name: row.values[name] for name in facts}) for row in table.rows}
    _note(table, stated, figure_problems)
    found: dict[tuple[str, str], list[PriceRow]] = {}
    for row in table.rows:
        pair = (row.values["list_id"], row.values["sku"])
        found.setdefault(pair, []).append(PriceRow(row.number, stated[row.number]))
    for prices in found.values():
        table.errors += _clashes(prices)
    return found


def lists_of(table: Table, grades: Sequence[str]) -> list[StatedList]:
    """The lists that the rows name; adds wrong ids, and rows that contradict the list's first, to the errors."""
    found: dict[str, StatedList] = {}
    for row in table.rows:
        list_id, kind, name = (row.values[name] for name in ("list_id", "list_kind", "list_name"))
        first = found.setdefault(list_id, StatedList(row.number, list_id, kind, name))
        if first.kind != kind or first.name != name:
            field_name = "list_name" if first.kind == kind else "list_kind"
            table.errors.append(RowError(row.number, field_name, f"is another one than in row {first.number}"))
    for stated in found.values():
        problem = list_problem(stated.list_id, stated.kind, grades)
        if problem:
            table.errors.append(RowError(stated.number, "list_id", problem))
    return list(found.values())


def _note(table: Table, stated: Mapping[int, Any], problems: Callable[[Any], Iterable[Mapping[str, str]]]) -> None:
    for number, one in stated.items():
        table.errors += [RowError(number, wrong["field"], wrong["problem"]) for wrong in problems(one)]


def _clashes(prices: Sequence[PriceRow]) -> list[RowError]:
    """Prices of one SKU in one list that hold for the same break on the same day; the later row names the earlier."""
    if len(prices) > MOST_PRICES:
        return [RowError(prices[MOST_PRICES].number, "sku", f"has more than {MOST_PRICES} prices in this list")]
    errors = []
    for place, row in enumerate(prices):
        earlier = next((other for other in prices[:place] if other.price.overlaps(row.price)), None)
        if earlier:
            problem = f"is a second price for {row.price.min_quantity} pieces on days that row {earlier.number} covers"
            errors.append(RowError(row.number, "valid_from", problem))
    return errors
