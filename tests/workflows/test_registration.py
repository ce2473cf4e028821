"""The registration workflow, on moto's interpreter with the real handlers."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import boto3
import pytest

from chalicelib.approvals.queries import decision
from chalicelib.aws import mail, workflows
from chalicelib.company.commands import add_staff, save_policy, save_region
from chalicelib.dealers.queries import dealer_as_is, users
from chalicelib.edge.principal import Reach, Role
from chalicelib.kernel import clock
from chalicelib.ledger.queries import account
from chalicelib.onboarding.rules import decision_id_of, execution_name
from tests.world.api import Context, ask
from tests.world.cloud import MACHINE, Cloud, mails
from tests.world.machines import abort, finished, machine, until
from tests.world.registrations import (
    OTHER_CODE,
    TERMS,
    amend,
    case,
    claimed,
    company,
    decide,
    finance,
    follow,
    register,
    secrets,
    upload,
)
from tests.world.streams import Streams, handler
from tests.world.table import everything

APPLICANT = "li.na@xingchen.example.com"
MANAGER = "wang@maker.example.com"
ADMIN = "admin@maker.example.com"
FINANCE = "fei@maker.example.com"
NAME = "福州星辰贸易有限公司"
RECEIVED = (APPLICANT, f"We have the registration of {NAME}")
ASKED = (MANAGER, f"待审批：{NAME} 申请成为经销商")
FINANCE_ASKED = (FINANCE, f"For your approval: {NAME} asks to become a dealer")
WANTED = (APPLICANT, f"We need more information about the registration of {NAME}")
WELCOME = (APPLICANT, f"Welcome: {NAME} is now a dealer")
REJECTED = (APPLICANT, f"About the registration of {NAME}")
FAILED = (ADMIN, f"A registration failed: {NAME}")
LARGE = TERMS | {"credit_limit": "300000.00"}


@pytest.fixture
def running(aws: Cloud, monkeypatch: Any) -> None:
    """A company whose registration machine runs."""
    company()
    save_policy(duplicate_answer_seconds=0)
    machine("registration", monkeypatch)


def execution(case_id: str, attempt: int = 1) -> str:
    return f"{MACHINE}-registration:{execution_name(case_id, attempt)}".replace(":stateMachine:", ":execution:")


def asked() -> str:
    """Waits until the manager has a link; its secret."""
    return str(until(lambda: secrets("approve"))[-1])


def mailed() -> list[tuple[str, str]]:
    return [(mail["to"], mail["subject"]) for mail in mails()]


def break_off(case_id: str, task_token: str) -> None:
    """Ends the case's first execution, as a restart does, when it waits: moto stumbles over one that is not yet."""
    history = boto3.client("stepfunctions").get_execution_history
    until(lambda: history(executionArn=execution(case_id))["events"][-1]["type"] == "TaskSubmitted")
    time.sleep(0.1)
    abort(execution(case_id), task_token)


def reconcile() -> dict[str, Any]:
    return dict(handler("registration_reconcile")({}, Context()))


def late(seconds: float = 0, days: int = 0, task: str = "approvals_sweep") -> dict[str, Any]:
    """Runs a sweep so much later. The machine goes on by the real clock."""
    with clock.at(clock.now() + timedelta(days=days, seconds=seconds)):
        return dict(handler(task)({}, Context()))


def newest(page: str, to: str, count: int) -> str:
    """Waits until so many links to a page were mailed to somebody; the newest secret."""
    return str(until(lambda: (found := secrets(page, to)) and len(found) >= count and found)[-1])


def returned(streams: Streams, comment: str = "Which brands do you sell?") -> str:
    """Asks the applicant for more, as the manager; the secret of the applicant's new link."""
    case_links = len(secrets("case", APPLICANT))
    assert decide(asked(), "more_information", comment=comment).status == 200
    streams.drain()
    return newest("case", APPLICANT, case_links + 1)


def test_an_approved_registration_makes_a_dealer_on_the_terms_that_were_set(running: None, streams: Streams) -> None:
    case_id = register()
    reply = decide(asked(), answers=TERMS | {"contract_list_id": "contract-star"})
    assert (reply.status, reply.body["state"], reply.body["decided_by"]) == (200, "approved", "王芳")
    streams.drain()
    ended = finished(execution(case_id))
    assert ended["status"] == "SUCCEEDED", ended
    dealer_id = "D" + case_id[1:]
    made = dealer_as_is(dealer_id)
    assert (made.name, made.grade, made.payment_days, made.contract_list_id, made.region, made.state) == (
        "福州星辰贸易有限公司", "B", 30, "contract-star", "east", "active"
    )  # fmt: skip
    opened = account(dealer_id, Reach())
    limit = Decimal("50000.00")
    assert (opened.credit_limit, opened.available, opened.unlimited) == (limit, limit, False)
    assert [(user.email, user.role) for user in users(dealer_id)] == [(APPLICANT, "dealer_owner")]
    assert (case(case_id).state, case(case_id).dealer_id) == ("provisioned", dealer_id)
    assert mailed()[:3] == [
        (APPLICANT, "We have the registration of 福州星辰贸易有限公司"),
        (MANAGER, "待审批：福州星辰贸易有限公司 申请成为经销商"),
        (APPLICANT, "Welcome: 福州星辰贸易有限公司 is now a dealer"),
    ]


def test_the_welcomed_owner_sets_a_password_and_signs_in(running: None, streams: Streams) -> None:
    case_id = register()
    decide(asked(), answers=TERMS)
    streams.drain()
    finished(execution(case_id))
    (secret,) = secrets("welcome")
    accepted = ask("POST", "/invitation", {"password": "Start1234567"}, headers={"X-Invitation-Secret": secret})
    assert accepted.status == 204
    session = ask("POST", "/session", {"email": APPLICANT, "password": "Start1234567"})
    assert session.status == 200
    assert session.body["user"]["dealer_id"] == "D" + case_id[1:]
    assert session.body["user"]["roles"] == ["dealer_owner"]


def test_a_rejected_registration_tells_why_and_frees_code_and_address(running: None, streams: Streams) -> None:
    case_id = register()
    assert decide(asked(), "reject", comment="Not in our range.").status == 200
    streams.drain()
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert (case(case_id).state, case(case_id).reason, case(case_id).comment) == (
        "rejected", "decision", "Not in our range."
    )  # fmt: skip
    assert mails()[-1]["subject"] == "About the registration of 福州星辰贸易有限公司"
    assert "The reason: Not in our range." in mails()[-1]["text"]
    again = register("registration-2")
    until(lambda: case(again).state == "in_approval")


def test_a_second_click_is_refused_and_changes_nothing(running: None, streams: Streams) -> None:
    case_id = register()
    secret = asked()
    assert decide(secret, answers=TERMS).status == 200
    second = decide(secret, "reject", comment="On second thoughts, no.")
    assert (second.status, second.code) == (409, "link_used")
    streams.drain()
    finished(execution(case_id))
    assert dealer_as_is("D" + case_id[1:]).grade == "B"


def test_two_clicks_at_once_decide_once(running: None, streams: Streams) -> None:
    case_id = register()
    secret = asked()
    answers: list[int] = []
    clicks = [threading.Thread(target=lambda: answers.append(decide(secret, answers=TERMS).status)) for _ in range(4)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert sorted(answers) == [200, 409, 409, 409]
    streams.drain()
    assert finished(execution(case_id))["status"] == "SUCCEEDED"


def test_no_answer_expires_the_case_and_both_are_told(running: None, streams: Streams) -> None:
    case_id = register()
    secret = asked()
    assert late(days=7) == {"outcome": "swept", "urged": 1}
    streams.drain()
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert case(case_id).state == "expired"
    assert mailed()[2:] == [
        (APPLICANT, f"The registration of {NAME} has run out"),
        (MANAGER, f"未在期限内审批：{NAME}"),
    ]
    refused = decide(secret, answers=TERMS)
    assert (refused.status, refused.code) == (409, "link_expired")
    assert late(days=8) == {"outcome": "swept", "urged": 0}
    streams.drain()
    assert case(case_id).state == "expired"
    assert len(mailed()) == 4


def test_a_wait_that_nobody_ends_runs_out_by_itself(running: None, streams: Streams) -> None:
    save_policy(registration_answer_seconds=1, wait_margin_seconds=0)
    case_id = register()
    asked()
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert case(case_id).state == "expired"
    assert decision(decision_id_of(case_id)).state == "expired"


def test_a_decision_at_the_last_moment_counts(running: None, streams: Streams) -> None:
    save_policy(registration_answer_seconds=2, wait_margin_seconds=0)
    case_id = register()
    assert decide(asked(), answers=TERMS).status == 200
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert case(case_id).state == "provisioned"
    streams.drain()
    assert len(secrets("welcome")) == 1


@pytest.mark.parametrize(
    "changes",
    [{"email": "someone@else.example.com"}, {"credit_code": OTHER_CODE}],
    ids=["same code", "same address"],
)
def test_a_duplicate_is_rejected_without_saying_why(running: None, changes: dict[str, str]) -> None:
    first = register()
    asked()
    second = register("registration-2", **changes)
    assert finished(execution(second))["status"] == "SUCCEEDED"
    assert (case(second).state, case(second).reason) == ("rejected", "duplicate")
    assert case(first).state == "in_approval"
    assert len(secrets("approve")) == 1
    received, told = mails()[-2:]
    assert {received["to"], told["to"]} == {changes.get("email", APPLICANT)}
    assert received["subject"] == RECEIVED[1]
    assert "The reason: we cannot take on this application at present." in told["text"]
    assert "duplicate" not in told["text"] + told["html"]


def test_until_it_is_rejected_a_duplicate_looks_like_any_other(running: None, streams: Streams) -> None:
    save_policy(duplicate_answer_seconds=3)
    first = register()
    asked()
    second = register("registration-2", email="someone@else.example.com")
    until(lambda: case(second).state == "in_approval")
    shown = [follow(case_id, secret).body for case_id, secret in zip((first, second), secrets("case"), strict=True)]
    assert [(one["state"], one["reason"], one["comment"]) for one in shown] == [("in_approval", None, None)] * 2
    abort_wait = reconcile()
    assert abort_wait == {"outcome": "reconciled", "restarted": 0}
    assert finished(execution(second))["status"] == "SUCCEEDED"
    assert follow(second, secrets("case")[1]).body["reason"] == "decision"


def test_the_address_of_staff_is_a_duplicate(running: None) -> None:
    case_id = register(email=MANAGER)
    finished(execution(case_id))
    assert (case(case_id).state, case(case_id).reason) == ("rejected", "duplicate")


@pytest.mark.parametrize(
    ("uploaded", "reason"),
    [
        (lambda: "0" * 26, "document_missing"),
        (lambda: upload(b"MZ not a pdf at all"), "document_refused"),
        (lambda: upload(content_type="text/html"), "document_refused"),
    ],
    ids=["missing", "not what it says", "other type"],
)
def test_a_bad_document_is_rejected_with_its_reason(running: None, uploaded: Callable[[], str], reason: str) -> None:
    case_id = register(upload_id=uploaded())
    finished(execution(case_id))
    assert (case(case_id).state, case(case_id).reason) == ("rejected", reason)
    assert len(mails()) == 1
    assert "The reason:" in mails()[0]["text"]


def test_an_aborted_execution_is_started_again_and_the_old_link_works(running: None, streams: Streams) -> None:
    case_id = register()
    secret = asked()
    until(lambda: case(case_id).state == "in_approval")
    break_off(case_id, decision(decision_id_of(case_id)).task_token)
    assert reconcile() == {"outcome": "reconciled", "restarted": 1}
    assert reconcile() == {"outcome": "reconciled", "restarted": 0}
    time.sleep(0.5)
    assert len(mails()) == 2
    assert decide(secret, answers=TERMS).status == 200
    streams.drain()
    assert finished(execution(case_id, 2))["status"] == "SUCCEEDED"
    assert case(case_id).state == "provisioned"
    assert [to for to, _ in mailed()[:3]] == [APPLICANT, MANAGER, APPLICANT]
    assert reconcile() == {"outcome": "reconciled", "restarted": 0}


def test_what_was_decided_while_nothing_ran_counts_when_it_runs_again(running: None, streams: Streams) -> None:
    case_id = register()
    secret = asked()
    break_off(case_id, decision(decision_id_of(case_id)).task_token)
    assert decide(secret, answers=TERMS).status == 200
    streams.drain()
    assert case(case_id).state == "in_approval"
    reconcile()
    assert finished(execution(case_id, 2))["status"] == "SUCCEEDED"
    assert case(case_id).state == "provisioned"


def test_a_case_whose_start_failed_is_started_by_the_reconciler(aws: Cloud, monkeypatch: Any) -> None:
    company()
    case_id = register()
    assert case(case_id).state == "submitted"
    machine("registration", monkeypatch)
    reconcile()
    until(lambda: case(case_id).state == "in_approval")
    assert case(case_id).attempt == 1


@pytest.fixture
def broken_ledger(monkeypatch: Any) -> Iterator[Callable[[], None]]:
    """Provisioning fails until it is mended."""
    from chalicelib.onboarding import workflow_commands  # noqa: PLC0415 - patched here

    whole = workflow_commands.open_account

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr(workflow_commands, "open_account", broken)
    return lambda: monkeypatch.setattr(workflow_commands, "open_account", whole)


def test_a_failure_is_recorded_and_told_and_the_case_goes_on_later(
    running: None, broken_ledger: Callable[[], None], streams: Streams
) -> None:
    case_id = register()
    decide(asked(), answers=TERMS)
    streams.drain()
    assert finished(execution(case_id))["status"] == "FAILED"
    assert (case(case_id).state, case(case_id).failure) == ("failed", "RuntimeError")
    assert mailed()[2:] == [("admin@maker.example.com", "A registration failed: 福州星辰贸易有限公司")]
    broken_ledger()
    reconcile()
    assert finished(execution(case_id, 2))["status"] == "SUCCEEDED"
    assert case(case_id).state == "provisioned"
    assert [to for to, _ in mailed()] == [APPLICANT, MANAGER, "admin@maker.example.com", APPLICANT]


def test_every_step_may_run_twice(aws: Cloud, running: None, streams: Streams) -> None:
    case_id = register()
    decide(asked(), answers=TERMS)
    streams.drain()
    finished(execution(case_id))
    before = len(mails())
    verdict = {"outcome": "approved", "answers": TERMS}
    again = handler("registration_provision")({"case_id": case_id, "verdict": verdict}, Context())
    assert again == {"outcome": "provisioned", "dealer_id": "D" + case_id[1:]}
    assert handler("registration_check")({"case_id": case_id}, Context())["outcome"] == "over"
    handler("registration_end")({"case_id": case_id, "ending": "rejected", "verdict": verdict}, Context())
    handler("registration_end")({"case_id": case_id, "ending": "failed"}, Context())
    assert case(case_id).state == "provisioned"
    assert len(mails()) == before
    assert len(boto3.client("cognito-idp").list_users(UserPoolId=aws.user_pool_id)["Users"]) == 4


# Two levels


def test_above_the_limit_finance_decides_too_and_the_last_answers_hold(running: None, streams: Streams) -> None:
    finance()
    case_id = register()
    assert decide(asked(), answers=LARGE, comment="Strong company.").status == 200
    streams.drain()
    secret = newest("approve", FINANCE, 1)
    shown = ask("GET", "/approval", headers={"X-Approval-Secret": secret}).body
    facts = {fact["label"]: fact["value"] for fact in shown["facts"]}
    assert (shown["decision_id"], shown["may_return"]) == (f"registration-{case_id}-v1-2", True)
    assert {label: value for label, value in facts.items() if label.startswith("proposed_")} == {
        "proposed_by": "王芳", "proposed_grade": "B", "proposed_credit_limit": "300000.00",
        "proposed_payment_days": "30", "proposed_comment": "Strong company.",
    }  # fmt: skip
    assert case(case_id).state == "in_approval"
    last = {"grade": "A", "credit_limit": "250000.00", "payment_days": 15}
    assert decide(secret, answers=last).body["decided_by"] == "Fei"
    streams.drain()
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    made = dealer_as_is("D" + case_id[1:])
    assert (made.grade, made.payment_days) == ("A", 15)
    assert account("D" + case_id[1:], Reach()).credit_limit == Decimal("250000.00")
    assert mailed()[:4] == [RECEIVED, ASKED, FINANCE_ASKED, WELCOME]


def test_at_the_limit_the_regional_manager_decides_alone(running: None, streams: Streams) -> None:
    finance()
    case_id = register()
    decide(asked(), answers=TERMS | {"credit_limit": "200000.00"})
    streams.drain()
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert (case(case_id).state, secrets("approve", FINANCE)) == ("provisioned", [])


def test_finance_may_reject_what_the_regional_manager_approved(running: None, streams: Streams) -> None:
    finance()
    case_id = register()
    first = asked()
    decide(first, answers=LARGE)
    streams.drain()
    assert decide(newest("approve", FINANCE, 1), "reject", comment="Too much risk.").status == 200
    streams.drain()
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert (case(case_id).state, case(case_id).comment) == ("rejected", "Too much risk.")
    assert mailed() == [RECEIVED, ASKED, FINANCE_ASKED, REJECTED]
    assert decide(first, answers=TERMS).code == "link_used"


def test_with_nobody_in_finance_it_fails_once_and_goes_on_when_there_is(running: None, streams: Streams) -> None:
    case_id = register()
    decide(asked(), answers=LARGE)
    streams.drain()
    assert finished(execution(case_id))["status"] == "FAILED"
    assert (case(case_id).state, case(case_id).failure) == ("failed", "no_finance")
    assert mailed() == [RECEIVED, ASKED, FAILED]
    assert "nobody in finance who could decide" in mails()[-1]["text"]
    assert reconcile()["restarted"] == 1
    assert finished(execution(case_id, 2))["status"] == "FAILED"
    assert (case(case_id).failures, len(mails())) == (2, 3)
    assert reconcile()["restarted"] == 0
    finance()
    assert late(seconds=3601, task="registration_reconcile")["restarted"] == 1
    decide(newest("approve", FINANCE, 1), answers=LARGE)
    streams.drain()
    assert finished(execution(case_id, 3))["status"] == "SUCCEEDED"
    assert mailed()[:5] == [RECEIVED, ASKED, FAILED, FINANCE_ASKED, WELCOME]


def test_a_region_without_a_manager_is_a_failure_that_administrators_hear_of(running: None, streams: Streams) -> None:
    save_region("west", "西部", "WH-EAST")
    case_id = register(region="west")
    assert finished(execution(case_id))["status"] == "FAILED"
    assert (case(case_id).state, case(case_id).failure) == ("failed", "no_manager")
    assert mailed() == [RECEIVED, FAILED]
    add_staff("west@maker.example.com", "West", Role.REGIONAL_MANAGER, ["west"], "en")
    assert reconcile()["restarted"] == 1
    decide(newest("approve", "west@maker.example.com", 1), answers=TERMS)
    streams.drain()
    assert finished(execution(case_id, 2))["status"] == "SUCCEEDED"
    assert mailed()[2:4] == [("west@maker.example.com", FINANCE_ASKED[1]), WELCOME]


def test_after_a_restart_finance_is_waited_for_and_nobody_is_asked_again(running: None, streams: Streams) -> None:
    finance()
    case_id = register()
    decide(asked(), answers=LARGE)
    streams.drain()
    secret = newest("approve", FINANCE, 1)
    old = decision(decision_id_of(case_id, 1, 2)).task_token
    break_off(case_id, old)
    assert reconcile()["restarted"] == 1
    until(lambda: decision(decision_id_of(case_id, 1, 2)).task_token != old)
    assert mailed() == [RECEIVED, ASKED, FINANCE_ASKED]
    assert decide(secret, answers=LARGE).status == 200
    streams.drain()
    assert finished(execution(case_id, 2))["status"] == "SUCCEEDED"
    assert mailed()[3] == WELCOME


# More information


def test_what_is_wanted_is_amended_and_decided_anew(running: None, streams: Streams) -> None:
    case_id = register()
    secret = returned(streams)
    shown = follow(case_id, secret).body
    assert (shown["state"], shown["wanted"]) == ("amending", "Which brands do you sell?")
    assert (shown["application"]["contact_name"], shown["application"]["requested_credit"]) == ("李娜", "80000.00")
    further = {"upload_id": upload(), "file_name": "brands.pdf"}
    documents = [*shown["application"]["documents"], further]
    reply = amend(case_id, secret, contact_name="李娜娜", documents=documents)
    assert (reply.status, reply.body) == (202, {"case_id": case_id, "state": "submitted"})
    anew = newest("approve", MANAGER, 2)
    asked_again = ask("GET", "/approval", headers={"X-Approval-Secret": anew}).body
    assert (asked_again["decision_id"], asked_again["subject_version"]) == (f"registration-{case_id}-v2-1", 2)
    assert [document["name"] for document in asked_again["documents"]] == ["营业执照.pdf", "brands.pdf"]
    assert {"label": "contact_name", "value": "李娜娜"} in asked_again["facts"]
    assert decide(secrets("approve", MANAGER)[0], answers=TERMS).code == "link_used"
    decide(anew, answers=TERMS)
    streams.drain()
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert (case(case_id).state, case(case_id).revision) == ("provisioned", 2)
    assert mailed()[:5] == [RECEIVED, ASKED, WANTED, ASKED, WELCOME]
    assert "Which brands do you sell?" in mails()[2]["text"]


def test_finance_may_want_more_and_then_both_levels_decide_anew(running: None, streams: Streams) -> None:
    finance()
    case_id = register()
    decide(asked(), answers=LARGE)
    streams.drain()
    decide(newest("approve", FINANCE, 1), "more_information", comment="Last year's books, please.")
    streams.drain()
    secret = newest("case", APPLICANT, 2)
    assert follow(case_id, secret).body["wanted"] == "Last year's books, please."
    assert amend(case_id, secret, requested_credit="300000.00").status == 202
    decide(newest("approve", MANAGER, 2), answers=LARGE)
    streams.drain()
    decide(newest("approve", FINANCE, 2), answers=LARGE)
    streams.drain()
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert mailed()[:7] == [RECEIVED, ASKED, FINANCE_ASKED, WANTED, ASKED, FINANCE_ASKED, WELCOME]


def test_an_applicant_who_does_not_amend_is_reminded_and_then_the_case_expires(running: None, streams: Streams) -> None:
    case_id = register()
    secret = returned(streams)
    chased = {"task": "registration_sweep"}
    assert late(days=6, **chased)["cases"] == 0
    assert late(days=7, **chased)["cases"] == 1
    assert late(days=7, **chased)["cases"] == 0
    reminder = secrets("case")[-1]
    assert reminder != secret
    assert follow(case_id, secret).status == follow(case_id, reminder).status == 200
    assert late(days=14, **chased)["cases"] == 1
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert case(case_id).state == "expired"
    assert mailed() == [
        RECEIVED,
        ASKED,
        WANTED,
        (APPLICANT, f"Reminder: we need more information about the registration of {NAME}"),
        (APPLICANT, f"The registration of {NAME} has run out"),
        (MANAGER, f"申请人未补充资料：{NAME}"),
    ]
    assert claimed() == set()
    late_one = ask(
        "POST", f"/registrations/{case_id}/amendments", stated(case_id), key="a", headers={"X-Case-Secret": secret}
    )
    assert (late_one.status, late_one.code) == (409, "wrong_state")


def test_a_wait_for_the_applicant_that_nobody_ends_runs_out_by_itself(running: None, streams: Streams) -> None:
    save_policy(registration_amend_seconds=1, wait_margin_seconds=0)
    case_id = register()
    returned(streams)
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert case(case_id).state == "expired"


def test_after_a_restart_the_applicant_is_waited_for_and_nobody_is_mailed_again(
    running: None, streams: Streams
) -> None:
    case_id = register()
    secret = returned(streams)
    old = case(case_id).task_token
    until_then = case(case_id).amend_until
    break_off(case_id, old)
    assert reconcile()["restarted"] == 1
    until(lambda: case(case_id).task_token != old)
    assert (case(case_id).state, case(case_id).amend_until) == ("amending", until_then)
    assert mailed() == [RECEIVED, ASKED, WANTED]
    assert amend(case_id, secret).status == 202
    decide(newest("approve", MANAGER, 2), answers=TERMS)
    streams.drain()
    assert finished(execution(case_id, 2))["status"] == "SUCCEEDED"
    assert mailed()[:5] == [RECEIVED, ASKED, WANTED, ASKED, WELCOME]


def test_when_the_applicant_could_not_be_asked_it_is_made_up_for(
    running: None, streams: Streams, monkeypatch: Any
) -> None:
    case_id = register()
    secret, send = asked(), mail._send

    def broken(to: str, rendered: Any) -> None:
        if rendered.subject == WANTED[1]:
            raise RuntimeError("SES is away")
        send(to, rendered)

    with monkeypatch.context() as away:
        away.setattr(mail, "_send", broken)
        decide(secret, "more_information", comment="Which brands?")
        streams.drain()
        assert finished(execution(case_id))["status"] == "FAILED"
    assert (case(case_id).state, mailed()) == ("failed", [RECEIVED, ASKED, FAILED])
    assert reconcile()["restarted"] == 1
    assert amend(case_id, newest("case", APPLICANT, 2)).status == 202
    decide(newest("approve", MANAGER, 2), answers=TERMS)
    streams.drain()
    assert finished(execution(case_id, 2))["status"] == "SUCCEEDED"
    assert mailed()[:6] == [RECEIVED, ASKED, FAILED, WANTED, ASKED, WELCOME]


def test_what_was_amended_while_nothing_ran_counts_when_it_runs_again(running: None, streams: Streams) -> None:
    case_id = register()
    secret = returned(streams)
    break_off(case_id, case(case_id).task_token)
    assert amend(case_id, secret).status == 202
    assert case(case_id).state == "submitted"
    assert reconcile()["restarted"] == 1
    decide(newest("approve", MANAGER, 2), answers=TERMS)
    streams.drain()
    assert finished(execution(case_id, 2))["status"] == "SUCCEEDED"
    assert mailed()[:5] == [RECEIVED, ASKED, WANTED, ASKED, WELCOME]


def test_an_amendment_that_could_not_be_told_is_told_by_the_reconciler(
    running: None, streams: Streams, monkeypatch: Any
) -> None:
    case_id = register()
    secret = returned(streams)
    with monkeypatch.context() as away:
        away.setattr(workflows, "try_wake", lambda *_: False)
        assert amend(case_id, secret).status == 202
    assert reconcile()["restarted"] == 0
    newest("approve", MANAGER, 2)
    assert (case(case_id).state, case(case_id).attempt) == ("in_approval", 1)


def test_two_amendments_at_once_are_one(running: None, streams: Streams) -> None:
    case_id = register()
    secret = returned(streams)
    body = stated(case_id)
    answers: list[int] = []

    def send(key: str) -> None:
        headers = {"X-Case-Secret": secret}
        answers.append(ask("POST", f"/registrations/{case_id}/amendments", body, key=key, headers=headers).status)

    sent = [threading.Thread(target=send, args=(f"a{number}",)) for number in range(4)]
    for one in sent:
        one.start()
    for one in sent:
        one.join()
    assert sorted(answers) == [202, 409, 409, 409]
    assert case(case_id).revision == 2


def test_an_amended_code_and_address_move_the_claims(running: None, streams: Streams) -> None:
    case_id = register()
    secret = returned(streams)
    assert amend(case_id, secret, credit_code=OTHER_CODE, email="new@xingchen.example.com").status == 202
    newest("approve", MANAGER, 2)
    assert claimed() == {f"CODE#{OTHER_CODE}", "ADDRESS#new@xingchen.example.com"}
    assert mailed()[3:] == [("new@xingchen.example.com", RECEIVED[1]), ASKED]
    second = register("registration-2")
    until(lambda: case(second).state == "in_approval")


def test_an_amendment_to_what_belongs_to_another_is_taken_and_rejected_without_saying_why(
    running: None, streams: Streams
) -> None:
    other = register("registration-0", credit_code=OTHER_CODE, email="someone@else.example.com")
    until(lambda: case(other).state == "in_approval")
    until(lambda: len(secrets("approve")) == 1)
    case_id = register()
    until(lambda: len(secrets("approve")) == 2)
    secret = returned(streams)
    reply = amend(case_id, secret, credit_code=OTHER_CODE)
    assert (reply.status, reply.body) == (202, {"case_id": case_id, "state": "submitted"})
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert (case(case_id).state, case(case_id).reason) == ("rejected", "duplicate")
    assert (mails()[-1]["to"], "The reason: we cannot" in mails()[-1]["text"]) == (APPLICANT, True)
    assert follow(case_id, secret).body["reason"] == "decision"
    assert claimed() == {f"CODE#{OTHER_CODE}", "ADDRESS#someone@else.example.com"}


# No answer


def test_a_reminder_has_a_further_link_and_the_first_one_works(running: None, streams: Streams) -> None:
    case_id = register()
    first = asked()
    assert late(days=2)["urged"] == 0
    assert late(days=3)["urged"] == 1
    assert late(days=3)["urged"] == 0
    assert mailed() == [RECEIVED, ASKED, (MANAGER, f"提醒审批：{NAME} 申请成为经销商")]
    reminder = secrets("approve")[-1]
    assert reminder != first
    assert ask("GET", "/approval", headers={"X-Approval-Secret": reminder}).status == 200
    assert decide(first, answers=TERMS).status == 200
    assert decide(reminder, answers=TERMS).code == "link_used"
    streams.drain()
    finished(execution(case_id))
    assert late(days=7)["urged"] == 0
    assert mailed()[3] == WELCOME


def test_escalated_it_may_be_decided_by_an_administrator(running: None, streams: Streams) -> None:
    case_id = register()
    first = asked()
    late(days=3)
    assert late(days=5)["urged"] == 1
    assert late(days=6)["urged"] == 0
    assert mailed()[3:] == [
        (ADMIN, f"Nobody has answered yet: {NAME} asks to become a dealer"),
        (MANAGER, f"已同时请管理员审批：{NAME}"),
    ]
    assert ask("GET", "/approval", headers={"X-Approval-Secret": first}).status == 200
    (secret,) = secrets("approve", ADMIN)
    assert decide(secret, answers=TERMS).body["decided_by"] == "Admin"
    assert decide(first, answers=TERMS).code == "link_used"
    streams.drain()
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert case(case_id).state == "provisioned"
    assert everything_waiting() == []


def test_after_a_restart_the_escalated_are_not_mailed_again_and_the_end_stays(running: None, streams: Streams) -> None:
    case_id = register()
    asked()
    late(days=5)
    before = mailed()
    made = decision(decision_id_of(case_id))
    break_off(case_id, made.task_token)
    reconcile()
    until(lambda: decision(decision_id_of(case_id)).task_token != made.task_token)
    time.sleep(0.3)
    assert mailed() == before
    assert decision(decision_id_of(case_id)).ends_at == made.ends_at
    late(days=7)
    streams.drain()
    assert finished(execution(case_id, 2))["status"] == "SUCCEEDED"
    assert mailed()[len(before) :] == [
        (APPLICANT, f"The registration of {NAME} has run out"),
        (MANAGER, f"未在期限内审批：{NAME}"),
        (ADMIN, f"Not decided in time: {NAME}"),
    ]


def test_what_ran_out_while_nothing_ran_is_told_when_it_runs_again(running: None, streams: Streams) -> None:
    case_id = register()
    asked()
    break_off(case_id, decision(decision_id_of(case_id)).task_token)
    late(days=7)
    streams.drain()
    assert case(case_id).state == "in_approval"
    assert reconcile()["restarted"] == 1
    assert finished(execution(case_id, 2))["status"] == "SUCCEEDED"
    assert case(case_id).state == "expired"
    assert len(mailed()) == 4


# What is kept


def test_the_documents_of_a_rejected_case_are_deleted_after_a_while(running: None, streams: Streams) -> None:
    rejected, kept = register(), register("k2", credit_code=OTHER_CODE, email="someone@else.example.com")
    until(lambda: len(secrets("approve")) == 2)
    for secret in secrets("approve"):
        shown = ask("GET", "/approval", headers={"X-Approval-Secret": secret}).body
        mine = shown["decision_id"] == decision_id_of(rejected)
        decide(secret, "reject" if mine else "approve", {} if mine else TERMS, "No." if mine else None)
    streams.drain()
    finished(execution(rejected))
    finished(execution(kept))
    swept = {"task": "registration_sweep"}
    assert late(days=29, **swept)["cases"] == 0
    assert {key.split("/")[1] for key in documents()} == {rejected, kept}
    assert late(days=30, **swept)["cases"] == 1
    assert {key.split("/")[1] for key in documents()} == {kept}
    assert case(rejected).documents_deleted_at is not None
    assert (case(rejected).due_key, case(kept).due_key) == (None, None)
    assert late(days=31, **swept)["cases"] == 0


def documents() -> list[str]:
    found = boto3.client("s3").list_objects_v2(Bucket="qudao-documents", Prefix="cases/").get("Contents", [])
    return [item["Key"] for item in found]


def everything_waiting() -> list[Any]:
    return [item for item in everything("approvals") if item["pk"]["S"].startswith("APPROVER#")]


def stated(case_id: str) -> dict[str, Any]:
    """The body that amends nothing."""
    as_it_is = case(case_id)
    names = ("company_name", "credit_code", "region", "contact_name", "email", "phone", "address", "locale")
    return {name: getattr(as_it_is, name) for name in names} | {"documents": as_it_is.documents}
