"""The mailed links as a person opens them, in a real browser, on a phone and at a desk."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.seed.dealers import WAITING
from tests.e2e.company import Company
from tests.e2e.system import System, until

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
SECRET = "Xinyuan-2026-x"


@contextmanager
def opened(browser: Browser, address: str, locale: str, size: dict[str, int]) -> Iterator[Page]:
    """A page of its own; whatever it complains about on its console fails the test."""
    complaints: list[str] = []
    with browser.new_context(locale=locale, viewport=size) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.goto(address)
        yield page
    assert complaints == []


def fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def link(text: str, page: str) -> str:
    found = re.search(rf"http\S+/#/{page}/\S+", text)
    assert found, text
    return found[0]


@pytest.fixture(scope="module")
def approval(system: System, company: Company) -> str:
    """The link that the regional manager was mailed about the seed's waiting applicant."""
    assert company.system is system
    mails = until(
        lambda: [mail for mail in system.mails("east@qudao.example.com") if WAITING.company_name in mail.text]
    )
    return link(mails[0].text, "approve")


def test_a_scanner_that_runs_the_page_and_follows_every_link_changes_nothing(
    system: System, browser: Browser, approval: str
) -> None:
    secret = {"X-Approval-Secret": approval.rpartition("/")[2]}
    before = system.ask("GET", "/api/approval", headers=secret).body
    for locale, size in (("zh-CN", PHONE), ("en", DESK)):
        with opened(browser, approval, locale, size) as page:
            expect(page.get_by_role("heading", name=WAITING.company_name)).to_be_visible()
            fits(page)
            found = page.eval_on_selector_all("[href]", "all => all.map(each => each.href)")
            assert found
            assert {page.evaluate("async address => (await fetch(address)).status", one) for one in found} == {200}
    after = system.ask("GET", "/api/approval", headers=secret).body
    shown = {name: value for name, value in before.items() if name != "documents"}
    assert {name: value for name, value in after.items() if name != "documents"} == shown
    assert after["state"] == "open"


def test_a_manager_approves_on_a_phone_and_the_dealer_comes_in(system: System, browser: Browser, approval: str) -> None:
    with opened(browser, approval, "en", PHONE) as page:
        page.get_by_label("Dealer grade").select_option("B")
        page.get_by_label("Credit limit").fill("150000.00")
        page.get_by_label("Payment term").fill("30")
        page.get_by_role("button", name="Approve…").click()
        page.get_by_role("button", name="Yes, approve").click()
        expect(page.get_by_role("heading", name="Approved")).to_be_visible()
        fits(page)
    with opened(browser, approval, "zh-CN", PHONE) as page:
        expect(page.get_by_role("heading", name="已")).to_be_visible()
        expect(page.get_by_role("button", name="同意")).to_have_count(0)

    welcome = until(lambda: [mail for mail in system.mails(WAITING.email) if "/#/welcome/" in mail.text])[0]
    with opened(browser, link(welcome.text, "welcome"), "en", PHONE) as page:
        page.get_by_label("Password", exact=True).fill(SECRET)
        page.get_by_label("Password once more").fill(SECRET)
        page.get_by_role("button", name="Set the password").click()
        expect(page.get_by_role("heading", name="Your password is set")).to_be_visible()
    me = system.ask("GET", "/api/me", token=system.sign_in(WAITING.email, SECRET))
    assert (me.body["email"], me.body["roles"]) == (WAITING.email, ["dealer_owner"])


def test_the_applicant_follows_the_case(system: System, browser: Browser, company: Company) -> None:
    assert company.system is system
    told = until(lambda: system.mails(WAITING.email))[0]
    with opened(browser, link(told.text, "case"), "zh-CN", DESK) as page:
        expect(page.get_by_text(WAITING.company_name)).to_be_visible()
        fits(page)


def test_a_forged_link_is_refused_in_plain_words(system: System, browser: Browser) -> None:
    for kind in ("approve", "welcome"):
        with opened(browser, f"{system.site}/#/{kind}/{'x' * 43}", "en", PHONE) as page:
            expect(page.get_by_role("heading", name="We do not know this link")).to_be_visible()
