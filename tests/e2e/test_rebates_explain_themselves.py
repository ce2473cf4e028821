"""Programs, what one would pay and what has accrued, through the deployed API."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.e2e.company import Company
from tests.e2e.system import System
from tests.e2e.test_the_way import ok

CENT = Decimal("0.01")


def program(**terms: Any) -> dict[str, Any]:
    """A monthly program for everybody, on what was shipped."""
    stated = {"measure": "net_amount", "tier_method": "whole", "tiers": [{"from": "1", "rate": "0.02"}]}
    return {"name": "试算", "period_kind": "month", "first_day": "2026-01-01", "terms": stated | terms}


def test_a_program_that_is_not_saved_is_simulated_on_the_real_lines(system: System, company: Company) -> None:
    finance = company.token("finance")
    dealer_id = ok(system.ask("GET", "/api/me", token=company.sign_in("tiancheng")))["dealer_id"]
    asked = {"program": program(cap="1000000.00"), "dealer_id": dealer_id, "period": company.ready_period()}
    before = ok(system.ask("GET", "/api/rebate-programs", token=finance))["items"]
    result = ok(system.ask("POST", "/api/rebate-programs/simulate", asked, token=finance))
    measured = Decimal(result["measured"])
    assert measured > 0
    payout = (measured * Decimal("0.02")).quantize(CENT, ROUND_HALF_UP)
    assert (Decimal(result["payout"]), result["tier"], len(result["steps"])) == (payout, 0, 1)
    assert ok(system.ask("GET", "/api/rebate-programs", token=finance))["items"] == before
    assert len(before) == 7


def test_terms_that_do_not_fit_together_are_refused_with_their_field(system: System, company: Company) -> None:
    wrong = program(tier_method="slab", growth={"baseline": "previous_period"})
    refused = system.ask("POST", "/api/rebate-programs", wrong, token=company.token("finance"), key="wrong-program")
    assert (refused.status, refused.code) == (422, "invalid")
    assert "terms.growth" in {detail["field"] for detail in refused.body["Details"]}


def test_what_has_accrued_adds_up_and_says_what_is_missing(system: System, company: Company) -> None:
    accrued = ok(system.ask("GET", "/api/rebates/accrued", token=company.sign_in("tiancheng")))
    assert accrued["as_of"] == company.today()
    assert len({line["program_id"] for line in accrued["items"]}) == 6
    for line in accrued["items"]:
        result = line["result"]
        steps = sum((Decimal(step["amount"]) for step in result["steps"]), Decimal(0))
        share = Decimal(result["collected_share"] or 1)
        assert abs(Decimal(result["before_limits"]) - steps * share) <= max(CENT, steps / 10_000)
        assert Decimal(line["difference"]) == Decimal(line["total"]) - Decimal(line["posted_earlier"])
        assert (line["next_tier"] is None) == (result["to_next_tier"] is None)
