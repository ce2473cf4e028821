"""Finance tries a draft on the past, publishes it and its next version; a dealer sees what one more order brings."""

import re

import pytest
from playwright.sync_api import Browser, expect

from infra.seed.dealers import DEALERS
from infra.seed.rebates import PARENT
from infra.seed.staff import PEOPLE
from tests.e2e.company import Company
from tests.e2e.visitor import WAYS, Visitor, visiting

OWNER = next(dealer.email for dealer in DEALERS if dealer.key == PARENT)


@pytest.mark.parametrize("way", WAYS[:2], ids="-".join)
def test_a_program_from_its_trial_to_its_next_version(shop: Company, browser: Browser, way: tuple[str, str]) -> None:
    name = f"试算政策 {'-'.join(way)}"
    with visiting(browser, shop.system.site, way) as finance:
        finance.sign_in(PEOPLE["finance"].email)
        tried_on_the_past(finance, shop, name)
        published(finance, name)
        succeeded(finance, name)
    with visiting(browser, shop.system.site, way) as owner:
        owner.sign_in(OWNER)
        one_more_order(owner, name)


def tried_on_the_past(finance: Visitor, shop: Company, name: str) -> None:
    """A copy of a known program under a new name is tried over all dealers; the page follows it to its end."""
    programs = shop.system.ask("GET", "/api/rebate-programs", token=shop.token("finance")).body["items"]
    known = next(one for one in programs if one["name"] == "月度进货返利")
    finance.open(f"/programs/new?from={known['program_id']}")
    finance.page.get_by_role("textbox", name=finance.say("rebates:program.name"), exact=True).fill(name)
    finance.press("rebates:backtest.start")
    expect(finance.page.get_by_role("heading", level=1)).to_have_text(finance.say("rebates:backtest.of", name=name))
    finance.sees(finance.say("rebates:backtest.state.done"))
    finance.sees(finance.say("rebates:backtest.winners"))
    finance.fits()
    finance.has_no_serious_fault()


def published(finance: Visitor, name: str) -> None:
    finance.follow("rebates:backtest.edit")
    field = finance.page.get_by_role("textbox", name=finance.say("rebates:program.name"), exact=True)
    expect(field).to_have_value(name)
    finance.press("rebates:editor.save")
    finance.press("rebates:editor.yes")
    finance.sees(finance.say("rebates:editor.saved", name=name))
    expect(finance.page.get_by_role("heading", level=1)).to_have_text(name)
    finance.fits()


def succeeded(finance: Visitor, name: str) -> None:
    """The next version has a yearly budget and begins with the next month."""
    finance.follow("rebates:version.next")
    expect(finance.page.get_by_role("heading", level=1)).to_have_text(
        finance.say("rebates:version.of_program", name=name)
    )
    finance.page.get_by_label(finance.say("rebates:editor.budget")).fill("50000")
    finance.fits()
    finance.has_no_serious_fault()
    finance.press("rebates:editor.save")
    finance.press("rebates:editor.yes")
    expect(finance.page.get_by_role("heading", level=1)).to_have_text(name)
    finance.sees(finance.say("rebates:version.number", number=2))
    finance.sees(finance.say("rebates:validity.upcoming"))
    finance.fits()
    finance.has_no_serious_fault()


def one_more_order(owner: Visitor, name: str) -> None:
    """The program that finance has just published answers by its own rule."""
    owner.open("/rebates")
    asked = owner.page.get_by_role("region", name=owner.say("rebates:more.title"))
    named = owner.page.get_by_role("heading", name=re.compile(re.escape(name)))
    part = owner.page.locator("section", has=named).filter(has=asked).first.locator(asked)
    part.get_by_role("textbox").fill("100000")
    expect(part.get_by_text(owner.say("rebates:more.gain"), exact=True)).to_be_visible()
    expect(part.get_by_text(re.compile(r"\+¥"))).to_be_visible()
    owner.fits()
    owner.has_no_serious_fault()
