"""Categories, products and prices from tables, through the deployed API."""

import io

import pytest
from openpyxl import Workbook

from tests.e2e.company import Company
from tests.e2e.system import System
from tests.e2e.wholesale import Wholesale, table

HEADER = ["编码", "名称", "英文名称", "类别", "单位", "箱规", "税率"]


def workbook(*rows: list[object]) -> bytes:
    """An XLSX with the header and rows."""
    book = Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


GOOD = ["GY-01", "硅藻泥 20kg", "Diatom mud 20 kg", "tools", "袋", 1, 0.13]


@pytest.fixture(scope="module")
def tables(company: Company) -> Wholesale:
    return Wholesale(company)


def test_a_dry_run_names_each_wrong_cell_and_writes_nothing(
    system: System, company: Company, tables: Wholesale
) -> None:
    wrong = workbook(GOOD, ["GY-02", "样品", "Sample", "no-such", "袋", 0, 0.13])
    tried = tables.load("products", wrong, file_name="products.xlsx", dry_run=True)
    assert (tried.status, tried.body["rows"], tried.body["error_count"]) == (200, 2, 2), tried
    assert {(error["row"], error["field"]) for error in tried.body["errors"]} == {(3, "category"), (3, "case_size")}
    refused = tables.load("products", wrong, file_name="products.xlsx")
    assert (refused.status, refused.code) == (422, "import_refused")
    found = system.ask("GET", "/api/products?q=GY-0", token=company.token("admin"))
    assert found.body["items"] == []


def test_a_workbook_becomes_products_that_dealers_see_at_their_price(
    system: System, company: Company, tables: Wholesale
) -> None:
    made = tables.load("products", workbook(GOOD), file_name="products.xlsx")
    assert (made.status, made.body["created"]) == (200, 1), made
    priced = {"list_id": "default", "list_kind": "default", "list_name": "标准价", "sku": "GY-01"}
    rows = [
        priced | {"min_quantity": 1, "unit_price": "96.5", "valid_from": "2026-01-01", "valid_until": ""},
        priced | {"min_quantity": 50, "unit_price": "91.25", "valid_from": "2026-01-01", "valid_until": ""},
    ]
    assert tables.load("prices", table(rows)).body["created"] == 1
    again = tables.load("prices", table(rows)).body
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 2)
    seen = system.ask("GET", "/api/catalog?q=GY-01", token=company.sign_in("hengda")).body["items"]
    assert [(rung["min_quantity"], rung["unit_price"], rung["source"]) for rung in seen[0]["prices"]] == [
        (1, "96.5000", "default"),
        (50, "91.2500", "default"),
    ]
    assert (seen[0]["unit"], seen[0]["tax_rate"], seen[0]["available"]) == ("袋", "0.13", 0)


def test_a_quote_says_what_is_short_and_what_the_credit_lacks(system: System, company: Company) -> None:
    basket = {"lines": [{"sku": "GY-01", "quantity": 100_000}]}
    quote = system.ask("POST", "/api/quotes", basket, token=company.sign_in("hengda"))
    assert quote.status == 200, quote
    (line,) = quote.body["lines"]
    assert (line["unit_price"], line["available"], line["short"]) == ("91.2500", 0, 100_000)
    assert (quote.body["total"], quote.body["short"]) == ("9125000.00", True)
    left = quote.body["credit_left"].replace(".", "")
    assert int(quote.body["credit_short"].replace(".", "")) == 912_500_000 - int(left)


def test_only_an_admin_loads_tables(system: System, company: Company) -> None:
    stated = {"file_name": "prices.csv", "size": 10}
    refused = system.ask("POST", "/api/catalog/uploads", stated, token=company.token("warehouse"))
    assert (refused.status, refused.code) == (403, "forbidden")
