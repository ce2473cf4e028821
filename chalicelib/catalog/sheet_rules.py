"""A table out of a file, CSV or XLSX: lines of text cells with the numbers that a spreadsheet shows. Pure."""

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from chalicelib.kernel.errors import Invalid

LARGEST_FILE = 5_000_000
"""Bytes of a file."""
MOST_ROWS = 5_000
"""Rows below the header."""
MOST_COLUMNS = 50
_MOST_LINES = 1_048_576  # of a sheet of Excel, blank ones included
_MOST_UNPACKED = 10_000_000  # bytes in an XLSX file: three times what 5,000 rows of prices need
_MOST_TAGS = 600_000  # a cell has four
_MOST_TAGS_OF_STYLES = 50_000  # each style is slow to read
_BLANK = (None,) * (MOST_COLUMNS + 1)
_DELIMITERS = (",", ";", "\t")
_TOO_MUCH = "holds too much for a table of 5,000 rows: copy the rows into a new sheet"
_SAVE_AGAIN = "Open it in a spreadsheet program and save it again as .xlsx, or as CSV in UTF-8."


@dataclass(frozen=True)
class Line:
    """A line of a table that is not blank: its number (the header's is 1), and its cells up to the last filled one."""

    number: int
    cells: tuple[str, ...]


def lines_of(file_name: str, content: bytes) -> list[Line]:
    """All lines of a table that are not blank, the header's among them.

    The file's name says what it is: `.csv` (UTF-8 or GB18030; comma, semicolon or tab) or `.xlsx` (its first sheet,
    of formulas what they last came to). 422 says of a file that cannot be read what to do about it.
    """
    if len(content) > LARGEST_FILE:
        raise _refused("is larger than 5 MB: split it")
    ending = ending_of(file_name)
    if ending not in _READERS:
        raise Invalid.field("file_name", "must end in .csv or .xlsx")
    return _READERS[ending](content)


def _lines(rows: Iterable[Sequence[str]]) -> list[Line]:
    """The rows that are not blank, by number; no more are looked at than there may be."""
    lines = []
    for number, cells in enumerate(rows, 1):
        if any(cells):
            lines.append(Line(number, _filled(cells)))
        if len(lines) > MOST_ROWS + 1:
            raise _refused("has more than 5,000 rows: split it")
    if any(len(line.cells) > MOST_COLUMNS for line in lines):
        raise _refused("has more than 50 columns")
    return lines


def _filled(cells: Sequence[str]) -> tuple[str, ...]:
    last = max(place for place, cell in enumerate(cells) if cell)
    return tuple(cells[: last + 1])


def ending_of(file_name: str) -> str:
    """`Prices.XLSX` -> `xlsx`."""
    return file_name.rpartition(".")[2].casefold()


def _refused(problem: str) -> Invalid:
    return Invalid.field("file", problem)


def _csv_lines(content: bytes) -> list[Line]:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _refused("is called CSV and is none: give an XLSX file the ending .xlsx")
    text = _decoded(content)
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _lines([cell.strip() for cell in row] for row in reader)
    except csv.Error as error:
        raise _refused(f"cannot be read around line {reader.line_num}: look at its quotation marks") from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(f"is neither UTF-8 nor GB18030. {_SAVE_AGAIN}")


def _xlsx_lines(content: bytes) -> list[Line]:
    try:
        _demand_small(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what the library does not show: drawings, rules of validation
            return _lines(_first_sheet(content))
    except Invalid:
        raise
    except Exception as error:  # whatever the library stumbles over in a broken file
        raise _refused(f"is no XLSX file that can be read. {_SAVE_AGAIN}") from error


def _demand_small(content: bytes) -> None:
    """Refuses what grows when it is unpacked, or takes long to read, before anything is made of it.

    Beyond the sizes that the archive states nothing of a part is read; a part has no more elements than tags.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise _refused(_TOO_MUCH)
        tags = {part.filename: archive.read(part).count(b"<") for part in parts}
    if sum(tags.values()) > _MOST_TAGS or tags.get("xl/styles.xml", 0) > _MOST_TAGS_OF_STYLES:
        raise _refused(_TOO_MUCH)


def _first_sheet(content: bytes) -> Iterator[Sequence[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - too heavy for every start of the API

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    rows = sheet.iter_rows(max_col=len(_BLANK), values_only=True)
    for row in islice(rows, _MOST_LINES):
        yield () if row == _BLANK else [_text(cell) for cell in row]


def _text(value: Any) -> str:
    """A cell as text. A number has the 15 digits that a spreadsheet shows, so that no float's tail comes along."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()


_READERS: dict[str, Callable[[bytes], list[Line]]] = {"csv": _csv_lines, "xlsx": _xlsx_lines}
