"""The wallet: what an order may take, how a redemption is posted in parts, and what runs out first."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.ledger.wallet_rules import (
    Credit,
    available,
    lots,
    months_later,
    most_redeemed,
    posted_until,
    redeemed_so_far,
    through,
    total_left,
)

D = Decimal
DAY = date(2026, 1, 31)
cents = st.integers(1, 10**7).map(lambda number: D(number).scaleb(-2))
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def credit(name: str, amount: str, day: str) -> Credit:
    return Credit(name, D(amount), date.fromisoformat(day))


def test_a_share_is_rounded_down() -> None:
    assert most_redeemed(D("99.99"), 30) == D("29.99")
    assert most_redeemed(D("0.03"), 30) == D("0.00")
    assert most_redeemed(D("99.99"), 100) == D("99.99")
    assert most_redeemed(D("99.99"), 0) == D("0.00")


@given(cents, st.integers(0, 100))
def test_never_more_than_the_share(total: Decimal, percent: int) -> None:
    most = most_redeemed(total, percent)
    assert 0 <= most * 100 <= total * percent < (most + D("0.01")) * 100


def test_a_redemption_is_posted_by_what_was_shipped_so_far() -> None:
    so_far = [redeemed_so_far(D("10.00"), shipped, D("30.00")) for shipped in (D(0), D(10), D(20), D(30))]
    assert so_far == [D("0.00"), D("3.33"), D("6.67"), D("10.00")]
    assert redeemed_so_far(D("0.00"), D(10), D("0.00")) == D("0.00")


@given(st.lists(cents, min_size=1, max_size=8), st.integers(0, 100))
def test_the_parts_of_a_redemption_add_up_and_are_never_more_than_what_is_shipped(
    nets: list[Decimal], percent: int
) -> None:
    total = sum(nets, D(0))
    redeemed = most_redeemed(total, percent)
    shipped, posted = D(0), D(0)
    for net in nets:
        part = redeemed_so_far(redeemed, shipped + net, total) - redeemed_so_far(redeemed, shipped, total)
        assert 0 <= part <= net
        shipped, posted = shipped + net, posted + part
    assert posted == redeemed


def test_what_was_spent_used_the_oldest() -> None:
    filled = [credit("a", "100", "2026-01-05"), credit("b", "50", "2026-02-05"), credit("c", "20", "2026-03-05")]
    left = lots(filled, D("60"))
    assert [(lot.credit.cause, lot.left) for lot in left] == [("b", D("40")), ("c", D("20"))]
    assert total_left(through(left, date(2026, 2, 5))) == D("40")
    assert [lot.left for lot in lots(filled, D("170"))] == [D("100"), D("50"), D("20")]


def test_a_wallet_below_zero_is_filled_first() -> None:
    filled = [credit("a", "100", "2026-01-05"), credit("b", "80", "2026-02-05")]
    assert lots(filled, D("-30")) == []
    assert [(lot.credit.cause, lot.left) for lot in lots(filled, D("50"))] == [("b", D("50"))]


@given(st.lists(st.tuples(st.booleans(), cents), max_size=12))
def test_what_is_left_is_what_a_queue_would_leave(moves: list[tuple[bool, Decimal]]) -> None:
    """Beside a queue that each spending eats from its front, and that owes what it does not have."""
    filled, queue, owes = list[Credit](), list[tuple[str, Decimal]](), D(0)
    for number, (fills, amount) in enumerate(moves):
        if fills:
            filled.append(Credit(str(number), amount, DAY + timedelta(days=number)))
            pays = min(owes, amount)
            owes, rest = owes - pays, amount - pays
            queue += [(str(number), rest)] if rest else []
        else:
            owes += amount
            while owes and queue:
                name, left = queue.pop(0)
                pays = min(owes, left)
                owes -= pays
                if left > pays:
                    queue.insert(0, (name, left - pays))
    balance = sum((left for _, left in queue), D(0)) - owes
    assert [(lot.credit.cause, lot.left) for lot in lots(filled, balance)] == queue


def test_months_end_where_the_month_does() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2026, 1, 31), 12) == date(2027, 1, 31)
    assert posted_until(date(2026, 2, 28), 1) == date(2026, 1, 31)
    assert posted_until(date(2026, 3, 30), 1) == date(2026, 2, 28)


@given(days, st.integers(1, 60))
def test_the_latest_day_of_what_counts_up_to_a_day(last: date, months: int) -> None:
    until = posted_until(last, months)
    assert months_later(until, months) <= last < months_later(until + timedelta(days=1), months)


def test_available_is_what_nobody_holds() -> None:
    assert available(D("10"), D("3"), D("9")) == D("-2")
