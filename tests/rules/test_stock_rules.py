"""Where stock lies, and who gets how much of it."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.stock.rules import Allotment, Pieces, Standing, Thresholds, allot, dealer_at, dealer_location


def test_a_later_line_of_a_sku_finds_what_the_earlier_ones_leave() -> None:
    lines = [Pieces("A", 6), Pieces("B", 1), Pieces("A", 6), Pieces("A", 1)]
    assert allot(lines, {"A": 10}) == [Allotment(10, 0), Allotment(0, 1), Allotment(4, 2), Allotment(0, 1)]


def test_below_zero_nothing_is_available() -> None:
    assert allot([Pieces("A", 3)], {"A": -5}) == [Allotment(0, 3)]


def test_a_location_says_whose_it_is() -> None:
    assert dealer_at(dealer_location("D1234567")) == "D1234567"
    assert dealer_at("WH-EAST") is None


def test_at_low_or_below_it_is_low_and_above_high_it_is_high() -> None:
    limits = Thresholds(low=5, high=10)
    shown = [limits.standing(available) for available in (-1, 5, 6, 10, 11)]
    assert shown == [Standing.LOW, Standing.LOW, Standing.OK, Standing.OK, Standing.HIGH]
    assert [Thresholds().standing(available) for available in (-1, 0, 10**9)] == [Standing.OK] * 3
    assert [Thresholds(high=0).standing(available) for available in (0, 1)] == [Standing.OK, Standing.HIGH]


def test_low_is_not_above_high() -> None:
    assert Thresholds(low=6, high=5).contradiction() == "low (6) must not be above high (5)"
    assert [
        limits.contradiction() for limits in (Thresholds(low=5, high=5), Thresholds(low=6), Thresholds(high=0))
    ] == [None] * 3


skus = st.sampled_from("ABC")


@given(st.lists(st.builds(Pieces, skus, st.integers(1, 50)), max_size=8), st.dictionaries(skus, st.integers(-20, 100)))
def test_what_is_short_is_what_is_wanted_beyond_what_is_there(wanted: list[Pieces], there: dict[str, int]) -> None:
    allotted = allot(wanted, there)
    for sku in "ABC":
        asked = sum(line.quantity for line in wanted if line.sku == sku)
        short = sum(got.short for line, got in zip(wanted, allotted, strict=True) if line.sku == sku)
        assert short == max(asked - max(there.get(sku, 0), 0), 0)
