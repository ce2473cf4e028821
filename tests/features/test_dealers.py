"""Dealers, as far as each asker reaches."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest

from chalicelib.aws.tables import commit, replace
from chalicelib.catalog.commands import save_list
from chalicelib.catalog.rules import ListKind
from chalicelib.company.commands import save_region
from chalicelib.dealers.commands import must_be_active, new_dealer, new_user
from chalicelib.dealers.queries import active_dealer_ids, dealer_as_is, standings, users
from chalicelib.dealers.rules import DealerState, NewDealer, NewUser, standing_at
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Conflict
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.cloud import Cloud
from tests.world.streams import Streams
from tests.world.table import everything

NOW = datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
ADMIN = staff(Role.ADMIN)
REGIONS = {"D0000001": "east", "D0000002": "north", "D0000003": "east", "D0000004": "south", "D0000005": "north"}


def dealer(dealer_id: str, region: str = "east") -> NewDealer:
    return NewDealer(
        dealer_id=dealer_id,
        name=f"公司 {dealer_id}",
        credit_code="91350100M000100Y43",
        region=region,
        grade="B",
        payment_days=30,
        contract_list_id=None,
        contact_name="李娜",
        email=f"owner@{dealer_id.lower()}.example.com",
        phone="+86 591 1234567",
        address="1 号",
        locale="zh-CN",
        case_id=None,
    )


@pytest.fixture
def five(aws: Cloud) -> None:
    """Five dealers in three regions; D0000003 is frozen."""
    with clock.at(NOW):
        for dealer_id, region in REGIONS.items():
            commit(new_dealer(dealer(dealer_id, region)))
        frozen = dealer_as_is("D0000003")
        frozen.state, frozen.region_sort, frozen.state_key = DealerState.FROZEN, "frozen#D0000003", "STATE#frozen"
        commit(replace(frozen))


def listed(path: str, who: object = ADMIN) -> list[str]:
    """All ids, page by page."""
    ids: list[str] = []
    cursor = ""
    while True:
        body = ask("GET", f"{path}{'&' if '?' in path else '?'}limit=1{cursor}", who=who).body  # type: ignore[arg-type]
        ids += [item["dealer_id"] for item in body["items"]]
        if body["next"] is None:
            return ids
        cursor = f"&cursor={body['next']}"


def test_one_dealer_is_shown_with_its_terms(five: None) -> None:
    assert ask("GET", "/dealers/D0000001", who=ADMIN).body == {
        "dealer_id": "D0000001",
        "name": "公司 D0000001",
        "credit_code": "91350100M000100Y43",
        "region": "east",
        "grade": "B",
        "state": "active",
        "payment_days": 30,
        "contract_list_id": None,
        "contact_name": "李娜",
        "email": "owner@d0000001.example.com",
        "phone": "+86 591 1234567",
        "address": "1 号",
        "locale": "zh-CN",
        "case_id": None,
        "since": "2026-11-03T09:15:00.000000Z",
        "version": 1,
        "state_reason": None,
        "standings": [
            {
                "grade": "B",
                "region": "east",
                "state": "active",
                "since": "2026-11-03T09:15:00.000000Z",
                "until": None,
            }
        ],
    }


def test_a_list_reaches_as_far_as_the_asker(five: None) -> None:
    regional = staff(Role.SALES, regions=("north", "east"))
    assert listed("/dealers") == ["D0000001", "D0000002", "D0000004", "D0000005"]
    assert listed("/dealers", regional) == ["D0000001", "D0000002", "D0000005"]
    assert listed("/dealers?region=north", regional) == ["D0000002", "D0000005"]
    assert listed("/dealers?region=south") == ["D0000004"]
    assert listed("/dealers?state=frozen", regional) == ["D0000003"]
    assert listed("/dealers?state=closed") == []
    assert listed("/dealers", staff(Role.SALES)) == []


def test_what_is_out_of_reach_is_not_found(five: None) -> None:
    regional = staff(Role.REGIONAL_MANAGER, regions=("east",))
    assert ask("GET", "/dealers/D0000001", who=regional).status == 200
    hidden, missing = (ask("GET", f"/dealers/{one}", who=regional) for one in ("D0000002", "D9999999"))
    assert (hidden.status, hidden.body) == (404, missing.body)
    assert ask("GET", "/dealers?region=north", who=regional).status == 404


def test_a_cursor_of_another_list_is_refused(five: None) -> None:
    cursor = ask("GET", "/dealers?region=north&limit=1", who=ADMIN).body["next"]
    regional = staff(Role.SALES, regions=("east",))
    refused = ask("GET", f"/dealers?cursor={cursor}", who=regional)
    assert (refused.status, refused.body["Details"][0]["field"]) == (422, "cursor")


def test_a_dealers_user_sees_no_list_of_dealers(five: None) -> None:
    assert ask("GET", "/dealers", who=dealer_user("D0000001")).status == 403
    assert ask("GET", "/dealers/D0000001", who=dealer_user("D0000001")).status == 403
    assert ask("GET", "/dealers").status == 401


def test_active_dealers_are_those_that_settle(five: None) -> None:
    assert list(active_dealer_ids()) == ["D0000001", "D0000002", "D0000004", "D0000005"]


@pytest.mark.parametrize("dealer_id", ["D0000003", "D9999999"], ids=["frozen", "unknown"])
def test_only_an_active_dealer_acts(five: None, dealer_id: str) -> None:
    before = everything("dealers")
    user = new_user(NewUser("D0000001", "u1", "a@b.example.com", "A", Role.DEALER_BUYER, "en"))
    with pytest.raises(Conflict) as refused:
        commit(must_be_active(dealer_id), user)
    assert (refused.value.code, refused.value.details) == ("dealer_not_active", [{"dealer_id": dealer_id}])
    assert everything("dealers") == before
    commit(must_be_active("D0000001"), user)
    assert [one.user_id for one in users("D0000001")] == ["u1"]


def test_a_dealer_is_made_once(five: None) -> None:
    before = everything("dealers")
    with pytest.raises(Conflict) as refused:
        commit(new_dealer(dealer("D0000001")))
    assert refused.value.code == "duplicate"
    assert everything("dealers") == before


def test_a_new_dealer_is_told_once(five: None, aws: Cloud, streams: Streams) -> None:
    streams._feed()
    found = boto3.client("sqs").receive_message(QueueUrl=aws.queue_url, MaxNumberOfMessages=10)["Messages"]
    told = sorted((json.loads(message["Body"]) for message in found), key=lambda event: event["dealer_id"])
    assert len(told) == 5
    assert told[0] == {
        "type": "dealer.welcomed",
        "version": 1,
        "cause": "dealer:D0000001:welcomed",
        "occurred_at": "2026-11-03T09:15:00.000000Z",
        "dealer_id": "D0000001",
        "dealer_name": "公司 D0000001",
    }


MANAGER = staff(Role.REGIONAL_MANAGER, regions=("east",))


def change(body: object, version: int | str = 1, who: Principal = MANAGER, dealer_id: str = "D0000001") -> Reply:
    return ask("PATCH", f"/dealers/{dealer_id}", body, who, headers={"If-Match": f'"{version}"'})


@pytest.fixture
def one(aws: Cloud) -> Iterator[None]:
    """A dealer of the east, with the company's regions and a contract list."""
    with clock.at(NOW):
        save_region("east", "华东", "WH-EAST")
        save_region("north", "华北", "WH-NORTH")
        save_list("contract-ACME", ListKind.CONTRACT, "协议价")
        save_list("default", ListKind.DEFAULT, "标准价")
        commit(new_dealer(dealer("D0000001")))
        yield


def test_terms_and_contact_are_changed_and_what_a_dealer_was_is_kept(one: None) -> None:
    terms = {"grade": "A", "payment_days": 45, "contract_list_id": "contract-ACME", "locale": "en"}
    contact = {"contact_name": " 王芳 ", "phone": "+86 21 5555", "address": "上海市"}
    with clock.at(NOW + timedelta(days=1)):
        changed = change(terms | contact)
    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    read = ask("GET", "/dealers/D0000001", who=MANAGER)
    assert (read.body, read.headers["ETag"]) == (changed.body, '"2"')
    shown = {name: read.body[name] for name in terms | contact}
    assert shown == terms | contact | {"contact_name": "王芳"}
    since, changed_at = "2026-11-03T09:15:00.000000Z", "2026-11-04T09:15:00.000000Z"
    assert read.body["standings"] == [
        {"grade": "B", "region": "east", "state": "active", "since": since, "until": changed_at},
        {"grade": "A", "region": "east", "state": "active", "since": changed_at, "until": None},
    ]
    with clock.at(NOW + timedelta(days=2)):
        last = change({"contract_list_id": None, "phone": "110"}, version=2)
    assert (last.body["contract_list_id"], last.body["version"], len(last.body["standings"])) == (None, 3, 2)


def test_an_instant_finds_the_standing_that_was_in_force(one: None) -> None:
    for days, grade in ((1, "A"), (2, "C")):
        with clock.at(NOW + timedelta(days=days)):
            assert change({"grade": grade}, version=days).status == 200
    found = dealer_as_is("D0000001")
    moments = {"long before": -900, "at first": 0, "between": 1.5, "at a change": 2, "now": 3}
    for name, grade in zip(moments, ("B", "B", "A", "C", "C"), strict=True):
        instant = NOW + timedelta(days=moments[name])
        assert standing_at(standings(found, instant), instant).grade == grade, name
    assert len(standings(found, NOW + timedelta(days=1.5))) == 2


def test_an_edit_names_the_version_that_was_seen(one: None) -> None:
    before = everything("dealers")
    late = change({"phone": "110"}, version=7)
    assert (late.status, late.code) == (409, "version_conflict")
    for headers in ({}, {"If-Match": "3"}, {"If-Match": "*"}):
        missing = ask("PATCH", "/dealers/D0000001", {"phone": "110"}, MANAGER, headers=headers)
        assert (missing.status, missing.body["Details"][0]["field"]) == (422, "If-Match")
    assert everything("dealers") == before
    assert change({}).body["version"] == 1
    assert change({"grade": "B", "phone": "+86 591 1234567"}).body["version"] == 1
    assert everything("dealers") == before


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"grade": "Z"}, ["grade"]),
        ({"payment_days": 181}, ["payment_days"]),
        ({"payment_days": 10**30}, ["payment_days"]),
        ({"payment_days": -1}, ["payment_days"]),
        ({"payment_days": "30"}, ["payment_days"]),
        ({"contract_list_id": "default"}, ["contract_list_id"]),
        ({"contract_list_id": "contract-NOBODY", "grade": "Z"}, ["grade", "contract_list_id"]),
        ({"region": "atlantis"}, ["region"]),
        ({"state": "frozen"}, ["reason"]),
        ({"state": "asleep", "reason": "x"}, ["state"]),
        ({"grade": None}, ["grade"]),
        ({"phone": ""}, ["phone"]),
        ({"locale": "fr"}, ["locale"]),
        ({"credit_limit": "1.00"}, ["credit_limit"]),
        ({"name": "别人"}, ["name"]),
    ],
)
def test_what_is_not_there_or_out_of_bounds_is_refused_by_field(one: None, body: object, fields: list[str]) -> None:
    before = everything("dealers")
    refused = change(body, who=ADMIN)
    assert (refused.status, [detail["field"] for detail in refused.body["Details"]]) == (422, fields)
    assert everything("dealers") == before


def test_what_terms_may_become_is_told_to_whoever_changes_them(one: None) -> None:
    told = {"grades": ["A", "B", "C"], "longest_payment_days": 180, "contract_lists": ["contract-ACME"]}
    assert ask("GET", "/dealers/D0000001/terms", who=MANAGER).body == told
    assert ask("GET", "/dealers/D0000001/terms", who=staff(Role.SALES, regions=("north",))).status == 404
    assert ask("GET", "/dealers/D0000001/terms", who=staff(Role.FINANCE)).status == 403


def test_a_dealers_people_see_their_own_company(one: None) -> None:
    for role in (Role.DEALER_OWNER, Role.DEALER_BUYER, Role.DEALER_ACCOUNTANT):
        own = ask("GET", "/me/dealer", who=dealer_user("D0000001", role)).body
        assert (own["dealer_id"], own["name"], own["region_name"]) == ("D0000001", "公司 D0000001", "华东")
        assert (own["grade"], own["payment_days"], own["state"]) == ("B", 30, "active")
    assert ask("GET", "/me/dealer", who=ADMIN).status == 404


def test_a_region_and_a_state_are_for_an_admin(one: None) -> None:
    before = everything("dealers")
    for body in ({"region": "north"}, {"state": "frozen", "reason": "欠款"}):
        assert change(body).status == 403
    assert change({"phone": "110"}, who=staff(Role.FINANCE)).status == 403
    assert change({"phone": "110"}, who=staff(Role.SALES, regions=("north",))).status == 404
    assert everything("dealers") == before
    assert change({"region": "north"}, who=ADMIN).status == 200
    assert listed("/dealers?region=east") == []
    assert listed("/dealers?region=north") == ["D0000001"]
    assert ask("GET", "/dealers/D0000001", who=MANAGER).status == 404


def test_a_frozen_dealer_reads_and_does_not_act_until_it_is_thawed(one: None) -> None:
    frozen = change({"state": "frozen", "reason": "欠款三个月"}, who=ADMIN)
    assert (frozen.body["state"], frozen.body["state_reason"]) == ("frozen", "欠款三个月")
    assert (listed("/dealers"), listed("/dealers?state=frozen")) == ([], ["D0000001"])
    assert list(active_dealer_ids()) == []
    with pytest.raises(Conflict):
        commit(must_be_active("D0000001"), new_user(NewUser("D0000001", "u1", "a@b.example.com", "A", "x", "en")))
    assert ask("GET", "/rebate-programs", who=dealer_user("D0000001")).status == 200
    assert change({"state": "active", "reason": "已还清"}, version=2, who=ADMIN).body["state"] == "active"
    commit(must_be_active("D0000001"), new_user(NewUser("D0000001", "u1", "a@b.example.com", "A", "x", "en")))
    assert change({"state": "closed", "reason": "终止合作"}, version=3, who=ADMIN).body["state"] == "closed"
    back = change({"state": "active", "reason": "?"}, version=4, who=ADMIN)
    assert (back.status, back.code) == (409, "wrong_state")
