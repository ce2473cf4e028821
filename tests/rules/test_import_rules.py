"""What tables of categories, products and prices say, and which of their cells are wrong."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from chalicelib.catalog.rules import ListKind, NewCategory, NewProduct, Price
from chalicelib.catalog.sheet_rules import lines_of
from chalicelib.catalog.table_rules import Table
from tests.world.sheets import CATEGORIES, PRICES, PRODUCTS, csv_of, xlsx_of

GRADES = ("A", "B")
PAINT = ("P-1", "净味墙面漆", "Wall paint", "paint", "桶", "4", "0.13", "")


def table(kind: ImportKind, *rows: Sequence[Any]) -> Table:
    return table_of(kind, lines_of("table.csv", csv_of(*rows)))


def products(*rows: Sequence[Any]) -> tuple[list[NewProduct], list[tuple[int, str, str]]]:
    read = table(ImportKind.PRODUCTS, PRODUCTS, *rows)
    return list(products_of(read).values()), wrong(read)


def prices(*rows: Sequence[Any]) -> tuple[dict[tuple[str, str], list[PriceRow]], list[tuple[int, str, str]]]:
    read = table(ImportKind.PRICES, PRICES, *(("default", "default", "标准价", "P-1", *row) for row in rows))
    return prices_of(read), wrong(read)


def wrong(read: Table) -> list[tuple[int, str, str]]:
    return [(error.row, error.field, error.problem) for error in sorted(read.errors)]


class TestHeader:
    def test_it_may_be_chinese_or_english_in_any_order_and_case(self) -> None:
        rows = [
            ("税率", "SKU", "单位", "箱规", "类别", "英文名称", "名称"),
            ("13%", "P-1", "桶", 4, "paint", "Paint", "漆"),
        ]
        english = [("Tax Rate", "sku", "UNIT", "case-size", "Category", "Name EN", "name"), *rows[1:]]
        expected = NewProduct("P-1", "漆", "Paint", "paint", "桶", 4, Decimal("0.13"), active=True)
        for given_rows in (rows, english):
            for lines in (lines_of("a.csv", csv_of(*given_rows)), lines_of("a.xlsx", xlsx_of(*given_rows))):
                read = table_of(ImportKind.PRODUCTS, lines)
                assert list(products_of(read).values()) == [expected]
                assert read.errors == []

    def test_what_is_unknown_there_twice_or_missing_is_named_and_no_row_is_read(self) -> None:
        read = table(ImportKind.CATEGORIES, ("名称", "colour", "name", ""), ("漆", "red", "x", ""))
        assert wrong(read) == [
            (1, "category", "is missing: name a column category / 类别 / 类别编码 / 编码"),
            (1, "colour", "is an unknown column; known are category, name, name_en"),
            (1, "name", "is there twice"),
            (1, "name_en", "is missing: name a column name_en / 英文名称 / 英文名"),
        ]
        assert (read.count, read.rows) == (1, [])

    def test_it_stands_in_the_first_row(self) -> None:
        assert {row for row, *_ in wrong(table(ImportKind.CATEGORIES, ("",), CATEGORIES, ("a", "b", "c")))} == {1}
        assert {row for row, *_ in wrong(table_of_nothing())} == {1}


def table_of_nothing() -> Table:
    return table_of(ImportKind.CATEGORIES, lines_of("a.csv", b""))


class TestCategories:
    def test_each_row_is_one(self) -> None:
        read = table(ImportKind.CATEGORIES, CATEGORIES, ("paint", "涂料", "Paint"), ("tools", "工具", "Tools"))
        assert categories_of(read) == {
            2: NewCategory("paint", "涂料", "Paint"),
            3: NewCategory("tools", "工具", "Tools"),
        }
        assert (read.count, read.errors) == (2, [])

    def test_each_wrong_cell_is_named(self) -> None:
        read = table(ImportKind.CATEGORIES, CATEGORIES, ("涂料", "", "#N/A"), ("a", "x" * 201, "A"), ("a", "a\tb", "A"))
        categories_of(read)
        assert wrong(read) == [
            (
                2,
                "category",
                "must be letters, digits, dots, dashes and underscores, 100 at most, a letter or digit first",
            ),
            (2, "name", "is missing"),
            (2, "name_en", "is an error of the spreadsheet"),
            (3, "name", "must not be longer than 200 characters"),
            (4, "category", "is in row 3, too"),
            (4, "name", "must be one line of printable characters"),
        ]


class TestProducts:
    def test_a_row_is_a_product(self) -> None:
        found, errors = products(PAINT, ("7", *PAINT[1:6], "9 %", "否"))
        assert found == [
            NewProduct("P-1", "净味墙面漆", "Wall paint", "paint", "桶", 4, Decimal("0.13"), active=True),
            NewProduct("7", "净味墙面漆", "Wall paint", "paint", "桶", 4, Decimal("0.09"), active=False),
        ]
        assert errors == []

    @pytest.mark.parametrize(
        ("column", "cell", "problem"),
        [
            ("case_size", "0", "must be from 1 to 1000000"),
            ("case_size", "1.5", "must be a whole number"),
            ("case_size", "9" * 15, "must be from 1 to 1000000"),
            ("case_size", "9" * 500, "must be a number such as 1234.50"),
            ("case_size", "１２", "must be a number such as 1234.50"),
            ("tax_rate", "13", "must be from 0 to below 1, such as 0.13"),
            ("tax_rate", "-0.1", "must be from 0 to below 1, such as 0.13"),
            ("tax_rate", "100%", "must be from 0 to below 1, such as 0.13"),
            ("tax_rate", "%", "must be a number such as 1234.50"),
            ("tax_rate", "nan", "must be a number such as 1234.50"),
            ("tax_rate", "1e-2", "must be a number such as 1234.50"),
            ("tax_rate", "0.13001", "must not have more than 4 decimals"),
            ("active", "perhaps", "must be true or false"),
            ("unit", "", "is missing"),
        ],
    )
    def test_each_wrong_cell_is_named(self, column: str, cell: str, problem: str) -> None:
        row = [cell if name == column else kept for name, kept in zip(PRODUCTS, PAINT, strict=True)]
        assert products(PAINT, ["P-2", *row[1:]])[1] == [(3, column, problem)]

    def test_a_sku_is_there_once(self) -> None:
        assert products(PAINT, ("P-2", *PAINT[1:]), PAINT)[1] == [(4, "sku", "is in row 2, too")]

    def test_a_cell_that_stands_under_no_column_is_an_error(self) -> None:
        assert products((*PAINT, "", "note"))[1] == [(2, "row", "has a cell that stands under no column")]

    def test_a_row_that_ends_early_misses_what_is_not_there(self) -> None:
        assert [error[:2] for error in products(PAINT[:5])[1]] == [(2, "case_size"), (2, "tax_rate")]


class TestPrices:
    def test_a_row_is_a_price(self) -> None:
        found, errors = prices(("1", "10", "2026-01-31", ""), ("10", "9.1234", "2026/2/1", "2026年12月31日"))
        assert found == {
            ("default", "P-1"): [
                PriceRow(2, Price(1, Decimal(10), date(2026, 1, 31))),
                PriceRow(3, Price(10, Decimal("9.1234"), date(2026, 2, 1), date(2026, 12, 31))),
            ]
        }
        assert errors == []

    @pytest.mark.parametrize(
        ("row", "column", "problem"),
        [
            (("0", "1", "2026-01-01"), "min_quantity", "must be from 1 to 1000000"),
            (("1", "1.00001", "2026-01-01"), "unit_price", "must not have more than 4 decimals"),
            (("1", "-1", "2026-01-01"), "unit_price", "must be from 0 to below 1000000000"),
            (("1", "1000000000", "2026-01-01"), "unit_price", "must be from 0 to below 1000000000"),
            (("1", "￥1", "2026-01-01"), "unit_price", "must be a number such as 1234.50"),
            (("1", "1,000", "2026-01-01"), "unit_price", "must be a number such as 1234.50"),
            (("1", "1", "2026-02-30"), "valid_from", "must be a day such as 2026-01-31"),
            (("1", "1", "31.01.2026"), "valid_from", "must be a day such as 2026-01-31"),
            (("1", "1", "2026-01-01T08:00:00"), "valid_from", "must be a day such as 2026-01-31"),
            (("1", "1", "46000"), "valid_from", "must be a day such as 2026-01-31"),
            (("1", "1", "2026-01-02", "2026-01-01"), "valid_until", "must not be before valid_from"),
        ],
    )
    def test_each_wrong_cell_is_named(self, row: Sequence[str], column: str, problem: str) -> None:
        assert prices(row)[1] == [(2, column, problem)]

    def test_two_for_one_break_on_one_day_name_both_rows(self) -> None:
        _, errors = prices(
            ("1", "10", "2026-01-01", "2026-06-30"),
            ("1", "11", "2026-07-01"),
            ("5", "9", "2026-01-01"),
            ("1", "12", "2026-06-30", "2026-06-30"),
        )
        assert errors == [(5, "valid_from", "is a second price for 1 pieces on days that row 2 covers")]

    def test_of_one_sku_there_are_a_hundred_in_a_list_at_most(self) -> None:
        rows = [(str(least), "1", "2026-01-01") for least in range(1, 102)]
        assert prices(*rows[:100])[1] == []
        assert prices(*rows)[1] == [(102, "sku", "has more than 100 prices in this list")]


class TestLists:
    def lists(self, *rows: Sequence[str]) -> tuple[list[StatedList], list[tuple[int, str, str]]]:
        read = table(ImportKind.PRICES, PRICES, *((*row, "P-1", "1", "1", "2026-01-01") for row in rows))
        return lists_of(read, GRADES), wrong(read)

    def test_one_file_may_hold_several(self) -> None:
        rows = [
            ("default", "标准", "标准价"),
            ("grade-A", "Grade", "A级价"),
            ("star", "协议", "星"),
            ("star", "contract", "星"),
        ]
        assert self.lists(*rows) == (
            [
                StatedList(2, "default", ListKind.DEFAULT, "标准价"),
                StatedList(3, "grade-A", ListKind.GRADE, "A级价"),
                StatedList(4, "star", ListKind.CONTRACT, "星"),
            ],
            [],
        )

    @pytest.mark.parametrize(
        ("row", "column", "problem"),
        [
            (("other", "default", "x"), "list_id", "the default list is called default"),
            (("grade-Z", "grade", "x"), "list_id", "is no grade's: the lists of grades are called grade-A, grade-B"),
            (("default", "contract", "x"), "list_id", "is not an id of a contract's list"),
            (("grade-A", "contract", "x"), "list_id", "is not an id of a contract's list"),
            (("star", "special", "x"), "list_kind", "must be default, grade or contract"),
        ],
    )
    def test_its_id_is_of_its_kind(self, row: Sequence[str], column: str, problem: str) -> None:
        assert self.lists(row)[1] == [(2, column, problem)]

    def test_a_row_that_contradicts_the_first_of_its_list_is_an_error(self) -> None:
        rows = [("star", "contract", "星"), ("star", "grade", "星"), ("star", "contract", "月")]
        assert self.lists(*rows)[1] == [
            (3, "list_kind", "is another one than in row 2"),
            (4, "list_name", "is another one than in row 2"),
        ]


wild = st.text(max_size=30) | st.sampled_from(["", "P-1", "default", "1", "0.13", "2026-01-01", "contract"])


@given(st.sampled_from(ImportKind), st.lists(st.lists(wild, max_size=9), max_size=5))
def test_whatever_the_cells_say_they_are_read_or_named(kind: ImportKind, rows: list[list[str]]) -> None:
    header = {ImportKind.CATEGORIES: CATEGORIES, ImportKind.PRODUCTS: PRODUCTS, ImportKind.PRICES: PRICES}[kind]
    read = table_of(kind, lines_of("a.xlsx", xlsx_of_texts(header, *rows)))
    readers: dict[ImportKind, Any] = {
        ImportKind.CATEGORIES: categories_of,
        ImportKind.PRODUCTS: products_of,
        ImportKind.PRICES: prices_of,
    }
    readers[kind](read)
    assert len(read.rows) + len({error.row for error in read.errors}) >= read.count


def xlsx_of_texts(*rows: Sequence[str]) -> bytes:
    """Without the control characters that an XLSX file cannot hold."""
    return xlsx_of(*([cell if cell.isprintable() and cell[:1] != "=" else "" for cell in row] for row in rows))
