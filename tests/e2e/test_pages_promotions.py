"""A campaign from the editor to the order: previewed, published, joined by a dealer, and seen in the basket."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, expect

from infra.seed.dealers import DEALERS
from infra.seed.staff import PEOPLE
from tests.e2e.company import Company
from tests.e2e.visitor import WAYS, Visitor, visiting

MAIL = {dealer.key: dealer.email for dealer in DEALERS}
BUYERS = {"desk-zh-CN": "quandai", "phone-en": "jingulan"}
SKU = "GJ-JB-01"


@pytest.mark.parametrize("way", WAYS[:2], ids="-".join)
def test_a_campaign_from_the_editor_to_the_basket(shop: Company, browser: Browser, way: tuple[str, str]) -> None:
    system, dealer = shop.system, BUYERS["-".join(way)]
    name = f"搅拌杆满减 {'-'.join(way)}"
    with visiting(browser, system.site, way) as seller:
        seller.sign_in(PEOPLE["admin"].email)
        write(seller, name)
        preview_and_publish(seller, name)

    with visiting(browser, system.site, way) as buyer:
        buyer.sign_in(MAIL[dealer])
        put_into_basket(buyer)
        total = system.ask("POST", "/api/quotes", BODY, token=shop.sign_in(dealer)).body["total"]
        buyer.page.get_by_text(buyer.say("pricing:barred").split("{")[0]).click()
        buyer.page.get_by_role("link", name=name).click()
        buyer.fits()
        buyer.has_no_serious_fault()
        buyer.press("promotions:do.join")
        buyer.page.get_by_role("dialog").get_by_role("button", name=buyer.say("promotions:do.join")).click()
        buyer.sees(buyer.say("promotions:did.join", name=name))
        buyer.open("/basket")
        expect(buyer.page.get_by_text(name).first).to_be_visible()
        joined = system.ask("POST", "/api/quotes", BODY, token=shop.sign_in(dealer)).body
        assert (Decimal(total) - Decimal(joined["total"]), joined["discount"]) == (Decimal("30.00"), "30.00")
        order(buyer)
        found = re.search(r"order=([A-Z0-9-]+)", buyer.page.url)
        assert found
        buyer.open(f"/orders/{found[1]}")
        buyer.sees(name)
    admin = shop.token("admin")
    shown = system.ask("GET", "/api/promotions", token=admin).body["items"]
    mine = next(one for one in shown if one["name"] == name)
    assert (mine["used_amount"], mine["used_count"]) == ("30.00", 1)
    end = f"/api/promotions/{mine['promotion_id']}/end"
    ended = system.ask("POST", end, {"reason": "活动结束"}, token=admin, key=f"end-{'-'.join(way)}")
    assert ended.body["standing"] == "ended"


BODY = {"lines": [{"sku": SKU, "quantity": 24}]}


def write(seller: Visitor, name: str) -> None:
    """Fills the editor; what lacks is said beside its field."""
    page, say = seller.page, seller.say
    seller.open("/promotions")
    seller.fits()
    seller.follow("promotions:new")
    page.get_by_role("textbox", name=say("promotions:editor.name"), exact=True).fill(name)
    page.get_by_label(say("promotions:kind.spend_and_save"), exact=True).check()
    seller.press("promotions:editor.save")
    seller.sees(say("promotions:problem.step"))
    seller.sees(say("promotions:problem.last_day"))
    seller.fits()
    seller.has_no_serious_fault()
    page.get_by_label(say("promotions:editor.spend"), exact=True).fill("100")
    page.get_by_label(say("promotions:editor.saves"), exact=True).fill("30")
    page.get_by_label(say("promotions:editor.last_day"), exact=False).first.fill("2099-12-31")
    page.get_by_label(say("promotions:editor.opt_in"), exact=True).check()
    page.get_by_label(say("promotions:editor.budget"), exact=True).fill("60")
    choice = page.get_by_label(say("promotions:editor.skus"), exact=True).first
    choice.fill(SKU)
    page.get_by_role("option", name=re.compile(SKU)).first.click()
    page.keyboard.press("Escape")
    page.get_by_label(say("promotions:editor.terms"), exact=False).first.fill("活动期内有效。")
    seller.press("promotions:editor.save")
    seller.sees(say("promotions:draft_means"))


def preview_and_publish(seller: Visitor, name: str) -> None:
    page, say = seller.page, seller.say
    seller.press("promotions:do.preview")
    seller.sees(say("promotions:preview_looked_at"))
    seller.fits()
    seller.has_no_serious_fault()
    seller.press("promotions:do.publish")
    page.get_by_role("dialog").get_by_role("button", name=say("promotions:do.publish"), exact=True).click()
    seller.sees(say("promotions:did.publish", name=name))


def put_into_basket(buyer: Visitor) -> None:
    page, say = buyer.page, buyer.say
    buyer.open("/basket")
    buyer.press("basket:paste")
    page.get_by_label(say("basket:paste_list"), exact=True).fill(f"{SKU} 24")
    buyer.press("basket:paste_add", products=1)
    expect(page.get_by_role("link", name=say("basket:go_on"))).to_be_visible()


def order(buyer: Visitor) -> None:
    page, say = buyer.page, buyer.say
    page.get_by_role("link", name=say("basket:go_on")).click()
    expect(page.get_by_role("heading", name=say("basket:review"))).to_be_visible()
    page.get_by_role("button", name=re.compile(re.escape(say("basket:submit").split("{")[0]))).click()
    expect(page.get_by_role("heading", name=say("basket:done"))).to_be_visible()
