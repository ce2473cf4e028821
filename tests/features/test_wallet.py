"""The rebate wallet: payouts that finance decides, and what runs out of it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.approvals.sweep_commands import urge_late
from chalicelib.aws.once import Once
from chalicelib.aws.tables import commit
from chalicelib.company.commands import save_policy
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Conflict
from chalicelib.ledger import payout_commands, queries
from chalicelib.ledger.commands import invoice_shipment
from chalicelib.ledger.expiry_commands import Swept, sweep_wallets
from chalicelib.ledger.exposure_commands import hold_credit, hold_wallet, release_credit
from chalicelib.ledger.rules import Account
from tests.world.api import Context, Reply, ask, dealer_user, staff
from tests.world.books import fill_wallet, finance, instant, make_dealer
from tests.world.cloud import Cloud, mails
from tests.world.shop import done, post
from tests.world.streams import Streams, handler

DEALER, OTHER = "D00000001", "D00000002"
NOW = instant("2026-10-20")
OWNER = dealer_user(DEALER)
ACCOUNTANT, BUYER = dealer_user(DEALER, Role.DEALER_ACCOUNTANT), dealer_user(DEALER, Role.DEALER_BUYER)


@pytest.fixture(autouse=True)
def people(aws: Cloud) -> Iterator[list[Principal]]:
    with clock.at(NOW):
        make_dealer(DEALER)
        make_dealer(OTHER)
        yield finance("fang", "gao")


def stands(dealer_id: str = DEALER) -> tuple[str, str, str, str]:
    """Balance, held by orders, asked, available."""
    found = queries.account_as_is(dealer_id)
    figures = (found.rebate, found.rebate_held, found.rebate_asked, found.rebate_available)
    return tuple(f"{figure:.2f}" for figure in figures)  # type: ignore[return-value]


def entries() -> list[tuple[str, str]]:
    found = queries.entries_between(DEALER, Account.REBATE, "2026-01", "2029-01")
    return [(entry.cause, f"{entry.amount:.2f}") for entry in found]


def ask_for(amount: str, by: Principal = OWNER, **more: str) -> Reply:
    return post("/payouts", {"amount": amount, **more}, by)


def decide(streams: Streams, asked: Reply, by: Principal, choice: str = "approve", comment: str = "同意") -> Reply:
    streams.drain()
    reply = post(f"/decisions/{asked.body['decision_id']}", {"choice": choice, "comment": comment}, by)
    streams.drain()
    return reply


def shown(asked: Reply, who: Principal = OWNER) -> Any:
    return done(ask("GET", f"/payouts/{asked.body['payout_id']}", who=who))


def inbox() -> list[str]:
    """What the dealer is told of its wallet."""
    titles = [item["title"] for item in done(ask("GET", "/messages", who=OWNER))["items"]]
    return [title for title in titles if title.startswith("返利")]


def test_a_payout_is_held_until_finance_approves_it_and_is_an_entry_then(
    people: list[Principal], streams: Streams
) -> None:
    opening = fill_wallet(DEALER, "500.00")
    asked = ask_for("200.00", ACCOUNTANT, note="付至基本户")
    assert (asked.status, asked.body["state"], asked.body["note"]) == (201, "waiting", "付至基本户")
    assert stands() == ("500.00", "0.00", "200.00", "300.00")
    streams.drain()
    assert sorted((mail["to"], "200.00" in mail["subject"]) for mail in mails()) == [
        ("fang@maker.example.com", True), ("gao@maker.example.com", True),
    ]  # fmt: skip
    waiting = done(ask("GET", "/payouts", who=people[0]))["items"]
    assert [(one["dealer_id"], one["amount"]) for one in waiting] == [(DEALER, "200.00")]
    done(decide(streams, asked, people[0]))
    assert stands() == ("300.00", "0.00", "0.00", "300.00")
    assert entries() == [(opening, "500.00"), (f"payout:{asked.body['payout_id']}", "-200.00")]
    made = shown(asked)
    assert (made["state"], made["decided_by"], made["comment"]) == ("approved", "fang", "同意")
    assert payout_commands.settle(asked.body["decision_id"]) == "approved"
    assert stands() == ("300.00", "0.00", "0.00", "300.00")
    assert inbox() == ["返利提现已通过：200.00 CNY"]
    assert done(ask("GET", f"/accounts/{DEALER}/verification", who=people[0]))["items"] == []


def test_a_rejection_a_withdrawal_and_an_expiry_give_the_money_back(people: list[Principal], streams: Streams) -> None:
    fill_wallet(DEALER, "500.00")
    rejected, withdrawn, late = (ask_for(amount) for amount in ("100.00", "50.00", "25.00"))
    assert stands() == ("500.00", "0.00", "175.00", "325.00")
    done(decide(streams, rejected, people[1], "reject", "发票未到"))
    assert stands() == ("500.00", "0.00", "75.00", "425.00")
    path = f"/payouts/{withdrawn.body['payout_id']}/withdraw"
    assert done(post(path, {}, OWNER))["state"] == "withdrawn"
    again = post(path, {}, OWNER)
    assert (again.status, again.code) == (409, "wrong_state")
    refused = post(f"/decisions/{withdrawn.body['decision_id']}", {"choice": "approve"}, people[0])
    assert refused.status == 409
    with clock.at(NOW + timedelta(days=14, seconds=1)):
        urge_late()
        streams.drain()
    assert [shown(one)["state"] for one in (rejected, withdrawn, late)] == ["rejected", "withdrawn", "expired"]
    assert stands() == ("500.00", "0.00", "0.00", "500.00")
    assert [amount for _, amount in entries()] == ["500.00"]
    assert inbox() == ["返利提现超时未审批：25.00 CNY", "返利提现未通过：100.00 CNY"]


def test_more_than_is_available_is_refused_with_the_figures(people: list[Principal]) -> None:
    fill_wallet(DEALER, "100.00")
    assert ask_for("80.00").status == 201
    refused = ask_for("20.01")
    assert (refused.status, refused.code) == (409, "insufficient_wallet")
    assert refused.body["Details"] == [
        {"balance": "100.00", "held": "0.00", "asked": "80.00", "available": "20.00", "needed": "20.01"}
    ]
    assert stands() == ("100.00", "0.00", "80.00", "20.00")
    fill_wallet(DEALER, "-60.00", "correction")
    assert stands() == ("40.00", "0.00", "80.00", "-40.00")
    fill_wallet(DEALER, "50.00", "next")
    assert ask_for("10.01").code == "insufficient_wallet"
    assert ask_for("10.00").status == 201


def test_twenty_at_once_never_ask_for_more_than_there_is(people: list[Principal]) -> None:
    fill_wallet(DEALER, "100.00")

    dealer = dealer_as_is(DEALER)

    def one(number: int) -> bool:
        try:
            payout_commands.ask_payout(dealer, Decimal("15.00"), None, OWNER, Once("u", str(number), "f", 201, str))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        served = sum(pool.map(one, range(20)))
    assert (served, stands()) == (6, ("100.00", "0.00", "90.00", "10.00"))


def test_who_may_ask_and_who_may_see(people: list[Principal]) -> None:
    fill_wallet(DEALER, "100.00")
    assert ask_for("1.00", BUYER).status == 403
    assert ask_for("1.00", staff(Role.FINANCE)).status == 403
    asked = ask_for("1.00")
    path = f"/payouts/{asked.body['payout_id']}"
    assert ask("GET", path, who=dealer_user(OTHER)).status == 404
    assert post(f"{path}/withdraw", {}, dealer_user(OTHER)).status == 404
    assert done(ask("GET", "/payouts", who=dealer_user(OTHER)))["items"] == []
    east = staff(Role.SALES, regions=("east",))
    assert ask("GET", "/payouts", who=east).status == 422
    assert len(done(ask("GET", f"/payouts?dealer_id={DEALER}", who=east))["items"]) == 1
    assert done(ask("GET", f"/accounts/{DEALER}/wallet", who=people[0]))["available"] == "99.00"
    assert stands() == ("100.00", "0.00", "1.00", "99.00")


def sweep(day: str) -> Swept:
    with clock.at(instant(day, 2)):
        return sweep_wallets()


def wallet(day: str) -> list[tuple[str, str]]:
    """What is left of each credit, and until when."""
    with clock.at(instant(day)):
        found = done(ask("GET", f"/accounts/{DEALER}/wallet", who=OWNER))
    return [(lot["left"], lot["last_day"]) for lot in found["lots"]]


def test_the_oldest_runs_out_first_once_it_was_told_and_what_is_held_does_not(
    people: list[Principal], streams: Streams
) -> None:
    save_policy(rebate_expiry_months=12, rebate_expiry_notice_days=30)
    first = fill_wallet(DEALER, "100.00", "A")
    with clock.at(instant("2026-11-05")):
        fill_wallet(DEALER, "40.00", "B")
        fill_wallet(DEALER, "-30.00", "C")
    assert wallet("2026-12-01") == [("70.00", "2027-10-20"), ("40.00", "2027-11-05")]
    assert sweep("2027-09-19") == Swept(0, 0)
    assert sweep("2027-09-20") == Swept(0, 1)
    assert sweep("2027-09-20") == Swept(0, 0)
    with clock.at(instant("2027-09-20", 3)):
        streams.drain()
    assert inbox() == ["返利即将到期：70.00 CNY"]
    with clock.at(instant("2027-10-01")):
        held = ask_for("60.00")
    days = ("2027-10-05", "2027-10-06", "2027-10-20", "2027-10-21")
    assert [sweep(day) for day in days] == [Swept(0, 0), Swept(0, 1), Swept(0, 0), Swept(1, 0)]
    assert stands() == ("100.00", "0.00", "60.00", "40.00")
    assert entries()[-1] == (f"expiry:{DEALER}-X271021", "-10.00")
    assert sweep("2027-10-21") == Swept(0, 0)
    with clock.at(instant("2027-10-21", 3)):
        shown_entry = done(ask("GET", f"/accounts/{DEALER}/entries?account=rebate", who=OWNER))["items"][0]
        assert shown_entry["expired"] == [{"cause": first, "posted_on": "2026-10-20", "amount": "10.00"}]
        done(post(f"/payouts/{held.body['payout_id']}/withdraw", {}, OWNER))
    assert sweep("2027-10-22") == Swept(1, 0)
    assert stands() == ("40.00", "0.00", "0.00", "40.00")
    assert [sweep(day) for day in ("2027-11-05", "2027-11-06", "2027-11-07")] == [Swept(0, 0), Swept(1, 0), Swept(0, 0)]
    assert stands() == ("0.00", "0.00", "0.00", "0.00")
    assert queries.account_as_is(DEALER).state_key is None
    with clock.at(instant("2027-11-07")):
        streams.drain()
        assert done(ask("GET", f"/accounts/{DEALER}/verification", who=people[0]))["items"] == []
    assert inbox()[0] == "返利已过期：40.00 CNY"


def test_nothing_runs_out_by_a_new_setting_before_it_was_told(people: list[Principal]) -> None:
    fill_wallet(DEALER, "100.00", "A")
    assert sweep("2028-01-10") == Swept(0, 0)
    assert wallet("2028-01-10") == [("100.00", None)]
    save_policy(rebate_expiry_months=12)
    assert wallet("2028-01-10") == [("100.00", "2028-02-09")]
    assert sweep("2028-01-10") == Swept(0, 1)
    assert wallet("2028-01-20") == [("100.00", "2028-02-09")]
    assert sweep("2028-02-09") == Swept(0, 0)
    answer = None
    with clock.at(instant("2028-02-10", 2)):
        answer = handler("wallets_sweep")({}, Context())
    assert answer == {"outcome": "swept", "expired": 1, "told": 0}
    assert stands() == ("0.00", "0.00", "0.00", "0.00")


def test_a_shipment_is_paid_by_the_wallet_as_by_a_payment_of_its_day(people: list[Principal]) -> None:
    fill_wallet(DEALER, "100.00")
    commit(hold_credit(DEALER, Decimal("200.00"), Decimal("60.00")))
    assert stands() == ("100.00", "60.00", "0.00", "40.00")
    with pytest.raises(Conflict, match="wallet"):
        commit(hold_credit(DEALER, Decimal("1.00"), Decimal("40.01")))
    with pytest.raises(Conflict, match="wallet"):
        commit(hold_wallet(DEALER, Decimal("40.01"), on_credit=False))
    commit(hold_wallet(DEALER, Decimal("40.00"), on_credit=True))
    commit(release_credit(DEALER, Decimal("0.00"), Decimal("40.00")))
    day, due = date(2026, 10, 20), date(2026, 11, 19)
    figures = (Decimal("260.00"), day, due, Decimal("200.00"))
    commit(*invoice_shipment(DEALER, f"{DEALER}-1-S1", f"{DEALER}-1", *figures))
    found = queries.account_as_is(DEALER)
    assert (found.receivable, found.exposure, found.available) == (Decimal(200), Decimal(0), Decimal(9800))
    assert stands() == ("40.00", "0.00", "0.00", "40.00")
    (invoice,) = queries.open_invoices(DEALER)
    assert (invoice.amount, invoice.open) == (Decimal(260), Decimal(200))
    both = [
        (entry.account, entry.cause, f"{entry.amount:.2f}")
        for account in Account
        for entry in queries.entries_between(DEALER, account, "2026-10", "2026-10")
    ]
    cause = f"redemption:{DEALER}-1-S1"
    assert both == [
        ("receivable", cause, "-60.00"),
        ("receivable", f"shipment:{DEALER}-1-S1", "260.00"),
        ("rebate", f"opening:{DEALER}-W1", "100.00"),
        ("rebate", cause, "-60.00"),
    ]
    month = done(ask("GET", f"/accounts/{DEALER}/entries?account=rebate", who=OWNER))
    assert month["totals"]["paid"] == "-60.00"
    paid = done(ask("GET", f"/payments/{DEALER}-1-S1-W", who=OWNER))
    assert [(one["invoice_id"], one["amount"]) for one in paid["applied"]] == [(f"{DEALER}-1-S1", "60.00")]
    wholly = (Decimal("40.00"), day, due, Decimal("0.00"))
    commit(hold_wallet(DEALER, Decimal("40.00"), on_credit=False))
    commit(*invoice_shipment(DEALER, f"{DEALER}-2-S1", f"{DEALER}-2", *wholly))
    collected = queries.invoice(DEALER, f"{DEALER}-2-S1")
    assert collected
    assert (collected.open, collected.collected_on) == (Decimal(0), "2026-10-20")
    assert stands() == ("0.00", "0.00", "0.00", "0.00")
