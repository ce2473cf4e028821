"""Orders that one transaction does not hold: whole or not at all, wherever they are interrupted.

The transactions are made small (three levels each), so that an order of eight products has every step of a large one.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from chalicelib.aws.attributes import PackedAttribute, PackedLinesAttribute
from chalicelib.aws.tables import commit, list_all
from chalicelib.aws.tables import replace as put
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.ledger.queries import open_invoices
from chalicelib.orders import job_commands
from chalicelib.orders import queries as orders
from chalicelib.orders.records import JOBS, JobRecord
from chalicelib.orders.rules import order_lines, ship
from chalicelib.pricing.explanation_rules import NamedPromotion, as_kept, explained
from chalicelib.pricing.rules import BasketLine, Buyer, PriceBook, PriceBreak, quote
from chalicelib.promotions.rules import Promotion
from chalicelib.stock.records import LevelRecord, MovementRecord, location_partition
from tests.world.api import Context, Reply, ask
from tests.world.cloud import Cloud
from tests.world.kills import killed, watched
from tests.world.shop import (
    ADMIN,
    BUYER,
    DEALER,
    EAST,
    NOW,
    OTHER_BUYER,
    SALES,
    WAREHOUSE,
    account,
    basket,
    counted_calls,
    done,
    drafted,
    open_for_business,
    post,
    shelf,
)
from tests.world.streams import Streams, handler

OWN = f"DEALER-{DEALER}"
LATER = NOW + timedelta(minutes=3)
SKUS = 8
BATCHES = 3
WORDS = [chr(code) for code in range(0x4E00, 0x9000)]


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        yield


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Transactions of three levels, and a basket of eight products."""
    monkeypatch.setattr(job_commands, "MOST_MOVES", 3)
    return shelf(SKUS)


def levels(location: str = EAST) -> dict[str, tuple[int, int, int]]:
    """On hand, reserved and available of every SKU at a location."""
    found = list_all(LevelRecord, location_partition(location), "SKU#")
    return {level.sku: (level.on_hand, level.reserved, level.available) for level in found}


def documents(location: str = EAST) -> list[str]:
    """The causes of all movements of orders at a location."""
    found = list_all(MovementRecord, location_partition(location), "MOVEMENT#")
    return [movement.cause for movement in found if movement.movement_kind in {"shipment", "delivery"}]


def books() -> Any:
    """All that orders move."""
    invoices = [invoice.invoice_id for invoice in open_invoices(DEALER)]
    return levels(), levels(OWN), account(), documents(), documents(OWN), invoices, list_all(JobRecord, JOBS)


def state_of(order_id: str) -> str:
    return str(done(ask("GET", f"/orders/{order_id}", who=BUYER))["state"])


def sweep(later: Any = LATER) -> dict[str, Any]:
    with clock.at(later):
        return dict(handler("orders_sweep")({}, Context()))


SWEPT_ONE = {"outcome": "swept", "jobs": 1, "drafts": 0, "reviews": 0}
SWEPT_NONE = SWEPT_ONE | {"jobs": 0}


def submit(draft: dict[str, Any], who: Principal = BUYER, key: str | None = None) -> Reply:
    return post(f"/orders/{draft['order_id']}/submit", {"total": draft["total"]}, who, key)


def bought(quantities: dict[str, int]) -> str:
    draft = drafted(**quantities)
    assert done(submit(draft))["state"] == "submitted"
    return str(draft["order_id"])


def taken_on(quantities: dict[str, int]) -> str:
    order_id = bought(quantities)
    done(post(f"/orders/{order_id}/confirm", None, SALES))
    return order_id


def sent(quantities: dict[str, int]) -> str:
    order_id = taken_on(quantities)
    done(post(f"/orders/{order_id}/ship", None, WAREHOUSE))
    return order_id


def count_stock(**found: int) -> None:
    """Somebody counts, and finds so many."""
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in found.items()]
    reply = post("/stock/movements", {"location": EAST, "kind": "count", "lines": lines}, WAREHOUSE)
    assert reply.status == 201, reply.text


# Buying


def test_a_large_order_goes_its_whole_way(small: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    draft = drafted(**small)
    with watched(monkeypatch) as commits:
        order = done(submit(draft))
    assert commits.count == 1 + BATCHES + 1
    assert [step["state"] for step in order["steps"]] == ["draft", "reserving", "submitted"]
    assert {levels()[sku] for sku in small} == {(2, 2, 0)}
    assert account() == ("0.00", "16.00", "9984.00")
    done(post(f"/orders/{order['order_id']}/confirm", None, SALES))
    shipped = done(post(f"/orders/{order['order_id']}/ship", None, WAREHOUSE))
    assert shipped["state"] == "shipped"
    assert {levels()[sku] for sku in small} == {(0, 0, 0)}
    assert account() == ("16.00", "0.00", "9984.00")
    shipment_id = shipped["shipments"][0]["shipment_id"]
    received = done(post(f"/orders/{order['order_id']}/receive", {"shipment_id": shipment_id}))
    assert received["state"] == "received"
    assert levels(OWN) == dict.fromkeys(small, (2, 0, 2))
    assert done(post(f"/orders/{order['order_id']}/close", None, SALES))["state"] == "closed"
    assert books()[3:] == ([f"shipment:{shipment_id}"], [f"receipt:{order['order_id']}-R1"], [shipment_id], [])


@pytest.mark.parametrize("after", range(1 + BATCHES + 1))
def test_a_submission_killed_anywhere_leaves_nothing_after_the_sweep(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    draft = drafted(**small)
    before = books()
    with killed(monkeypatch, after):
        assert submit(draft).status == 500
    assert state_of(draft["order_id"]) == ("reserving" if after else "draft")
    assert sweep(NOW) == SWEPT_NONE
    assert sweep() == (SWEPT_ONE if after else SWEPT_NONE)
    assert state_of(draft["order_id"]) == ("expired" if after else "draft")
    assert books() == before
    assert sweep() == SWEPT_NONE


@pytest.mark.parametrize("after", range(1 + BATCHES + 1))
def test_the_same_request_again_goes_on_from_where_it_was_killed(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    draft = drafted(**small)
    with killed(monkeypatch, after):
        assert submit(draft, key="mine").status == 500
    with watched(monkeypatch) as commits:
        order = submit(draft, key="mine")
    assert done(order)["state"] == "submitted"
    assert commits.count == 1 + BATCHES + 1 - after
    assert {levels()[sku] for sku in small} == {(2, 2, 0)}
    assert account() == ("0.00", "16.00", "9984.00")
    assert submit(draft, key="mine").text == order.text
    assert sweep() == SWEPT_NONE


def test_a_request_that_is_killed_again_and_again_comes_to_its_end(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = drafted(**small)
    answers = []
    for _ in range(1 + BATCHES + 1):
        with killed(monkeypatch, 1):
            answers.append(submit(draft, key="mine").status)
    assert answers == [500] * (1 + BATCHES) + [200]
    assert {levels()[sku] for sku in small} == {(2, 2, 0)}
    assert account() == ("0.00", "16.00", "9984.00")


def test_while_an_order_is_reserved_nothing_else_is_done_with_it(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = drafted(**small)
    with killed(monkeypatch, 2):
        submit(draft, key="mine")
    before = levels(), account()
    at = f"/orders/{draft['order_id']}"
    others = [submit(draft), post(f"{at}/cancel", {"reason": "x"}), post(f"{at}/confirm", None, SALES)]
    others.append(post(f"{at}/ship", None, WAREHOUSE))
    others.append(post(f"{at}/submit", {"total": draft["total"], "credit_review": True}, key="mine"))
    assert [(reply.status, reply.code) for reply in others] == [(409, "busy")] * 5
    assert (levels(), account()) == before
    listed = ask("GET", "/orders?state=reserving", who=ADMIN).body["items"]
    assert [order["order_id"] for order in listed] == [draft["order_id"]]


def test_what_is_short_at_once_is_named_line_by_line_and_nothing_is_begun(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = drafted(**small | {"M001": 5, "M007": 3})
    before = books()
    with watched(monkeypatch) as commits:
        reply = submit(draft)
    assert (reply.status, reply.code, commits.count) == (409, "insufficient_stock", 0)
    assert reply.body["Details"] == [
        {"sku": "M001", "wanted": 5, "available": 2, "lines": [2]},
        {"sku": "M007", "wanted": 3, "available": 2, "lines": [8]},
    ]
    assert books() == before
    assert state_of(draft["order_id"]) == "draft"


def test_what_runs_short_on_the_way_is_named_whole_and_all_is_given_back(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = drafted(**small)
    with watched(monkeypatch) as commits:
        commits.before[3] = lambda: count_stock(M001=1, M007=0)
        reply = submit(draft)
    assert (reply.status, reply.code) == (409, "insufficient_stock")
    assert reply.body["Details"] == [
        {"sku": "M001", "wanted": 2, "available": 1, "lines": [2]},
        {"sku": "M007", "wanted": 2, "available": 0, "lines": [8]},
    ]
    after = done(ask("GET", f"/orders/{draft['order_id']}", who=BUYER))
    assert (after["state"], after["steps"]) == ("draft", draft["steps"])
    assert {level[1] for level in levels().values()} == {0}
    assert account() == ("0.00", "0.00", "10000.00")
    count_stock(M001=2, M007=2)
    assert done(submit(draft))["state"] == "submitted"


@pytest.mark.parametrize("after", range(4, 8))
def test_giving_back_what_ran_short_may_be_killed_anywhere(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    for again in ("sweep", "repeat"):
        draft = drafted(**small)
        with watched(monkeypatch) as commits:
            commits.before[3] = lambda: count_stock(M007=0)
            commits.before[after] = lambda: 1 / 0
            assert submit(draft, key=again).status == 500
        if again == "sweep":
            assert sweep() == SWEPT_ONE
            assert state_of(draft["order_id"]) == "expired"
        else:
            assert submit(draft, key=again).code == "insufficient_stock"
            assert state_of(draft["order_id"]) == "draft"
        assert {level[1] for level in levels().values()} == {0}
        assert account() == ("0.00", "0.00", "10000.00")
        count_stock(M007=2)


def test_who_was_overtaken_by_the_sweep_changes_nothing_any_more(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = drafted(**small)
    before = books()
    with watched(monkeypatch) as commits:
        commits.before[3] = sweep
        reply = submit(draft)
    assert (reply.status, reply.code) == (409, "busy")
    assert state_of(draft["order_id"]) == "expired"
    assert books() == before


def test_two_large_orders_for_the_same_pieces_are_never_both_served(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, fast = drafted(**small), drafted(OTHER_BUYER, **small)
    replies: list[Reply] = []
    with watched(monkeypatch) as commits:
        commits.before[1] = lambda: replies.append(submit(fast, OTHER_BUYER))
        replies.append(submit(slow))
    assert [(reply.status, reply.code) for reply in replies] == [(200, None), (409, "insufficient_stock")]
    assert len(replies[1].body["Details"]) == SKUS
    assert {levels()[sku] for sku in small} == {(2, 2, 0)}
    assert account() == ("0.00", "0.00", "10000.00")


def test_a_dealer_who_is_frozen_meanwhile_buys_nothing(small: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    def freeze() -> None:
        frozen = dealer_as_is(DEALER)
        frozen.state = "frozen"
        commit(put(frozen))

    draft = drafted(**small)
    before = books()
    with watched(monkeypatch) as commits:
        commits.before[2] = freeze
        reply = submit(draft)
    assert (reply.status, reply.code) == (409, "dealer_not_active")
    assert (state_of(draft["order_id"]), books()) == ("draft", before)


def test_where_too_many_want_the_same_the_draft_is_a_draft_again(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crowded() -> None:
        raise Conflict(Code.BUSY, "Too many are changing the same thing. Try again in a moment.")

    draft = drafted(**small)
    before = books()
    with watched(monkeypatch) as commits:
        commits.before[3] = crowded
        reply = submit(draft)
    assert (reply.status, reply.code) == (409, "busy")
    assert (state_of(draft["order_id"]), books()) == ("draft", before)
    assert done(submit(draft))["state"] == "submitted"


def test_a_large_order_is_told_of_as_any_other(
    small: dict[str, int], streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = sent(small)
    done(post(f"/orders/{order_id}/receive", {"shipment_id": f"{order_id}-S1"}))
    given_up = drafted(**small)
    post("/stock/movements", {"location": EAST, "kind": "receipt", "lines": basket(**small)["lines"]}, WAREHOUSE)
    with killed(monkeypatch, 2):
        submit(given_up)
    sweep()
    streams.drain()
    told = ask("GET", "/messages", who=BUYER).body["items"]
    kinds = [(message["kind"], message["link"]) for message in told if message["link"].startswith("orders/")]
    assert sorted(kinds) == sorted(
        [
            *((kind, f"orders/{order_id}") for kind in ("order.submitted", "order.confirmed")),
            *((kind, f"orders/{order_id}") for kind in ("shipment.sent", "shipment.received")),
            ("order.expired", f"orders/{given_up['order_id']}"),
        ]
    )


# Shipping


@pytest.mark.parametrize("after", range(1 + BATCHES + 1))
@pytest.mark.parametrize("again", ["sweep", "repeat"])
def test_a_shipment_killed_anywhere_is_sent_once(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch, after: int, again: str
) -> None:
    order_id = taken_on(small)
    with killed(monkeypatch, after):
        assert post(f"/orders/{order_id}/ship", None, WAREHOUSE, key="mine").status == 500
    assert state_of(order_id) == "confirmed"
    if after:
        assert post(f"/orders/{order_id}/ship", None, WAREHOUSE).code == "busy"
        assert post(f"/orders/{order_id}/cancel", {"reason": "x"}, SALES).code == "busy"
    if again == "sweep":
        assert sweep() == (SWEPT_ONE if after else SWEPT_NONE)
    answers = [post(f"/orders/{order_id}/ship", None, WAREHOUSE, key="mine") for _ in range(2)]
    assert [done(answer)["state"] for answer in answers] == ["shipped"] * 2
    assert answers[0].text == answers[1].text
    assert [step["by"] for step in answers[0].body["steps"]][-1] == WAREHOUSE.name
    assert {levels()[sku] for sku in small} == {(0, 0, 0)}
    assert account() == ("16.00", "0.00", "9984.00")
    assert books()[3:] == ([f"shipment:{order_id}-S1"], [], [f"{order_id}-S1"], [])
    assert sweep() == SWEPT_NONE


def test_what_a_count_did_not_find_is_named_before_anything_leaves(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = taken_on(small)
    count_stock(M002=0, M006=1)
    before = books()
    with watched(monkeypatch) as commits:
        reply = post(f"/orders/{order_id}/ship", None, WAREHOUSE)
    assert (reply.status, reply.code, commits.count) == (409, "insufficient_stock", 0)
    assert reply.body["Details"] == [
        {"sku": "M002", "wanted": 2, "available": 0, "lines": [3]},
        {"sku": "M006", "wanted": 2, "available": 1, "lines": [7]},
    ]
    assert books() == before


@pytest.mark.parametrize("after", [None, *range(4, 8)])
def test_what_cannot_leave_is_put_back_wherever_that_is_killed(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch, after: int | None
) -> None:
    order_id = taken_on(small)
    with watched(monkeypatch) as commits:
        commits.before[3] = lambda: count_stock(M007=1)
        if after:
            commits.before[after] = lambda: 1 / 0
        reply = post(f"/orders/{order_id}/ship", None, WAREHOUSE)
    if after:
        assert reply.status == 500
        assert sweep() == SWEPT_ONE
    else:
        assert reply.body["Details"] == [{"sku": "M007", "wanted": 2, "available": 1, "lines": [8]}]
    assert state_of(order_id) == "confirmed"
    assert {levels()[sku] for sku in small} == {(2, 2, 0), (1, 2, -1)}
    assert account() == ("0.00", "16.00", "9984.00")
    assert books()[3:] == ([], [], [], [])
    count_stock(M007=2)
    assert done(post(f"/orders/{order_id}/ship", None, WAREHOUSE))["state"] == "shipped"


def test_a_large_part_is_shipped_as_it_was_named(small: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = taken_on(small)
    lines = [{"line": line, "quantity": 1} for line in (1, 3, 5, 8)]
    with killed(monkeypatch, 2):
        post(f"/orders/{order_id}/ship", {"lines": lines}, WAREHOUSE)
    assert sweep() == SWEPT_ONE
    shown = done(ask("GET", f"/orders/{order_id}", who=BUYER))
    assert (shown["state"], [line["to_ship"] for line in shown["lines"]]) == ("part_shipped", [1, 2, 1, 2, 1, 2, 2, 1])
    assert [line["to_receive"] for line in shown["lines"]] == [1, 0, 1, 0, 1, 0, 0, 1]
    assert shown["shipments"][0]["lines"][0] == {
        "line": 1,
        "sku": "M000",
        "quantity": 1,
        "received": 0,
        "to_receive": 1,
    }
    assert account() == ("4.00", "12.00", "9984.00")


# Receiving, and letting go


@pytest.mark.parametrize("after", range(1 + BATCHES + 1))
def test_a_receipt_killed_anywhere_comes_in_whole_or_not_at_all(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    order_id = sent(small)
    body = {"shipment_id": f"{order_id}-S1"}
    with killed(monkeypatch, after):
        assert post(f"/orders/{order_id}/receive", body, key="mine").status == 500
    assert state_of(order_id) == ("received" if after else "shipped")
    assert sweep() == (SWEPT_ONE if after else SWEPT_NONE)
    assert levels(OWN) == (dict.fromkeys(small, (2, 0, 2)) if after else {})
    assert done(post(f"/orders/{order_id}/receive", body, key="mine"))["state"] == "received"
    assert levels(OWN) == dict.fromkeys(small, (2, 0, 2))
    assert documents(OWN) == [f"receipt:{order_id}-R1"]
    assert sweep() == SWEPT_NONE


@pytest.mark.parametrize("after", range(1 + BATCHES + 1))
@pytest.mark.parametrize(("path", "who"), [("cancel", BUYER), ("reject", SALES)])
def test_a_release_killed_anywhere_is_finished_by_the_sweep(
    small: dict[str, int], monkeypatch: pytest.MonkeyPatch, after: int, path: str, who: Principal
) -> None:
    before = books()
    order_id = bought(small)
    held = books()
    with killed(monkeypatch, after):
        assert post(f"/orders/{order_id}/{path}", {"reason": "不要"}, who).status == 500
    ended = {"cancel": "cancelled", "reject": "rejected"}[path]
    assert state_of(order_id) == (ended if after else "submitted")
    assert sweep() == (SWEPT_ONE if after else SWEPT_NONE)
    assert books() == (before if after else held)
    assert post(f"/orders/{order_id}/{path}", {"reason": "不要"}, who).code == ("wrong_state" if after else None)
    assert books() == before


def test_an_order_closed_short_gives_back_the_rest(small: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = taken_on(small)
    done(post(f"/orders/{order_id}/ship", {"lines": [{"line": 1, "quantity": 1}]}, WAREHOUSE))
    with killed(monkeypatch, 2):
        assert post(f"/orders/{order_id}/close", None, SALES).status == 500
    assert state_of(order_id) == "closed_short"
    assert post(f"/orders/{order_id}/receive", {"shipment_id": f"{order_id}-S1"}).code == "busy"
    assert sweep() == SWEPT_ONE
    assert {levels()[sku] for sku in small} == {(1, 0, 1), (2, 0, 2)}
    assert account() == ("1.00", "0.00", "9999.00")
    late = done(post(f"/orders/{order_id}/receive", {"shipment_id": f"{order_id}-S1"}))
    assert (late["state"], levels(OWN)) == ("closed_short", {"M000": (1, 0, 1)})


# As large as they come


def test_an_order_of_300_products_killed_between_batches_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    quantities = shelf(300)
    draft = drafted(**quantities)
    before = books()
    with killed(monkeypatch, 3):
        submit(draft)
    assert sum(level[1] for level in levels().values()) == 2 * 2 * job_commands.MOST_MOVES
    assert account()[1] == "600.00"
    assert sweep() == SWEPT_ONE
    assert books() == before
    assert state_of(draft["order_id"]) == "expired"


def test_an_order_of_500_products_takes_a_trip_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    quantities = shelf(500)
    with counted_calls(monkeypatch) as calls:
        assert ask("POST", "/quotes", basket(**quantities), BUYER).status == 200
    assert len(calls) <= 8, calls
    draft = drafted(**quantities)
    with counted_calls(monkeypatch) as calls:
        done(submit(draft))
    batches = -(-500 // job_commands.MOST_MOVES)
    assert calls.count("TransactWriteItems") == 1 + batches + 1
    assert len(calls) <= batches + 14, calls
    assert sum(level[1] for level in levels().values()) == 1000


def test_just_more_than_a_transaction_holds_goes_its_whole_way() -> None:
    quantities = shelf(job_commands.MOST_MOVES + 2)
    order_id = sent(quantities)
    received = done(post(f"/orders/{order_id}/receive", {"shipment_id": f"{order_id}-S1"}))
    assert (received["state"], len(received["lines"])) == ("received", len(quantities))
    assert {levels()[sku] for sku in quantities} == {(0, 0, 0)}
    assert levels(OWN) == dict.fromkeys(quantities, (2, 0, 2))
    assert account() == ("184.00", "0.00", "9816.00")
    assert len(orders.sold_lines(DEALER, "received", NOW.date(), NOW.date())) == len(quantities)


@pytest.mark.parametrize("groups", [1, 50])
def test_500_lines_are_kept_in_less_than_200_kb_with_fifty_campaigns_in_force(groups: int) -> None:
    """Of each group one campaign takes of every line."""
    random = Random(500)
    names = {f"PAINT-EXT-{number:05}": "".join(random.choices(WORDS, k=40)) for number in range(500)}
    lines = [BasketLine(sku, "外墙涂料", random.randint(1, 5000), Decimal("0.13")) for sku in names]
    prices = {sku: [PriceBreak(1, Decimal(random.randint(100, 99999)) / 100)] for sku in names}
    off = {"kind": "percent_off", "percent": "1"}
    campaigns = [Promotion.of({**off, "id": f"M-{n:08}", "group": f"g{n % groups}"}) for n in range(50)]
    priced = quote(Buyer(DEALER), lines, PriceBook(default=prices), campaigns, NOW)
    named = [NamedPromotion(one.id, "percent_off", "外墙涂料满减季", "Exterior season") for one in campaigns]
    sold = order_lines(priced, names, dict.fromkeys(names, "外墙涂料"))
    parts = [part.as_fields() for part in ship(sold, None)[1]]
    pack = PackedAttribute().serialize
    fields = [line.as_fields() for line in sold]
    shares = PackedLinesAttribute()
    kept = [shares.serialize(fields), pack(as_kept(explained(priced, names, named))), pack(parts)]
    assert shares.deserialize(kept[0]) == fields
    assert len(sold[0].applied) == groups
    assert len(kept[0]) + len(kept[1]) < 200_000
    assert len(kept[2]) < 100_000
    assert PackedAttribute().deserialize(kept[2]) == parts


def test_more_products_than_an_order_takes_are_refused() -> None:
    for path in ("/orders", "/quotes"):
        reply = post(path, basket(**{f"S{number}": 1 for number in range(501)}))
        assert (reply.status, reply.code) == (422, "too_many_lines")
        assert reply.body["Details"] == [{"field": "lines", "problem": "at most 500", "most": 500}]
