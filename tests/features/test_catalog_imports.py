"""Tables of categories, products and prices: uploaded, tried, loaded, loaded again."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.aws.clients import client
from chalicelib.aws.tables import find
from chalicelib.catalog import import_commands, queries
from chalicelib.catalog.import_commands import ImportResult, import_table
from chalicelib.catalog.import_rules import ImportKind
from chalicelib.catalog.records import PriceRecord, price_key
from chalicelib.catalog.rules import Price
from chalicelib.edge.principal import Role
from chalicelib.kernel.errors import Code, Conflict, Invalid
from chalicelib.kernel.settings import settings
from tests.world.api import Reply, ask, staff
from tests.world.cloud import Cloud
from tests.world.sheets import CATEGORIES, PRICES, PRODUCTS, csv_of, xlsx_of
from tests.world.shop import (
    ADMIN,
    BUYER,
    CONTRACT,
    OTHER_BUYER,
    SALES,
    WAREHOUSE,
    counted_calls,
    open_for_business,
    post,
)

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAINT = ("N-1", "净味墙面漆", "Wall paint", "paint", "桶", 4, "0.13", "")


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        yield


def load(kind: str, *rows: Any, dry_run: bool = False) -> ImportResult:
    header = {"categories": CATEGORIES, "products": PRODUCTS, "prices": PRICES}[kind]
    return import_table(ImportKind(kind), "table.csv", csv_of(header, *rows), dry_run=dry_run)


def price(list_id: str, kind: str, sku: str, unit_price: str, least: int = 1, since: str = "2026-01-01") -> Any:
    return list_id, kind, f"{list_id} 价", sku, least, unit_price, since, ""


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.rows, result.created, result.changed, result.unchanged


def wrong(result: ImportResult) -> list[tuple[int, str]]:
    return [(error["row"], error["field"]) for error in result.errors]


class TestLoading:
    def test_what_is_new_is_made_what_differs_is_changed_and_the_rest_is_left(self) -> None:
        rows = [("paint", "涂料", "Paint"), ("tools", "器具", "Tools"), ("glue", "胶", "Glue")]
        assert counts(load("categories", *rows)) == (3, 1, 1, 1)
        assert {found.name for found in queries.categories().values()} == {"涂料", "器具", "胶"}

    def test_the_same_table_again_changes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = [PAINT, ("N-2", "刷子", "Brush", "tools", "把", 10, "13%", "false")]
        assert counts(load("products", *rows)) == (2, 2, 0, 0)
        before = queries.products(["N-1", "N-2"])
        assert {(sku, one.tax_rate, one.active) for sku, one in before.items()} == {
            ("N-1", Decimal("0.13"), True),
            ("N-2", Decimal("0.13"), False),
        }
        with counted_calls(monkeypatch) as calls:
            assert counts(load("products", *rows)) == (2, 0, 0, 2)
        assert calls == ["Query", "BatchGetItem"]
        assert {sku: one.version for sku, one in queries.products(["N-1", "N-2"]).items()} == {"N-1": 1, "N-2": 1}

    def test_prices_of_a_sku_take_the_place_of_those_before_and_lists_are_made(self) -> None:
        rows = [
            price("default", "default", "A", "11"),
            price("default", "default", "A", "9.5", least=50, since="2026-07-01"),
            price("star", "contract", "A", "8"),
            price("star", "contract", "C", "1.2345"),
        ]
        assert counts(load("prices", *rows)) == (4, 3, 2, 0)  # the list and two in it; the default one's name and A
        assert queries.prices(["default", "star"], ["A", "B", "C"], date(2026, 7, 1)) == {
            "default": {
                "A": [Price(1, Decimal(11), date(2026, 1, 1)), Price(50, Decimal("9.5"), date(2026, 7, 1))],
                "B": [Price(1, Decimal(20), date(2026, 1, 1))],
                "C": [Price(5, Decimal("1.2345"), date(2026, 1, 1))],
            },
            "star": {
                "A": [Price(1, Decimal(8), date(2026, 1, 1))],
                "C": [Price(1, Decimal("1.2345"), date(2026, 1, 1))],
            },
        }
        assert queries.contract_lists() == [CONTRACT, "star"]
        assert counts(load("prices", *reversed(rows))) == (4, 0, 0, 5)

    def test_a_dry_run_says_the_same_and_writes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = [price("star", "contract", "A", "8"), price(CONTRACT, "contract", "A", "7")]
        with counted_calls(monkeypatch) as calls:
            tried = load("prices", *rows, dry_run=True)
        assert set(calls) == {"GetItem", "Query", "BatchGetItem"}
        assert tried.dry_run
        assert counts(tried) == counts(load("prices", *rows)) == (2, 2, 2, 0)

    @pytest.mark.parametrize("size", [50, 600])
    def test_the_reads_do_not_rise_with_the_rows(self, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
        rows = [(f"N-{number}", *PAINT[1:]) for number in range(size)]
        with counted_calls(monkeypatch) as calls:
            assert counts(load("products", *rows)) == (size, size, 0, 0)
        reads = ["Query", "BatchGetItem" if size <= 100 else "Query"]
        assert calls == [*reads, *["TransactWriteItems"] * -(-size // 100)]

    def test_after_an_interruption_the_same_table_finishes_the_rest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = [(f"N-{number:03}", *PAINT[1:]) for number in range(250)]
        really, committed = import_commands.commit, []

        def dies(*writes: Any) -> None:
            if len(committed) == 2:
                raise KeyboardInterrupt
            committed.append(writes)
            really(*writes)

        with monkeypatch.context() as patched:
            patched.setattr(import_commands, "commit", dies)
            with pytest.raises(KeyboardInterrupt):
                load("products", *rows)
        assert counts(load("products", *rows)) == (250, 50, 0, 200)
        assert len(queries.all_products()) == 4 + 250

    @pytest.mark.parametrize("sku", ["A", "N-1"])
    def test_what_somebody_changes_meanwhile_is_not_overwritten(
        self, monkeypatch: pytest.MonkeyPatch, sku: str
    ) -> None:
        really = import_commands.commit

        def somebody_first(*writes: Any) -> None:
            monkeypatch.setattr(import_commands, "commit", really)
            load("products", (sku, "他的", *PAINT[2:]))
            really(*writes)

        monkeypatch.setattr(import_commands, "commit", somebody_first)
        with pytest.raises(Conflict) as refused:
            load("products", (sku, "我的", *PAINT[2:]))
        assert refused.value.code is Code.VERSION_CONFLICT
        assert queries.products([sku])[sku].name == "他的"


class TestWrongRows:
    def test_an_unknown_category_an_unknown_sku_and_another_kind_are_named_by_row(self) -> None:
        glue = (*PAINT[:3], "glue", *PAINT[4:])
        assert wrong(load("products", ("N-2", *PAINT[1:]), glue, dry_run=True)) == [(3, "category")]
        rows = [
            price(CONTRACT, "default", "A", "1"),
            price("star", "contract", "Z", "1"),
            price("star", "contract", "Z", "1", least=2),
            price("grade-Z", "grade", "A", "1"),
        ]
        assert wrong(load("prices", *rows, dry_run=True)) == [
            (2, "list_id"),
            (3, "sku"),
            (4, "sku"),
            (5, "list_id"),
        ]
        assert load("prices", price("default", "default", "A", "x"), dry_run=True).errors == [
            {"row": 2, "field": "unit_price", "problem": "must be a number such as 1234.50"}
        ]

    def test_one_wrong_row_keeps_all_from_being_written(self) -> None:
        before = find(PriceRecord, price_key("default", "A"))
        rows = [price("default", "default", "A", "1"), price("star", "contract", "Z", "1")]
        with pytest.raises(Invalid) as refused:
            load("prices", *rows)
        assert refused.value.code is Code.IMPORT_REFUSED
        assert refused.value.details == [
            {"row": 3, "field": "sku", "problem": "is not a product: load the products first"}
        ]
        after = find(PriceRecord, price_key("default", "A"))
        assert before is not None
        assert after is not None
        assert (after.version, after.prices) == (before.version, before.prices)
        assert queries.contract_lists() == [CONTRACT]

    def test_the_first_two_hundred_errors_are_told_and_the_others_counted(self) -> None:
        rows = [(f"N-{number}", *PAINT[1:5], 0, "0.13", "") for number in range(203)]
        tried = load("products", *rows, dry_run=True)
        assert (len(tried.errors), tried.error_count, counts(tried)) == (200, 203, (203, 0, 0, 0))
        with pytest.raises(Invalid) as refused:
            load("products", *rows)
        assert len(refused.value.details) == 201
        assert refused.value.details[-1] == {"field": "file", "problem": "has 3 errors more"}


def uploaded(content: bytes, file_name: str) -> str:
    """The id under which a file lies in the bucket, as the browser's form would have put it there."""
    reply = post("/catalog/uploads", {"file_name": file_name, "size": len(content)}, ADMIN)
    assert reply.status == 200, reply.text
    key = reply.body["fields"]["key"]
    assert key == f"imports/{reply.body['upload_id']}"
    client("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=content)
    return str(reply.body["upload_id"])


def asked(kind: str, content: bytes, file_name: str = "table.xlsx", *, dry_run: bool = False) -> Reply:
    upload_id = uploaded(content, file_name)
    body = {"kind": kind, "file_name": file_name, "upload_id": upload_id, "dry_run": dry_run}
    return ask("POST", "/catalog/imports", body, ADMIN)


class TestByHttp:
    def test_a_table_is_uploaded_tried_and_loaded(self) -> None:
        content = xlsx_of(PRODUCTS, PAINT)
        tried = asked("products", content, dry_run=True)
        expected = {
            **{"kind": "products", "dry_run": True, "rows": 1, "created": 1, "changed": 0, "unchanged": 0},
            **{"errors": [], "error_count": 0},
        }
        assert (tried.status, tried.body) == (200, expected)
        assert queries.products(["N-1"]) == {}
        assert asked("products", content).body == expected | {"dry_run": False}
        assert queries.products(["N-1"])["N-1"].name == "净味墙面漆"
        assert asked("products", content).body["unchanged"] == 1

    def test_wrong_rows_are_answered_by_a_dry_run_and_refused_by_the_real_one(self) -> None:
        content = csv_of(PRODUCTS, (*PAINT[:6], "13", "")).decode().encode("gb18030")
        error = {"row": 2, "field": "tax_rate", "problem": "must be from 0 to below 1, such as 0.13"}
        tried = asked("products", content, "表格.CSV", dry_run=True)
        assert (tried.status, tried.body["errors"], tried.body["error_count"]) == (200, [error], 1)
        refused = asked("products", content, "表格.CSV")
        assert (refused.status, refused.code, refused.body["Details"]) == (422, "import_refused", [error])

    def test_what_is_no_table_is_refused_in_a_dry_run_too(self) -> None:
        for dry_run in (True, False):
            reply = asked("products", b"PK\x03\x04 no archive", dry_run=dry_run)
            assert (reply.status, reply.code, reply.body["Details"][0]["field"]) == (422, "invalid", "file")

    def test_what_was_not_uploaded_is_not_there(self) -> None:
        body = {"kind": "products", "file_name": "a.csv", "upload_id": "0" * 26, "dry_run": True}
        reply = ask("POST", "/catalog/imports", body, ADMIN)
        assert (reply.status, reply.body["Details"][0]["field"]) == (422, "upload_id")

    @pytest.mark.parametrize(("name", "content_type"), [("a.csv", "text/csv"), ("A.XLSX", EXCEL)])
    def test_the_form_takes_one_type(self, name: str, content_type: str) -> None:
        reply = post("/catalog/uploads", {"file_name": name, "size": 1}, ADMIN)
        assert reply.body["fields"]["Content-Type"] == content_type

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"file_name": "a.xls"}, "file_name"),
            ({"file_name": ".csv" * 51}, "file_name"),
            ({"size": 0}, "size"),
            ({"size": 5_000_001}, "size"),
            ({"size": "1"}, "size"),
            ({"kind": "products"}, "kind"),
        ],
    )
    def test_what_may_not_be_uploaded_is_named(self, changed: dict[str, Any], field: str) -> None:
        reply = post("/catalog/uploads", {"file_name": "a.csv", "size": 1} | changed, ADMIN)
        assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, [field])

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"kind": "stock"}, "kind"),
            ({"upload_id": "../cases/C1/document-1"}, "upload_id"),
            ({"dry_run": "no"}, "dry_run"),
            ({"file_name": "a.txt"}, "file_name"),
        ],
    )
    def test_what_may_not_be_imported_is_named(self, changed: dict[str, Any], field: str) -> None:
        body = {"kind": "products", "file_name": "a.csv", "upload_id": "0" * 26, "dry_run": True} | changed
        reply = ask("POST", "/catalog/imports", body, ADMIN)
        assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, [field])

    def test_only_an_admin_loads(self) -> None:
        for who in (SALES, WAREHOUSE, BUYER, staff(Role.FINANCE)):
            assert post("/catalog/uploads", {"file_name": "a.csv", "size": 1}, who).status == 403


class TestReading:
    def test_everybody_reads_the_categories(self) -> None:
        paint = {"category": "paint", "name": "涂料", "name_en": "Paint"}
        tools = {"category": "tools", "name": "工具", "name_en": "Tools"}
        for who in (BUYER, SALES, WAREHOUSE):
            assert ask("GET", "/categories", who=who).body == {"items": [paint, tools], "next": None}

    def test_staff_read_all_products_with_those_no_longer_sold(self) -> None:
        first = ask("GET", "/products?limit=3", who=WAREHOUSE).body
        rest = ask("GET", f"/products?limit=3&cursor={first['next']}", who=WAREHOUSE).body
        assert [item["sku"] for item in (*first["items"], *rest["items"])] == ["A", "B", "C", "X"]
        assert rest["items"][0] == {
            "sku": "X",
            "name": "产品 X",
            "name_en": "Product X",
            "category": "paint",
            "category_name": "涂料",
            "category_name_en": "Paint",
            "unit": "桶",
            "case_size": 4,
            "tax_rate": "0.13",
            "active": False,
        }
        assert [item["sku"] for item in ask("GET", "/products?category=tools", who=SALES).body["items"]] == ["C"]
        assert [item["sku"] for item in ask("GET", "/products?q=product x", who=SALES).body["items"]] == ["X"]

    def test_sales_read_the_price_lists_by_page(self) -> None:
        first = ask("GET", "/price-lists?limit=2", who=SALES).body
        rest = ask("GET", f"/price-lists?limit=2&cursor={first['next']}", who=SALES).body
        assert [*first["items"], *rest["items"]] == [
            {"list_id": CONTRACT, "kind": "contract", "name": "协议价"},
            {"list_id": "default", "kind": "default", "name": "标准价"},
            {"list_id": "grade-A", "kind": "grade", "name": "A级价"},
        ]

    def test_a_price_list_shows_its_prices_by_sku(self) -> None:
        first = ask("GET", "/price-lists/default?limit=1", who=SALES).body
        rest = ask("GET", f"/price-lists/default?limit=2&cursor={first['next']}", who=SALES).body
        assert first["price_list"] == {"list_id": "default", "kind": "default", "name": "标准价"}
        always = {"valid_from": "2026-01-01", "valid_until": None}
        assert first["items"] == [
            {
                "sku": "A",
                "name": "产品 A",
                "prices": [
                    {"min_quantity": 1, "unit_price": "10.0000", **always},
                    {"min_quantity": 100, "unit_price": "9.0000", **always},
                ],
            }
        ]
        assert [item["sku"] for item in rest["items"]] == ["B", "C"]
        assert ask("GET", "/price-lists/none", who=SALES).status == 404

    def test_dealers_see_no_price_list_and_no_product_but_by_the_catalogue(self) -> None:
        for path in ("/products", "/price-lists", f"/price-lists/{CONTRACT}"):
            assert ask("GET", path, who=OTHER_BUYER).status == 403
        assert ask("GET", "/price-lists", who=WAREHOUSE).status == 403
