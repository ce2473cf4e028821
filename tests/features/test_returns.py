"""Goods come back: requested, approved, received into quarantine, restocked or scrapped, and told of."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest

from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.orders.queries import order as find_order
from chalicelib.stock.queries import levels
from chalicelib.stock.records import MovementRecord, movement_key
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.cloud import STACK, Cloud
from tests.world.goods_back import (
    FINANCE,
    PNG,
    ask_back,
    brought,
    counted,
    lines,
    own,
    photo,
    received,
    requested,
    step,
    wish,
)
from tests.world.shop import (
    ADMIN,
    BUYER,
    DEALER,
    EAST,
    NOW,
    OTHER_BUYER,
    SALES,
    WAREHOUSE,
    account,
    books,
    confirmed,
    counted_calls,
    done,
    open_for_business,
    post,
    shelf,
    stands,
)
from tests.world.streams import Streams
from tests.world.table import everything


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        yield


def quarantined(location: str = EAST) -> dict[str, int]:
    """What lies in quarantine, by SKU."""
    found = levels(location, ["A", "B", "C"])
    return {sku: level.quarantine for sku, level in sorted(found.items()) if level.quarantine}


def movement(location: str, cause: str) -> tuple[str, Any, Any]:
    found = MovementRecord.get(*movement_key(location, cause), consistent_read=True)
    return found.movement_kind, found.lines, found.quarantined


def refused(reply: Reply, status: int, code: str) -> Any:
    assert (reply.status, reply.code) == (status, code), reply.text
    return reply.body["Details"]


def all_books(order_id: str) -> Any:
    """All that a return may change, to compare before and after a refusal."""
    return books(order_id), everything("returns"), quarantined()


# The way


def test_a_return_goes_its_whole_way() -> None:
    order_id = received(A=10, B=2)
    assert stands(own()) == {"A": (10, 0, 10), "B": (2, 0, 2)}
    reply = ask_back(order_id, l1=4, l2=1)
    assert reply.status == 201
    made = reply.body
    return_id = made["return_id"]
    assert return_id.startswith(f"{DEALER}-T261020040000")
    assert (made["state"], made["order_id"], made["warehouse_id"], made["reason"]) == (
        "requested",
        order_id,
        EAST,
        "桶盖变形",
    )
    assert [(line["sku"], line["requested"], line["received"]) for line in made["lines"]] == [
        ("A", 4, None),
        ("B", 1, None),
    ]
    assert counted(order_id) == {1: (10, 4, 0), 2: (2, 1, 0)}
    assert done(step(return_id, "approve"))["state"] == "approved"
    assert stands(own()) == {"A": (10, 0, 10), "B": (2, 0, 2)}  # nothing has moved yet

    made = done(step(return_id, "receive", {"lines": lines(l1=3, l2=1)}))
    assert [(line["requested"], line["received"]) for line in made["lines"]] == [(4, 3), (1, 1)]
    assert counted(order_id) == {1: (10, 3, 0), 2: (2, 1, 0)}
    assert stands(own()) == {"A": (7, 0, 7), "B": (1, 0, 1)}
    assert stands() == {"A": (490, 0, 490), "B": (38, 0, 38), "C": (1000, 0, 1000)}
    assert quarantined() == {"A": 3, "B": 1}
    cause = f"return:{return_id}"
    gone = [{"sku": "A", "quantity": -3}, {"sku": "B", "quantity": -1}]
    came = [{"sku": "A", "quantity": 3}, {"sku": "B", "quantity": 1}]
    assert movement(own(), cause) == ("return", gone, [])
    assert movement(EAST, cause) == ("return", [], came)

    made = done(step(return_id, "inspect", {"lines": [{"line": 1, "scrap": 1}]}))
    assert [(line["restocked"], line["scrapped"]) for line in made["lines"]] == [(2, 1), (1, 0)]
    assert (made["state"], made["inspected_by"]) == ("received", WAREHOUSE.name)
    assert stands() == {"A": (492, 0, 492), "B": (39, 0, 39), "C": (1000, 0, 1000)}
    assert quarantined() == {}
    back = [{"sku": "A", "quantity": 2}, {"sku": "B", "quantity": 1}]
    out = [{"sku": "A", "quantity": -2}, {"sku": "B", "quantity": -1}]
    assert movement(EAST, f"restock:{return_id}") == ("restock", back, out)
    assert movement(EAST, f"scrap:{return_id}") == ("scrap", [], [{"sku": "A", "quantity": -1}])

    made = done(step(return_id, "credit"))
    assert (made["state"], made["amount"]) == ("credited", "48.50")  # three at 9.50 and one at 20.00
    assert [(line["net"], line["tax"]) for line in made["lines"]] == [("28.50", "3.28"), ("20.00", "1.65")]
    assert [each["state"] for each in made["steps"]] == ["requested", "approved", "received", "credited"]
    assert [each["by"] for each in made["steps"]] == [BUYER.name, SALES.name, WAREHOUSE.name, FINANCE.name]
    assert counted(order_id) == {1: (10, 3, 3), 2: (2, 1, 1)}
    assert account() == ("86.50", "0.00", "9913.50")
    shown = done(ask("GET", f"/orders/{order_id}", who=BUYER))
    assert [(line["returned"], line["credited"], line["returnable"]) for line in shown["lines"]] == [
        (3, 3, 7),
        (1, 1, 1),
    ]


def test_it_may_be_credited_before_it_leaves_quarantine() -> None:
    return_id = requested(received(A=2), l1=2)
    made = brought(return_id, "approve", "receive", "credit")
    assert (made["state"], made["inspected_at"], quarantined()) == ("credited", None, {"A": 2})
    assert brought(return_id, "inspect")["state"] == "credited"
    assert quarantined() == {}


def test_everybody_sees_what_is_theirs_in_its_state() -> None:
    order_id = received(A=10)
    first, second = requested(order_id, l1=1), requested(order_id, l1=2)
    brought(second, "approve")
    listed = {
        path: [(one["return_id"], one["pieces"]) for one in done(ask("GET", f"/returns{path}", who=who))["items"]]
        for path, who in (
            ("", SALES),
            ("?state=approved", WAREHOUSE),
            ("?state=credited", ADMIN),
            ("?limit=10", BUYER),
            ("?state=requested&limit=10", BUYER),
            (f"?order_id={order_id}", BUYER),
            (f"?dealer_id={DEALER}&state=approved", ADMIN),
        )
    }
    assert listed == {
        "": [(first, 1)],
        "?state=approved": [(second, 2)],
        "?state=credited": [],
        "?limit=10": sorted([(first, 1), (second, 2)], reverse=True),
        "?state=requested&limit=10": [(first, 1)],
        f"?order_id={order_id}": sorted([(first, 1), (second, 2)], reverse=True),
        f"?dealer_id={DEALER}&state=approved": [(second, 2)],
    }
    north = staff(Role.SALES, regions=("north",))
    assert done(ask("GET", "/returns", who=north))["items"] == []
    refused(ask("GET", f"/returns/{first}", who=north), 404, "not_found")
    refused(ask("GET", f"/returns?order_id={order_id}", who=OTHER_BUYER), 404, "not_found")
    refused(ask("GET", "/returns?region=north", who=BUYER), 422, "invalid")


# What may be asked for


def test_no_more_is_returned_than_came_in() -> None:
    order_id = received(A=10)
    requested(order_id, l1=7)
    before = all_books(order_id)
    (detail,) = refused(ask_back(order_id, l1=4), 422, "invalid")
    assert detail == {"field": "lines.0.quantity", "problem": "3 of line 1 can be returned", "line": 1, "left": 3}
    (detail,) = refused(ask_back(order_id, l9=1), 422, "invalid")
    assert detail["field"] == "lines.0.line"
    assert all_books(order_id) == before
    assert counted(order_id) == {1: (10, 7, 0)}


def test_what_is_on_its_way_cannot_be_returned_yet() -> None:
    order_id = confirmed(A=10)
    done(post(f"/orders/{order_id}/ship", None, WAREHOUSE))
    (detail,) = refused(ask_back(order_id, l1=1), 422, "invalid")
    assert detail["left"] == 0


def test_goods_are_returned_within_the_window_that_the_maker_sets() -> None:
    order_id = received(A=10)
    with clock.at(NOW + timedelta(days=90)):
        assert ask_back(order_id, l1=1).status == 201
    with clock.at(NOW + timedelta(days=91)):
        before = all_books(order_id)
        (detail,) = refused(ask_back(order_id, l1=1), 422, "invalid")
        assert detail["problem"] == "0 of line 1 can be returned; 9 came in too long ago"
        assert all_books(order_id) == before
        done(ask("PATCH", "/settings", {"return_days": 120}, ADMIN, headers={"If-Match": '"1"'}))
        assert ask_back(order_id, l1=1).status == 201


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": lines(l1=0)}, "lines.0.quantity"),
        ({"lines": [{"line": 1, "quantity": 1}] * 2}, "lines"),
        ({"reason": "  "}, "reason"),
        ({"reason": None}, "reason"),
        ({"photos": [{"upload_id": "0" * 26, "file_name": "a.jpg"}] * 2}, "photos"),
        ({"photos": [{"upload_id": f"{n:026}", "file_name": "a.jpg"} for n in range(7)]}, "photos"),
        ({"photos": [{"upload_id": "0" * 26, "file_name": "a.jpg"}]}, "photos.0.upload_id"),
    ],
)
def test_what_is_wrong_is_named(wrong: Any, field: str) -> None:
    order_id = received(A=10)
    before = all_books(order_id)
    reply = post("/returns", wish(order_id, l1=1) | wrong)
    assert refused(reply, 422, "invalid")[0]["field"] == field
    assert all_books(order_id) == before


def test_another_dealers_order_is_not_there() -> None:
    order_id = received(A=10)
    before = all_books(order_id)
    refused(ask_back(order_id, OTHER_BUYER, l1=1), 404, "not_found")
    refused(post("/returns/preview", {"order_id": order_id, "lines": lines(l1=1)}, OTHER_BUYER), 404, "not_found")
    assert all_books(order_id) == before


def test_an_accountant_asks_for_nothing_back() -> None:
    order_id = received(A=10)
    accountant = dealer_user(DEALER, Role.DEALER_ACCOUNTANT)
    refused(ask_back(order_id, accountant, l1=1), 403, "forbidden")
    refused(step(requested(order_id, l1=1), "approve", who=WAREHOUSE), 403, "forbidden")


def test_the_same_request_again_is_the_same_return() -> None:
    order_id = received(A=10)
    body = wish(order_id, l1=1)
    first, again = (post("/returns", body, key="one") for _ in range(2))
    assert (first.status, first.body) == (again.status, again.body)
    assert counted(order_id) == {1: (10, 1, 0)}


# Photos


def test_photos_are_kept_and_shown() -> None:
    order_id = received(A=10)
    ids = [photo(), photo(PNG, "image/png")]
    made = ask_back(order_id, photos=ids, l1=1).body
    assert [one["upload_id"] for one in made["photos"]] == ids
    assert all(f"/returns/{made['return_id']}/{one['upload_id']}?" in one["url"] for one in made["photos"])
    kept = boto3.client("s3").list_objects_v2(Bucket=f"{STACK}-documents", Prefix=f"returns/{made['return_id']}/")
    assert kept["KeyCount"] == 2


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(b"MZ" + b"0" * 60, "image/jpeg"), (PNG, "image/jpeg"), (b"%PDF-1.7" + b"0" * 60, "application/pdf")],
)
def test_what_is_no_photo_is_refused(content: bytes, content_type: str) -> None:
    order_id = received(A=10)
    upload_id = photo()
    key = f"incoming/{upload_id}"
    boto3.client("s3").put_object(Bucket=f"{STACK}-documents", Key=key, Body=content, ContentType=content_type)
    before = all_books(order_id)
    (detail,) = refused(ask_back(order_id, photos=[upload_id], l1=1), 422, "invalid")
    assert detail == {"field": "photos.0.upload_id", "problem": "is no JPEG or PNG photo of at most 10 MB"}
    assert all_books(order_id) == before


def test_an_upload_is_for_photos_alone() -> None:
    for body in ({"content_type": "application/pdf", "size": 10}, {"content_type": "image/png", "size": 10**8}):
        refused(post("/returns/uploads", body), 422, "invalid")


# Rejected, withdrawn


def test_what_is_rejected_or_withdrawn_can_be_returned_again() -> None:
    order_id = received(A=10)
    refusal = step(requested(order_id, l1=10), "reject", {"reason": "已拆封"})
    assert done(refusal)["steps"][-1] | {"at": ""} == {
        "state": "rejected",
        "at": "",
        "by": SALES.name,
        "reason": "已拆封",
    }
    assert done(step(requested(order_id, l1=10), "withdraw"))["state"] == "withdrawn"
    never_came = requested(order_id, l1=10)
    brought(never_came, "approve")
    assert done(step(never_came, "reject", {"reason": "三十天未寄回"}))["state"] == "rejected"
    assert counted(order_id) == {1: (10, 0, 0)}
    assert requested(order_id, l1=10)


def test_each_step_needs_the_one_before() -> None:
    order_id = received(A=10)
    allowed = {
        (): {"approve", "reject", "withdraw"},
        ("approve",): {"reject", "receive"},
        ("approve", "receive"): {"inspect", "credit"},
        ("approve", "receive", "inspect"): {"credit"},
        ("approve", "receive", "inspect", "credit"): set[str](),
    }
    bodies: dict[str, Any] = {"reject": {"reason": "不符"}}
    for steps, may in allowed.items():
        return_id = requested(order_id, l1=1)
        brought(return_id, *steps)
        before = all_books(order_id)
        for what in {"approve", "reject", "withdraw", "receive", "inspect", "credit"} - may:
            refused(step(return_id, what, bodies.get(what)), 409, "wrong_state")
        assert all_books(order_id) == before


# What really came in


def test_no_more_comes_in_than_was_approved_nor_nothing() -> None:
    order_id = received(A=10)
    return_id = requested(order_id, l1=4)
    brought(return_id, "approve")
    before = all_books(order_id)
    for body in ({"lines": lines(l1=5)}, {"lines": lines(l2=1)}, {"lines": lines(l1=0)}, {"lines": []}):
        refused(step(return_id, "receive", body), 422, "invalid")
    assert all_books(order_id) == before


def test_no_more_is_scrapped_than_came_in() -> None:
    order_id = received(A=10)
    return_id = requested(order_id, l1=4)
    brought(return_id, "approve", "receive")
    before = all_books(order_id)
    for scrapped in ({"line": 1, "scrap": 5}, {"line": 2, "scrap": 1}):
        (detail,) = refused(step(return_id, "inspect", {"lines": [scrapped]}), 422, "invalid")
        assert detail["field"] == "lines.0.scrap"
    assert all_books(order_id) == before


def test_own_stock_falls_at_most_to_nothing() -> None:
    """Two of the pieces that come back had left the dealer's books before."""
    order_id = received(A=10)
    return_id = requested(order_id, l1=4)
    brought(return_id, "approve")
    level = levels(own(), ["A"])["A"]
    level.update(actions=[type(level).on_hand.set(2), type(level).available.set(2)])
    brought(return_id, "receive")
    assert stands(own()) == {"A": (0, 0, 0)}
    assert movement(own(), f"return:{return_id}")[1] == [{"sku": "A", "quantity": -2}]
    assert quarantined() == {"A": 4}


def test_staff_see_quarantine_among_the_stock_and_buyers_do_not() -> None:
    brought(requested(received(A=10), l1=4), "approve", "receive")

    def shown(who: Any) -> Any:
        items = done(ask("GET", f"/stock?location={EAST}", who=who))["items"]
        return next(item["quarantine"] for item in items if item["sku"] == "A")

    assert (shown(WAREHOUSE), shown(BUYER)) == (4, None)
    listed = done(ask("GET", f"/stock/movements?location={EAST}", who=WAREHOUSE))["items"]
    assert [(each["kind"], each["quarantined"]) for each in listed if each["kind"] == "return"] == [
        ("return", [{"sku": "A", "quantity": 4}])
    ]


def test_a_job_that_moves_the_orders_stock_is_waited_for() -> None:
    order_id = received(A=10)
    of = find_order(order_id, ADMIN.reach)
    of.update(actions=[type(of).job.set("J1")])
    before = all_books(order_id)
    refused(ask_back(order_id, l1=1), 409, "busy")
    assert all_books(order_id) == before


# Round trips, news, threads


def test_round_trips_do_not_rise_with_the_orders_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: dict[int, dict[str, int]] = {}
    goods = shelf(80)
    for size, first in ((1, 0), (40, 1)):
        order_id = received(**dict(list(goods.items())[first : first + size]))
        wanted = {f"l{number}": 1 for number in range(1, size + 1)}
        with counted_calls(monkeypatch) as asked:
            return_id = requested(order_id, **wanted)
        taken = {"request": len(asked)}
        for what in ("approve", "receive", "inspect", "credit"):
            with counted_calls(monkeypatch) as asked:
                brought(return_id, what)
            taken[what] = len(asked)
        calls[size] = taken
    assert calls[1] == calls[40]
    assert calls[1] == {"request": 6, "approve": 4, "receive": 5, "inspect": 3, "credit": 11}


def test_what_becomes_of_a_return_is_told_once(streams: Streams) -> None:
    order_id = received(A=10)
    first, second, third = (requested(order_id, l1=2) for _ in range(3))
    done(step(first, "withdraw"))
    done(step(second, "reject", {"reason": "已拆封"}))
    brought(third, "approve")
    done(step(third, "receive", {"lines": lines(l1=1)}))
    brought(third, "inspect", "credit")
    streams.drain()
    for locale, titles in (
        (
            "zh-CN",
            {
                f"退货申请 {first} 已提交",
                f"退货申请 {first} 已撤回",
                f"退货 {second} 未通过",
                f"退货申请 {third} 已通过",
                f"退货 {third} 已到我方仓库",
                f"退货 {third} 已入账",
            },
        ),
        ("en", {f"Return {third} is credited"}),
    ):
        told = done(ask("GET", f"/messages?locale={locale}&limit=50", who=BUYER))["items"]
        assert titles <= {message["title"] for message in told}
        assert len(told) == len({message["message_id"] for message in told})
        (credited,) = [message for message in told if message["kind"] == "return.credited"]
        assert (credited["link"], "9.50 CNY" in credited["text"]) == (f"returns/{third}", True)


def test_both_sides_write_about_a_return(streams: Streams) -> None:
    return_id = requested(submitted_and_received(), l1=1)
    path = f"/returns/{return_id}/notes"
    assert post(path, {"text": "哪天来取？"}).status == 201
    (waiting,) = done(ask("GET", "/threads", who=SALES))["items"]
    assert (waiting["kind"], waiting["subject_id"], waiting["text"]) == ("return", return_id, "哪天来取？")
    assert post(path, {"text": "周四。"}, WAREHOUSE).status == 201
    assert [note["text"] for note in done(ask("GET", path, who=BUYER))["items"]] == ["周四。", "哪天来取？"]
    refused(ask("GET", path, who=OTHER_BUYER), 404, "not_found")
    streams.drain()
    told = [message["title"] for message in done(ask("GET", "/messages", who=BUYER))["items"]]
    assert f"退货单 {return_id} 有新留言" in told


def submitted_and_received() -> str:
    return received(A=2)
