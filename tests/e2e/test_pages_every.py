"""Every page, at both sizes and in both languages: it opens, fits, speaks the language, and axe finds nothing serious.

`--screens DIR` (`make screens`) keeps a picture of each, whole pages, for whoever looks at them.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from infra.packaging import ROOT
from infra.seed.dealers import DEALERS, WAITING
from infra.seed.staff import PEOPLE
from tests.e2e.company import Company
from tests.e2e.system import until
from tests.e2e.visitor import WAYS, Visitor, visiting

OWNER = next(dealer.email for dealer in DEALERS if dealer.key == "tiancheng")
WANTED = ("NW-5L-01\t40", "NZ-20K-01\t120", "GJ-TP-24\t72")
WITHOUT_PICTURE = {"basket/done"}
"""Opens only right after an order; tests/e2e/test_pages_order.py goes there."""


@pytest.fixture(scope="session")
def places(shop: Company) -> dict[str, list[tuple[str, str]]]:
    """By person: the pages as (route, address)."""
    system = shop.system
    token, admin, picker = shop.token("finance"), shop.token("admin"), shop.token("warehouse")

    def first(path: str, name: str, who: str = token) -> str:
        return str(system.ask("GET", path, token=who).body["items"][0][name])

    owner = shop.sign_in("tiancheng")
    order = first("/api/orders", "order_id", owner)
    dealer = system.ask("GET", "/api/me", token=owner).body["dealer_id"]
    run = first("/api/settlement-runs", "run_id")
    case = first("/api/cases", "case_id", admin)
    payment = next(
        entry["document_id"]
        for month in system.ask("GET", "/api/statements", token=owner).body["items"]
        for entry in system.ask("GET", f"/api/statements/{month['statement_id']}", token=owner).body["entries"]
        if entry["cause"].startswith("payment:")
    )
    credited = first("/api/returns?state=credited", "return_id")
    decisions = system.ask("GET", "/api/decisions", token=shop.token("east")).body["items"]
    decision = next(one["decision_id"] for one in decisions if case in one["subject"])
    mails = until(
        lambda: [mail for mail in system.mails("east@qudao.example.com") if WAITING.company_name in mail.text]
    )
    approve = found(mails[-1].text, "approve")
    told = until(lambda: [mail for mail in system.mails(WAITING.email) if "/#/case/" in mail.text])
    system.ask("POST", "/api/session/forgotten", {"email": OWNER})
    renewed = until(lambda: [mail for mail in system.mails(OWNER) if "/#/reset/" in mail.text])
    books = system.ask("POST", "/api/verifications", {}, token=admin, key="every-page")
    assert books.status == 202, books
    until(lambda: system.ask("GET", "/api/verifications/latest", token=admin).body["ended_at"], 90)
    unknown = "x" * 43
    draft = first("/api/promotions?state=draft", "promotion_id", admin)
    return {
        "nobody": [
            *(("sign-in", "/sign-in"), ("register", "/register"), ("forgotten", "/forgotten")),
            *(("approve/$secret", approve), ("case/$caseId/$secret", found(told[-1].text, "case"))),
            *(("welcome/$secret", f"/welcome/{unknown}"), ("reset/$secret", found(renewed[-1].text, "reset"))),
        ],
        "owner": [
            *(("/", "/"), ("catalog", "/catalog"), ("basket", "/basket"), ("basket/review", "/basket/review")),
            *(("orders", "/orders"), ("orders/$orderId", f"/orders/{order}")),
            *(("returns", "/returns"), ("orders/$orderId/return", f"/orders/{order}/return")),
            ("returns/$returnId", f"/returns/{first('/api/returns', 'return_id', owner)}"),
            *(("stock", "/stock"), ("rebates", "/rebates"), ("account", "/account"), ("statements", "/statements")),
            *(("wallet", "/wallet"), ("payouts/$payoutId", f"/payouts/{first('/api/payouts', 'payout_id', owner)}")),
            ("statements/$statementId", f"/statements/{first('/api/statements', 'statement_id', owner)}"),
            *(("messages", "/messages"), ("company", "/company"), ("promotions", "/promotions")),
            ("payments/$paymentId", f"/payments/{payment}"),
        ],
        "finance": [
            *(("/", "/"), ("programs", "/programs"), ("programs/new", "/programs/new")),
            ("programs/$programId", f"/programs/{first('/api/rebate-programs', 'program_id')}"),
            ("programs/backtests", "/programs/backtests"),
            (
                "programs/backtests/$backtestId",
                f"/programs/backtests/{first('/api/rebate-programs/backtests', 'backtest_id')}",
            ),
            *(("settlements", "/settlements"), ("settlements/$runId", f"/settlements/{run}")),
            ("settlements/$runId/$dealerId", f"/settlements/{run}/{dealer}"),
            *(("accounts", "/accounts"), ("accounts/$dealerId", f"/accounts/{dealer}")),
            *(("statements", "/statements"), ("verification", "/verification")),
            *(("payouts", "/payouts"), ("accounts/$dealerId/wallet", f"/accounts/{dealer}/wallet")),
            *(("bank-files", "/bank-files"), ("openings", "/openings"), ("account-changes", "/account-changes")),
            ("account-changes/$changeId", f"/account-changes/{first('/api/account-changes', 'change_id')}"),
            *(("returns", "/returns?state=credited"), ("returns/$returnId", f"/returns/{credited}")),
        ],
        "east": [
            *(("/", "/"), ("decisions", "/decisions"), ("decisions/$decisionId", f"/decisions/{decision}")),
            *(("cases", "/cases"), ("cases/$caseId", f"/cases/{case}"), ("dealers", "/dealers")),
            *(("dealers/$dealerId", f"/dealers/{dealer}"), ("threads", "/threads"), ("orders", "/orders")),
        ],
        "warehouse": [
            *(("/", "/"), ("stock", "/stock"), ("orders", "/orders?state=confirmed"), ("returns", "/returns")),
            ("orders/$orderId", f"/orders/{first('/api/orders?state=confirmed', 'order_id', picker)}"),
        ],
        "admin": [
            *(("products", "/products"), ("price-lists", "/price-lists"), ("imports", "/imports")),
            ("price-lists/$listId", f"/price-lists/{first('/api/price-lists', 'list_id', admin)}"),
            *(("staff", "/staff"), ("settings", "/settings"), ("audit", "/audit")),
            *(("promotions", "/promotions"), ("promotions/new", "/promotions/new")),
            ("promotions/$promotionId", f"/promotions/{draft}"),
            ("promotions/$promotionId/edit", f"/promotions/{draft}/edit"),
        ],
    }


def found(text: str, page: str) -> str:
    """The path of a mailed link."""
    link = re.search(rf"/#(/{page}/\S+)", text)
    assert link, text
    return link[1]


def test_no_page_is_left_out(places: dict[str, list[tuple[str, str]]]) -> None:
    """The list above covers the front end's table of routes."""
    sources = (ROOT / "web" / "src").glob("*/routes.ts")
    paths = {path for source in sources for path in re.findall(r'\bpath: "([^"]+)"', source.read_text("utf-8"))}
    assert {route for pages in places.values() for route, _ in pages} == paths - WITHOUT_PICTURE


@pytest.mark.parametrize("way", WAYS, ids="-".join)
@pytest.mark.parametrize("person", ["nobody", "owner", "finance", "east", "warehouse", "admin"])
def test_every_page_opens_fits_and_speaks_the_language(
    shop: Company,
    browser: Browser,
    places: dict[str, list[tuple[str, str]]],
    person: str,
    way: tuple[str, str],
    request: pytest.FixtureRequest,
) -> None:
    screens: str | None = request.config.getoption("--screens")
    with visiting(browser, shop.system.site, way) as visitor:
        if person != "nobody":
            visitor.sign_in(OWNER if person == "owner" else PEOPLE[person].email)
        if person == "owner":
            fill_basket(visitor)
        for route, address in places[person]:
            visitor.open(address)
            visitor.at_rest()
            visitor.fits()
            if way in WAYS[:2]:
                visitor.has_no_serious_fault()
            assert list(unspoken(visitor)) == [], address
            if screens:
                picture(visitor, Path(screens), f"{person}-{name_of(route)}", way)


def fill_basket(visitor: Visitor) -> None:
    """An empty basket shows little of its page."""
    visitor.open("/basket")
    visitor.press("basket:paste")
    visitor.page.get_by_label(visitor.say("basket:paste_list"), exact=True).fill("\n".join(WANTED))
    visitor.press("basket:paste_add", products=len(WANTED))
    expect(visitor.page.get_by_role("dialog")).to_have_count(0)


def unspoken(visitor: Visitor) -> Iterator[str]:
    """What stands on the page and is a key without words, a place that was not filled in, or no text at all."""
    text = visitor.page.locator("body").inner_text()
    yield from re.findall(r"⟦.*?⟧|\{[a-z_]+\}|\bundefined\b|\bNaN\b|\[object Object\]", text)


def name_of(route: str) -> str:
    return re.sub(r"\W+", "-", route.replace("$", "")).strip("-") or "home"


def picture(visitor: Visitor, folder: Path, name: str, way: tuple[str, str]) -> None:
    """The whole page, under the page's name, size and language."""
    folder.mkdir(parents=True, exist_ok=True)
    expect(visitor.page.locator("h1")).to_be_visible()
    options: dict[str, Any] = {"full_page": True, "animations": "disabled"}
    visitor.page.screenshot(path=folder / f"{name}-{'-'.join(way)}.png", **options)
