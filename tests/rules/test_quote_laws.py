"""What holds of every quote and every promotion, whatever the basket."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.catalog.rules import ProductFilter
from chalicelib.dealers.rules import Audience
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import CENT
from chalicelib.pricing.rules import BasketLine, Buyer, PriceBook, PriceBreak, Quote, quote, redeemable
from chalicelib.promotions.contest_rules import Reason, Use
from chalicelib.promotions.rules import (
    AmountOff,
    BuyXGetY,
    FixedPrice,
    PercentOff,
    Promotion,
    SpendAndSave,
    SpendStep,
    problems,
)

LAW = settings(derandomize=True, deadline=None, database=None, max_examples=40)

MOMENT = datetime(2026, 10, 1, tzinfo=UTC)
BUYER = Buyer("D1", "gold", "east", frozenset({"P1", "P2", "P10"}))
CATEGORY = {"A": "paint", "B": "paint", "C": "tool", "D": "tool", "E": "tape"}
SKUS, CATEGORIES = sorted(CATEGORY), sorted(set(CATEGORY.values()))
IDS = [f"P{number}" for number in range(1, 13)]
Basket = list[BasketLine]
Campaign = Sequence[Promotion]


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    floor, ceiling = (int(Decimal(end).scaleb(places)) for end in (low, high))
    return st.integers(floor, ceiling).map(lambda figure: Decimal(figure).scaleb(-places))


def some_of(names: list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(names), max_size=2)


@st.composite
def breaks(draw: st.DrawFn) -> list[PriceBreak]:
    floors = draw(st.lists(st.integers(2, 40), unique=True, max_size=2))
    return [PriceBreak(floor, draw(decimals("0.0001", "60", 4))) for floor in [1, *floors]]


@st.composite
def lines(draw: st.DrawFn, sku: str) -> BasketLine:
    return BasketLine(sku, CATEGORY[sku], draw(st.integers(1, 60)), draw(st.sampled_from(TAX_RATES)))


@st.composite
def spends(draw: st.DrawFn) -> SpendAndSave:
    count = draw(st.integers(1, 3))
    figures = [
        sorted(draw(st.lists(decimals("0.01", top, 2), min_size=count, max_size=count, unique=True)))
        for top in ("1500", "900")
    ]
    steps = tuple(SpendStep(spend, save) for spend, save in zip(*figures, strict=True))
    return SpendAndSave(steps, count == 1 and draw(st.booleans()), draw(st.none() | decimals("0.01", "300", 2)))


TAX_RATES = [Decimal("0"), Decimal("0.06"), Decimal("0.13")]
BOOKS = st.builds(
    PriceBook,
    contract=st.dictionaries(st.sampled_from(SKUS), breaks(), max_size=2),
    grade=st.dictionaries(st.sampled_from(SKUS), breaks(), max_size=3),
    default=st.fixed_dictionaries({sku: breaks() for sku in SKUS}),
)
BASKETS: st.SearchStrategy[Basket] = st.lists(st.sampled_from(SKUS).flatmap(lines), min_size=1, max_size=8)
FILTERS = st.just(ProductFilter()) | st.builds(
    ProductFilter, skus=some_of(SKUS), categories=some_of(CATEGORIES), excluded_skus=some_of(SKUS)
)
TERMS = st.one_of(
    st.builds(PercentOff, decimals("0.1", "100", 1)),
    st.builds(AmountOff, decimals("0.0001", "30", 4)),
    st.builds(FixedPrice, decimals("0.0001", "60", 4)),
    st.builds(BuyXGetY, st.integers(1, 12), st.integers(1, 3), st.none() | st.sampled_from(SKUS)),
    spends(),
    spends(),
)
AUDIENCES = st.just(Audience()) | st.builds(
    Audience, some_of(["gold", "silver"]), some_of(["east", "west"]), some_of(["D1", "D2"])
)
HOURS = st.integers(-3, 0).map(lambda hours: MOMENT + timedelta(hours=hours))


@st.composite
def promotions(draw: st.DrawFn, id_: str = "P1") -> Promotion:
    terms = draw(TERMS)
    return Promotion(
        id=id_,
        terms=terms,
        group=draw(st.sampled_from(["default", "default", "season", "launch"])),
        priority=draw(st.integers(1, 3)),
        products=draw(FILTERS),
        audience=draw(AUDIENCES),
        valid_from=draw(st.none() | HOURS),
        valid_until=draw(st.none() | HOURS.map(lambda instant: instant + timedelta(hours=4))),
        opt_in=draw(st.booleans()),
        remaining_budget=None if isinstance(terms, BuyXGetY) else draw(st.none() | decimals("0", "400", 2)),
        remaining_quota=draw(st.none() | st.integers(0, 80)),
    )


CAMPAIGNS = st.lists(st.sampled_from(IDS), unique=True, max_size=8).flatmap(
    lambda ids: st.tuples(*(promotions(id_) for id_ in ids))
)


def quoted(basket: Basket, book: PriceBook, campaign: Campaign) -> Quote:
    return quote(BUYER, basket, book, campaign, MOMENT)


@LAW
@given(BASKETS, BOOKS, CAMPAIGNS)
def test_lines_add_up_to_the_order_and_nothing_falls_below_zero(
    basket: Basket, book: PriceBook, campaign: Campaign
) -> None:
    found = quoted(basket, book, campaign)
    assert found.gross == sum(line.gross for line in found.lines)
    assert found.total + found.discount == found.gross
    assert found.total == sum(line.gross - sum(taken.amount for taken in line.applied) for line in found.lines)
    for line in found.lines:
        assert 0 <= line.tax <= line.net <= line.gross
        assert all(taken.amount > 0 and taken.amount == round(taken.amount, 2) for taken in line.applied)


@LAW
@given(BASKETS, BOOKS, CAMPAIGNS)
def test_shares_on_the_lines_add_up_to_each_saving(basket: Basket, book: PriceBook, campaign: Campaign) -> None:
    found = quoted(basket, book, campaign)
    shares: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in found.lines:
        for taken in line.applied:
            shares[taken.promotion] += taken.amount
    kinds = {each.id: type(each.terms) for each in campaign}
    savings = {promotion: amount for promotion, amount in shares.items() if kinds[promotion] is SpendAndSave}
    assert {saved.promotion: saved.amount for saved in found.order_discounts} == savings


@LAW
@given(BASKETS, BOOKS, CAMPAIGNS)
def test_every_promotion_either_applies_or_is_explained_once(
    basket: Basket, book: PriceBook, campaign: Campaign
) -> None:
    found = quoted(basket, book, campaign)
    explained = [*found.uses(), *(said.promotion for said in found.not_applied)]
    assert sorted(explained) == sorted(each.id for each in campaign)


@LAW
@given(BASKETS, BOOKS, CAMPAIGNS)
def test_one_winner_a_group_on_a_line_and_they_apply_by_priority_then_id(
    basket: Basket, book: PriceBook, campaign: Campaign
) -> None:
    by_id = {each.id: each for each in campaign}
    found = quoted(basket, book, campaign)
    for line in found.lines:
        applied = [by_id[taken.promotion] for taken in line.applied]
        places = [(isinstance(each.terms, SpendAndSave), each.priority, each.id) for each in applied]
        contests = [(isinstance(each.terms, SpendAndSave), each.group) for each in applied]
        assert all(before < after for before, after in pairwise(places))
        assert len(contests) == len(set(contests))


@LAW
@given(BASKETS, BOOKS, CAMPAIGNS)
def test_a_winner_that_is_named_has_the_losers_group_and_is_not_itself_left_out(
    basket: Basket, book: PriceBook, campaign: Campaign
) -> None:
    groups = {each.id: each.group for each in campaign}
    found = quoted(basket, book, campaign)
    reasons = {said.promotion: said.reason for said in found.not_applied}
    for said in found.not_applied:
        if said.winner:
            assert groups[said.winner] == groups[said.promotion]
            assert reasons.get(said.winner) in {None, Reason.TAKES_NOTHING, Reason.ANOTHER_WON}


def unlimited(promotion: Promotion) -> Promotion:
    return replace(promotion, remaining_budget=None, remaining_quota=None)


def covers(promotion: Promotion, use: Use) -> bool:
    budget, quota = promotion.remaining_budget, promotion.remaining_quota
    return (budget is None or use.amount <= budget) and (quota is None or use.count <= quota)


@LAW
@given(BASKETS, BOOKS, CAMPAIGNS)
def test_the_first_that_is_not_covered_is_left_out_until_all_are_covered(
    basket: Basket, book: PriceBook, campaign: Campaign
) -> None:
    """Told the long way: quote without limits, take the first one away that is not covered, and begin again."""
    kept = sorted(campaign, key=lambda each: (isinstance(each.terms, SpendAndSave), each.priority, each.id))
    while True:
        by_hand = quoted(basket, book, [unlimited(each) for each in kept])
        uses = by_hand.uses()
        short = next((each for each in kept if each.id in uses and not covers(each, uses[each.id])), None)
        if short is None:
            break
        kept.remove(short)
    found = quoted(basket, book, campaign)
    assert found.summary() == by_hand.summary()
    assert found.uses() == uses


@LAW
@given(BASKETS, BOOKS, CAMPAIGNS, st.sampled_from(["remaining_budget", "remaining_quota"]), st.randoms())
def test_with_a_cent_or_a_piece_too_little_left_a_promotion_is_as_if_it_were_not_there(
    basket: Basket, book: PriceBook, campaign: Campaign, limit: str, chance: Random
) -> None:
    plenty = [unlimited(each) for each in campaign]
    uses = quoted(basket, book, plenty).uses()
    assume(uses)
    poor = chance.choice(sorted(uses))
    left: Any = {"remaining_budget": uses[poor].amount - CENT, "remaining_quota": uses[poor].count - 1}[limit]
    found = quoted(basket, book, [replace(each, **{limit: left}) if each.id == poor else each for each in plenty])
    without = quoted(basket, book, [each for each in plenty if each.id != poor])
    assert found.summary() == without.summary()
    assert [said for said in found.not_applied if said.promotion != poor] == list(without.not_applied)
    (said,) = (said for said in found.not_applied if said.promotion == poor)
    assert (said.missing_amount, said.missing_quantity) == ((CENT, None) if limit == "remaining_budget" else (None, 1))


@LAW
@given(BASKETS, BOOKS, CAMPAIGNS, st.randoms())
def test_the_order_of_promotions_and_of_breaks_makes_no_difference(
    basket: Basket, book: PriceBook, campaign: Campaign, chance: Random
) -> None:
    shuffled = chance.sample(campaign, len(campaign))
    turned = PriceBook(*({sku: found[::-1] for sku, found in prices.items()} for prices in vars(book).values()))
    assert quoted(basket, turned, shuffled) == quoted(basket, book, campaign)


@LAW
@given(BASKETS, BOOKS, CAMPAIGNS)
def test_split_lines_cost_what_the_merged_line_costs(basket: Basket, book: PriceBook, campaign: Campaign) -> None:
    merged: dict[str, BasketLine] = {}
    for line in basket:
        first = merged.get(line.sku)
        merged[line.sku] = replace(first, quantity=first.quantity + line.quantity) if first else line
    pieces = [replace(line, quantity=1) for line in merged.values() for _ in range(line.quantity)]
    expected = quoted(list(merged.values()), book, campaign)
    assert quoted(basket, book, campaign) == expected
    assert quoted(pieces, book, campaign) == expected


@LAW
@given(spends(), decimals("0", "3000", 2))
def test_the_next_step_saves_what_it_says_and_no_cent_earlier(terms: SpendAndSave, base: Decimal) -> None:
    assume(all(step.save <= step.spend for step in terms.steps))
    following = terms.next_step(base)
    if following is None:
        assert terms.saves(base + 1_000_000) == terms.saves(base)
    else:
        assert terms.saves(base + following.spend) == following.save
        assert terms.saves(base + following.spend - CENT) == terms.saves(base) < following.save


@LAW
@given(promotions())
def test_a_promotion_comes_back_from_its_fields_as_it_was(promotion: Promotion) -> None:
    assert problems(promotion) == []
    assert Promotion.of(promotion.as_fields()) == promotion


@LAW
@given(decimals("0", "1000000", 2), decimals("0", "1", 4))
def test_what_may_be_redeemed_is_the_last_cent_within_the_share(total: Decimal, share: Decimal) -> None:
    most = redeemable(total, share)
    assert most <= total * share < most + CENT


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "percent_off", "percent": "0"}, ["percent"]),
        ({"kind": "percent_off", "percent": "100.01"}, ["percent"]),
        ({"kind": "percent_off", "percent": "NaN"}, ["percent"]),
        ({"kind": "percent_off", "percent": "100"}, []),
        ({"kind": "amount_off", "amount": "-1"}, ["amount"]),
        ({"kind": "amount_off", "amount": "0.00001"}, ["amount"]),
        ({"kind": "fixed_price", "price": "0"}, ["price"]),
        ({"kind": "fixed_price", "price": "1E+12"}, ["price"]),
        ({"kind": "buy_x_get_y", "buy": 0, "get": 0, "get_sku": ""}, ["buy", "get", "get_sku"]),
        ({"kind": "buy_x_get_y", "buy": 1, "get": 1, "remaining_budget": "5.00"}, ["remaining_budget"]),
        ({"kind": "spend_and_save", "steps": []}, ["steps"]),
        ({"kind": "spend_and_save", "steps": [("9", "1"), ("9", "2")]}, ["steps.1.spend"]),
        ({"kind": "spend_and_save", "steps": [("9", "2"), ("10", "2")]}, ["steps.1.save"]),
        ({"kind": "spend_and_save", "steps": [("9.001", "0")]}, ["steps.0.spend", "steps.0.save"]),
        ({"kind": "spend_and_save", "steps": [("9", "1"), ("10", "2")], "repeat": True}, ["steps"]),
        ({"kind": "spend_and_save", "steps": [("9", "1")], "maximum": "0"}, ["maximum"]),
        ({"id": "", "kind": "percent_off", "percent": "5", "group": ""}, ["id", "group"]),
        ({"kind": "percent_off", "percent": "5", "valid_from": MOMENT, "valid_until": MOMENT}, ["valid_until"]),
        ({"kind": "percent_off", "percent": "5", "valid_from": "2026-10-01T00:00:00"}, ["valid_from"]),
        ({"kind": "percent_off", "percent": "5", "remaining_budget": "-1"}, ["remaining_budget"]),
        ({"kind": "percent_off", "percent": "5", "remaining_budget": "0", "remaining_quota": 0}, []),
        ({"kind": "percent_off", "percent": "5", "remaining_quota": -1}, ["remaining_quota"]),
    ],
)
def test_every_wrong_field_is_named(fields: dict[str, Any], wrong: list[str]) -> None:
    steps = [{"spend": spend, "save": save} for spend, save in fields.get("steps", ())]
    promotion = Promotion.of({"id": "P1", **fields, "steps": steps})
    assert [found["field"] for found in problems(promotion)] == wrong


@pytest.mark.parametrize(
    ("kind", "missing"), [("percent_off", "percent"), ("buy_x_get_y", "buy"), ("spend_and_save", "steps")]
)
def test_a_missing_field_is_named(kind: str, missing: str) -> None:
    with pytest.raises(Invalid) as refused:
        Promotion.of({"id": "P1", "kind": kind})
    assert [found["field"] for found in refused.value.details] == [missing]


def test_no_float_becomes_money() -> None:
    with pytest.raises(TypeError, match="percent is a float"):
        Promotion.of({"id": "P1", "kind": "percent_off", "percent": 0.1})
