"""Columns and cells of a table that people load: what a cell says, and what is wrong with which one. Pure.

Which columns a table has is said where it is loaded: see `import_rules`, and the ledger's and the rebates' tables.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from chalicelib.catalog.rules import id_problem
from chalicelib.catalog.sheet_rules import MOST_COLUMNS, Line


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


@dataclass
class Table:
    """The rows that can be read, how many there are in all, and what is wrong with the others."""

    count: int = 0
    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def note_repeated(self, *names: str) -> None:
        """Two rows must not name the same: the later one is wrong, in the first of the columns."""
        first: dict[tuple[Any, ...], int] = {}
        for row in self.rows:
            earlier = first.setdefault(tuple(row.values[name] for name in names), row.number)
            if earlier != row.number:
                self.errors.append(RowError(row.number, names[0], f"is in row {earlier}, too"))


@dataclass(frozen=True)
class Column:
    """A column: how its cells are read, what it may be called besides its name, and what an empty cell means.

    One that is `required` must be there, and none of its cells may be empty.
    """

    parse: Callable[[str], Any]
    also: tuple[str, ...]
    required: bool = True
    empty: Any = None


# Cells


_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_MONEY = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2}0*)?")
_DAY = re.compile(r"([0-9]{4})(?:-|/|年)([0-9]{1,2})(?:-|/|月)([0-9]{1,2})日?")
_TIME = re.compile(r"[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?")
_COMPACT_DAY = re.compile(r"(2[0-9]{3})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"(2[0-9]{3})(?:-|/|年)([0-9]{1,2})月?")
_BROKEN = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
_LONGEST_WORD = 200


def word(text: str) -> str:
    """Any text that is no error of the spreadsheet."""
    if text in _BROKEN:
        raise ValueError("is an error of the spreadsheet")
    return text


def short_word(text: str) -> str:
    """One line of at most 200 characters."""
    if len(word(text)) > _LONGEST_WORD:
        raise ValueError(f"has more than {_LONGEST_WORD} characters")
    if not text.isprintable():
        raise ValueError("has characters that cannot be printed")
    return text


def id_word(text: str) -> str:
    """What may stand for an id."""
    problem = id_problem(text)
    if problem:
        raise ValueError(problem)
    return text


def decimal(text: str) -> Decimal:
    """A number as a spreadsheet shows it without separators."""
    if not _NUMBER.fullmatch(text):
        raise ValueError("must be a number such as 1234.50")
    return Decimal(text)


def money(text: str) -> Decimal:
    """An amount in whole cents, also as a bank writes it: `1,234.50`."""
    plain = text.replace(",", "") if _GROUPED.fullmatch(text) else text
    if not _MONEY.fullmatch(plain):
        raise ValueError("must be an amount such as 1234.50")
    return Decimal(plain).quantize(Decimal("0.01"))


def whole(text: str) -> int:
    """A whole number."""
    number = decimal(text)
    if number != int(number):
        raise ValueError("must be a whole number")
    return int(number)


def day(text: str) -> date:
    """`2026-01-31`, `2026/1/31` or `2026年1月31日`."""
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a day such as 2026-01-31") from None


def day_of_instant(text: str) -> date:
    """A day, behind which a time may stand, as banks write it: `20260131`, `2026-01-31 09:15:00`."""
    bare = _TIME.sub("", text)
    return day(_COMPACT_DAY.sub(r"\1-\2-\3", bare))


def month(text: str) -> str:
    """`2026-01`, `2026/1`, `2026年1月`, or a day of it, which is what a spreadsheet makes of a month."""
    found = _MONTH.fullmatch(text)
    if found:
        year, number = map(int, found.groups())
        text = f"{year}-{number:02}-01"
    try:
        return f"{day(text):%Y-%m}"
    except ValueError:
        raise ValueError("must be a month such as 2026-01") from None


# Rows


def read_table(columns: Mapping[str, Column], lines: Sequence[Line], *, unknown_columns: bool = False) -> Table:
    """Reads all rows. A column that is there twice or missing, or unknown (but where those are passed over), is an
    error of row 1, and no row is read.
    """
    header = lines[0].cells if lines and lines[0].number == 1 else ()
    table = Table(count=sum(line.number > 1 for line in lines))
    places, table.errors = _places(header, columns, unknown_columns)
    if not table.errors:
        for line in lines[1:]:
            _read(line, places, columns, table, unknown_columns)
    return table


def _places(
    header: Sequence[str], columns: Mapping[str, Column], unknown_columns: bool
) -> tuple[dict[str, int], list[RowError]]:
    """Where each column stands, and what is wrong with the header."""
    called = {title: name for name, column in columns.items() for title in (name, *column.also)}
    places: dict[str, int] = {}
    errors = []
    for place, title in enumerate(header):
        name = called.get(re.sub(r"[\s_-]+", "_", title.casefold()))
        if name is None:
            if title and not unknown_columns:
                errors.append(RowError(1, title[:100], f"is an unknown column; known are {', '.join(columns)}"))
        elif name in places:
            errors.append(RowError(1, name, "is there twice"))
        else:
            places[name] = place
    missing = [name for name, column in columns.items() if column.required and name not in places]
    called_so = {name: " / ".join((name, *columns[name].also)) for name in missing}
    errors += [RowError(1, name, f"is missing: name a column {called_so[name]}") for name in missing]
    return places, errors


def _read(
    line: Line, places: Mapping[str, int], columns: Mapping[str, Column], table: Table, unknown_columns: bool
) -> None:
    values, errors = {}, []
    for name, column in columns.items():
        place = places.get(name, MOST_COLUMNS)
        cell = line.cells[place] if place < len(line.cells) else ""
        try:
            values[name] = _value(cell, column)
        except ValueError as error:
            errors.append(RowError(line.number, name, str(error)))
    if not unknown_columns and any(cell for place, cell in enumerate(line.cells) if place not in places.values()):
        errors.append(RowError(line.number, "row", "has a cell that stands under no column"))
    table.errors += errors
    if not errors:
        table.rows.append(Row(line.number, values))


def _value(cell: str, column: Column) -> Any:
    if cell:
        return column.parse(cell)
    if column.required:
        raise ValueError("is missing")
    return column.empty
