"""The wallet in a browser: it pays a part of an order; the rest of it is asked for in cash, and finance approves."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, expect

from infra.seed.dealers import DEALERS
from infra.seed.staff import PEOPLE
from tests.e2e.company import Company
from tests.e2e.system import until
from tests.e2e.visitor import WAYS, Visitor, visiting

MAIL = {dealer.key: dealer.email for dealer in DEALERS}
OF_WAY = {"desk-zh-CN": "hengda", "phone-en": "northstar"}
"""Both have rebates in their wallets."""


@pytest.mark.parametrize("way", WAYS[:2], ids="-".join)
def test_the_wallet_pays_an_order_and_is_paid_out(shop: Company, browser: Browser, way: tuple[str, str]) -> None:
    key = OF_WAY["-".join(way)]
    before = wallet(shop, key)
    with visiting(browser, shop.system.site, way) as owner:
        owner.sign_in(MAIL[key])
        order_id = order_with_redemption(owner, shop, key)
        order = shop.system.ask("GET", f"/api/orders/{order_id}", token=shop.sign_in(key)).body
        assert (order["redeemed"], order["redemption_held"]) == ("5.00", "5.00")
        assert submitted_from_its_page(owner, shop, key)["redeemed"] == "1.00"
        payout_id = ask_for_payout(owner)
    assert held_since(before, wallet(shop, key)) == (Decimal(6), Decimal("1.25"))
    with visiting(browser, shop.system.site, way) as finance:
        finance.sign_in(PEOPLE["finance"].email)
        approve(finance, payout_id)
    paid = until(lambda: [one for one in [wallet(shop, key)] if Decimal(one["asked"]) == Decimal(before["asked"])])[0]
    assert Decimal(before["balance"]) - Decimal(paid["balance"]) == Decimal("1.25")
    with visiting(browser, shop.system.site, way) as owner:
        owner.sign_in(MAIL[key])
        owner.open("/wallet")
        owner.sees(owner.say("wallet:payout.state.approved"))
        owner.sees(owner.say("ledger:entry.payout"))
        owner.fits()
        owner.has_no_serious_fault()


def wallet(shop: Company, key: str) -> dict[str, str]:
    token = shop.sign_in(key)
    dealer_id = shop.system.ask("GET", "/api/me", token=token).body["dealer_id"]
    return dict(shop.system.ask("GET", f"/api/accounts/{dealer_id}/wallet", token=token).body)


def held_since(before: dict[str, str], after: dict[str, str]) -> tuple[Decimal, Decimal]:
    """By how much orders and payouts hold more."""
    held, asked = (Decimal(after[name]) - Decimal(before[name]) for name in ("held", "asked"))
    return held, asked


def order_with_redemption(owner: Visitor, shop: Company, key: str) -> str:
    """Orders something of which the wallet pays 5.00; the order's id."""
    page, say = owner.page, owner.say
    sku = sold(shop, key)
    owner.open("/basket")
    owner.press("basket:paste")
    page.get_by_label(say("basket:paste_list"), exact=True).fill(f"{sku}\t4")
    owner.press("basket:paste_add", products=1)
    page.get_by_role("link", name=say("basket:go_on")).click()
    wallet_pays_a_part(owner)
    amount = page.get_by_label(say("basket:redeem_amount"), exact=True)
    amount.fill("999999.00")
    submit = page.get_by_role("button", name=re.compile(re.escape(say("basket:submit").split("{")[0])))
    expect(submit).to_be_disabled()
    amount.fill("5.00")
    owner.sees(say("basket:redeem_rest"))
    owner.fits()
    owner.has_no_serious_fault()
    submit.click()
    expect(page.get_by_role("heading", name=say("basket:done"))).to_be_visible()
    order = re.search(r"order=([A-Z0-9-]+)", page.url)
    assert order, page.url
    owner.open(f"/orders/{order[1]}")
    owner.sees(say("orders:redemption_held"))
    owner.fits()
    return order[1]


def sold(shop: Company, key: str) -> str:
    """Something that the dealer may buy, and of which there is enough."""
    found = shop.system.ask("GET", "/api/catalog?limit=100", token=shop.sign_in(key)).body["items"]
    return next(str(item["sku"]) for item in found if item["prices"] and item["available"] > 20)


def wallet_pays_a_part(owner: Visitor) -> None:
    name = re.compile(re.escape(owner.say("basket:redeem_part").split("{")[0]))
    owner.page.get_by_role("radio", name=name).check()


def submitted_from_its_page(owner: Visitor, shop: Company, key: str) -> dict[str, str]:
    """A draft that lies there is bought from its own page, 1.00 of it by the wallet; the order."""
    token, lines = shop.sign_in(key), [{"sku": sold(shop, key), "quantity": 4}]
    draft = shop.system.ask("POST", "/api/orders", {"lines": lines}, token=token, key=f"draft-{owner.locale}").body
    owner.open(f"/orders/{draft['order_id']}")
    owner.press("orders:do.submit")
    wallet_pays_a_part(owner)
    owner.page.get_by_label(owner.say("basket:redeem_amount"), exact=True).fill("1.00")
    owner.fits()
    owner.has_no_serious_fault()
    owner.page.get_by_role("dialog").get_by_role("button", name=owner.say("orders:do.submit"), exact=True).click()
    owner.sees(owner.say("orders:redemption_held"))
    return dict(shop.system.ask("GET", f"/api/orders/{draft['order_id']}", token=token).body)


def ask_for_payout(owner: Visitor) -> str:
    """Asks for 1.25 in cash; the payout's id."""
    page, say = owner.page, owner.say
    owner.open("/wallet")
    owner.sees(say("wallet:lots"))
    owner.fits()
    owner.has_no_serious_fault()
    owner.press("wallet:ask.open")
    page.get_by_label(say("wallet:payout.amount")).first.fill("1.25")
    owner.press("wallet:ask.submit")
    owner.press("wallet:ask.yes")
    expect(page).to_have_url(re.compile("payouts/"))
    owner.sees(say("wallet:payout.state.waiting"))
    return page.url.rpartition("/")[2]


def approve(finance: Visitor, payout_id: str) -> None:
    """Finance reads the list, opens the payout, and approves it."""
    page, say = finance.page, finance.say
    finance.open("/payouts")
    page.get_by_role("link", name=payout_id).click()
    finance.sees(say("wallet:payout.decide"))
    finance.fits()

    def waits() -> bool:
        page.goto(f"{finance.site}/#/decisions/payout-{payout_id}")
        page.reload()
        finance.at_rest()
        return page.get_by_role("button", name=say("approvals:approve"), exact=True).count() > 0

    until(waits)
    finance.fits()
    finance.has_no_serious_fault()
    finance.press("approvals:approve")
    finance.press("approvals:yes.approve")
    expect(page.get_by_role("button", name=say("approvals:approve"), exact=True)).to_have_count(0)
