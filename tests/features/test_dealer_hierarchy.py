"""A dealer's parent: set by staff from a day on, never in a circle; what is past stays; both dealers are told."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends

from chalicelib.dealers.hierarchy_rules import MOST_LEVELS
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.books import instant, make_dealer
from tests.world.cloud import ACCOUNT, Cloud, cloud
from tests.world.restore import put_back, stands
from tests.world.streams import Streams

ADMIN, SALES = staff(Role.ADMIN), staff(Role.SALES, regions=("east",))
A, B, C, NORTH = "D0000000A", "D0000000B", "D0000000C", "D0000000N"
NOW = instant("2026-11-10")


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[Cloud, Any]]:
    with cloud() as aws, clock.at(instant("2026-09-01")):
        for dealer_id in (A, B, C):
            make_dealer(dealer_id)
        make_dealer(NORTH, region="north")
        yield aws, stands()


@pytest.fixture(autouse=True)
def fresh(made: tuple[Cloud, Any]) -> Iterator[Cloud]:
    put_back(made[1])
    with clock.at(NOW):
        yield made[0]


_keys = iter(range(10**6))


def put(dealer_id: str, parent_id: str | None, first_day: str = "2026-11-10", who: Any = ADMIN) -> Reply:
    body = {"parent_id": parent_id, "first_day": first_day}
    return ask("POST", f"/dealers/{dealer_id}/parents", body, who, key=f"p{next(_keys)}")


def parents(dealer_id: str) -> list[tuple[str, str, str | None]]:
    found = ask("GET", f"/dealers/{dealer_id}/hierarchy", who=ADMIN).body["parents"]
    return [(link["parent_id"], link["first_day"], link["last_day"]) for link in found]


def subs(dealer_id: str) -> list[tuple[str, str, str | None]]:
    found = ask("GET", f"/dealers/{dealer_id}/hierarchy", who=ADMIN).body["sub_dealers"]
    return [(link["dealer_id"], link["first_day"], link["last_day"]) for link in found]


def everything() -> Any:
    tables = dynamodb_backends[ACCOUNT]["us-east-1"].tables
    return {name: [item.to_json() for item in table.all_items()] for name, table in tables.items()}


def refused(reply: Reply) -> tuple[int, list[tuple[str, str]]]:
    return reply.status, [(detail["field"], detail["problem"]) for detail in reply.body["Details"]]


def test_a_parent_is_followed_by_another_and_what_was_is_kept() -> None:
    first = put(B, A, "2026-11-01")
    assert (first.status, first.body) == (201, {"dealer_id": B, "parent_id": A, "first_day": "2026-11-01"})
    assert put(B, C, "2026-12-01").status == 201
    assert parents(B) == [(A, "2026-11-01", "2026-11-30"), (C, "2026-12-01", None)]
    assert subs(A) == [(B, "2026-11-01", "2026-11-30")]
    assert subs(C) == [(B, "2026-12-01", None)]
    assert put(B, None, "2027-02-01").status == 201
    assert parents(B)[-1] == (C, "2026-12-01", "2027-01-31")
    assert subs(C) == [(B, "2026-12-01", "2027-01-31")]
    assert put(B, A, "2027-03-01").status == 201
    assert len(parents(B)) == 3


def test_a_change_on_the_day_on_which_the_latest_begins_takes_its_place() -> None:
    put(B, A, "2026-11-05")
    assert put(B, C, "2026-11-05").status == 201
    assert (parents(B), subs(A), subs(C)) == ([(C, "2026-11-05", None)], [], [(B, "2026-11-05", None)])
    assert put(B, None, "2026-11-05").status == 201
    assert (parents(B), subs(C)) == ([], [])


def test_a_repeated_request_sets_it_once() -> None:
    body = {"parent_id": A, "first_day": "2026-11-10"}
    first = ask("POST", f"/dealers/{B}/parents", body, ADMIN, key="same")
    assert ask("POST", f"/dealers/{B}/parents", body, ADMIN, key="same").text == first.text
    assert parents(B) == [(A, "2026-11-10", None)]


def test_who_is_below_today_is_told_level_by_level() -> None:
    put(B, A, "2026-11-01")
    put(C, B, "2026-11-01")
    put(NORTH, A, "2026-12-01")
    place = ask("GET", f"/dealers/{A}/hierarchy", who=SALES).body
    assert [(one["dealer_id"], one["dealer_name"], one["level"]) for one in place["below"]] == [
        (B, f"{B} 经贸有限公司", 1),
        (C, f"{C} 经贸有限公司", 2),
    ]
    assert place["earliest_day"] == "2026-11-01"
    mine = ask("GET", "/me/hierarchy", who=dealer_user(B)).body
    assert (mine["dealer_id"], [one["parent_id"] for one in mine["parents"]]) == (B, [A])
    assert [one["dealer_id"] for one in mine["below"]] == [C]
    assert ask("GET", "/me/hierarchy", who=ADMIN).status == 404


@pytest.mark.parametrize(
    ("given", "field", "problem"),
    [
        ((B, A, "2026-10-31"), "first_day", "is 2026-11-01 at the earliest: months before it may be settled"),
        ((C, B, "2026-11-09"), "first_day", "is 2026-11-10 at the earliest, when the latest parent begins"),
        ((B, B), "parent_id", "would stand below the dealer itself, on 2026-11-10"),
        ((A, C), "parent_id", "would stand below the dealer itself, on 2026-11-10"),
        ((C, A, "2026-11-12"), "parent_id", "is the parent on that day already"),
        ((B, None), "parent_id", "is empty already: there is no parent that day"),
        ((B, "D9999999Z"), "parent_id", "is no dealer"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(given: Any, field: str, problem: str) -> None:
    assert put(C, A).status == 201
    before = everything()
    assert refused(put(*given)) == (422, [(field, problem)])
    assert everything() == before


def test_levels_are_bounded_also_below_the_dealer() -> None:
    names = [make_dealer(f"D000000L{level}") for level in range(MOST_LEVELS)]
    for below, above in zip(names[1:], names, strict=False):
        assert put(below, above).status == 201
    assert refused(put(C, names[-1]))[1] == [("parent_id", "would make more than 5 levels, on 2026-11-10")]
    assert refused(put(names[0], A))[1] == [("parent_id", "would make more than 5 levels, on 2026-11-10")]
    assert put(C, names[-2]).status == 201


def test_two_changes_at_once_cannot_make_a_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one was judged before the first was made: it is judged again, and refused."""
    from chalicelib.dealers import hierarchy_commands as commands  # noqa: PLC0415

    judge, others = commands._check_fit, iter([lambda: put(A, B)])

    def judge_late(new: Any) -> None:
        judge(new)
        other = next(others, None)
        if other:
            assert other().status == 201

    monkeypatch.setattr(commands, "_check_fit", judge_late)
    assert refused(put(B, A)) == (422, [("parent_id", "would stand below the dealer itself, on 2026-11-10")])
    assert (parents(A), parents(B)) == ([(B, "2026-11-10", None)], [])


def test_both_lie_within_the_askers_regions() -> None:
    assert put(B, NORTH, who=SALES).status == 422
    assert put(NORTH, A, who=SALES).status == 404
    assert put(B, A, who=SALES).status == 201


def test_a_parent_trades(fresh: Cloud) -> None:
    version = ask("GET", f"/dealers/{A}", who=ADMIN).body["version"]
    frozen = {"state": "frozen", "reason": "核查"}
    assert ask("PATCH", f"/dealers/{A}", frozen, ADMIN, headers={"If-Match": f'"{version}"'}).status == 200
    refusal = put(B, A)
    assert (refusal.status, refusal.code) == (409, "dealer_not_active")
    assert parents(B) == []


def test_both_are_told_when_it_begins_and_when_it_ends(fresh: Cloud) -> None:
    below, first, second = (make_dealer(f"D0000000{letter}") for letter in "PQR")
    put(below, first, "2026-11-10")
    put(below, second, "2026-12-01")
    put(below, first, "2026-12-01")
    Streams(fresh).drain()
    assert titles(below) == [
        f"自 2026-11-10 起，贵司的上级经销商为 {first} 经贸有限公司",
        f"自 2026-12-01 起，贵司的上级经销商为 {first} 经贸有限公司",
        f"自 2026-12-01 起，贵司的上级经销商为 {second} 经贸有限公司",
        f"{first} 经贸有限公司 不再是贵司的上级经销商",
        f"{second} 经贸有限公司 不再是贵司的上级经销商",
    ]
    assert titles(second) == [
        f"{below} 经贸有限公司 不再是贵司的下级经销商",
        f"{below} 经贸有限公司 自 2026-12-01 起成为贵司的下级经销商",
    ]


def titles(dealer_id: str) -> list[str]:
    items = ask("GET", "/messages", who=dealer_user(dealer_id)).body["items"]
    found = (item["title"] for item in items if "级经销商" in item["title"])
    return sorted(found, key=lambda title: (title.startswith("D"), title))
