"""What holds of every program and every period, whatever the lines."""

import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chalicelib.catalog.rules import ProductFilter
from chalicelib.kernel.money import CENT, ZERO, money_text
from chalicelib.rebates.program_rules import Candidate, difference, problems, stack
from chalicelib.rebates.rules import Limit, LineKind, RebateResult, SalesLine, calculate
from chalicelib.rebates.term_rules import (
    Attribution,
    BaselinePeriod,
    Basis,
    CollectionStep,
    Growth,
    Measure,
    Pay,
    PayKind,
    PayOn,
    Terms,
    Tier,
    TierMethod,
    WithoutBaseline,
)

LAW = settings(derandomize=True, deadline=None, database=None, max_examples=80)

SKUS = {"A": "paint", "B": "paint", "C": "tools"}
PAYS_ON_MEASURE = {Measure.NET_AMOUNT: PayKind.RATE, Measure.QUANTITY: PayKind.PER_UNIT}
PLACES = {PayKind.RATE: (1, 10**6, 6), PayKind.PER_UNIT: (1, 10**6, 4), PayKind.FIXED: (1, 10**7, 2)}
WHOLE = TierMethod.WHOLE


def figures(low: int, high: int, places: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda figure: Decimal(figure).scaleb(-places))


MONEY = figures(0, 2_000_000, 2)


@st.composite
def sales_lines(draw: st.DrawFn) -> SalesLine:
    sku = draw(st.sampled_from(sorted(SKUS)))
    kind = draw(st.sampled_from([LineKind.SALE, LineKind.SALE, LineKind.SALE, LineKind.RETURN]))
    days = draw(st.none() | st.integers(0, 60)) if kind is LineKind.SALE else None
    return SalesLine(sku, SKUS[sku], draw(st.integers(0, 300)), draw(MONEY), kind, days)


LINES = st.lists(sales_lines(), max_size=8)


@st.composite
def tiers(draw: st.DrawFn, kind: PayKind, threshold: st.SearchStrategy[Decimal]) -> tuple[Tier, ...]:
    thresholds = sorted(draw(st.lists(threshold, min_size=1, max_size=4, unique=True)))
    return tuple(Tier(each, Pay(**{kind.value: draw(figures(*PLACES[kind]))})) for each in thresholds)


@st.composite
def scales(draw: st.DrawFn) -> tuple[CollectionStep, ...]:
    days = sorted(draw(st.lists(st.integers(0, 60), max_size=3, unique=True)))
    return tuple(CollectionStep(each, draw(figures(0, 10_000, 4))) for each in days)


GROWTH = st.builds(Growth, *map(st.sampled_from, (BaselinePeriod, WithoutBaseline, PayOn)))


@st.composite
def programs(draw: st.DrawFn, methods: Iterable[TierMethod] = TierMethod) -> Terms:
    """Any terms that may be saved."""
    measure, method = draw(st.sampled_from(Measure)), draw(st.sampled_from([*methods]))
    growth = draw(st.none() | GROWTH) if method is WHOLE else None
    own = method is not WHOLE or (growth and growth.pay_on is PayOn.INCREMENT)
    kind = PAYS_ON_MEASURE[measure] if own else draw(st.sampled_from(PayKind))
    by_measure = MONEY if measure is Measure.NET_AMOUNT else figures(0, 900, 0)
    return Terms(
        measure=measure,
        tier_method=method,
        tiers=draw(tiers(kind, figures(0, 20_000, 4) if growth else by_measure)),
        basis=draw(st.sampled_from(Basis)),
        attribution=draw(st.sampled_from(Attribution)),
        products=draw(st.sampled_from([ProductFilter(), ProductFilter(categories=frozenset({"paint"}))])),
        growth=growth,
        collection=draw(scales()),
        cap=draw(st.none() | figures(1, 500_000, 2)),
        minimum_payout=draw(st.none() | figures(0, 50_000, 2)),
        stacking_group=draw(st.none() | st.just("g")),
        no_overdue_days=draw(st.none() | st.integers(0, 90)),
    )


BASELINES = st.none() | figures(-100, 900, 0)


@LAW
@given(programs())
def test_what_is_drawn_may_be_saved(terms: Terms) -> None:
    assert problems(terms) == []


@LAW
@given(programs(), LINES, BASELINES, st.sets(st.integers(0, 8)))
def test_however_a_period_is_cut_the_total_is_the_same(
    terms: Terms, lines: list[SalesLine], baseline: Decimal | None, cuts: set[int]
) -> None:
    posted: list[Decimal] = []
    for end in (*sorted(cuts), len(lines)):
        so_far = calculate(terms, lines[:end], baseline).payout
        posted.append(difference(so_far, sum(posted, ZERO)))
    assert sum(posted, ZERO) == calculate(terms, lines, baseline).payout


@LAW
@given(programs(), LINES, BASELINES, st.randoms(use_true_random=False))
def test_the_order_of_lines_never_matters(
    terms: Terms, lines: list[SalesLine], baseline: Decimal | None, random: Random
) -> None:
    shuffled = random.sample(lines, len(lines))
    assert calculate(terms, shuffled, baseline) == calculate(terms, lines, baseline)


@LAW
@given(programs(), LINES, BASELINES)
def test_a_payout_is_between_zero_and_the_cap(terms: Terms, lines: list[SalesLine], baseline: Decimal | None) -> None:
    found = calculate(terms, lines, baseline)
    assert ZERO <= found.payout <= found.before_limits <= found.earned
    assert terms.cap is None or found.payout <= terms.cap
    assert found.payout == 0 or found.payout >= (terms.minimum_payout or ZERO)


@LAW
@given(programs(), LINES, BASELINES)
def test_a_limit_says_why_the_payout_differs(terms: Terms, lines: list[SalesLine], baseline: Decimal | None) -> None:
    found = calculate(terms, lines, baseline)
    no_tier = {Limit.NOTHING_MEASURED, Limit.NO_BASELINE, Limit.BELOW_FIRST_TIER}
    assert (found.tier is None) == (found.limit in no_tier)
    assert (found.payout == found.before_limits) or found.limit is not None
    assert found.earned == sum((step.amount for step in found.steps), ZERO)


@LAW
@given(programs(), LINES, BASELINES)
def test_what_the_next_tier_needs_is_the_least_that_reaches_it(
    terms: Terms, lines: list[SalesLine], baseline: Decimal | None
) -> None:
    found = calculate(terms, lines, baseline)
    assume(found.to_next_tier is not None)
    unit, build = (CENT, one_cent) if terms.measure is Measure.NET_AMOUNT else (Decimal(1), one_piece)

    def tier_with(more: Decimal) -> int | None:
        return calculate(terms, [*lines, build(more)], baseline).tier

    assert found.to_next_tier is not None
    assert tier_with(found.to_next_tier) == (0 if found.tier is None else found.tier + 1)
    assert tier_with(found.to_next_tier - unit) == found.tier


def one_cent(net: Decimal) -> SalesLine:
    return SalesLine("A", "paint", 0, net)


def one_piece(pieces: Decimal) -> SalesLine:
    return SalesLine("A", "paint", int(pieces), ZERO)


@st.composite
def rising(draw: st.DrawFn) -> Terms:
    """Rates that rise with the tiers, in whole percents of whole yuan: no step is rounded."""
    thresholds = sorted(draw(st.lists(st.integers(0, 5_000), min_size=1, max_size=4, unique=True)))
    size = len(thresholds)
    rates = sorted(draw(st.lists(st.integers(1, 100), min_size=size, max_size=size, unique=True)))
    pays = [Pay(rate=Decimal(rate).scaleb(-2)) for rate in rates]
    return Terms(Measure.NET_AMOUNT, WHOLE, tuple(map(Tier, map(Decimal, thresholds), pays)))


@LAW
@given(rising(), st.integers(1, 20_000))
def test_where_rates_rise_slabs_pay_least_and_totals_most(terms: Terms, yuan: int) -> None:
    def pays(method: TierMethod) -> Decimal:
        return calculate(replace(terms, tier_method=method), [SalesLine("A", "paint", 1, Decimal(yuan))], None).payout

    assert pays(TierMethod.SLAB) <= pays(WHOLE) <= pays(TierMethod.ROLLING) <= pays(TierMethod.TOTAL)


@LAW
@given(rising(), st.lists(st.integers(0, 20_000), min_size=2, max_size=5))
def test_selling_more_never_pays_less_where_rates_rise(terms: Terms, sold: list[int]) -> None:
    lines = [SalesLine("A", "paint", 1, Decimal(yuan)) for yuan in sold]
    for method in TierMethod:
        paid = [
            calculate(replace(terms, tier_method=method), lines[:end], None).payout for end in range(len(lines) + 1)
        ]
        assert all(before <= after for before, after in pairwise(paid))


@LAW
@given(programs([TierMethod.SLAB]), LINES)
def test_slabs_cut_the_measure_above_the_first_threshold(terms: Terms, lines: list[SalesLine]) -> None:
    found = calculate(terms, lines, None)
    assume(found.tier is not None)
    assert sum((step.base or ZERO for step in found.steps), terms.tiers[0].threshold) == found.measured


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 30).map("P{}".format),
        st.sampled_from([None, "g", "h"]),
        figures(0, 3, 0),
    ),
    unique_by=lambda each: each.program_id,
    max_size=8,
)


@LAW
@given(CANDIDATES, st.randoms(use_true_random=False))
def test_the_order_of_programs_never_matters(candidates: list[Candidate], random: Random) -> None:
    assert stack(random.sample(candidates, len(candidates))) == stack(candidates)


@LAW
@given(CANDIDATES)
def test_one_of_a_group_counts_and_nothing_is_added(candidates: list[Candidate]) -> None:
    final = stack(candidates)
    for group in {each.stacking_group for each in candidates} - {None}:
        members = [each for each in candidates if each.stacking_group == group]
        assert sum(final[each.program_id].total for each in members) == max(each.total for each in members)
    assert all(final[each.program_id].total == each.total for each in candidates if each.stacking_group is None)


@LAW
@given(CANDIDATES)
def test_who_beat_a_program_has_at_least_its_total(candidates: list[Candidate]) -> None:
    by_id, final = {each.program_id: each for each in candidates}, stack(candidates)
    for program_id, outcome in final.items():
        assert (outcome.beaten_by is None) == (outcome.total == by_id[program_id].total)
        if outcome.beaten_by is not None:
            own, winner = by_id[program_id], by_id[outcome.beaten_by]
            assert (-winner.total, winner.program_id) < (-own.total, own.program_id)


TOTALS = st.fixed_dictionaries({program: figures(0, 3, 0) for program in ("P1", "P10", "P2")})


@LAW
@given(st.lists(TOTALS, min_size=1, max_size=4))
def test_however_a_period_is_cut_its_stacked_programs_post_the_same(runs: list[dict[str, Decimal]]) -> None:
    """The winner may change from one run to the next: what the earlier one posted is taken back."""
    posted = dict.fromkeys(runs[0], ZERO)
    for totals in runs:
        final = stacked(totals)
        posted = {each: was + difference(final[each], was) for each, was in posted.items()}
    assert posted == stacked(runs[-1])


def stacked(totals: dict[str, Decimal]) -> dict[str, Decimal]:
    final = stack([Candidate(program, "g", total) for program, total in totals.items()])
    return {program: outcome.total for program, outcome in final.items()}


def through_json(fields: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(fields)))


@LAW
@given(programs())
def test_terms_outlive_storage(terms: Terms) -> None:
    assert Terms.of(through_json(terms.as_fields())) == terms


@LAW
@given(programs(), LINES, BASELINES)
def test_results_outlive_storage(terms: Terms, lines: list[SalesLine], baseline: Decimal | None) -> None:
    found = calculate(terms, lines, baseline)
    stored = through_json(found.as_fields())
    assert RebateResult.of(stored) == found
    assert RebateResult.of(stored).as_fields() == stored
    assert stored["payout"] == money_text(found.payout)


@LAW
@given(programs(), LINES, BASELINES)
def test_growth_is_shown_where_a_baseline_counts(
    terms: Terms, lines: list[SalesLine], baseline: Decimal | None
) -> None:
    found = calculate(terms, lines, baseline)
    counts = terms.growth is not None and baseline is not None and baseline > 0
    assert (found.growth is not None) == (counts and found.measured > 0)
    without = terms.growth is not None and terms.growth.without_baseline is WithoutBaseline.EXCLUDE
    if without and not counts:
        assert found.payout == 0
