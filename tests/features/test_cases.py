"""Registrations as staff see them: each within their regions, with everything that was stated, asked and decided."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock
from chalicelib.onboarding.rules import CaseState
from tests.world.api import Context, Reply, ask, dealer_user, staff
from tests.world.cloud import Cloud
from tests.world.registrations import (
    CODE,
    OTHER_CODE,
    TERMS,
    amend,
    case,
    company,
    decide,
    finance,
    register,
    secrets,
    signed_in,
)
from tests.world.streams import handler
from tests.world.table import everything

NOW = datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
ADMIN = staff(Role.ADMIN)
EAST, NORTH = staff(Role.SALES, regions=("east",)), staff(Role.REGIONAL_MANAGER, regions=("north",))
BOTH = staff(Role.SALES, "both", regions=("north", "east"))
THIRD_CODE = "91310000MA1FL1MQ5D"
NOTHING_YET = {"outcome": "asked"}


@pytest.fixture
def manager(aws: Cloud) -> Principal:
    """The company that one registers with, and the manager of its east. No machine is there: each step is called."""
    return signed_in(company())


def step(name: str, **given: Any) -> Any:
    return handler(f"registration_{name}")(given, Context())


def asked(key: str = "k1", **changes: Any) -> str:
    """A case that its regional manager is asked about."""
    case_id = register(key, **changes)
    assert step("check", case_id=case_id)["outcome"] == "accepted"
    assert step("ask", case_id=case_id, task_token=f"level-1-{case_id}", answer_seconds=7 * 86400) == NOTHING_YET
    return case_id


@pytest.fixture
def three(manager: Principal) -> list[str]:
    """Two cases of the east, an hour apart, and between them one of the north that is only submitted."""
    with clock.at(NOW):
        first = asked()
    with clock.at(NOW + timedelta(minutes=30)):
        northern = register("k2", region="north", credit_code=OTHER_CODE, email="north@else.example.com")
    with clock.at(NOW + timedelta(hours=1)):
        second = asked("k3", credit_code=THIRD_CODE, email="third@else.example.com")
    return [first, northern, second]


def listed(query: str = "", who: Principal = ADMIN) -> list[str]:
    """All ids, page by page."""
    ids: list[str] = []
    cursor = ""
    while True:
        body = ask("GET", f"/cases?limit=1{query}{cursor}", who=who).body
        ids += [item["case_id"] for item in body["items"]]
        if body["next"] is None:
            return ids
        cursor = f"&cursor={body['next']}"


def test_a_list_reaches_as_far_as_the_asker(three: list[str]) -> None:
    first, northern, second = three
    assert listed() == [first, second, northern]
    assert listed(who=EAST) == [first, second]
    assert listed(who=NORTH) == [northern]
    assert listed(who=BOTH) == [first, second, northern]
    assert listed(who=staff(Role.SALES)) == []
    for role in (Role.FINANCE, Role.SUPPORT, Role.AUDITOR):
        assert len(listed(who=staff(role))) == 3
    assert listed("&region=north") == listed("&region=north", BOTH) == [northern]
    assert ask("GET", "/cases?region=north", who=EAST).status == 404
    for who in (staff(Role.WAREHOUSE), dealer_user("D0000001")):
        assert ask("GET", "/cases", who=who).status == 403


def test_a_list_is_of_one_state_or_of_all_that_are_open(three: list[str]) -> None:
    first, northern, second = three
    assert listed("&state=in_approval") == [first, second]
    assert listed("&state=submitted", NORTH) == [northern]
    assert listed("&state=in_approval", NORTH) == listed("&state=rejected") == []
    verdict = {"outcome": "rejected", "comment": "不在范围"}
    for case_id in (first, second):
        step("end", case_id=case_id, ending="rejected", verdict=verdict)
    assert listed() == [northern]
    assert listed("&state=rejected", EAST) == listed("&state=rejected") == [second, first]
    assert ask("GET", "/cases?state=lost", who=ADMIN).status == 422


def test_a_case_in_a_list(three: list[str]) -> None:
    first, *_ = three
    shown = ask("GET", "/cases?limit=1", who=EAST).body["items"]
    assert shown == [
        {
            "case_id": first, "company_name": "福州星辰贸易有限公司", "credit_code": CODE, "region": "east",
            "contact_name": "李娜", "requested_credit": "80000.00", "state": "in_approval", "revision": 1,
            "submitted_at": "2026-11-03T09:15:00.000000Z", "amend_until": None, "ended_at": None, "reason": None,
            "failure": None, "dealer_id": None,
        }
    ]  # fmt: skip


def read(case_id: str, who: Principal = ADMIN, at: datetime = NOW) -> Reply:
    with clock.at(at):
        return ask("GET", f"/cases/{case_id}", who=who)


def test_what_is_out_of_reach_is_not_found(three: list[str]) -> None:
    first, northern, _ = three
    before = everything("onboarding")
    hidden, missing = read(northern, EAST), read("C9999999", EAST)
    assert (hidden.status, hidden.code, hidden.body) == (404, "not_found", missing.body)
    assert read(first, staff(Role.SALES)).status == 404
    assert read(northern, NORTH).status == read(northern, BOTH).status == 200
    assert read(first, dealer_user("D0000001")).status == 403
    assert everything("onboarding") == before


def test_a_case_moves_with_its_region(three: list[str]) -> None:
    first, *_ = three
    with clock.at(NOW):
        decide(secrets("approve", "wang@maker.example.com")[0], "more_information", comment="哪个大区？")
        step("return", case_id=first, task_token="amend", amend_seconds=86400)
        assert amend(first, secrets("case", "li.na@xingchen.example.com")[-1], region="north").status == 202
    assert read(first, EAST).status == 404
    assert first in listed(who=NORTH)
    assert first not in listed(who=EAST)


def test_a_case_shows_what_was_stated_and_every_decision_of_every_revision(manager: Principal) -> None:
    fei = signed_in(finance())
    with clock.at(NOW):
        case_id = asked()
        (upload_id,) = [document["upload_id"] for document in case(case_id).documents]
        decide(secrets("approve")[-1], "more_information", comment="哪些品牌？")
        step("return", case_id=case_id, task_token="amend", amend_seconds=86400)
    wanted = read(case_id).body
    assert (wanted["state"], wanted["wanted"], wanted["amend_until"]) == (
        "amending", "哪些品牌？", "2026-11-04T09:15:00.000000Z",
    )  # fmt: skip
    with clock.at(NOW):
        assert amend(case_id, secrets("case")[-1], phone="110 1100", requested_credit="300000.00").status == 202
        step("check", case_id=case_id)
        step("ask", case_id=case_id, task_token="level-1", answer_seconds=3600)
        terms = TERMS | {"credit_limit": "300000.00", "contract_list_id": "contract-star"}
        assert decide(secrets("approve")[-1], answers=terms, comment="老客户").status == 200
        step("ask", case_id=case_id, task_token="level-2", answer_seconds=3600, level=2)
    before = everything("onboarding"), everything("approvals")
    shown = read(case_id, manager).body
    (document,) = shown.pop("documents")
    assert (document["upload_id"], document["file_name"]) == (upload_id, "营业执照.pdf")
    assert f"/cases/{case_id}/{upload_id}?" in document["url"]
    first, second, third = shown.pop("decisions")
    assert shown == {
        "case_id": case_id, "company_name": "福州星辰贸易有限公司", "credit_code": CODE, "region": "east",
        "contact_name": "李娜", "email": "li.na@xingchen.example.com", "phone": "110 1100",
        "address": "福州市鼓楼区 1 号", "locale": "en", "requested_credit": "300000.00", "consent_version": "2026-11",
        "state": "in_approval", "revision": 2, "submitted_at": "2026-11-03T09:15:00.000000Z", "amend_until": None,
        "ended_at": None, "reason": None, "comment": None, "wanted": None, "failure": None, "failures": 0,
        "retry_at": None, "terms": None, "dealer_id": None, "documents_until": None, "documents_deleted_at": None,
        "decision_id": None,
    }  # fmt: skip
    at, made = "2026-11-03T09:15:00.000000Z", "王芳"
    assert first == {
        "decision_id": f"registration-{case_id}-v1-1", "revision": 1, "level": 1, "state": "returned", "asked": [made],
        "opened_at": at, "ends_at": "2026-11-10T09:15:00.000000Z", "decided_at": at, "decided_by": made,
        "answers": {}, "comment": "哪些品牌？",
    }  # fmt: skip
    assert second == {
        "decision_id": f"registration-{case_id}-v2-1", "revision": 2, "level": 1, "state": "approved", "asked": [made],
        "opened_at": at, "ends_at": "2026-11-03T10:15:00.000000Z", "decided_at": at, "decided_by": made,
        "answers": terms, "comment": "老客户",
    }  # fmt: skip
    assert third == {
        "decision_id": f"registration-{case_id}-v2-2", "revision": 2, "level": 2, "state": "open", "asked": ["Fei"],
        "opened_at": at, "ends_at": "2026-11-03T10:15:00.000000Z", "decided_at": None, "decided_by": None,
        "answers": None, "comment": None,
    }  # fmt: skip
    assert read(case_id, fei).body["decision_id"] == third["decision_id"]
    assert read(case_id, fei, NOW + timedelta(hours=2)).body["decision_id"] is None
    assert (everything("onboarding"), everything("approvals")) == before


def test_a_case_that_became_a_dealer_says_which_and_on_which_terms(manager: Principal) -> None:
    with clock.at(NOW):
        case_id = asked()
        answers = TERMS | {"credit_limit": None}
        dealer_id = step("provision", case_id=case_id, verdict={"outcome": "approved", "answers": answers})["dealer_id"]
    shown = read(case_id).body
    assert (shown["state"], shown["dealer_id"]) == ("provisioned", dealer_id)
    assert shown["terms"] == {"grade": "B", "credit_limit": None, "payment_days": 30, "contract_list_id": None}
    assert [item["dealer_id"] for item in ask("GET", "/cases?state=provisioned", who=EAST).body["items"]] == [dealer_id]


def test_a_case_that_failed_says_why_and_when_it_is_tried_again(manager: Principal) -> None:
    with clock.at(NOW):
        case_id = asked()
        for _ in range(2):
            step("end", case_id=case_id, ending="failed", error={"Error": "no_manager"})
    shown = read(case_id, EAST).body
    assert (shown["state"], shown["failure"], shown["failures"], shown["retry_at"]) == (
        "failed", "no_manager", 2, "2026-11-03T10:15:00.000000Z",
    )  # fmt: skip
    assert listed() == [case_id]


def test_documents_can_be_read_while_they_are_kept(manager: Principal) -> None:
    with clock.at(NOW):
        case_id = register()
        submitted = read(case_id).body["documents"]
        assert [document["url"] for document in submitted] == [None]
        step("check", case_id=case_id)
        assert read(case_id).body["documents"][0]["url"] is not None
        step("end", case_id=case_id, ending="rejected", verdict={"outcome": "rejected", "comment": "不在范围"})
    ended = read(case_id).body
    assert (ended["reason"], ended["comment"], ended["ended_at"]) == (
        "decision", "不在范围", "2026-11-03T09:15:00.000000Z",
    )  # fmt: skip
    assert (ended["documents_until"], ended["documents"][0]["url"] is None) == ("2026-12-03T09:15:00.000000Z", False)
    with clock.at(NOW + timedelta(days=30)):
        step("sweep")
    deleted = read(case_id).body
    assert (deleted["documents"], deleted["documents_deleted_at"]) == (submitted, "2026-12-03T09:15:00.000000Z")


def test_documents_that_did_not_pass_are_not_offered(manager: Principal) -> None:
    with clock.at(NOW):
        case_id = register(upload_id="0" * 26)
        assert step("check", case_id=case_id)["reason"] == "document_missing"
        verdict = {"outcome": "rejected", "reason": "document_missing"}
        step("end", case_id=case_id, ending="rejected", verdict=verdict)
    shown = read(case_id).body
    assert (shown["state"], shown["reason"]) == (CaseState.REJECTED, "document_missing")
    assert shown["documents"] == [{"upload_id": "0" * 26, "file_name": "营业执照.pdf", "url": None}]
