"""Worked quotes that the vectors do not hold, each with the figures that a person would reckon."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.catalog.rules import ProductFilter
from chalicelib.kernel.errors import Code, Invalid
from chalicelib.pricing.rules import (
    Applied,
    BasketLine,
    Buyer,
    FreeGoods,
    OrderDiscount,
    PriceBook,
    PriceSource,
    Quote,
    quote,
    redeemable,
)
from chalicelib.promotions.contest_rules import NotApplied, Reason, Use
from chalicelib.promotions.rules import Promotion, SpendAndSave, SpendStep

MOMENT = datetime(2026, 10, 1, 16, tzinfo=UTC)
BUYER = Buyer("D1", "gold", "east")
BOOK = PriceBook.of(
    {
        "default": {
            "A": [{"min_quantity": 1, "unit_price": "10.00"}, {"min_quantity": 100, "unit_price": "9.00"}],
            "B": [{"min_quantity": 1, "unit_price": "20.00"}],
            "C": [{"min_quantity": 5, "unit_price": "1.2345"}],
        },
        "grade": {"B": [{"min_quantity": 10, "unit_price": "18.00"}]},
    }
)


def basket(**quantities: int) -> list[BasketLine]:
    return [BasketLine(sku, "paint", quantity) for sku, quantity in quantities.items()]


def promotion(id_: str, kind: str, **fields: Any) -> Promotion:
    return Promotion.of({"id": id_, "kind": kind, **fields})


def percent(id_: str, percent: str, **fields: Any) -> Promotion:
    return promotion(id_, "percent_off", percent=percent, **fields)


def spend(id_: str, *steps: tuple[str, str], **fields: Any) -> Promotion:
    return promotion(id_, "spend_and_save", steps=[{"spend": on, "save": save} for on, save in steps], **fields)


def quoted(lines: list[BasketLine], *promotions: Promotion, buyer: Buyer = BUYER) -> Quote:
    return quote(buyer, lines, BOOK, promotions, MOMENT)


def reasons(found: Quote) -> dict[str, Reason]:
    return {said.promotion: said.reason for said in found.not_applied}


class TestPrices:
    def test_every_line_says_which_list_and_which_break(self) -> None:
        lines = quoted(basket(A=100, B=9)).lines
        assert [(line.price_source, line.min_quantity, line.unit_price) for line in lines] == [
            (PriceSource.DEFAULT, 100, Decimal("9.00")),
            (PriceSource.DEFAULT, 1, Decimal("20.00")),
        ]

    def test_a_list_counts_from_its_first_break_on(self) -> None:
        (line,) = quoted(basket(B=10)).lines
        assert (line.price_source, line.min_quantity, line.gross) == (PriceSource.GRADE, 10, Decimal("180.00"))

    def test_lines_of_one_sku_reach_the_break_together_at_the_first_ones_place(self) -> None:
        lines = quoted([*basket(A=60, B=1), *basket(A=40)]).lines
        assert [(line.sku, line.quantity, line.gross) for line in lines] == [
            ("A", 100, Decimal("900.00")),
            ("B", 1, Decimal("20.00")),
        ]

    def test_every_sku_without_a_price_is_named_at_its_first_line(self) -> None:
        with pytest.raises(Invalid) as refused:
            quoted([*basket(A=1, Z=1, C=4, Y=1), *basket(Z=2)])
        assert refused.value.code is Code.NO_PRICE
        assert refused.value.details == [
            {"field": "lines.1.sku", "problem": "has no price", "sku": "Z"},
            {"field": "lines.2.sku", "problem": "has no price", "sku": "C"},
            {"field": "lines.3.sku", "problem": "has no price", "sku": "Y"},
        ]

    def test_a_line_has_pieces(self) -> None:
        with pytest.raises(ValueError, match="0 pieces of A"):
            BasketLine("A", "paint", 0)

    def test_the_tax_inside_each_net_is_shown_and_not_added(self) -> None:
        lines = [BasketLine("A", "paint", 10, Decimal("0.13")), BasketLine("B", "paint", 5, Decimal("0.09"))]
        found = quoted(lines, percent("P1", "10", products={"skus": ["A"]}))
        assert [(line.net, line.tax) for line in found.lines] == [
            (Decimal("90.00"), Decimal("10.35")),
            (Decimal("100.00"), Decimal("8.26")),
        ]
        assert (found.total, found.tax) == (Decimal("190.00"), Decimal("18.61"))

    def test_an_empty_basket_costs_nothing(self) -> None:
        found = quoted([], percent("P1", "10"))
        assert found.total == Decimal("0.00")
        assert reasons(found) == {"P1": Reason.NO_MATCHING_LINE}


class TestWhoAndWhen:
    @pytest.mark.parametrize(
        ("valid_from", "valid_until", "valid"),
        [
            (MOMENT, None, True),
            (MOMENT + timedelta(microseconds=1), None, False),
            (None, MOMENT + timedelta(microseconds=1), True),
            (None, MOMENT, False),
        ],
    )
    def test_validity_holds_from_its_first_instant_and_no_longer_at_its_end(
        self, valid_from: datetime | None, valid_until: datetime | None, valid: bool
    ) -> None:
        found = quoted(basket(A=10), percent("P1", "10", valid_from=valid_from, valid_until=valid_until))
        assert found.total == (Decimal("90.00") if valid else Decimal("100.00"))
        assert reasons(found) == ({} if valid else {"P1": Reason.NOT_VALID_NOW})

    @pytest.mark.parametrize(
        ("audience", "meant"),
        [
            ({}, True),
            ({"grades": ["gold", "silver"]}, True),
            ({"grades": ["silver"]}, False),
            ({"regions": ["east"]}, True),
            ({"regions": ["west"]}, False),
            ({"dealers": ["D1"]}, True),
            ({"dealers": ["D2"]}, False),
            ({"grades": ["gold"], "regions": ["west"]}, False),
            ({"grades": ["gold"], "regions": ["east"], "dealers": ["D2"]}, True),
            ({"grades": ["silver"], "dealers": ["D1"]}, True),
        ],
    )
    def test_an_audience_is_of_grades_and_regions_or_named(self, audience: dict[str, list[str]], meant: bool) -> None:
        found = quoted(basket(A=10), percent("P1", "10", audience=audience))
        assert found.discount == (Decimal("10.00") if meant else Decimal("0.00"))
        assert reasons(found) == ({} if meant else {"P1": Reason.NOT_IN_AUDIENCE})

    def test_a_dealer_without_a_grade_is_in_no_list_of_grades(self) -> None:
        found = quoted(basket(A=10), percent("P1", "10", audience={"grades": ["gold"]}), buyer=Buyer("D1"))
        assert reasons(found) == {"P1": Reason.NOT_IN_AUDIENCE}

    def test_where_it_is_asked_for_only_those_who_opted_in(self) -> None:
        asking = percent("P1", "10", opt_in=True)
        assert reasons(quoted(basket(A=10), asking)) == {"P1": Reason.NOT_OPTED_IN}
        assert quoted(basket(A=10), asking, buyer=replace(BUYER, enrolled=frozenset({"P1"}))).total == Decimal("90.00")

    def test_an_excluded_sku_is_never_meant(self) -> None:
        found = quoted(basket(A=10), percent("P1", "10", products={"categories": ["paint"], "excluded_skus": ["A"]}))
        assert reasons(found) == {"P1": Reason.NO_MATCHING_LINE}

    def test_a_promotion_that_cannot_apply_keeps_nobody_from_winning(self) -> None:
        found = quoted(basket(A=10), percent("P1", "50", valid_until=MOMENT), percent("P2", "10"))
        assert found.lines[0].applied == (Applied("P2", Decimal("10.00")),)


class TestLinePromotions:
    def test_the_loser_names_who_won(self) -> None:
        found = quoted(basket(A=10), percent("P1", "10"), promotion("P2", "amount_off", amount="0.5"))
        assert found.not_applied == (NotApplied("P2", Reason.ANOTHER_WON, winner="P1"),)

    def test_who_lost_on_one_line_and_won_on_another_has_applied(self) -> None:
        found = quoted(basket(A=10, B=1), percent("P1", "10"), promotion("P2", "amount_off", amount="1.50"))
        assert [line.applied for line in found.lines] == [
            (Applied("P2", Decimal("15.00")),),
            (Applied("P1", Decimal("2.00")),),
        ]
        assert found.not_applied == ()

    def test_a_winner_judged_on_the_gross_may_find_nothing_left_and_still_keeps_its_group(self) -> None:
        first = percent("P1", "50", group="a", priority=1)
        fixed = promotion("P2", "fixed_price", price="6.00", group="b", priority=2)
        small = percent("P3", "5", group="b", priority=2)
        found = quoted(basket(A=10), first, fixed, small)
        assert found.lines[0].applied == (Applied("P1", Decimal("50.00")),)
        assert found.not_applied == (
            NotApplied("P2", Reason.TAKES_NOTHING),
            NotApplied("P3", Reason.ANOTHER_WON, winner="P2"),
        )

    def test_winners_of_one_priority_apply_by_id_as_text(self) -> None:
        found = quoted(basket(A=10), percent("P2", "10", group="a"), percent("P10", "20", group="b"))
        assert found.lines[0].applied == (Applied("P10", Decimal("20.00")), Applied("P2", Decimal("8.00")))

    def test_an_amount_is_at_most_what_is_left(self) -> None:
        found = quoted(basket(A=10), promotion("P1", "amount_off", amount="12.00"))
        assert (found.discount, found.total) == (Decimal("100.00"), Decimal("0.00"))

    def test_a_percentage_is_rounded_half_up(self) -> None:
        (line,) = quoted(basket(C=5), percent("P1", "12.5")).lines
        assert (line.gross, line.discount, line.net) == (Decimal("6.17"), Decimal("0.77"), Decimal("5.40"))


class TestBudgetAndQuota:
    def test_a_budget_covers_the_whole_discount_to_the_cent_or_nothing(self) -> None:
        lines = basket(A=10, B=5)
        assert quoted(lines, percent("P1", "10", remaining_budget="20.00")).discount == Decimal("20.00")
        short = quoted(lines, percent("P1", "10", remaining_budget="19.99"))
        assert short.discount == Decimal("0.00")
        assert short.not_applied == (NotApplied("P1", Reason.BUDGET_EXHAUSTED, missing_amount=Decimal("0.01")),)

    def test_without_it_the_next_of_its_group_wins(self) -> None:
        found = quoted(basket(A=10), percent("P1", "20", remaining_budget="5.00"), percent("P2", "10"))
        assert found.lines[0].applied == (Applied("P2", Decimal("10.00")),)
        assert reasons(found) == {"P1": Reason.BUDGET_EXHAUSTED}

    def test_only_lines_that_it_wins_are_charged_to_a_budget(self) -> None:
        mine = percent("P1", "10", remaining_budget="10.00")
        better = percent("P2", "20", products={"skus": ["B"]})
        assert [line.discount for line in quoted(basket(A=10, B=5), mine, better).lines] == [
            Decimal("10.00"),
            Decimal("20.00"),
        ]

    def test_when_one_is_left_out_another_may_win_more_than_its_budget_covers(self) -> None:
        found = quoted(
            basket(A=10, B=5),
            percent("P1", "20", priority=1, remaining_budget="5.00", products={"skus": ["B"]}),
            percent("P2", "10", priority=2, remaining_budget="10.00"),
            percent("P3", "5", priority=3),
        )
        assert found.lines[0].applied == (Applied("P3", Decimal("5.00")),)
        assert found.lines[1].applied == (Applied("P3", Decimal("5.00")),)
        assert found.not_applied == (
            NotApplied("P1", Reason.BUDGET_EXHAUSTED, missing_amount=Decimal("15.00")),
            NotApplied("P2", Reason.BUDGET_EXHAUSTED, missing_amount=Decimal("10.00")),
        )

    def test_the_first_that_is_not_covered_is_left_out_and_leaves_more_for_the_next(self) -> None:
        found = quoted(
            basket(A=10),
            percent("P1", "50", group="a", priority=1, remaining_budget="49.99"),
            percent("P2", "10", group="b", priority=2, remaining_budget="10.00"),
        )
        assert found.lines[0].applied == (Applied("P2", Decimal("10.00")),)

    def test_an_heir_that_comes_earlier_takes_before_those_that_had_taken_already(self) -> None:
        found = quoted(
            basket(A=10),
            percent("P1", "30", group="a", priority=3, remaining_budget="1.00"),
            percent("P2", "20", group="a", priority=1),
            percent("P3", "10", group="b", priority=2),
        )
        assert found.lines[0].applied == (Applied("P2", Decimal("20.00")), Applied("P3", Decimal("8.00")))

    def test_a_quota_counts_pieces_at_a_discount(self) -> None:
        assert quoted(basket(A=10), percent("P1", "10", remaining_quota=10)).discount == Decimal("10.00")
        short = quoted(basket(A=11), percent("P1", "10", remaining_quota=10))
        assert short.not_applied == (NotApplied("P1", Reason.QUOTA_EXHAUSTED, missing_quantity=1),)

    def test_a_quota_counts_free_pieces(self) -> None:
        offer = promotion("P1", "buy_x_get_y", buy=5, get=2, remaining_quota=4)
        assert [free.quantity for free in quoted(basket(A=10), offer).free_goods] == [4]
        short = quoted(basket(A=10, B=5), offer)
        assert short.free_goods == ()
        assert short.not_applied == (NotApplied("P1", Reason.QUOTA_EXHAUSTED, missing_quantity=2),)

    def test_a_quota_counts_orders_that_save(self) -> None:
        offer = spend("P1", ("50.00", "5.00"), remaining_quota=1)
        assert quoted(basket(A=10), offer).discount == Decimal("5.00")
        assert reasons(quoted(basket(A=10), replace(offer, remaining_quota=0))) == {"P1": Reason.QUOTA_EXHAUSTED}

    def test_a_saving_that_the_budget_does_not_cover_leaves_its_group_to_the_next(self) -> None:
        found = quoted(
            basket(A=10), spend("P1", ("50.00", "9.00"), remaining_budget="8.00"), spend("P2", ("50.00", "5.00"))
        )
        assert [saved.promotion for saved in found.order_discounts] == ["P2"]
        assert found.not_applied == (NotApplied("P1", Reason.BUDGET_EXHAUSTED, missing_amount=Decimal("1.00")),)

    def test_uses_are_what_budgets_and_quotas_bear(self) -> None:
        found = quoted(
            basket(A=10, B=5),
            percent("P1", "10"),
            promotion("P2", "buy_x_get_y", buy=5, get=1),
            spend("P3", ("100.00", "30.00")),
        )
        assert found.uses() == {
            "P1": Use(Decimal("20.00"), 15),
            "P2": Use(Decimal("0.00"), 3),
            "P3": Use(Decimal("30.00"), 1),
        }


class TestFreeGoods:
    def test_all_matching_ones_give_by_priority_then_id_then_line(self) -> None:
        found = quoted(
            basket(B=4, A=10),
            promotion("P3", "buy_x_get_y", buy=10, get=1, get_sku="GIFT", priority=1),
            promotion("P2", "buy_x_get_y", buy=2, get=1),
            promotion("P10", "buy_x_get_y", buy=4, get=3, get_sku="C"),
        )
        assert found.free_goods == (
            FreeGoods("GIFT", 1, "P3", "A", 10, 1),
            FreeGoods("C", 3, "P10", "B", 4, 3),
            FreeGoods("C", 6, "P10", "A", 4, 3),
            FreeGoods("B", 2, "P2", "B", 2, 1),
            FreeGoods("A", 5, "P2", "A", 2, 1),
        )
        assert (found.total, found.not_applied) == (Decimal("180.00"), ())

    def test_the_pieces_missing_are_those_of_the_line_nearest_to_it(self) -> None:
        found = quoted(basket(A=3, B=7), promotion("P1", "buy_x_get_y", buy=10, get=1))
        assert found.not_applied == (NotApplied("P1", Reason.BELOW_BUY_QUANTITY, missing_quantity=3),)


class TestSpendAndSave:
    def test_below_the_first_step_says_what_is_missing(self) -> None:
        found = quoted(basket(B=13), spend("P1", ("500.00", "80.00"), ("900.00", "200.00")))
        missing = SpendStep(Decimal("266.00"), Decimal("80.00"))
        assert found.not_applied == (NotApplied("P1", Reason.BELOW_FIRST_STEP, next_step=missing),)

    def test_an_applied_one_says_what_is_missing_to_the_next_step(self) -> None:
        offer = spend("P1", ("500.00", "80.00"), ("900.00", "200.00"), products={"skus": ["A"]})
        found = quoted(basket(A=66), offer)
        missing = SpendStep(Decimal("240.00"), Decimal("200.00"))
        assert isinstance(offer.terms, SpendAndSave)
        told = OrderDiscount("P1", Decimal("80.00"), missing, offer.terms, ProductFilter(frozenset({"A"})))
        assert found.order_discounts == (told,)

    def test_after_the_last_step_nothing_is_missing(self) -> None:
        found = quoted(basket(A=66), spend("P1", ("500.00", "80.00")))
        assert [(saved.amount, saved.next_step) for saved in found.order_discounts] == [(Decimal("80.00"), None)]

    @pytest.mark.parametrize(
        ("maximum", "amount", "missing"),
        [
            (None, "40.00", SpendStep(Decimal("240.00"), Decimal("60.00"))),
            ("50.00", "40.00", SpendStep(Decimal("240.00"), Decimal("50.00"))),
            ("40.00", "40.00", None),
            ("30.00", "30.00", None),
        ],
    )
    def test_a_repeating_one_says_the_next_time_until_its_maximum(
        self, maximum: str | None, amount: str, missing: SpendStep | None
    ) -> None:
        found = quoted(basket(A=66), spend("P1", ("300.00", "20.00"), repeat=True, maximum=maximum))
        assert [(saved.amount, saved.next_step) for saved in found.order_discounts] == [(Decimal(amount), missing)]

    def test_the_base_of_every_group_is_what_the_line_promotions_left(self) -> None:
        found = quoted(
            basket(A=10, B=5),
            percent("P1", "50", products={"skus": ["A"]}),
            spend("P2", ("150.00", "60.00"), group="a", priority=1),
            spend("P3", ("100.00", "50.00"), group="b", priority=2, products={"skus": ["B"]}),
        )
        assert [line.applied for line in found.lines] == [
            (Applied("P1", Decimal("50.00")), Applied("P2", Decimal("20.00"))),
            (Applied("P2", Decimal("40.00")), Applied("P3", Decimal("50.00"))),
        ]
        assert found.total == Decimal("40.00")

    def test_the_spread_goes_by_what_is_left_and_not_by_the_base(self) -> None:
        found = quoted(
            basket(A=10, B=5),
            spend("P1", ("100.00", "60.00"), group="a", priority=1, products={"skus": ["A"]}),
            spend("P2", ("200.00", "7.00"), group="b", priority=2),
        )
        assert [line.applied for line in found.lines] == [
            (Applied("P1", Decimal("60.00")), Applied("P2", Decimal("2.00"))),
            (Applied("P2", Decimal("5.00")),),
        ]

    def test_where_nothing_is_left_a_winner_takes_nothing_and_its_group_stays_empty(self) -> None:
        found = quoted(
            basket(A=10),
            spend("P1", ("100.00", "100.00"), group="a", priority=1),
            spend("P2", ("100.00", "30.00"), group="b", priority=2),
            spend("P3", ("100.00", "20.00"), group="b", priority=2),
        )
        assert found.total == Decimal("0.00")
        assert found.not_applied == (
            NotApplied("P2", Reason.TAKES_NOTHING),
            NotApplied("P3", Reason.ANOTHER_WON, winner="P2"),
        )

    def test_one_winner_a_group_and_a_tie_goes_to_the_lower_id(self) -> None:
        found = quoted(basket(A=10), spend("P2", ("50.00", "9.00")), spend("P10", ("90.00", "9.00")))
        assert [saved.promotion for saved in found.order_discounts] == ["P10"]
        assert found.not_applied == (NotApplied("P2", Reason.ANOTHER_WON, winner="P10"),)

    def test_a_line_without_anything_left_bears_no_share(self) -> None:
        found = quoted(
            basket(A=10, B=5), percent("P1", "100", products={"skus": ["A"]}), spend("P2", ("90.00", "9.99"))
        )
        assert [line.applied for line in found.lines] == [
            (Applied("P1", Decimal("100.00")),),
            (Applied("P2", Decimal("9.99")),),
        ]


@pytest.mark.parametrize(
    ("total", "share", "most"),
    [("100.00", "0.3", "30.00"), ("99.99", "0.3", "29.99"), ("0.05", "0.5", "0.02"), ("80.00", "1", "80.00")],
)
def test_a_rebate_may_pay_its_share_rounded_down(total: str, share: str, most: str) -> None:
    assert redeemable(Decimal(total), Decimal(share)) == Decimal(most)
