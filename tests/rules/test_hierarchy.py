"""Who is below whom from day to day: spans, circles, depth; and that a subtree's sum is its members' own sums."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.dealers.hierarchy_rules import (
    MOST_BELOW,
    MOST_LEVELS,
    Link,
    Links,
    Misfit,
    Span,
    chain_above,
    misfit,
    subtree,
)
from chalicelib.rebates.rules import SalesLine, measure
from chalicelib.rebates.term_rules import Measure, Pay, Terms, Tier, TierMethod

LAW = settings(derandomize=True, deadline=None, database=None, max_examples=120)
JAN, FEB, MARCH, APRIL = (date(2026, month, 1) for month in (1, 2, 3, 4))
DAY = timedelta(days=1)


def down(*links: Link) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(link.parent_id, []).append(link)
    return found


def up(*links: Link) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(link.dealer_id, []).append(link)
    return found


def test_a_sub_dealer_counts_on_the_days_of_its_link_alone() -> None:
    links = down(Link("B", "A", FEB, MARCH - DAY), Link("C", "B", JAN))
    assert subtree("A", JAN, APRIL, links) == [
        Span("A", JAN, APRIL, 0),
        Span("B", FEB, MARCH - DAY, 1),
        Span("C", FEB, MARCH - DAY, 2),
    ]
    assert subtree("A", MARCH, APRIL, links) == [Span("A", MARCH, APRIL, 0)]
    assert subtree("B", JAN, JAN, links) == [Span("B", JAN, JAN, 0), Span("C", JAN, JAN, 1)]


def test_a_circle_is_found_on_the_day_on_which_it_would_close() -> None:
    later = Link("A", "B", MARCH)
    assert misfit(Link("B", "A", JAN), up(later), down(later)) == (Misfit.CYCLE, MARCH)
    ended = replace(later, first_day=JAN, last_day=FEB - DAY)
    assert misfit(Link("B", "A", FEB), up(ended), down(ended)) is None
    assert misfit(Link("A", "A", JAN), {}, {}) == (Misfit.CYCLE, JAN)
    one, two = Link("B", "C", JAN), Link("A", "B", JAN)
    assert misfit(Link("C", "A", JAN), up(one, two), down(one, two)) == (Misfit.CYCLE, JAN)


def test_a_tree_has_no_more_levels_than_it_may() -> None:
    chain = [Link(f"D{level}", f"D{level - 1}", JAN) for level in range(1, MOST_LEVELS)]
    assert misfit(Link(f"D{MOST_LEVELS}", f"D{MOST_LEVELS - 1}", JAN), up(*chain), down(*chain)) == (
        Misfit.TOO_DEEP,
        JAN,
    )
    assert misfit(Link("X", f"D{MOST_LEVELS - 2}", JAN), up(*chain), down(*chain)) is None
    below = Link("Y", "X", FEB)
    assert misfit(Link("X", f"D{MOST_LEVELS - 2}", JAN), up(*chain), down(*chain, below)) == (Misfit.TOO_DEEP, FEB)


def test_nobody_has_more_dealers_below_than_may_be_read() -> None:
    links = [Link(f"S{number}", "A", JAN) for number in range(MOST_BELOW - 1)]
    assert misfit(Link("X", "A", JAN), {}, down(*links)) is None
    below = Link("Y", "X", JAN)
    assert misfit(Link("X", "A", JAN), {}, down(*links, below)) == (Misfit.TOO_MANY, JAN)
    top = Link("A", "T", JAN)
    assert misfit(Link("X", "A", JAN), up(top), down(top, *links)) == (Misfit.TOO_MANY, JAN)


@st.composite
def histories(draw: st.DrawFn) -> list[Link]:
    """Links of six dealers, made one after the other, each only where it fits."""
    made: list[Link] = []
    for _ in range(draw(st.integers(0, 10))):
        dealer, parent = draw(st.sampled_from("ABCDEF")), draw(st.sampled_from("ABCDEF"))
        first = JAN + timedelta(days=draw(st.integers(0, 60)))
        last = draw(st.none() | st.integers(0, 40).map(lambda days, first=first: first + timedelta(days=days)))
        link = Link(dealer, parent, first, last)
        apart = all(not other.holds_in(first, last) for other in made if other.dealer_id == dealer)
        if apart and misfit(link, up(*made), down(*made)) is None:
            made.append(link)
    return made


@LAW
@given(histories(), st.integers(0, 80))
def test_on_every_day_the_dealers_make_trees(links: list[Link], offset: int) -> None:
    day = JAN + timedelta(days=offset)
    for root in "ABCDEF":
        members = Counter(span.dealer_id for span in subtree(root, day, day, down(*links)))
        assert set(members.values()) == {1}
        assert members.keys() == {one for one in "ABCDEF" if root in [one, *chain_above(one, day, up(*links))]}


@LAW
@given(histories(), st.lists(st.tuples(st.sampled_from("ABCDEF"), st.integers(0, 70), st.integers(0, 10**6))))
def test_a_subtree_measures_what_its_members_do_on_their_days(
    links: list[Link], sold: list[tuple[str, int, int]]
) -> None:
    """Read by spans or judged line by line, by who stood below on the line's own day: the same sum."""
    terms = Terms(Measure.NET_AMOUNT, TierMethod.WHOLE, (Tier(Decimal(0), Pay(rate=Decimal("0.01"))),))
    first, last = JAN, JAN + timedelta(days=70)
    day_of = {number: first + timedelta(days=offset) for number, (_, offset, _) in enumerate(sold)}
    line_of = {
        number: SalesLine("P", "paint", 1, Decimal(cents).scaleb(-2)) for number, (_, _, cents) in enumerate(sold)
    }
    parents: Links = up(*links)
    for root in "ABCDEF":
        by_span = [
            line_of[number]
            for span in subtree(root, first, last, down(*links))
            for number, (dealer, _, _) in enumerate(sold)
            if dealer == span.dealer_id and span.first <= day_of[number] <= span.last
        ]
        by_line = [
            line_of[number]
            for number, (dealer, _, _) in enumerate(sold)
            if root in [dealer, *chain_above(dealer, day_of[number], parents)]
        ]
        assert measure(terms, by_span) == measure(terms, by_line)
