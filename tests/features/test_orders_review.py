"""Orders that the credit does not cover, and what becomes of orders that nobody ends."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.aws.tables import commit
from chalicelib.aws.tables import replace as put
from chalicelib.company.commands import save_policy
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.edge.principal import Role
from chalicelib.kernel import clock
from chalicelib.orders import job_commands, step_commands
from tests.world.api import Context, Reply, ask, staff
from tests.world.cloud import Cloud
from tests.world.kills import killed
from tests.world.shop import (
    ADMIN,
    BUYER,
    NOW,
    SALES,
    WAREHOUSE,
    account,
    dealer,
    done,
    drafted,
    open_for_business,
    post,
    shelf,
    stands,
    submitted,
)
from tests.world.streams import Streams, handler

POOR = "D0000000P"
POOR_BUYER = replace(BUYER, dealer_id=POOR)
FINANCE = staff(Role.FINANCE)
UNTOUCHED = {"A": (500, 0, 500), "B": (40, 0, 40), "C": (1000, 0, 1000)}


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        dealer(POOR, limit="100.00")
        yield


def submit(draft: dict[str, Any], *, review: bool = True, key: str | None = None) -> Reply:
    body = {"total": draft["total"], "credit_review": review}
    return post(f"/orders/{draft['order_id']}/submit", body, POOR_BUYER, key)


def in_review(**quantities: int) -> str:
    """The id of an order of a dealer with a limit of 100.00 whose credit is in review."""
    order = done(submit(drafted(POOR_BUYER, **quantities)))
    assert order["state"] == "credit_review"
    return str(order["order_id"])


def act(order_id: str, what: str, who: Any, body: Any = None, key: str | None = None) -> Reply:
    return post(f"/orders/{order_id}/{what}", body, who, key)


def sweep(days: int) -> dict[str, Any]:
    """What the sweep does so many days later."""
    with clock.at(NOW + timedelta(days=days, seconds=1)):
        return dict(handler("orders_sweep")({}, Context()))


def swept(**ended: int) -> dict[str, Any]:
    return {"outcome": "swept", "jobs": 0, "drafts": 0, "reviews": 0} | ended


def test_without_asking_for_review_too_little_credit_is_refused() -> None:
    draft = drafted(POOR_BUYER, A=11)
    reply = submit(draft, review=False)
    assert (reply.status, reply.code) == (409, "insufficient_credit")
    assert stands() == UNTOUCHED


def test_a_review_holds_the_stock_and_no_credit() -> None:
    draft = drafted(POOR_BUYER, A=11)
    answers = [submit(draft, key="mine") for _ in range(2)]
    assert [done(answer)["state"] for answer in answers] == ["credit_review"] * 2
    assert answers[0].text == answers[1].text
    assert stands()["A"] == (500, 11, 489)
    assert account(POOR) == ("0.00", "0.00", "100.00")
    queue = ask("GET", "/orders?state=credit_review", who=FINANCE).body["items"]
    assert [(order["order_id"], order["total"]) for order in queue] == [(draft["order_id"], "104.50")]


def test_with_credit_enough_there_is_nothing_to_review() -> None:
    assert done(submit(drafted(POOR_BUYER, A=10)))["state"] == "submitted"
    assert account(POOR) == ("0.00", "95.00", "5.00")


def test_a_review_is_no_way_around_too_little_stock() -> None:
    reply = submit(drafted(POOR_BUYER, A=501))
    assert (reply.status, reply.code) == (409, "insufficient_stock")
    assert stands() == UNTOUCHED


def test_what_finance_grants_is_held_beyond_the_limit() -> None:
    order_id = in_review(A=11)
    answers = [act(order_id, "grant", FINANCE, key="mine") for _ in range(2)]
    assert answers[0].text == answers[1].text
    order = done(answers[0])
    assert [(step["state"], step["by"]) for step in order["steps"]][-2:] == [
        ("credit_review", "李娜"),
        ("submitted", "finance-1"),
    ]
    assert account(POOR) == ("0.00", "104.50", "-4.50")
    done(act(order_id, "confirm", SALES))
    done(act(order_id, "ship", WAREHOUSE))
    assert account(POOR) == ("104.50", "0.00", "-4.50")


def test_a_grant_is_for_reviews_and_for_active_dealers() -> None:
    order_id = in_review(A=11)
    frozen = dealer_as_is(POOR)
    frozen.state = "frozen"
    commit(put(frozen))
    assert act(order_id, "grant", FINANCE).code == "dealer_not_active"
    assert account(POOR) == ("0.00", "0.00", "100.00")
    refused = act(submitted(A=1), "grant", FINANCE)
    assert refused.body["Details"] == [{"state": "submitted", "needs": ["credit_review"]}]
    for who in (SALES, ADMIN, BUYER):
        assert act(order_id, "grant", who).status == 403


@pytest.mark.parametrize(
    ("path", "who", "ended"),
    [
        ("reject", FINANCE, "rejected"),
        ("reject", SALES, "rejected"),
        ("cancel", POOR_BUYER, "cancelled"),
        ("cancel", SALES, "cancelled"),
    ],
)
def test_a_review_that_ends_otherwise_gives_back_the_stock(path: str, who: Any, ended: str) -> None:
    order_id = in_review(A=11)
    assert done(act(order_id, path, who, {"reason": "额度不足"}))["state"] == ended
    assert stands() == UNTOUCHED
    assert account(POOR) == ("0.00", "0.00", "100.00")
    assert act(order_id, "grant", FINANCE).code == "wrong_state"


def test_finance_refuses_reviews_alone() -> None:
    order_id = submitted(A=1)
    assert act(order_id, "reject", FINANCE, {"reason": "x"}).status == 403
    assert stands()["A"] == (500, 1, 499)


def test_nobody_confirms_or_ships_what_is_in_review() -> None:
    order_id = in_review(A=11)
    assert act(order_id, "confirm", SALES).code == "wrong_state"
    assert act(order_id, "ship", WAREHOUSE).code == "wrong_state"
    again = post(f"/orders/{order_id}/submit", {"total": "104.50"}, POOR_BUYER)
    assert again.body["Details"] == [{"state": "credit_review", "needs": ["draft"]}]


@pytest.mark.parametrize("after", [None, *range(5)])
def test_a_large_order_is_reviewed_likewise(monkeypatch: pytest.MonkeyPatch, after: int | None) -> None:
    monkeypatch.setattr(job_commands, "MOST_MOVES", 3)
    draft = drafted(POOR_BUYER, **shelf(8), A=11)
    if after is not None:
        with killed(monkeypatch, after):
            assert submit(draft, key="mine").status == 500
    order = done(submit(draft, key="mine"))
    assert [step["state"] for step in order["steps"]] == ["draft", "reserving", "credit_review"]
    assert account(POOR) == ("0.00", "0.00", "100.00")
    assert stands()["A"] == (500, 11, 489)
    assert done(act(order["order_id"], "grant", FINANCE))["state"] == "submitted"
    assert account(POOR) == ("0.00", "120.50", "-20.50")


# What nobody ends


def test_drafts_and_reviews_expire_after_their_time() -> None:
    draft, kept = drafted(A=1)["order_id"], submitted(A=2)
    review = in_review(A=11)
    assert sweep(6) == swept()
    assert sweep(7) == swept(reviews=1)
    assert stands()["A"] == (500, 2, 498)
    assert sweep(29) == swept()
    assert sweep(30) == swept(drafts=1)
    assert sweep(31) == swept()
    shown = [done(ask("GET", f"/orders/{order_id}", who=ADMIN)) for order_id in (draft, review, kept)]
    assert [order["state"] for order in shown] == ["expired", "expired", "submitted"]
    assert [order["steps"][-1]["by"] for order in shown[:2]] == ["system"] * 2
    assert [line["to_ship"] for order in shown for line in order["lines"]] == [0, 0, 2]
    assert account(POOR) == ("0.00", "0.00", "100.00")
    assert post(f"/orders/{draft}/submit", {"total": "9.50"}).code == "wrong_state"


def test_the_maker_sets_how_long_one_waits() -> None:
    save_policy(draft_days=2, credit_review_days=1)
    drafted(A=1)
    in_review(A=11)
    assert sweep(1) == swept(reviews=1)
    assert sweep(2) == swept(drafts=1)


@pytest.mark.parametrize("after", range(5))
def test_a_large_review_expires_whole_wherever_that_is_killed(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    monkeypatch.setattr(job_commands, "MOST_MOVES", 3)
    order_id = done(submit(drafted(POOR_BUYER, **shelf(8), A=11)))["order_id"]
    with killed(monkeypatch, after), pytest.raises(ExceptionGroup):
        sweep(7)
    ended = sweep(8)
    assert ended == (swept(jobs=1) if after else swept(reviews=1))
    assert done(ask("GET", f"/orders/{order_id}", who=ADMIN))["state"] == "expired"
    assert stands() == UNTOUCHED


def test_what_somebody_ends_at_the_same_moment_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = drafted(A=1)["order_id"]
    really = step_commands.commit

    def rival_first(*writes: Any) -> None:
        monkeypatch.setattr(step_commands, "commit", really)
        assert act(order_id, "cancel", BUYER, {"reason": "不要了"}).status == 200
        really(*writes)

    monkeypatch.setattr(step_commands, "commit", rival_first)
    assert sweep(30) == swept()
    assert done(ask("GET", f"/orders/{order_id}", who=BUYER))["state"] == "cancelled"


def test_one_that_fails_stops_none_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = [drafted(A=1)["order_id"] for _ in range(3)]
    with killed(monkeypatch, 1), pytest.raises(ExceptionGroup) as failed:
        sweep(30)
    assert len(failed.value.exceptions) == 1
    states = [done(ask("GET", f"/orders/{order_id}", who=BUYER))["state"] for order_id in drafts]
    assert sorted(states) == ["draft", "expired", "expired"]


def test_the_dealer_is_told_of_review_and_expiry(streams: Streams) -> None:
    review, draft = in_review(A=11), drafted(POOR_BUYER, A=1)["order_id"]
    sweep(30)
    streams.drain()
    told = ask("GET", "/messages?locale=en", who=POOR_BUYER).body["items"]
    orders = {(message["kind"], message["link"]): message["text"] for message in told if "order" in message["kind"]}
    assert orders.keys() == {
        ("order.in_review", f"orders/{review}"),
        ("order.expired", f"orders/{review}"),
        ("order.expired", f"orders/{draft}"),
    }
    assert orders["order.expired", f"orders/{review}"].startswith("The credit review was not decided in time")
    assert orders["order.expired", f"orders/{draft}"].startswith("The draft was not submitted in time")
