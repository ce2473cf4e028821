"""What-if, back-test and budget: exact figures, and what holds of them whatever the program."""

from datetime import date
from decimal import Decimal

from hypothesis import assume, given

from chalicelib.kernel.money import ZERO
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.rebates.backtest_rules import Tally, Tried, Winner, periods_between
from chalicelib.rebates.budget_rules import BudgetStanding, Spent, Version, standings
from chalicelib.rebates.program_rules import Validity, problems
from chalicelib.rebates.rules import SalesLine, calculate
from chalicelib.rebates.settlement_rules import Line, summarise
from chalicelib.rebates.term_rules import Measure, Terms
from chalicelib.rebates.what_if_rules import calculate_at_next_tier, with_more
from tests.rules.test_rebate_laws import LAW, LINES, MONEY, programs

TERMS = Terms.of(
    {
        "measure": "net_amount",
        "tier_method": "whole",
        "tiers": [{"from": "1000", "rate": "0.02"}, {"from": "2000", "rate": "0.03"}],
    }
)


def sale(net: str, quantity: int = 1, sku: str = "A") -> SalesLine:
    return SalesLine(sku, "paint", quantity, Decimal(net))


# What if


def test_one_more_order_moves_the_whole_to_the_next_tier() -> None:
    lines = [sale("1500.00")]
    assert calculate(TERMS, lines, None).payout == Decimal("30.00")
    assert calculate(TERMS, with_more(TERMS, lines, Decimal("499.99")), None).payout == Decimal("40.00")
    assert calculate(TERMS, with_more(TERMS, lines, Decimal("500.00")), None).payout == Decimal("60.00")
    assert calculate_at_next_tier(TERMS, lines, None).payout == Decimal("60.00")
    assert calculate_at_next_tier(TERMS, [sale("2500.00")], None).payout == Decimal("75.00")


def test_more_money_asks_for_pieces_at_the_average_price_and_the_other_way_round() -> None:
    each = {"from": "0", "per_unit": "1.00"}
    by_piece = Terms.of({"measure": "net_amount", "tier_method": "whole", "tiers": [each]})
    lines = [sale("100.00", 10)]
    assert calculate(by_piece, with_more(by_piece, lines, Decimal("59.00")), None).payout == Decimal("15.00")
    assert with_more(by_piece, [], Decimal("59.00"))[-1] == SalesLine("", "", 0, Decimal("59.00"), collected_in_days=0)
    rated = Terms.of({"measure": "quantity", "tier_method": "whole", "tiers": [{"from": "0", "rate": "0.10"}]})
    assert calculate(rated, with_more(rated, lines, Decimal(5)), None).payout == Decimal("15.00")


def test_the_supposed_sale_is_one_that_the_program_counts() -> None:
    fields = TERMS.as_fields() | {"products": {"skus": ["X", "Y"], "excluded_skus": ["X"]}}
    listed = Terms.of(fields)
    assert calculate(listed, with_more(listed, [], Decimal(1000)), None).payout == Decimal("20.00")
    by_category = Terms.of(TERMS.as_fields() | {"products": {"categories": ["paint"]}})
    assert calculate(by_category, with_more(by_category, [], Decimal(1000)), None).payout == Decimal("20.00")


@LAW
@given(programs(), LINES, MONEY, MONEY)
def test_so_much_more_is_measured_as_so_much_more(terms: Terms, lines: list[SalesLine], more: Decimal, base: Decimal):  # type: ignore[no-untyped-def]
    assume(not problems(terms))
    more = more if terms.measure is Measure.NET_AMOUNT else Decimal(int(more))
    before, after = calculate(terms, lines, base), calculate(terms, with_more(terms, lines, more), base)
    counts = terms.products.matches(with_more(terms, lines, Decimal(1))[-1].sku, "") or bool(terms.products.categories)
    assert after.measured - before.measured == (more if counts else ZERO)
    assert calculate(terms, with_more(terms, lines, ZERO), base) == before


# Back-test

Q = [Period.parse("2026-Q1"), Period.parse("2026-Q2")]


def test_a_tally_takes_one_dealer_after_the_other() -> None:
    tally = Tally.empty(Q, 2)
    tally = tally.with_dealer("D2", "乙", [Tried(Q[0], 0, Decimal("20.00"), Decimal("60.00"))])
    tally = tally.with_dealer(
        "D1",
        "甲",
        [Tried(Q[0], None, ZERO, Decimal("20.00")), Tried(Q[1], 1, Decimal("75.00"), Decimal("75.00"))],
    )
    tally = tally.with_dealer("D3", "丙", [])
    assert (tally.meant, tally.paid, tally.cost, tally.at_next_tier) == (2, 2, Decimal("95.00"), Decimal("155.00"))
    assert tally.winners == (Winner("D1", "甲", Decimal("75.00")), Winner("D2", "乙", Decimal("20.00")))
    assert [(one.tiers, one.meant, one.paid, one.cost, one.at_next_tier) for one in tally.periods] == [
        ((1, 1, 0), 2, 1, Decimal("20.00"), Decimal("80.00")),
        ((0, 0, 1), 1, 1, Decimal("75.00"), Decimal("75.00")),
    ]
    assert Tally.of(tally.as_fields()) == tally


def test_a_tally_stays_small_whatever_the_number_of_dealers() -> None:
    tally = Tally.empty(Q[:1], 1)
    for number in range(200):
        tried = Tried(Q[0], 0, Decimal(number % 50), ZERO)
        tally = tally.with_dealer(f"D{number:03}", "x", [tried])
    assert (tally.paid, len(tally.winners)) == (196, 20)
    assert [winner.dealer_id for winner in tally.winners[:5]] == ["D049", "D099", "D149", "D199", "D048"]


def test_periods_from_the_first_to_the_last() -> None:
    assert periods_between(Q[0], Q[1]) == Q
    assert periods_between(Q[1], Q[0]) == []


# Budget


def version(program_id: str = "P1", number: int = 1, budget: str | None = "1000.00", **more: object) -> Version:
    fields = {
        "family": "P1",
        "name": "返利",
        "kind": PeriodKind.MONTH,
        "partial": False,
        "validity": Validity(date(2026, 1, 1)),
    }
    return Version(program_id, number=number, budget=budget and Decimal(budget), **{**fields, **more})  # type: ignore[arg-type]


def spent(amount: str, period: str, program_id: str = "P1") -> Spent:
    return Spent(program_id, Period.parse(period), Decimal(amount))


def one(*found: BudgetStanding) -> tuple[str, str, str | None, int, int | None]:
    (standing,) = found
    fields = standing.as_fields()
    return fields["program_id"], fields["used"], fields["forecast"], fields["used_percent"], fields["warned_at"]


def test_a_forecast_goes_on_at_the_same_pace_to_the_end_of_the_year() -> None:
    given = [
        spent("500.00", "2026-01"),
        spent("299.99", "2026-03"),
        spent("9.00", "2025-12"),
        spent("9.00", "2026-01", "P9"),
    ]
    found = standings([version()], given, 2026, date(2026, 3, 31))
    assert one(*found) == ("P1", "799.99", "3244.40", 79, None)
    assert one(*standings([version()], [*given, spent("0.01", "2026-03")], 2026, date(2026, 3, 31)))[3:] == (80, 80)
    assert one(*standings([version()], [spent("1000.00", "2026-02")], 2026, None)) == ("P1", "1000.00", None, 100, 100)


def test_all_versions_count_against_the_budget_of_the_latest_one() -> None:
    first = version(validity=Validity(date(2026, 1, 1), date(2026, 6, 30)))
    second = version("P2", 2, "2000.00", validity=Validity(date(2026, 7, 1)))
    found = standings(
        [first, second], [spent("600.00", "2026-06"), spent("400.00", "2026-07", "P2")], 2026, date(2026, 7, 31)
    )
    assert one(*found) == ("P2", "1000.00", "1721.70", 50, None)
    assert standings([first, version("P2", 2, None, validity=Validity(date(2026, 7, 1)))], [], 2026, None) == []
    assert one(*standings([first, second], [], 2026, None))[0] == "P2"
    assert standings([first], [], 2027, None) == []


def test_a_quarter_that_does_not_settle_in_parts_is_settled_when_it_ends() -> None:
    whole = version(kind=PeriodKind.QUARTER)
    given = [spent("100.00", "2026-Q1")]
    assert one(*standings([whole], given, 2026, date(2026, 5, 31)))[2] == "405.56"
    in_parts = version(kind=PeriodKind.QUARTER, partial=True)
    assert one(*standings([in_parts], given, 2026, date(2026, 5, 31)))[2] == "241.72"


@LAW
@given(programs(), LINES, MONEY)
def test_a_budget_changes_no_total(terms: Terms, lines: list[SalesLine], budget: Decimal) -> None:
    """What a dealer is paid is a function of terms, lines and baseline; what a run adds up is the same with any budget,
    however far it is exceeded.
    """
    assume(not problems(terms) and budget > 0)
    result = calculate(terms, lines, None)
    line = Line("P1", "返利", Period.parse("2026-01"), result, result.payout, ZERO)
    summary = summarise([("D1", [line], [])], None)
    posted = [
        Spent(each["program_id"], Period.parse(each["period"]), Decimal(each["amount"])) for each in summary["spent"]
    ]
    (standing,) = standings([version(budget=f"{budget}")], posted, 2026, None)
    assert standing.used == result.payout == Decimal(summary["amount"])
    assert summarise([("D1", [line], [])], None) == summary
