"""What returns are credited: the rules' own cases with their figures, and laws over orders that are made up."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.catalog.rules import ProductFilter
from chalicelib.kernel.money import ZERO
from chalicelib.orders.rules import OrderLine
from chalicelib.promotions.rules import SpendAndSave, SpendStep
from chalicelib.returns.credit_rules import Credit, Gift, Sale, Saving, credit, kept_gifts


def line(number: int, sku: str, quantity: int, gross: str, *shares: tuple[str, str], free: bool = False) -> OrderLine:
    """A line that was shipped and received whole; `shares` are what promotions took of it."""
    discount = sum((Decimal(amount) for _, amount in shares), ZERO)
    money = {"gross": Decimal(gross), "discount": discount, "net": Decimal(gross) - discount}
    return OrderLine(
        line=number,
        sku=sku,
        name=sku,
        category="paint",
        quantity=quantity,
        unit_price=ZERO if free else Decimal(gross) / quantity,
        price_source=None if free else "default",
        tax=ZERO,
        applied=tuple({"promotion": name, "amount": amount} for name, amount in shares),
        free=free,
        shipped=quantity,
        received=quantity,
        **money,
    )


def saving(*steps: tuple[str, str], amount: str, skus: tuple[str, ...] = (), **more: Any) -> Saving:
    terms = SpendAndSave(tuple(SpendStep(Decimal(spend), Decimal(save)) for spend, save in steps), **more)
    return Saving("S", Decimal(amount), terms, ProductFilter(frozenset(skus)))


def returns(sale: Sale, *parts: dict[int, int]) -> list[Credit]:
    """The credits of one return after the other."""
    before: dict[int, int] = {}
    credited, wallet, made = ZERO, ZERO, []
    for part in parts:
        each = credit(sale, before, part, credited, wallet)
        before = {number: before.get(number, 0) + part.get(number, 0) for number in {*before, *part}}
        credited, wallet = credited + each.amount, wallet + each.to_wallet
        made.append(each)
    return made


def amounts(sale: Sale, *parts: dict[int, int]) -> list[str]:
    return [f"{each.amount}" for each in returns(sale, *parts)]


def test_a_return_credits_what_was_paid_for_the_line() -> None:
    sale = Sale([line(1, "A", 1, "150.00", ("P", "30.00")), line(2, "B", 1, "60.00", ("P", "12.00"))])
    assert amounts(sale, {1: 1}) == ["120.00"]
    assert amounts(sale, {2: 1}, {1: 1}) == ["48.00", "120.00"]


def test_parts_of_a_line_add_up_to_it() -> None:
    sale = Sale([line(1, "A", 3, "100.00")])
    assert amounts(sale, {1: 1}, {1: 1}, {1: 1}) == ["33.33", "33.34", "33.33"]
    assert amounts(sale, {1: 2}, {1: 1}) == ["66.67", "33.33"]


class TestASpendAndSave:
    """750.00 and 350.00 save 100.00 from 1,000.00 on, in proportion: 68.18 and 31.82."""

    LINES = (line(1, "A", 3, "750.00", ("S", "68.18")), line(2, "B", 1, "350.00", ("S", "31.82")))
    SAVING = saving(("500", "40"), ("1000", "100"), amount="100.00")

    def test_by_default_the_stored_shares_hold_whatever_step_breaks(self) -> None:
        sale = Sale(self.LINES, [self.SAVING])
        assert amounts(sale, {2: 1}) == ["318.18"]
        assert amounts(sale, {2: 1}, {1: 3}) == ["318.18", "681.82"]

    def test_with_the_setting_the_saving_that_is_no_longer_earned_is_credited_less(self) -> None:
        first, second = returns(Sale(self.LINES, [self.SAVING], recompute_savings=True), {2: 1}, {1: 3})
        assert (first.paid, first.amount) == (Decimal("318.18"), Decimal("290.00"))  # 750.00 save 40.00, not 68.18
        assert [(lost.promotion, lost.amount) for lost in first.lost_savings] == [("S", Decimal("28.18"))]
        assert (second.paid, second.amount) == (Decimal("681.82"), Decimal("710.00"))
        assert [lost.amount for lost in second.lost_savings] == [Decimal("-28.18")]
        assert first.amount + second.amount == Decimal("1000.00")

    def test_where_the_step_still_holds_nothing_is_lost(self) -> None:
        sale = Sale([line(1, "A", 10, "2000.00", ("S", "100.00"))], [self.SAVING], recompute_savings=True)
        (only,) = returns(sale, {1: 5})
        assert (only.amount, only.lost_savings) == (Decimal("950.00"), ())

    def test_a_credit_is_never_below_zero_and_the_next_return_bears_the_rest(self) -> None:
        sale = Sale(
            [line(1, "A", 1, "995.00", ("S", "99.50")), line(2, "B", 1, "5.00", ("S", "0.50"))],
            [saving(("1000", "100"), amount="100.00")],
            recompute_savings=True,
        )
        first, second = returns(sale, {2: 1}, {1: 1})
        assert (first.paid, first.amount, first.settled) == (Decimal("4.50"), ZERO, Decimal("95.00"))
        assert (second.paid, second.amount, second.settled) == (Decimal("895.50"), Decimal("900.00"), Decimal("-95.00"))

    def test_lines_that_do_not_count_do_not_keep_a_step(self) -> None:
        lines = [line(1, "A", 2, "1000.00", ("S", "100.00")), line(2, "B", 1, "900.00")]
        sale = Sale(lines, [saving(("1000", "100"), amount="100.00", skus=("A",))], recompute_savings=True)
        assert amounts(sale, {1: 1}) == ["400.00"]  # 450.00 less the 50.00 that the kept piece saved


class TestFreeGoods:
    """Ten pieces of A at 9.00 earn one free piece of B, which costs 20.00 otherwise."""

    LINES = (line(1, "A", 20, "180.00"), line(2, "B", 2, "0.00", ("G", "0.00"), free=True))
    SALE = Sale(LINES, gifts=[Gift(2, 1, 10, 1, Decimal("20.00"))])

    def test_what_is_left_earns_them_still(self) -> None:
        sale = Sale((line(1, "A", 25, "225.00"), self.LINES[1]), gifts=self.SALE.gifts)
        (only,) = returns(sale, {1: 5})
        assert (only.amount, only.kept_gifts) == (Decimal("45.00"), ())

    def test_too_little_bought_pays_their_price(self) -> None:
        (only,) = returns(self.SALE, {1: 5})
        assert (only.paid, only.amount) == (Decimal("45.00"), Decimal("25.00"))
        assert [(kept.line, kept.pieces, kept.amount) for kept in only.kept_gifts] == [(2, 1, Decimal("20.00"))]

    def test_what_is_brought_back_too_is_not_paid(self) -> None:
        (only,) = returns(self.SALE, {1: 5, 2: 1})
        assert (only.amount, only.kept_gifts) == (Decimal("45.00"), ())

    def test_what_is_brought_back_later_is_paid_back(self) -> None:
        first, second = returns(self.SALE, {1: 5}, {2: 1})
        assert (first.amount, second.amount) == (Decimal("25.00"), Decimal("20.00"))
        assert [(kept.pieces, kept.amount) for kept in second.kept_gifts] == [(0, Decimal("-20.00"))]

    def test_what_the_goods_do_not_pay_is_told(self) -> None:
        (only,) = returns(self.SALE, {1: 1})
        assert (only.amount, only.settled, only.unpaid_gifts) == (ZERO, Decimal("11.00"), True)

    def test_what_was_never_shipped_is_not_kept(self) -> None:
        unshipped = OrderLine.of(self.LINES[1].as_fields() | {"shipped": 0, "received": 0})
        sale = Sale((self.LINES[0], unshipped), gifts=self.SALE.gifts)
        assert amounts(sale, {1: 20}) == ["180.00"]


def test_what_the_wallet_had_paid_goes_back_to_it_in_proportion() -> None:
    sale = Sale([line(1, "A", 3, "100.00")], redeemed=Decimal("30.00"))
    made = returns(sale, {1: 1}, {1: 1}, {1: 1})
    assert [(each.amount, each.to_wallet, each.to_receivable) for each in made] == [
        (Decimal("33.33"), Decimal("10.00"), Decimal("23.33")),
        (Decimal("33.34"), Decimal("10.00"), Decimal("23.34")),
        (Decimal("33.33"), Decimal("10.00"), Decimal("23.33")),
    ]


# Laws

CENTS = st.integers(0, 10**7).map(lambda cents: Decimal(cents).scaleb(-2))


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    """Some lines with shares of one saving, maybe free goods of the first, maybe a part that the wallet pays."""
    lines, saved = [], ZERO
    for number in range(1, draw(st.integers(1, 4)) + 1):
        gross = draw(CENTS) + Decimal("0.01")
        share = draw(st.integers(0, int(gross * 100))) * Decimal("0.01")
        saved += share
        lines.append(line(number, f"K{number}", draw(st.integers(1, 12)), f"{gross}", ("S", f"{share}")))
    gifts = []
    if draw(st.booleans()):
        buy, get = draw(st.integers(1, 6)), draw(st.integers(1, 3))
        given_away = lines[0].quantity // buy * get
        if given_away:
            lines.append(line(len(lines) + 1, "GIFT", given_away, "0.00", ("G", "0.00"), free=True))
            gifts.append(Gift(len(lines), 1, buy, get, draw(CENTS)))
    steps = sorted(draw(st.sets(st.integers(1, 10**5), min_size=1, max_size=3)))
    offer = saving(*((f"{spend}", f"{place + 1}") for place, spend in enumerate(steps)), amount=f"{saved}")
    total = sum((each.net for each in lines), ZERO)
    redeemed = draw(st.integers(0, int(total * 100))) * Decimal("0.01")
    return Sale(lines, [offer], gifts, draw(st.booleans()), redeemed)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Sale, list[dict[int, int]]]:
    """An order and its returns, one after the other: none brings more than there is."""
    sale = draw(sales())
    left = {each.line: each.quantity for each in sale.lines}
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        part = {number: draw(st.integers(0, pieces)) for number, pieces in left.items()}
        left = {number: pieces - part[number] for number, pieces in left.items()}
        parts.append({number: pieces for number, pieces in part.items() if pieces})
    return sale, [part for part in parts if part]


@given(histories())
@settings(max_examples=200, deadline=None)
def test_never_more_is_credited_than_was_paid_and_never_less_than_nothing(history: Any) -> None:
    sale, parts = history
    made = returns(sale, *parts)
    assert all(each.amount >= 0 for each in made)
    assert all(ZERO <= each.to_wallet <= each.amount for each in made)
    assert sum((each.amount for each in made), ZERO) <= sum((each.paid for each in made), ZERO) <= sale.total
    assert sum((each.to_wallet for each in made), ZERO) <= sale.redeemed


@given(histories())
@settings(max_examples=200, deadline=None)
def test_an_amount_is_what_its_explanation_adds_up_to(history: Any) -> None:
    sale, parts = history
    for each in returns(sale, *parts):
        less = [*(lost.amount for lost in each.lost_savings), *(kept.amount for kept in each.kept_gifts)]
        assert each.amount == each.paid - sum(less, ZERO) + each.settled


@given(histories())
@settings(max_examples=200, deadline=None)
def test_part_returns_add_up_to_the_whole(history: Any) -> None:
    """Whatever came back before: once all is back all that was paid is credited, and what the wallet had paid is in it
    again. However it was cut, the same is kept."""
    sale, parts = history
    there = {each.line: each.quantity for each in sale.lines}
    left = {number: there[number] - sum(part.get(number, 0) for part in parts) for number in there}
    rest = {number: pieces for number, pieces in left.items() if pieces}
    made = returns(sale, *parts, *([rest] if rest else []))
    assert sum((each.amount for each in made), ZERO) == sale.total
    assert sum((each.to_wallet for each in made), ZERO) == (sale.redeemed if sale.total else ZERO)
    assert [kept.amount for kept in kept_gifts(sale, there)] == [ZERO for _ in sale.gifts]


@given(histories())
@settings(max_examples=100, deadline=None)
def test_by_the_stored_shares_credit_and_kept_are_what_was_paid(history: Any) -> None:
    """Line by line, where no free goods are kept that are not earned."""
    sale, parts = history
    plain = Sale(sale.lines, sale.savings)
    made = returns(plain, *parts)
    for each in plain.lines:
        credited = sum((part.net for one in made for part in one.lines if part.line == each.line), ZERO)
        back = sum(part.get(each.line, 0) for part in parts)
        kept = each.net - credited
        assert abs(kept * each.quantity - each.net * (each.quantity - back)) <= Decimal("0.005") * each.quantity


@pytest.mark.parametrize("recompute", [True, False])
def test_nothing_comes_back_nothing_is_credited(recompute: bool) -> None:
    sale = Sale(TestASpendAndSave.LINES, [TestASpendAndSave.SAVING], recompute_savings=recompute)
    assert amounts(sale, {}) == ["0.00"]
