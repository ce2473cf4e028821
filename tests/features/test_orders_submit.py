"""Placing an order: one transaction of key, order, dealer, stock and credit. A refusal changes nothing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.aws.tables import Write, commit
from chalicelib.aws.tables import replace as put
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.kernel import clock
from chalicelib.orders import commands
from tests.world.api import ask
from tests.world.books import instant
from tests.world.cloud import Cloud
from tests.world.shop import (
    BUYER,
    DEALER,
    NORTHERN_BUYER,
    NOW,
    OTHER_BUYER,
    account,
    basket,
    books,
    dealer,
    done,
    drafted,
    open_for_business,
    post,
    prices,
    stands,
    submitted,
)


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        yield


def test_a_draft_says_what_it_costs_and_holds_nothing() -> None:
    draft = drafted(A=10, B=2)
    assert draft["order_id"].startswith(f"{DEALER}-261020040000")
    assert {name: draft[name] for name in ("state", "gross", "discount", "total", "tax", "warehouse_id", "region")} == {
        "state": "draft",
        "gross": "135.00",
        "discount": "0.00",
        "total": "135.00",
        "tax": "14.23",
        "warehouse_id": "WH-EAST",
        "region": "east",
    }
    assert draft["lines"][0] == {
        "line": 1,
        "sku": "A",
        "name": "产品 A",
        "category": "paint",
        "quantity": 10,
        "unit_price": "9.5000",
        "price_source": "grade",
        "gross": "95.00",
        "discount": "0.00",
        "net": "95.00",
        "tax": "10.93",
        "applied": [],
        "free": False,
        "shipped": 0,
        "received": 0,
        "to_ship": 10,
        "to_receive": 0,
        "returned": 0,
        "credited": 0,
        "returnable": 0,
    }
    assert draft["quote"]["lines"][1] == {
        "sku": "B",
        "name": "产品 B",
        "category": "paint",
        "quantity": 2,
        "price_source": "default",
        "min_quantity": 1,
        "unit_price": "20.0000",
        "gross": "40.00",
        "discount": "0.00",
        "net": "40.00",
        "tax_rate": "0.09",
        "tax": "3.30",
        "applied": [],
    }
    assert stands() == {"A": (500, 0, 500), "B": (40, 0, 40), "C": (1000, 0, 1000)}
    assert account() == ("0.00", "0.00", "10000.00")


def test_submission_reserves_the_stock_and_holds_the_credit() -> None:
    draft = drafted(A=10, B=2)
    order = done(post(f"/orders/{draft['order_id']}/submit", {"total": "135.00"}))
    assert (order["state"], order["total"], order["version"]) == ("submitted", "135.00", 2)
    assert order["steps"] == [
        {"state": "draft", "at": "2026-10-20T04:00:00.000000Z", "by": "李娜", "reason": None, "document": None},
        {"state": "submitted", "at": "2026-10-20T04:00:00.000000Z", "by": "李娜", "reason": None, "document": None},
    ]
    assert stands() == {"A": (500, 10, 490), "B": (40, 2, 38), "C": (1000, 0, 1000)}
    assert account() == ("0.00", "135.00", "9865.00")
    assert done(ask("GET", f"/orders/{draft['order_id']}", who=BUYER)) == order


def test_lines_of_one_sku_are_one_line() -> None:
    reply = post("/orders", {"lines": [{"sku": "A", "quantity": 60}, {"sku": "B", "quantity": 1}] * 2})
    assert [(line["sku"], line["quantity"]) for line in reply.body["lines"]] == [("A", 120), ("B", 2)]


def test_a_changed_total_is_refused_with_the_new_quote_and_buys_nothing() -> None:
    draft = drafted(A=10)
    prices("grade-A", "A", (1, "9.80"))
    before = books(draft["order_id"])
    reply = post(f"/orders/{draft['order_id']}/submit", {"total": draft["total"]})
    assert (reply.status, reply.code) == (409, "quote_changed")
    (quote,) = reply.body["Details"]
    assert (quote["total"], quote["lines"][0]["unit_price"]) == ("98.00", "9.8000")
    assert books(draft["order_id"]) == before
    order = done(post(f"/orders/{draft['order_id']}/submit", {"total": "98.00"}))
    assert (order["total"], order["quote"]["total"]) == ("98.00", "98.00")


def test_a_submitted_order_keeps_its_quote() -> None:
    order_id = submitted(A=10)
    prices("grade-A", "A", (1, "1.00"))
    assert done(ask("GET", f"/orders/{order_id}", who=BUYER))["total"] == "95.00"


def test_every_short_sku_is_named_and_nothing_is_bought() -> None:
    draft = drafted(A=501, B=41, C=5)
    before = books(draft["order_id"])
    reply = post(f"/orders/{draft['order_id']}/submit", {"total": draft["total"]})
    assert (reply.status, reply.code) == (409, "insufficient_stock")
    assert reply.body["Details"] == [
        {"sku": "A", "wanted": 501, "available": 500, "lines": [1]},
        {"sku": "B", "wanted": 41, "available": 40, "lines": [2]},
    ]
    assert books(draft["order_id"]) == before


def test_a_sku_that_the_warehouse_never_had_is_short() -> None:
    reply_to = drafted(NORTHERN_BUYER, B=1)
    reply = post(f"/orders/{reply_to['order_id']}/submit", {"total": "20.00"}, NORTHERN_BUYER)
    assert reply.body["Details"] == [{"sku": "B", "wanted": 1, "available": 0, "lines": [1]}]


def test_too_little_credit_is_refused_with_the_figures() -> None:
    dealer("D0000000P", limit="100.00")
    poor = replace(BUYER, dealer_id="D0000000P")
    draft = drafted(poor, A=11)
    reply = post(f"/orders/{draft['order_id']}/submit", {"total": "104.50"}, poor)
    assert (reply.status, reply.code) == (409, "insufficient_credit")
    assert reply.body["Details"] == [
        {"limit": "100.00", "receivable": "0.00", "exposure": "0.00", "available": "100.00", "needed": "104.50"}
    ]
    assert stands()["A"] == (500, 0, 500)
    assert account("D0000000P") == ("0.00", "0.00", "100.00")
    assert done(ask("GET", f"/orders/{draft['order_id']}", who=poor))["state"] == "draft"


def test_a_frozen_dealer_buys_nothing() -> None:
    draft = drafted(A=1)
    frozen = dealer_as_is(DEALER)
    frozen.state = "frozen"
    commit(put(frozen))
    before = books(draft["order_id"])
    reply = post(f"/orders/{draft['order_id']}/submit", {"total": "9.50"})
    assert (reply.status, reply.code) == (409, "dealer_not_active")
    assert books(draft["order_id"]) == before
    assert post("/orders", basket(A=1)).code == "dealer_not_active"


def test_one_key_is_one_order_with_equal_answers() -> None:
    draft = drafted(A=10)
    path = f"/orders/{draft['order_id']}/submit"
    answers = {post(path, {"total": "95.00"}, key="once").text for _ in range(10)}
    assert len(answers) == 1
    assert stands()["A"] == (500, 10, 490)
    assert account() == ("0.00", "95.00", "9905.00")
    drafts = {post("/orders", basket(A=1), key="one draft").text for _ in range(10)}
    assert len(drafts) == 1
    assert len(ask("GET", "/orders", who=BUYER).body["items"]) == 2


def test_a_key_used_for_something_else_is_refused() -> None:
    post("/orders", basket(A=1), key="mine")
    assert post("/orders", basket(A=2), key="mine").code == "idempotency_key_reused"
    assert post("/orders", basket(A=2), OTHER_BUYER, key="mine").status == 201


def test_an_order_is_submitted_once() -> None:
    order_id = submitted(A=10)
    before = books(order_id)
    reply = post(f"/orders/{order_id}/submit", {"total": "95.00"})
    assert (reply.status, reply.code) == (409, "wrong_state")
    assert reply.body["Details"] == [{"state": "submitted", "needs": ["draft"]}]
    assert books(order_id) == before


def test_small_stock_is_sold_out_and_never_oversold() -> None:
    buyers = (BUYER, OTHER_BUYER) * 8
    orders = [drafted(who, B=4)["order_id"] for who in buyers]
    replies = [
        post(f"/orders/{order_id}/submit", {"total": "80.00"}, who)
        for order_id, who in zip(orders, buyers, strict=True)
    ]
    assert [reply.status for reply in replies] == [200] * 10 + [409] * 6
    assert {reply.code for reply in replies[10:]} == {"insufficient_stock"}
    assert stands()["B"] == (40, 40, 0)
    assert account() == ("0.00", "400.00", "9600.00")


def test_who_commits_first_gets_the_last_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, fast = drafted(B=30), drafted(OTHER_BUYER, B=30)
    really, replies = commands.commit, []

    def rival_first(*writes: Write) -> None:
        monkeypatch.setattr(commands, "commit", really)
        replies.append(post(f"/orders/{fast['order_id']}/submit", {"total": "600.00"}, OTHER_BUYER))
        really(*writes)

    monkeypatch.setattr(commands, "commit", rival_first)
    replies.append(post(f"/orders/{slow['order_id']}/submit", {"total": "600.00"}))
    assert [reply.status for reply in replies] == [200, 409]
    assert replies[1].body["Details"] == [{"sku": "B", "wanted": 30, "available": 10, "lines": [1]}]
    assert stands()["B"] == (40, 30, 10)
    assert account() == ("0.00", "0.00", "10000.00")


def test_one_order_submitted_under_two_keys_at_once_is_bought_once(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = drafted(B=10)
    path, really, replies = f"/orders/{draft['order_id']}/submit", commands.commit, []

    def rival_first(*writes: Write) -> None:
        monkeypatch.setattr(commands, "commit", really)
        replies.append(post(path, {"total": "200.00"}, key="one"))
        really(*writes)

    for key in ("two", "one"):
        monkeypatch.setattr(commands, "commit", rival_first)
        replies.append(post(path, {"total": "200.00"}, key=key))
    assert [(reply.status, reply.code) for reply in replies[:2]] == [(200, None), (409, "version_conflict")]
    assert replies[2].text == replies[0].text
    assert stands()["B"] == (40, 10, 30)
    assert account() == ("0.00", "200.00", "9800.00")


def test_one_key_sent_twice_at_once_is_answered_equally(monkeypatch: pytest.MonkeyPatch) -> None:
    really, replies = commands.commit, []

    def rival_first(*writes: Write) -> None:
        monkeypatch.setattr(commands, "commit", really)
        replies.append(post("/orders", basket(A=1), key="same"))
        really(*writes)

    monkeypatch.setattr(commands, "commit", rival_first)
    replies.append(post("/orders", basket(A=1), key="same"))
    assert [reply.status for reply in replies] == [201, 201]
    assert replies[0].text == replies[1].text
    assert len(ask("GET", "/orders", who=BUYER).body["items"]) == 1


def test_unknown_and_withdrawn_products_are_named_by_their_line() -> None:
    reply = post("/orders", basket(A=1, Z=1, B=1, X=1))
    assert (reply.status, reply.code) == (422, "unknown_sku")
    assert [(detail["field"], detail["sku"]) for detail in reply.body["Details"]] == [
        ("lines.1.sku", "Z"),
        ("lines.3.sku", "X"),
    ]
    assert ask("GET", "/orders", who=BUYER).body == {"items": [], "next": None}


def test_a_product_below_its_first_break_has_no_price() -> None:
    reply = post("/orders", basket(A=1, C=4))
    assert (reply.status, reply.code) == (422, "no_price")
    assert [detail["field"] for detail in reply.body["Details"]] == ["lines.1.sku"]


def test_a_price_counts_on_the_business_day() -> None:
    with clock.at(instant("2025-12-31", hour=23)):
        assert post("/orders", basket(A=1)).code == "no_price"
    with clock.at(instant("2026-01-01", hour=0)):
        assert post("/orders", basket(A=1)).status == 201


def test_the_clock_of_an_order_is_the_kernels() -> None:
    assert drafted(A=1)["placed_at"] == clock.iso(NOW)
