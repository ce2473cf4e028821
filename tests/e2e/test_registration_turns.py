"""What a registration may meet on its way, through the deployed system: a question, a reminder, a second level."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from chalicelib.company.rules import Policy
from chalicelib.onboarding.rules import check_character
from tests.e2e.company import Company
from tests.e2e.system import Sent, System, until
from tests.e2e.test_links_in_a_browser import PHONE, fits, link, opened
from tests.e2e.test_the_way import PDF, ok, secret, upload
from tests.e2e.words import Words

MAIL = "bai@dongwang.example.com"
NAME = "苏州东望建材有限公司"
MANAGER = "east@qudao.example.com"
FINANCE = "finance@qudao.example.com"
ADDRESS = "苏州市姑苏区示范路 8 号"


def stated(upload_id: str, **changes: Any) -> dict[str, Any]:
    """An application."""
    code = "91320505MA1K48888"
    body = {
        "company_name": NAME,
        "credit_code": code + check_character(code),
        "region": "east",
        "contact_name": "白露",
        "email": MAIL,
        "phone": "+86 512 5555 0808",
        "address": ADDRESS,
        "requested_credit": "600000.00",
        "documents": [{"upload_id": upload_id, "file_name": "营业执照.pdf"}],
    }
    return body | changes


@dataclass(frozen=True)
class Turns:
    """One registration under way."""

    system: System
    company: Company
    case_id: str
    upload_id: str

    def links(self, to: str, page: str) -> list[str]:
        """The secrets that somebody was mailed about this case, oldest first."""
        about = [mail for mail in self.system.mails(to) if NAME in mail.subject + mail.text]
        return [secret(mail.text, page) for mail in about if f"/#/{page}/" in mail.text]

    def asked(self, to: str, number: int) -> str:
        """The secret of the so many-th link that somebody was mailed."""
        return until(lambda: links[number - 1] if len(links := self.links(to, "approve")) >= number else "", 60)

    def state(self) -> str:
        headers = {"X-Case-Secret": self.links(MAIL, "case")[-1]}
        return str(ok(self.system.ask("GET", f"/api/registrations/{self.case_id}", headers=headers))["state"])

    def decide(self, mailed: str, body: dict[str, Any]) -> Any:
        return self.system.ask("POST", "/api/approval", body, headers={"X-Approval-Secret": mailed})


@pytest.fixture(scope="module")
def impatient(system: System) -> Iterator[None]:
    """Approvers are reminded after a second."""
    system.run("-m", "tests.e2e.set_policy", "approval_remind_seconds=1")
    yield
    system.run("-m", "tests.e2e.set_policy", f"approval_remind_seconds={Policy().approval_remind_seconds}")


@pytest.fixture(scope="module")
def turns(system: System, company: Company, impatient: None) -> Turns:
    """It was submitted, with a form that the system itself describes."""
    form = ok(system.ask("GET", "/api/registration-form"))
    assert {"east", "north", "south"} == {region["region_id"] for region in form["regions"]}
    assert set(form["consent"]["texts"]) == {"zh-CN", "en"}
    upload_id = upload(system)
    consent = {"version": form["consent"]["version"], "accepted": True}
    body = stated(upload_id) | {"consent": consent}
    old = system.ask(
        "POST", "/api/registrations", body | {"consent": consent | {"version": "1999-01"}}, key="turns-old"
    )
    assert (old.status, old.body["Details"][0]["field"]) == (422, "consent.version")
    case_id = ok(system.ask("POST", "/api/registrations", body, key="turns"), 202)["case_id"]
    return Turns(system, company, case_id, upload_id)


def test_a_reminder_brings_a_new_secret_and_the_old_one_still_works(turns: Turns) -> None:
    first = turns.asked(MANAGER, 1)
    time.sleep(1)
    turns.system.invoke("ApprovalsSweepName")
    second = turns.asked(MANAGER, 2)
    assert first != second
    turns.system.invoke("ApprovalsSweepName")
    assert len(turns.links(MANAGER, "approve")) == 2
    for mailed in (first, second):
        shown = ok(turns.system.ask("GET", "/api/approval", headers={"X-Approval-Secret": mailed}))
        assert (shown["state"], shown["may_return"]) == ("open", True)


@pytest.fixture(scope="module")
def amended(turns: Turns, browser: Browser) -> Turns:
    """The manager wanted to know more, and the applicant told it on a phone, behind the mailed link."""
    mailed = turns.asked(MANAGER, 1)
    silent = turns.decide(mailed, {"choice": "more_information", "answers": {}, "comment": None})
    assert silent.status == 422
    wanted = {"choice": "more_information", "answers": {}, "comment": "请补充仓库地址。"}
    ok(turns.decide(mailed, wanted))
    until(lambda: turns.state() == "amending", 60)
    told = [mail.text for mail in turns.system.mails(MAIL) if "/#/case/" in mail.text][-1]
    say = Words("zh-CN")
    with opened(browser, link(told, "case"), "zh-CN", PHONE) as page:
        expect(page.get_by_text("请补充仓库地址。")).to_be_visible()
        fits(page)
        page.locator("input[name=address]").fill(f"{ADDRESS}，仓库：示范路 88 号")
        second = {"name": "仓库租约.pdf", "mimeType": "application/pdf", "buffer": PDF}
        page.locator("input[type=file]").set_input_files(second)  # type: ignore[arg-type]
        expect(page.get_by_text(say("onboarding:document_there"))).to_be_visible()
        send = page.get_by_role("button", name=say("onboarding:amend_send"))
        send.click()
        expect(send).to_have_count(0)
        fits(page)
    return turns


def test_the_amended_registration_is_asked_anew_and_the_old_link_is_over(amended: Turns) -> None:
    anew = until(lambda: _open_again(amended), 60)
    facts = {fact["label"]: fact["value"] for fact in anew["facts"]}
    assert facts["address"] == f"{ADDRESS}，仓库：示范路 88 号"
    assert [document["name"] for document in anew["documents"]] == ["营业执照.pdf", "仓库租约.pdf"]
    late = amended.decide(amended.asked(MANAGER, 1), {"choice": "reject", "answers": {}, "comment": "不"})
    assert (late.status, late.code) == (409, "link_used")


def _open_again(amended: Turns) -> dict[str, Any] | None:
    mailed = amended.links(MANAGER, "approve")[-1]
    shown = amended.system.ask("GET", "/api/approval", headers={"X-Approval-Secret": mailed})
    return dict(shown.body) if shown.status == 200 and shown.body["subject_version"] == 2 else None


def test_a_limit_above_the_threshold_needs_finance_whose_answers_hold(amended: Turns) -> None:
    until(lambda: _open_again(amended), 60)
    terms = {"grade": "B", "credit_limit": "500000.00", "payment_days": 30}
    mailed = amended.links(MANAGER, "approve")[-1]
    ok(amended.decide(mailed, {"choice": "approve", "answers": terms, "comment": "同意"}))
    second = amended.asked(FINANCE, 1)
    shown = ok(amended.system.ask("GET", "/api/approval", headers={"X-Approval-Secret": second}))
    assert "500000.00" in {fact["value"] for fact in shown["facts"]}
    lower = terms | {"credit_limit": "300000.00"}
    ok(amended.decide(second, {"choice": "approve", "answers": lower, "comment": "降低额度"}))
    welcome = until(lambda: _welcome(amended.system), 60)
    assert re.search(r"300[,]?000", welcome.text), welcome.text
    dealer = f"D{amended.case_id[1:]}"
    stands = ok(amended.system.ask("GET", f"/api/accounts/{dealer}/entries", token=amended.company.token("finance")))
    assert stands["today"]["credit_limit"] == "300000.00"


def _welcome(system: System) -> Sent | None:
    return next((mail for mail in system.mails(MAIL) if "/#/welcome/" in mail.text), None)
