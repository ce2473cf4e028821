"""Registration over HTTP: what is taken, what is refused, what an applicant may see (tests/workflows has the rest)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.aws import files
from chalicelib.aws.mail import Mail, render
from chalicelib.kernel import clock
from chalicelib.onboarding.commands import restart_stopped
from chalicelib.onboarding.rules import CONSENT_VERSIONS
from tests.world.api import Context, Reply, ask
from tests.world.cloud import Cloud, mails
from tests.world.registrations import (
    OTHER_CODE,
    application,
    case,
    claimed,
    company,
    decide,
    register,
    secrets,
    upload,
)
from tests.world.streams import handler
from tests.world.table import everything
from tests.world.template import ROOT

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
        ({"consent": {"version": "2019-01", "accepted": True}}, "consent.version"),
        ({"consent": {"version": "2026-01", "accepted": True}}, "consent.version"),
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
    assert claimed() == {"CODE#91350100M000100Y43", "ADDRESS#li.na@xingchen.example.com"}
    assert case(case_id).state == "in_approval"


def test_half_a_duplicate_claims_nothing() -> None:
    checked(register())
    second = register("k2", credit_code=OTHER_CODE)
    assert handler("registration_check")({"case_id": second}, Context()) == {
        "outcome": "rejected", "reason": "duplicate"
    }  # fmt: skip
    assert claimed() == {"CODE#91350100M000100Y43", "ADDRESS#li.na@xingchen.example.com"}


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
        "wanted": None,
        "amend_until": None,
        "application": None,
    }
    assert {reply.status for reply in replies} == {200}
    assert everything("onboarding") == before


# More information


def returned(key: str = "registration-1", **changes: Any) -> tuple[str, str]:
    """A case of which more is wanted since NOW (its machine is not there), and the secret of its newest link."""
    with clock.at(NOW):
        case_id = register(key, **changes)
    checked(case_id)
    with clock.at(NOW):
        ask_step = {"case_id": case_id, "task_token": "level-1", "answer_seconds": 3600}
        handler("registration_ask")(ask_step, Context())
        assert decide(secrets("approve")[-1], "more_information", comment="Which brands?").status == 200
        again = {"case_id": case_id, "task_token": "amend", "amend_seconds": 14 * 86400}
        assert handler("registration_return")(again, Context()) == {"outcome": "asked"}
    return case_id, secrets("case")[-1]


def amended(case_id: str, secret: str, at: datetime = NOW, key: str = "a1", **changes: Any) -> Reply:
    """Amends with the whole body; None leaves a part out."""
    body = {"consent": None} | changes
    stated = case(case_id)
    with clock.at(at):
        whole = application("0" * 26, **body)
        if "documents" not in changes:
            whole["documents"] = stated.documents
        path = f"/registrations/{case_id}/amendments"
        return ask("POST", path, whole, key=key, headers={"X-Case-Secret": secret})


def test_the_link_shows_what_is_wanted_and_what_was_stated() -> None:
    case_id, secret = returned()
    before = everything("onboarding")
    body = follow(case_id, secret).body
    assert (body["state"], body["wanted"], body["amend_until"]) == (
        "amending", "Which brands?", "2026-11-17T09:15:00.000000Z"
    )  # fmt: skip
    assert body["application"] == {
        "company_name": "福州星辰贸易有限公司",
        "credit_code": "91350100M000100Y43",
        "region": "east",
        "contact_name": "李娜",
        "email": "li.na@xingchen.example.com",
        "phone": "+86 591 1234567",
        "address": "福州市鼓楼区 1 号",
        "locale": "en",
        "requested_credit": "80000.00",
        "consent_version": "2026-11",
        "documents": case(case_id).documents,
    }
    assert everything("onboarding") == before


def test_wanted_twice_is_mailed_once_and_the_applicants_time_runs_on() -> None:
    case_id, _ = returned()
    sent = len(mails())
    with clock.at(NOW + timedelta(days=1)):
        again = {"case_id": case_id, "task_token": "amend-2", "amend_seconds": 14 * 86400}
        handler("registration_return")(again, Context())
    assert (case(case_id).task_token, case(case_id).amend_until) == ("amend-2", NOW + timedelta(days=14))
    assert len(mails()) == sent
    assert "amend-2" not in repr(mails())


def test_an_amendment_is_a_further_revision_and_the_same_request_again_is_one() -> None:
    case_id, secret = returned()
    first = amended(case_id, secret, company_name="福州新星辰贸易有限公司", requested_credit="90000.00")
    before = everything("onboarding")
    assert (first.status, first.body) == (202, {"case_id": case_id, "state": "submitted"})
    again = amended(case_id, secret, company_name="福州新星辰贸易有限公司", requested_credit="90000.00")
    assert (again.status, again.body) == (202, first.body)
    assert everything("onboarding") == before
    made = case(case_id)
    assert (made.revision, made.company_name, str(made.requested_credit)) == (2, "福州新星辰贸易有限公司", "90000.00")
    assert (made.wanted, made.amend_until, made.consent_version) == (None, None, "2026-11")
    assert amended(case_id, secret, key="a2").code == "wrong_state"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"credit_code": "91350100M000100Y44"}, "credit_code"),
        ({"region": "atlantis"}, "region"),
        ({"documents": []}, "documents"),
        ({"contact_name": None}, "contact_name"),
        ({"consent": {"version": "2019-01", "accepted": True}}, "consent.version"),
        ({"consent": {"version": "2026-01", "accepted": True}}, "consent"),
        ({"grade": "A"}, "grade"),
    ],
)
def test_a_wrong_amendment_names_its_field_and_changes_nothing(changes: dict[str, Any], field: str) -> None:
    case_id, secret = returned()
    before = everything("onboarding")
    reply = amended(case_id, secret, **changes)
    assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, [field])
    assert everything("onboarding") == before


def test_who_consented_to_an_earlier_text_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr("chalicelib.onboarding.commands.CONSENT_VERSION", "2026-01")
        case_id, secret = returned(consent={"version": "2026-01", "accepted": True})
    refused = amended(case_id, secret)
    assert (refused.status, [detail["field"] for detail in refused.body["Details"]]) == (422, ["consent"])
    assert amended(case_id, secret, key="a2", consent={"version": "2026-11", "accepted": True}).status == 202
    assert case(case_id).consent_version == "2026-11"


def test_a_known_code_or_address_is_taken_like_any_other_amendment() -> None:
    checked(register("k0", credit_code=OTHER_CODE, email="someone@else.example.com"))
    case_id, secret = returned()
    reply = amended(case_id, secret, credit_code=OTHER_CODE, email="someone@else.example.com")
    assert (reply.status, reply.body) == (202, {"case_id": case_id, "state": "submitted"})


def test_an_amendment_needs_the_link_of_its_own_case() -> None:
    case_id, _ = returned()
    other = register("k2", credit_code=OTHER_CODE, email="someone@else.example.com")
    foreign = checked(other)
    before = everything("onboarding")
    for secret in ("", "x" * 43, foreign):
        reply = amended(case_id, secret)
        assert (reply.status, reply.code) == (404, "not_found")
    unknown = ask(
        "POST", "/registrations/C0000000/amendments", application("0" * 26, consent=None), key="a",
        headers={"X-Case-Secret": foreign},
    )  # fmt: skip
    assert (unknown.status, unknown.body) == (404, reply.body)
    assert everything("onboarding") == before


def test_an_earlier_answer_is_given_again_only_to_the_same_secret() -> None:
    case_id, secret = returned()
    first = amended(case_id, secret)
    assert first.status == 202
    sent = application("0" * 26, consent=None) | {"documents": case(case_id).documents}
    path = f"/registrations/{case_id}/amendments"
    again, foreign, none = (
        ask("POST", path, sent, key="a1", headers={"X-Case-Secret": held}) for held in (secret, "x" * 43, "")
    )
    assert (again.status, again.body) == (202, first.body)
    assert (foreign.status, foreign.code) == (404, "not_found")
    assert (none.status, none.code) == (404, "not_found")


def test_nobody_amends_unasked_or_too_late() -> None:
    unasked = register("k0", credit_code=OTHER_CODE, email="someone@else.example.com")
    reply = amended(unasked, checked(unasked))
    assert (reply.status, reply.code) == (409, "wrong_state")
    case_id, secret = returned()
    before = everything("onboarding")
    reply = amended(case_id, secret, NOW + timedelta(days=14))
    assert (reply.status, reply.code) == (409, "link_expired")
    assert everything("onboarding") == before
    assert amended(case_id, secret, NOW + timedelta(days=14, seconds=-1)).status == 202


def test_the_form_tells_what_there_is_to_choose_and_to_consent_to() -> None:
    reply = ask("GET", "/registration-form")
    assert reply.status == 200
    texts = reply.body["consent"].pop("texts")
    assert reply.body == {
        "regions": [{"region_id": "east", "name": "华东"}, {"region_id": "north", "name": "华北"}],
        "consent": {"version": "2026-11"},
        "document_types": ["application/pdf", "image/jpeg", "image/png"],
        "largest_document": 10 * 1024 * 1024,
        "most_documents": 5,
    }
    assert {locale: text.splitlines()[0] for locale, text in texts.items()} == {
        "zh-CN": "# 个人信息与企业信息处理同意书（2026-11）",
        "en": "# Consent to the processing of data (2026-11)",
    }
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("version", CONSENT_VERSIONS)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_text_that_somebody_may_have_consented_to_is_kept(version: str, locale: str) -> None:
    assert version in (ROOT / f"chalicelib/onboarding/consents/{version}.{locale}.md").read_text(encoding="utf-8")


def test_a_broken_sweep_of_documents_goes_on_where_it_broke_off(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.at(NOW):
        case_id = register()
    checked(case_id)
    with clock.at(NOW):
        verdict = {"outcome": "rejected", "comment": "No."}
        handler("registration_end")({"case_id": case_id, "ending": "rejected", "verdict": verdict}, Context())

    def away(_: str) -> None:
        raise RuntimeError("S3 is away")

    with clock.at(NOW + timedelta(days=30)):
        with monkeypatch.context() as broken:
            broken.setattr(files, "delete_all", away)
            with pytest.raises(RuntimeError):
                handler("registration_sweep")({}, Context())
        assert case(case_id).documents_deleted_at is None
        assert handler("registration_sweep")({}, Context()) == {"outcome": "swept", "cases": 1}
        assert handler("registration_sweep")({}, Context()) == {"outcome": "swept", "cases": 0}
    assert case(case_id).documents_deleted_at == NOW + timedelta(days=30)


# Links


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
    "email": "li.na@example.com", "occasion": "first", "late": "approver",
}  # fmt: skip
LINKED = ("approval", "case", "welcome", "registration_returned")
PLAIN = (
    *("registration_rejected", "registration_expired", "registration_unanswered", "registration_failed"),
    "approval_escalated",
)


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


@pytest.mark.parametrize(
    ("template", "values", "says"),
    [
        ("approval", {"occasion": "reminder"}, ["Reminder: ", "The link that you were sent before works, too."]),
        ("approval", {"occasion": "escalation"}, ["Nobody has answered yet: ", "so you are asked as well."]),
        ("registration_returned", {"occasion": "reminder"}, ["Reminder: ", "不在范围"]),
        ("registration_expired", {"late": "applicant"}, ["has run out", "information that we asked you for"]),
        ("registration_unanswered", {"late": "applicant"}, ["Not amended in time", "not amended by the applicant"]),
        ("registration_failed", {"failure": "no_manager"}, ["failed", "no regional manager"]),
        ("registration_failed", {"failure": "no_finance"}, ["failed", "nobody in finance"]),
    ],
)
def test_a_mail_says_on_which_occasion_it_comes(template: str, values: dict[str, str], says: list[str]) -> None:
    shown = SHOWN | values | {"link": "https://dealers.example.com/#/x/SECRET"}
    read = render(Mail("cause", "li.na@example.com", "en", template, NOW, shown))
    assert says[0] in read.subject
    assert says[1] in read.text
    assert says[1] in read.html
