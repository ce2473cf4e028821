"""Tables out of files, however they were saved, and what is said of those that cannot be read."""

import io
import warnings
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from chalicelib.catalog.sheet_rules import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS, Line, lines_of
from chalicelib.kernel.errors import Invalid
from tests.world.sheets import csv_of, xlsx_of


def cells(file_name: str, content: bytes) -> list[tuple[str, ...]]:
    return [line.cells for line in lines_of(file_name, content)]


def refusal(file_name: str, content: bytes) -> dict[str, Any]:
    with pytest.raises(Invalid) as refused:
        lines_of(file_name, content)
    (detail,) = refused.value.details
    return dict(detail)


ROWS = [("编码", "名称"), ("P-1", "净味墙面漆 5L, “白”"), ("P-2", "Łódź λ 𠮷 🎨")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_is_read_in_each_encoding_and_with_each_delimiter(encoding: str, delimiter: str) -> None:
    assert cells("表.CSV", csv_of(*ROWS, encoding=encoding, delimiter=delimiter)) == ROWS


def test_an_xlsx_file_is_read_as_text() -> None:
    morning, midnight = (datetime.combine(date(2026, 1, 31), time(hour)) for hour in (8, 0))
    content = xlsx_of(
        ("Text", "Whole", "Tail", "Tiny", "Day", "Moment", "Flag", "None"),
        (" P-1 ", 12, 1.1 * 1.1, 0.00001, date(2026, 1, 31), morning, True, None),
        (7.0, 10**15, 0.1 + 0.2, 1.2345, midnight, "=1+1", False, "#N/A"),
    )
    assert cells("prices.xlsx", content)[1:] == [
        ("P-1", "12", "1.21", "0.00001", "2026-01-31", "2026-01-31T08:00:00", "true"),
        ("7", "1000000000000000", "0.3", "1.2345", "2026-01-31", "", "false", "#N/A"),
    ]


def test_a_formula_is_what_it_last_came_to() -> None:
    content = _with_part(xlsx_of(("a",), ("=1+1",)), "xl/worksheets/sheet1.xml", b"<v />", b"<v>2</v>")
    assert cells("a.xlsx", content) == [("a",), ("2",)]


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    rows = [("sku",), ("",), ("A",), (" ",), ("B",)]
    shown = [Line(1, ("sku",)), Line(3, ("A",)), Line(5, ("B",))]
    assert lines_of("a.csv", csv_of(*rows)) == lines_of("a.csv", b'sku\r\n""\nA\n \nB') == shown
    assert lines_of("a.xlsx", xlsx_of(*rows)) == shown


def test_a_line_break_inside_a_cell_is_one_row() -> None:
    assert lines_of("a.csv", b'sku,name\nA,"two\nlines"\nB,b') == [
        Line(1, ("sku", "name")),
        Line(2, ("A", "two\nlines")),
        Line(3, ("B", "b")),
    ]


def test_what_an_xlsx_file_says_of_its_own_size_does_not_count() -> None:
    content = _with_part(xlsx_of(("a", "b"), (1, 2)), "xl/worksheets/sheet1.xml", b'ref="A1:B2"', b'ref="A1"')
    assert cells("a.xlsx", content) == [("a", "b"), ("1", "2")]


def test_of_several_sheets_the_first_is_read() -> None:
    book = Workbook()
    book.active.append(["first"])
    book.create_sheet("second").append(["second"])
    book.active = 1
    file = io.BytesIO()
    book.save(file)
    assert cells("a.xlsx", file.getvalue()) == [("first",)]


def test_as_many_rows_as_there_may_be_are_read_and_no_more() -> None:
    rows = [("sku",), *((f"S{number}",) for number in range(MOST_ROWS))]
    assert len(lines_of("a.csv", csv_of(*rows))) == MOST_ROWS + 1
    problem = {"field": "file", "problem": "has more than 5,000 rows: split it"}
    assert refusal("a.csv", csv_of(*rows, ("one more",))) == problem
    assert refusal("a.xlsx", xlsx_of(*rows, ("one more",))) == problem


def test_as_many_columns_as_there_may_be_are_read_and_no_more() -> None:
    assert cells("a.csv", csv_of(["x"] * MOST_COLUMNS)) == [("x",) * MOST_COLUMNS]
    problem = {"field": "file", "problem": "has more than 50 columns"}
    for content, name in ((csv_of(["x"] * 51), "a.csv"), (xlsx_of(["x"] * 51), "a.xlsx"), (_far_out(), "a.xlsx")):
        assert refusal(name, content) == problem


def _far_out() -> bytes:
    """A sheet with a cell in its last column and row."""
    book = Workbook()
    book.active["AY1"] = "x"
    book.active["XFD9"] = "x"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_row_far_below_ends_the_reading() -> None:
    far = _with_part(xlsx_of(("a",), (1,)), "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="99999999999"')
    assert cells("a.xlsx", far) == [("a",)]


def _with_part(content: bytes, part: str, old: bytes = b"", new: bytes = b"", whole: bytes | None = None) -> bytes:
    """The same XLSX file with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            kept = source.read(name)
            assert name != part or whole is not None or old in kept
            target.writestr(name, (whole or kept.replace(old, new)) if name == part else kept)
    return made.getvalue()


GOOD = xlsx_of(("a",), (1,))
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    f'<!ENTITY {chr(98 + step)} "{f"&{chr(97 + step)};" * 10}">'.encode() for step in range(9)
)
SAVE_AGAIN = "Open it in a spreadsheet program and save it again as .xlsx, or as CSV in UTF-8."
UNREADABLE = {"field": "file", "problem": f"is no XLSX file that can be read. {SAVE_AGAIN}"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"sku,name\nA,a\n",
        b"PK\x03\x04" + b"\0" * 100,
        GOOD[:-30],
        GOOD[: len(GOOD) // 2],
        csv_of(("a",)),
        _with_part(GOOD, SHEET, whole=b"<worksheet><sheetData><row>"),
        _with_part(GOOD, SHEET, b"<v>1</v>", b"<v>NaN</v>"),
        _with_part(GOOD, SHEET, b't="n"', b't="s"'),
        _with_part(GOOD, SHEET, b'r="A2"', b'r="2A"'),
        _with_part(GOOD, "xl/workbook.xml", whole=b"<workbook/>"),
        _with_part(GOOD, "[Content_Types].xml", whole=b"<Types/>"),
        _with_part(GOOD, "xl/workbook.xml", whole=LAUGHS + b"]><workbook>&j;</workbook>"),
        _with_part(GOOD, SHEET, whole=LAUGHS + b"]><worksheet>&j;</worksheet>"),
    ],
)
def test_an_xlsx_file_that_cannot_be_read_is_refused_with_what_to_do(content: bytes) -> None:
    assert refusal("a.xlsx", content) == UNREADABLE


TOO_MUCH = {
    "field": "file",
    "problem": "holds too much for a table of 5,000 rows: copy the rows into a new sheet",
}


@pytest.mark.parametrize("part", [SHEET, "xl/media/image1.png", "xl/elsewhere.dat"])
def test_what_grows_when_it_is_unpacked_is_not_unpacked(part: str) -> None:
    bomb = _with_more(part, b" " * 50_000_000)
    assert len(bomb) < 100_000
    assert refusal("a.xlsx", bomb) == TOO_MUCH


@pytest.mark.parametrize(
    ("part", "element", "count"),
    [(SHEET, b"<row/>", 700_000), (SHEET, b"<c/>", 700_000), ("xl/styles.xml", b"<xf/>", 60_000)],
)
def test_what_would_take_long_to_read_is_not_read(part: str, element: bytes, count: int) -> None:
    assert refusal("a.xlsx", _with_part(GOOD, part, whole=b"<a>" + element * count + b"</a>")) == TOO_MUCH


def _with_more(part: str, content: bytes) -> bytes:
    """The good file with one part more."""
    made = io.BytesIO(GOOD)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that is there twice
        archive.writestr(part, content)
    return made.getvalue()


def test_an_archive_that_lies_about_its_sizes_is_not_read_beyond_them() -> None:
    bomb = bytearray(_with_part(GOOD, SHEET, whole=b"<worksheet>" + b" " * 20_000_000 + b"</worksheet>"))
    real = (20_000_023).to_bytes(4, "little")
    assert bomb.count(real) == 2
    assert refusal("a.xlsx", bytes(bomb.replace(real, (500).to_bytes(4, "little")))) == UNREADABLE


def test_a_picture_in_a_workbook_is_nobodys_business() -> None:
    assert cells("a.xlsx", _with_more("xl/media/image1.png", bytes(range(256)) * 10_000)) == [("a",), ("1",)]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"\xff\xfes\0k\0u\0", f"is neither UTF-8 nor GB18030. {SAVE_AGAIN}"),
        ("a.csv", GOOD, "is called CSV and is none: give an XLSX file the ending .xlsx"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1", "is called CSV and is none: give an XLSX file the ending .xlsx"),
        ("a.csv", b'sku,name\nA,"a\nB,b', "cannot be read around line 3: look at its quotation marks"),
        ("a.csv", b'sku,name\nA,"a"b\n', "cannot be read around line 2: look at its quotation marks"),
        ("a.csv", b"a" * (LARGEST_FILE + 1), "is larger than 5 MB: split it"),
        ("a.csv", b"a" * 200_000, "cannot be read around line 1: look at its quotation marks"),
    ],
)
def test_another_file_that_cannot_be_read_is_refused_with_what_to_do(name: str, content: bytes, problem: str) -> None:
    assert refusal(name, content) == {"field": "file", "problem": problem}


@pytest.mark.parametrize("name", ["a.xls", "a", "", "a.csv.zip"])
def test_a_table_is_csv_or_xlsx_by_its_name(name: str) -> None:
    assert refusal(name, b"a") == {"field": "file_name", "problem": "must end in .csv or .xlsx"}


@given(st.binary(max_size=300))
def test_whatever_the_bytes_it_is_read_or_refused(content: bytes) -> None:
    for name in ("a.csv", "a.xlsx"):
        try:
            lines = lines_of(name, content)
        except Invalid:
            continue
        assert all(any(line.cells) for line in lines)


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_an_xlsx_file_with_broken_bytes_is_read_or_refused(place: int, wrong: bytes) -> None:
    with suppress(Invalid):
        lines_of("a.xlsx", GOOD[:place] + wrong + GOOD[place + len(wrong) :])
