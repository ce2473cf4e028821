"""Levels and movements: `available` always moves with what it is made of."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.aws.tables import commit, list_page
from chalicelib.company.commands import save_region
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.stock import commands
from chalicelib.stock.records import MovementRecord
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.books import instant
from tests.world.cloud import Cloud
from tests.world.shop import (
    BUYER,
    DEALER,
    EAST,
    OTHER_BUYER,
    SALES,
    WAREHOUSE,
    confirmed,
    done,
    open_for_business,
    post,
    stands,
    submitted,
)

NO_LIMITS = {"low": None, "high": None, "standing": "ok"}


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        yield


def move(kind: str, location: str = EAST, who: Principal = WAREHOUSE, key: str | None = None, **lines: int) -> Reply:
    wanted = [{"sku": sku, "quantity": quantity} for sku, quantity in lines.items()]
    return post("/stock/movements", {"location": location, "kind": kind, "lines": wanted}, who, key)


def movements(location: str = EAST) -> list[Any]:
    return list(list_page(MovementRecord.by_date, f"LOCATION#{location}").items)


def test_a_receipt_brings_goods_in() -> None:
    reply = move("receipt", A=5, B=1)
    assert reply.status == 201
    assert {name: value for name, value in reply.body.items() if name != "movement_id"} == {
        "location": "WH-EAST",
        "kind": "receipt",
        "lines": [{"sku": "A", "quantity": 5}, {"sku": "B", "quantity": 1}],
        "quarantined": [],
        "moved_at": "2026-10-20T04:00:00.000000Z",
        "moved_by": WAREHOUSE.user_id,
        "below_zero": [],
    }
    assert stands() == {"A": (505, 0, 505), "B": (41, 0, 41), "C": (1000, 0, 1000)}
    assert reply.body["movement_id"] in {record.cause for record in movements()}


def test_a_count_sets_what_is_on_hand_and_shows_the_differences() -> None:
    submitted(B=30)
    reply = move("count", A=498, B=25)
    assert reply.body["lines"] == [{"sku": "A", "quantity": -2}, {"sku": "B", "quantity": -15}]
    assert reply.body["below_zero"] == ["B"]
    assert move("receipt", B=4).body["below_zero"] == ["B"]
    assert move("receipt", B=1).body["below_zero"] == []
    assert move("count", B=25).body["below_zero"] == ["B"]
    assert stands() == {"A": (498, 0, 498), "B": (25, 30, -5), "C": (1000, 0, 1000)}


def test_where_a_count_went_below_zero_nobody_can_reserve_more() -> None:
    submitted(B=30)
    move("count", B=25)
    with pytest.raises(Conflict) as refused:
        commit(commands.reserve(EAST, "B", 1))
    assert refused.value.code is Code.INSUFFICIENT_STOCK
    assert refused.value.details == [{"sku": "B", "wanted": 1, "available": 0}]


def test_a_count_makes_the_level_that_was_not() -> None:
    assert move("count", location="WH-NORTH", B=3, C=0).status == 201
    assert stands("WH-NORTH") == {"A": (7, 0, 7), "B": (3, 0, 3), "C": (0, 0, 0)}


def test_what_moves_during_a_count_makes_it_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    really = commands.commit

    def receipt_first(*writes: Any) -> None:
        monkeypatch.setattr(commands, "commit", really)
        assert move("receipt", A=1).status == 201
        really(*writes)

    monkeypatch.setattr(commands, "commit", receipt_first)
    reply = move("count", A=490, B=1)
    assert (reply.status, reply.code) == (409, "version_conflict")
    assert stands() == {"A": (501, 0, 501), "B": (40, 0, 40), "C": (1000, 0, 1000)}


def test_one_key_moves_once() -> None:
    before = len(movements())
    assert len({move("receipt", key="same", A=5).text for _ in range(3)}) == 1
    assert stands()["A"] == (505, 0, 505)
    assert len(movements()) == before + 1


@pytest.mark.parametrize(
    ("lines", "code", "fields"),
    [
        ([("Z", 1), ("A", 1), ("Y", 1)], "unknown_sku", ["lines.0.sku", "lines.2.sku"]),
        ([("A", 1), ("A", 1)], "invalid", ["lines.1.sku"]),
        ([("A", 0)], "invalid", ["body"]),
        ([("A", -1)], "invalid", ["lines.0.quantity"]),
        ([], "invalid", ["lines"]),
    ],
)
def test_what_cannot_be_moved_is_named(lines: list[tuple[str, int]], code: str, fields: list[str]) -> None:
    before = stands(), len(movements())
    wanted = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
    reply = post("/stock/movements", {"location": EAST, "kind": "receipt", "lines": wanted}, WAREHOUSE)
    assert (reply.status, reply.code, [detail["field"] for detail in reply.body["Details"]]) == (422, code, fields)
    assert (stands(), len(movements())) == before


@pytest.mark.parametrize("location", ["WH-NONE", f"DEALER-{DEALER}"])
def test_goods_come_into_warehouses_only(location: str) -> None:
    assert move("receipt", location=location, A=1).status == 404
    assert stands(location) == {}


def test_shipments_are_no_movement_to_ask_for() -> None:
    assert move("shipment", A=1).status == 422


@pytest.mark.parametrize("who", [SALES, BUYER, staff(Role.FINANCE)])
def test_others_move_nothing(who: Principal) -> None:
    assert move("receipt", who=who, A=1).status == 403
    assert stands()["A"] == (500, 0, 500)


def test_what_is_not_reserved_is_neither_released_nor_shipped() -> None:
    for write in (commands.release(EAST, "A", 1), commands.ship_out(EAST, "A", 1), commands.release(EAST, "Z", 1)):
        with pytest.raises(Conflict):
            commit(write)
    assert stands()["A"] == (500, 0, 500)


class TestWhoSees:
    def levels(self, who: Principal, query: str = "") -> list[dict[str, Any]]:
        return list(ask("GET", f"/stock{query}", who=who).body["items"])

    def test_a_dealer_sees_its_own_stock(self) -> None:
        assert self.levels(BUYER) == []
        order_id = confirmed(A=10)
        done(post(f"/orders/{order_id}/ship", None, WAREHOUSE))
        done(post(f"/orders/{order_id}/receive", {"shipment_id": f"{order_id}-S1"}, BUYER))
        level = {
            **{"location": f"DEALER-{DEALER}", "sku": "A", "available": 10, "on_hand": 10, "reserved": 0, "safety": 0},
            "quarantine": 0,
            **NO_LIMITS,
        }
        assert self.levels(BUYER) == self.levels(BUYER, f"?location=DEALER-{DEALER}") == [level]
        assert self.levels(SALES, f"?location=DEALER-{DEALER}") == [level]
        assert self.levels(OTHER_BUYER) == []

    def test_of_the_own_warehouse_a_dealer_sees_what_is_available(self) -> None:
        submitted(A=10)
        assert self.levels(BUYER, "?location=WH-EAST")[0] == {
            "location": "WH-EAST",
            "sku": "A",
            "available": 490,
            "on_hand": None,
            "reserved": None,
            "quarantine": None,
            **{"safety": None, "low": None, "high": None, "standing": None},
        }
        assert self.levels(WAREHOUSE, "?location=WH-EAST")[0] == {
            "location": "WH-EAST",
            "sku": "A",
            "available": 490,
            "on_hand": 500,
            "reserved": 10,
            "quarantine": 0,
            "safety": 0,
            **NO_LIMITS,
        }

    @pytest.mark.parametrize(
        ("who", "location"),
        [
            (BUYER, "WH-NORTH"),
            (BUYER, "DEALER-D0000000B"),
            (SALES, "WH-NORTH"),
            (SALES, "DEALER-D0000000N"),
            (WAREHOUSE, "WH-NONE"),
            (WAREHOUSE, "DEALER-D9999999Z"),
        ],
    )
    def test_what_is_out_of_reach_is_not_there(self, who: Principal, location: str) -> None:
        assert ask("GET", f"/stock?location={location}", who=who).status == 404

    def test_staff_name_a_location(self) -> None:
        reply = ask("GET", "/stock", who=WAREHOUSE)
        assert (reply.status, reply.body["Details"][0]["field"]) == (422, "location")

    def test_it_comes_in_pages(self) -> None:
        first = ask("GET", "/stock?location=WH-EAST&limit=2", who=WAREHOUSE).body
        rest = ask("GET", f"/stock?location=WH-EAST&limit=2&cursor={first['next']}", who=WAREHOUSE).body
        assert [level["sku"] for level in (*first["items"], *rest["items"])] == ["A", "B", "C"]
        accountant = dealer_user(DEALER, Role.DEALER_ACCOUNTANT)
        assert ask("GET", f"/stock?cursor={first['next']}", who=accountant).status == 422


class TestMovements:
    """Three in the east on three days, one of them a shipment to a dealer who received it."""

    @pytest.fixture(autouse=True)
    def moved(self, shop: None) -> str:  # noqa: ARG002 - the shop is open before
        order_id = confirmed(A=10)
        with clock.at(instant("2026-10-21")):
            done(post(f"/orders/{order_id}/ship", None, WAREHOUSE))
        with clock.at(instant("2026-10-22")):
            assert move("count", A=480, B=40).status == 201
            done(post(f"/orders/{order_id}/receive", {"shipment_id": f"{order_id}-S1"}, BUYER))
        return order_id

    def kinds(self, query: str, who: Principal = WAREHOUSE) -> list[str]:
        reply = ask("GET", f"/stock/movements{query}", who=who)
        assert reply.status == 200, reply.text
        return [movement["kind"] for movement in reply.body["items"]]

    def test_the_newest_stands_first(self, moved: str) -> None:
        items = ask("GET", "/stock/movements?location=WH-EAST", who=WAREHOUSE).body["items"]
        assert [item["kind"] for item in items] == ["count", "shipment", "receipt"]
        assert items[0]["lines"] == [{"sku": "A", "quantity": -10}, {"sku": "B", "quantity": 0}]
        assert items[1] == {
            "movement_id": f"shipment:{moved}-S1",
            "location": "WH-EAST",
            "kind": "shipment",
            "lines": [{"sku": "A", "quantity": -10}],
            "quarantined": [],
            "moved_at": "2026-10-21T04:00:00.000000Z",
            "moved_by": WAREHOUSE.user_id,
        }

    @pytest.mark.parametrize(
        ("days", "kinds"),
        [
            ("&from=2026-10-21", ["count", "shipment"]),
            ("&to=2026-10-21", ["shipment", "receipt"]),
            ("&from=2026-10-21&to=2026-10-21", ["shipment"]),
            ("&from=2026-10-23", []),
        ],
    )
    def test_it_is_read_from_day_to_day(self, days: str, kinds: list[str]) -> None:
        assert self.kinds(f"?location=WH-EAST{days}") == kinds

    def test_a_day_is_one_of_the_business_time_zone(self) -> None:
        with clock.at(instant("2026-10-24") - timedelta(hours=12, microseconds=1)):  # a blink before midnight
            assert move("receipt", A=1).status == 201
        assert self.kinds("?location=WH-EAST&from=2026-10-23&to=2026-10-23") == ["receipt"]
        assert self.kinds("?location=WH-EAST&from=2026-10-24") == []

    def test_it_comes_in_pages(self) -> None:
        first = ask("GET", "/stock/movements?location=WH-EAST&limit=2", who=WAREHOUSE).body
        assert [item["kind"] for item in first["items"]] == ["count", "shipment"]
        assert self.kinds(f"?location=WH-EAST&limit=2&cursor={first['next']}") == ["receipt"]
        elsewhere = ask("GET", f"/stock/movements?location=WH-NORTH&cursor={first['next']}", who=WAREHOUSE)
        assert elsewhere.status == 422

    def test_a_dealer_sees_what_came_to_its_own_stock_and_nothing_of_a_warehouse(self, moved: str) -> None:
        own = ask("GET", "/stock/movements", who=BUYER).body["items"]
        assert [(item["movement_id"], item["kind"]) for item in own] == [(f"receipt:{moved}-R1", "delivery")]
        assert self.kinds(f"?location=DEALER-{DEALER}", SALES) == ["delivery"]
        assert ask("GET", "/stock/movements?location=WH-EAST", who=BUYER).status == 404
        assert self.kinds("", OTHER_BUYER) == []

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("?location=WH-EAST&from=2026-10-22&to=2026-10-21", "to"),
            ("?location=WH-EAST&from=0001-01-01", "from"),
            ("?location=WH-EAST&to=9999-12-31", "to"),
            ("?location=WH-EAST&to=tomorrow", "to"),
            ("", "location"),
        ],
    )
    def test_what_cannot_be_asked_is_named(self, query: str, field: str) -> None:
        reply = ask("GET", f"/stock/movements{query}", who=WAREHOUSE)
        assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, [field])


class TestLocations:
    def locations(self, who: Principal) -> list[tuple[str, bool, list[str]]]:
        items = ask("GET", "/locations", who=who).body["items"]
        return [(item["location"], item["own"], item["serves"]) for item in items]

    def test_staff_see_the_warehouses_of_their_regions(self) -> None:
        save_region("middle", "华中", EAST)
        assert self.locations(WAREHOUSE) == [("WH-EAST", False, ["华东", "华中"]), ("WH-NORTH", False, ["华北"])]
        assert self.locations(SALES) == [("WH-EAST", False, ["华东"])]

    def test_a_dealer_sees_its_own_stock_and_the_warehouse_that_serves_it(self) -> None:
        own = (f"DEALER-{DEALER}", True, [f"{DEALER} 经贸有限公司"])
        assert self.locations(BUYER) == [own, ("WH-EAST", False, ["华东"])]
