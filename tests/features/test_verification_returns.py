"""The books of returns verify themselves: a healthy life has no findings, each falsified figure is found."""

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.aws.tables import Record
from chalicelib.insights import verification_queries
from chalicelib.kernel import clock
from chalicelib.ledger.payment_commands import NewPayment, record_payment
from chalicelib.ledger.records import EntryRecord, PaymentRecord
from chalicelib.orders.records import OrderRecord, ReceiptRecord, ShipmentRecord
from chalicelib.returns.records import ReturnRecord
from chalicelib.stock.records import LevelRecord, MovementRecord, level_key
from tests.features.test_verification import Falsify, falsified, found_at, in_json, sets, verified
from tests.world.cloud import Cloud, cloud
from tests.world.goods_back import brought, lines, received, requested, step
from tests.world.restore import put_back, stands
from tests.world.shop import DEALER, EAST, NOW, open_shop, post

ACCOUNT = f"account:{DEALER}"


@pytest.fixture(scope="module")
def opened() -> Iterator[Cloud]:
    """The shop on 20 October, made once."""
    with cloud() as made, clock.at(NOW):
        open_shop()
        yield made


@pytest.fixture(scope="module")
def after_returns(opened: Cloud) -> tuple[dict[str, str], Any, Any]:
    """What a return that was credited and another one that came in are called; the tables before and after."""
    before = stands()
    order_id = received(A=10)
    first, second = requested(order_id, l1=4), requested(order_id, l1=3)
    brought(first, "approve", "receive", "credit")
    brought(second, "approve", "receive")
    return {"order": order_id, "shipment": f"{order_id}-S1", "first": first, "second": second}, before, stands()


@pytest.fixture
def names(after_returns: tuple[dict[str, str], Any, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(verification_queries, "PAUSE_SECONDS", 0.0)
    called, before, after = after_returns
    put_back(before)
    put_back(after)
    return called


def test_what_came_back_is_clean(names: dict[str, str]) -> None:
    assert (verified(), found_at()) == ([], [])


CASES: dict[str, tuple[type[Record], str, Falsify, list[tuple[str, str, str, str]]]] = {
    "what a return was credited": (
        ReturnRecord, "{first}", sets(amount="39.00"),
        [("return_entries", "return:{first}", "39.00", "38.00"),
         ("returns_credited", "order:{order}", "39.00", "38.00")],
    ),
    "its entry": (
        EntryRecord, "ENTRY#return", sets(amount="-37.00"),
        [("balance", f"{ACCOUNT}:receivable", "58.00", "57.00"), ("return_entries", "return:{first}", "38.00", "37.00"),
         ("payment_entry", "payment:{first}", "37.00", "38.00")],
    ),
    "what is left of a credit note": (
        PaymentRecord, "PAYMENT#", sets(unapplied="1.00"),
        [("payment_left", "payment:{first}", "0.00", "1.00"), ("open_items", ACCOUNT, "56.00", "57.00")],
    ),
    "what the order was credited": (
        OrderRecord, "ORDER#", sets(credited="40.00"), [("returns_credited", "order:{order}", "38.00", "40.00")],
    ),
    "the pieces that returns have claimed": (
        OrderRecord, "ORDER#", in_json("lines", 0, "returned", to=8), [("line_returned", "order:{order}:1", "7", "8")],
    ),
    "the pieces that are credited": (
        OrderRecord, "ORDER#", in_json("lines", 0, "credited", to=5),
        [("line_credited", "order:{order}:1", "4", "5"), ("shipments_returned", "order:{order}:1", "5", "4"),
         ("receipts_returned", "order:{order}:1", "5", "4")],
    ),
    "what came back of a shipment": (
        ShipmentRecord, "SHIPMENT#", in_json("lines", 0, "returned", to=3),
        [("shipments_returned", "order:{order}:1", "4", "3")],
    ),
    "what came back of a receipt": (
        ReceiptRecord, "RECEIPT#", in_json("lines", 0, "returned", to=5),
        [("receipts_returned", "order:{order}:1", "4", "5")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_falsified_figure_is_found(names: dict[str, str], name: str) -> None:
    kind, which, falsify, expected = CASES[name]
    falsified(kind, falsify, which.format(**names))
    assert sorted(verified()) == sorted(
        (check, subject.format(**names), figure, found) for check, subject, figure, found in expected
    )


def test_a_falsified_quarantine_is_found(names: dict[str, str]) -> None:
    level = LevelRecord.get(*level_key(EAST, "A"), consistent_read=True)
    level.quarantine = 6
    level.save()
    assert found_at() == [("stock_quarantine", f"level:{EAST}:A", "7", "6")]


def test_a_movement_that_is_missing_is_found(names: dict[str, str]) -> None:
    cause = f"return:{names['second']}"
    MovementRecord.get(f"LOCATION#{EAST}", f"MOVEMENT#{cause}", consistent_read=True).delete()
    assert found_at() == [("stock_quarantine", f"level:{EAST}:A", "4", "7")]


@pytest.mark.parametrize("seed", range(3))
def test_law_after_a_random_life_of_returns_nothing_is_found(names: dict[str, str], seed: int) -> None:
    """Goods of two orders come back whichever way, in any order, with payments between: no rule is broken."""
    dice = random.Random(seed)
    orders = [received(A=7, C=11), received(A=5, B=2)]
    known: list[str] = []
    for _ in range(25):
        what = dice.choice(
            ["request", "request", "approve", "receive", "receive", "inspect", "credit", "reject", "pay"]
        )
        if what == "request":
            wanted = {f"l{number}": dice.randint(1, 4) for number in (1, 2)}
            body = {"order_id": dice.choice(orders), "lines": lines(**wanted), "reason": "变形", "photos": []}
            made = post("/returns", body)
            known += [made.body["return_id"]] if made.status == 201 else []
            assert made.status in {201, 422}
        elif what == "pay":
            record_payment(NewPayment(DEALER, Decimal(dice.randint(1, 9000)) / 100, NOW.date()), None)
        elif known:
            counted = {"lines": lines(l1=dice.randint(0, 2), l2=dice.randint(0, 2))}
            scrapped = {"lines": [{"line": 1, "scrap": dice.randint(0, 1)}]}
            bodies: dict[str, Any] = {"receive": counted, "inspect": scrapped, "reject": {"reason": "不符"}}
            assert step(dice.choice(known), what, bodies.get(what)).status in {200, 409, 422}
    assert (verified(), found_at()) == ([], [])
