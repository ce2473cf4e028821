"""What a table of categories, products or prices says, and what is wrong with which of its rows. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
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
    id_problem,
    list_problem,
    product_problems,
)
from chalicelib.catalog.sheet_rules import MOST_COLUMNS, Line


class ImportKind(StrEnum):
    """What a table holds."""

    CATEGORIES = "categories"
    PRODUCTS = "products"
    PRICES = "prices"


@dataclass(frozen=True, order=True)
class RowError:
    """What is wrong with which cell: the row as a spreadsheet numbers it (the header's is 1), and the column."""

    row: int
    field: str
    problem: str


@dataclass(frozen=True)
class Row:
    """What a row says, by column, and its number."""

    number: int
    values: Mapping[str, Any]


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


@dataclass
class Table:
    """The rows that can be read, how many there are in all, and what is wrong with the others."""

    count: int = 0
    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


# Cells


_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?")
_DAY = re.compile(r"([0-9]{4})(?:-|/|年)([0-9]{1,2})(?:-|/|月)([0-9]{1,2})日?")
_BROKEN = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
_WORDS = {"true": True, "yes": True, "1": True, "是": True, "false": False, "no": False, "0": False, "否": False}
_KINDS: dict[str, ListKind] = {
    **{kind.value: kind for kind in ListKind},
    **{"标准": ListKind.DEFAULT, "等级": ListKind.GRADE, "协议": ListKind.CONTRACT},
}


def _word(text: str) -> str:
    if text in _BROKEN:
        raise ValueError("is an error of the spreadsheet")
    return text


def _id(text: str) -> str:
    problem = id_problem(text)
    if problem:
        raise ValueError(problem)
    return text


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError("must be a number such as 1234.50")
    return Decimal(text)


def _whole(text: str) -> int:
    number = _decimal(text)
    if number != int(number):
        raise ValueError("must be a whole number")
    return int(number)


def _rate(text: str) -> Decimal:
    """`0.13` and `13%` are the same."""
    return _decimal(text[:-1].rstrip()) / 100 if text.endswith("%") else _decimal(text)


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a day such as 2026-01-31") from None


def _flag(text: str) -> bool:
    if text.casefold() not in _WORDS:
        raise ValueError("must be true or false")
    return _WORDS[text.casefold()]


def _list_kind(text: str) -> ListKind:
    if text.casefold() not in _KINDS:
        raise ValueError("must be default, grade or contract")
    return _KINDS[text.casefold()]


# Columns


@dataclass(frozen=True)
class _Column:
    """A column: how its cells are read, what it may be called besides its name, and what an empty cell means.

    One that is `required` must be there, and none of its cells may be empty.
    """

    parse: Callable[[str], Any]
    also: tuple[str, ...]
    required: bool = True
    empty: Any = None


_SKU = _Column(_id, ("编码", "产品编码", "商品编码"))
_NAME_EN = _Column(_word, ("英文名称", "英文名"))
COLUMNS: dict[ImportKind, dict[str, _Column]] = {
    ImportKind.CATEGORIES: {
        "category": _Column(_id, ("类别", "类别编码", "编码")),
        "name": _Column(_word, ("名称", "类别名称")),
        "name_en": _NAME_EN,
    },
    ImportKind.PRODUCTS: {
        "sku": _SKU,
        "name": _Column(_word, ("名称", "产品名称", "商品名称")),
        "name_en": _NAME_EN,
        "category": _Column(_id, ("类别", "类别编码")),
        "unit": _Column(_word, ("单位", "基本单位")),
        "case_size": _Column(_whole, ("箱规",)),
        "tax_rate": _Column(_rate, ("税率",)),
        "active": _Column(_flag, ("在售",), required=False, empty=True),
    },
    ImportKind.PRICES: {
        "list_id": _Column(_id, ("价格表", "价格表编码")),
        "list_kind": _Column(_list_kind, ("价格表类型",)),
        "list_name": _Column(_word, ("价格表名称",)),
        "sku": _SKU,
        "min_quantity": _Column(_whole, ("起订量",)),
        "unit_price": _Column(_decimal, ("单价",)),
        "valid_from": _Column(_day, ("生效日期",)),
        "valid_until": _Column(_day, ("失效日期",), required=False),
    },
}


def table_of(kind: ImportKind, lines: Sequence[Line]) -> Table:
    """Reads all rows. A column that is unknown, there twice or missing is an error of row 1, and no row is read."""
    columns = COLUMNS[kind]
    header = lines[0].cells if lines and lines[0].number == 1 else ()
    table = Table(count=sum(line.number > 1 for line in lines))
    places, table.errors = _places(header, columns)
    if not table.errors:
        for line in lines[1:]:
            _read(line, places, columns, table)
    return table


def _places(header: Sequence[str], columns: Mapping[str, _Column]) -> tuple[dict[str, int], list[RowError]]:
    """Where each column stands, and what is wrong with the header."""
    called = {title: name for name, column in columns.items() for title in (name, *column.also)}
    places: dict[str, int] = {}
    errors = []
    for place, title in enumerate(header):
        name = called.get(re.sub(r"[\s_-]+", "_", title.casefold()))
        if name is None and title:
            errors.append(RowError(1, title[:100], f"is an unknown column; known are {', '.join(columns)}"))
        elif name in places:
            errors.append(RowError(1, name or "", "is there twice"))
        elif name:
            places[name] = place
    missing = [name for name, column in columns.items() if column.required and name not in places]
    called_so = {name: " / ".join((name, *columns[name].also)) for name in missing}
    errors += [RowError(1, name, f"is missing: name a column {called_so[name]}") for name in missing]
    return places, errors


def _read(line: Line, places: Mapping[str, int], columns: Mapping[str, _Column], table: Table) -> None:
    values, errors = {}, []
    for name, column in columns.items():
        place = places.get(name, MOST_COLUMNS)
        cell = line.cells[place] if place < len(line.cells) else ""
        try:
            values[name] = _value(cell, column)
        except ValueError as error:
            errors.append(RowError(line.number, name, str(error)))
    if any(cell for place, cell in enumerate(line.cells) if place not in places.values()):
        errors.append(RowError(line.number, "row", "has a cell that stands under no column"))
    table.errors += errors
    if not errors:
        table.rows.append(Row(line.number, values))


def _value(cell: str, column: _Column) -> Any:
    if cell:
        return column.parse(cell)
    if column.required:
        raise ValueError("is missing")
    return column.empty


# What the rows come to


def categories_of(table: Table) -> dict[int, NewCategory]:
    """The categories by row; adds what is wrong with them to the table's errors."""
    stated = {row.number: NewCategory(**row.values) for row in table.rows}
    _note(table, stated, category_problems)
    _note_repeated(table, "category")
    return stated


def products_of(table: Table) -> dict[int, NewProduct]:
    """The products by row; adds what is wrong with them to the table's errors."""
    stated = {row.number: NewProduct(**row.values) for row in table.rows}
    _note(table, stated, product_problems)
    _note_repeated(table, "sku")
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


def _note_repeated(table: Table, name: str) -> None:
    first: dict[str, int] = {}
    for row in table.rows:
        earlier = first.setdefault(row.values[name], row.number)
        if earlier != row.number:
            table.errors.append(RowError(row.number, name, f"is in row {earlier}, too"))


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
