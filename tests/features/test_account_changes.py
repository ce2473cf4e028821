"""Adjustments and credit limits under four eyes: who asks never decides, and what is decided is carried out once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.approvals.records import DecisionRecord
from chalicelib.approvals.sweep_commands import urge_late
from chalicelib.aws.tables import change, commit
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Forbidden
from chalicelib.ledger import change_commands, queries, rules
from chalicelib.ledger.exposure_commands import hold_credit
from chalicelib.ledger.records import AccountRecord, account_key
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.books import finance, instant, invoice, make_dealer
from tests.world.cloud import Cloud, mails
from tests.world.shop import done, post
from tests.world.streams import Streams

DEALER = "D00000001"
NOW = instant("2026-10-20")
OWNER = dealer_user(DEALER)


@pytest.fixture(autouse=True)
def people(aws: Cloud) -> Any:
    with clock.at(NOW):
        make_dealer(DEALER)
        yield finance("fang", "gao")


def stands() -> tuple[str, str, str]:
    found = queries.account_as_is(DEALER)
    return f"{found.receivable:.2f}", f"{found.rebate:.2f}", f"{found.available:.2f}"


def adjustment(by: Principal, amount: str, account: str = "receivable", **more: str) -> Reply:
    body = {"dealer_id": DEALER, "account": account, "amount": amount, "reason": "运费补差", **more}
    return post("/adjustments", body, by)


def limit(by: Principal, figure: str | None, **more: Any) -> Reply:
    return post("/credit-limits", {"dealer_id": DEALER, "credit_limit": figure, "reason": "旺季备货", **more}, by)


def decide(streams: Streams, asked: Reply, by: Principal, choice: str = "approve", comment: str = "同意") -> Reply:
    streams.drain()
    reply = post(f"/decisions/{asked.body['decision_id']}", {"choice": choice, "comment": comment}, by)
    streams.drain()
    return reply


def shown(asked: Reply, who: Principal) -> Reply:
    return ask("GET", f"/account-changes/{asked.body['change_id']}", who=who)


def inbox() -> list[str]:
    """What the dealer was told of changes of its account."""
    told = done(ask("GET", "/messages", who=OWNER))["items"]
    return [item["title"] for item in told if "调整" in item["title"] or "额度" in item["title"]]


def test_nothing_moves_until_another_person_of_finance_approves(people: Any, streams: Streams) -> None:
    fang, gao = people
    asked = adjustment(fang, "120.00", due_day="2026-11-30")
    assert (asked.status, asked.body["state"], asked.body["asked_by"]) == (201, "waiting", "fang")
    streams.drain()
    assert stands() == ("0.00", "0.00", "10000.00")
    assert [(mail["to"], "120.00" in mail["subject"]) for mail in mails()] == [("gao@maker.example.com", True)]
    assert shown(asked, OWNER).status == 404
    refused = decide(streams, asked, fang)
    assert (refused.status, refused.code) == (403, "four_eyes")
    assert stands() == ("0.00", "0.00", "10000.00")
    done(decide(streams, asked, gao))
    assert stands() == ("120.00", "0.00", "9880.00")
    item = queries.open_invoices(DEALER)[0]
    assert (item.cause, item.due_day, f"{item.open:.2f}") == (
        f"adjustment:{asked.body['change_id']}", "2026-11-30", "120.00",
    )  # fmt: skip
    booked = shown(asked, OWNER).body
    assert (booked["state"], booked["decided_by"], booked["comment"]) == ("booked", "gao", None)
    assert shown(asked, fang).body["comment"] == "同意"
    entry = done(ask("GET", f"/accounts/{DEALER}/entries", who=OWNER))["items"][0]
    assert (entry["document_id"], entry["reason"]) == (asked.body["change_id"], "运费补差")
    assert inbox() == ["应收账款调整 120.00 CNY"]


def test_a_credit_covers_the_invoice_that_it_names_and_shows_it(people: Any, streams: Streams) -> None:
    fang, gao = people
    old, named = invoice(DEALER, 1, "100.00", "2026-10-01"), invoice(DEALER, 2, "50.00", "2026-10-02")
    asked = adjustment(fang, "-70.00", invoice_id=named)
    done(decide(streams, asked, gao))
    assert {one.invoice_id: f"{one.open:.2f}" for one in queries.open_invoices(DEALER)} == {old: "80.00"}
    assert stands() == ("80.00", "0.00", "9920.00")
    credit = done(ask("GET", f"/payments/{asked.body['change_id']}", who=OWNER))
    assert [(one["invoice_id"], one["amount"]) for one in credit["applied"]] == [(named, "50.00"), (old, "20.00")]
    assert inbox() == ["应收账款调整 -70.00 CNY"]


def test_the_wallet_is_adjusted_by_itself(people: Any, streams: Streams) -> None:
    fang, gao = people
    done(decide(streams, adjustment(fang, "-5.50", "rebate"), gao))
    assert stands() == ("0.00", "-5.50", "10000.00")
    entries = queries.entries_between(DEALER, rules.Account.REBATE, "2026-10", "2026-10")
    assert [f"{entry.amount:.2f}" for entry in entries] == ["-5.50"]


def test_a_rejection_and_an_expiry_move_nothing(people: Any, streams: Streams) -> None:
    fang, gao = people
    asked = adjustment(fang, "120.00")
    done(decide(streams, asked, gao, "reject", "没有依据"))
    late = adjustment(fang, "130.00")
    streams.drain()
    with clock.at(NOW + timedelta(days=14, seconds=1)):
        urge_late()
        streams.drain()
    assert [shown(one, fang).body["state"] for one in (asked, late)] == ["rejected", "expired"]
    assert shown(asked, fang).body["comment"] == "没有依据"
    assert stands() == ("0.00", "0.00", "10000.00")
    assert inbox() == []


def test_who_asked_takes_it_back_and_nobody_can_decide_it_then(people: Any, streams: Streams) -> None:
    fang, gao = people
    asked = adjustment(fang, "120.00")
    streams.drain()
    path = f"/account-changes/{asked.body['change_id']}/withdraw"
    assert post(path, {}, gao).status == 403
    assert done(post(path, {}, fang))["state"] == "withdrawn"
    assert decide(streams, asked, gao).status == 409
    assert post(path, {}, fang).code == "wrong_state"
    assert stands() == ("0.00", "0.00", "10000.00")


def test_what_was_decided_is_carried_out_once_and_never_by_who_asked(people: Any, streams: Streams) -> None:
    fang, gao = people
    asked = adjustment(fang, "120.00")
    done(decide(streams, asked, gao))
    decision_id = asked.body["decision_id"]
    assert change_commands.settle(decision_id) == rules.ChangeState.BOOKED
    assert change_commands.ask_finance(asked.body["change_id"]) is False
    assert stands() == ("120.00", "0.00", "9880.00")
    other = adjustment(fang, "1.00")
    streams.drain()
    made = change_commands.decision(other.body["decision_id"])
    forged = [DecisionRecord.state.set("approved"), DecisionRecord.decided_by.set(fang.user_id)]
    commit(change(DecisionRecord, (made.pk, made.sk), forged))
    with pytest.raises(Forbidden) as refused:
        change_commands.settle(other.body["decision_id"])
    assert refused.value.code == Code.FOUR_EYES
    assert stands() == ("120.00", "0.00", "9880.00")


def test_another_limit_moves_what_is_left_by_the_same_figure(people: Any, streams: Streams) -> None:
    fang, gao = people
    commit(hold_credit(DEALER, Decimal("400.00")))
    east = staff(Role.SALES, "sales-e", regions=("east",))
    asked = limit(east, "25000.00")
    assert (asked.body["old_limit"], asked.body["credit_limit"]) == ("10000.00", "25000.00")
    done(decide(streams, asked, gao))
    assert stands() == ("0.00", "0.00", "24600.00")
    done(decide(streams, limit(fang, None), gao))
    assert stands() == ("0.00", "0.00", "-400.00")
    done(decide(streams, limit(fang, None, unlimited=True), gao))
    found = queries.account_as_is(DEALER)
    assert (found.credit_limit, found.unlimited, f"{found.available:.2f}") == (None, True, "-400.00")
    assert inbox() == ["您的信用额度已变更"] * 3


def test_a_limit_that_is_another_by_the_time_it_is_approved_stays(people: Any, streams: Streams) -> None:
    fang, gao = people
    first, second = limit(fang, "20000.00"), limit(gao, "30000.00")
    done(decide(streams, first, gao))
    done(decide(streams, second, fang))
    assert [shown(one, fang).body["state"] for one in (first, second)] == ["booked", "void"]
    assert stands() == ("0.00", "0.00", "20000.00")


def test_what_cannot_be_is_refused_with_the_field(people: Any) -> None:
    fang, _ = people
    paid = invoice(DEALER, 1, "1.00", "2026-10-01")
    for body, field in (
        ({"amount": "0.00"}, "amount"),
        ({"amount": "5.00", "invoice_id": paid}, "invoice_id"),
        ({"amount": "-5.00", "invoice_id": "nothing"}, "invoice_id"),
        ({"amount": "-5.00", "due_day": "2026-11-01"}, "due_day"),
        ({"amount": "5.00", "due_day": "2099-11-01"}, "due_day"),
        ({"amount": "5.00", "account": "rebate", "due_day": "2026-11-01"}, "due_day"),
    ):
        refused = adjustment(fang, **body)
        assert (refused.status, refused.body["Details"][0]["field"]) == (422, field)
    assert limit(fang, "10000.00").body["Details"][0]["field"] == "credit_limit"
    assert limit(fang, "1.00", unlimited=True).body["Details"][0]["field"] == "credit_limit"
    assert limit(staff(Role.SALES, regions=("north",)), "1.00").status == 404
    assert done(ask("GET", "/account-changes", who=fang))["items"] == []


def test_where_there_is_nobody_else_to_approve_nothing_is_asked(aws: Cloud) -> None:
    key = account_key(DEALER)
    before = queries.account_as_is(DEALER).version
    fang = staff(Role.FINANCE, "alone")
    for person in change_commands.staff_with(Role.FINANCE):
        commit(change(type(person), (person.pk, person.sk), [type(person).active.set(False)]))
    refused = adjustment(fang, "1.00")
    assert (refused.status, refused.code) == (409, "not_the_approver")
    assert queries.account_as_is(DEALER).version == before
    assert AccountRecord.get(*key).version == before


def test_who_sees_which_changes(people: Any) -> None:
    fang, _ = people
    first, second = adjustment(fang, "1.00"), limit(fang, "5.00")
    ids = [second.body["change_id"], first.body["change_id"]]
    listed = done(ask("GET", "/account-changes", who=fang))["items"]
    assert sorted(one["change_id"] for one in listed) == sorted(ids)
    east = staff(Role.SALES, regions=("east",))
    own = done(ask("GET", f"/account-changes?dealer_id={DEALER}", who=east))["items"]
    assert sorted(one["change_id"] for one in own) == sorted(ids)
    assert ask("GET", "/account-changes", who=east).body["Details"][0]["field"] == "dealer_id"
    assert ask("GET", f"/account-changes?dealer_id={DEALER}&state=waiting", who=fang).status == 422
    assert ask("GET", f"/account-changes?dealer_id={DEALER}", who=staff(Role.SALES, regions=("north",))).status == 404
