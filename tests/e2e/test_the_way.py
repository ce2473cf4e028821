"""One dealer's way through the deployed system, from the registration to the confirmed statement.

Each test is a stage; the stages before it are fixtures, so that each can be run by itself.
"""

import re
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from chalicelib.onboarding.rules import CONSENT_VERSION, check_character
from tests.e2e.company import Company
from tests.e2e.system import Reply, System, until

PDF = b"%PDF-1.7\n" + b"%" * 300
MAIL = "gao@donghai.example.com"
SECRET = "Donghai-2026-x"


def secret(text: str, page: str) -> str:
    """The secret of a mailed link to a page of the site."""
    found = re.search(rf"/#/{page}/(\S+)", text)
    assert found, text
    return found[1].rpartition("/")[2]


def ok(reply: Reply, status: int = 200) -> Any:
    """The body of an answer that must have that status."""
    assert reply.status == status, reply
    return reply.body


@dataclass(frozen=True)
class Way:
    """How far one dealer has come."""

    system: System
    company: Company
    case_id: str
    approval: str

    def dealer(self) -> str:
        return f"D{self.case_id[1:]}"

    def token(self) -> str:
        return self.system.sign_in(MAIL, SECRET)


def upload(system: System) -> str:
    """Posts one document by the presigned form; its id."""
    asked = {"file_name": "营业执照.pdf", "content_type": "application/pdf", "size": len(PDF)}
    form = ok(system.ask("POST", "/api/uploads", asked))
    put = requests.post(form["url"], data=form["fields"], files={"file": PDF}, timeout=20)
    assert put.status_code in {200, 204}, put.text
    return str(form["upload_id"])


@pytest.fixture(scope="module")
def registered(system: System, company: Company) -> Way:
    """The applicant has registered, and the regional manager was asked."""
    code = "91310115MA1K49999"
    body = {
        "company_name": "上海东海建材有限公司",
        "credit_code": code + check_character(code),
        "region": "east",
        "contact_name": "高远",
        "email": MAIL,
        "phone": "+86 21 5555 0909",
        "address": "上海市虹口区示范路 9 号",
        "requested_credit": "300000.00",
        "consent": {"version": CONSENT_VERSION, "accepted": True},
        "documents": [{"upload_id": upload(system), "file_name": "营业执照.pdf"}],
    }
    case_id = ok(system.ask("POST", "/api/registrations", body, key="donghai"), 202)["case_id"]
    assert ok(system.ask("POST", "/api/registrations", body, key="donghai"), 202) == {"case_id": case_id}
    asked = until(lambda: [mail for mail in system.mails("east@qudao.example.com") if "东海" in mail.text])
    return Way(system, company, case_id, secret(asked[0].text, "approve"))


def test_the_applicant_follows_the_case_by_the_mailed_link(registered: Way) -> None:
    system = registered.system
    told = system.mails(MAIL)[0]
    headers = {"X-Case-Secret": secret(told.text, "case")}
    case = ok(system.ask("GET", f"/api/registrations/{registered.case_id}", headers=headers))
    assert (case["company_name"], case["state"]) == ("上海东海建材有限公司", "in_approval")
    forged = system.ask("GET", f"/api/registrations/{registered.case_id}", headers={"X-Case-Secret": "x" * 43})
    assert forged.status == 404


@pytest.fixture(scope="module")
def approved(registered: Way) -> Way:
    """The manager has decided by the link, the dealer has set a password."""
    system, headers = registered.system, {"X-Approval-Secret": registered.approval}
    seen = [ok(system.ask("GET", "/api/approval", headers=headers)) for _ in range(3)]
    assert [look["state"] for look in seen] == ["open"] * 3
    answers = {"grade": "A", "credit_limit": "20000.00", "payment_days": 30, "contract_list_id": "contract-tiancheng"}
    verdict: dict[str, Any] = {"choice": "approve", "answers": answers, "comment": "同意"}
    ok(system.ask("POST", "/api/approval", verdict, headers=headers))
    second = system.ask("POST", "/api/approval", verdict, headers=headers)
    assert (second.status, second.code) == (409, "link_used")
    welcome = until(lambda: [mail for mail in system.mails(MAIL) if "/#/welcome/" in mail.text])[0]
    invited = {"X-Invitation-Secret": secret(welcome.text, "welcome")}
    assert ok(system.ask("GET", "/api/invitation", headers=invited))["email"] == MAIL
    ok(system.ask("POST", "/api/invitation", {"password": SECRET}, headers=invited), 204)
    assert system.ask("POST", "/api/invitation", {"password": SECRET}, headers=invited).code == "link_used"
    return registered


def test_the_dealer_stands_on_the_terms_that_were_set(approved: Way) -> None:
    system = approved.system
    me = ok(system.ask("GET", "/api/me", token=approved.token()))
    assert (me["dealer_id"], me["roles"]) == (approved.dealer(), ["dealer_owner"])
    dealer = ok(system.ask("GET", f"/api/dealers/{approved.dealer()}", token=approved.company.token("east")))
    assert (dealer["grade"], dealer["payment_days"], dealer["contract_list_id"]) == ("A", 30, "contract-tiancheng")
    account = ok(system.ask("GET", f"/api/accounts/{approved.dealer()}/entries", token=approved.token()))["today"]
    assert (account["credit_limit"], account["available"], account["receivable"]) == ("20000.00", "20000.00", "0.00")


LINES = [{"sku": "NZ-20K-01", "quantity": 120}, {"sku": "GJ-TP-24", "quantity": 72}]
TOTAL = "4158.00"
"""120 at 33.00 by contract, 72 at 2.7500 by grade A."""


def test_the_catalogue_and_the_quote_explain_the_price(approved: Way) -> None:
    system, token = approved.system, approved.token()
    found = ok(system.ask("GET", "/api/catalog?q=NZ-20K-01", token=token))["items"]
    assert [(item["sku"], item["prices"][0]) for item in found] == [
        ("NZ-20K-01", {"min_quantity": 1, "unit_price": "33.0000", "source": "contract"})
    ]
    quote = ok(system.ask("POST", "/api/quotes", {"lines": LINES}, token=token))
    shown = [(line["sku"], line["price_source"], line["unit_price"], line["net"]) for line in quote["lines"]]
    assert shown == [
        ("NZ-20K-01", "contract", "33.0000", "3960.00"),
        ("GJ-TP-24", "grade", "2.7500", "198.00"),
    ]
    assert (quote["total"], quote["credit_left"], quote["short"]) == (TOTAL, "20000.00", False)


@pytest.fixture(scope="module")
def delivered(approved: Way) -> tuple[Way, str]:
    """An order was placed, confirmed, shipped and received; its id."""
    system, company, token = approved.system, approved.company, approved.token()
    order = ok(system.ask("POST", "/api/orders", {"lines": LINES}, token=token, key="way-draft"), 201)
    path = f"/api/orders/{order['order_id']}"
    stale = system.ask("POST", f"{path}/submit", {"total": "4000.00"}, token=token, key="way-stale")
    assert (stale.status, stale.code) == (409, "quote_changed")
    ok(system.ask("POST", f"{path}/submit", {"total": TOTAL}, token=token, key="way-submit"))
    held = ok(system.ask("GET", f"/api/accounts/{approved.dealer()}/entries", token=token))["today"]
    assert (held["exposure"], held["available"]) == (TOTAL, "15842.00")
    ok(system.ask("POST", f"{path}/confirm", {}, token=company.token("sales"), key="way-confirm"))
    part = {"lines": [{"line": 1, "quantity": 50}]}
    shipped = ok(system.ask("POST", f"{path}/ship", part, token=company.token("warehouse"), key="way-ship-1"))
    assert shipped["state"] == "part_shipped"
    shipped = ok(system.ask("POST", f"{path}/ship", {}, token=company.token("warehouse"), key="way-ship-2"))
    assert shipped["state"] == "shipped"
    for number, shipment in enumerate(shipped["shipments"]):
        given = {"shipment_id": shipment["shipment_id"]}
        received = ok(system.ask("POST", f"{path}/receive", given, token=token, key=f"way-receive-{number}"))
    assert received["state"] == "received"
    return approved, order["order_id"]


def test_the_goods_lie_at_the_dealer(delivered: tuple[Way, str]) -> None:
    way, _ = delivered
    levels = ok(way.system.ask("GET", "/api/stock", token=way.token()))["items"]
    assert {level["sku"]: level["on_hand"] for level in levels} == {"NZ-20K-01": 120, "GJ-TP-24": 72}


def test_the_ledger_has_the_invoices_and_the_payment(delivered: tuple[Way, str]) -> None:
    way, _ = delivered
    path = f"/api/accounts/{way.dealer()}/entries"
    books = ok(way.system.ask("GET", path, token=way.token()))
    assert [entry["amount"] for entry in books["items"]] == ["1650.00", "2508.00"]
    today = books["today"]
    assert (today["receivable"], today["exposure"], today["available"]) == (TOTAL, "0.00", "15842.00")
    paid = {"dealer_id": way.dealer(), "amount": "2000.00", "received_on": way.company.today()}
    finance = way.company.token("finance")
    ok(way.system.ask("POST", "/api/payments", paid, token=finance, key="way-payment"), 201)
    today = ok(way.system.ask("GET", path, token=way.token()))["today"]
    assert (today["receivable"], today["available"]) == ("2158.00", "17842.00")
    assert [invoice["open"] for invoice in today["open_invoices"]] == ["2158.00"]


def test_a_message_lies_in_the_inbox_for_each_thing(delivered: tuple[Way, str]) -> None:
    way, order_id = delivered
    wanted = {"dealer.welcomed", "order.submitted", "order.confirmed", "shipment.sent", "shipment.received"}

    def all_told() -> list[dict[str, Any]]:
        items = ok(way.system.ask("GET", "/api/messages?locale=en", token=way.token()))["items"]
        return list(items) if wanted <= {item["kind"] for item in items} else []

    told = until(all_told, 60)
    assert [item["link"] for item in told if item["kind"] == "order.confirmed"] == [f"orders/{order_id}"]
    assert len([item for item in told if item["kind"] == "shipment.sent"]) == 2


def test_the_seeded_dealer_settles_and_confirms(system: System, company: Company) -> None:
    finance, second = company.token("finance"), company.token("finance2")
    period = company.ready_period()
    run = ok(system.ask("POST", "/api/settlement-runs", {"period": period}, token=finance, key="way-settle"), 202)
    path = f"/api/settlement-runs/{run['run_id']}"
    again = system.ask("POST", "/api/settlement-runs", {"period": period}, token=finance, key="way-settle-2")
    assert (again.status, again.code) == (409, "run_open")
    link = until(lambda: [mail for mail in system.mails("finance2@qudao.example.com") if period in mail.subject])[-1]
    headers = {"X-Approval-Secret": secret(link.text, "approve")}
    shown = ok(system.ask("GET", "/api/approval", headers=headers))
    assert shown["needs_sign_in"] is True
    verdict: dict[str, Any] = {"choice": "approve", "answers": {}, "comment": None}
    assert system.ask("POST", "/api/approval", verdict, headers=headers).code == "sign_in_required"
    decision = f"/api/decisions/{shown['decision_id']}"
    own = system.ask("POST", decision, verdict, token=finance, key="way-own")
    assert (own.status, own.code) == (403, "four_eyes")
    ok(system.ask("POST", decision, verdict, token=second, key="way-second"))
    until(lambda: ok(system.ask("GET", path, token=finance))["state"] == "closed", 90)

    dealer = company.sign_in("tiancheng")
    waiting = ok(system.ask("GET", "/api/statements", token=dealer))["items"][0]
    assert (waiting["period"], waiting["state"]) == (period, "sent")
    statement = ok(system.ask("GET", f"/api/statements/{waiting['statement_id']}", token=dealer))
    adds_up(statement)
    confirm = f"/api/statements/{waiting['statement_id']}/confirm"
    assert ok(system.ask("POST", confirm, {}, token=dealer, key="way-agree"))["state"] == "confirmed"
    mails = until(lambda: [mail for mail in system.mails("lina@tiancheng.example.com") if period in mail.text])
    assert f"/#/statements/{waiting['statement_id']}" in mails[0].text


def adds_up(statement: dict[str, Any]) -> None:
    """Opening and entries come to the closing, to the cent, and the ageing to the receivable."""
    cents = {"receivable": 0, "rebate": 0}
    for entry in statement["entries"]:
        cents[entry["account"]] += in_cents(entry["amount"])
    for account, total in cents.items():
        figures = statement[account]
        assert in_cents(figures["sum"]) == total
        assert in_cents(figures["opening"]) + total == in_cents(figures["closing"])
    assert sum(map(in_cents, statement["ageing"].values())) == in_cents(statement["receivable"]["closing"])
    assert cents["rebate"] > 0


def in_cents(text: str) -> int:
    return int(text.replace(".", ""))
