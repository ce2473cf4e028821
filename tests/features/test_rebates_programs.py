"""Programs: saving, simulating, accruing; what a settlement would say of a dealer. Exact figures."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.aws.tables import commit
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from chalicelib.rebates import queries, run_commands, settlement_commands
from chalicelib.rebates.accrual_queries import Program, Settling, settlement_lines
from chalicelib.rebates.settlement_rules import Line
from tests.world.api import ask, dealer_user, staff
from tests.world.books import finance, instant, invoice, make_dealer
from tests.world.cloud import Cloud

FINANCE = staff(Role.FINANCE)
DEALER = "D00000001"
OWNER = dealer_user(DEALER)
TERMS = {"measure": "net_amount", "tier_method": "whole", "tiers": [{"from": "1000", "rate": "0.02"}]}
SEPTEMBER, OCTOBER = Period.parse("2026-09"), Period.parse("2026-10")


@pytest.fixture(autouse=True)
def dealer(aws: Cloud) -> Any:
    with clock.at(instant("2026-11-05")):
        yield make_dealer(DEALER, "1000000.00", opened_on="2026-07-01")


def body(terms: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "name": "九月返利",
        "period_kind": "month",
        "first_day": "2026-01-01",
        "terms": TERMS | (terms or {}),
        **more,
    }


def save(terms: dict[str, Any] | None = None, **more: Any) -> str:
    saved = ask("POST", "/rebate-programs", body(terms, **more), FINANCE, key=f"k{len(queries.programs())}")
    assert saved.status == 201, saved.text
    return str(saved.body["program_id"])


def lines(month: Period, today: str = "2026-11-05", dealer_id: str = DEALER) -> dict[str, Line]:
    return {line.program_id: line for line in found(month, today, dealer_id) if line.program_period.covers(month)}


def found(month: Period, today: str = "2026-11-05", dealer_id: str = DEALER) -> list[Line]:
    """Everything that a run of the month would say of the dealer."""
    programs = [Program.of(record) for record in queries.programs()]
    settling = Settling(month, programs, date.fromisoformat(today), 31)
    return settlement_lines(dealer_as_is(dealer_id), month, settling)


def differences(month: Period) -> dict[str, str]:
    return {program_id: f"{line.difference:.2f}" for program_id, line in lines(month).items()}


def settle(month: Period) -> None:
    """Posts a run's lines of the one dealer, as the machine does."""
    run, writes = run_commands._new(month, "zhang")
    commit(*writes)
    settlement_commands.write_draft(run, DEALER, settlement_commands.settling(month))
    assert settlement_commands.post_draft(run, DEALER)
    run_commands.close_run(run, None)


def test_a_program_is_saved_once_and_read_by_those_whom_it_means() -> None:
    make_dealer("D00000009")
    given = body(audience={"dealers": [DEALER, "D00000009"]}, last_day="2026-12-31")
    first = ask("POST", "/rebate-programs", given, FINANCE, key="p1")
    assert first.status == 201
    assert ask("POST", "/rebate-programs", given, FINANCE, key="p1").text == first.text
    assert first.body["terms"] == {
        "measure": "net_amount", "tier_method": "whole", "basis": "shipped", "attribution": "own",
        "tiers": [{"from": "1000", "rate": "0.02", "per_unit": None, "fixed": None}],
        "products": {"skus": [], "categories": [], "excluded_skus": []}, "growth": None, "collection": [],
        "cap": None, "minimum_payout": None, "stacking_group": None, "no_overdue_days": None,
    }  # fmt: skip
    assert first.body["audience"] == {"grades": [], "regions": [], "dealers": ["D00000001", "D00000009"]}
    mine = ask("GET", "/rebate-programs", who=OWNER).body["items"]
    assert [(item["program_id"], item["audience"]) for item in mine] == [(first.body["program_id"], None)]
    make_dealer("D00000002")
    assert ask("GET", "/rebate-programs", who=dealer_user("D00000002")).body["items"] == []
    assert len(ask("GET", "/rebate-programs", who=FINANCE).body["items"]) == 1


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (body({"tiers": []}), ["terms.tiers"]),
        (body({"tiers": [{"from": "5", "rate": "0.1"}, {"from": "4", "rate": "0.2"}]}), ["terms.tiers.1.from"]),
        (body(budget="0.00"), ["budget"]),
        (body(budget="1.001"), ["budget"]),
        (body({"tier_method": "slab", "tiers": [{"from": "5", "fixed": "10.00"}]}), ["terms.tier_method"]),
        (body(last_day="2025-12-31"), ["last_day"]),
        (body({"cap": "1e5"}), ["terms.cap"]),
        (body({"cap": "9" * 40}), ["terms.cap"]),
        (body({"cap": "9999999999999"}), ["terms.cap"]),
        (body({"minimum_payout": "-1.00"}), ["terms.minimum_payout"]),
        (body({"tiers": [{"from": "0", "rate": "1.01"}]}), ["terms.tiers.0.rate"]),
        (body({"tiers": [{"from": "0", "rate": "0.01", "fixed": "1.00"}]}), ["terms.tiers.0"]),
        (body({"tiers": [{"from": "0"}]}), ["terms.tiers.0"]),
        (body({"tiers": [{"from": "0", "rate": "0.01"}] * 51}), ["terms.tiers"]),
        (
            body({"growth": {"baseline": "previous_period"}, "tier_method": "total"}),
            ["terms.growth"],
        ),
        (
            body({"growth": {"baseline": "previous_period", "pay_on": "increment"}, "measure": "quantity"}),
            ["terms.growth.pay_on"],
        ),
        (body({"collection": [{"within_days": 30, "factor": "1.1"}]}), ["terms.collection.0.factor"]),
        (
            body({"collection": [{"within_days": 30, "factor": "1"}, {"within_days": 15, "factor": "0.5"}]}),
            ["terms.collection.1.within_days"],
        ),
        (body({"collection": [{"within_days": 10**20, "factor": "1"}]}), ["terms.collection.0.within_days"]),
        (body({"no_overdue_days": -1}), ["terms.no_overdue_days"]),
        (body({"stacking_group": ""}), ["terms.stacking_group"]),
        (body({"products": {"skus": ["A"] * 1001}}), ["terms.products.skus"]),
        (body(audience={"grades": ["Z"]}), ["audience.grades"]),
        (body(audience={"regions": ["atlantis"]}), ["audience.regions"]),
        (body(audience={"dealers": [DEALER, "D99999999"]}), ["audience.dealers"]),
        (body(first_day="10000-01-01"), ["first_day"]),
        (body(period_kind="week"), ["period_kind"]),
        (body(name=" "), ["name"]),
        (body(colour="red"), ["colour"]),
    ],
)
def test_a_program_that_does_not_fit_is_refused_by_field(given: dict[str, Any], fields: list[str]) -> None:
    refused = ask("POST", "/rebate-programs", given, FINANCE, key="p1")
    assert (refused.status, [detail["field"] for detail in refused.body["Details"]]) == (422, fields)
    assert queries.programs() == []


def test_a_stacking_group_has_periods_of_one_kind() -> None:
    save({"stacking_group": "G"})
    refused = ask("POST", "/rebate-programs", body({"stacking_group": "G"}, period_kind="quarter"), FINANCE, key="p2")
    assert [detail["field"] for detail in refused.body["Details"]] == ["terms.stacking_group"]


def test_simulating_stores_nothing() -> None:
    invoice(DEALER, 1, "1500.00", "2026-09-10")
    asked = {"program": body(), "dealer_id": DEALER, "period": "2026-09"}
    simulated = ask("POST", "/rebate-programs/simulate", asked, FINANCE)
    assert simulated.status == 200
    assert simulated.body == {
        "measure": "net_amount", "tier_method": "whole", "measured": "1500.00", "baseline": None, "growth": None,
        "tier": 0, "collected_share": None, "before_limits": "30.00", "payout": "30.00", "limit": None,
        "to_next_tier": None, "steps": [
            {"tier": 0, "base": "1500.00", "rate": "0.02", "per_unit": None, "fixed": None, "amount": "30.00"}
        ],
    }  # fmt: skip
    assert queries.programs() == []
    wrong = ask("POST", "/rebate-programs/simulate", asked | {"period": "2026-Q3"}, FINANCE)
    assert [detail["field"] for detail in wrong.body["Details"]] == ["period"]


def test_accrued_so_far_says_what_is_missing_to_the_next_tier() -> None:
    tiers = [{"from": "1000", "rate": "0.02"}, {"from": "2000", "rate": "0.03"}]
    program_id = save({"tiers": tiers}, period_kind="quarter")
    make_dealer("D00000009")
    save(audience={"dealers": ["D00000009"]})
    invoice(DEALER, 1, "700.00", "2026-10-10")
    invoice(DEALER, 2, "500.00", "2026-11-05")
    found = ask("GET", "/rebates/accrued", who=OWNER).body
    assert (found["dealer_id"], found["as_of"]) == (DEALER, "2026-11-05")
    (item,) = found["items"]
    assert (item["program_id"], item["program_period"], item["total"]) == (program_id, "2026-Q4", "24.00")
    assert (item["result"]["measured"], item["result"]["tier"], item["result"]["to_next_tier"]) == (
        "1200.00", 0, "800.00",
    )  # fmt: skip
    assert item["next_tier"] == {
        "missing": "800.00", "reached_from": "2000", "rate": "0.03", "per_unit": None, "fixed": None,
    }  # fmt: skip
    assert ask("GET", f"/rebates/accrued?dealer_id={DEALER}", who=FINANCE).body["items"] == found["items"]
    make_dealer("D00000002")
    assert ask("GET", f"/rebates/accrued?dealer_id={DEALER}", who=dealer_user("D00000002")).status == 404


def test_only_the_month_and_the_valid_days_count() -> None:
    program_id = save(first_day="2026-09-05", last_day="2026-10-20")
    for number, (amount, day) in enumerate(
        [("1000.00", "2026-09-04"), ("1100.00", "2026-09-30"), ("1200.00", "2026-10-20"), ("5000.00", "2026-10-21")]
    ):
        invoice(DEALER, number, amount, day)
    assert differences(SEPTEMBER) == {program_id: "22.00"}
    assert differences(OCTOBER) == {program_id: "24.00"}
    assert differences(Period.parse("2026-11")) == {}


def test_a_partial_quarter_posts_differences_that_add_up() -> None:
    tiers = [{"from": "5000", "rate": "0.02"}, {"from": "10000", "rate": "0.04"}]
    program_id = save({"tiers": tiers}, period_kind="quarter", partial=True)
    for number, (amount, day) in enumerate(
        [("3000.00", "2026-07-10"), ("4000.00", "2026-08-10"), ("20000.00", "2026-09-10")]
    ):
        invoice(DEALER, number, amount, day)
    posted = []
    for month in Period.parse("2026-Q3").months():
        posted.append(differences(month)[program_id])
        settle(month)
    assert posted == ["0.00", "140.00", "940.00"]
    assert queries.posted(DEALER, [(program_id, "2026-Q3")])[program_id, "2026-Q3"].amount == Decimal("1080.00")


def test_in_a_stacking_group_the_highest_counts() -> None:
    low = save({"stacking_group": "G"})
    high = save({"stacking_group": "G", "tiers": [{"from": "0", "rate": "0.05"}]})
    beside = save({"tiers": [{"from": "0", "fixed": "7.00"}]})
    invoice(DEALER, 1, "2000.00", "2026-09-10")
    assert differences(SEPTEMBER) == {low: "0.00", high: "100.00", beside: "7.00"}
    assert lines(SEPTEMBER)[low].beaten_by == high


def test_paid_lines_belong_to_the_month_in_which_their_invoice_is_collected() -> None:
    program_id = save({"basis": "paid"})
    first = invoice(DEALER, 1, "1500.00", "2026-08-20")
    invoice(DEALER, 2, "1000.00", "2026-09-02")
    record_payment(NewPayment(DEALER, Decimal("1500.00"), date(2026, 9, 10), None, first), None)
    record_payment(NewPayment(DEALER, Decimal("999.99"), date(2026, 9, 20)), None)
    assert lines(SEPTEMBER)[program_id].result.measured == Decimal("1500.00")
    record_payment(NewPayment(DEALER, Decimal("0.01"), date(2026, 10, 1)), None)
    assert differences(SEPTEMBER) == {program_id: "30.00"}
    assert differences(OCTOBER) == {program_id: "20.00"}


def test_a_collection_scale_counts_days_to_collection() -> None:
    scale = [{"within_days": 15, "factor": "1"}, {"within_days": 30, "factor": "0.5"}]
    program_id = save({"collection": scale})
    for number, amount in enumerate(["1000.00", "1000.00", "2000.00"]):
        invoice(DEALER, number, amount, "2026-09-01")
    record_payment(NewPayment(DEALER, Decimal("1000.00"), date(2026, 9, 16)), None)
    record_payment(NewPayment(DEALER, Decimal("1000.00"), date(2026, 9, 17)), None)
    line = lines(SEPTEMBER)[program_id]
    assert (line.result.earned, line.result.collected_share, line.difference) == (
        Decimal("80.00"), Decimal("0.3750"), Decimal("30.00"),
    )  # fmt: skip


def test_growth_is_measured_against_the_period_before() -> None:
    growth = {"baseline": "previous_period", "pay_on": "increment"}
    program_id = save({"growth": growth, "tiers": [{"from": "0.5", "rate": "0.1"}]})
    invoice(DEALER, 1, "1000.00", "2026-08-10")
    invoice(DEALER, 2, "1600.00", "2026-09-10")
    line = lines(SEPTEMBER)[program_id]
    assert (line.result.baseline, line.result.growth, line.difference) == (
        Decimal("1000.00"), Decimal("0.6000"), Decimal("60.00"),
    )  # fmt: skip


def test_growth_is_measured_against_the_same_period_of_last_year() -> None:
    growth = {"baseline": "same_period_last_year"}
    terms = {"growth": growth, "tiers": [{"from": "0.1", "rate": "0.01"}, {"from": "0.2", "rate": "0.02"}]}
    program_id = save(terms, period_kind="quarter")
    in_last_years_quarter = [("1000.00", "2025-07-01"), ("500.00", "2025-09-30")]
    beside_it = [("9000.00", "2025-06-30"), ("2000.00", "2025-10-01"), ("9000.00", "2026-06-30")]
    this_year = [("1799.99", "2026-07-01"), ("0.01", "2026-09-30"), ("2199.99", "2026-10-31")]
    for number, (amount, day) in enumerate([*in_last_years_quarter, *beside_it, *this_year], start=1):
        invoice(DEALER, number, amount, day)
    settle(SEPTEMBER)
    said = ask("GET", f"/settlement-runs/2026-09-r1/dealers/{DEALER}", who=FINANCE).body["lines"]
    shown = [(line["program_id"], line["program_period"], line["difference"]) for line in said]
    assert shown == [(program_id, "2026-Q3", "36.00")]
    result = said[0]["result"]
    assert [result[name] for name in ("measured", "baseline", "growth", "tier")] == [
        "1800.00", "1500.00", "0.2000", 1,
    ]  # fmt: skip
    (accrued,) = ask("GET", "/rebates/accrued", who=OWNER).body["items"]
    assert accrued["program_period"] == "2026-Q4"
    result = accrued["result"]
    assert [result[name] for name in ("measured", "baseline", "growth", "tier", "to_next_tier")] == [
        "2199.99", "2000.00", "0.0999", None, "0.01",
    ]  # fmt: skip


def test_a_run_of_what_was_never_begun_is_not_found() -> None:
    (zhang,) = finance("zhang")
    assert ask("GET", "/settlement-runs/2026-09-r1", who=zhang).status == 404
    assert ask("GET", "/settlement-runs/nonsense", who=zhang).status == 404
    assert ask("GET", "/settlement-runs", who=zhang).body == {"items": [], "next": None}
    assert ask("POST", "/settlement-runs", {"period": "2026-Q3"}, zhang, key="k").status == 422
