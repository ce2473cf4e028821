"""The books verify themselves: a healthy world has no findings, and each figure that is falsified is found."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends

from chalicelib.aws.tables import Record, commit, create, find, list_all
from chalicelib.dealers.hierarchy_commands import NewParent, set_parent
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.dealers.records import LinkRecord, parent_key, sub_dealer_key
from chalicelib.edge.principal import Role
from chalicelib.insights import queries, verification_commands, verification_queries
from chalicelib.insights.records import FindingRecord, VerificationRecord, findings_partition
from chalicelib.insights.verification_rules import RULES, Check
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries as ledger
from chalicelib.ledger.records import AccountRecord, EntryRecord, InvoiceRecord, PaymentRecord, StatementRecord
from chalicelib.ledger.statement_commands import RebatePosting, post_settlement
from chalicelib.orders.records import JOBS, JobRecord, OrderRecord, ReceiptRecord, ShipmentRecord, job_key
from chalicelib.rebates.records import DraftRecord, PostedRecord, ProgramRecord, draft_key, posted_key, program_key
from chalicelib.stock.records import LevelRecord, level_key
from tests.world.api import Context, ask, dealer_user, staff
from tests.world.books import instant
from tests.world.cloud import ACCOUNT as ACCOUNT_ID
from tests.world.cloud import Cloud, cloud
from tests.world.restore import put_back, stands
from tests.world.shop import (
    BUYER,
    DEALER,
    EAST,
    NORTH,
    NORTHERN,
    OTHER,
    OTHER_BUYER,
    SALES,
    WAREHOUSE,
    confirmed,
    done,
    drafted,
    open_shop,
    post,
    shelf,
    submitted,
)
from tests.world.streams import Streams, handler

FINANCE, AUDITOR = staff(Role.FINANCE), staff(Role.AUDITOR)
SEPTEMBER = Period.parse("2026-09")
REBATE = f"rebate:2026-09-r1:2026-09:P1:{DEALER}"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification_queries, "PAUSE_SECONDS", 0.0)


@pytest.fixture(scope="module")
def opened() -> Iterator[Cloud]:
    """The shop on 20 October, made once: every test has its tables as they were."""
    with cloud() as made, clock.at(instant("2026-10-20")):
        open_shop()
        yield made


@pytest.fixture
def aws(opened: Cloud) -> Iterator[Cloud]:
    stood = stands()
    yield opened
    put_back(stood)


@pytest.fixture(scope="module")
def after_trade(opened: Cloud) -> tuple[str, Any]:
    """The tables once a dealer has traded, made once; and the order's id."""
    stood = stands()
    order_id, made = trade(), stands()
    put_back(stood)
    return order_id, made


@pytest.fixture
def traded(aws: Cloud, after_trade: tuple[str, Any]) -> str:
    """A dealer with a statement, an order that is shipped and received in part and paid in part; the order's id."""
    order_id, made = after_trade
    put_back(made)
    for table in dynamodb_backends[ACCOUNT_ID]["us-east-1"].tables.values():
        if table.stream_shard:
            table.stream_shard.items.clear()
    return order_id


def settle_september() -> None:
    """A rebate of 12.50, as a run posts it for its draft, and the statement of September."""
    key = posted_key(DEALER, "P1", "2026-09")
    posted = PostedRecord(
        *key, dealer_id=DEALER, program_id="P1", period="2026-09", amount=Decimal("12.50"),
        held=False, open=False, run_id="2026-09-r1",
    )  # fmt: skip
    line = {"program_id": "P1", "program_period": "2026-09", "difference": "12.50"}
    draft = DraftRecord(
        *draft_key("2026-09-r1", DEALER), dealer_id=DEALER, question=1, amount=Decimal("12.50"),
        lines=[line], problems=[],
    )  # fmt: skip
    commit(create(draft))
    details = {"program_name": "返利", "tier_method": "whole", "total": "12.50", "posted_earlier": "0.00"}
    post_settlement(
        DEALER, SEPTEMBER, [RebatePosting("P1", SEPTEMBER, Decimal("12.50"), details, create(posted))], "2026-09-r1"
    )


def trade() -> str:
    with clock.at(instant("2026-10-04")):
        settle_september()
    order_id = confirmed(A=10, B=3)
    shipment = done(post(f"/orders/{order_id}/ship", {"lines": [{"line": 1, "quantity": 4}]}, WAREHOUSE))
    part = {"shipment_id": shipment["shipments"][0]["shipment_id"], "lines": [{"line": 1, "quantity": 3}]}
    done(post(f"/orders/{order_id}/receive", part, BUYER))
    pay("20.00")
    with clock.at(instant("2026-11-04")):
        post_settlement(DEALER, Period.parse("2026-10"), [], "2026-10-r1")
    return order_id


def pay(amount: str, dealer_id: str = DEALER) -> None:
    paid = {"dealer_id": dealer_id, "amount": amount, "received_on": "2026-10-20"}
    assert post("/payments", paid, FINANCE).status == 201


def verified(dealer_id: str = DEALER) -> list[tuple[str, str, str, str]]:
    answer = ask("GET", f"/accounts/{dealer_id}/verification", who=FINANCE)
    assert answer.status == 200, answer.text
    assert answer.body["clean"] == (answer.body["items"] == [])
    return [(item["check"], item["subject"], item["expected"], item["found"]) for item in answer.body["items"]]


def found_at(warehouse: str = EAST) -> list[tuple[str, str, str, str]]:
    found = verification_queries.findings_of_warehouse(warehouse)
    return [(str(one.check), one.subject, one.expected, one.found) for one in found]


# A healthy world


def test_a_dealer_who_has_traded_is_clean(traded: str) -> None:
    assert ask("GET", f"/accounts/{DEALER}/verification", who=FINANCE).body == {
        "dealer_id": DEALER, "clean": True, "verified_at": "2026-10-20T04:00:00.000000Z", "items": [],
    }  # fmt: skip
    assert found_at(EAST) == found_at(NORTH) == []


def test_whoever_may_read_the_account_may_have_it_verified_and_nobody_else(traded: str) -> None:
    path = f"/accounts/{DEALER}/verification"
    may = [FINANCE, AUDITOR, SALES, dealer_user(DEALER), dealer_user(DEALER, Role.DEALER_ACCOUNTANT)]
    assert [ask("GET", path, who=who).status for who in may] == [200] * len(may)
    assert ask("GET", path, who=OTHER_BUYER).status == 404
    assert ask("GET", path, who=staff(Role.SALES, regions=("north",))).status == 404
    assert ask("GET", path, who=WAREHOUSE).status == 403


@pytest.mark.parametrize("seed", range(3))
def test_law_after_a_random_life_nothing_is_found(aws: Cloud, seed: int) -> None:
    """Orders of two dealers that go whichever way, payments, settlements, in any order: no rule is broken."""
    dice = random.Random(seed)
    open_orders: list[tuple[str, Any]] = []
    for _ in range(12):
        _live(dice, open_orders)
    for dealer_id in (DEALER, OTHER):
        assert verified(dealer_id) == []
    assert found_at(EAST) == []


def _live(dice: random.Random, open_orders: list[tuple[str, Any]]) -> None:
    """One step of a life; what the state does not allow is refused and changes nothing."""
    step = dice.choice(["submit", "submit", "confirm", "ship", "receive", "cancel", "close", "pay", "settle"])
    who, dealer_id = dice.choice([(BUYER, DEALER), (OTHER_BUYER, OTHER)])
    if step == "submit":
        open_orders.append((submitted(who, A=dice.randint(1, 9), B=dice.randint(1, 2)), who))
    elif step == "pay":
        pay(f"{dice.randint(1, 9000)}.{dice.randint(10, 99)}", dealer_id)
    elif step == "settle":
        period = Period.parse(ledger.account_as_is(dealer_id).open_from)
        if str(period) < "2026-10":
            post_settlement(dealer_id, period, [], f"{period}-r1")
    elif open_orders:
        _go_on(dice, step, *dice.choice(open_orders))


def _go_on(dice: random.Random, step: str, order_id: str, buyer: Any) -> None:
    shown = ask("GET", f"/orders/{order_id}", who=buyer).body
    bodies: dict[str, Any] = {
        "confirm": {},
        "cancel": {"reason": "写错"},
        "close": {},
        "ship": {"lines": [{"line": dice.randint(1, 2), "quantity": dice.randint(1, 3)}]},
        "receive": {"shipment_id": (shown["shipments"] or [{"shipment_id": "none"}])[-1]["shipment_id"]},
    }
    asker = {"cancel": buyer, "receive": buyer, "ship": WAREHOUSE}.get(step, SALES)
    assert post(f"/orders/{order_id}/{step}", bodies[step], asker).status in {200, 404, 409, 422}


# Every figure, falsified by hand


Falsify = Callable[[Any], None]


def falsified(kind: type[Record], falsify: Falsify, which: str = "") -> None:
    """Changes the one record of a kind (whose sort key holds `which`) behind the back of every rule."""
    record = next(one for one in every(kind) if which in one.sk)
    falsify(record)
    record.save()


def every(kind: type[Record]) -> list[Any]:
    """Every record of a kind, wherever it lies."""
    return [one for one in kind.scan() if one.kind == kind.KIND]


def sets(**figures: Any) -> Falsify:
    def falsify(record: Any) -> None:
        for name, figure in figures.items():
            setattr(record, name, Decimal(figure) if isinstance(figure, str) else figure)

    return falsify


def renames(**texts: str) -> Falsify:
    def falsify(record: Any) -> None:
        for name, text in texts.items():
            setattr(record, name, text)

    return falsify


def in_json(name: str, *path: Any, to: Any) -> Falsify:
    """Sets one place of a JSON document."""

    def falsify(record: Any) -> None:
        document = getattr(record, name)
        *way, last = path
        part = document
        for step in way:
            part = part[step]
        part[last] = to
        setattr(record, name, document)

    return falsify


ACCOUNT = f"account:{DEALER}"
LEVEL = f"level:{EAST}:A"

CASES: dict[str, tuple[type[Record], str, Falsify, list[tuple[str, str, str, str]]]] = {
    "the receivable": (
        AccountRecord, "ACCOUNT", sets(receivable="18.01", available="9904.99"),
        [("balance", f"{ACCOUNT}:receivable", "18.00", "18.01"), ("open_items", ACCOUNT, "18.00", "18.01"),
         ("available", ACCOUNT, "9864.99", "9904.99")],
    ),
    "the wallet": (
        AccountRecord, "ACCOUNT", sets(rebate="12.51"),
        [("balance", f"{ACCOUNT}:rebate", "12.50", "12.51"),
         ("wallet_available", f"{ACCOUNT}:rebate", "12.51", "12.50")],
    ),
    "what is available": (
        AccountRecord, "ACCOUNT", sets(available="9865.01"), [("available", ACCOUNT, "9865.00", "9865.01")],
    ),
    "the exposure": (
        AccountRecord, "ACCOUNT", sets(exposure="116.00", available="9866.00"),
        [("exposure", ACCOUNT, "117.00", "116.00")],
    ),
    "what is open of an invoice": (
        InvoiceRecord, "INVOICE#", sets(open="19.00"),
        [("invoice_open", "invoice:{shipment}", "18.00", "19.00"), ("open_items", ACCOUNT, "19.00", "18.00")],
    ),
    "an invoice's amount": (
        InvoiceRecord, "INVOICE#", sets(amount="39.00"),
        [("invoice_open", "invoice:{shipment}", "19.00", "18.00"),
         ("invoice_entry", "invoice:{shipment}", "38.00", "39.00"),
         ("shipment_invoice", "shipment:{shipment}", "38.00", "39.00")],
    ),
    "what a payment covers": (
        InvoiceRecord, "INVOICE#", in_json("applied", 0, "amount", to="21.00"),
        [("invoice_open", "invoice:{shipment}", "17.00", "18.00"),
         ("payment_left", "payment:{payment}", "-1.00", "0.00"),
         ("payment_applied", "payment:{payment}:{shipment}", "21.00", "20.00")],
    ),
    "what a payment says that an invoice took": (
        PaymentRecord, "PAYMENT#", in_json("applied", 0, "amount", to="19.00"),
        [("payment_applied", "payment:{payment}:{shipment}", "20.00", "19.00")],
    ),
    "the entry of an invoice": (
        InvoiceRecord, "INVOICE#", renames(cause="shipment:nothing"),
        [("invoice_entry", "invoice:{shipment}", "none", "38.00")],
    ),
    "the oldest due day": (
        AccountRecord, "ACCOUNT", renames(oldest_due="2026-12-01"),
        [("oldest_due", ACCOUNT, "{due}", "2026-12-01")],
    ),
    "a bank's line": (
        PaymentRecord, "PAYMENT#", renames(bank_line_id="B00"), [("bank_line", "payment:{payment}", "none", "20.00")],
    ),
    "an adjustment that nobody approved": (
        EntryRecord, "ENTRY#payment", renames(cause="adjustment:A1"),
        [("adjustment", "adjustment:A1", "none", "-20.00"),
         ("payment_entry", "payment:{payment}", "none", "20.00")],
    ),
    "what is left of a payment": (
        PaymentRecord, "PAYMENT#", sets(unapplied="5.00"),
        [("payment_left", "payment:{payment}", "0.00", "5.00"), ("open_items", ACCOUNT, "13.00", "18.00")],
    ),
    "a payment's amount": (
        PaymentRecord, "PAYMENT#", sets(amount="25.00"),
        [("payment_left", "payment:{payment}", "5.00", "0.00"),
         ("payment_entry", "payment:{payment}", "20.00", "25.00")],
    ),
    "an entry of the receivable": (
        EntryRecord, "ENTRY#shipment", sets(amount="38.50"),
        [("balance", f"{ACCOUNT}:receivable", "18.50", "18.00"),
         ("invoice_entry", "invoice:{shipment}", "38.50", "38.00"),
         ("statement_sum", f"statement:{DEALER}-2026-10:receivable", "18.50", "18.00"),
         ("statement_closing", f"statement:{DEALER}-2026-10:receivable", "18.50", "18.00")],
    ),
    "an entry of the wallet": (
        EntryRecord, "ENTRY#rebate", sets(amount="12.00"),
        [("balance", f"{ACCOUNT}:rebate", "12.00", "12.50"),
         ("statement_sum", f"statement:{DEALER}-2026-09:rebate", "12.00", "12.50"),
         ("statement_closing", f"statement:{DEALER}-2026-09:rebate", "12.00", "12.50"),
         ("rebate_settled", REBATE, "12.50", "12.00"),
         ("rebate_posted", f"rebate:{DEALER}:P1:2026-09", "12.00", "12.50")],
    ),
    "a statement's opening": (
        StatementRecord, "2026-10", in_json("figures", "rebate", "opening", to="12.00"),
        [("statement_opening", f"statement:{DEALER}-2026-10:rebate", "12.50", "12.00"),
         ("statement_closing", f"statement:{DEALER}-2026-10:rebate", "12.00", "12.50")],
    ),
    "a statement's sum": (
        StatementRecord, "2026-10", in_json("figures", "receivable", "sum", to="17.00"),
        [("statement_sum", f"statement:{DEALER}-2026-10:receivable", "18.00", "17.00")],
    ),
    "a statement's closing": (
        StatementRecord, "2026-09", in_json("figures", "rebate", "closing", to="12.51"),
        [("statement_closing", f"statement:{DEALER}-2026-09:rebate", "12.50", "12.51"),
         ("statement_opening", f"statement:{DEALER}-2026-10:rebate", "12.51", "12.50")],
    ),
    "a statement's ageing": (
        StatementRecord, "2026-10", in_json("ageing", "over_90", to="1.00"),
        [("statement_ageing", f"statement:{DEALER}-2026-10", "18.00", "19.00")],
    ),
    "an order's total": (
        OrderRecord, "ORDER#", sets(total="156.00"),
        [("order_total", "order:{order}", "155.00", "156.00"), ("order_exposure", "order:{order}", "118.00", "117.00")],
    ),
    "what an order holds": (
        OrderRecord, "ORDER#", sets(exposure="116.00"),
        [("exposure", ACCOUNT, "116.00", "117.00"), ("order_exposure", "order:{order}", "117.00", "116.00")],
    ),
    "a line's gross": (
        OrderRecord, "ORDER#", in_json("lines", 1, "gross", to="61.00"),
        [("line_net", "order:{order}:2", "61.00", "60.00")],
    ),
    "a line's discount": (
        OrderRecord, "ORDER#", in_json("lines", 1, "discount", to="1.00"),
        [("line_net", "order:{order}:2", "59.00", "60.00"), ("line_discount", "order:{order}:2", "0.00", "1.00")],
    ),
    "a promotion's share": (
        OrderRecord, "ORDER#", in_json("lines", 1, "applied", to=[{"promotion": "M1", "amount": "2.00"}]),
        [("promotion_shares", "order:{order}:M1", "0.00", "2.00"),
         ("line_discount", "order:{order}:2", "2.00", "0.00"),
         ("promotion_part", "promotion:D0000000A:M1:amount", "2.00", "0.00"),
         ("promotion_part", "promotion:D0000000A:M1:count", "3", "0")],
    ),
    "what the quote says that a promotion saved": (
        OrderRecord, "ORDER#",
        in_json("quote", "order_discounts", to=[{"promotion": "M1", "amount": "2.00", "next_step": None}]),
        [("promotion_shares", "order:{order}:M1", "2.00", "0.00")],
    ),
    "the pieces that a line has shipped": (
        OrderRecord, "ORDER#", in_json("lines", 0, "shipped", to=5),
        [("line_shipped", "order:{order}:1", "4", "5"), ("line_shipped_net", "order:{order}:1", "47.50", "38.00"),
         ("order_exposure", "order:{order}", "107.50", "117.00")],
    ),
    "the pieces that a line has received": (
        OrderRecord, "ORDER#", in_json("lines", 0, "received", to=4), [("line_received", "order:{order}:1", "3", "4")],
    ),
    "a part of a shipment": (
        ShipmentRecord, "SHIPMENT#", in_json("lines", 0, "net", to="38.01"),
        [("line_shipped_net", "order:{order}:1", "38.00", "38.01"),
         ("shipment_amount", "shipment:{shipment}", "38.01", "38.00")],
    ),
    "a shipment's amount": (
        ShipmentRecord, "SHIPMENT#", sets(amount="38.02"),
        [("shipment_amount", "shipment:{shipment}", "38.00", "38.02"),
         ("shipment_invoice", "shipment:{shipment}", "38.02", "38.00")],
    ),
    "the pieces of a receipt": (
        ReceiptRecord, "RECEIPT#", in_json("lines", 0, "quantity", to=2),
        [("line_received", "order:{order}:1", "2", "3")],
    ),
    "what a program paid so far": (
        PostedRecord, "POSTED#", sets(amount="13.00"),
        [("rebate_posted", f"rebate:{DEALER}:P1:2026-09", "12.50", "13.00")],
    ),
    "what finance approved": (
        DraftRecord, "DRAFT#", in_json("lines", 0, "difference", to="12.49"),
        [("rebate_settled", REBATE, "12.49", "12.50")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_falsified_figure_of_a_dealer_is_found(traded: str, name: str) -> None:
    kind, which, falsify, expected = CASES[name]
    known = {
        "order": traded,
        "shipment": every(ShipmentRecord)[0].shipment_id,
        "payment": every(PaymentRecord)[0].payment_id,
        "due": every(InvoiceRecord)[0].due_day,
    }
    falsified(kind, falsify, which)
    assert sorted(verified()) == sorted(
        (check, subject.format(**known), figure.format(**known), stands) for check, subject, figure, stands in expected
    )
    assert found_at() == ([] if name != "the pieces that a line has shipped" else [("stock_reserved", LEVEL, "5", "6")])


def level(falsify: Falsify, location: str = EAST) -> None:
    record = find(LevelRecord, level_key(location, "A"))
    falsify(record)
    assert record
    record.save()


@pytest.mark.parametrize(
    ("falsify", "expected"),
    [
        (sets(available=491), [("stock_available", LEVEL, "490", "491")]),
        (sets(on_hand=497, available=491), [("stock_on_hand", LEVEL, "496", "497")]),
        (sets(reserved=5, available=491), [("stock_reserved", LEVEL, "6", "5")]),
        (sets(safety=4), [("stock_available", LEVEL, "486", "490")]),
    ],
    ids=["available", "on hand", "reserved", "safety"],
)
def test_a_falsified_level_of_a_warehouse_is_found(traded: str, falsify: Falsify, expected: Any) -> None:
    level(falsify)
    assert found_at() == expected
    assert verified() == []


def test_a_falsified_level_of_a_dealers_own_stock_is_the_dealers(traded: str) -> None:
    level(sets(on_hand=4, available=3, reserved=1), f"DEALER-{DEALER}")
    own = f"level:DEALER-{DEALER}:A"
    assert verified() == [("stock_on_hand", own, "3", "4"), ("stock_reserved", own, "0", "1")]


def test_a_level_that_is_gone_and_a_dealer_without_an_account_are_found(traded: str) -> None:
    record = find(LevelRecord, level_key(EAST, "C"))
    assert record
    record.delete()
    assert found_at() == [("stock_on_hand", f"level:{EAST}:C", "1000", "0")]
    account = ledger.account_as_is(OTHER)
    account.delete()
    assert verified(OTHER) == [("account", f"account:{OTHER}", "1", "none")]


def test_a_draft_that_is_missing_is_found(traded: str) -> None:
    every(DraftRecord)[0].delete()
    assert verified() == [("rebate_settled", REBATE, "none", "12.50")]


# Work that is under way


def job(order_id: str, action: str, done_batches: int, location: str = EAST) -> None:
    """A job of two batches, two pieces each, of which some are applied."""
    commit(
        create(
            JobRecord(
                *job_key(order_id), job_id="J", order_id=order_id, dealer_id=DEALER, action=action, location=location,
                batches=[[["A", 2]], [["B", 2]]], done=done_batches, back=False, terms={}, by="x", by_id="x",
                touched_at=clock.now(),
            )
        )
    )  # fmt: skip
    assert list_all(JobRecord, JOBS)


@pytest.mark.parametrize(
    ("action", "moves"),
    [("reserve", {"reserved": 2}), ("ship", {"on_hand": -2, "reserved": -2}), ("release", {})],
)
def test_batches_of_a_job_that_is_under_way_are_no_findings(traded: str, action: str, moves: dict[str, int]) -> None:
    """One batch is applied (A), one is left (B): the levels stand as the job says, and otherwise they are found."""
    if action == "release":
        left = find(LevelRecord, level_key(EAST, "B"))
        assert left
        left.reserved, left.available = left.reserved + 2, left.available - 2
        left.save()
    applied = find(LevelRecord, level_key(EAST, "A"))
    assert applied
    for name, pieces in moves.items():
        setattr(applied, name, getattr(applied, name) + pieces)
    applied.available = applied.on_hand - applied.reserved
    applied.save()
    assert found_at() != []
    job(traded, action, 1)
    assert found_at() == []


def test_a_receipt_whose_pieces_still_come_in_is_no_finding(traded: str) -> None:
    shown = ask("GET", f"/orders/{traded}", who=BUYER).body
    done(post(f"/orders/{traded}/receive", {"shipment_id": shown["shipments"][0]["shipment_id"]}, BUYER))
    own = find(LevelRecord, level_key(f"DEALER-{DEALER}", "A"))
    assert own
    own.on_hand, own.available = own.on_hand - 2, own.available - 2
    own.save()
    assert verified() == [("stock_on_hand", f"level:DEALER-{DEALER}:A", "4", "2")]
    commit(
        create(
            JobRecord(
                *job_key(traded), job_id="J", order_id=traded, dealer_id=DEALER, action="receive",
                location=f"DEALER-{DEALER}", batches=[[["A", 2]]], done=0, back=False, terms={}, by="x", by_id="x",
                touched_at=clock.now(),
            )
        )
    )  # fmt: skip
    assert verified() == []


def test_what_the_second_reading_does_not_find_again_is_no_finding(
    traded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A balance is seen before its entry: both are there when it is read again."""
    account = ledger.account_as_is(DEALER)
    account.rebate += 1
    account.save()

    def mended(_seconds: float) -> None:
        account.rebate -= 1
        account.save()

    monkeypatch.setattr(verification_queries.time, "sleep", mended)
    assert verified() == []


def test_a_finding_with_other_figures_at_the_second_reading_is_no_finding(
    traded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = ledger.account_as_is(DEALER)
    account.rebate += 1
    account.save()

    def moved(_seconds: float) -> None:
        account.rebate += 1
        account.save()

    monkeypatch.setattr(verification_queries.time, "sleep", moved)
    assert verified() == []


def test_every_check_states_its_rule() -> None:
    assert RULES.keys() == set(Check)


# All books


def begin(key: str = "v1", who: Any = FINANCE) -> Any:
    return ask("POST", "/verifications", {}, who, key)


def latest(query: str = "") -> Any:
    return ask("GET", f"/verifications/latest{query}", who=AUDITOR)


def test_all_books_are_verified_step_by_step(traded: str, streams: Streams) -> None:
    assert latest().status == 404
    started = begin()
    assert started.status == 202
    verification_id = started.body["verification_id"]
    running = {
        "verification_id": verification_id, "state": "running", "clean": None, "dealers": 0, "locations": 0,
        "findings": 0, "started_by": "finance-1", "started_at": "2026-10-20T04:00:00.000000Z", "ended_at": None,
    }  # fmt: skip
    assert started.body == running
    assert begin().text == started.text
    assert latest().body == {**running, "items": [], "next": None}
    streams.drain()
    assert latest().body == {
        **running, "state": "done", "clean": True, "dealers": 3, "locations": 5,
        "ended_at": "2026-10-20T04:00:00.000000Z", "items": [], "next": None,
    }  # fmt: skip
    assert queries.verification_under_way() is None


def test_who_may_begin_a_verification_and_who_may_read_it(traded: str) -> None:
    assert begin("a", staff(Role.ADMIN)).status == 202
    assert [begin("b", who).status for who in (AUDITOR, SALES, BUYER)] == [403] * 3
    readers = (FINANCE, staff(Role.ADMIN), AUDITOR)
    assert [ask("GET", "/verifications/latest", who=who).status for who in readers] == [200] * 3
    assert [ask("GET", "/verifications/latest", who=who).status for who in (SALES, BUYER)] == [403] * 2


def test_what_is_wrong_is_reported_page_by_page_and_counted_for_the_alarm(
    traded: str, streams: Streams, capsys: pytest.CaptureFixture[str]
) -> None:
    level(sets(available=491))
    falsified(AccountRecord, sets(rebate="12.51"), "ACCOUNT")
    falsified(PostedRecord, sets(amount="13.00"))
    begin()
    streams.drain()
    first = latest("?limit=2").body
    assert (first["state"], first["clean"], first["findings"]) == ("done", False, 4)
    rest = latest(f"?limit=2&cursor={first['next']}").body
    shown = [
        (item["check"], item["subject"], item["expected"], item["found"]) for item in first["items"] + rest["items"]
    ]
    assert sorted(shown) == [
        ("balance", f"{ACCOUNT}:rebate", "12.50", "12.51"),
        ("rebate_posted", f"rebate:{DEALER}:P1:2026-09", "12.50", "13.00"),
        ("stock_available", LEVEL, "490", "491"),
        ("wallet_available", f"{ACCOUNT}:rebate", "12.51", "12.50"),
    ]
    assert rest["next"] is None
    assert [item["rule"] for item in rest["items"]] == [RULES[Check(item["check"])] for item in rest["items"]]
    (metric,) = [line for line in capsys.readouterr().out.splitlines() if "VerificationFindings" in line]
    assert '"VerificationFindings":[4.0]' in metric.replace(" ", "")
    assert '"Stack":"qudao"' in metric.replace(" ", "")
    assert '"Namespace":"Qudao"' in metric.replace(" ", "")


def test_one_verification_at_a_time(traded: str, streams: Streams) -> None:
    first = begin("v1").body["verification_id"]
    joined = begin("v2", staff(Role.ADMIN))
    assert (joined.status, joined.body["verification_id"]) == (202, first)
    assert begin("v2", staff(Role.ADMIN)).text == joined.text
    streams.drain()
    with clock.at(clock.now() + timedelta(seconds=1)):
        assert begin("v3").body["verification_id"] != first


def test_a_step_that_is_told_twice_is_done_once(traded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification_commands, "DEALERS_A_STEP", 1)
    falsified(PostedRecord, sets(amount="13.00"))
    report = verification_commands.start_verification(None)
    known = report.verification_id
    assert verification_commands.next_step(known, 1)
    after = queries.verification(known)
    assert after
    assert (after.version, after.dealers, after.found) == (2, 1, 1)
    assert verification_commands.next_step(known, 1) is None
    assert len(list_all(FindingRecord, findings_partition(known))) == 1


def test_two_steps_at_the_same_moment_count_once(traded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = verification_commands.start_verification(None)
    real, inside = verification_queries.findings_of_dealer, []

    def slow(dealer_id: str) -> Any:
        if not inside:
            inside.append(dealer_id)
            assert verification_commands.next_step(report.verification_id, 1)
        return real(dealer_id)

    monkeypatch.setattr(verification_queries, "findings_of_dealer", slow)
    assert verification_commands.next_step(report.verification_id, 1) is None
    after = queries.verification(report.verification_id)
    assert after
    assert (after.version, after.dealers) == (2, 3)


def test_more_findings_than_are_kept_are_counted(
    traded: str, streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_commands, "MOST_KEPT", 2)
    falsified(EntryRecord, sets(amount="12.00"), "ENTRY#rebate")
    begin()
    streams.drain()
    shown = latest().body
    assert (shown["findings"], len(shown["items"]), shown["clean"]) == (5, 2, False)


def test_a_verification_that_stands_still_is_woken_by_the_next_that_asks(traded: str, aws: Cloud) -> None:
    """Its step was lost (a dead letter): nothing goes on by itself."""
    first = begin().body["verification_id"]
    lost = Streams(aws)
    lost._new_records("qudao-insights", "verification_step")
    lost.drain()
    assert latest().body["state"] == "running"
    with clock.at(clock.now() + timedelta(minutes=10)):
        begin("v2")
        lost.drain()
        assert latest().body["state"] == "running"
    with clock.at(clock.now() + timedelta(minutes=16)):
        started = handler("verification_start")({}, Context())
        assert started == {"outcome": "under_way", "verification_id": first}
        lost.drain()
    assert latest().body | {"ended_at": None} == latest().body | {"state": "done", "clean": True, "ended_at": None}


def test_a_verification_that_cannot_go_on_fails_and_the_next_begins(traded: str, aws: Cloud) -> None:
    first = begin().body["verification_id"]
    lost = Streams(aws)
    for hours in (1, 2, 3):
        with clock.at(clock.now() + timedelta(hours=hours)):
            assert begin(f"again-{hours}").body["verification_id"] == first
    lost._new_records("qudao-insights", "verification_step")
    with clock.at(clock.now() + timedelta(hours=4)):
        second = begin("another").body["verification_id"]
        assert second != first
        lost.drain()
    assert (latest().body["verification_id"], latest().body["state"]) == (second, "done")
    states = {one.verification_id: one.state for one in every(VerificationRecord)}
    assert states == {first: "failed", second: "done"}


def test_the_clock_begins_a_verification_of_its_own(traded: str, streams: Streams) -> None:
    handler("verification_start")({}, Context())
    streams.drain()
    shown = latest().body
    assert (shown["state"], shown["started_by"], shown["clean"]) == ("done", "task:verification_start", True)


def test_dealers_of_every_state_are_checked_in_pages(
    traded: str, streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_commands, "DEALERS_A_STEP", 1)
    begin()
    streams.drain()
    shown = latest().body
    assert (shown["dealers"], shown["locations"]) == (3, 5)
    reports = [one for one in every(VerificationRecord) if isinstance(one, VerificationRecord)]
    assert [one.version for one in reports] == [9]


def test_orders_of_many_products_and_in_review_hold_what_they_should(aws: Cloud) -> None:
    """200 products take several transactions; in review an order holds its stock and no credit."""
    large = submitted(**shelf(200))
    assert verified() == []
    found = found_at()
    assert {check for check, *_ in found} == {"stock_on_hand"}  # the shelf was put there without a movement
    assert len(found) == 200
    done(post(f"/orders/{large}/cancel", {"reason": "写错"}, BUYER))
    in_review = drafted(A=100, C=900)
    account = ledger.account_as_is(DEALER)
    account.credit_limit, account.available = Decimal("1.00"), Decimal("1.00")
    account.save()
    body = {"total": in_review["total"], "credit_review": True}
    assert done(post(f"/orders/{in_review['order_id']}/submit", body, BUYER))["state"] == "credit_review"
    assert verified() == []
    assert {check for check, *_ in found_at()} == {"stock_on_hand"}


# Parents and programs


def below() -> None:
    new = NewParent(dealer_as_is(DEALER), dealer_as_is(OTHER), business_day(clock.now(), settings().zone))
    set_parent(new, None)


def test_a_link_that_does_not_stand_alike_with_both_is_found(traded: str) -> None:
    below()
    assert verified() == verified(OTHER) == []
    (above,) = (link for link in every(LinkRecord) if link.sk.startswith("SUB#"))
    first = above.first_day
    name = f"link:{DEALER}:{OTHER}:{first}"
    above.last_day = "2027-01-31"
    above.save()
    assert verified() == [("link_alike", name, f"{first}..", f"{first}..2027-01-31")]
    assert verified(OTHER) == [("link_alike", name, f"{first}..2027-01-31", f"{first}..")]
    above.delete()
    assert verified() == [("link_alike", name, f"{first}..", "none")]


def test_two_parents_on_a_day_are_found(traded: str) -> None:
    below()
    first = every(LinkRecord)[0].first_day
    later = str(date.fromisoformat(first) + timedelta(days=3))
    for key in (parent_key(DEALER, later), sub_dealer_key(NORTHERN, later, DEALER)):
        names = {"dealer_id": DEALER, "dealer_name": "甲", "parent_id": NORTHERN, "parent_name": "乙"}
        commit(create(LinkRecord(*key, **names, first_day=later)))
    assert verified() == [("link_apart", f"link:{DEALER}:{NORTHERN}:{later}", OTHER, NORTHERN)]


def test_what_a_program_paid_outside_its_validity_is_found(traded: str) -> None:
    saved = post(
        "/rebate-programs",
        {
            "name": "返利",
            "period_kind": "month",
            "first_day": "2026-10-01",
            "terms": {"measure": "net_amount", "tier_method": "whole", "tiers": [{"from": "0", "rate": "0.01"}]},
        },
        FINANCE,
    )
    program = find(ProgramRecord, program_key(saved.body["program_id"]))
    assert program
    kept = program.attribute_values | {"program_id": "P1", "pk": program_key("P1")[0], "sk": program_key("P1")[1]}
    ProgramRecord(**kept).save()
    assert verified() == [("rebate_in_force", f"rebate:{DEALER}:P1:2026-09", "2026-10-01..", "2026-09")]
