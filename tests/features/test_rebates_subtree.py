"""What sub-dealers bring to their parent's rebate: line by line, by who stood below on the line's own date."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.dealers.hierarchy_commands import NewParent, set_parent
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from tests.features.test_rebates_programs import DEALER as TOP
from tests.features.test_rebates_programs import FINANCE, SEPTEMBER, lines, save, settle
from tests.world.api import ask, dealer_user
from tests.world.books import instant, invoice, make_dealer
from tests.world.cloud import Cloud

SUB, LOWEST, BESIDE = "D0000000S", "D0000000T", "D0000000X"


@pytest.fixture(autouse=True)
def tree(aws: Cloud) -> Iterator[None]:
    """LOWEST below SUB below TOP from August on; SUB leaves TOP with the 20th of September."""
    with clock.at(instant("2026-08-01")):
        for dealer_id in (TOP, SUB, LOWEST, BESIDE):
            make_dealer(dealer_id, "1000000.00", opened_on="2026-07-01")
        below(LOWEST, SUB, "2026-08-01")
        below(SUB, TOP, "2026-08-01")
        below(SUB, None, "2026-09-21")
    with clock.at(instant("2026-11-05")):
        yield


def below(dealer_id: str, parent_id: str | None, day: str) -> None:
    parent = dealer_as_is(parent_id) if parent_id else None
    set_parent(NewParent(dealer_as_is(dealer_id), parent, date.fromisoformat(day)), None)


SUBTREE = {"attribution": "subtree"}


def sell() -> None:
    invoice(TOP, 1, "1000.00", "2026-09-10")
    invoice(SUB, 2, "300.00", "2026-09-20")
    invoice(SUB, 3, "5000.00", "2026-09-21")
    invoice(LOWEST, 4, "70.00", "2026-09-01")
    invoice(LOWEST, 5, "5000.00", "2026-09-25")
    invoice(BESIDE, 6, "9000.00", "2026-09-10")


def test_own_and_all_below_count_as_of_each_lines_date() -> None:
    own = save(audience={"dealers": [TOP]})
    all_below = save(SUBTREE, audience={"dealers": [TOP, SUB]})
    sell()
    found = lines(SEPTEMBER)
    assert (found[own].result.measured, found[own].measured_below) == (Decimal("1000.00"), None)
    assert (found[all_below].result.measured, found[all_below].measured_below) == (
        Decimal("1370.00"),
        Decimal("370.00"),
    )
    assert found[all_below].total == Decimal("27.40")
    subs = lines(SEPTEMBER, dealer_id=SUB)[all_below]
    assert (subs.result.measured, subs.measured_below) == (Decimal("10370.00"), Decimal("5070.00"))


def test_the_sum_over_a_subtree_is_the_sum_of_its_members_own() -> None:
    whole = {"tiers": [{"from": "0", "rate": "0.01"}]}
    own = save(whole)
    all_below = save(whole | SUBTREE)
    for number, (dealer_id, day) in enumerate(
        [
            (TOP, "2026-08-03"),
            (SUB, "2026-08-31"),
            (LOWEST, "2026-08-02"),
            (LOWEST, "2026-08-30"),
            (BESIDE, "2026-08-04"),
        ]
    ):
        invoice(dealer_id, number, f"{100 + number}.37", day)
    august = Period.parse("2026-08")
    members = [lines(august, dealer_id=one)[own].result.measured for one in (TOP, SUB, LOWEST)]
    assert lines(august)[all_below].result.measured == sum(members)


def test_paid_lines_of_sub_dealers_are_dated_by_their_payment() -> None:
    program_id = save(SUBTREE | {"basis": "paid"})
    first, second = invoice(SUB, 1, "1500.00", "2026-08-20"), invoice(SUB, 2, "900.00", "2026-08-21")
    record_payment(NewPayment(SUB, Decimal("1500.00"), date(2026, 9, 20), None, first), None)
    record_payment(NewPayment(SUB, Decimal("900.00"), date(2026, 9, 21), None, second), None)
    assert lines(SEPTEMBER)[program_id].result.measured == Decimal("1500.00")


def test_a_sub_dealers_late_payment_reopens_the_parents_period() -> None:
    scale = {"collection": [{"within_days": 60, "factor": "1"}]}
    program_id = save(SUBTREE | scale | {"tiers": [{"from": "0", "rate": "0.10"}]}, audience={"dealers": [TOP]})
    sold = invoice(SUB, 1, "300.00", "2026-09-10")
    line = lines(SEPTEMBER)[program_id]
    assert (line.total, line.open) == (Decimal("0.00"), True)
    settle(SEPTEMBER)
    record_payment(NewPayment(SUB, Decimal("300.00"), date(2026, 10, 10), None, sold), None)
    with clock.at(instant("2026-11-05")):
        from tests.features.test_rebates_programs import OCTOBER, found  # noqa: PLC0415

        again = [one for one in found(OCTOBER) if one.program_period == SEPTEMBER]
    assert [(one.total, one.difference) for one in again] == [(Decimal("30.00"), Decimal("30.00"))]


def test_the_calculation_names_whose_documents_they_are() -> None:
    program_id = save(SUBTREE, audience={"dealers": [TOP]})
    sell()
    settle(SEPTEMBER)
    path = f"/settlement-runs/2026-09-r1/dealers/{TOP}"
    (line,) = ask("GET", path, who=FINANCE).body["lines"]
    assert (line["program_id"], line["measured_below"], line["program_version"]) == (program_id, "370.00", 1)
    documents = ask("GET", f"{path}/documents", who=FINANCE).body["items"]
    assert [(one["dealer_id"], one["net_amount"]) for one in documents] == [
        (LOWEST, "70.00"),
        (TOP, "1000.00"),
        (SUB, "300.00"),
    ]


def test_a_parent_sees_what_its_sub_dealers_bring_and_they_do_not_see_the_parents() -> None:
    with clock.at(instant("2026-10-01")):
        below(SUB, TOP, "2026-10-01")
    program_id = save(SUBTREE, audience={"dealers": [TOP]})
    invoice(TOP, 1, "600.00", "2026-11-02")
    invoice(LOWEST, 2, "500.00", "2026-11-03")
    (item,) = ask("GET", "/rebates/accrued", who=dealer_user(TOP)).body["items"]
    assert (item["program_id"], item["result"]["measured"], item["measured_below"]) == (program_id, "1100.00", "500.00")
    assert ask("GET", "/rebates/accrued", who=dealer_user(SUB)).body["items"] == []
    path = f"/rebate-programs/{program_id}/what-if?more=900.00"
    asked: Any = ask("GET", path, who=dealer_user(TOP)).body
    assert (asked["now"]["total"], asked["then"]["total"], asked["gain"]) == ("22.00", "40.00", "18.00")
    assert ask("GET", path, who=dealer_user(SUB)).status == 404


def test_reads_are_bounded_by_the_subtree(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.world.shop import counted_calls  # noqa: PLC0415

    program_id = save(SUBTREE, audience={"dealers": [TOP]})
    sell()
    with counted_calls(monkeypatch) as calls:
        assert program_id in lines(SEPTEMBER)
    assert "Scan" not in calls
    assert calls.count("Query") <= 12
