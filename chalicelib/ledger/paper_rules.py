"""What a document on paper says: facts and tables, whose cells are text, days and money. Pure.

How it looks is the affair of `paper_pdf` and `paper_xlsx`; both show the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class PaperFormat(StrEnum):
    """As what a document can be had."""

    PDF = "pdf"
    XLSX = "xlsx"


Cell = str | date | Decimal


@dataclass(frozen=True)
class Column:
    """A column's title, and its share of the width; figures stand at its right."""

    title: str
    share: int
    figures: bool = False


@dataclass(frozen=True)
class PaperTable:
    """Rows under a title; `sums` stand below them and are set off."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    sums: Sequence[Sequence[Cell]] = ()
    empty: str = ""


@dataclass(frozen=True)
class Paper:
    """A document: title, facts, tables, a note, and how its pages are numbered (`{page}` and `{pages}`)."""

    title: str
    facts: Sequence[tuple[str, Cell]]
    tables: Sequence[PaperTable]
    note: str
    page: str


def cell_text(cell: Cell) -> str:
    """As it is read: `1,234.50`, `2026-10-31`, or the text."""
    return f"{cell:,.2f}" if isinstance(cell, Decimal) else str(cell)
