"""Banks' files: what names its dealer is booked once, the rest is assigned by hand. A refusal stores nothing."""

from typing import Any

import pytest

from chalicelib.aws.clients import client
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.settings import settings
from chalicelib.ledger import bank_commands, queries
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.books import instant, invoice, make_dealer
from tests.world.cloud import Cloud
from tests.world.sheets import csv_of
from tests.world.shop import done, post

FINANCE = staff(Role.FINANCE)
A, B = "D00000001", "D00000002"
HEADER = ("交易日期", "收入金额", "交易流水号", "对方户名", "附言")


@pytest.fixture(autouse=True)
def dealers(aws: Cloud) -> Any:
    with clock.at(instant("2026-10-20")):
        make_dealer(A)
        make_dealer(B, name="鹿鸣（苏州）建材有限公司")
        yield


def load(*rows: Any, dry_run: bool = False) -> Reply:
    form = done(post("/bank-files/uploads", {"file_name": "bank.csv", "size": 10}, FINANCE))
    content = csv_of(HEADER, *rows)
    client("s3").put_object(Bucket=settings().documents_bucket, Key=form["fields"]["key"], Body=content)
    asked = {"file_name": "bank.csv", "upload_id": form["upload_id"], "dry_run": dry_run}
    return ask("POST", "/bank-files", asked, FINANCE)


def counts(reply: Reply) -> dict[str, int]:
    return {name: done(reply)[name] for name in ("matched", "unmatched", "known", "left")}


def unmatched() -> list[dict[str, Any]]:
    return list(done(ask("GET", "/bank-lines", who=FINANCE))["items"])


def stands() -> dict[str, str]:
    return {one: f"{queries.account_as_is(one).receivable:.2f}" for one in (A, B)}


def rows(shipment: str) -> list[tuple[str, ...]]:
    return [
        ("2026-10-19", "60.00", "T1", "某人", f"付 {shipment}"),
        ("2026-10-19", "1,000.00", "T2", "鹿鸣(苏州)建材有限公司", "货款"),
        ("2026-10-20", "7.00", "T3", "不认识的人", "还款"),
        ("2026-10-20", "", "T4", "水电费", ""),
    ]


def test_a_dry_run_says_what_there_would_be_and_stores_nothing() -> None:
    shipment = invoice(A, 1, "100.00", "2026-10-05")
    tried = load(*rows(shipment), dry_run=True)
    assert counts(tried) == {"matched": 2, "unmatched": 1, "known": 0, "left": 3}
    shown = [(line["row"], line["dealer_id"], line["matched_by"], line["problem"]) for line in tried.body["lines"]]
    assert shown == [(2, A, "invoice", None), (3, B, "account_name", None), (4, None, None, "nobody")]
    assert (tried.body["rows"], tried.body["paid_out"], tried.body["errors"]) == (4, 1, [])
    assert stands() == {A: "100.00", B: "0.00"}
    assert unmatched() == []


def test_a_line_is_booked_once_however_often_it_is_loaded() -> None:
    shipment = invoice(A, 1, "100.00", "2026-10-05")
    assert counts(load(*rows(shipment))) == {"matched": 2, "unmatched": 1, "known": 0, "left": 0}
    after = {A: "40.00", B: "-1000.00"}
    assert stands() == after
    assert counts(load(*rows(shipment), ("2026-10-20", "1.00", "T9", "", A))) == {
        "matched": 1, "unmatched": 0, "known": 3, "left": 0,
    }  # fmt: skip
    assert stands() == after | {A: "39.00"}
    line = done(ask("GET", "/bank-lines?state=booked", who=FINANCE))["items"][-1]
    assert (line["reference"], line["matched_by"], line["dealer_id"]) in {
        ("T1", "invoice", A), ("T2", "account_name", B),
    }  # fmt: skip
    payment = done(ask("GET", f"/payments/{line['payment_id']}", who=dealer_user(line["dealer_id"])))
    assert (payment["amount"], payment["received_on"]) == (line["amount"], "2026-10-19")


def test_a_file_is_booked_in_parts_until_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_commands, "MOST_BOOKED", 2)
    many = [("2026-10-19", "1.00", f"T{number}", "", A) for number in range(5)]
    assert [done(load(*many))["left"] for _ in range(4)] == [3, 1, 0, 0]
    assert stands() == {A: "-5.00", B: "0.00"}


def test_one_wrong_row_keeps_the_whole_file_out() -> None:
    good, bad = ("2026-10-19", "60.00", "T1", "", A), ("2026-10-21", "60.00", "T2", "", A)
    refused = load(good, bad)
    assert (refused.status, refused.code) == (422, "import_refused")
    assert refused.body["Details"] == [{"row": 3, "field": "day", "problem": "lies ahead"}]
    assert done(load(good, bad, dry_run=True))["errors"] == refused.body["Details"]
    assert stands()[A] == "0.00"
    assert done(load(good))["left"] == 0
    other = load(("2026-10-19", "61.00", "T1", "", A))
    assert other.body["Details"] == [
        {"row": 2, "field": "reference", "problem": "was loaded before with 60.00 on 2026-10-19"}
    ]
    assert stands()[A] == "-60.00"


def test_what_named_nobody_is_assigned_by_hand_once() -> None:
    load(*rows(invoice(A, 1, "100.00", "2026-10-05")))
    line = unmatched()[0]
    assert (line["payer"], line["amount"], line["problem"]) == ("不认识的人", "7.00", "nobody")
    path = f"/bank-lines/{line['line_id']}/assign"
    assert post(path, {"dealer_id": "D99999999"}, FINANCE).status == 404
    wrong = post(path, {"dealer_id": B, "invoice_id": "nothing"}, FINANCE)
    assert (wrong.status, wrong.body["Details"][0]["field"]) == (422, "invoice_id")
    assert len(unmatched()) == 1
    payment = done(post(path, {"dealer_id": B}, FINANCE))
    assert (payment["dealer_id"], payment["amount"], payment["reference"]) == (B, "7.00", "T3 不认识的人 还款")
    assert stands()[B] == "-1007.00"
    assert unmatched() == []
    again = post(path, {"dealer_id": A}, FINANCE)
    assert (again.status, again.code) == (409, "wrong_state")
    assert stands() == {A: "40.00", B: "-1007.00"}


def test_a_line_of_no_dealer_is_dismissed_with_a_reason_and_may_be_assigned_later() -> None:
    load(("2026-10-20", "7.00", "T3", "银行", "利息"))
    path = f"/bank-lines/{unmatched()[0]['line_id']}"
    assert post(f"{path}/dismiss", {"reason": ""}, FINANCE).status == 422
    assert done(post(f"{path}/dismiss", {"reason": "存款利息"}, FINANCE))["state"] == "dismissed"
    assert unmatched() == []
    assert post(f"{path}/dismiss", {"reason": "存款利息"}, FINANCE).code == "wrong_state"
    assert done(post(f"{path}/assign", {"dealer_id": A}, FINANCE))["dealer_id"] == A


def test_one_payment_shows_the_invoices_that_it_went_to() -> None:
    first, second = invoice(A, 1, "100.00", "2026-10-01"), invoice(A, 2, "50.00", "2026-10-02")
    paid = post("/payments", {"dealer_id": A, "amount": "130.00", "received_on": "2026-10-20"}, FINANCE).body
    shown = done(ask("GET", f"/payments/{paid['payment_id']}", who=dealer_user(A)))
    assert shown == paid
    assert [(one["invoice_id"], one["amount"], one["day"]) for one in shown["applied"]] == [
        (first, "100.00", "2026-10-20"), (second, "30.00", "2026-10-20"),
    ]  # fmt: skip
    more = post("/payments", {"dealer_id": A, "amount": "90.00", "received_on": "2026-10-20"}, FINANCE).body
    later = invoice(A, 3, "30.00", "2026-10-20")
    shown = done(ask("GET", f"/payments/{more['payment_id']}", who=FINANCE))
    assert ([one["invoice_id"] for one in shown["applied"]], shown["unapplied"]) == ([second, later], "40.00")
    assert ask("GET", f"/payments/{paid['payment_id']}", who=dealer_user(B)).status == 404
    assert ask("GET", f"/payments/{A}-P0", who=FINANCE).status == 404
