"""A draft is tried on past periods before it is published: over all active dealers, step by step, each once."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.kernel import clock
from chalicelib.rebates import backtest_commands, queries
from chalicelib.rebates.records import BacktestRecord
from tests.features.test_rebates_programs import FINANCE, body
from tests.world.api import Reply, ask
from tests.world.books import instant, invoice, make_dealer
from tests.world.cloud import Cloud
from tests.world.streams import Streams

DEALERS = [f"D0000000{letter}" for letter in "ABC"]
TIERS = {"tiers": [{"from": "1000", "rate": "0.02"}, {"from": "2000", "rate": "0.03"}]}


@pytest.fixture(autouse=True)
def sold(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    monkeypatch.setattr(backtest_commands, "DEALERS_A_STEP", 2)
    with clock.at(instant("2026-11-05")):
        for dealer_id in DEALERS:
            make_dealer(dealer_id, "1000000.00", opened_on="2026-07-01")
        for number, (dealer_id, amount, day) in enumerate(
            [
                (DEALERS[0], "1500.00", "2026-09-10"),
                (DEALERS[0], "2500.00", "2026-10-10"),
                (DEALERS[1], "900.00", "2026-10-31"),
                (DEALERS[2], "1000.00", "2026-08-31"),
            ]
        ):
            invoice(dealer_id, number, amount, day)
        yield aws


def start(first: str = "2026-09", last: str = "2026-10", key: str = "b1", **more: Any) -> Reply:
    extra = {name: more.pop(name) for name in ("succeeds",) if name in more}
    asked = {"program": body(TIERS, first_day="2026-12-01", **more), "first_period": first, "last_period": last}
    return ask("POST", "/rebate-programs/backtests", asked | extra, FINANCE, key=key)


def test_what_a_draft_would_have_cost(sold: Cloud) -> None:
    begun = start()
    assert (begun.status, begun.body["state"], begun.body["dealers"], begun.body["all_dealers"]) == (
        202,
        "running",
        0,
        3,
    )
    assert start().text == begun.text
    Streams(sold).drain()
    found = ask("GET", f"/rebate-programs/backtests/{begun.body['backtest_id']}", who=FINANCE).body
    assert (found["state"], found["dealers"], found["program"]["name"]) == ("done", 3, "九月返利")
    tally = found["tally"]
    assert (tally["meant"], tally["paid"], tally["cost"], tally["at_next_tier"]) == (3, 1, "105.00", "215.00")
    assert tally["winners"] == [
        {"dealer_id": DEALERS[0], "dealer_name": f"{DEALERS[0]} 经贸有限公司", "payout": "105.00"}
    ]
    assert tally["periods"] == [
        {"period": "2026-09", "tiers": [2, 1, 0], "meant": 3, "paid": 1, "cost": "30.00", "at_next_tier": "100.00"},
        {"period": "2026-10", "tiers": [2, 0, 1], "meant": 3, "paid": 1, "cost": "75.00", "at_next_tier": "115.00"},
    ]
    (listed,) = ask("GET", "/rebate-programs/backtests", who=FINANCE).body["items"]
    assert listed == found
    assert queries.programs() == []


def test_a_step_is_done_once_and_only_as_it_was_told() -> None:
    backtest_id = start().body["backtest_id"]
    assert backtest_commands.next_step(backtest_id, 2) is None
    assert backtest_commands.next_step(backtest_id, 1) is not None
    assert backtest_commands.next_step(backtest_id, 1) is None
    assert backtest_commands.next_step("BT000000000000XXX", 1) is None
    moved = queries.find_backtest(backtest_id)
    assert moved is not None
    assert (moved.dealers, moved.version, moved.state) == (2, 2, "running")
    backtest_commands.next_step(backtest_id, 2)
    done = queries.find_backtest(backtest_id)
    assert done is not None
    assert (done.dealers, done.state, done.tally["cost"]) == (3, "done", "105.00")


def test_a_step_that_was_overtaken_adds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    backtest_id = start().body["backtest_id"]
    really, faster = backtest_commands._try, iter([True])

    def overtaken(*given: Any) -> Any:
        if next(faster, False):
            backtest_commands.next_step(backtest_id, 1)
        return really(*given)

    monkeypatch.setattr(backtest_commands, "_try", overtaken)
    assert backtest_commands.next_step(backtest_id, 1) is None
    moved = queries.find_backtest(backtest_id)
    assert moved is not None
    assert (moved.dealers, moved.version) == (2, 2)


def test_it_means_whom_the_draft_means_and_settles_quarters_too(sold: Cloud) -> None:
    begun = start("2026-Q3", "2026-Q3", period_kind="quarter", audience={"dealers": DEALERS[1:]})
    Streams(sold).drain()
    tally = BacktestRecord.get("BACKTESTS", f"BACKTEST#{begun.body['backtest_id']}").tally
    assert (tally["meant"], tally["paid"], Decimal(tally["cost"])) == (2, 1, Decimal("20.00"))


@pytest.mark.parametrize(
    ("first", "last", "more", "fields"),
    [
        ("2026-09", "2026-11", {}, ["last_period"]),
        ("2026-10", "2026-09", {}, ["first_period"]),
        ("2025-09", "2026-10", {}, ["first_period"]),
        ("2026-Q3", "2026-10", {}, ["first_period"]),
        ("2026-09", "2026-10", {"succeeds": "P0000000X"}, ["succeeds"]),
        ("2026-09", "2026-10", {"last_day": "2025-01-01"}, ["last_day"]),
    ],
)
def test_what_cannot_be_tried_is_refused(first: str, last: str, more: Any, fields: list[str]) -> None:
    refused = start(first, last, **more)
    assert (refused.status, [detail["field"] for detail in refused.body["Details"]]) == (422, fields)
    assert ask("GET", "/rebate-programs/backtests", who=FINANCE).body["items"] == []


def test_one_that_is_not_there_is_404() -> None:
    assert ask("GET", "/rebate-programs/backtests/BT1", who=FINANCE).status == 404
