"""What a product and a price list may say."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chalicelib.catalog.rules import NewProduct, Price, price_problems, product_problems
from chalicelib.pricing.explanation_rules import Rung, ladder, next_break
from chalicelib.pricing.rules import BasketLine, Buyer, PriceBook, PriceSource, quote

JAN, JUN, DEC = date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31)
ONE = Decimal("1.00")


def test_a_price_holds_on_its_first_and_its_last_day() -> None:
    price = Price(1, ONE, JAN, JUN)
    assert [price.holds_on(day) for day in (date(2025, 12, 31), JAN, JUN, date(2026, 7, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert Price(1, ONE, JAN).holds_on(date(2099, 1, 1))


@pytest.mark.parametrize(
    "second",
    [Price(1, ONE, JAN, JUN), Price(1, ONE, JUN, DEC), Price(1, ONE, JUN), Price(1, ONE, date(2020, 1, 1), JAN)],
)
def test_two_prices_for_one_break_on_one_day_are_refused(second: Price) -> None:
    assert price_problems([Price(1, Decimal(2), JAN, JUN), second]) == [
        {"field": "prices.1", "problem": "is a second price for 1 pieces on days that prices.0 covers"}
    ]


def test_other_breaks_and_other_days_stand_side_by_side() -> None:
    assert price_problems([Price(1, ONE, JAN, JUN), Price(1, ONE, date(2026, 7, 1)), Price(10, ONE, JAN)]) == []


def test_each_wrong_figure_of_a_price_is_named() -> None:
    wrong = [Price(0, Decimal("1.00001"), JUN, JAN), Price(1, Decimal(-1), JAN), Price(2, Decimal("NaN"), JAN)]
    assert [problem["field"] for problem in price_problems(wrong)] == [
        "prices.0.min_quantity",
        "prices.0.unit_price",
        "prices.0.valid_until",
        "prices.1.unit_price",
        "prices.2.unit_price",
    ]


def test_a_price_is_kept_as_it_is() -> None:
    price = Price(10, Decimal("0.0125"), JAN, JUN)
    assert price.as_fields() == {
        "min_quantity": 10,
        "unit_price": "0.0125",
        "valid_from": "2026-01-01",
        "valid_until": "2026-06-30",
    }
    assert Price.of(price.as_fields()) == price


def test_each_wrong_field_of_a_product_is_named() -> None:
    wrong = NewProduct("A", " ", "A", "paint", "桶", 0, Decimal("1.3"))
    assert sorted(problem["field"] for problem in product_problems(wrong)) == ["case_size", "name", "tax_rate"]
    assert product_problems(NewProduct("A", "A", "A", "paint", "桶", 1, Decimal(0))) == []


def breaks(*of: tuple[int, str]) -> list[dict[str, object]]:
    return [{"min_quantity": least, "unit_price": price} for least, price in of]


def test_the_ladder_names_the_list_of_each_break() -> None:
    book = PriceBook.of(
        {
            "default": {"A": breaks((1, "10"), (20, "9"), (200, "1"))},
            "grade": {"A": breaks((10, "9.5"))},
            "contract": {"A": breaks((100, "8"))},
        }
    )
    assert ladder(book, "A") == [
        Rung(1, Decimal(10), PriceSource.DEFAULT),
        Rung(10, Decimal("9.5"), PriceSource.GRADE),
        Rung(100, Decimal(8), PriceSource.CONTRACT),
    ]
    assert ladder(book, "B") == []


@pytest.mark.parametrize(("quantity", "found"), [(5, 20), (19, 20), (20, None)])
def test_the_next_break_is_the_next_that_is_cheaper(quantity: int, found: int | None) -> None:
    book = PriceBook.of({"default": {"A": breaks((1, "10"), (10, "11"), (20, "9"))}})
    line = quote(Buyer("D1"), [BasketLine("A", "paint", quantity)], book, (), datetime(2026, 1, 1, tzinfo=UTC)).lines[0]
    assert next_break(book, line) == (found and Rung(found, Decimal(9), PriceSource.DEFAULT))
