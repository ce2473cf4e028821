"""Exact money: rounding, texts, parts and shares."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.kernel.money import (
    floor_ratio,
    money_text,
    part_so_far,
    round_down,
    round_money,
    spread,
    tax_part,
    unit_price_text,
)

LAW = settings(derandomize=True, deadline=None, database=None, max_examples=100)
D = Decimal
HALF_A_CENT = Fraction(1, 200)

FRACTIONS = st.fractions(-(10**6), 10**6, max_denominator=10**6)
CENTS = st.integers(-(10**9), 10**9)
WEIGHTS = st.lists(st.integers(0, 10**6).map(lambda cents: D(cents).scaleb(-2)), min_size=1, max_size=8)


class TestRounding:
    @pytest.mark.parametrize(
        ("exact", "rounded"),
        [
            ("0.005", "0.01"),
            ("0.0049999", "0.00"),
            ("-0.005", "-0.01"),
            ("-0.0049999", "0.00"),
            ("1.015", "1.02"),
            ("1.025", "1.03"),
            ("-1.025", "-1.03"),
            ("2", "2.00"),
            ("-0", "0.00"),
        ],
    )
    def test_half_up_away_from_zero(self, exact: str, rounded: str) -> None:
        assert str(round_money(D(exact))) == rounded
        assert str(round_money(Fraction(exact))) == rounded

    def test_a_fraction_a_hair_below_the_half_rounds_down(self) -> None:
        """As a decimal of 28 digits it would be the half itself."""
        hair = Fraction(1, 10**60)
        assert round_money(HALF_A_CENT - hair) == D("0.00")
        assert round_money(HALF_A_CENT) == D("0.01")
        assert round_money(hair - HALF_A_CENT) == D("0.00")

    @pytest.mark.parametrize(("exact", "down"), [("1.019", "1.01"), ("-1.019", "-1.01"), ("-0.009", "0.00")])
    def test_down_is_towards_zero(self, exact: str, down: str) -> None:
        assert str(round_down(D(exact))) == down

    @pytest.mark.parametrize(
        ("ratio", "shown"),
        [
            (Fraction(1, 3), "0.3333"),
            (Fraction(2, 3), "0.6666"),
            (Fraction(-1, 3), "-0.3334"),
            (Fraction(-1, 10**9), "-0.0001"),
            (Fraction(5), "5.0000"),
            (Fraction(0), "0.0000"),
        ],
    )
    def test_a_ratio_is_floored_below_zero_too(self, ratio: Fraction, shown: str) -> None:
        assert str(floor_ratio(ratio)) == shown

    @LAW
    @given(FRACTIONS)
    def test_no_figure_is_rounded_by_more_than_half_a_cent(self, exact: Fraction) -> None:
        off = Fraction(round_money(exact)) - exact
        assert abs(off) <= HALF_A_CENT
        assert abs(off) < HALF_A_CENT or (off > 0) == (exact > 0)
        assert round_money(-exact) == -round_money(exact)

    @LAW
    @given(st.integers(-(10**12), 10**12))
    def test_decimals_and_fractions_round_alike(self, hundredths_of_a_cent: int) -> None:
        exact = D(hundredths_of_a_cent).scaleb(-4)
        assert str(round_money(exact)) == str(round_money(Fraction(exact)))

    @LAW
    @given(FRACTIONS)
    def test_a_shown_ratio_is_the_greatest_not_above_it(self, ratio: Fraction) -> None:
        assert 0 <= ratio - Fraction(floor_ratio(ratio)) < Fraction(1, 10_000)


class TestTexts:
    @pytest.mark.parametrize(
        ("amount", "text"), [("1234.5", "1234.50"), ("0", "0.00"), ("-0", "0.00"), ("-3", "-3.00"), ("1E+3", "1000.00")]
    )
    def test_money(self, amount: str, text: str) -> None:
        assert money_text(D(amount)) == text

    @pytest.mark.parametrize(("price", "text"), [("95", "95.0000"), ("0.0125", "0.0125"), ("-0", "0.0000")])
    def test_unit_price(self, price: str, text: str) -> None:
        assert unit_price_text(D(price)) == text

    @pytest.mark.parametrize(("write", "figure"), [(money_text, "0.005"), (unit_price_text, "0.00001")])
    def test_a_text_never_rounds(self, write: Callable[[Decimal], str], figure: str) -> None:
        with pytest.raises(ValueError, match=r"whole number of cents|four decimals"):
            write(D(figure))

    @LAW
    @given(CENTS)
    def test_money_reads_back(self, cents: int) -> None:
        amount = D(cents).scaleb(-2)
        assert D(money_text(amount)) == amount


class TestTax:
    @pytest.mark.parametrize(
        ("net", "rate", "tax"),
        [("113.00", "0.13", "13.00"), ("100.00", "0.13", "11.50"), ("0.01", "0.13", "0.00"), ("50.00", "0", "0.00")],
    )
    def test_the_tax_inside_a_net(self, net: str, rate: str, tax: str) -> None:
        assert tax_part(D(net), D(rate)) == D(tax)


class TestParts:
    def test_a_hundred_in_three(self) -> None:
        so_far = [part_so_far(D("100.00"), pieces, 3) for pieces in range(4)]
        assert so_far == [D("0.00"), D("33.33"), D("66.67"), D("100.00")]
        assert [after - before for before, after in pairwise(so_far)] == [D("33.33"), D("33.34"), D("33.33")]

    @pytest.mark.parametrize(("so_far", "quantity"), [(4, 3), (-1, 3), (0, 0)])
    def test_more_pieces_than_there_are(self, so_far: int, quantity: int) -> None:
        with pytest.raises(ValueError, match="pieces"):
            part_so_far(D("1.00"), so_far, quantity)

    @LAW
    @given(CENTS, st.integers(1, 500), st.data())
    def test_the_whole_is_the_total(self, cents: int, quantity: int, data: st.DataObject) -> None:
        total, so_far = D(cents).scaleb(-2), data.draw(st.integers(0, quantity))
        assert part_so_far(total, quantity, quantity) == total
        assert part_so_far(total, 0, quantity) == 0
        assert abs(part_so_far(total, so_far, quantity)) <= abs(total)


class TestSpread:
    @pytest.mark.parametrize(
        ("total", "weights", "shares"),
        [
            ("10.00", ["1", "1", "1"], ["3.34", "3.33", "3.33"]),
            ("0.02", ["1", "1", "1"], ["0.01", "0.01", "0.00"]),
            ("20.00", ["100", "200"], ["6.67", "13.33"]),
            ("0.01", ["1", "2"], ["0.00", "0.01"]),
            ("5.00", ["0", "3"], ["0.00", "5.00"]),
            ("0.00", ["1", "2"], ["0.00", "0.00"]),
        ],
    )
    def test_by_largest_remainder(self, total: str, weights: list[str], shares: list[str]) -> None:
        assert spread(D(total), [*map(D, weights)]) == [*map(D, shares)]

    @pytest.mark.parametrize("weights", [[], ["0", "0"], ["2", "-1"]])
    def test_weights_that_cannot_be(self, weights: list[str]) -> None:
        with pytest.raises(ValueError, match="weights"):
            spread(D("1.00"), [*map(D, weights)])

    @LAW
    @given(CENTS, WEIGHTS.filter(any))
    def test_shares_add_up_and_are_less_than_a_cent_off(self, cents: int, weights: list[Decimal]) -> None:
        total, whole = D(cents).scaleb(-2), Fraction(sum(weights))
        shares = spread(total, weights)
        assert sum(shares) == total
        exact = [Fraction(total) * Fraction(weight) / whole for weight in weights]
        assert all(
            abs(Fraction(share) - proportion) < Fraction(1, 100)
            for share, proportion in zip(shares, exact, strict=True)
        )

    @LAW
    @given(st.integers(0, 10**6), WEIGHTS.filter(any))
    def test_a_greater_weight_never_gets_less(self, cents: int, weights: list[Decimal]) -> None:
        shares = spread(D(cents).scaleb(-2), weights)
        by_weight = sorted(zip(weights, shares, strict=True))
        assert all(before <= after for (_, before), (_, after) in pairwise(by_weight))
