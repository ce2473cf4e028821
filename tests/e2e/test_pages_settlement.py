"""A month is settled in the console: started, watched, opened down to the order lines, decided by somebody else."""

import re

from playwright.sync_api import Browser, expect

from infra.seed.dealers import DEALERS
from infra.seed.staff import PEOPLE
from tests.e2e.company import Company
from tests.e2e.system import until
from tests.e2e.visitor import Visitor, visiting

FIRST, SECOND = PEOPLE["finance"].email, PEOPLE["finance2"].email
TIANCHENG = next(dealer for dealer in DEALERS if dealer.key == "tiancheng")


def watch(visitor: Visitor) -> None:
    """The steps move by themselves until the run waits for somebody else."""
    say = visitor.say
    expect(visitor.page.get_by_text(say("rebates:run.waits_for_one"))).to_be_visible(timeout=90_000)
    current = visitor.page.locator("[aria-current=step]")
    expect(current).to_contain_text(say("rebates:step.asking"))
    visitor.fits()
    visitor.has_no_serious_fault()


def look_into(visitor: Visitor, name: str) -> None:
    """One dealer's calculation, down to the order lines and the order itself."""
    page, say = visitor.page, visitor.say
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.get_by_role("button", name=say("rebates:documents.show")).first.click()
    document = page.get_by_role("link", name=re.compile(r"-S[0-9]+$")).first
    expect(document).to_be_visible()
    visitor.fits()
    visitor.has_no_serious_fault()
    document.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"D[A-Z0-9]+-"))
    page.go_back()


def test_a_month_is_rejected_on_a_phone_and_settled_at_a_desk(shop: Company, browser: Browser) -> None:
    site, period = shop.system.site, shop.ready_period()
    with visiting(browser, site, ("phone", "en")) as first:
        start(first, period)
        watch(first)
        look_into(first, TIANCHENG.company_name)
    with visiting(browser, site, ("phone", "en")) as second:
        second.sign_in(SECOND)
        second.open(f"/settlements/{period}-r1")
        second.press("rebates:decide.reject")
        second.sees(second.say("rebates:decide.reason_missing"))
        second.page.get_by_label(second.say("rebates:decide.comment")).fill("Hengda's return is missing.")
        second.press("rebates:decide.reject")
        second.press("rebates:decide.yes.reject")
        again = second.page.get_by_role("button", name=second.say("rebates:run.start_anew"))
        expect(again).to_be_visible(timeout=90_000)
        second.sees(second.say("rebates:run.why_rejected", reason="Hengda's return is missing."))
        second.fits()

    with visiting(browser, site, ("desk", "zh-CN")) as first:
        start(first, period)
        watch(first)
        look_into(first, TIANCHENG.company_name)
    with visiting(browser, site, ("desk", "zh-CN")) as second:
        second.sign_in(SECOND)
        second.open(f"/settlements/{period}-r2")
        second.press("rebates:decide.approve")
        second.press("rebates:decide.yes.approve")
        until(lambda: state(shop, f"{period}-r2") == "closed", 90)
        second.sees(second.say("rebates:run.ended_at"))

    for way, dealer in ((("desk", "zh-CN"), "tiancheng"), (("phone", "en"), "northstar")):
        confirm_statement(shop, browser, way, dealer)


def state(shop: Company, run_id: str) -> str:
    """Where a run stands."""
    answer = shop.system.ask("GET", f"/api/settlement-runs/{run_id}", token=shop.token("finance"))
    assert answer.status == 200, answer
    return str(answer.body["state"])


def start(visitor: Visitor, period: str) -> None:
    """Finance starts the month that the seed left to be settled."""
    visitor.sign_in(FIRST)
    visitor.open("/settlements")
    visitor.has_no_serious_fault()
    visitor.page.get_by_label(visitor.say("rebates:run.month")).select_option(period)
    visitor.press("rebates:start.submit")


def confirm_statement(shop: Company, browser: Browser, way: tuple[str, str], dealer: str) -> None:
    """The dealer opens the new statement and confirms it."""
    with visiting(browser, shop.system.site, way) as owner:
        page, say = owner.page, owner.say
        owner.sign_in(next(one.email for one in DEALERS if one.key == dealer))
        owner.open("/statements")
        page.locator("main td a").first.click()
        owner.sees(say("statements:how"))
        owner.fits()
        owner.has_no_serious_fault()
        owner.press("statements:confirm")
        owner.press("statements:yes.confirm")
        owner.sees(say("statements:state.confirmed"))
    statements = shop.system.ask("GET", "/api/statements", token=shop.sign_in(dealer)).body["items"]
    assert (statements[0]["period"], statements[0]["state"]) == (shop.ready_period(), "confirmed")
