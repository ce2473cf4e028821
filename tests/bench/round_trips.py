"""How often a quote and a submission go to AWS, by the number of lines. On moto, through the real handler."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chalicelib.edge.principal import Principal
from tests.bench.figures import Figure
from tests.world.api import ask
from tests.world.campaigns import join, published
from tests.world.cloud import cloud
from tests.world.shop import BUYER, OTHER_BUYER, basket, counted_calls, done, drafted, open_for_business, post, shelf

QUOTED = (1, 10, 50, 90, 101, 500)
"""Numbers of lines of a quote. Beyond 100, what one BatchGetItem takes, another operation reads."""
SUBMITTED = (1, 10, 50, 90)
"""Numbers of lines of a submission. More than 90 do not fit one transaction."""
MOST_OF_A_QUOTE, MOST_OF_A_SUBMISSION = 8, 10
BUYERS = {"grade": BUYER, "contract": OTHER_BUYER}
"""A dealer with the price list of its grade and the default one, and one with a contract's beside."""

Trips = dict[int, list[str]]
"""By the number of lines: the operations, in the order in which AWS was asked."""


@dataclass(frozen=True)
class Measured:
    quotes: Trips
    submissions: Trips


IN_FORCE = 50
"""Campaigns that match every basket of the shelf. One would give, the others meet in four groups, so that an order
uses four: so many fit one transaction beside the levels of 90 lines."""


def put_in_force(count: int) -> None:
    """So many campaigns, each with a quota, all but the one that gives with a budget, some of them to be joined."""
    gift = {"kind": "buy_x_get_y", "buy": 1000, "get": 1, "get_sku": "C"}
    off = [{"kind": "amount_off", "amount": "0.01"}, {"kind": "percent_off", "percent": "1"}]
    for number in range(count):
        if number == 0:
            published(gift, quota=100_000)
        else:
            joined = number % 10 == 1
            limits = {"budget": "100000.00", "quota": 100_000, "opt_in": joined}
            promotion_id = published(off[number % 2], group=f"g{number % 4}", **limits)
            for buyer in BUYERS.values() if joined else ():
                assert join(promotion_id, buyer).status == 201


def measure(buyer: Principal) -> Measured:
    """A quote and a submission of each size; no two submissions buy the same goods. The shop must be open."""
    goods = shelf(max(*QUOTED, sum(SUBMITTED)))
    quotes = {size: _of_a_quote(buyer, dict(list(goods.items())[:size])) for size in QUOTED}
    left = iter(goods.items())
    return Measured(
        quotes, {size: _of_a_submission(buyer, dict(next(left) for _ in range(size))) for size in SUBMITTED}
    )


def _of_a_quote(buyer: Principal, wanted: dict[str, int]) -> list[str]:
    with counted_calls(pytest.MonkeyPatch()) as calls:
        quoted = done(ask("POST", "/quotes", basket(**wanted), buyer))
    assert len(quoted["lines"]) == len(wanted)
    return calls


def _of_a_submission(buyer: Principal, wanted: dict[str, int]) -> list[str]:
    draft = drafted(buyer, **wanted)
    with counted_calls(pytest.MonkeyPatch()) as calls:
        done(post(f"/orders/{draft['order_id']}/submit", {"total": draft["total"]}, buyer))
    return calls


def figures() -> Iterator[Figure]:
    """The counts."""
    for prices, buyer in BUYERS.items():
        with cloud(), open_for_business():
            put_in_force(IN_FORCE)
            made = measure(buyer)
        for size, calls in made.quotes.items():
            what = f"AWS round trips, quote of {size}, prices by {prices}, {IN_FORCE} campaigns"
            yield Figure(what, str(len(calls)), f"at most {MOST_OF_A_QUOTE}")
        for size, calls in made.submissions.items():
            what = f"AWS round trips, submission of {size}, prices by {prices}, {IN_FORCE} campaigns"
            yield Figure(what, str(len(calls)), f"at most {MOST_OF_A_SUBMISSION}")
