"""Money in: a bank's file is looked at and booked once, an adjustment is approved by the other, a statement is read."""

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, expect

from infra.seed.dealers import DEALERS
from infra.seed.staff import PEOPLE
from tests.e2e.company import Company
from tests.e2e.system import until
from tests.e2e.visitor import WAYS, Visitor, visiting

NAMES = {dealer.key: dealer.company_name for dealer in DEALERS}
MAIL = {dealer.key: dealer.email for dealer in DEALERS}


@pytest.mark.parametrize("way", WAYS[:2], ids="-".join)
def test_a_bank_file_an_adjustment_and_a_statements_file(
    shop: Company, browser: Browser, way: tuple[str, str], tmp_path: Path
) -> None:
    dealer_id = shop.system.ask("GET", "/api/me", token=shop.sign_in("xiangyu")).body["dealer_id"]
    with visiting(browser, shop.system.site, way) as finance:
        finance.sign_in(PEOPLE["finance"].email)
        payment = book_file(finance, shop, bank_file(tmp_path, "-".join(way)), dealer_id)
        change = ask_for_credit(finance, dealer_id)
    with visiting(browser, shop.system.site, way) as other:
        other.sign_in(PEOPLE["finance2"].email)
        approve(other, change)
    until(
        lambda: (
            shop.system.ask("GET", f"/api/account-changes/{change}", token=shop.token("finance")).body["state"]
            == "booked"
        )
    )
    with visiting(browser, shop.system.site, way) as owner:
        owner.sign_in(MAIL["xiangyu"])
        owner.open(f"/payments/{payment}")
        owner.sees(payment)
        owner.fits()
        owner.has_no_serious_fault()
        owner.open("/account")
        owner.page.get_by_role("link", name=change).first.click()
        owner.sees(owner.say("ledger:change.state.booked"))
        read_statement(owner, shop)


def bank_file(folder: Path, name: str) -> Path:
    """Three lines: one names the dealer, one nobody, one was paid out."""
    made = folder / f"{name}.csv"
    rows = (
        "交易日期,收入金额,交易流水号,对方户名,附言",
        f'2026-11-02,"1,234.50",{name}-1,{NAMES["xiangyu"]},货款',
        f"2026-11-02,7.00,{name}-2,不认识的人,",
        f"2026-11-02,,{name}-3,水电公司,水电费",
    )
    made.write_text("\n".join(rows), encoding="utf-8")
    return made


def book_file(visitor: Visitor, shop: Company, file: Path, dealer_id: str) -> str:
    """Looks at the file, books it, books it once more; the payment's id."""
    page, say = visitor.page, visitor.say
    visitor.open("/bank-files")
    page.locator("input[type=file]").set_input_files(file)
    visitor.press("ledger:bank.look")
    visitor.sees(say("ledger:bank.problem.nobody"))
    visitor.fits()
    visitor.has_no_serious_fault()
    for _ in range(2):
        visitor.press("ledger:bank.book")
        visitor.sees(say("ledger:bank.done"))
        visitor.press("ledger:bank.look")
        visitor.sees(say("ledger:bank.known_as", state=say("ledger:bank.state.booked")))
    listed = shop.system.ask("GET", "/api/bank-lines?state=booked", token=shop.token("finance")).body["items"]
    (line,) = [one for one in listed if one["reference"] == f"{file.stem}-1"]
    assert (line["dealer_id"], line["amount"]) == (dealer_id, "1234.50")
    return str(line["payment_id"])


def ask_for_credit(visitor: Visitor, dealer_id: str) -> str:
    """Asks for an adjustment; its id."""
    page, say = visitor.page, visitor.say
    visitor.open(f"/accounts/{dealer_id}")
    visitor.press("ledger:ask.adjustment")
    page.get_by_label(say("ledger:record.amount")).first.fill("12.50")
    page.get_by_label(say("ledger:change.reason")).first.fill("运费补差")
    visitor.fits()
    visitor.has_no_serious_fault()
    visitor.press("ledger:ask.submit")
    expect(page).to_have_url(re.compile("account-changes/"))
    visitor.sees(say("ledger:change.state.waiting"))
    return page.url.rpartition("/")[2]


def approve(visitor: Visitor, change: str) -> None:
    """The other person of finance approves what waits."""
    page, say = visitor.page, visitor.say

    def waits() -> bool:
        page.goto(f"{visitor.site}/#/decisions/account-change-{change}")
        page.reload()
        visitor.at_rest()
        return page.get_by_role("button", name=say("approvals:approve"), exact=True).count() > 0

    until(waits)
    visitor.fits()
    visitor.press("approvals:approve")
    visitor.press("approvals:yes.approve")
    expect(page.get_by_role("button", name=say("approvals:approve"), exact=True)).to_have_count(0)


def read_statement(visitor: Visitor, shop: Company) -> None:
    """The statement as a PDF bears both parties."""
    statements = shop.system.ask("GET", "/api/statements", token=shop.sign_in("xiangyu")).body["items"]
    visitor.open(f"/statements/{statements[0]['statement_id']}")
    visitor.fits()
    with visitor.page.expect_request(re.compile(r"[?&](X-Amz-)?Signature=")) as asked:
        visitor.press("statements:file.pdf")
    file = visitor.page.context.request.get(asked.value.url)
    text = pypdfium2.PdfDocument(file.body())[0].get_textpage().get_text_range()
    assert NAMES["xiangyu"] in text
    assert statements[0]["statement_id"] in text
