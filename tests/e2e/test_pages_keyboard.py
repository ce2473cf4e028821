"""The keyboard alone completes an order and an approval: Tab, Enter and typing, no mouse."""

from typing import Any

from playwright.sync_api import Browser, expect

from infra.seed.dealers import DEALERS
from tests.e2e.company import Company
from tests.e2e.system import until
from tests.e2e.test_pages_approval import register
from tests.e2e.visitor import Visitor, visiting

JIANGYUE = next(dealer.email for dealer in DEALERS if dealer.key == "jiangyue")


def test_the_keyboard_alone_completes_an_order(shop: Company, browser: Browser) -> None:
    """From the basket to the done page by Tab, Enter and typing: no mouse."""
    with visiting(browser, shop.system.site, ("desk", "en")) as visitor:
        page, say = visitor.page, visitor.say
        visitor.sign_in(JIANGYUE)
        visitor.open("/basket")
        visitor.tab_to("button", say("basket:paste"))
        page.keyboard.press("Enter")
        visitor.tab_to("textbox", say("basket:paste_list"))
        page.keyboard.type("GJ-TP-24 24")
        visitor.tab_to("button", say("basket:paste_add", products=1))
        page.keyboard.press("Enter")
        visitor.tab_to("link", say("basket:go_on"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=say("basket:review"))).to_be_visible()
        visitor.tab_to("button", say("basket:submit").split(" (")[0])
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=say("basket:done"))).to_be_visible()


def test_the_keyboard_alone_completes_an_approval(shop: Company, browser: Browser) -> None:
    """From the mailed link to the decision; what was typed is what the dealer trades on."""
    system, name = shop.system, "绍兴北海建材有限公司"
    approval = register(system, name, "5")
    with visiting(browser, system.site, ("desk", "zh-CN")) as visitor:
        page, say = visitor.page, visitor.say
        visitor.open(approval)
        type_into(visitor, "combobox", say("approvals:field.grade"), "B")
        type_into(visitor, "textbox", say("approvals:field.credit_limit"), "120000")
        type_into(visitor, "textbox", say("approvals:field.payment_days"), "45")
        type_into(visitor, "textbox", say("approvals:comment"), "资料齐全。")
        visitor.tab_to("button", say("approvals:approve"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text(name)
        visitor.tab_to("button", say("approvals:yes.approve"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=say("approvals:done.approve"))).to_be_visible()
    east = shop.token("east")

    def admitted() -> list[dict[str, Any]]:
        found = system.ask("GET", "/api/dealers?limit=100", token=east).body["items"]
        return [dealer for dealer in found if dealer["name"] == name]

    dealer_id = until(admitted, 90)[0]["dealer_id"]
    dealer = system.ask("GET", f"/api/dealers/{dealer_id}", token=east).body
    assert (dealer["grade"], dealer["payment_days"]) == ("B", 45)
    books = system.ask("GET", f"/api/accounts/{dealer_id}/entries", token=shop.token("finance")).body
    assert books["today"]["credit_limit"] == "120000.00"


def type_into(visitor: Visitor, role: str, name: str, text: str) -> None:
    """Tabs to the field and types."""
    visitor.tab_to(role, name)
    visitor.page.keyboard.type(text)
