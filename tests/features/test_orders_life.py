"""What becomes of an order: confirmed, refused, taken back, shipped, received, closed, and what is told of it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.aws import topics
from chalicelib.edge.principal import Role
from chalicelib.kernel.events import Event
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from chalicelib.ledger.queries import deposits, open_invoices
from chalicelib.orders.queries import sold_lines
from chalicelib.stock.queries import levels
from chalicelib.stock.records import MovementRecord, movement_key
from tests.world.api import ask, dealer_user, staff
from tests.world.books import instant
from tests.world.cloud import Cloud
from tests.world.shop import (
    ADMIN,
    BUYER,
    DEALER,
    NORTHERN_BUYER,
    OTHER_BUYER,
    SALES,
    WAREHOUSE,
    account,
    books,
    confirmed,
    counted_calls,
    done,
    drafted,
    open_for_business,
    post,
    stands,
    submitted,
)
from tests.world.streams import Streams

DAY = instant("2026-10-20").date()


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        yield


def act(order_id: str, what: str, body: Any = None, who: Any = SALES) -> Any:
    return post(f"/orders/{order_id}/{what}", body, who)


def parts(**lines: int) -> list[dict[str, int]]:
    """`parts(l1=2)`: two pieces of line 1."""
    return [{"line": int(name[1:]), "quantity": pieces} for name, pieces in lines.items()]


def test_an_order_goes_its_whole_way() -> None:
    order_id = confirmed(A=10, B=2)
    shipped = done(act(order_id, "ship", None, WAREHOUSE))
    assert shipped["state"] == "shipped"
    assert shipped["shipments"] == [{"shipment_id": f"{order_id}-S1", "day": "2026-10-20"}]
    assert [(line["shipped"], line["received"]) for line in shipped["lines"]] == [(10, 0), (2, 0)]
    assert stands() == {"A": (490, 0, 490), "B": (38, 0, 38), "C": (1000, 0, 1000)}
    assert account() == ("135.00", "0.00", "9865.00")
    (invoice,) = open_invoices(DEALER)
    assert (invoice.invoice_id, invoice.order_id) == (f"{order_id}-S1", order_id)
    assert (f"{invoice.open:.2f}", invoice.day, invoice.due_day) == ("135.00", "2026-10-20", "2026-11-19")

    received = done(act(order_id, "receive", {"shipment_id": f"{order_id}-S1"}, BUYER))
    assert received["state"] == "received"
    assert received["receipts"] == [
        {"receipt_id": f"{order_id}-R1", "shipment_id": f"{order_id}-S1", "day": "2026-10-20"}
    ]
    assert stands(f"DEALER-{DEALER}") == {"A": (10, 0, 10), "B": (2, 0, 2)}

    closed = done(act(order_id, "close"))
    assert closed["state"] == "closed"
    assert [(step["state"], step["by"]) for step in closed["steps"]] == [
        ("draft", "李娜"),
        ("submitted", "李娜"),
        ("confirmed", "sales-1"),
        ("shipped", "warehouse-1"),
        ("received", "李娜"),
        ("closed", "sales-1"),
    ]
    assert closed["quote"]["total"] == closed["total"] == "135.00"
    shown = done(ask("GET", f"/orders/{order_id}", who=BUYER))
    assert shown == closed | {"shipments": shown["shipments"]}


def test_shipments_and_receipts_in_part_add_up() -> None:
    order_id = confirmed(A=3, B=2)
    first = done(act(order_id, "ship", {"lines": parts(l1=1)}, WAREHOUSE))
    assert first["state"] == "part_shipped"
    assert account() == ("9.50", "59.00", "9931.50")
    assert stands()["A"] == (499, 2, 497)
    came = done(act(order_id, "receive", {"shipment_id": f"{order_id}-S1"}, BUYER))
    assert came["state"] == "part_shipped"
    second = done(act(order_id, "ship", None, WAREHOUSE))
    assert second["state"] == "part_received"
    assert account() == ("68.50", "0.00", "9931.50")
    half = done(act(order_id, "receive", {"shipment_id": f"{order_id}-S2", "lines": parts(l2=2)}, BUYER))
    assert half["state"] == "part_received"
    rest = done(act(order_id, "receive", {"shipment_id": f"{order_id}-S2"}, BUYER))
    assert rest["state"] == "received"
    assert [receipt["receipt_id"][-2:] for receipt in rest["receipts"]] == ["R1", "R2", "R3"]
    assert [(step["state"], step["document"]) for step in rest["steps"]][2:] == [
        ("confirmed", None),
        ("part_shipped", f"{order_id}-S1"),
        ("part_shipped", f"{order_id}-R1"),
        ("part_received", f"{order_id}-S2"),
        ("part_received", f"{order_id}-R2"),
        ("received", f"{order_id}-R3"),
    ]
    assert stands(f"DEALER-{DEALER}") == {"A": (3, 0, 3), "B": (2, 0, 2)}
    for basis in ("shipped", "received"):
        sold = sold_lines(DEALER, basis, DAY, DAY)
        assert (sum(line.quantity for line in sold), sum(line.net_amount for line in sold)) == (5, Decimal("68.50"))
        assert {line.invoice_id for line in sold} == {f"{order_id}-S1", f"{order_id}-S2"}
        assert sorted((line.sku, line.category) for line in sold)[0] == ("A", "paint")


def test_what_was_sold_is_found_by_its_business_day() -> None:
    order_id = confirmed(A=2)
    done(act(order_id, "ship", None, WAREHOUSE))
    before, after = instant("2026-10-19").date(), instant("2026-10-21").date()
    assert len(sold_lines(DEALER, "shipped", before, DAY)) == 1
    assert len(sold_lines(DEALER, "shipped", DAY, after)) == 1
    assert sold_lines(DEALER, "shipped", after, after) == []
    assert sold_lines(DEALER, "shipped", before, before) == []
    assert sold_lines(DEALER, "received", before, after) == []


def test_a_movement_is_written_for_each_shipment_and_receipt() -> None:
    order_id = confirmed(A=2)
    done(act(order_id, "ship", None, WAREHOUSE))
    done(act(order_id, "receive", {"shipment_id": f"{order_id}-S1"}, BUYER))
    out = MovementRecord.get(*movement_key("WH-EAST", f"shipment:{order_id}-S1"))
    own = MovementRecord.get(*movement_key(f"DEALER-{DEALER}", f"receipt:{order_id}-R1"))
    assert (out.movement_kind, out.lines) == ("shipment", [{"sku": "A", "quantity": -2}])
    assert (own.movement_kind, own.lines) == ("delivery", [{"sku": "A", "quantity": 2}])


@pytest.mark.parametrize(
    ("path", "body", "who"),
    [
        ("reject", {"reason": "不供货"}, SALES),
        ("cancel", {"reason": "订错了"}, BUYER),
        ("cancel", {"reason": "x"}, SALES),
    ],
)
def test_what_a_submitted_order_holds_is_released_once(path: str, body: Any, who: Any) -> None:
    order_id = submitted(A=10, B=2)
    order = done(act(order_id, path, body, who))
    assert order["state"] == {"reject": "rejected", "cancel": "cancelled"}[path]
    assert order["steps"][-1]["reason"] == body["reason"]
    assert stands() == {"A": (500, 0, 500), "B": (40, 0, 40), "C": (1000, 0, 1000)}
    assert account() == ("0.00", "0.00", "10000.00")
    before = books(order_id)
    assert act(order_id, path, body, who).code == "wrong_state"
    assert books(order_id) == before


def test_a_dealer_takes_back_until_it_is_confirmed_and_staff_until_it_is_shipped() -> None:
    order_id = confirmed(A=10)
    before = books(order_id)
    assert act(order_id, "cancel", {"reason": "晚了"}, BUYER).code == "wrong_state"
    assert act(order_id, "reject", {"reason": "晚了"}).code == "wrong_state"
    assert books(order_id) == before
    assert done(act(order_id, "cancel", {"reason": "缺货"}))["state"] == "cancelled"
    assert account() == ("0.00", "0.00", "10000.00")
    shipped = confirmed(A=10)
    done(act(shipped, "ship", {"lines": parts(l1=1)}, WAREHOUSE))
    before = books(shipped)
    assert act(shipped, "cancel", {"reason": "晚了"}).code == "wrong_state"
    assert books(shipped) == before


def test_a_draft_is_taken_back_and_releases_nothing() -> None:
    draft = drafted(A=10)
    submitted(A=10)
    assert done(act(draft["order_id"], "cancel", {"reason": "不要了"}, BUYER))["state"] == "cancelled"
    assert stands()["A"] == (500, 10, 490)
    assert account() == ("0.00", "95.00", "9905.00")
    assert act(draft["order_id"], "submit", {"total": "95.00"}, BUYER).code == "wrong_state"


def test_closing_short_releases_the_rest_and_what_is_on_the_way_still_comes_in() -> None:
    order_id = confirmed(A=10, B=2)
    done(act(order_id, "ship", {"lines": parts(l1=4)}, WAREHOUSE))
    closed = done(act(order_id, "close"))
    assert closed["state"] == "closed_short"
    assert stands() == {"A": (496, 0, 496), "B": (40, 0, 40), "C": (1000, 0, 1000)}
    assert account() == ("38.00", "0.00", "9962.00")
    before = books(order_id)
    assert act(order_id, "ship", None, WAREHOUSE).code == "wrong_state"
    assert act(order_id, "close").code == "wrong_state"
    assert books(order_id) == before
    late = done(act(order_id, "receive", {"shipment_id": f"{order_id}-S1"}, BUYER))
    assert (late["state"], late["lines"][0]["received"]) == ("closed_short", 4)
    assert stands(f"DEALER-{DEALER}") == {"A": (4, 0, 4)}


def test_an_order_received_in_part_is_closed_short() -> None:
    order_id = confirmed(A=10)
    done(act(order_id, "ship", None, WAREHOUSE))
    done(act(order_id, "receive", {"shipment_id": f"{order_id}-S1", "lines": parts(l1=9)}, BUYER))
    assert done(act(order_id, "close"))["state"] == "closed_short"
    assert account() == ("95.00", "0.00", "9905.00")


def test_a_shipped_order_that_nobody_receives_can_be_closed_and_received_later() -> None:
    order_id = confirmed(A=10)
    done(act(order_id, "ship", None, WAREHOUSE))
    before = account()
    assert done(act(order_id, "close"))["state"] == "closed_short"
    assert account() == before == ("95.00", "0.00", "9905.00")
    late = done(act(order_id, "receive", {"shipment_id": f"{order_id}-S1"}, BUYER))
    assert (late["state"], late["lines"][0]["received"]) == ("closed_short", 10)


def test_a_shipment_takes_every_deposit_that_it_needs_however_many_there_are() -> None:
    for number in range(12):
        record_payment(NewPayment(DEALER, Decimal("5.00"), DAY, f"deposit {number}", None), None)
    order_id = confirmed(A=10)
    done(act(order_id, "ship", None, WAREHOUSE))
    assert [billed.open for billed in open_invoices(DEALER)] == [Decimal("35.00")]
    assert deposits(DEALER) == []


@pytest.mark.parametrize("lines", [parts(l1=11), parts(l2=1), [*parts(l1=1), *parts(l1=1)], []])
def test_more_than_is_left_is_not_shipped(lines: Any) -> None:
    order_id = confirmed(A=10)
    before = books(order_id)
    assert act(order_id, "ship", {"lines": lines}, WAREHOUSE).status == 422
    assert books(order_id) == before


def test_more_than_was_shipped_is_not_received() -> None:
    order_id = confirmed(A=10)
    done(act(order_id, "ship", {"lines": parts(l1=4)}, WAREHOUSE))
    before = books(order_id)
    assert act(order_id, "receive", {"shipment_id": f"{order_id}-S1", "lines": parts(l1=5)}, BUYER).status == 422
    assert act(order_id, "receive", {"shipment_id": f"{order_id}-S2"}, BUYER).status == 404
    assert books(order_id) == before
    done(act(order_id, "receive", {"shipment_id": f"{order_id}-S1"}, BUYER))
    before = books(order_id)
    assert act(order_id, "receive", {"shipment_id": f"{order_id}-S1"}, BUYER).status == 422
    assert books(order_id) == before


def test_what_a_count_did_not_find_is_not_shipped() -> None:
    order_id = confirmed(B=40)
    body = {"location": "WH-EAST", "kind": "count", "lines": [{"sku": "B", "quantity": 39}]}
    assert post("/stock/movements", body, WAREHOUSE).status == 201
    before = books(order_id)
    reply = act(order_id, "ship", None, WAREHOUSE)
    assert (reply.status, reply.code) == (409, "insufficient_stock")
    assert reply.body["Details"] == [{"sku": "B", "wanted": 40, "available": 39, "lines": [1]}]
    assert books(order_id) == before
    assert done(act(order_id, "ship", {"lines": parts(l1=39)}, WAREHOUSE))["state"] == "part_shipped"


@pytest.mark.parametrize("path", ["ship", "receive", "confirm", "close", "reject", "cancel"])
def test_one_key_has_one_effect(path: str) -> None:
    order_id = submitted(A=10) if path in {"confirm", "reject", "cancel"} else confirmed(A=10)
    if path in {"receive", "close"}:
        done(act(order_id, "ship", None, WAREHOUSE))
    body: Any = {"shipment_id": f"{order_id}-S1"} if path == "receive" else {}
    if path == "close":
        done(act(order_id, "receive", {"shipment_id": f"{order_id}-S1"}, BUYER))
    if path in {"reject", "cancel"}:
        body = {"reason": "重复"}
    who = {"ship": WAREHOUSE, "receive": BUYER}.get(path, SALES)
    answers = [post(f"/orders/{order_id}/{path}", body, who, key="one") for _ in range(3)]
    assert [reply.status for reply in answers] == [200] * 3
    assert len({reply.text for reply in answers}) == 1


def test_shipping_has_few_round_trips(monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = confirmed(A=10, B=2, C=5)
    with counted_calls(monkeypatch) as calls:
        done(act(order_id, "ship", None, WAREHOUSE))
    assert len(calls) <= 8, calls


def test_the_stream_tells_each_change_once(streams: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Event] = []
    really = topics.publish
    monkeypatch.setattr(topics, "publish", lambda events: (told.extend(events), really(events)))
    first = confirmed(A=2)
    done(act(first, "ship", {"lines": parts(l1=1)}, WAREHOUSE))
    done(act(first, "ship", None, WAREHOUSE))
    for number in (1, 2):
        done(act(first, "receive", {"shipment_id": f"{first}-S{number}"}, BUYER))
    done(act(first, "close"))
    second, third, fourth = submitted(A=1), submitted(A=1), confirmed(A=2)
    done(act(second, "reject", {"reason": "不供货"}))
    done(act(third, "cancel", {"reason": "订错了"}, BUYER))
    done(act(fourth, "ship", {"lines": parts(l1=1)}, WAREHOUSE))
    done(act(fourth, "close"))
    drafted(A=1)
    streams.drain()
    of_orders = [event for event in told if event.type.split(".")[0] in {"order", "shipment"}]
    assert [(event.type, event.cause) for event in of_orders if first in event.cause] == [
        ("order.submitted", f"order:{first}:submitted"),
        ("order.confirmed", f"order:{first}:confirmed"),
        ("shipment.sent", f"shipment:{first}-S1"),
        ("shipment.sent", f"shipment:{first}-S2"),
        ("shipment.received", f"receipt:{first}-R1"),
        ("shipment.received", f"receipt:{first}-R2"),
        ("order.closed", f"order:{first}:closed"),
    ]
    wire = {event.cause: event.to_wire() for event in of_orders}
    assert wire[f"order:{second}:rejected"]["reason"] == "不供货"
    assert wire[f"order:{third}:cancelled"]["reason"] == "订错了"
    assert wire[f"order:{fourth}:closed_short"]["short"] is True
    assert wire[f"order:{first}:closed"]["short"] is False
    assert wire[f"shipment:{first}-S1"]["amount"] == "9.50"
    assert {event.dealer_id for event in of_orders} == {DEALER}  # type: ignore[attr-defined]
    assert len(wire) == len(of_orders) == 7 + 2 + 2 + 4


class TestWhoSees:
    def test_a_dealer_sees_its_own_orders_newest_first(self) -> None:
        mine = [drafted(A=pieces)["order_id"] for pieces in (1, 2)]
        drafted(OTHER_BUYER, A=3)
        found = ask("GET", "/orders", who=BUYER).body["items"]
        assert sorted(order["order_id"] for order in found) == sorted(mine)
        assert [order["order_id"] for order in found] == sorted(mine, reverse=True)
        assert {(order["dealer_id"], order["line_count"]) for order in found} == {(DEALER, 1)}
        page = ask("GET", "/orders?limit=1", who=BUYER).body
        rest = ask("GET", f"/orders?limit=1&cursor={page['next']}", who=BUYER).body
        assert [*page["items"], *rest["items"]] == found

    def test_a_dealers_orders_of_one_state_newest_first(self) -> None:
        mine = [submitted(A=pieces) for pieces in (1, 2, 3)]
        submitted(OTHER_BUYER, A=1)
        assert act(mine[1], "confirm", {}, SALES).status == 200
        draft = drafted(A=4)["order_id"]

        def ids(query: str, who: Any = BUYER) -> list[str]:
            return [order["order_id"] for order in ask("GET", f"/orders?{query}", who=who).body["items"]]

        still = sorted([mine[0], mine[2]], reverse=True)
        assert ids("state=submitted") == ids(f"state=submitted&dealer_id={DEALER}", SALES) == still
        assert (ids("state=confirmed"), ids("state=draft"), ids("state=shipped")) == ([mine[1]], [draft], [])
        page = ask("GET", "/orders?state=submitted&limit=1", who=BUYER).body
        rest = ask("GET", f"/orders?state=submitted&limit=1&cursor={page['next']}", who=BUYER).body
        assert [order["order_id"] for order in [*page["items"], *rest["items"]]] == still
        other = ask("GET", f"/orders?state=submitted&cursor={page['next']}", who=OTHER_BUYER)
        assert (other.status, other.body["Details"][0]["field"]) == (422, "cursor")
        assert ask("GET", f"/orders?state=submitted&dealer_id={DEALER}", who=OTHER_BUYER).status == 404
        assert ask("GET", "/orders?state=submitted&dealer_id=D0000000N", who=SALES).status == 404
        refused = ask("GET", "/orders?region=east", who=BUYER)
        assert (refused.status, refused.body["Details"][0]["field"]) == (422, "region")

    def test_anothers_order_is_not_there(self) -> None:
        order_id = submitted(A=1)
        before = books(order_id)
        accountant = dealer_user("D0000000B", Role.DEALER_ACCOUNTANT)
        assert ask("GET", f"/orders/{order_id}", who=accountant).status == 404
        assert ask("GET", f"/orders?dealer_id={DEALER}", who=OTHER_BUYER).status == 404
        for path, body in (
            ("submit", {"total": "9.50"}),
            ("cancel", {"reason": "x"}),
            ("receive", {"shipment_id": "S"}),
        ):
            assert act(order_id, path, body, OTHER_BUYER).status == 404
        assert books(order_id) == before

    def test_staff_see_the_queue_of_their_region(self) -> None:
        eastern = submitted(A=1)
        northern = submitted(NORTHERN_BUYER, A=1)
        drafted(A=1)

        def ids(query: str, who: Any) -> list[str]:
            return [order["order_id"] for order in ask("GET", f"/orders{query}", who=who).body["items"]]

        assert ids("", SALES) == [eastern]
        assert ids("", WAREHOUSE) == ids("?state=submitted", ADMIN) == [eastern, northern]
        assert ids("?region=north", ADMIN) == [northern]
        assert ids("?state=confirmed", SALES) == []
        assert ids("?state=draft", SALES) != []
        assert ask("GET", "/orders?region=north", who=SALES).status == 404
        assert ask("GET", "/orders?dealer_id=D0000000N", who=SALES).status == 404
        assert len(ids(f"?dealer_id={DEALER}", SALES)) == 2
        both = staff(Role.SALES, "sales-2", regions=("east", "north"))
        refused = ask("GET", "/orders", who=both)
        assert (refused.status, refused.body["Details"][0]["regions"]) == (422, ["east", "north"])
        assert ids("?region=north", both) == [northern]

    def test_staff_of_another_region_change_nothing(self) -> None:
        order_id = submitted(A=1)
        before = books(order_id)
        stranger = staff(Role.REGIONAL_MANAGER, regions=("north",))
        for path, body in (("confirm", {}), ("reject", {"reason": "x"}), ("cancel", {"reason": "x"}), ("close", {})):
            assert act(order_id, path, body, stranger).status == 404
        assert ask("GET", f"/orders/{order_id}", who=stranger).status == 404
        assert books(order_id) == before

    def test_an_order_that_is_not_is_not_found(self) -> None:
        assert ask("GET", f"/orders/{DEALER}-000000000000AAA", who=BUYER).status == 404
        assert levels(f"DEALER-{DEALER}", ["A"]) == {}


def test_a_dealer_with_orders_under_way_does_not_change_its_region() -> None:
    order_id = confirmed(A=10)
    version = {"If-Match": f'"{ask("GET", f"/dealers/{DEALER}", who=ADMIN).body["version"]}"'}
    moved = ask("PATCH", f"/dealers/{DEALER}", {"region": "north"}, ADMIN, headers=version)
    assert (moved.status, moved.code) == (409, "wrong_state")
    assert moved.body["Details"] == [{"order_id": order_id}]
    assert done(act(order_id, "cancel", {"reason": "moving"}))["state"] == "cancelled"
    drafted(A=1)
    assert ask("PATCH", f"/dealers/{DEALER}", {"region": "north"}, ADMIN, headers=version).body["region"] == "north"
