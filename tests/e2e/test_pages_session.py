"""Sessions, and lines that drop: nothing typed is lost, nothing is ordered twice, and signing out ends it."""

import re

from playwright.sync_api import Browser, Route, expect

from infra.seed.dealers import DEALERS
from tests.e2e.company import Company
from tests.e2e.visitor import visiting

MAIL = {dealer.key: dealer.email for dealer in DEALERS}
WAY = ("desk", "en")
NOTES = re.compile(r"/notes")


def test_a_reload_keeps_one_signed_in_and_the_token_out_of_reach(shop: Company, browser: Browser) -> None:
    with visiting(browser, shop.system.site, WAY) as visitor:
        visitor.sign_in(MAIL["quandai"])
        visitor.open("/statements")
        visitor.page.reload()
        expect(visitor.page.get_by_role("heading", name=visitor.say("statements:title"))).to_be_visible()
        kept = visitor.page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
        assert "eyJ" not in kept
        assert "refresh" not in kept


def test_signing_out_ends_the_refresh_token_and_forgets_the_user(shop: Company, browser: Browser) -> None:
    with visiting(browser, shop.system.site, WAY) as visitor:
        visitor.sign_in(MAIL["quandai"])
        cookie = next(
            one for one in visitor.page.context.cookies(f"{visitor.site}/api/session") if one["name"] == "refresh"
        )
        assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")
        visitor.press("kernel:sign_out")
        expect(visitor.page.get_by_role("heading", name=visitor.say("access:title"))).to_be_visible()
        assert visitor.page.evaluate("localStorage.getItem('qudao.user')") is None
        again = shop.system.ask("POST", "/api/session/refresh", headers={"Cookie": f"refresh={cookie['value']}"})
        assert again.status == 401
        visitor.page.goto(f"{visitor.site}/#/orders")
        expect(visitor.page.get_by_role("heading", name=visitor.say("access:title"))).to_be_visible()


def test_whoever_comes_without_a_session_is_led_back_to_the_page(shop: Company, browser: Browser) -> None:
    with visiting(browser, shop.system.site, WAY) as visitor:
        page = visitor.page
        page.goto(f"{visitor.site}/#/statements")
        page.locator("input[name=email]").fill(MAIL["quandai"])
        page.locator("input[name=password]").fill("wrong-Password-1")
        page.locator("button[type=submit]").click()
        visitor.sees(visitor.say("kernel:error.sign_in_failed"))
        visitor.sign_in_here(MAIL["quandai"])
        expect(page.get_by_role("heading", name=visitor.say("statements:title"))).to_be_visible()


def test_a_token_that_has_ended_is_renewed_without_a_word(shop: Company, browser: Browser) -> None:
    """The API refuses a token once, as it does when it has run out: the page renews it and asks again."""
    with visiting(browser, shop.system.site, WAY) as visitor:
        visitor.sign_in(MAIL["quandai"])
        refused: list[str] = []

        def refuse_once(route: Route) -> None:
            if refused:
                route.continue_()
                return
            refused.append(route.request.url)
            route.fulfill(status=401, json={"message": "The incoming token has expired"})

        visitor.page.route(re.compile(r"/api/statements"), refuse_once)
        with visitor.page.expect_response(re.compile(r"/api/session/refresh")) as renewed:
            visitor.follow("kernel:nav.statements")
        assert renewed.value.status == 200
        expect(visitor.page.locator("main td").first).to_be_visible()
        assert len(refused) == 1


def test_a_session_that_cannot_be_renewed_asks_and_loses_nothing_that_was_typed(
    shop: Company, browser: Browser
) -> None:
    with visiting(browser, shop.system.site, WAY) as visitor:
        page, say = visitor.page, visitor.say
        visitor.sign_in(MAIL["quandai"])
        order = shop.system.ask("GET", "/api/orders?limit=1", token=shop.sign_in("quandai")).body["items"][0]
        visitor.open(f"/orders/{order['order_id']}")
        note = page.get_by_role("textbox").last
        note.fill("When will the rest arrive?")
        page.context.clear_cookies()
        page.route(NOTES, lambda route: route.fulfill(status=401, json={"message": "expired"}))
        visitor.press("messages:thread.send")
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("heading", name=say("access:again"))).to_be_visible()
        dialog.locator("input[name=password]").fill("Qudao-demo-2026")
        page.unroute(NOTES)
        dialog.get_by_role("button", name=say("access:sign_in"), exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        visitor.sees("When will the rest arrive?")
    notes = shop.system.ask("GET", f"/api/orders/{order['order_id']}/notes", token=shop.sign_in("quandai")).body[
        "items"
    ]
    assert [one["text"] for one in notes].count("When will the rest arrive?") == 1


def test_a_basket_outlives_a_dropped_line_and_is_sent_once(shop: Company, browser: Browser) -> None:
    with visiting(browser, shop.system.site, ("phone", "en")) as visitor:
        page, say = visitor.page, visitor.say
        token = shop.sign_in("xiangyu")
        before = len(shop.system.ask("GET", "/api/orders?limit=100", token=token).body["items"])
        visitor.sign_in(MAIL["xiangyu"])
        visitor.open("/basket")
        visitor.press("basket:paste")
        page.get_by_label(say("basket:paste_list"), exact=True).fill("GJ-TP-24 24")
        visitor.press("basket:paste_add", products=1)
        page.get_by_role("link", name=say("basket:go_on")).click()
        expect(page.get_by_role("heading", name=say("basket:review"))).to_be_visible()
        page.context.set_offline(True)
        keep = page.get_by_role("button", name=say("basket:submit_away").split(" (")[0])
        expect(keep).to_be_enabled()
        keep.click()
        visitor.sees(say("basket:waiting.kept_text"))
        page.context.set_offline(False)
        expect(page.get_by_role("heading", name=say("basket:done"))).to_be_visible()
    after = shop.system.ask("GET", "/api/orders?limit=100", token=token).body["items"]
    assert (len(after), after[0]["state"]) == (before + 1, "submitted")
