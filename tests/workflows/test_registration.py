"""The registration workflow, on moto's interpreter with the real handlers."""

import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import boto3
import pytest

from chalicelib.approvals.queries import decision
from chalicelib.company.commands import save_policy
from chalicelib.dealers.queries import dealer_as_is, users
from chalicelib.edge.principal import Reach
from chalicelib.ledger.queries import account
from chalicelib.onboarding.rules import decision_id_of, execution_name
from tests.world.api import Context, ask
from tests.world.cloud import MACHINE, Cloud, mails
from tests.world.machines import abort, finished, machine, until
from tests.world.registrations import OTHER_CODE, TERMS, case, company, decide, register, secrets, upload
from tests.world.streams import Streams, handler

APPLICANT = "li.na@xingchen.example.com"
MANAGER = "wang@maker.example.com"


@pytest.fixture
def running(aws: Cloud, monkeypatch: Any) -> None:
    """A company whose registration machine runs."""
    company()
    machine("registration", monkeypatch)


def execution(case_id: str, attempt: int = 1) -> str:
    return f"{MACHINE}-registration:{execution_name(case_id, attempt)}".replace(":stateMachine:", ":execution:")


def asked() -> str:
    """Waits until the manager has a link; its secret."""
    return str(until(lambda: secrets("approve"))[-1])


def mailed() -> list[tuple[str, str]]:
    return [(mail["to"], mail["subject"]) for mail in mails()]


def reconcile() -> dict[str, Any]:
    return dict(handler("registration_reconcile")({}, Context()))


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
    save_policy(registration_answer_seconds=1)
    case_id = register()
    secret = asked()
    assert finished(execution(case_id))["status"] == "SUCCEEDED"
    assert case(case_id).state == "expired"
    assert mailed()[2:] == [
        (APPLICANT, "The registration of 福州星辰贸易有限公司 has run out"),
        (MANAGER, "未在期限内审批：福州星辰贸易有限公司"),
    ]
    late = decide(secret, answers=TERMS)
    assert (late.status, late.code) == (409, "link_expired")
    streams.drain()
    assert case(case_id).state == "expired"


def test_a_decision_at_the_last_moment_counts(running: None, streams: Streams) -> None:
    save_policy(registration_answer_seconds=2)
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
    told = mails()[-1]
    assert told["to"] == changes.get("email", APPLICANT)
    assert "reason" not in told["text"]
    assert "duplicate" not in told["text"] + told["html"]


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
    abort(execution(case_id), decision(decision_id_of(case_id)).task_token)
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
    abort(execution(case_id), decision(decision_id_of(case_id)).task_token)
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
