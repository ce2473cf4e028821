"""The books: credit, invoices, payments. Exact figures; a refusal changes nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.aws.tables import change, commit, create
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.kernel.periods import Period
from chalicelib.ledger import commands, payment_commands, queries, rules
from chalicelib.ledger.commands import invoice_shipment
from chalicelib.ledger.exposure_commands import hold_credit, hold_credit_beyond_limit, release_credit
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from chalicelib.ledger.records import AccountRecord, account_key
from tests.world.api import ask, dealer_user, staff
from tests.world.books import instant, invoice, make_dealer
from tests.world.cloud import Cloud

FINANCE = staff(Role.FINANCE)
DEALER = "D00000001"


@pytest.fixture(autouse=True)
def dealer(aws: Cloud) -> Any:
    with clock.at(instant("2026-10-20")):
        yield make_dealer(DEALER)


def stands(dealer_id: str = DEALER) -> dict[str, str]:
    account = queries.account_as_is(dealer_id)
    names = ("receivable", "exposure", "available", "rebate")
    return {name: f"{getattr(account, name):.2f}" for name in names} | {"postings": account.postings}


def open_figures() -> dict[str, str]:
    return {record.invoice_id: f"{record.open:.2f}" for record in queries.open_invoices(DEALER)}


def pay(amount: str, day: str = "2026-10-20", invoice_id: str | None = None) -> Any:
    return record_payment(NewPayment(DEALER, Decimal(amount), date.fromisoformat(day), None, invoice_id), None)


def entries(account: rules.Account = rules.Account.RECEIVABLE) -> list[tuple[str, str, str]]:
    found = queries.entries_between(DEALER, account, "2000-01", "2099-12")
    return [(entry.cause, f"{entry.amount:.2f}", entry.period) for entry in found]


def test_credit_is_held_and_given_back_by_the_same_figure() -> None:
    commit(hold_credit(DEALER, Decimal("4000.50")))
    assert stands() == {
        "receivable": "0.00", "exposure": "4000.50", "available": "5999.50", "rebate": "0.00", "postings": 0,
    }  # fmt: skip
    commit(release_credit(DEALER, Decimal("4000.50")))
    assert stands()["available"] == "10000.00"


def test_too_little_credit_is_refused_with_the_figures() -> None:
    invoice(DEALER, 1, "3000.00", "2026-10-01")
    commit(hold_credit(DEALER, Decimal("2000.00")))
    before = stands()
    with pytest.raises(Conflict) as refused:
        commit(hold_credit(DEALER, Decimal("5000.01")))
    assert refused.value.code == Code.INSUFFICIENT_CREDIT
    assert refused.value.details == [
        {
            "limit": "10000.00", "receivable": "3000.00", "exposure": "2000.00",
            "available": "5000.00", "needed": "5000.01",
        }
    ]  # fmt: skip
    assert stands() == before
    commit(hold_credit(DEALER, Decimal("5000.00")))
    assert stands()["available"] == "0.00"


def test_no_more_is_given_back_than_is_held() -> None:
    commit(hold_credit(DEALER, Decimal("10.00")))
    with pytest.raises(Conflict):
        commit(release_credit(DEALER, Decimal("10.01")))
    assert stands()["exposure"] == "10.00"


def test_a_limit_of_null_is_prepayment_only_and_unlimited_is_no_figure() -> None:
    prepaid = make_dealer("D00000002", None)
    with pytest.raises(Conflict) as refused:
        commit(hold_credit(prepaid, Decimal("0.01")))
    assert refused.value.details[0]["limit"] is None
    record_payment(NewPayment(prepaid, Decimal("50.00"), date(2026, 10, 20)), None)
    commit(hold_credit(prepaid, Decimal("50.00")))
    assert stands(prepaid)["available"] == "0.00"
    free = make_dealer("D00000003", None, unlimited="yes")
    commit(hold_credit(free, Decimal("999999.99")))
    assert stands(free)["available"] == "-999999.99"


def test_a_shipment_is_invoiced_once() -> None:
    shipment = invoice(DEALER, 1, "1200.00", "2026-10-05")
    after = {"receivable": "1200.00", "exposure": "0.00", "available": "8800.00", "rebate": "0.00", "postings": 1}
    assert stands() == after
    assert entries() == [(f"shipment:{shipment}", "1200.00", "2026-10")]
    again = invoice_shipment(
        DEALER, shipment, "order", Decimal("1200.00"), date(2026, 10, 5), date(2026, 11, 4), Decimal(0)
    )
    with pytest.raises(Conflict) as refused:
        commit(*again)
    assert refused.value.code == Code.DUPLICATE
    assert stands() == after


def test_a_payment_goes_to_the_oldest_due_and_the_rest_is_a_deposit() -> None:
    late = invoice(DEALER, 1, "300.00", "2026-10-01", due_days=60)
    first = invoice(DEALER, 2, "100.00", "2026-10-02", due_days=10)
    second = invoice(DEALER, 3, "200.00", "2026-10-03", due_days=20)
    assert pay("250.00", "2026-10-15").unapplied == 0
    assert open_figures() == {second: "50.00", late: "300.00"}
    assert queries.invoice(DEALER, first).collected_on == "2026-10-15"
    paid = pay("400.00", "2026-10-18")
    assert paid.unapplied == Decimal("50.00")
    assert open_figures() == {}
    assert [record.unapplied for record in queries.deposits(DEALER)] == [Decimal("50.00")]
    assert stands() == {
        "receivable": "-50.00", "exposure": "0.00", "available": "10050.00", "rebate": "0.00", "postings": 5,
    }  # fmt: skip


def test_a_payment_goes_to_the_invoice_that_it_names_first() -> None:
    old = invoice(DEALER, 1, "100.00", "2026-10-01", due_days=1)
    named = invoice(DEALER, 2, "100.00", "2026-10-02", due_days=90)
    pay("130.00", invoice_id=named)
    assert open_figures() == {old: "70.00"}


def test_a_deposit_covers_the_next_invoice_on_its_own_day() -> None:
    pay("150.00", "2026-10-01")
    first = invoice(DEALER, 1, "100.00", "2026-10-05")
    second = invoice(DEALER, 2, "80.00", "2026-10-06")
    assert queries.invoice(DEALER, first).collected_on == "2026-10-05"
    assert open_figures() == {second: "30.00"}
    assert queries.deposits(DEALER) == []
    pay("30.00", "2026-10-19")
    assert queries.invoice(DEALER, second).collected_on == "2026-10-19"
    assert [record.invoice_id for record in queries.collected_invoices(DEALER, date(2026, 10, 6))] == [second]
    assert [
        record.invoice_id for record in queries.collected_invoices(DEALER, date(2026, 10, 1), date(2026, 10, 5))
    ] == [first]


def test_more_deposits_than_one_invoice_takes_are_applied_by_the_next_payment() -> None:
    for _ in range(12):
        pay("10.00")
    shipment = invoice(DEALER, 1, "200.00", "2026-10-20")
    assert open_figures() == {shipment: "100.00"}
    pay("5.00")
    assert open_figures() == {shipment: "75.00"}
    assert queries.deposits(DEALER) == []


def test_a_payment_over_more_invoices_than_one_transaction_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payment_commands, "MOST_INVOICES", 3)
    last = [invoice(DEALER, number, "10.00", "2026-10-01") for number in range(6)][-1]
    pay("59.50")
    assert open_figures() == {last: "0.50"}
    assert queries.deposits(DEALER) == []
    assert stands()["receivable"] == "0.50"


def test_days_overdue_are_those_of_the_oldest_due_invoice() -> None:
    assert queries.days_overdue(DEALER, date(2026, 10, 20)) == 0
    invoice(DEALER, 1, "10.00", "2026-10-01", due_days=10)
    assert queries.days_overdue(DEALER, date(2026, 10, 11)) == 0
    assert queries.days_overdue(DEALER, date(2026, 10, 20)) == 9


def payment_body(**more: Any) -> dict[str, Any]:
    return {"dealer_id": DEALER, "amount": "80.00", "received_on": "2026-10-20", **more}


def test_recording_a_payment_by_the_api_once() -> None:
    shipment = invoice(DEALER, 1, "100.00", "2026-10-05")
    first = ask("POST", "/payments", payment_body(reference="转账 8821"), FINANCE, key="p1")
    assert first.status == 201
    payment_id = first.body["payment_id"]
    assert payment_id.startswith(f"{DEALER}-P261020040000")
    assert first.body == {
        "payment_id": payment_id, "cause": f"payment:{payment_id}", "dealer_id": DEALER, "amount": "80.00",
        "received_on": "2026-10-20", "period": "2026-10", "reference": "转账 8821", "unapplied": "0.00",
        "recorded_at": "2026-10-20T04:00:00.000000Z",
        "applied": [{"invoice_id": shipment, "amount": "80.00", "day": "2026-10-20"}],
    }  # fmt: skip
    assert ask("POST", "/payments", payment_body(reference="转账 8821"), FINANCE, key="p1").text == first.text
    assert ask("POST", "/payments", payment_body(amount="81.00"), FINANCE, key="p1").code == "idempotency_key_reused"
    assert open_figures() == {shipment: "20.00"}
    assert entries() == [
        (f"shipment:{shipment}", "100.00", "2026-10"),
        (f"payment:{payment_id}", "-80.00", "2026-10"),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"received_on": "2026-10-21"}, "received_on"),
        ({"amount": "0.00"}, "amount"),
        ({"amount": "-1.00"}, "amount"),
        ({"invoice_id": "D00000001-nothing"}, "invoice_id"),
    ],
)
def test_a_wrong_payment_is_refused(change: dict[str, str], field: str) -> None:
    refused = ask("POST", "/payments", payment_body(**change), FINANCE, key="p1")
    assert refused.status == 422
    assert [detail["field"] for detail in refused.body["Details"]] == [field]
    assert stands()["postings"] == 0


def test_a_payment_of_nobody_is_not_found() -> None:
    assert ask("POST", "/payments", payment_body(dealer_id="D99999999"), FINANCE, key="p1").status == 404


def test_what_stands_today_and_a_month_of_entries() -> None:
    shipment = invoice(DEALER, 1, "100.00", "2026-10-05")
    invoice(DEALER, 2, "50.00", "2026-09-30")
    later = invoice(DEALER, 3, "25.00", "2026-10-06")
    page = ask("GET", f"/accounts/{DEALER}/entries?limit=1", who=dealer_user(DEALER))
    assert page.status == 200
    assert page.body["today"] | {"open_invoices": len(page.body["today"]["open_invoices"])} == {
        "dealer_id": DEALER, "receivable": "175.00", "rebate": "0.00", "rebate_available": "0.00",
        "rebate_held": "0.00", "rebate_asked": "0.00", "credit_limit": "10000.00", "unlimited": False,
        "exposure": "0.00", "available": "9825.00", "open_from": "2026-09", "open_invoices": 3, "overdue": "0.00",
        "block": {
            "blocked": False, "oldest_due": "2026-10-30", "lifted_until": None, "reason": None, "lifted_by": None,
            "lifted_at": None,
        },
        "ageing": ages(not_due="175.00"), "unapplied_payments": [],
    }  # fmt: skip
    assert [(item["cause"], item["amount"], item["day"]) for item in page.body["items"]] == [
        (f"shipment:{shipment}", "100.00", "2026-10-05")
    ]
    following = ask("GET", f"/accounts/{DEALER}/entries?limit=1&cursor={page.body['next']}", who=dealer_user(DEALER))
    assert [item["cause"] for item in following.body["items"]] == [f"shipment:{later}"]
    september = ask("GET", f"/accounts/{DEALER}/entries?period=2026-09", who=FINANCE)
    assert [item["amount"] for item in september.body["items"]] == ["50.00"]
    wallet = ask("GET", f"/accounts/{DEALER}/entries?account=rebate", who=FINANCE)
    assert wallet.body["items"] == []
    assert page.body["totals"] == following.body["totals"]
    assert page.body["totals"] == totals(opening="50.00", invoiced="125.00", closing="175.00")
    assert september.body["totals"] == totals(invoiced="50.00", closing="50.00")
    assert wallet.body["totals"] == totals()


def totals(**figures: str) -> dict[str, str]:
    return {name: figures.get(name, "0.00") for name in ("opening", "invoiced", "paid", "credited", "closing")}


def ages(**buckets: str) -> dict[str, str]:
    names = ("not_due", "days_1_30", "days_31_60", "days_61_90", "over_90")
    return {name: buckets.get(name, "0.00") for name in names}


def today(who: Any = FINANCE, dealer_id: str = DEALER) -> Any:
    return ask("GET", f"/accounts/{dealer_id}/entries", who=who).body["today"]


def test_what_is_overdue_today_and_how_old_it_is() -> None:
    """On 20 October: due that day is not overdue, due the day before is by one day."""
    on_the_day = invoice(DEALER, 1, "10.00", "2026-10-10", due_days=10)
    one_day = invoice(DEALER, 2, "20.00", "2026-10-09", due_days=10)
    old = invoice(DEALER, 3, "40.00", "2026-08-01", due_days=49)
    commit(hold_credit_beyond_limit(DEALER, Decimal("5.00")))
    stand = today()
    assert [(item["invoice_id"], item["open"], item["days_overdue"]) for item in stand["open_invoices"]] == [
        (old, "40.00", 31), (one_day, "20.00", 1), (on_the_day, "10.00", 0),
    ]  # fmt: skip
    assert (stand["overdue"], stand["ageing"]) == (
        "60.00", ages(not_due="10.00", days_1_30="20.00", days_31_60="40.00"),
    )  # fmt: skip
    assert (stand["exposure"], stand["available"]) == ("5.00", "9925.00")
    assert today(dealer_user(DEALER)) == stand


def test_a_deposit_is_a_negative_item_of_today_so_that_all_adds_up() -> None:
    payment = pay("150.00", "2026-10-18")
    invoice(DEALER, 1, "60.00", "2026-10-19")
    stand = today()
    assert (stand["receivable"], stand["overdue"], stand["open_invoices"]) == ("-90.00", "0.00", [])
    assert stand["ageing"] == ages(not_due="-90.00")
    assert stand["unapplied_payments"] == [
        {
            "payment_id": payment.payment_id,
            "cause": f"payment:{payment.payment_id}",
            "amount": "150.00",
            "unapplied": "90.00",
            "received_on": "2026-10-18",
        }
    ]


def test_the_rebate_wallet_stands_beside_the_receivable() -> None:
    paid = rules.move(rules.EntryKind.REBATE, Decimal("12.50"))
    posting = commands.Posting(date(2026, 10, 1), Period.parse("2026-10"), "P1")
    entry = commands.new_entry(DEALER, "rebate:r1:2026-10:P1:D", paid, posting)
    wallet = change(AccountRecord, account_key(DEALER), [AccountRecord.rebate.add(Decimal("12.50"))])
    commit(create(entry), wallet)
    assert (today()["rebate"], today()["receivable"]) == ("12.50", "0.00")
    shown = ask("GET", f"/accounts/{DEALER}/entries?account=rebate", who=dealer_user(DEALER)).body
    assert [(item["cause"], item["amount"]) for item in shown["items"]] == [("rebate:r1:2026-10:P1:D", "12.50")]
    assert shown["totals"] == totals(credited="12.50", closing="12.50")


def test_more_than_a_hundred_open_invoices_are_counted_and_the_oldest_due_shown() -> None:
    made = [invoice(DEALER, number, "1.00", "2026-10-01", due_days=number) for number in range(102)]
    stand = today()
    assert [item["invoice_id"] for item in stand["open_invoices"]] == made[:100]
    assert stand["receivable"] == "102.00"
    assert stand["ageing"] == ages(not_due="83.00", days_1_30="19.00")


def test_another_dealers_account_is_not_found() -> None:
    make_dealer("D00000002")
    assert ask("GET", f"/accounts/{DEALER}/entries", who=dealer_user("D00000002")).status == 404
    assert ask("GET", f"/accounts/{DEALER}/entries", who=staff(Role.SALES, regions=("north",))).status == 404
    assert ask("GET", f"/accounts/{DEALER}/entries", who=staff(Role.SALES, regions=("east",))).status == 200
