"""What an order has of promotions, and gives back, by the shares that its lines store."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.orders.rules import OrderLine, OrderState
from chalicelib.orders.use_rules import TAKES_NOTHING, given_back, uses
from chalicelib.promotions.contest_rules import Use


def line(number: int, quantity: int, *shares: tuple[str, str], shipped: int = 0, free: bool = False) -> OrderLine:
    applied = tuple({"promotion": promotion, "amount": amount} for promotion, amount in shares)
    zero = Decimal("0.00")
    figures = dict.fromkeys(("unit_price", "gross", "discount", "net", "tax"), zero)
    return OrderLine(number, f"S{number}", "", "", quantity, price_source=None, applied=applied, free=free,
                     shipped=shipped, **figures)  # fmt: skip


def total(found: dict[str, Use]) -> dict[str, tuple[str, int]]:
    return {promotion: (f"{use.amount:.2f}", use.count) for promotion, use in found.items()}


LINES = [
    line(1, 3, ("P", "10.00"), ("S", "5.00"), shipped=1),
    line(2, 4, ("S", "1.00")),
    line(3, 2, ("F", "0.00"), free=True, shipped=1),
]


def test_pieces_are_counted_and_of_spend_and_save_the_order() -> None:
    assert total(uses(OrderState.SUBMITTED, LINES, {"S"})) == {"P": ("10.00", 3), "S": ("6.00", 1), "F": ("0.00", 2)}


def test_a_draft_and_what_was_taken_back_have_nothing() -> None:
    assert [uses(state, LINES, {"S"}) for state in sorted(TAKES_NOTHING)] == [{}] * 4
    assert {OrderState.DRAFT, OrderState.REJECTED, OrderState.CANCELLED, OrderState.EXPIRED} == TAKES_NOTHING


def test_closed_short_it_keeps_the_share_of_what_was_shipped() -> None:
    kept = uses(OrderState.CLOSED_SHORT, LINES, {"S"})
    assert total(kept) == {"P": ("3.33", 1), "S": ("1.67", 1), "F": ("0.00", 1)}
    back = given_back(uses(OrderState.PART_SHIPPED, LINES, {"S"}), kept)
    assert total(back) == {"P": ("6.67", 2), "S": ("4.33", 0), "F": ("0.00", 1)}


def test_an_order_of_whose_lines_nothing_left_gives_the_order_back() -> None:
    lines = [line(1, 2, shipped=2), line(2, 4, ("S", "1.00"))]
    assert total(uses(OrderState.CLOSED_SHORT, lines, {"S"})) == {"S": ("0.00", 0)}


some_lines = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 500), st.integers(0, 9)), min_size=1, max_size=5).map(
    lambda told: [
        line(number, quantity, ("P", f"{cents / 100:.2f}"), shipped=min(shipped, quantity))
        for number, (quantity, cents, shipped) in enumerate(told, 1)
    ]
)


@given(some_lines)
def test_what_is_kept_and_given_back_add_up_to_what_was_taken_and_neither_is_negative(
    lines: Sequence[OrderLine],
) -> None:
    taken, kept = uses(OrderState.CONFIRMED, lines, ()), uses(OrderState.CLOSED_SHORT, lines, ())
    back = given_back(taken, kept).get("P", Use())
    assert (back.amount + kept["P"].amount, back.count + kept["P"].count) == (taken["P"].amount, taken["P"].count)
    assert min(back.amount, kept["P"].amount) >= 0
    assert min(back.count, kept["P"].count) >= 0


@given(some_lines)
def test_what_is_shipped_whole_gives_nothing_back(lines: Sequence[OrderLine]) -> None:
    whole = [replace(one, shipped=one.quantity) for one in lines]
    assert given_back(uses(OrderState.SHIPPED, whole, ()), uses(OrderState.CLOSED_SHORT, whole, ())) == {}
