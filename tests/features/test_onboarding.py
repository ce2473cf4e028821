"""Registration over HTTP: what is taken, what is refused, what an applicant may see (tests/workflows has the rest)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.aws.mail import Mail, render
from chalicelib.kernel import clock
from chalicelib.onboarding.commands import restart_stopped
from tests.world.api import Context, Reply, ask
from tests.world.cloud import Cloud, mails
from tests.world.registrations import OTHER_CODE, application, case, company, register, secrets, upload
from tests.world.streams import handler
from tests.world.table import everything

NOW = datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
PDF_UPLOAD = {"file_name": "licence.pdf", "content_type": "application/pdf", "size": 1000}


@pytest.fixture(autouse=True)
def maker(aws: Cloud) -> None:
    """The company that one registers with. No machine is there: each step is called by hand."""
    company()


def follow(case_id: str, secret: str, at: datetime = NOW) -> Reply:
    with clock.at(at):
        return ask("GET", f"/registrations/{case_id}", headers={"X-Case-Secret": secret})


def checked(case_id: str) -> str:
    """Runs the check at NOW; the secret of the case's link."""
    with clock.at(NOW):
        assert handler("registration_check")({"case_id": case_id}, Context())["outcome"] == "accepted"
    return secrets("case")[-1]


def test_an_upload_form_holds_one_key_one_type_and_a_largest_size() -> None:
    first, second = (ask("POST", "/uploads", PDF_UPLOAD) for _ in range(2))
    assert (first.status, len(first.body["upload_id"])) == (200, 26)
    assert first.body["upload_id"] != second.body["upload_id"]
    fields = first.body["fields"]
    assert fields["key"] == f"incoming/{first.body['upload_id']}"
    assert fields["Content-Type"] == "application/pdf"
    assert {"policy", "key", "Content-Type"} < set(fields)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content_type": "text/html"}, "content_type"),
        ({"size": 10 * 1024 * 1024 + 1}, "size"),
        ({"size": 0}, "size"),
        ({"file_name": ""}, "file_name"),
    ],
)
def test_a_wrong_upload_is_named(changes: dict[str, Any], field: str) -> None:
    reply = ask("POST", "/uploads", PDF_UPLOAD | changes)
    assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, [field])


def test_a_registration_is_taken_and_kept_as_it_was_stated() -> None:
    with clock.at(NOW):
        reply = ask("POST", "/registrations", application("0" * 26, credit_code="91350100m000100y43"), key="k1")
    assert (reply.status, set(reply.body)) == (202, {"case_id"})
    made = case(reply.body["case_id"])
    assert (made.state, made.attempt, made.credit_code, made.submitted_at) == (
        "submitted",
        1,
        "91350100M000100Y43",
        NOW,
    )
    assert (made.consent_version, made.consented_from) == ("2026-11", "203.0.113.7")
    assert made.documents == [{"upload_id": "0" * 26, "file_name": "营业执照.pdf"}]
    assert str(made.requested_credit) == "80000.00"
    assert mails() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"credit_code": "91350100M000100Y44"}, "credit_code"),
        ({"credit_code": "913501"}, "credit_code"),
        ({"company_name": " "}, "company_name"),
        ({"region": "atlantis"}, "region"),
        ({"email": "no address"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"locale": "fr"}, "locale"),
        ({"requested_credit": "-1.00"}, "requested_credit"),
        ({"requested_credit": 80000.0}, "requested_credit"),
        ({"consent": {"version": "2026-11", "accepted": False}}, "consent.accepted"),
        ({"consent": {"accepted": True}}, "consent.version"),
        ({"documents": []}, "documents"),
        ({"documents": [{"upload_id": "../other", "file_name": "x.pdf"}]}, "documents.0.upload_id"),
        ({"documents": [{"upload_id": "0" * 26, "file_name": ""}]}, "documents.0.file_name"),
        ({"documents": [{"upload_id": "0" * 26, "file_name": "x"}] * 6}, "documents"),
        ({"contact_name": None}, "contact_name"),
        ({"grade": "A"}, "grade"),
    ],
)
def test_a_wrong_registration_names_its_field_and_leaves_nothing(changes: dict[str, Any], field: str) -> None:
    reply = ask("POST", "/registrations", application("0" * 26, **changes), key="k1")
    assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, [field])
    assert everything("onboarding") == []
    assert everything("once") == []


def test_the_same_request_again_is_one_case() -> None:
    body = application(upload())
    first, again = (ask("POST", "/registrations", body, key="k1") for _ in range(2))
    assert (again.status, again.body) == (202, first.body)
    assert len(everything("onboarding")) == 1


def test_a_key_for_another_request_is_refused() -> None:
    register("k1")
    before = everything("onboarding")
    reply = ask("POST", "/registrations", application("0" * 26, company_name="Other"), key="k1")
    assert (reply.status, reply.code) == (409, "idempotency_key_reused")
    missing = ask("POST", "/registrations", application("0" * 26))
    assert (missing.status, missing.code) == (422, "idempotency_key_missing")
    assert everything("onboarding") == before


def test_a_duplicate_is_answered_like_any_other() -> None:
    first = ask("POST", "/registrations", application(upload()), key="k1")
    second = ask("POST", "/registrations", application(upload()), key="k2")
    assert (first.status, second.status) == (202, 202)
    assert set(first.body) == set(second.body) == {"case_id"}
    assert first.body != second.body


def test_the_check_claims_keeps_and_mails_once() -> None:
    case_id = register()
    secret = checked(case_id)
    before = everything("onboarding")
    assert checked(case_id) == secret
    assert everything("onboarding") == before
    assert len(mails()) == 1
    assert secret not in repr(before)
    assert {item["pk"]["S"] for item in before if item["sk"]["S"] == "CLAIM"} == {
        "CODE#91350100M000100Y43", "MAIL#li.na@xingchen.example.com"
    }  # fmt: skip
    assert case(case_id).state == "in_approval"


def test_half_a_duplicate_claims_nothing() -> None:
    checked(register())
    second = register("k2", credit_code=OTHER_CODE)
    assert handler("registration_check")({"case_id": second}, Context()) == {
        "outcome": "rejected", "reason": "duplicate"
    }  # fmt: skip
    assert {item["pk"]["S"] for item in everything("onboarding") if item["sk"]["S"] == "CLAIM"} == {
        "CODE#91350100M000100Y43", "MAIL#li.na@xingchen.example.com"
    }  # fmt: skip


def test_the_link_shows_where_the_case_stands() -> None:
    with clock.at(NOW):
        case_id = register()
    secret = checked(case_id)
    before = everything("onboarding")
    replies = [follow(case_id, secret) for _ in range(10)]
    assert replies[0].body == {
        "case_id": case_id,
        "company_name": "福州星辰贸易有限公司",
        "state": "in_approval",
        "submitted_at": "2026-11-03T09:15:00.000000Z",
        "ended_at": None,
        "reason": None,
        "comment": None,
    }
    assert {reply.status for reply in replies} == {200}
    assert everything("onboarding") == before


def test_a_link_leads_to_its_own_case_alone() -> None:
    first = register()
    secret = checked(first)
    second = register("k2", credit_code=OTHER_CODE, email="someone@else.example.com")
    checked(second)
    for case_id, sent in ((second, secret), (first, "x" * 43), (first, ""), ("C0000000", secret)):
        reply = follow(case_id, sent)
        assert (reply.status, reply.code) == (404, "not_found")


def test_an_old_link_says_so() -> None:
    case_id = register()
    secret = checked(case_id)
    late = follow(case_id, secret, NOW + timedelta(days=90))
    assert (late.status, late.code) == (409, "link_expired")


def test_without_a_machine_a_registration_is_kept_for_the_reconciler() -> None:
    case_id = register()
    assert case(case_id).state == "submitted"
    with pytest.raises(Exception, match="StateMachineDoesNotExist"):
        restart_stopped()
    assert case(case_id).attempt == 1


def test_a_document_is_kept_where_nobody_can_exchange_it() -> None:
    upload_id = upload()
    case_id = register(upload_id=upload_id)
    checked(case_id)
    kept = boto3.client("s3").get_object(Bucket="qudao-documents", Key=f"cases/{case_id}/{upload_id}")
    assert kept["ContentType"] == "application/pdf"
    assert kept["Body"].read().startswith(b"%PDF-")


SHOWN = {
    "name": "李娜", "company_name": "星辰 & Co", "case_id": "C1", "credit_code": "91350100M000100Y43", "region": "华东",
    "requested_credit": "80000.00", "ends_at": "2026-11-10 17:15", "reason": "decision", "comment": "不在范围",
    "failure": "RuntimeError", "dealer_id": "D1", "grade": "B", "credit_limit": None, "payment_days": 30,
    "email": "li.na@example.com",
}  # fmt: skip
LINKED = ("approval", "case", "welcome")
PLAIN = ("registration_rejected", "registration_expired", "registration_unanswered", "registration_failed")


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("template", [*LINKED, *PLAIN])
def test_every_mail_is_whole_in_both_languages(template: str, locale: str) -> None:
    link = {"link": "https://dealers.example.com/#/x/SECRET"} if template in LINKED else {}
    read = render(Mail("cause", "li.na@example.com", locale, template, NOW, SHOWN | link))
    assert "星辰 & Co" in read.subject
    assert "星辰 &amp; Co" in read.html
    assert f'<html lang="{locale}">' in read.html
    assert ("SECRET" in read.text, "SECRET" in read.html, 'class="button"' in read.html) == (bool(link),) * 3
    assert "http" not in read.html.replace(link.get("link", ""), "")
