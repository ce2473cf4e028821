"""Going live: open receivables, wallets and past purchases out of tables; the first statement opens with them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.aws.clients import client
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period
from chalicelib.kernel.settings import settings
from chalicelib.ledger import opening_commands, queries, rules
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from chalicelib.ledger.statement_commands import post_settlement
from chalicelib.rebates.accrual_queries import so_far
from chalicelib.rebates.program_rules import Validity
from chalicelib.rebates.sales_queries import Sales
from chalicelib.rebates.term_rules import Terms
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.books import instant, invoice, make_dealer
from tests.world.cloud import Cloud
from tests.world.sheets import csv_of, xlsx_of
from tests.world.shop import done, post

FINANCE = staff(Role.FINANCE)
A, B = "D00000001", "D00000002"
RECEIVABLES = ("经销商", "单据号", "开票日期", "到期日", "未付金额")
WALLETS = ("经销商", "返利余额")
PURCHASES = ("经销商", "月份", "类别", "数量", "采购金额")


@pytest.fixture(autouse=True)
def dealers(aws: Cloud) -> Any:
    """Two dealers whose books begin in October."""
    with clock.at(instant("2026-10-20")):
        make_dealer(A, opened_on="2026-10-01")
        make_dealer(B, opened_on="2026-10-01", name="鹿鸣建材有限公司")
        yield


def load(kind: str, *rows: Any, dry_run: bool = False, file_name: str = "t.csv") -> Reply:
    form = done(post("/openings/uploads", {"file_name": file_name, "size": 10}, FINANCE))
    content = (csv_of if file_name.endswith("csv") else xlsx_of)(*rows)
    client("s3").put_object(Bucket=settings().documents_bucket, Key=form["fields"]["key"], Body=content)
    asked = {"kind": kind, "file_name": file_name, "upload_id": form["upload_id"], "dry_run": dry_run}
    return ask("POST", "/openings", asked, FINANCE)


def counts(reply: Reply) -> dict[str, Any]:
    return {name: done(reply)[name] for name in ("created", "changed", "unchanged", "left", "amount")}


def stands(dealer_id: str = A) -> tuple[str, ...]:
    found = queries.account_as_is(dealer_id)
    return (*(f"{getattr(found, name):.2f}" for name in ("receivable", "rebate", "available")), str(found.oldest_due))


OPEN = [
    (A, "10023", "2026-08-01", "2026-09-15", "1,200.00"),
    (A, "10024", "2026-09-20", "2026-10-31", "300.00"),
    ("鹿鸣建材有限公司", "P-7", "2026-09-28", "", "-500.00"),
]


def test_a_dry_run_writes_nothing_and_a_load_is_there_once() -> None:
    tried = load("receivables", RECEIVABLES, *OPEN, dry_run=True)
    assert counts(tried) == {"created": 3, "changed": 0, "unchanged": 0, "left": 3, "amount": "1000.00"}
    assert stands() == ("0.00", "0.00", "10000.00", "None")
    loaded = {"created": 3, "changed": 0, "unchanged": 0, "left": 0, "amount": "1000.00"}
    assert counts(load("receivables", RECEIVABLES, *OPEN)) == loaded
    after = ("1500.00", "0.00", "8500.00", "2026-09-15")
    assert (stands(), stands(B)) == (after, ("-500.00", "0.00", "10500.00", "None"))
    assert counts(load("receivables", RECEIVABLES, *OPEN)) == loaded | {"created": 0, "unchanged": 3}
    assert (stands(), stands(B)) == (after, ("-500.00", "0.00", "10500.00", "None"))


def test_the_first_statement_opens_with_what_was_loaded_and_its_ageing_is_right() -> None:
    load("receivables", RECEIVABLES, *OPEN)
    load("wallets", WALLETS, (A, "88.00"))
    invoice(A, 1, "70.00", "2026-10-10")
    record_payment(NewPayment(A, Decimal("200.00"), date(2026, 10, 19)), None)
    with clock.at(instant("2026-11-04")):
        post_settlement(A, Period.parse("2026-10"), [], "2026-10-r1")
    shown = done(ask("GET", f"/statements/{A}-2026-10", who=dealer_user(A)))
    assert shown["receivable"] == {"opening": "1500.00", "sum": "-130.00", "closing": "1370.00", "entries": 2}
    assert shown["rebate"] == {"opening": "88.00", "sum": "0.00", "closing": "88.00", "entries": 0}
    assert shown["ageing"] == {
        "not_due": "370.00", "days_1_30": "0.00", "days_31_60": "1000.00", "days_61_90": "0.00", "over_90": "0.00",
    }  # fmt: skip
    assert {entry["document_id"][:11] for entry in shown["entries"]} == {f"{A}-2", f"{A}-P"}
    september = done(ask("GET", f"/accounts/{A}/entries?period=2026-09", who=FINANCE))
    assert [(entry["cause"], entry["day"]) for entry in september["items"]] == [
        (f"opening:{A}-O10023", "2026-08-01"), (f"opening:{A}-O10024", "2026-09-20"),
    ]  # fmt: skip


def test_after_the_first_statement_nothing_is_loaded_any_more() -> None:
    load("receivables", RECEIVABLES, OPEN[0])
    with clock.at(instant("2026-11-04")):
        post_settlement(A, Period.parse("2026-10"), [], "2026-10-r1")
        before = stands()
        for kind, header, row in (("receivables", RECEIVABLES, OPEN[1]), ("wallets", WALLETS, (A, "1.00"))):
            refused = load(kind, header, row)
            assert (refused.status, refused.code) == (422, "import_refused")
            assert refused.body["Details"][0]["field"] == "dealer"
        assert counts(load("receivables", RECEIVABLES, OPEN[0]))["unchanged"] == 1
        assert stands() == before


def test_what_is_wrong_is_named_by_row_and_nothing_is_written() -> None:
    rows = [
        ("D99999999", "1", "2026-08-01", "2026-09-15", "1.00"),
        (A, "2", "2026-08-01", "", "1.00"),
        (A, "3", "2026-08-01", "2026-09-15", "0.00"),
        (A, "4", "2026-12-01", "2026-12-15", "1.00"),
        (A, "5", "2026-08-01", "2026-09-15", "1.00"),
        ("鹿鸣建材有限公司", "5", "2026-08-01", "2026-09-15", "1.00"),
        (A, "5", "2026-08-01", "2026-09-15", "2.00"),
    ]
    refused = load("receivables", RECEIVABLES, *rows)
    assert [(one["row"], one["field"]) for one in refused.body["Details"]] == [
        (2, "dealer"), (3, "due_day"), (4, "amount"), (5, "day"), (8, "number"),
    ]  # fmt: skip
    assert done(load("receivables", RECEIVABLES, *rows, dry_run=True))["errors"] == refused.body["Details"]
    assert stands() == ("0.00", "0.00", "10000.00", "None")
    load("receivables", RECEIVABLES, OPEN[0])
    other = load("receivables", RECEIVABLES, (A, "10023", "2026-08-01", "2026-09-15", "1.00"))
    assert other.body["Details"] == [
        {"row": 2, "field": "amount", "problem": "was loaded before with 1200.00 of 2026-08-01"}
    ]


def test_a_name_that_several_dealers_have_is_refused() -> None:
    make_dealer("D00000003", name="鹿鸣建材有限公司")
    refused = load("wallets", WALLETS, ("鹿鸣建材有限公司", "1.00"))
    assert refused.body["Details"][0]["problem"] == "names several dealers: write the dealer's id"


def test_a_large_table_is_loaded_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening_commands, "MOST_TRANSACTIONS", 2)
    monkeypatch.setattr(opening_commands, "MOST_ITEMS", 2)
    rows = [(A, f"N{number}", "2026-08-01", "2026-09-15", "1.00") for number in range(7)]
    assert [done(load("receivables", RECEIVABLES, *rows))["left"] for _ in range(3)] == [3, 0, 0]
    assert stands()[0] == "7.00"


def test_a_deposit_covers_what_was_open_and_all_agrees() -> None:
    load("receivables", RECEIVABLES, OPEN[0], (A, "V1", "2026-09-01", "", "-1,250.00"))
    assert stands() == ("-50.00", "0.00", "10050.00", "None")
    assert [f"{one.unapplied:.2f}" for one in queries.deposits(A)] == ["50.00"]
    load("wallets", WALLETS, (A, "88.00"))
    with clock.at(instant("2026-11-04")):
        post_settlement(A, Period.parse("2026-10"), [], "2026-10-r1")
    assert done(ask("GET", f"/accounts/{A}/verification", who=FINANCE))["items"] == []


GROWTH = {
    "measure": "net_amount",
    "tier_method": "whole",
    "tiers": [{"from": "0", "rate": "0.01"}, {"from": "0.10", "rate": "0.02"}],
    "growth": {"baseline": "same_period_last_year", "without_baseline": "exclude", "pay_on": "total"},
}


def growth(category: str | None = None) -> tuple[str | None, str]:
    """The growth that October's purchases come to, and what is paid for them."""
    products = {"categories": [category]} if category else {}
    terms = Terms.of({**GROWTH, "products": products})
    valid = Validity(date(2026, 1, 1), None)
    result = so_far(Sales(A), terms, valid, Period.parse("2026-10"), date(2026, 10, 31))
    return (None if result.growth is None else f"{result.growth}"), f"{result.payout:.2f}"


def test_growth_is_measured_against_what_was_bought_before_the_books_began() -> None:
    invoice(A, 1, "1100.00", "2026-10-10")
    assert growth() == (None, "0.00")
    rows = [(A, "2025-10", "paint", "90", "800.00"), (A, "2025年10月", "", "20", "200.00")]
    assert counts(load("purchases", PURCHASES, *rows, file_name="t.xlsx")) == {
        "created": 2, "changed": 0, "unchanged": 0, "left": 0, "amount": "1000.00",
    }  # fmt: skip
    assert growth() == ("0.1000", "22.00")
    assert growth("paint") == ("0.3750", "22.00")
    again = load("purchases", PURCHASES, rows[0], (A, "2025-10", "", "20", "300.00"))
    assert counts(again) == {"created": 0, "changed": 1, "unchanged": 1, "left": 0, "amount": "1100.00"}
    assert growth() == ("0.0000", "11.00")


def test_purchases_of_months_that_have_books_are_refused() -> None:
    refused = load("purchases", PURCHASES, (A, "2026-10", "", "", "1.00"), (A, "2024-09", "", "", "1.00"))
    assert [(one["row"], one["field"]) for one in refused.body["Details"]] == [(2, "month"), (3, "month")]
    assert load("purchases", PURCHASES, (A, "2025-10", "", "", "-1.00")).body["Details"][0]["field"] == "net_amount"
    assert queries.past_purchases(A, "", "9999-12") == []


def test_an_opening_balance_is_nothing_where_nothing_was_loaded() -> None:
    assert queries.opening_balance(A, rules.Account.RECEIVABLE, "2026-10") == 0
