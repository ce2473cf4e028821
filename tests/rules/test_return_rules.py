"""A return's life, which pieces may come back, of which receipts they are, and where a credit note goes."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import ZERO
from chalicelib.ledger.rules import OpenInvoice, allocate_credit
from chalicelib.orders.rules import OrderLine, Part
from chalicelib.returns.rules import (
    LIFECYCLE,
    MOST_LINES,
    Batch,
    Origin,
    ReturnLine,
    arrive,
    by_invoice,
    claim,
    give_back,
    inspect,
    is_photo,
    missing,
    origins,
    recent,
    take_back,
)


def line(number: int, received: int, returned: int = 0) -> OrderLine:
    money = dict.fromkeys(("unit_price", "gross", "discount", "net", "tax"), ZERO)
    more = {"shipped": received, "received": received, "returned": returned}
    return OrderLine(number, f"K{number}", "", "paint", 20, price_source=None, **money, **more)


def asked(number: int, sku: str, pieces: int) -> ReturnLine:
    return ReturnLine(number, sku, "", free=False, requested=pieces)


def batch(number: int, day: str, returned: int = 0, **pieces: int) -> Batch:
    parts = [
        Part(int(name[1:]), "", "", "", quantity, ZERO, ZERO, free=False, returned=returned)
        for name, quantity in pieces.items()
    ]
    return Batch(f"R{number}", f"S{number}", date.fromisoformat(day), parts)


def test_every_state_can_be_reached() -> None:
    assert LIFECYCLE.unreachable() == set()


def test_a_claim_takes_its_pieces_from_what_came_in_lately() -> None:
    after, lines = claim([line(1, 10, 2), line(2, 5)], {2: 1, 1: 3}, {1: 9, 2: 5})
    assert [(each.line, each.returned, each.returnable) for each in after] == [(1, 5, 5), (2, 1, 4)]
    assert lines == [asked(1, "K1", 3), asked(2, "K2", 1)]
    assert give_back(after, {1: 3, 2: 1}) == [line(1, 10, 2), line(2, 5)]


def test_a_claim_of_too_much_names_every_line() -> None:
    with pytest.raises(Invalid) as refused:
        claim([line(1, 10, 2), line(2, 5)], {1: 8, 2: 6, 3: 1}, {1: 6, 2: 5})
    assert [(each["field"], each["problem"]) for each in refused.value.details] == [
        ("lines.0.quantity", "4 of line 1 can be returned; 4 came in too long ago"),
        ("lines.1.quantity", "5 of line 2 can be returned"),
        ("lines.2.line", "the order has no line 3"),
    ]


def test_a_return_has_a_most_of_lines() -> None:
    many = [line(number, 1) for number in range(1, MOST_LINES + 2)]
    wanted = {each.line: 1 for each in many}
    with pytest.raises(Invalid) as refused:
        claim(many, wanted, wanted)
    assert refused.value.details == [{"field": "lines", "problem": "at most 40 in one return", "most": 40}]


def test_what_came_in_is_what_was_requested_or_less() -> None:
    wanted = [asked(1, "A", 4), asked(2, "B", 1)]
    assert [each.received for each in arrive(wanted, None)] == [4, 1]
    came = arrive(wanted, {1: 3})
    assert [each.received for each in came] == [3, 0]
    assert missing(came) == {1: 1, 2: 1}
    for wrong in ({1: 5}, {3: 1}, {1: -1}, {1: 0, 2: 0}, {}):
        with pytest.raises(Invalid):
            arrive(wanted, wrong)


def test_what_is_not_scrapped_is_sold_again() -> None:
    came = arrive([asked(1, "A", 4), asked(2, "B", 1)], {1: 3})
    assert [(each.restocked, each.scrapped) for each in inspect(came, {1: 1})] == [(2, 1), (0, 0)]
    for wrong in ({1: 4}, {2: 1}, {3: 0}):
        with pytest.raises(Invalid):
            inspect(came, wrong)


def test_returned_pieces_are_of_the_receipts_that_came_in_last() -> None:
    came = [batch(1, "2026-10-01", l1=5, l2=2), batch(2, "2026-10-09", l1=3), batch(3, "2026-10-20", returned=1, l1=2)]
    assert origins(came, {1: 6, 2: 1}) == [
        Origin("R3", "S3", 1, 1),
        Origin("R2", "S2", 1, 3),
        Origin("R1", "S1", 1, 2),
        Origin("R1", "S1", 2, 1),
    ]
    assert origins(came, {1: 1}, ahead={1: 4}) == [Origin("R1", "S1", 1, 1)]
    assert recent(came, date(2026, 10, 9)) == {1: 5}
    with pytest.raises(ValueError, match="fewer pieces"):
        origins(came, {1: 10})


def test_each_invoice_had_asked_for_its_part() -> None:
    of = [Origin("R2", "S2", 1, 1), Origin("R1", "S1", 1, 2), Origin("R1", "S1", 2, 1)]
    own = by_invoice(of, {1: (3, Decimal("10.00")), 2: (1, Decimal("5.00"))})
    assert own == {"S2": Decimal("3.33"), "S1": Decimal("11.67")}
    assert [part.returned for part in take_back(batch(1, "2026-10-01", l1=5, l2=2).parts, {1: 2})] == [2, 0]


@pytest.mark.parametrize(
    ("content_type", "size", "head", "photo"),
    [
        ("image/jpeg", 10, b"\xff\xd8\xff\xe0", True),
        ("image/png", 10 * 1024 * 1024, b"\x89PNG\r\n\x1a\n", True),
        ("image/png", 10 * 1024 * 1024 + 1, b"\x89PNG\r\n\x1a\n", False),
        ("image/png", 10, b"\xff\xd8\xff\xe0", False),
        ("application/pdf", 10, b"%PDF", False),
        ("image/jpeg", 0, b"", False),
    ],
)
def test_what_is_a_photo(content_type: str, size: int, head: bytes, photo: bool) -> None:
    assert is_photo(content_type, size, head) is photo


# Where a credit note goes


def invoice(name: str, due: str, open_: str) -> OpenInvoice:
    days = date.fromisoformat("2026-10-01"), date.fromisoformat(due)
    return OpenInvoice(name, Decimal(open_), Decimal(open_), *days)


def applied(invoices: list[OpenInvoice], amount: str, **own: str) -> list[tuple[str, str, bool]]:
    of = {name: Decimal(most) for name, most in own.items()}
    taken = allocate_credit(invoices, Decimal(amount), of)
    return [(each.invoice_id, f"{each.amount:.2f}", each.covers_whole) for each in taken]


def test_own_invoices_take_theirs_and_the_oldest_due_the_rest() -> None:
    there = [invoice("I1", "2026-10-05", "50.00"), invoice("I2", "2026-11-05", "80.00")]
    assert applied(there, "30.00", I2="30.00") == [("I2", "30.00", False)]
    assert applied(there, "90.00", I2="90.00") == [("I2", "80.00", True), ("I1", "10.00", False)]
    assert applied(there, "60.00", I3="60.00") == [("I1", "50.00", True), ("I2", "10.00", False)]
    assert applied(there, "40.00", I2="30.00", I3="10.00") == [("I2", "30.00", False), ("I1", "10.00", False)]
    assert applied([], "40.00", I3="40.00") == []


MONEY = st.integers(1, 10**6).map(lambda cents: Decimal(cents).scaleb(-2))


@given(st.lists(st.tuples(MONEY, st.one_of(st.none(), MONEY)), max_size=5), MONEY)
def test_no_invoice_takes_more_than_is_open_and_nothing_is_left_while_one_is(
    drawn: list[tuple[Decimal, Decimal | None]], amount: Decimal
) -> None:
    there = [invoice(f"I{place}", f"2026-10-{place + 1:02}", f"{open_}") for place, (open_, _) in enumerate(drawn)]
    own = {f"I{place}": most for place, (_, most) in enumerate(drawn) if most is not None}
    taken = allocate_credit(there, amount, own)
    by_id = {each.invoice_id: each for each in there}
    assert all(ZERO < each.amount <= by_id[each.invoice_id].open for each in taken)
    assert sum((each.amount for each in taken), ZERO) == min(amount, sum((each.open for each in there), ZERO))
