"""Limits of stock levels: what is never sold, when there is little, when there is much."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.aws.tables import commit, find
from chalicelib.dealers.records import DealerRecord, dealer_key
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel.errors import Conflict
from chalicelib.stock import commands, threshold_commands
from chalicelib.stock.queries import levels
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.cloud import Cloud
from tests.world.shop import (
    ADMIN,
    BUYER,
    DEALER,
    EAST,
    NORTH,
    OTHER_BUYER,
    SALES,
    WAREHOUSE,
    open_for_business,
    post,
    stands,
    submitted,
)

OWN = f"DEALER-{DEALER}"


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        yield


def limit(*lines: dict[str, Any], location: str = EAST, who: Principal = WAREHOUSE, key: str | None = None) -> Reply:
    return post("/stock/thresholds", {"location": location, "lines": list(lines)}, who, key)


def limits(location: str = EAST) -> dict[str, tuple[int, int | None, int | None]]:
    return {sku: (one.safety, one.low, one.high) for sku, one in levels(location, ["A", "B", "C"]).items()}


def problems(reply: Reply) -> list[tuple[str, str]]:
    assert reply.status == 422, reply.text
    return [(detail["field"], detail["problem"]) for detail in reply.body["Details"]]


def test_safety_is_taken_from_what_is_available() -> None:
    submitted(A=10)
    reply = limit({"sku": "A", "safety": 100, "low": 390, "high": 600}, {"sku": "B", "high": 39})
    assert (reply.status, reply.body) == (
        200,
        {
            "levels": [
                {
                    **{"location": EAST, "sku": "A", "available": 390, "on_hand": 500, "reserved": 10},
                    **{"quarantine": 0, "safety": 100, "low": 390, "high": 600, "standing": "low"},
                },
                {
                    **{"location": EAST, "sku": "B", "available": 40, "on_hand": 40, "reserved": 0},
                    **{"quarantine": 0, "safety": 0, "low": None, "high": 39, "standing": "high"},
                },
            ],
            "below_zero": [],
        },
    )
    assert stands() == {"A": (500, 10, 390), "B": (40, 0, 40), "C": (1000, 0, 1000)}
    assert ask("GET", f"/stock?location={EAST}", who=SALES).body["items"][:2] == reply.body["levels"]


def test_what_is_left_out_stays_and_null_takes_a_limit_away() -> None:
    limit({"sku": "A", "safety": 5, "low": 10, "high": 20})
    limit({"sku": "A", "low": None})
    assert limits()["A"] == (5, None, 20)
    limit({"sku": "A", "safety": 0, "high": None})
    assert limits()["A"] == (0, None, None)
    assert stands()["A"] == (500, 0, 500)


def test_a_safety_above_what_is_there_names_what_is_short_and_nobody_can_reserve_more() -> None:
    submitted(B=30)
    reply = limit({"sku": "B", "safety": 15}, {"sku": "A", "safety": 500})
    assert reply.body["below_zero"] == ["B"]
    assert stands() == {"A": (500, 0, 0), "B": (40, 30, -5), "C": (1000, 0, 1000)}
    with pytest.raises(Conflict):
        commit(commands.reserve(EAST, "A", 1))
    assert limit({"sku": "B", "safety": 10}).body["below_zero"] == []


def test_a_dealer_sees_what_is_available_of_a_warehouse_and_none_of_its_limits() -> None:
    limit({"sku": "A", "safety": 100, "low": 1000})
    assert ask("GET", f"/stock?location={EAST}", who=BUYER).body["items"][0] == {
        **{"location": EAST, "sku": "A", "available": 400, "on_hand": None, "reserved": None, "safety": None},
        **{"quarantine": None, "low": None, "high": None, "standing": None},
    }


def test_a_level_is_made_where_there_was_none() -> None:
    assert limit({"sku": "B", "safety": 3, "low": 5}, location=NORTH).body["below_zero"] == ["B"]
    assert stands(NORTH) == {"A": (7, 0, 7), "B": (0, 0, -3)}
    commit(commands.bring_in(NORTH, "B", 10))
    assert stands(NORTH)["B"] == (10, 0, 7)
    assert limits(NORTH)["B"] == (3, 5, None)


def test_a_dealer_sets_when_its_own_stock_is_low_or_high() -> None:
    reply = limit({"sku": "A", "low": 2, "high": 9}, location=OWN, who=BUYER)
    assert reply.body["levels"][0] == {
        **{"location": OWN, "sku": "A", "available": 0, "on_hand": 0, "reserved": 0, "safety": 0},
        **{"quarantine": 0, "low": 2, "high": 9, "standing": "low"},
    }
    assert ask("GET", "/stock", who=BUYER).body["items"] == reply.body["levels"]


def test_a_dealers_own_stock_has_no_safety() -> None:
    reply = limit({"sku": "A", "safety": 0, "low": 1}, location=OWN, who=BUYER)
    assert problems(reply) == [("lines.0.safety", "a dealer's own stock has none: leave it out")]
    assert limits(OWN) == {}


@pytest.mark.parametrize(
    ("who", "location"),
    [(BUYER, EAST), (BUYER, "DEALER-D0000000B"), (WAREHOUSE, OWN), (ADMIN, OWN), (WAREHOUSE, "WH-NONE")],
)
def test_what_is_anothers_to_look_after_is_not_there(who: Principal, location: str) -> None:
    assert limit({"sku": "A", "low": 1}, location=location, who=who).status == 404
    assert set(limits().values()) == {(0, None, None)}


@pytest.mark.parametrize("who", [SALES, staff(Role.FINANCE), dealer_user(DEALER, Role.DEALER_ACCOUNTANT)])
def test_others_set_no_limits(who: Principal) -> None:
    assert limit({"sku": "A", "low": 1}, who=who).status == 403


def test_a_dealer_that_is_not_active_sets_nothing() -> None:
    record = find(DealerRecord, dealer_key(DEALER))
    assert record is not None
    record.update(actions=[DealerRecord.state.set("frozen")], add_version_condition=False)
    reply = limit({"sku": "A", "low": 1}, location=OWN, who=BUYER)
    assert (reply.status, reply.code) == (409, "dealer_not_active")
    assert limits(OWN) == {}


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        ([{"sku": "A", "low": 6, "high": 5}], ["lines.0.low"]),
        ([{"sku": "C", "low": 1}, {"sku": "A", "low": 21}], ["lines.1.low"]),
        ([{"sku": "A", "low": -1}], ["lines.0.low"]),
        ([{"sku": "A", "safety": 100_000_001}], ["lines.0.safety"]),
        ([{"sku": "A", "safety": None}], ["lines.0.safety"]),
        ([{"sku": "A", "high": "5"}], ["lines.0.high"]),
        ([{"sku": "A", "high": 1.5}], ["lines.0.high"]),
        ([{"sku": "A"}], ["lines.0"]),
        ([{"sku": "Z", "low": 1}], ["lines.0.sku"]),
        ([{"sku": "A", "low": 1}, {"sku": "A", "high": 1}], ["lines.1.sku"]),
        ([], ["lines"]),
    ],
)
def test_what_cannot_be_set_is_named_and_nothing_is_set(lines: list[dict[str, Any]], fields: list[str]) -> None:
    limit({"sku": "A", "high": 20})
    before = limits(), stands()
    assert [field for field, _ in problems(limit(*lines))] == fields
    assert (limits(), stands()) == before


def test_one_key_sets_once() -> None:
    first = limit({"sku": "A", "safety": 5}, key="same")
    limit({"sku": "A", "safety": 9})
    assert limit({"sku": "A", "safety": 5}, key="same").text == first.text
    assert (limits()["A"], stands()["A"]) == ((9, None, None), (500, 0, 491))


@pytest.mark.parametrize("meanwhile", [{"safety": 7}, {"low": 7}, {"high": 7}])
def test_limits_that_somebody_sets_meanwhile_are_not_overwritten(
    monkeypatch: pytest.MonkeyPatch, meanwhile: dict[str, int]
) -> None:
    _meanwhile(monkeypatch, lambda: limit({"sku": "A"} | meanwhile))
    reply = limit({"sku": "A", "safety": 1}, {"sku": "B", "low": 1})
    assert (reply.status, reply.code) == (409, "version_conflict")
    expected = {"safety": 0, "low": None, "high": None} | meanwhile
    assert limits()["A"] == (expected["safety"], expected["low"], expected["high"])
    assert limits()["B"] == (0, None, None)


def test_what_is_sold_meanwhile_is_no_hindrance(monkeypatch: pytest.MonkeyPatch) -> None:
    _meanwhile(monkeypatch, lambda: submitted(A=10))
    assert limit({"sku": "A", "safety": 100}).status == 200
    assert stands()["A"] == (500, 10, 390)


def test_a_level_that_somebody_makes_meanwhile_is_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    _meanwhile(monkeypatch, lambda: limit({"sku": "A", "low": 3}, location="DEALER-D0000000B", who=OTHER_BUYER))
    reply = limit({"sku": "A", "low": 4}, location="DEALER-D0000000B", who=OTHER_BUYER)
    assert (reply.status, reply.code) == (409, "version_conflict")
    assert limits("DEALER-D0000000B") == {"A": (0, 3, None)}


def _meanwhile(monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Acts once, between the reads and the write of the next setting of limits."""
    really = threshold_commands.commit

    def first(*writes: Any) -> None:
        monkeypatch.setattr(threshold_commands, "commit", really)
        act()
        really(*writes)

    monkeypatch.setattr(threshold_commands, "commit", first)
