"""The books of the seeded company are verified, its trail is read, its limits are set: through the deployed API."""

from typing import Any

import pytest

from tests.e2e.company import Company
from tests.e2e.system import System, until
from tests.e2e.test_the_way import ok

SKU, PRICE = "CHK-01", "400.00"


@pytest.fixture(scope="module")
def reviewed(system: System, company: Company) -> dict[str, Any]:
    """An order beyond the credit was reviewed and granted."""
    company.put_on_sale(SKU, PRICE, 5000)
    token = company.sign_in("luming")
    order = ok(
        system.ask("POST", "/api/orders", {"lines": [{"sku": SKU, "quantity": 500}]}, token=token, key="chk"), 201
    )
    path = f"/api/orders/{order['order_id']}"
    refused = system.ask("POST", f"{path}/submit", {"total": "200000.00"}, token=token, key="chk-no")
    assert (refused.status, refused.code) == (409, "insufficient_credit")
    asked = {"total": "200000.00", "credit_review": True}
    assert ok(system.ask("POST", f"{path}/submit", asked, token=token, key="chk-ask"))["state"] == "credit_review"
    finance = company.token("finance")
    queue = ok(system.ask("GET", "/api/orders?state=credit_review", token=finance))["items"]
    assert order["order_id"] in {one["order_id"] for one in queue}
    refused = system.ask("POST", f"{path}/grant", {}, token=company.token("sales"), key="chk-sales")
    assert (refused.status, refused.code) == (403, "forbidden")
    granted = ok(system.ask("POST", f"{path}/grant", {}, token=finance, key="chk-grant"))
    assert granted["state"] == "submitted"
    return dict(granted)


def test_a_granted_order_holds_credit_beyond_the_limit(
    system: System, company: Company, reviewed: dict[str, Any]
) -> None:
    today = ok(system.ask("GET", f"/api/accounts/{reviewed['dealer_id']}/entries", token=company.token("finance")))
    assert today["today"]["available"].startswith("-")


def test_the_trail_says_who_did_what_to_an_order(system: System, company: Company, reviewed: dict[str, Any]) -> None:
    auditor = company.token("auditor")
    path = f"/api/audit?kind=order&id={reviewed['order_id']}"

    def told() -> list[dict[str, Any]]:
        items = ok(system.ask("GET", path, token=auditor))["items"]
        return list(items) if len(items) >= 3 else []

    newest, *_, oldest = until(told, 90)
    states = {change["attribute"]: change for change in newest["changes"]}["state"]
    assert (states["old"]["text"], states["new"]["text"]) == ("credit_review", "submitted")
    finance = ok(system.ask("GET", "/api/me", token=company.token("finance")))
    assert newest["who"] == finance["user_id"]
    assert (oldest["action"], bool(oldest["request"])) == ("made", True)
    refused = system.ask("GET", path, token=company.token("sales"))
    assert (refused.status, refused.code) == (403, "forbidden")


def test_limits_of_a_warehouse_lower_what_is_available_and_say_what_is_low(
    system: System, company: Company, reviewed: dict[str, Any]
) -> None:
    lines = [{"sku": SKU, "safety": 100, "low": 4400, "high": 9000}]
    given = {"location": "WH-EAST", "lines": lines}
    made = ok(system.ask("POST", "/api/stock/thresholds", given, token=company.token("warehouse"), key="chk-limits"))
    (level,) = made["levels"]
    figures = ("on_hand", "reserved", "safety", "available", "standing")
    assert tuple(level[name] for name in figures) == (5000, 500, 100, 4400, "low")
    path = "/api/stock/movements?location=WH-EAST&limit=200"
    moved = ok(system.ask("GET", path, token=company.token("warehouse")))["items"]
    (came,) = [one for one in moved if SKU in {line["sku"] for line in one["lines"]}]
    assert (came["kind"], came["lines"]) == ("receipt", [{"sku": SKU, "quantity": 5000}])


def test_one_dealers_books_are_verified_at_once(system: System, company: Company, reviewed: dict[str, Any]) -> None:
    token = company.sign_in("luming")
    checked = ok(system.ask("GET", f"/api/accounts/{reviewed['dealer_id']}/verification", token=token))
    assert (checked["clean"], checked["items"]) == (True, [])


def test_all_books_are_verified_by_a_task(system: System, company: Company, reviewed: dict[str, Any]) -> None:
    finance = company.token("finance")
    started = ok(system.ask("POST", "/api/verifications", {}, token=finance, key="chk-verify"), 202)

    def done() -> dict[str, Any] | None:
        report = ok(system.ask("GET", "/api/verifications/latest", token=finance))
        return dict(report) if report["state"] == "done" else None

    report = until(done, 180)
    assert report["verification_id"] == started["verification_id"]
    assert (report["clean"], report["findings"], report["items"]) == (True, 0, [])
    assert report["dealers"] >= 12
    assert report["locations"] >= 2
