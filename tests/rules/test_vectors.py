"""The worked cases of the money rules, one test each. `--vectors DIR` takes them from another folder."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chalicelib.kernel.errors import Invalid
from chalicelib.pricing.rules import BasketLine, Buyer, PriceBook, quote
from chalicelib.promotions.rules import Promotion
from chalicelib.rebates.rules import SalesLine, Terms, calculate

VECTORS = Path(__file__).parent.parent / "vectors"
MOMENT = datetime(2026, 10, 1, tzinfo=UTC)

Case = dict[str, Any]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a case of `quotes.json` and `rebates.json`, named as the case is."""
    folder = Path(metafunc.config.getoption("vectors") or VECTORS)
    for file, argument in (("quotes.json", "quote_case"), ("rebates.json", "rebate_case")):
        if argument in metafunc.fixturenames:
            cases = json.loads((folder / file).read_text(encoding="utf-8"))
            metafunc.parametrize(argument, cases, ids=[case["name"] for case in cases])


def quoted(case: Case) -> Case:
    """What the quote comes to, in the form of the case's `expected`."""
    basket = [BasketLine(**line) for line in case["lines"]]
    promotions = [Promotion.of(fields) for fields in case["promotions"]]
    try:
        return quote(Buyer("D1"), basket, PriceBook.of(case["price_lists"]), promotions, MOMENT).summary()
    except Invalid as refused:
        return {"error": refused.code.value, "sku": refused.details[0]["sku"]}


def test_quote(quote_case: Case) -> None:
    assert quoted(quote_case) == quote_case["expected"]


def test_rebate(rebate_case: Case) -> None:
    baseline = None if rebate_case["baseline"] is None else Decimal(rebate_case["baseline"])
    sold = [SalesLine.of(line) for line in rebate_case["lines"]]
    assert calculate(Terms.of(rebate_case["program"]), sold, baseline).summary() == rebate_case["expected"]
