"""The maker's settings and regions over HTTP: who reads them, who sets them, within which bounds, in which version."""

from typing import Any

import pytest

from chalicelib.company.commands import save_policy, save_region
from chalicelib.company.queries import policy
from chalicelib.company.records import PolicyRecord
from chalicelib.company.rules import Policy
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel.errors import Conflict
from tests.world.api import Reply, ask, staff
from tests.world.cloud import Cloud
from tests.world.table import everything

ADMIN = staff(Role.ADMIN)


def change(body: object, version: int = 1, who: Principal = ADMIN) -> Reply:
    return ask("PATCH", "/settings", body, who, headers={"If-Match": f'"{version}"'})


def settings(who: Principal = ADMIN) -> dict[str, Any]:
    """Each setting by its name."""
    return {item["name"]: item for item in ask("GET", "/settings", who=who).body["items"]}


def test_every_setting_is_shown_with_its_kind_its_value_and_its_bounds(aws: Cloud) -> None:
    reply = ask("GET", "/settings", who=staff(Role.AUDITOR))
    assert (reply.status, reply.body["version"], reply.headers["ETag"]) == (200, 1, '"1"')
    shown = settings()
    assert {name: item["value"] for name, item in shown.items()} == Policy().as_fields()
    assert {name: item["default"] for name, item in shown.items()} == Policy().as_fields()
    assert shown["statement_confirm_days"] == {
        "name": "statement_confirm_days", "kind": "days", "value": 15, "default": 15, "minimum": 1, "maximum": 90,
    }  # fmt: skip
    assert shown["grades"] == {
        "name": "grades", "kind": "names", "value": ["A", "B", "C"], "default": ["A", "B", "C"],
        "minimum": 1, "maximum": 20,
    }  # fmt: skip
    kinds = {item["kind"] for item in shown.values()}
    assert kinds == {"seconds", "days", "count", "money_whole", "names", "text", "percent", "switch", "months"}
    assert everything("company") == []


def test_only_what_is_named_is_changed(aws: Cloud) -> None:
    changed = change({"statement_confirm_days": 20, "grades": ["gold", "silver"]})
    assert (changed.status, changed.body["version"], changed.headers["ETag"]) == (200, 2, '"2"')
    assert policy() == Policy(statement_confirm_days=20, grades=("gold", "silver"))
    assert change({"draft_days": 60}, version=2).body["version"] == 3
    assert policy() == Policy(statement_confirm_days=20, grades=("gold", "silver"), draft_days=60)
    shown = settings()["statement_confirm_days"]
    assert (shown["value"], shown["default"]) == (20, 15)


def test_a_change_names_the_version_that_was_seen(aws: Cloud) -> None:
    assert change({"draft_days": 60}).body["version"] == 2
    before = everything("company")
    late = change({"draft_days": 61})
    assert (late.status, late.code, late.body["Details"]) == (409, "version_conflict", [{"version": 2}])
    missing = ask("PATCH", "/settings", {"draft_days": 61}, ADMIN)
    assert (missing.status, missing.body["Details"][0]["field"]) == (422, "If-Match")
    assert change({}, version=2).body["version"] == 2
    assert change({"draft_days": 60}, version=2).body["version"] == 2
    assert everything("company") == before


@pytest.mark.parametrize("stored", [False, True], ids=["the first", "a later one"])
def test_what_somebody_else_sets_at_the_same_moment_is_not_lost(
    aws: Cloud, monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    if stored:
        save_policy(invitation_days=7)
    real, seen = Policy.with_changes, []

    def slow(self: Policy, changes: Any) -> Policy:
        if not seen:
            seen.append(changes)
            save_policy(draft_days=60)
        return real(self, changes)

    monkeypatch.setattr(Policy, "with_changes", slow)
    with pytest.raises(Conflict) as refused:
        save_policy(draft_days=61)
    assert refused.value.code == "version_conflict"
    assert policy().draft_days == 60
    assert PolicyRecord.get("POLICY", "POLICY").version == 2 + stored


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"statement_confirm_days": 0}, ["statement_confirm_days"]),
        ({"statement_confirm_days": 91, "draft_days": 0}, ["statement_confirm_days", "draft_days"]),
        ({"registration_answer_seconds": 3599}, ["registration_answer_seconds"]),
        ({"registration_finance_above": 10**12}, ["registration_finance_above"]),
        ({"draft_days": -1}, ["draft_days"]),
        ({"draft_days": "30"}, ["draft_days"]),
        ({"draft_days": 1.5}, ["draft_days"]),
        ({"draft_days": True}, ["draft_days"]),
        ({"draft_days": None}, ["draft_days"]),
        ({"grades": []}, ["grades"]),
        ({"grades": ["A", "B", "A"]}, ["grades"]),
        ({"grades": [str(number) for number in range(21)]}, ["grades"]),
        ({"grades": ["A", ""]}, ["grades.1"]),
        ({"grades": "ABC"}, ["grades"]),
        ({"no_such_setting": 1}, ["no_such_setting"]),
        ({"draft_days": 10, "grades": []}, ["grades"]),
    ],
)
def test_what_is_out_of_bounds_is_named_and_changes_nothing(aws: Cloud, body: Any, fields: list[str]) -> None:
    refused = change(body)
    assert (refused.status, [detail["field"] for detail in refused.body["Details"]]) == (422, fields)
    assert everything("company") == []


def test_settings_are_for_an_admin_to_change_and_an_auditor_to_read(aws: Cloud) -> None:
    for role in set(Role) - {Role.ADMIN, Role.AUDITOR}:
        if not role.startswith("dealer"):
            assert ask("GET", "/settings", who=staff(role)).status == 403
    assert change({"draft_days": 60}, who=staff(Role.AUDITOR)).status == 403
    assert everything("company") == []


# Regions


def put(region_id: str, name: str, warehouse_id: str, version: int | None = None, who: Principal = ADMIN) -> Reply:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return ask("PUT", f"/regions/{region_id}", {"name": name, "warehouse_id": warehouse_id}, who, headers=headers)


def test_all_staff_read_the_regions(aws: Cloud) -> None:
    save_region("north", "华北", "WH-NORTH")
    save_region("east", "华东", "WH-EAST")
    for role in set(Role) - {Role.DEALER_OWNER, Role.DEALER_BUYER, Role.DEALER_ACCOUNTANT}:
        assert ask("GET", "/regions", who=staff(role)).body == {
            "items": [
                {"region_id": "east", "name": "华东", "warehouse_id": "WH-EAST", "version": 1},
                {"region_id": "north", "name": "华北", "warehouse_id": "WH-NORTH", "version": 1},
            ],
            "next": None,
        }


def test_a_region_is_made_once_and_changed_in_the_version_that_was_seen(aws: Cloud) -> None:
    made = put("west", "西部", "WH-WEST")
    assert (made.status, made.headers["ETag"]) == (200, '"1"')
    assert made.body == {"region_id": "west", "name": "西部", "warehouse_id": "WH-WEST", "version": 1}
    assert put("west", "西部", "WH-WEST").body == made.body
    changed = put("west", "西南", "WH-SOUTHWEST", version=1)
    assert changed.body == {"region_id": "west", "name": "西南", "warehouse_id": "WH-SOUTHWEST", "version": 2}
    assert ask("GET", "/regions", who=ADMIN).body["items"] == [changed.body]
    before = everything("company")
    late, known, unknown = put("west", "西", "WH-W", 1), put("west", "西", "WH-W"), put("south", "南", "WH-S", 1)
    assert (late.status, late.code, late.body["Details"]) == (409, "version_conflict", [{"version": 2}])
    assert (known.status, known.code, known.body["Details"]) == (409, "duplicate", [{"region_id": "west"}])
    assert (unknown.status, unknown.code) == (404, "not_found")
    assert put("west", "西南", "WH-SOUTHWEST", version=2).body == changed.body
    assert everything("company") == before


@pytest.mark.parametrize(
    ("name", "warehouse_id", "field"),
    [
        ("", "WH-WEST", "name"),
        ("西", "", "warehouse_id"),
        ("西", "DEALER-D0000001", "warehouse_id"),
        ("西", "WH-a b", "warehouse_id"),
    ],
)
def test_a_wrong_region_is_named_and_not_made(aws: Cloud, name: str, warehouse_id: str, field: str) -> None:
    refused = put("west", name, warehouse_id)
    assert (refused.status, [detail["field"] for detail in refused.body["Details"]]) == (422, [field])
    assert put("west", "西", "WH-WEST", who=staff(Role.SALES, regions=("east",))).status == 403
    assert everything("company") == []
