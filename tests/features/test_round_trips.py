"""How often a quote and a submission go to AWS does not depend on how long the order is."""

from typing import Any

import pytest
from botocore.client import BaseClient

from tests.bench.round_trips import (
    BUYERS,
    IN_FORCE,
    MOST_OF_A_QUOTE,
    MOST_OF_A_SUBMISSION,
    QUOTED,
    SUBMITTED,
    measure,
    put_in_force,
)
from tests.world.api import ask
from tests.world.cloud import Cloud
from tests.world.shop import BUYER, basket, counted_calls, done, open_for_business, shelf


@pytest.mark.parametrize(("prices", "quote", "submission"), [("grade", 7, 8), ("contract", 8, 9)])
@pytest.mark.parametrize("campaigns", [0, IN_FORCE])
def test_round_trips_are_few_and_the_same_for_one_line_and_for_many_with_and_without_campaigns(
    aws: Cloud, prices: str, quote: int, submission: int, campaigns: int
) -> None:
    with open_for_business():
        put_in_force(campaigns)
        made = measure(BUYERS[prices])
    assert {size: len(calls) for size, calls in made.quotes.items()} == dict.fromkeys(QUOTED, quote)
    assert {size: len(calls) for size, calls in made.submissions.items()} == dict.fromkeys(SUBMITTED, submission)
    assert quote <= MOST_OF_A_QUOTE
    assert submission <= MOST_OF_A_SUBMISSION


@pytest.mark.parametrize("size", [10, 90])
def test_keys_that_dynamodb_leaves_for_later_cost_one_more_whatever_the_lines(
    aws: Cloud, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """DynamoDB hands back half of a batch where it is throttled; the rest is asked for, and no line lacks."""
    with open_for_business():
        wanted = basket(**shelf(size))
        at_once = done(ask("POST", "/quotes", wanted, BUYER))
        _hand_back_half_once(monkeypatch)
        with counted_calls(monkeypatch) as calls:
            assert done(ask("POST", "/quotes", wanted, BUYER)) == at_once
    assert len(calls) == 8
    assert len(calls) <= MOST_OF_A_QUOTE


def _hand_back_half_once(monkeypatch: pytest.MonkeyPatch) -> None:
    really = BaseClient._make_api_call
    left = iter([True])

    def answer(self: Any, operation: str, given: Any) -> Any:
        if operation != "BatchGetItem" or len(given["RequestItems"]) > 1 or not next(left, False):
            return really(self, operation, given)
        ((table, asked),) = given["RequestItems"].items()
        half = len(asked["Keys"]) // 2
        now, later = ({table: {**asked, "Keys": keys}} for keys in (asked["Keys"][:half], asked["Keys"][half:]))
        return {**really(self, operation, {**given, "RequestItems": now}), "UnprocessedKeys": later}

    monkeypatch.setattr(BaseClient, "_make_api_call", answer)
