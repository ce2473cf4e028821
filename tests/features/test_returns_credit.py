"""What a return is credited, where the credit goes, and how the next settlement takes the rebate back."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.aws.tables import commit, replace
from chalicelib.dealers.hierarchy_commands import NewParent, set_parent
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period
from chalicelib.ledger import queries as ledger
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from chalicelib.ledger.rules import Account
from chalicelib.orders.queries import order as find_order
from chalicelib.orders.queries import sold_lines
from chalicelib.rebates import queries as rebates
from chalicelib.rebates import settlement_commands
from chalicelib.returns import credit_commands
from tests.world.api import ask
from tests.world.books import instant
from tests.world.campaigns import published
from tests.world.cloud import Cloud
from tests.world.goods_back import FINANCE, ask_back, brought, lines, received, requested, step
from tests.world.settlements import posts, promise, settle
from tests.world.shop import (
    ADMIN,
    BUYER,
    DEALER,
    NOW,
    OTHER,
    WAREHOUSE,
    account,
    confirmed,
    counted_calls,
    done,
    open_for_business,
    post,
)

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        yield


def credited(order_id: str, **pieces: int) -> dict[str, Any]:
    """A return that went its whole way."""
    return brought(requested(order_id, **pieces), "approve", "receive", "credit")


def preview(order_id: str, **pieces: int) -> dict[str, Any]:
    reply = post("/returns/preview", {"order_id": order_id, "lines": lines(**pieces)})
    return dict(done(reply)["credit"])


def entries(account: Account = Account.RECEIVABLE) -> dict[str, str]:
    """What was posted in October, by the first word of the cause and the document."""
    found = ledger.entries_between(DEALER, account, "2026-09", "2026-12")
    return {entry.cause: f"{entry.amount:.2f}" for entry in found}


def invoices() -> list[tuple[str, str, list[str]]]:
    """Amount, what is open, and what covers it, the smallest first."""
    found = sorted(ledger.all_invoices(DEALER), key=lambda each: each.amount)
    return [
        (f"{each.amount:.2f}", f"{each.open:.2f}", [f"{one['payment_id']}: {one['amount']}" for one in each.applied])
        for each in found
    ]


# Where the credit goes


def test_a_credit_note_goes_to_its_own_invoice_then_to_the_oldest_and_the_rest_is_left() -> None:
    received(A=10)  # 95.00
    second = received(A=20)  # 190.00
    own = f"{second}-S1"
    record_payment(NewPayment(DEALER, Decimal("180.00"), TODAY, None, own), None)
    return_id = requested(second, l1=10)
    made = brought(return_id, "approve", "receive", "credit")
    assert made["amount"] == "95.00"
    assert entries()[f"return:{return_id}"] == "-95.00"
    assert [(each[:2], each[2][-1]) for each in invoices()] == [
        (("95.00", "10.00"), f"{return_id}: 85.00"),
        (("190.00", "0.00"), f"{return_id}: 10.00"),
    ]
    assert ledger.invoice(DEALER, own).collected_on == str(TODAY)  # type: ignore[union-attr]
    assert account() == ("10.00", "0.00", "9990.00")

    rest = credited(second, l1=10)["return_id"]
    assert invoices()[0] == ("95.00", "0.00", [f"{return_id}: 85.00", f"{rest}: 10.00"])
    (left,) = ledger.deposits(DEALER)
    assert (left.payment_id, left.cause, left.unapplied) == (rest, f"return:{rest}", Decimal("85.00"))
    assert account() == ("-85.00", "0.00", "10085.00")
    third = received(A=20)  # the next invoice takes what is left
    assert ledger.invoice(DEALER, f"{third}-S1").open == Decimal("105.00")  # type: ignore[union-attr]


def test_goods_of_several_shipments_are_credited_on_their_own_invoices() -> None:
    order_id = confirmed(A=10)
    for pieces in (6, 4):
        sent = done(post(f"/orders/{order_id}/ship", {"lines": lines(l1=pieces)}, WAREHOUSE))["shipments"][-1]
        done(post(f"/orders/{order_id}/receive", {"shipment_id": sent["shipment_id"]}))
    return_id = requested(order_id, l1=7)
    made = brought(return_id, "approve", "receive", "credit")
    assert made["amount"] == "66.50"
    assert invoices() == [
        ("38.00", "0.00", [f"{return_id}: 38.00"]),  # all of the second, which came in last
        ("57.00", "28.50", [f"{return_id}: 28.50"]),  # three pieces of the first
    ]
    again = credited(order_id, l1=3)["return_id"]
    assert invoices()[1] == ("57.00", "0.00", [f"{return_id}: 28.50", f"{again}: 28.50"])


def test_parts_add_up_to_what_was_paid() -> None:
    order_id = received(C=7)  # 7 at 1.2345: 8.64
    assert [credited(order_id, l1=pieces)["amount"] for pieces in (1, 3, 2, 1)] == ["1.23", "3.71", "2.47", "1.23"]
    assert account()[0] == "0.00"


def test_what_is_shown_before_is_what_is_credited() -> None:
    order_id = received(A=10, B=2)
    expected = preview(order_id, l1=3, l2=1)
    assert (expected["amount"], expected["to_wallet"], expected["to_receivable"]) == ("48.50", "0.00", "48.50")
    return_id = requested(order_id, l1=3, l2=1)
    assert done(ask("GET", f"/returns/{return_id}", who=BUYER))["expected"] == expected
    made = brought(return_id, "approve", "receive", "credit")
    assert made["credit"] == expected
    assert done(ask("GET", f"/returns/{return_id}", who=BUYER))["expected"] is None


def test_a_closed_month_is_not_opened_again() -> None:
    order_id = received(A=10)
    return_id = requested(order_id, l1=1)
    brought(return_id, "approve", "receive")
    with clock.at(instant("2026-11-05")):
        settle(Period.parse("2026-10"), DEALER)
        brought(return_id, "credit")
    (entry,) = ledger.entries_between(DEALER, Account.RECEIVABLE, "2026-11", "2026-11")
    assert (entry.cause, entry.day, entry.period) == (f"return:{return_id}", "2026-11-05", "2026-11")
    assert ledger.ageing(DEALER, Period.parse("2026-11")).total == Decimal("85.50")


def test_credited_once_however_often_it_is_asked_for() -> None:
    return_id = requested(received(A=10), l1=1)
    brought(return_id, "approve", "receive")
    first, again = (post(f"/returns/{return_id}/credit", None, FINANCE, key="one") for _ in range(2))
    assert (first.status, first.body) == (again.status, again.body)
    assert account()[0] == "85.50"
    assert step(return_id, "credit").code == "wrong_state"
    assert account()[0] == "85.50"


def test_whoever_was_slower_reads_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A payment comes in between reading the books and writing them."""
    return_id = requested(received(A=10), l1=1)
    brought(return_id, "approve", "receive")
    real, left = credit_commands.post_credit, iter([True])

    def slow(*given: Any) -> Any:
        writes = real(*given)
        if next(left, False):
            record_payment(NewPayment(DEALER, Decimal("50.00"), TODAY), None)
        return writes

    monkeypatch.setattr(credit_commands, "post_credit", slow)
    assert brought(return_id, "credit")["amount"] == "9.50"
    assert account()[0] == "35.50"
    assert [each[1] for each in invoices()] == ["35.50"]


# The wallet


def test_what_the_wallet_had_paid_goes_back_to_it(streams: Any) -> None:
    order_id = received(A=10)
    of = find_order(order_id, ADMIN.reach)
    of.redeemed = Decimal("30.00")
    commit(replace(of))
    first = credited(order_id, l1=4)
    assert (first["amount"], first["credit"]["to_wallet"], first["credit"]["to_receivable"]) == (
        *("38.00", "12.00", "26.00"),
    )
    second = credited(order_id, l1=6)
    assert second["credit"]["to_wallet"] == "18.00"
    assert entries(Account.REBATE) == {
        f"redemption-return:{first['return_id']}": "12.00",
        f"redemption-return:{second['return_id']}": "18.00",
    }
    assert (account()[0], ledger.account_as_is(DEALER).rebate) == ("30.00", Decimal("30.00"))
    shown = done(ask("GET", f"/accounts/{DEALER}/entries?account=rebate&period=2026-10", who=FINANCE))["items"]
    assert [(entry["cause"], entry["rebate"]) for entry in shown] == [
        (cause, None) for cause in sorted(entries(Account.REBATE))
    ]
    streams.drain()
    told = done(ask("GET", "/messages?limit=50", who=BUYER))["items"]
    assert "rebate.credited" not in {message["kind"] for message in told}


# Promotions


SAVE_100 = {
    "kind": "spend_and_save",
    "steps": [{"spend": "500", "save": "40"}, {"spend": "1000", "save": "100"}],
}
FREE_B = {"kind": "buy_x_get_y", "buy": 10, "get": 1, "get_sku": "B"}
OF_A = {"skus": ["A"]}


def test_by_default_a_broken_step_changes_nothing() -> None:
    published(SAVE_100)
    order_id = received(A=80, B=20)  # 760.00 and 400.00 save 100.00: 65.52 and 34.48
    made = credited(order_id, l2=20)
    assert (made["amount"], made["credit"]["lost_savings"]) == ("365.52", [])


def test_with_the_setting_a_broken_step_is_credited_less_and_the_quote_stays() -> None:
    promotion_id = published(SAVE_100)
    order_id = received(A=80, B=20)
    quote = find_order(order_id, ADMIN.reach).quote
    changed = {"return_recomputes_savings": 1}
    done(ask("PATCH", "/settings", changed, ADMIN, headers={"If-Match": '"1"'}))
    made = credited(order_id, l2=20)
    assert made["credit"]["lost_savings"] == [{"promotion": promotion_id, "amount": "25.52"}]  # 760.00 save 40.00
    assert (made["credit"]["paid"], made["amount"]) == ("365.52", "340.00")
    assert find_order(order_id, ADMIN.reach).quote == quote
    assert credited(order_id, l1=80)["amount"] == "720.00"
    assert account()[0] == "0.00"


def test_free_goods_come_back_or_are_paid() -> None:
    published(FREE_B, products=OF_A)
    order_id = received(A=20)  # two free pieces of B, which are 20.00 otherwise
    kept = credited(order_id, l1=5)
    assert (kept["credit"]["paid"], kept["amount"]) == ("47.50", "27.50")
    gift = {"line": 2, "pieces": 1, "unit_price": "20.0000", "amount": "20.00"}
    assert kept["credit"]["kept_gifts"] == [gift]
    back = credited(order_id, l1=15, l2=2)
    assert (back["credit"]["paid"], back["amount"]) == ("142.50", "162.50")
    assert account()[0] == "0.00"


def test_free_goods_that_the_credit_does_not_pay_have_to_come_back() -> None:
    published(FREE_B, products=OF_A)
    order_id = received(A=20)
    reply = ask_back(order_id, l1=1)
    assert (reply.status, reply.code) == (422, "free_goods_kept")
    problem = "1 free pieces of it have to come back"
    assert reply.body["Details"] == [{"field": "lines", "problem": problem, "line": 2, "pieces": 1}]
    assert find_order(order_id, ADMIN.reach).returns == []
    assert preview(order_id, l1=1)["settled"] == "10.50"
    assert credited(order_id, l1=1, l2=1)["amount"] == "9.50"


def test_free_goods_alone_are_credited_nothing() -> None:
    published(FREE_B, products=OF_A)
    made = credited(received(A=20), l2=1)
    assert (made["state"], made["amount"]) == ("credited", "0.00")
    assert list(entries()) == [cause for cause in entries() if cause.startswith("shipment:")]


# Rebates


OCTOBER, NOVEMBER, DECEMBER = (Period.parse(f"2026-{month}") for month in (10, 11, 12))


def run(month: Period) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Settles a month on the fifth of the next one; what it said of the dealer."""
    with clock.at(instant(str(month.next().first_day.replace(day=5)))):
        return posts(settle(month, DEALER)[DEALER])


@pytest.mark.parametrize("basis", ["shipped", "received", "paid"])
def test_the_next_settlement_takes_back_what_was_paid_for_the_goods(basis: str) -> None:
    program_id = promise({"basis": basis, "tiers": [{"from": "0", "rate": "0.02"}, {"from": "900", "rate": "0.04"}]})
    order_id = received(A=99)  # 940.50 and four percent: 37.62
    record_payment(NewPayment(DEALER, Decimal("940.50"), TODAY), None)
    key = (program_id, "2026-10")
    assert run(OCTOBER)[key] == ("0.00", "37.62", "37.62")
    with clock.at(instant("2026-11-10")):
        credited(order_id, l1=9)  # 855.00 and two percent are left: 17.10
        (accrued,) = [
            line
            for line in done(ask("GET", "/rebates/accrued", who=BUYER))["items"]
            if line["program_period"] == "2026-10"
        ]
        assert (accrued["total"], accrued["posted_earlier"]) == ("17.10", "37.62")
    said = run(NOVEMBER)
    assert (said[key], said[program_id, "2026-11"]) == (("37.62", "17.10", "-20.52"), ("0.00", "0.00", "0.00"))
    assert ledger.account_as_is(DEALER).rebate == Decimal("17.10")
    assert run(DECEMBER).get(key, ("", "", "0.00"))[2] == "0.00"  # the news is known by now


def test_a_return_in_the_month_itself_needs_no_correction() -> None:
    program_id = promise({"tiers": [{"from": "0", "rate": "0.02"}]})
    credited(received(A=100), l1=50)
    assert run(OCTOBER) == {(program_id, "2026-10"): ("0.00", "9.50", "9.50")}  # 475.00 of 950.00
    assert run(NOVEMBER) == {(program_id, "2026-11"): ("0.00", "0.00", "0.00")}


def test_all_that_came_back_leaves_nothing_to_measure() -> None:
    program_id = promise({"measure": "quantity", "tiers": [{"from": "0", "fixed": "100.00"}]})
    order_id = confirmed(A=9)
    for _ in range(3):
        sent = done(post(f"/orders/{order_id}/ship", {"lines": lines(l1=3)}, WAREHOUSE))["shipments"][-1]
        done(post(f"/orders/{order_id}/receive", {"shipment_id": sent["shipment_id"]}))
    assert run(OCTOBER)[program_id, "2026-10"] == ("0.00", "100.00", "100.00")
    with clock.at(instant("2026-11-10")):
        for pieces in (2, 5, 2):
            credited(order_id, l1=pieces)
    assert run(NOVEMBER)[program_id, "2026-10"] == ("100.00", "0.00", "-100.00")


def test_growth_from_what_came_back_is_computed_again_too() -> None:
    growth = {"baseline": "previous_period"}
    program_id = promise({"growth": growth, "tiers": [{"from": "0", "rate": "0.02"}, {"from": "1", "rate": "0.04"}]})
    october = received(A=20)  # 190.00
    with clock.at(instant("2026-11-10")):
        received(A=30)  # 285.00: growth of a half
    assert run(OCTOBER)[program_id, "2026-10"] == ("0.00", "0.00", "0.00")
    assert run(NOVEMBER)[program_id, "2026-11"] == ("0.00", "5.70", "5.70")
    with clock.at(instant("2026-12-10")):
        credited(october, l1=10)  # 95.00 is left: growth of two
    assert run(DECEMBER)[program_id, "2026-11"] == ("5.70", "11.40", "5.70")


def test_what_comes_back_while_a_settlement_is_under_way_is_news_for_the_next_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Credited between the draft and its posting: the draft is posted as it was approved, and nothing is forgotten."""
    program_id = promise({"tiers": [{"from": "0", "rate": "0.02"}]})
    order_id = received(A=50)
    credited(order_id, l1=10)
    real = settlement_commands.post_draft

    def late(run: Any, dealer_id: str) -> bool:
        credited(order_id, l1=10)
        return real(run, dealer_id)

    with monkeypatch.context() as patched:
        patched.setattr(settlement_commands, "post_draft", late)
        assert run(OCTOBER)[program_id, "2026-10"] == ("0.00", "7.60", "7.60")
    marked = rebates.returned(DEALER)
    assert marked is not None
    assert marked.days == {"shipped#2026-10-20", "received#2026-10-20"}
    assert run(NOVEMBER)[program_id, "2026-10"] == ("7.60", "5.70", "-1.90")
    marked = rebates.returned(DEALER)
    assert marked is not None
    assert marked.days is None


def test_what_a_sub_dealer_sent_back_is_taken_back_from_those_above_it() -> None:
    set_parent(NewParent(dealer_as_is(DEALER), dealer_as_is(OTHER), TODAY), None)
    program_id = promise({"attribution": "subtree", "tiers": [{"from": "0", "rate": "0.02"}]})
    order_id = received(A=100)
    key = (program_id, "2026-10")

    def above(month: Period) -> dict[tuple[str, str], tuple[str, str, str]]:
        with clock.at(instant(str(month.next().first_day.replace(day=5)))):
            return posts(settle(month, DEALER, OTHER)[OTHER])

    assert above(OCTOBER)[key] == ("0.00", "19.00", "19.00")
    with clock.at(instant("2026-11-10")):
        credited(order_id, l1=50)
    assert above(NOVEMBER)[key] == ("19.00", "9.50", "-9.50")


def test_documents_behind_a_calculation_show_what_came_back() -> None:
    order_id = received(A=10)
    credited(order_id, l1=4)
    sold = sold_lines(DEALER, "shipped", TODAY, TODAY)
    assert [(line.quantity, line.net_amount, line.returned) for line in sold] == [
        (10, Decimal("95.00"), False),
        (4, Decimal("38.00"), True),
    ]


def test_round_trips_of_a_credit_do_not_rise_with_what_was_returned_before(monkeypatch: pytest.MonkeyPatch) -> None:
    order_id, counts = received(A=10), []
    for _ in range(3):
        return_id = requested(order_id, l1=1)
        brought(return_id, "approve", "receive")
        with counted_calls(monkeypatch) as calls:
            brought(return_id, "credit")
        counts.append(len(calls))
    assert counts == [11, 11, 11]


# A law on the real books


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=4))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_credited_of_an_order_and_what_is_kept_are_what_was_invoiced(parts: list[tuple[int, int]]) -> None:
    order_id = received(A=7, C=11)
    left = {1: 7, 2: 11}
    total = Decimal(0)
    for wanted in parts:
        taken = {number: min(pieces, left[number]) for number, pieces in zip((1, 2), wanted, strict=True)}
        part = {f"l{number}": pieces for number, pieces in taken.items() if pieces}
        if not part:
            break
        left = {number: left[number] - taken[number] for number in left}
        total += Decimal(credited(order_id, **part)["amount"])
    of = find_order(order_id, ADMIN.reach)
    assert of.credited == total <= of.total
    rest = {f"l{number}": pieces for number, pieces in left.items() if pieces}
    if rest:
        total += Decimal(credited(order_id, **rest)["amount"])
    assert total == of.total
