"""Goods go back: asked for with a photo, approved, taken in short, inspected, credited, and seen by the dealer."""

import re
import struct
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from infra.seed.dealers import DEALERS
from infra.seed.staff import PEOPLE
from tests.e2e.company import Company
from tests.e2e.visitor import WAYS, Visitor, visiting

MAIL = {dealer.key: dealer.email for dealer in DEALERS}
KEY = "jiangyue"


def photo(folder: Path) -> Path:
    """A PNG of one pixel."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\1\2\3")),
        (b"IEND", b""),
    )
    chunks = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    ]
    made = folder / "lid.png"
    made.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return made


def received_order(shop: Company, dealer: str) -> str:
    """The latest order of a dealer of whose first line three pieces can be returned."""
    token = shop.sign_in(dealer)
    for one in shop.system.ask("GET", "/api/orders?limit=50", token=token).body["items"]:
        order = shop.system.ask("GET", f"/api/orders/{one['order_id']}", token=token).body
        if order["lines"][0]["returnable"] >= 3:
            return str(order["order_id"])
    raise AssertionError("nothing can be returned")


@pytest.mark.parametrize("way", WAYS[:2], ids="-".join)
def test_a_return_from_the_request_to_the_credit(
    shop: Company, browser: Browser, way: tuple[str, str], tmp_path: Path
) -> None:
    order_id = received_order(shop, KEY)
    with visiting(browser, shop.system.site, way) as buyer:
        buyer.sign_in(MAIL[KEY])
        return_id = ask_back(buyer, order_id, photo(tmp_path))
        buyer.sees(buyer.say("returns:next.dealer.requested"))
        expect(buyer.page.get_by_role("img", name="lid.png")).to_be_visible()
        buyer.fits()
        buyer.has_no_serious_fault()

        for person, act in (("sales", approve), ("warehouse", take_in_and_inspect), ("finance", credit)):
            with visiting(browser, shop.system.site, way) as helper:
                helper.sign_in(PEOPLE[person].email)
                helper.open(f"/returns/{return_id}")
                helper.at_rest()
                act(helper, return_id)
                helper.fits()

        buyer.page.reload()
        buyer.sees(buyer.say("returns:next.dealer.credited"))
        buyer.sees(buyer.say("returns:inspected"))
        expect(buyer.page.get_by_role("heading", name=buyer.say("returns:credit"), exact=True)).to_be_visible()
        buyer.fits()
    made = shop.system.ask("GET", f"/api/returns/{return_id}", token=shop.sign_in(KEY)).body
    (line,) = made["lines"]
    assert (made["state"], line["requested"], line["received"], line["restocked"], line["scrapped"]) == (
        *("credited", 3, 2, 1, 1),
    )
    assert made["amount"] == made["credit"]["to_receivable"] == line["net"]


def ask_back(buyer: Visitor, order_id: str, file: Path) -> str:
    """Three pieces of the first line, with a photo; the return's id."""
    page, say = buyer.page, buyer.say
    buyer.open(f"/orders/{order_id}")
    buyer.follow("returns:do.request")
    buyer.press("returns:do.request_yes", pieces=0)
    buyer.sees(say("returns:pieces_missing"))
    page.get_by_role("textbox", name=re.compile(re.escape(say("returns:pieces_back")))).first.fill("3")
    page.get_by_label(say("returns:reason"), exact=False).first.fill("桶盖变形")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("img", name="lid.png")).to_be_visible()
    expect(page.get_by_role("heading", name=say("returns:credit_expected"))).to_be_visible()
    buyer.sees(say("returns:amount"))
    buyer.fits()
    buyer.has_no_serious_fault()
    page.get_by_role("button", name=say("returns:do.request_yes", pieces=3), exact=True).dblclick()
    expect(page).to_have_url(re.compile(r"#/returns/[A-Z0-9-]+-T"))
    return page.url.rpartition("/")[2]


def approve(staff: Visitor, return_id: str) -> None:
    staff.press("returns:do.approve")
    staff.sees(staff.say("returns:did.approve", name=return_id))


def take_in_and_inspect(staff: Visitor, return_id: str) -> None:
    """Two of the three came in; one of them is scrapped."""
    field = staff.page.get_by_role("dialog").get_by_role("textbox")
    staff.press("returns:do.receive")
    field.fill("2")
    staff.has_no_serious_fault()
    staff.press("returns:do.receive_yes", pieces=2)
    staff.sees(staff.say("returns:did.receive", name=return_id))
    staff.press("returns:do.inspect")
    field.fill("1")
    staff.press("returns:do.inspect_yes", restock=1, scrap=1)
    staff.sees(staff.say("returns:did.inspect", name=return_id))


def credit(staff: Visitor, return_id: str) -> None:
    page, say = staff.page, staff.say
    staff.press("returns:do.credit")
    page.get_by_role("dialog").get_by_role(
        "button", name=re.compile(re.escape(say("returns:do.credit_yes").split("{")[0]))
    ).click()
    staff.sees(say("returns:next.staff.credited"))
    assert return_id in page.url
