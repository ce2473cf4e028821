"""Tables as people bring them: CSV and XLSX files."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

CATEGORIES = ("category", "name", "name_en")
PRODUCTS = ("sku", "name", "name_en", "category", "unit", "case_size", "tax_rate", "active")
PRICES = ("list_id", "list_kind", "list_name", "sku", "min_quantity", "unit_price", "valid_from", "valid_until")


def csv_of(*rows: Sequence[Any], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV file of these rows, the header first."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue().encode(encoding)


def xlsx_of(*rows: Iterable[Any]) -> bytes:
    """An XLSX file with these rows, the header first, in its only sheet."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
