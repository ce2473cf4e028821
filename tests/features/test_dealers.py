"""Dealers, as far as each asker reaches."""

import json
from datetime import UTC, datetime

import boto3
import pytest

from chalicelib.aws.tables import commit, replace
from chalicelib.dealers.commands import must_be_active, new_dealer, new_user
from chalicelib.dealers.queries import active_dealer_ids, dealer_as_is, users
from chalicelib.dealers.rules import DealerState, NewDealer, NewUser
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Conflict
from tests.world.api import ask, dealer_user, staff
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
