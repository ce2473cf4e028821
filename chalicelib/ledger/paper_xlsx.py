"""A document as a workbook of Excel: money as numbers, text as text, whatever it begins with."""

import io
from typing import Any

from chalicelib.ledger.paper_rules import Cell, Paper, PaperTable

_WIDTH = 1.25
"""Characters of a column's width for a hundredth of the page's."""
_MONEY = "#,##0.00"
_DAY = "yyyy-mm-dd"


def as_xlsx(paper: Paper) -> bytes:
    """The file. Text that a spreadsheet would take for a formula is kept from being one."""
    from openpyxl import Workbook  # noqa: PLC0415 - too heavy for every start of the API

    book = Workbook()
    sheet: Any = book.active
    sheet.title = paper.title[:31]
    sheet.sheet_view.showGridLines = False
    _row(sheet, 1, [paper.title], bold=True, size=16)
    at = 3
    for label, value in paper.facts:
        _row(sheet, at, [label, value])
        at += 1
    for table in paper.tables:
        at = _table(sheet, at + 1, table)
    _row(sheet, at + 1, [paper.note])
    for place, column in enumerate(paper.tables[0].columns):
        sheet.column_dimensions["ABCDEFGH"[place]].width = max(column.share * _WIDTH, 16)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "portrait", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _table(sheet: Any, at: int, table: PaperTable) -> int:
    """Writes a table from a row on; returns the row after it."""
    _row(sheet, at, [table.title], bold=True, size=12)
    _row(sheet, at + 1, [column.title for column in table.columns], bold=True, line="bottom")
    at += 2
    for row in table.rows or [[table.empty]]:
        _row(sheet, at, row)
        at += 1
    for row in table.sums:
        _row(sheet, at, row, bold=True, line="top")
        at += 1
    return at


def _row(sheet: Any, at: int, cells: Any, *, bold: bool = False, size: int = 11, line: str = "") -> None:
    from openpyxl.styles import Border, Font, Side  # noqa: PLC0415 - as above

    for place, value in enumerate(cells, 1):
        cell = sheet.cell(at, place)
        _fill(cell, value)
        cell.font = Font(name="Noto Sans SC", bold=bold, size=size)
        if line:
            cell.border = Border(**{line: Side(style="thin", color="999999")})


def _fill(cell: Any, value: Cell) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "\t", "\r"))
    else:
        cell.number_format = _DAY if not hasattr(value, "as_tuple") else _MONEY
