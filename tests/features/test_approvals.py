"""Decisions: shown without change, decided once, by those who may, within bounds."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.approvals.commands import expire_decision, open_decision, void_decisions
from chalicelib.approvals.queries import decision
from chalicelib.approvals.records import SecretRecord, secret_key
from chalicelib.approvals.rules import Approver, Ask, Document, Fact
from chalicelib.aws import mail, workflows
from chalicelib.aws.tables import commit, create
from chalicelib.company.commands import add_staff, save_policy
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Conflict
from chalicelib.onboarding.rules import approval_form
from tests.world.api import Context, Reply, ask, dealer_user, staff
from tests.world.cloud import Cloud, mails
from tests.world.registrations import TERMS, secrets
from tests.world.streams import Streams, handler
from tests.world.table import everything

NOW = datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
WANG = staff(Role.REGIONAL_MANAGER, "wang", ("east",))
FIN = staff(Role.FINANCE, "fin")
VALUES = {"company_name": "星辰", "credit_code": "91350100M000100Y43", "region": "华东", "requested_credit": None}
APPROVE = {"choice": "approve", "answers": TERMS}


def approver(who: Principal, locale: str = "en") -> Approver:
    return Approver(who.user_id, who.email, who.name, locale)


def to_decide(**changes: Any) -> Ask:
    whole: dict[str, Any] = {
        "decision_id": "registration-C1",
        "subject": "registration:C1",
        "subject_version": 1,
        "template": "approval",
        "values": VALUES,
        "facts": [Fact("company_name", "星辰")],
        "documents": [Document("营业执照.pdf", "cases/C1/U1")],
        "approvers": [approver(WANG)],
        "form": approval_form(["A", "B"], 180, ["contract-star"]),
        "expires_at": NOW + timedelta(days=7),
        "task_token": "token-1",
    }
    return Ask(**whole | changes)


def opened(**changes: Any) -> str:
    """Opens a decision at NOW; the newest secret."""
    with clock.at(NOW):
        open_decision(to_decide(**changes))
    return secrets("approve")[-1]


def show(secret: str, at: datetime = NOW) -> Reply:
    with clock.at(at):
        return ask("GET", "/approval", headers={"X-Approval-Secret": secret})


def decide(secret: str, body: Any = APPROVE, at: datetime = NOW) -> Reply:
    with clock.at(at):
        return ask("POST", "/approval", body, headers={"X-Approval-Secret": secret})


def decide_as(
    who: Principal | None, body: Any = APPROVE, key: str = "k1", decision_id: str = "registration-C1"
) -> Reply:
    with clock.at(NOW):
        return ask("POST", f"/decisions/{decision_id}", body, who=who, key=key)


def refused(reply: Reply, status: int, code: str) -> bool:
    return (reply.status, reply.code) == (status, code)


def test_the_link_shows_everything_that_is_to_be_decided(aws: Cloud) -> None:
    body = show(opened()).body
    (document,) = body.pop("documents")
    assert document["name"] == "营业执照.pdf"
    assert "/cases/C1/U1?" in document["url"]
    assert body == {
        "decision_id": "registration-C1",
        "subject": "registration:C1",
        "subject_version": 1,
        "kind": "approval",
        "state": "open",
        "values": VALUES,
        "facts": [{"label": "company_name", "value": "星辰"}],
        "form": [
            {"name": "grade", "kind": "choice", "required": True, "nullable": False, "minimum": None, "maximum": None,
             "choices": ["A", "B"]},
            {"name": "credit_limit", "kind": "money", "required": True, "nullable": True, "minimum": "0.00",
             "maximum": None, "choices": []},
            {"name": "payment_days", "kind": "integer", "required": True, "nullable": False, "minimum": 0,
             "maximum": 180, "choices": []},
            {"name": "contract_list_id", "kind": "choice", "required": False, "nullable": True, "minimum": None,
             "maximum": None, "choices": ["contract-star"]},
        ],
        "needs_sign_in": False,
        "may_return": False,
        "opened_at": "2026-11-03T09:15:00.000000Z",
        "ends_at": "2026-11-10T09:15:00.000000Z",
        "decided_at": None,
        "decided_by": None,
        "answers": None,
        "comment": None,
    }  # fmt: skip


def test_the_mail_holds_the_link_and_the_table_only_its_digest(aws: Cloud) -> None:
    secret = opened()
    (mail,) = mails()
    assert (mail["to"], mail["subject"]) == (WANG.email, "For your approval: 星辰 asks to become a dealer")
    assert f"https://dealers.example.com/#/approve/{secret}" in mail["html"]
    assert "2026-11-10 17:15 (Asia/Shanghai)" in mail["text"]
    assert "token-1" not in mail["text"] + mail["html"]
    kept = repr(everything("approvals"))
    assert secret not in kept
    assert ids.digest(secret) in kept


def test_opening_the_link_ten_times_changes_nothing(aws: Cloud) -> None:
    secret = opened()
    before = everything("approvals")
    assert {show(secret).status for _ in range(10)} == {200}
    assert everything("approvals") == before
    assert len(mails()) == 1


def test_a_decision_by_link_is_recorded_with_who_when_what_and_from_where(aws: Cloud) -> None:
    secret = opened()
    reply = decide(secret, APPROVE | {"comment": "Good company."})
    assert reply.body == {
        "decision_id": "registration-C1",
        "state": "approved",
        "decided_at": "2026-11-03T09:15:00.000000Z",
        "decided_by": "wang",
    }
    made = decision("registration-C1")
    assert made.verdict() == {
        "outcome": "approved",
        "answers": TERMS,
        "comment": "Good company.",
        "decided_by": "wang",
        "decided_by_id": "wang",
        "decision_id": "registration-C1",
    }
    assert (made.decided_from, made.decided_via, made.decided_at) == ("203.0.113.7", "link", NOW)
    assert "expires_at" not in made.serialize()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"choice": "approve"}, ["answers.grade", "answers.credit_limit", "answers.payment_days"]),
        ({"choice": "approve", "answers": TERMS | {"grade": "Z"}}, ["answers.grade"]),
        ({"choice": "approve", "answers": TERMS | {"credit_limit": "-1.00"}}, ["answers.credit_limit"]),
        ({"choice": "approve", "answers": TERMS | {"payment_days": 181}}, ["answers.payment_days"]),
        ({"choice": "approve", "answers": TERMS | {"contract_list_id": "x"}}, ["answers.contract_list_id"]),
        ({"choice": "approve", "answers": TERMS | {"unlimited": True}}, ["answers.unlimited"]),
        ({"choice": "reject"}, ["comment"]),
        ({"choice": "more_information", "comment": "Which brands?"}, ["choice"]),
        ({"choice": "maybe"}, ["choice"]),
        ({"choice": "approve", "answers": [1]}, ["answers"]),
        ({}, ["choice"]),
    ],
)
def test_a_wrong_answer_names_its_fields_and_decides_nothing(aws: Cloud, body: Any, fields: list[str]) -> None:
    secret = opened()
    before = everything("approvals")
    reply = decide(secret, body)
    assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, fields)
    assert everything("approvals") == before
    assert decide(secret).status == 200


def test_a_second_decision_is_refused(aws: Cloud) -> None:
    secret = opened()
    decide(secret)
    before = everything("approvals")
    assert refused(decide(secret, {"choice": "reject", "comment": "no"}), 409, "link_used")
    assert refused(show(secret), 409, "link_used")
    assert everything("approvals") == before


def test_a_late_decision_is_refused(aws: Cloud) -> None:
    secret = opened()
    before = everything("approvals")
    late = NOW + timedelta(days=7)
    assert refused(decide(secret, at=late), 409, "link_expired")
    assert refused(show(secret, at=late), 409, "link_expired")
    assert everything("approvals") == before
    assert decide(secret, at=late - timedelta(seconds=1)).status == 200


@pytest.mark.parametrize("forged", ["x" * 43, "short", ""])
def test_a_forged_link_is_unknown(aws: Cloud, forged: str) -> None:
    opened()
    before = everything("approvals")
    assert (show(forged).status, decide(forged).status) == (404, 404)
    assert everything("approvals") == before


def test_every_unexpired_secret_works_until_one_decided(aws: Cloud) -> None:
    first = opened()
    reminder = ids.secret()
    commit(
        create(
            SecretRecord(
                *secret_key(ids.digest(reminder)),
                decision_id="registration-C1",
                user_id="wang",
                expires_at=NOW + timedelta(days=97),
            )
        )
    )
    assert (show(first).status, show(reminder).status) == (200, 200)
    assert decide(reminder).status == 200
    assert refused(decide(first), 409, "link_used")


def test_of_two_approvers_each_has_a_link_and_one_decides(aws: Cloud) -> None:
    opened(approvers=[approver(WANG), approver(FIN, "zh-CN")])
    (wang,), (fin,) = secrets("approve", WANG.email), secrets("approve", FIN.email)
    assert decide(fin).body["decided_by"] == "fin"
    assert refused(decide(wang), 409, "link_used")
    with clock.at(NOW):
        assert ask("GET", "/decisions", who=WANG).body == {"items": [], "next": None}


def test_what_needs_sign_in_is_shown_but_not_decided_by_link(aws: Cloud) -> None:
    secret = opened(needs_sign_in=True)
    before = everything("approvals")
    assert show(secret).body["needs_sign_in"] is True
    assert refused(decide(secret), 401, "sign_in_required")
    assert everything("approvals") == before
    assert decide_as(WANG).status == 200


def test_four_eyes_hold_by_link_and_in_the_console(aws: Cloud) -> None:
    secret = opened(not_by=frozenset({"wang"}))
    before = everything("approvals")
    assert refused(decide(secret), 403, "four_eyes")
    assert refused(decide_as(WANG), 403, "four_eyes")
    assert everything("approvals") == before


def test_the_console_lists_and_decides_what_waits_for_the_asker(aws: Cloud) -> None:
    opened()
    with clock.at(NOW):
        listed = ask("GET", "/decisions", who=WANG).body
        assert [item["decision_id"] for item in listed["items"]] == ["registration-C1"]
        assert ask("GET", "/decisions", who=FIN).body == {"items": [], "next": None}
    first = decide_as(WANG)
    assert (first.status, first.body["state"]) == (200, "approved")
    assert decision("registration-C1").decided_via == "console"
    before = everything("approvals")
    assert decide_as(WANG).body == first.body
    assert refused(decide_as(WANG, {"choice": "reject", "comment": "no"}), 409, "idempotency_key_reused")
    assert refused(decide_as(WANG, key="k2"), 409, "link_used")
    assert everything("approvals") == before
    with clock.at(NOW):
        assert ask("GET", "/decisions", who=WANG).body == {"items": [], "next": None}


def test_a_decision_is_not_found_by_those_who_are_not_asked(aws: Cloud) -> None:
    opened()
    before = everything("approvals")
    other, missing = decide_as(FIN), decide_as(FIN, decision_id="registration-C2")
    assert (other.status, other.body) == (404, missing.body)
    assert decide_as(dealer_user("D0000001")).status == 403
    assert decide_as(None).status == 401
    assert refused(decide_as(WANG, key=""), 422, "idempotency_key_missing")
    assert everything("approvals") == before


def test_one_decision_is_there_for_whoever_is_or_was_asked(aws: Cloud) -> None:
    opened(not_by=frozenset({"fin"}))
    before = everything("approvals")
    with clock.at(NOW):
        (listed,) = ask("GET", "/decisions", who=WANG).body["items"]
        shown = ask("GET", "/decisions/registration-C1", who=WANG)
        listed.pop("documents")
        shown.body.pop("documents")
        assert (shown.status, shown.body) == (200, listed)
        other, missing = (ask("GET", f"/decisions/registration-{one}", who=FIN) for one in ("C1", "C2"))
        assert (other.status, other.code, other.body) == (404, "not_found", missing.body)
    assert everything("approvals") == before
    assert decide_as(WANG).status == 200
    with clock.at(NOW + timedelta(days=30)):
        later = ask("GET", "/decisions/registration-C1", who=WANG).body
    assert (later["state"], later["decided_by"], later["answers"]) == ("approved", "wang", TERMS)


def test_opened_again_it_takes_the_new_token_and_mails_nobody(aws: Cloud) -> None:
    secret = opened()
    assert opened(task_token="token-2", expires_at=NOW + timedelta(days=9)) == secret
    assert len(mails()) == 1
    again = decision("registration-C1")
    assert (again.task_token, again.ends_at) == ("token-2", NOW + timedelta(days=9))
    assert decide(secret, at=NOW + timedelta(days=8)).status == 200


def test_opened_again_after_the_mail_failed_it_is_mailed(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise RuntimeError("SES is away")

    with monkeypatch.context() as patched:
        patched.setattr(mail, "_send", away)
        with pytest.raises(RuntimeError):
            opened()
    assert mails() == []
    assert decide(opened(task_token="token-2")).status == 200


def test_opened_again_when_decided_it_wakes_at_once(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(opened())
    woken: list[tuple[str, Any]] = []
    monkeypatch.setattr(workflows, "wake", lambda *given: woken.append(given))
    opened(task_token="token-2")
    assert woken == [("token-2", decision("registration-C1").verdict())]
    assert len(mails()) == 1


def test_nobody_to_ask_is_refused(aws: Cloud) -> None:
    with pytest.raises(Conflict) as nobody:
        open_decision(to_decide(approvers=[]))
    assert nobody.value.code == "not_the_approver"
    assert everything("approvals") == []


def test_a_change_of_the_subject_makes_its_open_decisions_void(aws: Cloud) -> None:
    secret = opened()
    opened(decision_id="registration-C2", subject="registration:C2")
    with clock.at(NOW):
        void_decisions("registration:C1")
        void_decisions("registration:C1")
    assert (decision("registration-C1").state, decision("registration-C2").state) == ("void", "open")
    void = decide(secret)
    assert refused(void, 409, "link_used")
    assert (void.body["Details"], "changed meanwhile" in void.body["Message"]) == ([{"state": "void"}], True)
    assert decide(secrets("approve")[-1]).status == 200


def test_a_decision_that_was_made_does_not_expire(aws: Cloud) -> None:
    decide(opened())
    assert expire_decision("registration-C1").state == "approved"
    secret = opened(decision_id="registration-C2")
    assert expire_decision("registration-C2").state == "expired"
    assert refused(decide(secret), 409, "link_expired")
    with pytest.raises(Conflict):
        opened(decision_id="registration-C2", task_token="token-2")


def test_a_decision_whose_time_is_not_over_does_not_expire(aws: Cloud) -> None:
    secret = opened()
    before = everything("approvals")
    with clock.at(NOW + timedelta(days=6)):
        assert expire_decision("registration-C1").state == "open"
    assert everything("approvals") == before
    assert decide(secret).status == 200


def test_the_feed_wakes_whoever_waits_and_tells_the_decision_once(
    aws: Cloud, streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[tuple[str, Any]] = []
    monkeypatch.setattr(workflows, "wake", lambda *given: woken.append(given))
    decide(opened(), {"choice": "reject", "comment": "no"})
    streams._feed()
    assert woken == [("token-1", decision("registration-C1").verdict())]
    found = boto3.client("sqs").receive_message(QueueUrl=aws.queue_url, MaxNumberOfMessages=10)["Messages"]
    assert [json.loads(message["Body"]) for message in found] == [
        {
            "type": "decision.made",
            "version": 1,
            "cause": "decision:registration-C1:rejected",
            "occurred_at": "2026-11-03T09:15:00.000000Z",
            "decision_id": "registration-C1",
            "subject": "registration:C1",
            "choice": "reject",
        }
    ]


# More information, reminders, escalation, the end

MORE = {"choice": "more_information", "comment": "Which brands?"}
SWEPT = {"may_return": True, "escalates": True, "expires": True}


def sweep(**later: int) -> int:
    """Sweeps so much later than NOW; with how many decisions something was done."""
    with clock.at(NOW + timedelta(**later)):
        return int(handler("approvals_sweep")({}, Context())["urged"])


def test_more_may_be_asked_for_once_and_says_what(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = opened(**SWEPT)
    assert show(secret).body["may_return"] is True
    before = everything("approvals")
    silent = decide(secret, {"choice": "more_information"})
    assert (silent.status, [detail["field"] for detail in silent.body["Details"]]) == (422, ["comment"])
    assert everything("approvals") == before
    assert decide(secret, MORE).body["state"] == "returned"
    assert decision("registration-C1").verdict()["comment"] == "Which brands?"
    again = decide(secret)
    assert (again.code, again.body["Details"]) == ("link_used", [{"state": "returned"}])
    woken: list[tuple[str, Any]] = []
    monkeypatch.setattr(workflows, "wake", lambda *given: woken.append(given))
    opened(task_token="token-2", **SWEPT)
    assert [(token, verdict["outcome"]) for token, verdict in woken] == [("token-2", "returned")]


def test_everybody_who_is_asked_is_reminded_once_by_a_further_link(aws: Cloud) -> None:
    first = opened(approvers=[approver(WANG), approver(FIN)])
    assert [sweep(days=2), sweep(days=3), sweep(days=3), sweep(days=6)] == [0, 1, 0, 0]
    assert [mail["to"] for mail in mails()] == [WANG.email, FIN.email, WANG.email, FIN.email]
    assert [mail["subject"][:10] for mail in mails()[2:]] == ["Reminder: ", "Reminder: "]
    assert len(set(secrets("approve"))) == 4
    assert {show(secret).status for secret in secrets("approve")} == {200}
    assert decide(first).status == 200


def test_without_being_told_so_a_decision_neither_escalates_nor_ends_by_itself(aws: Cloud) -> None:
    add_staff("admin@maker.example.com", "Admin", Role.ADMIN, [], "en")
    opened()
    sweep(days=3)
    before = everything("approvals")
    assert (sweep(days=5), sweep(days=8)) == (0, 0)
    assert everything("approvals") == before
    assert decision("registration-C1").due_key is None


def test_a_reminder_that_broke_off_is_finished_and_mails_nobody_twice(
    aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(approvers=[approver(WANG), approver(FIN)])
    send = mail._send

    def broken(to: str, rendered: Any) -> None:
        if to == FIN.email:
            raise RuntimeError("SES is away")
        send(to, rendered)

    with monkeypatch.context() as patched:
        patched.setattr(mail, "_send", broken)
        with pytest.raises(RuntimeError):
            sweep(days=3)
    assert (sweep(days=3), sweep(days=3)) == (1, 0)
    assert [mail["to"] for mail in mails()] == [WANG.email, FIN.email, WANG.email, FIN.email]


def test_one_that_fails_does_not_keep_the_others_waiting(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(decision_id="first", approvers=[approver(FIN)])
    opened(decision_id="second")
    send = mail._send

    def broken(to: str, rendered: Any) -> None:
        if to == FIN.email:
            raise RuntimeError("this one never works")
        send(to, rendered)

    monkeypatch.setattr(mail, "_send", broken)
    with pytest.raises(RuntimeError, match="never works"):
        sweep(days=3)
    assert (decision("first").remind_at, decision("second").remind_at) == (NOW + timedelta(days=3), None)


def test_an_escalated_decision_is_the_administrators_as_well(aws: Cloud) -> None:
    admin = add_staff("admin@maker.example.com", "Admin", Role.ADMIN, [], "en")
    who = Principal(admin.user_id, admin.email, admin.name, frozenset({Role.ADMIN}))
    first = opened(**SWEPT)
    assert refused(decide_as(who), 404, "not_found")
    assert (sweep(days=5), sweep(days=5)) == (1, 0)
    assert [mail["to"] for mail in mails()] == [WANG.email, admin.email, WANG.email]
    assert "/#/" not in mails()[2]["text"]
    with clock.at(NOW):
        listed = [ask("GET", "/decisions", who=one).body["items"][0]["decision_id"] for one in (WANG, who)]
    assert listed == ["registration-C1", "registration-C1"]
    assert decide_as(who, MORE).body["decided_by"] == "Admin"
    assert refused(decide(first), 409, "link_used")
    with clock.at(NOW):
        assert ask("GET", "/decisions", who=WANG).body["items"] == ask("GET", "/decisions", who=who).body["items"] == []


def test_who_must_not_decide_is_not_asked_by_escalation(aws: Cloud) -> None:
    admin = add_staff("admin@maker.example.com", "Admin", Role.ADMIN, [], "en")
    opened(not_by=frozenset({admin.user_id}), **SWEPT)
    assert sweep(days=5) == 1
    assert [mail["to"] for mail in mails()] == [WANG.email]
    assert decision("registration-C1").escalated_to == []


def test_a_decision_that_ends_by_itself_tells_whoever_waits(
    aws: Cloud, streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[tuple[str, Any]] = []
    monkeypatch.setattr(workflows, "wake", lambda *given: woken.append(given))
    secret = opened(**SWEPT)
    streams._feed()
    assert (sweep(days=7), sweep(days=8)) == (1, 0)
    streams._feed()
    assert [(token, verdict["outcome"]) for token, verdict in woken] == [("token-1", "expired")]
    found = boto3.client("sqs").receive_message(QueueUrl=aws.queue_url, MaxNumberOfMessages=10)["Messages"]
    (told,) = [json.loads(message["Body"]) for message in found]
    assert (told["type"], told["choice"], told["cause"]) == (
        "decision.made", "expired", "decision:registration-C1:expired"
    )  # fmt: skip
    assert refused(decide(secret), 409, "link_expired")
    opened(task_token="token-2", **SWEPT)
    assert woken[1:] == [("token-2", decision("registration-C1").verdict())]


def test_opened_again_one_that_ends_by_itself_keeps_its_end(aws: Cloud) -> None:
    opened(**SWEPT)
    opened(task_token="token-2", expires_at=NOW + timedelta(days=9), **SWEPT)
    again = decision("registration-C1")
    assert (again.task_token, again.ends_at) == ("token-2", NOW + timedelta(days=7))


def test_there_is_no_reminder_after_the_end(aws: Cloud) -> None:
    save_policy(approval_remind_seconds=7 * 86400)
    opened(**SWEPT)
    assert decision("registration-C1").remind_at is None
