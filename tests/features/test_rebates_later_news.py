"""What changes for a settled period by itself: collections, what was held, months in which a dealer was frozen."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.aws.tables import commit
from chalicelib.dealers.commands import change_dealer
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.dealers.rules import Audience
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.ledger import queries as ledger
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from chalicelib.ledger.rules import Account
from chalicelib.rebates import queries, run_commands, settlement_commands
from tests.world.api import ask, dealer_user, staff
from tests.world.books import instant, invoice, make_dealer
from tests.world.cloud import Cloud
from tests.world.settlements import posts, promise, settle
from tests.world.shop import counted_calls

DEALER, OTHER = "D00000001", "D00000002"
JULY, AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (Period.parse(f"2026-{month:02}") for month in range(7, 12))


@pytest.fixture(autouse=True)
def dealer(aws: Cloud) -> None:
    with clock.at(instant("2026-07-01")):
        make_dealer(DEALER, "1000000.00", opened_on="2026-07-01")


def pay(invoice_id: str, amount: str, came_in: str, recorded: str | None = None) -> None:
    with clock.at(instant(recorded or came_in)):
        record_payment(NewPayment(DEALER, Decimal(amount), date.fromisoformat(came_in), None, invoice_id), None)


def run(month: Period, *dealer_ids: str) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Settles a month on the fifth day of the next one; what it said of the dealer."""
    with clock.at(instant(str(month.next().first_day.replace(day=5)))):
        return posts(settle(month, *(dealer_ids or (DEALER,)))[DEALER])


def change(dealer_id: str, day: str, **changes: Any) -> None:
    with clock.at(instant(day)):
        found = dealer_as_is(dealer_id)
        change_dealer(found, found.version, changes, "说明")


def rebates() -> dict[str, str]:
    """The dealer's entries in the wallet, by cause."""
    found = ledger.entries_between(DEALER, Account.REBATE, "2026-01", "2026-12")
    return {entry.cause: f"{entry.amount:.2f}" for entry in found}


def test_what_is_collected_later_is_paid_by_a_later_run_as_a_line_of_its_own() -> None:
    scale = [{"within_days": 15, "factor": "1"}, {"within_days": 30, "factor": "0.5"}]
    program_id = promise({"collection": scale})
    ids = [
        invoice(DEALER, number, amount, day)
        for number, (amount, day) in enumerate(
            [("1000.00", "2026-09-01"), ("1000.00", "2026-09-20"), ("2000.00", "2026-09-25")]
        )
    ]
    september = (program_id, "2026-09")
    pay(ids[0], "1000.00", "2026-09-10")
    assert run(SEPTEMBER) == {september: ("0.00", "20.00", "20.00")}
    pay(ids[1], "1000.00", "2026-10-15")
    said = run(OCTOBER)
    assert said == {september: ("20.00", "30.00", "10.00"), (program_id, "2026-10"): ("0.00", "0.00", "0.00")}
    pay(ids[2], "2000.00", "2026-10-24", recorded="2026-11-20")
    assert run(NOVEMBER)[september] == ("30.00", "50.00", "20.00")
    assert queries.still_open(DEALER) == {}
    assert rebates() == {
        f"rebate:2026-09-r1:2026-09:{program_id}:{DEALER}": "20.00",
        f"rebate:2026-10-r1:2026-09:{program_id}:{DEALER}": "10.00",
        f"rebate:2026-11-r1:2026-09:{program_id}:{DEALER}": "20.00",
    }
    (entry,) = ledger.entries_between(DEALER, Account.REBATE, "2026-10", "2026-10")
    assert (entry.day, entry.details) == (
        "2026-10-31",
        {
            "program_id": program_id, "program_name": "返利", "program_version": 1, "program_period": "2026-09",
            "tier_method": "whole", "total": "30.00", "posted_earlier": "20.00",
        },
    )  # fmt: skip
    assert (program_id, "2026-09") not in run(Period.parse("2026-12"))


def test_what_nobody_pays_in_time_is_settled_for_good() -> None:
    program_id = promise({"collection": [{"within_days": 15, "factor": "1"}]})
    invoice(DEALER, 1, "1000.00", "2026-09-30")
    assert run(SEPTEMBER) == {(program_id, "2026-09"): ("0.00", "0.00", "0.00")}
    assert queries.still_open(DEALER).keys() == {(program_id, "2026-09")}
    assert (program_id, "2026-09") in run(OCTOBER)
    assert run(NOVEMBER).keys() == {(program_id, "2026-09"), (program_id, "2026-11")}
    assert queries.still_open(DEALER) == {}


@pytest.mark.parametrize(
    ("months", "posted"),
    [
        ([JULY, AUGUST, SEPTEMBER, OCTOBER], ["10.00", "0.00", "20.00", "20.00"]),
        ([SEPTEMBER, OCTOBER], ["30.00", "20.00"]),
        ([JULY, SEPTEMBER, NOVEMBER], ["10.00", "20.00", "20.00"]),
        ([AUGUST, SEPTEMBER, OCTOBER, NOVEMBER], ["10.00", "20.00", "20.00", "0.00"]),
        ([SEPTEMBER, NOVEMBER], ["30.00", "20.00"]),
    ],
)
def test_however_a_quarter_is_cut_the_parts_add_up_though_collections_come_late(
    months: list[Period], posted: list[str]
) -> None:
    scale = [{"within_days": 30, "factor": "1"}, {"within_days": 60, "factor": "0.5"}]
    tiers = [{"from": "1000", "rate": "0.01"}, {"from": "3000", "rate": "0.02"}]
    program_id = promise({"collection": scale, "tiers": tiers}, kind=PeriodKind.QUARTER, partial=True)
    ids = [
        invoice(DEALER, number, amount, day)
        for number, (amount, day) in enumerate(
            [("1000.00", "2026-07-10"), ("1000.00", "2026-08-10"), ("2000.00", "2026-09-10")]
        )
    ]
    payments = {JULY: (0, "1000.00", "2026-08-01"), SEPTEMBER: (1, "1000.00", "2026-10-01")}
    payments[OCTOBER] = (2, "2000.00", "2026-11-01")
    found = []
    for month in (JULY, AUGUST, SEPTEMBER, OCTOBER, NOVEMBER):
        if month in payments:
            number, amount, day = payments[month]
            pay(ids[number], amount, day)
        if month in months:
            said = run(month)
            found.append(said.get((program_id, "2026-Q3"), ("", "", "0.00"))[2])
    assert found == posted
    assert queries.posted(DEALER, [(program_id, "2026-Q3")])[program_id, "2026-Q3"].amount == Decimal("50.00")


def test_a_line_that_a_late_payment_brings_into_a_settled_month_is_paid_by_the_next_run() -> None:
    program_id = promise({"basis": "paid"})
    first = invoice(DEALER, 1, "1500.00", "2026-08-20")
    assert run(SEPTEMBER)[program_id, "2026-09"] == ("0.00", "0.00", "0.00")
    pay(first, "1500.00", "2026-09-30", recorded="2026-10-08")
    assert run(OCTOBER)[program_id, "2026-09"] == ("0.00", "30.00", "30.00")


def test_a_payout_is_held_while_an_invoice_is_overdue_and_released_by_a_later_run() -> None:
    program_id = promise({"no_overdue_days": 10})
    first = invoice(DEALER, 1, "1500.00", "2026-09-10", due_days=10)
    assert run(SEPTEMBER)[program_id, "2026-09"] == ("0.00", "30.00", "0.00")
    assert queries.still_open(DEALER)[program_id, "2026-09"].held
    with clock.at(instant("2026-10-20")):
        (shown, _) = ask("GET", "/rebates/accrued", who=dealer_user(DEALER)).body["items"]
    assert (shown["program_period"], shown["total"], shown["held"]) == ("2026-09", "30.00", True)
    pay(first, "1500.00", "2026-11-01")
    assert run(OCTOBER) == {
        (program_id, "2026-09"): ("0.00", "30.00", "30.00"),
        (program_id, "2026-10"): ("0.00", "0.00", "0.00"),
    }
    assert queries.still_open(DEALER) == {}
    assert rebates() == {f"rebate:2026-10-r1:2026-09:{program_id}:{DEALER}": "30.00"}


def test_what_was_held_is_weighed_against_its_stacking_group_anew() -> None:
    held = promise({"stacking_group": "G", "no_overdue_days": 5})
    scale = [{"within_days": 15, "factor": "1"}]
    other = promise({"stacking_group": "G", "tiers": [{"from": "0", "rate": "0.04"}], "collection": scale})
    first = invoice(DEALER, 1, "1500.00", "2026-09-20", due_days=5)
    assert run(SEPTEMBER) == {
        (held, "2026-09"): ("0.00", "30.00", "0.00"),
        (other, "2026-09"): ("0.00", "0.00", "0.00"),
    }
    assert queries.still_open(DEALER).keys() == {(held, "2026-09"), (other, "2026-09")}
    pay(first, "1500.00", "2026-10-05", recorded="2026-10-06")
    said = run(OCTOBER)
    assert (said[held, "2026-09"], said[other, "2026-09"]) == (("0.00", "0.00", "0.00"), ("0.00", "60.00", "60.00"))


def test_who_a_program_means_is_judged_at_the_last_instant_of_its_period() -> None:
    program_id = promise(audience=Audience(grades=frozenset({"A"})))
    invoice(DEALER, 1, "1000.00", "2026-09-10")
    invoice(DEALER, 2, "2000.00", "2026-10-10")
    change(DEALER, "2026-10-01", grade="B")
    assert run(SEPTEMBER) == {(program_id, "2026-09"): ("0.00", "20.00", "20.00")}
    assert run(OCTOBER) == {}
    change(DEALER, "2026-11-30", grade="A")
    change(DEALER, "2026-12-02", grade="C")
    invoice(DEALER, 3, "1000.00", "2026-11-10")
    assert run(NOVEMBER) == {(program_id, "2026-11"): ("0.00", "20.00", "20.00")}


def test_a_dealer_that_a_program_no_longer_means_gives_back_what_was_partly_posted() -> None:
    program_id = promise(kind=PeriodKind.QUARTER, partial=True, audience=Audience(grades=frozenset({"A"})))
    invoice(DEALER, 1, "3000.00", "2026-07-10")
    assert run(JULY)[program_id, "2026-Q3"] == ("0.00", "60.00", "60.00")
    change(DEALER, "2026-08-20", grade="B")
    assert run(AUGUST)[program_id, "2026-Q3"] == ("60.00", "0.00", "-60.00")


def test_a_month_that_was_settled_while_a_dealer_was_frozen_is_made_up_for() -> None:
    program_id = promise()
    with clock.at(instant("2026-07-01")):
        make_dealer(OTHER, opened_on="2026-07-01")
    invoice(DEALER, 1, "1000.00", "2026-09-10")
    run(AUGUST)
    change(DEALER, "2026-09-20", state="frozen")
    with clock.at(instant("2026-10-05")):
        settle(SEPTEMBER, OTHER)
    change(DEALER, "2026-10-20", state="active")
    assert run(OCTOBER)[program_id, "2026-09"] == ("0.00", "20.00", "20.00")
    statement = ledger.statement_of(DEALER, OCTOBER)
    assert statement is not None
    assert (statement.first_period, statement.figures["rebate"]["closing"]) == ("2026-09", "20.00")


def test_a_month_whose_settlement_never_closed_is_settled_with_the_next() -> None:
    """September was rejected, or never run; the statement of October closes both."""
    program_id = promise()
    invoice(DEALER, 1, "1000.00", "2026-09-10")
    invoice(DEALER, 2, "2000.00", "2026-10-10")
    run(AUGUST)
    with clock.at(instant("2026-10-05")):
        rejected, writes = run_commands._new(SEPTEMBER, "zhang")
        commit(*writes)
        settlement_commands.write_draft(rejected, DEALER, settlement_commands.settling(SEPTEMBER))
        run_commands.reject_run(rejected, "先核对", "wang")
    assert run(OCTOBER) == {
        (program_id, "2026-09"): ("0.00", "20.00", "20.00"),
        (program_id, "2026-10"): ("0.00", "40.00", "40.00"),
    }
    statement = ledger.statement_of(DEALER, OCTOBER)
    assert statement is not None
    assert (statement.first_period, statement.figures["rebate"]["closing"]) == ("2026-09", "60.00")


def test_what_finance_is_asked_about_is_not_computed_again_under_the_same_question() -> None:
    promise()
    invoice(DEALER, 1, "1000.00", "2026-10-10")
    with clock.at(instant("2026-11-05")):
        asked, writes = run_commands._new(OCTOBER, "zhang")
        commit(*writes)
        settlement_commands.write_draft(asked, DEALER, settlement_commands.settling(OCTOBER))
        invoice(DEALER, 2, "1000.00", "2026-10-11")
        settlement_commands.write_draft(asked, DEALER, settlement_commands.settling(OCTOBER))
        first = queries.draft(asked.run_id, DEALER)
        asked.question += 1
        settlement_commands.write_draft(asked, DEALER, settlement_commands.settling(OCTOBER))
        anew = queries.draft(asked.run_id, DEALER)
    assert first is not None
    assert anew is not None
    assert (f"{first.amount:.2f}", f"{anew.amount:.2f}") == ("20.00", "40.00")


def test_the_documents_behind_a_calculation_are_shown_line_by_line() -> None:
    scale = [{"within_days": 30, "factor": "1"}, {"within_days": 60, "factor": "0.5"}]
    program_id = promise({"collection": scale, "products": {"categories": ["paint"]}})
    first = invoice(DEALER, 1, "1000.00", "2026-09-10", sku="A")
    invoice(DEALER, 2, "500.00", "2026-09-11", sku="B")
    invoice(DEALER, 3, "700.00", "2026-09-12", category="tools")
    pay(first, "1000.00", "2026-10-20", recorded="2026-10-21")
    run(SEPTEMBER)
    auditor = staff(Role.AUDITOR)
    at = f"/settlement-runs/2026-09-r1/dealers/{DEALER}"
    draft = ask("GET", at, who=auditor).body
    assert [line["result"]["measured"] for line in draft["lines"]] == ["1500.00"]
    asked = f"{at}/documents?program_id={program_id}&period=2026-09&limit=1"
    page = ask("GET", asked, who=auditor).body
    assert page["items"] == [
        {
            "program_id": program_id, "program_period": "2026-09", "dealer_id": DEALER, "document_id": first,
            "invoice_id": first, "day": "2026-09-10", "quantity": 1, "net_amount": "1000.00",
            "collected_in_days": 40, "factor": "0.5",
            "lines": [{"sku": "A", "category": "paint", "quantity": 1, "net_amount": "1000.00"}],
        }
    ]  # fmt: skip
    second = ask("GET", f"{asked}&cursor={page['next']}", who=auditor).body
    assert [(one["net_amount"], one["collected_in_days"], one["factor"]) for one in second["items"]] == [
        ("500.00", None, "0")
    ]
    assert second["next"] is None
    assert ask("GET", f"{at}/documents?program_id=P0", who=auditor).body == {"items": [], "next": None}
    whole = ask("GET", f"{at}/documents", who=auditor).body["items"]
    assert whole == [*page["items"], *second["items"]]
    assert ask("GET", f"{at}/documents?cursor=e30=", who=auditor).status == 422
    assert ask("GET", f"{at}/documents?program_id={program_id}&period=2026-13", who=auditor).status == 422
    assert ask("GET", "/settlement-runs/2026-09-r1/dealers/D99999999", who=auditor).status == 404
    listed = ask("GET", "/settlement-runs/2026-09-r1/dealers", who=auditor).body
    assert [one["dealer_id"] for one in listed["items"]] == [DEALER]


def test_the_work_on_a_dealer_does_not_grow_with_their_number_nor_with_the_history(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    promise()
    promise({"collection": [{"within_days": 15, "factor": "1"}], "no_overdue_days": 10})
    more = [f"D000001{number:02}" for number in range(6)]
    with clock.at(instant("2026-07-01")):
        for dealer_id in more:
            make_dealer(dealer_id, opened_on="2026-07-01")
            invoice(dealer_id, 1, "1000.00", "2026-07-10")

    def calls(month: Period, dealer_ids: list[str]) -> list[str]:
        shared = settlement_commands.settling(month)
        opened, writes = run_commands._new(month, "zhang")
        commit(*writes)
        with counted_calls(monkeypatch) as made:
            for dealer_id in dealer_ids:
                settlement_commands.write_draft(opened, dealer_id, shared)
        run_commands.reject_run(opened, "again", "zhang")
        return made

    with clock.at(instant("2026-08-05")):
        one = calls(JULY, more[:1])
        assert calls(JULY, more) == one * 6
        assert len(one) == 11
        settle(JULY, *more)
    for month in (AUGUST, SEPTEMBER, OCTOBER):
        with clock.at(instant(str(month.next().first_day.replace(day=5)))):
            settle(month, *more)
    with clock.at(instant("2026-12-05")):
        assert len(calls(NOVEMBER, more[:1])) <= len(one)
