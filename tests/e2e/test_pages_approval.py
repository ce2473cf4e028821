"""An approver decides by the mailed link, at both sizes and in both languages; the dealer comes in."""

import re

import pytest
import requests
from playwright.sync_api import Browser, expect

from chalicelib.onboarding.rules import check_character
from tests.e2e.company import Company
from tests.e2e.system import System, until
from tests.e2e.visitor import WAYS, visiting

PDF = b"%PDF-1.7\n" + b"%" * 300
SECRET = "Beihai-2026-xy"
NAMES = {"desk-zh-CN": ("杭州北海建材有限公司", "1"), "phone-en": ("宁波北海建材有限公司", "2"),
         "desk-en": ("温州北海建材有限公司", "3"), "phone-zh-CN": ("嘉兴北海建材有限公司", "4")}  # fmt: skip


def register(system: System, name: str, number: str) -> str:
    """A company registers; the approval link that the regional manager of the east is mailed."""
    asked = {"file_name": "营业执照.pdf", "content_type": "application/pdf", "size": len(PDF)}
    form = system.ask("POST", "/api/uploads", asked).body
    assert requests.post(form["url"], data=form["fields"], files={"file": PDF}, timeout=20).status_code in {200, 204}
    consent = system.ask("GET", "/api/registration-form").body["consent"]["version"]
    code = f"9133010{number}MA1K5{number}0{number}0"
    code = code.ljust(17, "0")[:17]
    body = {
        "company_name": name,
        "credit_code": code + check_character(code),
        "region": "east",
        "contact_name": "高远",
        "email": f"gao{number}@beihai.example.com",
        "phone": "+86 571 5555 0909",
        "address": "示范路 9 号",
        "requested_credit": "300000.00",
        "consent": {"version": consent, "accepted": True},
        "documents": [{"upload_id": form["upload_id"], "file_name": "营业执照.pdf"}],
    }
    answer = system.ask("POST", "/api/registrations", body, key=f"beihai-{number}")
    assert answer.status == 202, answer
    mails = until(lambda: [mail for mail in system.mails("east@qudao.example.com") if name in mail.text], 60)
    return link(mails[0].text, "approve")


def link(text: str, page: str) -> str:
    found = re.search(rf"/#(/{page}/\S+)", text)
    assert found, text
    return found[1]


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_an_approver_decides_with_grade_limit_and_terms(shop: Company, browser: Browser, way: tuple[str, str]) -> None:
    system = shop.system
    name, number = NAMES["-".join(way)]
    approval = register(system, name, number)
    with visiting(browser, system.site, way) as visitor:
        page, say = visitor.page, visitor.say
        visitor.open(approval)
        visitor.sees(name)
        visitor.fits()
        visitor.has_no_serious_fault()
        page.locator("[name=grade]").select_option("B")
        page.locator("[name=credit_limit]").fill("１50,000")
        page.locator("[name=payment_days]").fill("3o")
        visitor.press("approvals:approve")
        visitor.sees(say("approvals:problem.integer"))
        page.locator("[name=payment_days]").fill("30")
        visitor.press("approvals:approve")
        visitor.fits()
        visitor.press("approvals:yes.approve")
        expect(page.get_by_role("heading", name=say("approvals:done.approve"))).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name=say("approvals:closed.used"))).to_be_visible()
    email = f"gao{number}@beihai.example.com"
    mails = until(lambda: [mail for mail in system.mails(email) if "/#/welcome/" in mail.text], 60)
    with visiting(browser, system.site, way) as visitor:
        page, say = visitor.page, visitor.say
        visitor.open(link(mails[0].text, "welcome"))
        page.locator("[name=password]").fill(SECRET)
        page.locator("[name=again]").fill(SECRET)
        visitor.press("access:set_password")
        expect(page.get_by_role("heading", name=say("access:is_set"))).to_be_visible()
        visitor.sign_in(email, SECRET)
        visitor.sees("¥150,000.00" if visitor.locale == "zh-CN" else "150,000.00")
        visitor.fits()
