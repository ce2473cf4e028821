"""The order's life, and parts that add up to the whole."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import Code, Conflict, Invalid
from chalicelib.kernel.money import tax_part
from chalicelib.orders.rules import (
    ENDED,
    HOLDING,
    LIFECYCLE,
    OrderLine,
    OrderState,
    Part,
    add_receipt,
    batches,
    demand,
    line_numbers,
    order_lines,
    pieces_by_sku,
    progress,
    receive,
    ship,
    total_net,
)
from chalicelib.pricing.explanation_rules import explained
from chalicelib.pricing.rules import BasketLine, Buyer, PriceBook, PriceBreak, Quote, quote
from chalicelib.pricing.schemas import QuoteOut
from chalicelib.promotions.rules import Promotion

_S = OrderState


def line(number: int, quantity: int, net: str = "100.00", *, free: bool = False) -> OrderLine:
    amount = Decimal(net)
    return OrderLine(
        line=number,
        sku=f"SKU-{number}",
        name="货",
        category="paint",
        quantity=quantity,
        unit_price=Decimal("1.2345"),
        price_source="default",
        gross=amount + 1,
        discount=Decimal("1.00"),
        net=amount,
        tax=tax_part(amount, Decimal("0.13")),
        applied=({"promotion": "P1", "amount": "1.00"},),
        free=free,
    )


def test_every_state_is_reached_from_the_draft() -> None:
    assert LIFECYCLE.unreachable() == set()
    assert set(LIFECYCLE.reached_from) == set(OrderState)


@pytest.mark.parametrize("ended", sorted(ENDED))
def test_nothing_follows_an_end(ended: OrderState) -> None:
    assert not any(ended in sources for sources in LIFECYCLE.reached_from.values())


def test_what_is_not_yet_bought_or_all_shipped_or_has_ended_holds_nothing() -> None:
    shipped = {_S.SHIPPED, _S.PART_RECEIVED, _S.RECEIVED}
    assert set(OrderState) - HOLDING - ENDED == {_S.DRAFT, _S.RESERVING} | shipped
    assert not HOLDING & ENDED


@given(st.integers(0, 40), st.integers(1, 9))
def test_batches_hold_every_sku_once_and_are_as_few_as_can_be(count: int, most: int) -> None:
    pieces = {f"S{number}": number + 1 for number in range(count)}
    made = batches(pieces, most)
    assert [each for batch in made for each in batch] == list(pieces.items())
    assert len(made) == -(-count // most)
    assert all(0 < len(batch) <= most for batch in made)


def test_a_sku_is_named_by_every_line_that_it_stands_on() -> None:
    bought, other, free = (line(number, 1, free=number == 3) for number in (1, 2, 3))
    free = replace(free, sku="SKU-1")
    assert line_numbers([bought, other, free]) == {"SKU-1": [1, 3], "SKU-2": [2]}


def test_a_wrong_state_says_which_it_is_and_which_it_would_have_to_be() -> None:
    with pytest.raises(Conflict) as refused:
        demand(_S.CLOSED, frozenset({_S.CONFIRMED, _S.PART_SHIPPED}))
    assert refused.value.code is Code.WRONG_STATE
    assert refused.value.details == [{"state": "closed", "needs": ["confirmed", "part_shipped"]}]


def test_a_shipment_takes_its_share_rounded_cumulatively() -> None:
    lines = [line(1, 3, "100.00")]
    nets, taxes = [], []
    for _ in range(3):
        lines, parts = ship(lines, {1: 1})
        nets.append(parts[0].net)
        taxes.append(parts[0].tax)
    assert nets == [Decimal("33.33"), Decimal("33.34"), Decimal("33.33")]
    assert taxes == [Decimal("3.83"), Decimal("3.84"), Decimal("3.83")]
    assert progress(lines) is _S.SHIPPED


def test_without_lines_all_that_is_left_is_shipped() -> None:
    lines, _ = ship([line(1, 3), line(2, 2)], {1: 3})
    after, parts = ship(lines, None)
    assert [(part.line, part.quantity) for part in parts] == [(2, 2)]
    assert [each.shipped for each in after] == [3, 2]


def test_every_line_of_which_less_is_left_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        ship([line(1, 3), line(2, 2)], {2: 3, 1: 1, 9: 1})
    assert refused.value.details == [
        {"field": "lines.0", "problem": "line 2 has 2 left", "line": 2, "left": 2},
        {"field": "lines.2", "problem": "line 9 has 0 left", "line": 9, "left": 0},
    ]


def test_where_nothing_is_left_nothing_is_shipped() -> None:
    lines, _ = ship([line(1, 3)], None)
    with pytest.raises(Invalid):
        ship(lines, None)


def test_the_receipts_of_a_shipment_add_up_to_it() -> None:
    _, shipped = ship([line(1, 7, "100.00")], {1: 5})
    assert total_net(shipped) == Decimal("71.43")
    after, first = receive(shipped, {1: 2})
    done, second = receive(after, None)
    assert [total_net(first), total_net(second)] == [Decimal("28.57"), Decimal("42.86")]
    assert [part.received for part in done] == [5]


@pytest.mark.parametrize(
    ("shipped", "received", "state"),
    [
        (0, 0, _S.CONFIRMED),
        (3, 0, _S.PART_SHIPPED),
        (3, 3, _S.PART_SHIPPED),
        (10, 0, _S.SHIPPED),
        (10, 3, _S.PART_RECEIVED),
        (10, 10, _S.RECEIVED),
    ],
)
def test_quantities_say_the_state(shipped: int, received: int, state: OrderState) -> None:
    fields = line(1, 10).as_fields() | {"shipped": shipped, "received": received}
    assert progress([OrderLine.of(fields)]) is state


def test_pieces_of_a_sku_are_summed_and_empty_ones_left_out() -> None:
    assert pieces_by_sku([("A", 2), ("B", 0), ("A", 3)]) == {"A": 5}


def test_free_goods_are_lines_of_their_own_and_ship_as_such() -> None:
    priced = promoted()
    names, categories = {"A": "漆", "G": "刷"}, {"A": "paint", "G": "tools"}
    lines = order_lines(priced, names, categories)
    shown = [(each.line, each.sku, each.category, each.quantity, each.net, each.free) for each in lines]
    assert shown == [(1, "A", "paint", 20, Decimal("180.00"), False), (2, "G", "tools", 2, Decimal("0.00"), True)]
    assert lines[0].applied == ({"promotion": "P1", "amount": "20.00"},)
    assert lines[1].applied == ({"promotion": "P2", "amount": "0.00"},)
    after, parts = ship(lines, {2: 1})
    assert [(part.sku, part.quantity, part.net, part.free) for part in parts] == [("G", 1, Decimal("0.00"), True)]
    assert progress(after) is _S.PART_SHIPPED


def test_a_quote_is_told_whole() -> None:
    told = explained(promoted(), {"A": "漆", "G": "刷"})
    assert told["lines"] == [
        {
            "sku": "A",
            "name": "漆",
            "category": "paint",
            "quantity": 20,
            "price_source": "default",
            "min_quantity": 1,
            "unit_price": "10.0000",
            "gross": "200.00",
            "discount": "20.00",
            "net": "180.00",
            "tax_rate": "0.13",
            "tax": "20.71",
            "applied": [{"promotion": "P1", "amount": "20.00"}],
        }
    ]
    assert told["free_goods"] == [
        {"sku": "G", "quantity": 2, "promotion": "P2", "earned_by": "A", "buy": 10, "get": 1, "name": "刷"}
    ]
    assert told["not_applied"] == [
        {
            "promotion": "P3",
            "reason": "below_first_step",
            "winner": None,
            "next_step": {"spend": "320.00", "save": "80.00"},
            "missing_quantity": None,
            "missing_amount": None,
        }
    ]
    assert json.loads(QuoteOut.model_validate(told).model_dump_json()) == told


def promoted() -> Quote:
    """20 A at 10.00 with ten percent off, two G for free, and a saving that begins at 500.00."""
    promotions = [
        Promotion.of({"id": "P1", "kind": "percent_off", "percent": "10"}),
        Promotion.of({"id": "P2", "kind": "buy_x_get_y", "buy": 10, "get": 1, "get_sku": "G"}),
        Promotion.of({"id": "P3", "kind": "spend_and_save", "steps": [{"spend": "500.00", "save": "80.00"}]}),
    ]
    book = PriceBook(default={"A": [PriceBreak(1, Decimal("10.00"))]})
    line = BasketLine("A", "paint", 20, Decimal("0.13"))
    return quote(Buyer("D1"), [line], book, promotions, datetime(2026, 10, 20, tzinfo=UTC))


money = st.integers(0, 10**9).map(lambda cents: Decimal(cents).scaleb(-2))


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[OrderLine], list[dict[int, int] | None]]:
    lines = [
        line(number, draw(st.integers(1, 40)), str(draw(money)), free=draw(st.booleans()))
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    left = {each.line: each.quantity for each in lines}
    shipments: list[dict[int, int] | None] = []
    for _ in range(draw(st.integers(0, 5))):
        wanted = {number: draw(st.integers(0, pieces)) for number, pieces in left.items()}
        wanted = {number: pieces for number, pieces in wanted.items() if pieces}
        if wanted:
            shipments.append(wanted)
            left = {number: pieces - wanted.get(number, 0) for number, pieces in left.items()}
    return lines, [*shipments, *([None] if any(left.values()) else [])]


@given(deliveries())
def test_however_an_order_is_shipped_the_parts_add_up(
    case: tuple[list[OrderLine], list[dict[int, int] | None]],
) -> None:
    lines, shipments = case
    parts: list[Part] = []
    for wanted in shipments:
        lines, shipped = ship(lines, wanted)
        assert all(part.net >= 0 and part.tax >= 0 for part in shipped)
        parts += shipped
    for whole in lines:
        own = [part for part in parts if part.line == whole.line]
        assert sum(part.quantity for part in own) == whole.quantity == whole.shipped
        assert total_net(own) == whole.net
        assert sum(part.tax for part in own) == whole.tax
    assert progress(lines) is _S.SHIPPED


@given(st.integers(1, 30), money, st.data())
def test_however_a_shipment_is_received_the_receipts_add_up(quantity: int, net: Decimal, data: st.DataObject) -> None:
    lines, shipped = ship([line(1, quantity, str(net))], None)
    receipts: list[Part] = []
    while left := shipped[0].quantity - shipped[0].received:
        shipped, parts = receive(shipped, {1: data.draw(st.integers(1, left))})
        lines = add_receipt(lines, parts)
        receipts += parts
    assert total_net(receipts) == net
    assert sum(part.tax for part in receipts) == lines[0].tax
    assert progress(lines) is _S.RECEIVED


@given(deliveries())
def test_lines_and_parts_are_kept_as_they_are(case: tuple[list[OrderLine], list[dict[int, int] | None]]) -> None:
    lines, _ = case
    assert [OrderLine.of(each.as_fields()) for each in lines] == lines
    _, parts = ship(lines, None)
    assert [Part.of(part.as_fields()) for part in parts] == parts
