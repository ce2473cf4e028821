"""Rebates worked by hand: exact figures for each rule."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chalicelib.dealers.rules import Audience
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.rebates.program_rules import (
    Candidate,
    Stacked,
    Validity,
    difference,
    may_change,
    problems,
    settles_in,
    stack,
)
from chalicelib.rebates.rules import (
    Limit,
    LineKind,
    RebateResult,
    SalesLine,
    Step,
    calculate,
    measure,
    next_tier,
)
from chalicelib.rebates.settlement_rules import approvals_needed, cut_off, in_parts, ready_month, summarise
from chalicelib.rebates.term_rules import Attribution, Basis, Pay, Terms

D = Decimal
RETROACTIVE = [{"from": "5000", "rate": "0.02"}, {"from": "10000", "rate": "0.04"}]
BY_PIECE = [{"from": "100", "per_unit": "0.35"}, {"from": "1000", "per_unit": "0.50"}]
GROWTH = {"baseline": "previous_period", "without_baseline": "exclude", "pay_on": "total"}
GROWTH_TIERS = [{"from": "0.10", "rate": "0.01"}, {"from": "0.25", "rate": "0.02"}]
SCALE = [{"within_days": 15, "factor": "1"}, {"within_days": 30, "factor": "0.8"}, {"within_days": 45, "factor": "0.5"}]


def terms(**fields: Any) -> Terms:
    return Terms.of({"measure": "net_amount", "tier_method": "whole", "tiers": RETROACTIVE} | fields)


def sale(net: str, pieces: int = 1, days: int | None = None) -> SalesLine:
    return SalesLine("A", "paint", pieces, D(net), LineKind.SALE, days)


def returned(net: str, pieces: int = 1) -> SalesLine:
    return SalesLine("A", "paint", pieces, D(net), LineKind.RETURN)


def result(net: str, baseline: str | None = None, **fields: Any) -> RebateResult:
    return calculate(terms(**fields), [sale(net)], None if baseline is None else D(baseline))


def test_partial_settlement_posts_the_difference_of_the_retroactive_total() -> None:
    """The example of the rule: 0, 140, 940."""
    posted: list[Decimal] = []
    for so_far in ("3000", "7000", "27000"):
        posted.append(difference(result(so_far).payout, sum(posted, D(0))))
    assert posted == [D("0.00"), D("140.00"), D("940.00")]


def test_a_difference_may_be_negative() -> None:
    assert difference(D("140.00"), D("1080.00")) == D("-940.00")


class TestExplanation:
    def test_a_rate_pays_on_money(self) -> None:
        assert result("7000").steps == (Step(0, D("7000.00"), Pay(rate=D("0.02")), D("140.00")),)

    def test_an_amount_a_piece_pays_on_pieces(self) -> None:
        found = calculate(terms(measure="quantity", tiers=BY_PIECE), [sale("9.00", 150)], None)
        assert found.steps == (Step(0, D(150), Pay(per_unit=D("0.35")), D("52.50")),)
        assert (found.measured, found.to_next_tier) == (D(150), D(850))

    def test_a_bonus_pays_on_nothing(self) -> None:
        found = result("7000", tiers=[{"from": "5000", "fixed": "88.00"}])
        assert found.steps == (Step(0, None, Pay(fixed=D("88.00")), D("88.00")),)

    def test_slabs_pay_on_their_own_parts(self) -> None:
        found = result("12000", tier_method="slab")
        assert [(step.tier, step.base, step.amount) for step in found.steps] == [
            (0, D("5000"), D("100.00")),
            (1, D("2000.00"), D("80.00")),
        ]
        assert (found.earned, found.payout) == (D("180.00"), D("180.00"))

    def test_a_slab_that_is_just_reached_pays_nothing_yet_and_is_shown(self) -> None:
        found = result("10000", tier_method="slab")
        assert [step.amount for step in found.steps] == [D("100.00"), D("0.00")]

    def test_rolling_pays_up_to_the_upper_end_from_the_first_cent(self) -> None:
        found = result("12000", tier_method="rolling")
        assert [(step.base, step.amount) for step in found.steps] == [
            (D("10000"), D("200.00")),
            (D("12000.00"), D("480.00")),
        ]

    def test_total_pays_every_reached_tier_on_everything(self) -> None:
        assert [step.amount for step in result("12000", tier_method="total").steps] == [D("240.00"), D("480.00")]

    @pytest.mark.parametrize(
        ("net", "missing"), [("4999.99", "0.01"), ("5000", "5000.00"), ("9999.99", "0.01"), ("10000", None)]
    )
    def test_what_the_next_tier_needs(self, net: str, missing: str | None) -> None:
        assert result(net).as_fields()["to_next_tier"] == missing

    def test_a_first_tier_from_zero_still_needs_something(self) -> None:
        found = calculate(terms(tiers=[{"from": "0", "rate": "0.01"}]), [], None)
        assert (found.limit, found.to_next_tier) == (Limit.NOTHING_MEASURED, D("0.01"))

    def test_returns_are_made_up_for_first(self) -> None:
        assert calculate(terms(), [returned("100.00")], None).to_next_tier == D("5100.00")

    def test_growth_names_the_measure_that_is_missing_in_whole_cents(self) -> None:
        """A tenth above 33,333.33 is 36,666.663: a cent more than 36,666.66 reaches it."""
        found = result("36666.66", "33333.33", growth=GROWTH, tiers=GROWTH_TIERS)
        assert (found.limit, found.to_next_tier) == (Limit.BELOW_FIRST_TIER, D("0.01"))
        assert result("36666.67", "33333.33", growth=GROWTH, tiers=GROWTH_TIERS).tier == 0

    def test_the_stored_form_is_text(self) -> None:
        stored = result("12000", tier_method="slab", collection=SCALE, cap="50.00").as_fields()
        assert json.loads(json.dumps(stored)) == stored
        assert stored == {
            "measured": "12000.00",
            "growth": None,
            "tier": 1,
            "steps": [
                {"tier": 0, "base": "5000.00", "rate": "0.02", "per_unit": None, "fixed": None, "amount": "100.00"},
                {"tier": 1, "base": "2000.00", "rate": "0.04", "per_unit": None, "fixed": None, "amount": "80.00"},
            ],
            "before_limits": "0.00",
            "payout": "0.00",
            "limit": None,
            "collected_share": "0.0000",
            "measure": "net_amount",
            "tier_method": "slab",
            "baseline": None,
            "to_next_tier": None,
        }


class TestMeasure:
    def test_returns_count_negative(self) -> None:
        found = calculate(terms(), [sale("12000"), returned("5000")], None)
        assert (found.measured, found.payout) == (D("7000.00"), D("140.00"))

    def test_more_returned_than_sold_pays_nothing_and_shows_no_growth(self) -> None:
        lines = [sale("100.00"), returned("200.00")]
        found = calculate(terms(growth=GROWTH, tiers=GROWTH_TIERS), lines, D(50))
        assert (found.measured, found.growth, found.tier, found.steps) == (D("-100.00"), None, None, ())
        assert (found.payout, found.limit, found.to_next_tier) == (D("0.00"), Limit.NOTHING_MEASURED, D("155.00"))

    def test_zero_is_nothing(self) -> None:
        found = calculate(terms(tiers=[{"from": "0", "fixed": "10.00"}]), [sale("5.00"), returned("5.00")], None)
        assert (found.payout, found.limit) == (D("0.00"), Limit.NOTHING_MEASURED)

    def test_pieces_reach_the_tier_and_money_below_zero_pays_nothing(self) -> None:
        by_piece = terms(measure="quantity", tiers=[{"from": "1", "rate": "0.02"}])
        found = calculate(by_piece, [sale("10.00", 5), returned("500.00", 2)], None)
        assert [(step.base, step.amount) for step in found.steps] == [(D("0.00"), D("0.00"))]

    def test_money_reaches_the_tier_and_pieces_below_zero_pay_nothing(self) -> None:
        by_money = terms(tiers=[{"from": "1", "per_unit": "2.00"}])
        found = calculate(by_money, [sale("500.00", 2), returned("10.00", 5)], None)
        assert [(step.base, step.amount) for step in found.steps] == [(D(0), D("0.00"))]

    def test_the_measure_of_another_period_is_its_baseline(self) -> None:
        lines = [sale("12000", 12), returned("5000", 5)]
        assert measure(terms(), lines) == D("7000.00")
        assert measure(terms(measure="quantity", tiers=BY_PIECE), lines) == D(7)

    def test_products_that_do_not_match_are_left_out(self) -> None:
        other = SalesLine("B", "tools", 1, D("9000.00"))
        assert calculate(terms(products={"skus": ["A"]}), [sale("6000"), other], None).measured == D("6000.00")


class TestGrowth:
    @pytest.mark.parametrize(
        ("net", "shown", "tier"),
        [
            ("109999.99", "0.0999", None),
            ("110000.00", "0.1000", 0),
            ("124999.99", "0.2499", 0),
            ("125000.00", "0.2500", 1),
            ("99999.99", "-0.0001", None),
            ("0.01", "-1.0000", None),
        ],
    )
    def test_edges(self, net: str, shown: str, tier: int | None) -> None:
        found = result(net, "100000", growth=GROWTH, tiers=GROWTH_TIERS)
        assert (found.summary()["growth"], found.tier) == (shown, tier)

    def test_the_level_is_exact_where_the_shown_growth_is_floored(self) -> None:
        """7 of 3 is growth by four thirds: shown 1.3333, and not yet at a tier of 1.3334."""
        tiers = [{"from": "1.3333", "rate": "0.01"}, {"from": "1.3334", "rate": "0.02"}]
        found = result("7.00", "3.00", growth=GROWTH, tiers=tiers)
        assert (found.growth, found.tier) == (D("1.3333"), 0)

    def test_standing_still_reaches_a_tier_from_zero(self) -> None:
        on_increment = GROWTH | {"pay_on": "increment"}
        found = result("100.00", "100.00", growth=on_increment, tiers=[{"from": "0", "rate": "0.5"}])
        assert (found.tier, found.payout, found.limit) == (0, D("0.00"), None)

    def test_the_increment_is_what_exceeds_the_baseline(self) -> None:
        found = result("125000", "100000", growth=GROWTH | {"pay_on": "increment"}, tiers=GROWTH_TIERS)
        assert found.steps == (Step(1, D("25000"), Pay(rate=D("0.02")), D("500.00")),)

    @pytest.mark.parametrize("baseline", [None, "0", "-5"])
    def test_no_baseline_is_excluded(self, baseline: str | None) -> None:
        found = result("5000", baseline, growth=GROWTH, tiers=GROWTH_TIERS)
        assert (found.growth, found.tier, found.payout, found.limit) == (None, None, D("0.00"), Limit.NO_BASELINE)
        assert (found.baseline, found.to_next_tier) == (None, None)

    @pytest.mark.parametrize("pay_on", ["total", "increment"])
    def test_no_baseline_at_the_first_tier_pays_on_the_total(self, pay_on: str) -> None:
        growth = GROWTH | {"without_baseline": "first_tier", "pay_on": pay_on}
        found = result("5000", None, growth=growth, tiers=GROWTH_TIERS)
        assert (found.tier, found.payout, found.to_next_tier) == (0, D("50.00"), None)

    def test_a_baseline_means_nothing_to_a_program_without_growth(self) -> None:
        found = result("7000", "100")
        assert (found.baseline, found.growth, found.payout) == (None, None, D("140.00"))

    @pytest.mark.parametrize(
        ("baseline", "period", "expected"),
        [
            ("previous_period", "2026-01", "2025-12"),
            ("previous_period", "2026-Q1", "2025-Q4"),
            ("same_period_last_year", "2026-Q1", "2025-Q1"),
            ("same_period_last_year", "2026", "2025"),
        ],
    )
    def test_the_baseline_period(self, baseline: str, period: str, expected: str) -> None:
        growth = terms(growth=GROWTH | {"baseline": baseline}, tiers=GROWTH_TIERS).growth
        assert growth
        assert str(growth.baseline_period(Period.parse(period))) == expected


class TestCollection:
    @pytest.mark.parametrize(
        ("days", "payout"),
        [
            (0, "40.00"),
            (15, "40.00"),
            (16, "32.00"),
            (30, "32.00"),
            (31, "20.00"),
            (45, "20.00"),
            (46, "0.00"),
            (None, "0.00"),
        ],
    )
    def test_edges_of_the_scale(self, days: int | None, payout: str) -> None:
        scaled = terms(tiers=[{"from": "0", "rate": "0.04"}], collection=SCALE)
        assert calculate(scaled, [sale("1000.00", days=days)], None).summary()["payout"] == payout

    def test_the_share_is_exact_and_shown_floored(self) -> None:
        """140,000 of 150,000 is 0.9333...: of 4,800.00 that is 4,480.00, not the 4,479.84 of the shown share."""
        lines = [sale("100000", days=10), sale("50000", days=20), returned("30000")]
        found = calculate(terms(tiers=[{"from": "0", "rate": "0.04"}], collection=SCALE), lines, None)
        assert (found.earned, found.collected_share, found.before_limits) == (D("4800.00"), D("0.9333"), D("4480.00"))

    def test_what_is_collected_later_is_paid_by_a_later_run(self) -> None:
        scaled = terms(tiers=[{"from": "0", "rate": "0.04"}], collection=SCALE)
        first = calculate(scaled, [sale("1000")], None).payout
        later = calculate(scaled, [sale("1000", days=30)], None).payout
        assert (first, difference(later, first)) == (D("0.00"), D("32.00"))

    def test_sales_that_cost_nothing_withhold_nothing(self) -> None:
        by_piece = terms(measure="quantity", tiers=BY_PIECE, collection=SCALE)
        found = calculate(by_piece, [sale("0.00", 100)], None)
        assert (found.collected_share, found.payout) == (D("1.0000"), D("35.00"))

    def test_the_share_is_shown_only_where_there_is_a_scale(self) -> None:
        assert "collected_share" not in result("7000").summary()
        assert result("1.00", collection=SCALE).summary()["collected_share"] == "0.0000"


class TestLimits:
    @pytest.mark.parametrize(
        ("cap", "minimum", "payout", "limit"),
        [
            ("140.00", None, "140.00", None),
            ("139.99", None, "139.99", "cap"),
            (None, "140.00", "140.00", None),
            (None, "140.01", "0.00", "below_minimum"),
            ("100.00", "100.00", "100.00", "cap"),
            ("100.00", "150.00", "0.00", "below_minimum"),
        ],
    )
    def test_the_cap_then_the_minimum(self, cap: str | None, minimum: str | None, payout: str, limit: str) -> None:
        found = result("7000", cap=cap, minimum_payout=minimum).summary()
        assert (found["before_limits"], found["payout"], found["limit"]) == ("140.00", payout, limit)

    def test_the_reason_for_no_tier_is_not_hidden_by_a_minimum(self) -> None:
        assert result("4999.99", minimum_payout="10.00").limit is Limit.BELOW_FIRST_TIER

    @pytest.mark.parametrize(("days", "held"), [(0, False), (7, False), (8, True)])
    def test_an_overdue_invoice_holds_the_payout(self, days: int, held: bool) -> None:
        assert terms(no_overdue_days=7).holds_payout(days) is held

    def test_without_a_limit_nothing_is_held(self) -> None:
        assert terms().holds_payout(400) is False


class TestStacking:
    def test_the_highest_of_a_group_counts(self) -> None:
        found = stack([Candidate("P1", "g", D(5)), Candidate("P2", "g", D(7)), Candidate("P3", "h", D(1))])
        assert found == {"P1": Stacked(D("0.00"), "P2"), "P2": Stacked(D(7)), "P3": Stacked(D(1))}

    def test_a_tie_goes_to_the_lower_id_as_text(self) -> None:
        found = stack([Candidate("P2", "g", D(5)), Candidate("P10", "g", D("5.00"))])
        assert found == {"P2": Stacked(D("0.00"), "P10"), "P10": Stacked(D(5))}

    def test_programs_without_a_group_add_up(self) -> None:
        found = stack([Candidate("P1", None, D(5)), Candidate("P2", None, D(7))])
        assert found == {"P1": Stacked(D(5)), "P2": Stacked(D(7))}

    def test_one_that_comes_to_nothing_was_not_beaten(self) -> None:
        found = stack([Candidate("P1", "g", D("0.00")), Candidate("P2", "g", D("0.00"))])
        assert found == {"P1": Stacked(D("0.00")), "P2": Stacked(D("0.00"))}


class TestSettlesIn:
    ALWAYS = Validity(date(2020, 1, 1))

    @pytest.mark.parametrize(
        ("kind", "partial", "month", "period"),
        [
            ("month", False, "2026-10", "2026-10"),
            ("month", True, "2026-10", "2026-10"),
            ("quarter", False, "2026-10", None),
            ("quarter", False, "2026-12", "2026-Q4"),
            ("quarter", True, "2026-10", "2026-Q4"),
            ("year", False, "2026-11", None),
            ("year", False, "2026-12", "2026"),
            ("year", True, "2026-01", "2026"),
        ],
    )
    def test_the_period_of_a_run(self, kind: str, partial: bool, month: str, period: str | None) -> None:
        found = settles_in(PeriodKind(kind), partial, self.ALWAYS, Period.parse(month))
        assert found == (period and Period.parse(period))

    @pytest.mark.parametrize(
        ("first_day", "last_day", "period"),
        [
            (date(2026, 12, 31), None, "2026-Q4"),
            (date(2027, 1, 1), None, None),
            (date(2026, 1, 1), date(2026, 10, 1), "2026-Q4"),
            (date(2026, 1, 1), date(2026, 9, 30), None),
        ],
    )
    def test_some_of_its_days_are_valid(self, first_day: date, last_day: date | None, period: str | None) -> None:
        found = settles_in(
            PeriodKind.QUARTER, partial=True, validity=Validity(first_day, last_day), month=Period.parse("2026-12")
        )
        assert found == (period and Period.parse(period))

    def test_a_run_settles_a_month(self) -> None:
        with pytest.raises(ValueError, match="settles a month"):
            settles_in(PeriodKind.QUARTER, partial=True, validity=self.ALWAYS, month=Period.parse("2026-Q4"))

    def test_lines_qualify_in_the_period_and_the_validity(self) -> None:
        quarter = Period.parse("2026-Q4")
        assert self.ALWAYS.part_of(quarter) == (date(2026, 10, 1), date(2026, 12, 31))
        narrow = Validity(date(2026, 11, 5), date(2026, 12, 24))
        assert narrow.part_of(quarter) == (date(2026, 11, 5), date(2026, 12, 24))


class TestAudience:
    @pytest.mark.parametrize(
        ("audience", "includes"),
        [
            ({}, True),
            ({"grades": ["A", "B"]}, True),
            ({"grades": ["B"]}, False),
            ({"grades": ["A"], "regions": ["north"]}, True),
            ({"grades": ["A"], "regions": ["south"]}, False),
            ({"grades": ["B"], "regions": ["south"], "dealers": ["D1"]}, True),
            ({"grades": ["A"], "dealers": ["D2"]}, True),
            ({"dealers": ["D1", "D2"]}, True),
            ({"dealers": ["D2"]}, False),
        ],
    )
    def test_a_dealer_of_grade_a_in_the_north(self, audience: dict[str, list[str]], includes: bool) -> None:
        assert Audience.of(audience).includes("D1", "A", "north") is includes

    def test_without_a_grade_or_region_it_matches_no_list_of_them(self) -> None:
        assert Audience.of({}).includes("D1", None, None)
        assert not Audience.of({"grades": ["A"]}).includes("D1", None, "north")
        assert not Audience.of({"regions": ["north"]}).includes("D1", "A", None)

    def test_it_is_stored_sorted(self) -> None:
        stored = {"grades": ["A", "B"], "regions": [], "dealers": ["D1"]}
        assert Audience.of({"grades": ["B", "A"], "dealers": ["D1"]}).as_fields() == stored
        assert Audience.of(stored).as_fields() == stored


class TestTerms:
    def test_what_is_missing_takes_its_default(self) -> None:
        plain = terms()
        assert (plain.basis, plain.attribution, plain.growth) == (Basis.SHIPPED, Attribution.OWN, None)
        assert (plain.collection, plain.cap, plain.minimum_payout) == ((), None, None)
        assert (plain.stacking_group, plain.no_overdue_days) == (None, None)

    def test_no_float_touches_money(self) -> None:
        with pytest.raises(TypeError, match="no float"):
            terms(cap=0.1)
        with pytest.raises(TypeError, match="no float"):
            terms(tiers=[{"from": 0.1, "rate": "0.1"}])

    def test_a_line_is_read_from_its_json_form(self) -> None:
        line = {"sku": "A", "category": "paint", "quantity": 2, "net_amount": "9.50", "kind": "return"}
        assert SalesLine.of(line) == SalesLine("A", "paint", 2, D("9.50"), LineKind.RETURN)
        collected = line | {"kind": "sale", "collected_in_days": 3}
        assert SalesLine.of(collected) == SalesLine("A", "paint", 2, D("9.50"), LineKind.SALE, 3)


def tier(**fields: str) -> list[dict[str, str]]:
    return [{"from": "0"} | fields]


class TestProblems:
    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"measure": "quantity", "tiers": BY_PIECE, "tier_method": "slab"},
            {"measure": "quantity", "tiers": tier(rate="0.015")},
            {"tiers": tier(per_unit="0.5")},
            {"tiers": tier(fixed="500.00"), "growth": GROWTH},
            {"tiers": tier(rate="1")},
            {"tiers": GROWTH_TIERS, "growth": GROWTH | {"pay_on": "increment"}},
            {"tiers": [{"from": "12.5", "rate": "0.1"}], "growth": GROWTH},
            {"collection": SCALE, "cap": "0.01", "minimum_payout": "0", "no_overdue_days": 0, "stacking_group": "g"},
        ],
    )
    def test_may_be_saved(self, fields: dict[str, Any]) -> None:
        assert problems(terms(**fields)) == []

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"tiers": []}, ["tiers"]),
            ({"tiers": tier()}, ["tiers.0"]),
            ({"tiers": tier(rate="0.1", fixed="5")}, ["tiers.0"]),
            ({"tiers": [*RETROACTIVE, *RETROACTIVE[1:]]}, ["tiers.2.from"]),
            ({"tiers": RETROACTIVE[::-1]}, ["tiers.1.from"]),
            ({"tiers": [{"from": "0", "rate": "0.1"}, {"from": "1", "fixed": "5"}]}, ["tiers.1"]),
            ({"tiers": tier(rate="0")}, ["tiers.0.rate"]),
            ({"tiers": tier(rate="-0.1")}, ["tiers.0.rate"]),
            ({"tiers": tier(rate="1.000001")}, ["tiers.0.rate"]),
            ({"tiers": tier(rate="0.0000001")}, ["tiers.0.rate"]),
            ({"tiers": tier(rate="0.1234567")}, ["tiers.0.rate"]),
            ({"tiers": tier(rate="NaN")}, ["tiers.0.rate"]),
            ({"tiers": tier(per_unit="-1")}, ["tiers.0.per_unit"]),
            ({"tiers": tier(per_unit="0.00005")}, ["tiers.0.per_unit"]),
            ({"tiers": tier(fixed="0.001")}, ["tiers.0.fixed"]),
            ({"tiers": tier(fixed="1E+40")}, ["tiers.0.fixed"]),
            ({"tiers": [{"from": "-0.01", "rate": "0.1"}]}, ["tiers.0.from"]),
            ({"tiers": [{"from": "0.001", "rate": "0.1"}]}, ["tiers.0.from"]),
            ({"tiers": [{"from": "Infinity", "rate": "0.1"}]}, ["tiers.0.from"]),
            ({"tiers": [{"from": "0.5", "per_unit": "0.1"}], "measure": "quantity"}, ["tiers.0.from"]),
            ({"tiers": [{"from": "-0.1", "rate": "0.1"}], "growth": GROWTH}, ["tiers.0.from"]),
            ({"tiers": [{"from": "0.00001", "rate": "0.1"}], "growth": GROWTH}, ["tiers.0.from"]),
            ({"tiers": tier(fixed="5"), "tier_method": "slab"}, ["tier_method"]),
            ({"tiers": tier(per_unit="5"), "tier_method": "rolling"}, ["tier_method"]),
            ({"tiers": tier(rate="0.1"), "tier_method": "total", "measure": "quantity"}, ["tier_method"]),
            ({"tiers": GROWTH_TIERS, "tier_method": "slab", "growth": GROWTH}, ["growth"]),
            ({"tiers": tier(fixed="5"), "growth": GROWTH | {"pay_on": "increment"}}, ["growth.pay_on"]),
            ({"tiers": tier(per_unit="5"), "growth": GROWTH | {"pay_on": "increment"}}, ["growth.pay_on"]),
            ({"collection": [SCALE[1], SCALE[0]]}, ["collection.1.within_days"]),
            ({"collection": [SCALE[0], SCALE[0]]}, ["collection.1.within_days"]),
            ({"collection": [{"within_days": -1, "factor": "1"}]}, ["collection.0.within_days"]),
            ({"collection": [{"within_days": 1, "factor": "1.01"}]}, ["collection.0.factor"]),
            ({"collection": [{"within_days": 1, "factor": "-0.1"}]}, ["collection.0.factor"]),
            ({"collection": [{"within_days": 1, "factor": "0.12345"}]}, ["collection.0.factor"]),
            ({"cap": "0"}, ["cap"]),
            ({"cap": "1.001"}, ["cap"]),
            ({"minimum_payout": "-0.01"}, ["minimum_payout"]),
            ({"no_overdue_days": -1}, ["no_overdue_days"]),
            ({"stacking_group": ""}, ["stacking_group"]),
            ({"tiers": [], "cap": "-1", "no_overdue_days": -1}, ["tiers", "cap", "no_overdue_days"]),
        ],
    )
    def test_may_not_be_saved(self, fields: dict[str, Any], named: list[str]) -> None:
        assert [problem["field"] for problem in problems(terms(**fields))] == named

    def test_a_problem_says_what_to_do(self) -> None:
        assert problems(terms(cap="-5")) == [
            {"field": "cap", "problem": "must be from 0.01 to 1000000000000, with 2 decimals at most"}
        ]


class TestMayChange:
    SEPTEMBER = Period.parse("2026-09")

    @pytest.mark.parametrize(
        ("uncollected", "heard_to", "expected"),
        [
            (None, "2026-09-30", False),
            ("2026-09-10", "2026-10-25", True),
            ("2026-09-10", "2026-10-26", False),
        ],
    )
    def test_a_sale_that_is_not_collected_may_get_a_factor_up_to_the_last_step(
        self, uncollected: str | None, heard_to: str, expected: bool
    ) -> None:
        day = None if uncollected is None else date.fromisoformat(uncollected)
        found = result("7000", collection=SCALE)
        assert may_change(terms(collection=SCALE), self.SEPTEMBER, found, day, date.fromisoformat(heard_to)) is expected

    def test_a_last_step_of_zero_brings_nothing(self) -> None:
        scale = [{"within_days": 15, "factor": "1"}, {"within_days": 90, "factor": "0"}]
        found, day = result("7000", collection=scale), date(2026, 9, 10)
        assert not may_change(terms(collection=scale), self.SEPTEMBER, found, day, date(2026, 9, 26))

    def test_where_no_tier_is_reached_collecting_changes_nothing(self) -> None:
        found = result("4999", collection=SCALE)
        assert not may_change(terms(collection=SCALE), self.SEPTEMBER, found, date(2026, 9, 10), date(2026, 9, 10))

    def test_without_a_scale_nothing_changes_by_itself(self) -> None:
        assert not may_change(terms(), self.SEPTEMBER, result("7000"), date(2026, 9, 10), date(2026, 9, 10))

    @pytest.mark.parametrize(("heard_to", "expected"), [("2026-09-30", True), ("2026-10-01", False)])
    def test_a_late_payment_may_bring_a_line_into_a_paid_period(self, heard_to: str, expected: bool) -> None:
        found = may_change(terms(basis="paid"), self.SEPTEMBER, result("0"), None, date.fromisoformat(heard_to))
        assert found is expected


class TestFactor:
    @pytest.mark.parametrize(
        ("days", "factor"), [(0, "1"), (15, "1"), (16, "0.8"), (45, "0.5"), (46, "0"), (None, "0")]
    )
    def test_the_first_step_that_the_days_do_not_exceed(self, days: int | None, factor: str) -> None:
        assert terms(collection=SCALE).factor(days) == D(factor)

    def test_without_a_scale_there_is_none(self) -> None:
        assert terms().factor(3) is None


class TestNextTier:
    def test_it_is_the_one_that_the_missing_measure_reaches(self) -> None:
        found = result("7000")
        following = next_tier(terms(), found)
        assert (following, found.to_next_tier) == (terms().tiers[1], D("3000.00"))
        below = next_tier(terms(), result("10"))
        assert below == terms().tiers[0]

    def test_above_the_last_tier_there_is_none(self) -> None:
        assert next_tier(terms(), result("10000")) is None


class TestApprovals:
    @pytest.mark.parametrize(
        ("starters", "credited", "second_above", "needed"),
        [
            (["zhang"], "100.00", 100, 1),
            (["zhang"], "100.01", 100, 2),
            ([], "0.00", 100, 2),
            (["zhang"], "0.01", 0, 2),
            (["zhang"], "0.00", 0, 1),
        ],
    )
    def test_who_started_it_and_how_much_it_credits(
        self, starters: list[str], credited: str, second_above: int, needed: int
    ) -> None:
        assert approvals_needed(starters, D(credited), second_above) == needed


def test_a_summary_lists_the_first_exceptions_and_counts_all() -> None:
    drafts: list[tuple[str, list[Any], list[str]]] = [(f"D{number}", [], ["held"]) for number in range(250)]
    found = summarise(drafts, None)
    assert (found["dealers"], found["problems"], len(found["exceptions"])) == (250, {"held": 250}, 200)
    assert (found["exceptions"][0], found["credited"], found["taken_back"]) == (
        {"dealer_id": "D0", "problem": "held"}, "0.00", "0.00",
    )  # fmt: skip


def test_on_every_day_the_month_that_is_ready_is_the_last_whose_cut_off_has_passed() -> None:
    zone, midnight = ZoneInfo("Asia/Shanghai"), datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    for hours in range(0, 3 * 366 * 24, 12):
        for now in (midnight + timedelta(hours=hours), midnight + timedelta(hours=hours, microseconds=-1)):
            month = ready_month(now, zone, 3)
            assert cut_off(month.ends_at(zone), 3) <= now < cut_off(month.next().ends_at(zone), 3)


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (4, [2, 2]), (5, [2, 2, 1])])
def test_parts_are_full_but_for_the_last(count: int, sizes: list[int]) -> None:
    parts = list(in_parts(range(count), 2))
    assert [len(part) for part in parts] == sizes
    assert [one for part in parts for one in part] == list(range(count))
