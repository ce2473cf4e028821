"""A dealer pastes a list, sees the quote explain itself, orders, and follows the order until it is received."""

import re

import pytest
from playwright.sync_api import Browser, expect

from infra.seed.dealers import DEALERS
from infra.seed.staff import PEOPLE
from tests.e2e.company import Company
from tests.e2e.visitor import WAYS, Visitor, visiting

MAIL = {dealer.key: dealer.email for dealer in DEALERS}
BUYERS = {"desk-zh-CN": "tiancheng", "phone-en": "tiancheng", "desk-en": "hengda", "phone-zh-CN": "hengda"}


def twenty_lines(shop: Company, dealer: str) -> list[str]:
    """Twenty products as a spreadsheet gives them: SKU, tab, two pieces."""
    found = shop.system.ask("GET", "/api/catalog?limit=100", token=shop.sign_in(dealer)).body["items"]
    chosen = [item["sku"] for item in found if item["prices"] and item["available"] > 20][:20]
    assert len(chosen) == 20
    return [f"{sku}\t2" for sku in chosen]


def place(visitor: Visitor, lines: list[str]) -> str:
    """Pastes the list, reads the quote, orders in three steps; the order's id."""
    page, say = visitor.page, visitor.say
    visitor.open("/basket")
    visitor.press("basket:paste")
    page.get_by_label(say("basket:paste_list"), exact=True).fill("\n".join(["SKU\t数量", *lines, "what is this"]))
    visitor.sees(say("basket:paste_read", lines=20, products=20))
    visitor.sees(say("basket:unread.quantity"))
    visitor.press("basket:paste_add", products=20)
    visitor.press("basket:close")
    go_on = page.get_by_role("link", name=say("basket:go_on"))
    expect(go_on).to_be_visible()
    visitor.fits()
    visitor.has_no_serious_fault()
    go_on.click()
    expect(page.get_by_role("heading", name=say("basket:review"))).to_be_visible()
    visitor.fits()
    submit = page.get_by_role("button", name=re.compile(re.escape(say("basket:submit").split("{")[0])))
    submit.dblclick()
    expect(page.get_by_role("heading", name=say("basket:done"))).to_be_visible()
    found = re.search(r"order=([A-Z0-9-]+)", page.url)
    assert found, page.url
    return found[1]


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_an_order_from_the_pasted_list_to_the_receipt(shop: Company, browser: Browser, way: tuple[str, str]) -> None:
    system, dealer = shop.system, BUYERS["-".join(way)]
    lines = twenty_lines(shop, dealer)
    token = shop.sign_in(dealer)
    before = len(system.ask("GET", "/api/orders?limit=100", token=token).body["items"])
    with visiting(browser, system.site, way) as buyer:
        buyer.sign_in(MAIL[dealer])
        order_id = place(buyer, lines)
        assert len(system.ask("GET", "/api/orders?limit=100", token=token).body["items"]) == before + 1
        buyer.open(f"/orders/{order_id}")
        buyer.sees(buyer.say("orders:next.dealer.submitted"))
        buyer.has_no_serious_fault()
        confirmed = system.ask("POST", f"/api/orders/{order_id}/confirm", {}, token=shop.token("sales"), key=order_id)
        assert confirmed.status == 200, confirmed
        buyer.sees(buyer.say("orders:next.dealer.confirmed"))

        with visiting(browser, system.site, way) as picker:
            picker.sign_in(PEOPLE["warehouse"].email)
            ship_in_two_parts(picker, order_id)

        buyer.page.reload()
        for number in (2, 1):
            buyer.page.get_by_role("button", name=buyer.say("orders:do.receive_all"), exact=True).first.click()
            buyer.press("orders:do.receive")
            buyer.sees(buyer.say("orders:did.receive", shipment=f"{order_id}-S{number}"))
        buyer.sees(buyer.say("orders:next.dealer.received"))
        buyer.fits()
    order = system.ask("GET", f"/api/orders/{order_id}", token=token).body
    assert (order["state"], len(order["shipments"]), len(order["lines"])) == ("received", 2, 20)


def ship_in_two_parts(picker: Visitor, order_id: str) -> None:
    """One line first, then all that is left."""
    page, say = picker.page, picker.say
    picker.open(f"/orders/{order_id}")
    picker.sees(say("orders:ship"))
    picker.fits()
    picker.press("orders:fill_none")
    page.get_by_role("textbox", name=re.compile(re.escape(say("orders:ship_now")))).first.fill("1")
    picker.press("orders:do.ship_part", pieces=1)
    picker.press("orders:do.ship")
    picker.sees(say("orders:did.ship", shipment=f"{order_id}-S1"))
    picker.press("orders:fill_all")
    picker.press("orders:do.ship_all")
    picker.press("orders:do.ship")
    picker.sees(say("orders:did.ship", shipment=f"{order_id}-S2"))
