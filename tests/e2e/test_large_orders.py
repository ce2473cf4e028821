"""Orders of 300 products, which no one transaction takes: whole or not at all, whatever happens in between."""

import subprocess
import time
from typing import Any

import pytest

from tests.e2e.company import Company
from tests.e2e.system import System
from tests.e2e.wholesale import RANGE, WAREHOUSE, Wholesale

BUYER = "lina@tiancheng.example.com"
EACH = 2
TOTAL = "600.00"
UNTOUCHED = {(10, 0, 10)}
"""On hand, reserved, available."""


@pytest.fixture(scope="module")
def wholesale(company: Company) -> Wholesale:
    """The range is on sale."""
    made = Wholesale(company)
    made.put_on_sale()
    return made


def draft(company: Company, key: str, pieces: dict[str, int] | None = None) -> tuple[str, str]:
    """An order of the whole range; its id, and the path of its commands."""
    lines = [{"sku": sku, "quantity": (pieces or {}).get(sku, EACH)} for sku in RANGE]
    made = company.system.ask(
        "POST", "/api/orders", {"lines": lines}, token=company.sign_in("tiancheng"), key=f"{key}-draft"
    )
    assert made.status == 201, made
    return made.body["order_id"], f"/api/orders/{made.body['order_id']}"


def do(company: Company, path: str, body: dict[str, Any], who: str, key: str) -> dict[str, Any]:
    """One command on an order, that must go well."""
    token = company.sign_in("tiancheng") if who == "dealer" else company.token(who)
    done = company.system.ask("POST", path, body, token=token, key=key)
    assert done.status == 200, done
    return dict(done.body)


def today(company: Company) -> dict[str, str]:
    """Exposure and available credit of the dealer."""
    token = company.sign_in("tiancheng")
    dealer_id = company.system.ask("GET", "/api/me", token=token).body["dealer_id"]
    stands = company.system.ask("GET", f"/api/accounts/{dealer_id}/entries", token=token).body["today"]
    return {name: stands[name] for name in ("exposure", "available")}


def test_an_order_killed_between_batches_leaves_nothing_reserved_after_the_sweep(
    system: System, company: Company, wholesale: Wholesale
) -> None:
    system.run("-m", "tests.e2e.set_policy", "order_job_seconds=1")
    before = today(company)
    order_id, path = draft(company, "killed")
    with pytest.raises(subprocess.CalledProcessError) as died:
        system.run("-m", "tests.e2e.die_while_reserving", BUYER, order_id, TOTAL)
    assert died.value.returncode == -9
    half = [one["reserved"] for one in wholesale.levels(WAREHOUSE).values()]
    assert (sum(half), max(half)) == (90 * EACH, EACH)
    token = company.sign_in("tiancheng")
    assert system.ask("GET", path, token=token).body["state"] == "reserving"
    other = system.ask("POST", f"{path}/cancel", {"reason": "changed my mind"}, token=token, key="killed-cancel")
    assert (other.status, other.code) == (409, "busy")
    time.sleep(1)
    assert system.invoke("OrdersSweepName")["jobs"] == 1
    assert wholesale.figures() == UNTOUCHED
    assert system.ask("GET", path, token=token).body["state"] == "expired"
    assert today(company) == before


def test_an_order_that_is_short_of_two_products_reserves_none_and_names_both(
    system: System, company: Company, wholesale: Wholesale
) -> None:
    before = today(company)
    _, path = draft(company, "short", {RANGE[4]: 11, RANGE[298]: 12})
    token = company.sign_in("tiancheng")
    refused = system.ask("POST", f"{path}/submit", {"total": "619.00"}, token=token, key="short-submit")
    assert (refused.status, refused.code) == (409, "insufficient_stock")
    named = [(one["sku"], one["wanted"], one["available"], one["lines"]) for one in refused.body["Details"]]
    assert named == [(RANGE[4], 11, 10, [5]), (RANGE[298], 12, 10, [299])]
    assert wholesale.figures() == UNTOUCHED
    assert system.ask("GET", path, token=token).body["state"] == "draft"
    assert today(company) == before


def test_an_order_of_300_products_goes_from_submission_to_receipt(
    system: System, company: Company, wholesale: Wholesale
) -> None:
    order_id, path = draft(company, "large")
    assert do(company, f"{path}/submit", {"total": TOTAL}, "dealer", "large-submit")["state"] == "submitted"
    assert do(company, f"{path}/submit", {"total": TOTAL}, "dealer", "large-submit")["order_id"] == order_id
    assert wholesale.figures() == {(10, 2, 8)}
    do(company, f"{path}/confirm", {}, "sales", "large-confirm")
    half = {"lines": [{"line": line, "quantity": 1} for line in range(1, 301)]}
    assert do(company, f"{path}/ship", half, "warehouse", "large-ship-1")["state"] == "part_shipped"
    assert wholesale.figures() == {(9, 1, 8)}
    shipped = do(company, f"{path}/ship", {}, "warehouse", "large-ship-2")
    assert shipped["state"] == "shipped"
    for number, shipment in enumerate(shipped["shipments"]):
        given = {"shipment_id": shipment["shipment_id"]}
        received = do(company, f"{path}/receive", given, "dealer", f"large-receive-{number}")
    assert received["state"] == "received"
    assert wholesale.figures() == {(8, 0, 8)}
    dealer_id = order_id.partition("-")[0]
    own = wholesale.levels(f"DEALER-{dealer_id}")
    assert {sku: one["on_hand"] for sku, one in own.items()} == dict.fromkeys(RANGE, EACH)
    assert do(company, f"{path}/close", {}, "sales", "large-close")["state"] == "closed"


def test_a_large_order_that_is_rejected_gives_all_back(system: System, company: Company, wholesale: Wholesale) -> None:
    before = today(company)
    figures = wholesale.figures()
    _, path = draft(company, "rejected")
    do(company, f"{path}/submit", {"total": TOTAL}, "dealer", "rejected-submit")
    assert wholesale.figures() != figures
    reason = {"reason": "全线停产"}
    assert do(company, f"{path}/reject", reason, "sales", "rejected-reject")["state"] == "rejected"
    assert wholesale.figures() == figures
    assert today(company) == before
