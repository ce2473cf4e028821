"""Promotions in quotes and orders: spent in the order's own transaction, given back with it, never overspent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.edge.principal import Principal
from chalicelib.insights.verification_queries import findings_of_dealer
from chalicelib.kernel import clock
from chalicelib.orders import queries as orders
from chalicelib.orders.sweep_commands import sweep
from tests.world.api import ask, dealer_user
from tests.world.books import ZONE, instant
from tests.world.campaigns import ONE_FOR_TEN, SAVES, STAFF, join, published, used
from tests.world.cloud import Cloud
from tests.world.shop import (
    BUYER,
    NORTHERN_BUYER,
    NOW,
    OTHER,
    OTHER_BUYER,
    SALES,
    WAREHOUSE,
    account,
    basket,
    books,
    dealer,
    done,
    drafted,
    open_for_business,
    post,
    shelf,
    stands,
    submitted,
    supply,
)

NOTHING = (("0.00", 0), ("0.00", 0))


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        yield


def quoted(who: Principal = BUYER, declined: list[str] | None = None, **quantities: int) -> dict[str, Any]:
    return done(ask("POST", "/quotes", basket(**quantities) | {"declined_free": declined or []}, who))


def submit(draft: dict[str, Any], who: Principal = BUYER, **more: Any) -> Any:
    return post(f"/orders/{draft['order_id']}/submit", {"total": draft["total"], **more}, who)


def test_a_quote_names_what_applies_and_says_what_is_missing() -> None:
    ten = published(products={"skus": ["A"]}, name_en="Autumn")
    steps = published(SAVES, name="满减")
    quote = quoted(A=10, B=1)
    assert (quote["gross"], quote["discount"], quote["total"]) == ("115.00", "29.50", "85.50")
    assert quote["lines"][0]["applied"] == [
        {"promotion": ten, "amount": "9.50"},
        {"promotion": steps, "amount": "16.21"},
    ]
    assert quote["order_discounts"] == [
        {
            **{"promotion": steps, "amount": "20.00", "next_step": {"spend": "194.50", "save": "80.00"}},
            **{"steps": [{"spend": "100.00", "save": "20.00"}, {"spend": "300.00", "save": "80.00"}]},
            **{"repeat": False, "maximum": None},
            "products": {"skus": [], "categories": [], "excluded_skus": []},
        }
    ]
    assert {named["promotion"]: (named["kind"], named["name"], named["name_en"]) for named in quote["promotions"]} == {
        ten: ("percent_off", "金秋进货节", "Autumn"),
        steps: ("spend_and_save", "满减", None),
    }


def test_a_dealer_is_told_nothing_of_what_is_not_for_it() -> None:
    published(audience={"regions": ["north"]})
    published(first_day="2026-10-21")
    published(offer=SAVES, last_day="2026-10-20", first_day="2026-10-20", audience={"grades": ["B"]})
    quote = quoted(A=10)
    assert (quote["promotions"], quote["not_applied"], quote["total"]) == ([], [], "95.00")
    assert [named["name"] for named in quoted(NORTHERN_BUYER, A=1)["promotions"]] == ["金秋进货节"]


def test_a_campaign_ends_at_the_last_instant_of_its_last_day_in_the_business_time_zone() -> None:
    published(last_day="2026-10-20")
    with clock.at(datetime(2026, 10, 20, 23, 59, 59, 999_999, ZONE)):
        assert quoted(A=10)["total"] == "85.50"
    with clock.at(instant("2026-10-21", 0)):
        assert quoted(A=10)["total"] == "95.00"


def test_submission_takes_of_budget_and_quota_and_cancellation_gives_back() -> None:
    ten, free = published(budget="100.00", quota=50, products={"skus": ["A"]}), published(ONE_FOR_TEN, quota=5)
    draft = drafted(A=20)
    assert used(ten) == used(free) == NOTHING
    order = done(submit(draft))
    assert order["total"] == "171.00"
    assert [(line["sku"], line["quantity"], line["free"]) for line in order["lines"]] == [
        ("A", 20, False),
        ("A", 2, True),
    ]
    assert (used(ten), used(free)) == ((("19.00", 20), ("19.00", 20)), (("0.00", 2), ("0.00", 2)))
    assert stands()["A"] == (500, 22, 478)
    assert [named["promotion"] for named in order["quote"]["promotions"]] == sorted([ten, free])
    done(post(f"/orders/{order['order_id']}/cancel", {"reason": "写错"}))
    assert used(ten) == used(free) == NOTHING
    assert stands()["A"] == (500, 0, 500)


def test_rejection_gives_back_and_so_does_a_review_that_expires() -> None:
    ten = published(budget="1000.00")
    rejected = submitted(A=10)
    dealer("D0000000P", limit="10.00")
    poor = dealer_user("D0000000P")
    draft = drafted(poor, A=10)
    waiting = done(submit(draft, poor, credit_review=True))
    assert (waiting["state"], used(ten, "D0000000P")) == ("credit_review", (("19.00", 20), ("9.50", 10)))
    done(post(f"/orders/{rejected}/reject", {"reason": "缺货"}, SALES))
    assert used(ten, "D0000000P") == (("9.50", 10), ("9.50", 10))
    with clock.at(instant("2026-11-20")):
        assert sweep(lambda _: "{}").reviews == 1
    assert used(ten, "D0000000P") == NOTHING


def test_closing_short_gives_back_what_was_not_shipped() -> None:
    ten = published(products={"skus": ["A"]}, budget="100.00")
    free = published(ONE_FOR_TEN, products={"skus": ["A"]}, quota=10)
    saves, tools = published(SAVES, group="a"), published(SAVES | {"steps": [{"spend": "1", "save": "1"}]}, group="b",
                                                          products={"skus": ["C"]})  # fmt: skip
    order_id = submitted(A=30, C=7)
    assert (used(ten)[0], used(free)[0], used(saves)[0], used(tools)[0]) == (
        ("28.50", 30), ("0.00", 3), ("20.00", 1), ("1.00", 1),
    )  # fmt: skip
    done(post(f"/orders/{order_id}/confirm", None, SALES))
    parts = [{"line": 1, "quantity": 10}, {"line": 3, "quantity": 1}]
    done(post(f"/orders/{order_id}/ship", {"lines": parts}, WAREHOUSE))
    done(post(f"/orders/{order_id}/close", None, SALES))
    line = orders.lines_of(orders.order(order_id, STAFF.reach))[0]
    share = next(taken["amount"] for taken in line.applied if taken["promotion"] == saves)
    assert (used(ten)[0], used(free)[0]) == (("9.50", 10), ("0.00", 1))
    assert used(saves)[0] == (f"{round(float(share) / 3, 2):.2f}", 1)
    assert used(tools)[0] == ("0.00", 0)
    assert used(ten)[1] == used(ten)[0]
    assert findings_of_dealer("D0000000A") == []


def test_a_budget_that_ran_out_between_is_refused_with_the_new_quote_and_changes_nothing() -> None:
    ten = published(budget="15.00")
    mine, theirs = drafted(A=10), drafted(OTHER_BUYER, A=10)
    done(submit(theirs, OTHER_BUYER))
    assert used(ten, OTHER)[0] == ("9.50", 10)
    before = books(mine["order_id"])
    reply = submit(mine)
    assert (reply.status, reply.code) == (409, "quote_changed")
    (quote,) = reply.body["Details"]
    assert (quote["total"], quote["not_applied"]) == (
        "95.00",
        [
            {
                "promotion": ten,
                "reason": "budget_exhausted",
                "winner": None,
                "next_step": None,
                "missing_quantity": None,
                "missing_amount": "4.00",
            }
        ],
    )
    assert (books(mine["order_id"]), used(ten)[0]) == (before, ("9.50", 10))
    assert done(post(f"/orders/{mine['order_id']}/submit", {"total": "95.00"}))["discount"] == "0.00"


def test_what_is_used_up_between_quote_and_commit_is_refused_by_the_condition_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another order takes the rest after this one was priced, before it is written."""
    from chalicelib.orders import commands  # noqa: PLC0415 - the room whose pricing is interrupted

    ten = published(budget="15.00", quota=15)
    mine, theirs = drafted(A=10), drafted(A=10)
    price, first = commands._priced_again, iter([True])

    def interrupted(*given: Any) -> Any:
        priced = price(*given)
        if next(first, False):
            monkeypatch.setattr(commands, "_priced_again", price)
            done(submit(theirs))
        return priced

    monkeypatch.setattr(commands, "_priced_again", interrupted)
    reply = submit(mine)
    assert (reply.status, reply.code, reply.body["Details"][0]["total"]) == (409, "quote_changed", "95.00")
    assert used(ten) == (("9.50", 10), ("9.50", 10))
    assert stands()["A"] == (500, 10, 490)
    assert account()[1] == "85.50"


def test_a_dealers_quota_is_its_own() -> None:
    ten = published(quota=15)
    done(submit(drafted(A=10)))
    second = quoted(A=10)
    assert (second["total"], second["not_applied"][0]["reason"], second["not_applied"][0]["missing_quantity"]) == (
        "95.00", "quota_exhausted", 5,
    )  # fmt: skip
    assert quoted(A=5)["total"] == "42.75"
    assert quoted(OTHER_BUYER, A=10)["total"] == "85.50"
    assert used(ten) == (("9.50", 10), ("9.50", 10))


def test_a_campaign_that_was_ended_between_is_no_longer_given() -> None:
    ten = published()
    draft = drafted(A=10)
    done(post(f"/promotions/{ten}/end", {"reason": "库存不足"}, STAFF))
    reply = submit(draft)
    assert (reply.status, reply.code, reply.body["Details"][0]["total"]) == (409, "quote_changed", "95.00")
    assert used(ten) == NOTHING


def test_opt_in_counts_from_the_joining_to_the_leaving() -> None:
    ten = published(opt_in=True)
    assert [said["reason"] for said in quoted(A=10)["not_applied"]] == ["not_opted_in"]
    assert join(ten).status == 201
    assert quoted(A=10)["total"] == "85.50"
    assert quoted(OTHER_BUYER, A=10)["total"] == "95.00"
    draft = drafted(A=10)
    assert ask("DELETE", f"/promotions/{ten}/enrolment", None, BUYER).status == 200
    assert submit(draft).code == "quote_changed"
    assert used(ten) == NOTHING


def test_free_goods_that_are_short_can_be_done_without() -> None:
    free = published({"kind": "buy_x_get_y", "buy": 10, "get": 1, "get_sku": "B"}, products={"skus": ["A"]})
    supply("WH-NORTH", A=100)
    quote = quoted(NORTHERN_BUYER, A=20)
    assert [(gift["sku"], gift["quantity"], gift["available"], gift["short"]) for gift in quote["free_goods"]] == [
        ("B", 2, 0, 2)
    ]
    draft = drafted(NORTHERN_BUYER, A=20)
    refused = submit(draft, NORTHERN_BUYER, free_pieces=2)
    assert refused.body["Details"] == [{"sku": "B", "wanted": 2, "available": 0, "lines": [2]}]
    assert quoted(NORTHERN_BUYER, ["B"], A=20)["free_goods"] == []
    order = done(submit(draft, NORTHERN_BUYER, declined_free=["B"], free_pieces=0))
    assert [(line["sku"], line["free"]) for line in order["lines"]] == [("A", False)]
    assert used(free, "D0000000N") == NOTHING


def test_a_draft_remembers_what_it_does_without() -> None:
    published(ONE_FOR_TEN)
    reply = post("/orders", basket(A=10) | {"declined_free": ["A"]})
    assert [line["free"] for line in reply.body["lines"]] == [False]
    assert [line["free"] for line in done(submit(reply.body))["lines"]] == [False]


def test_free_pieces_that_changed_are_a_changed_quote() -> None:
    free = published(ONE_FOR_TEN)
    draft = drafted(A=10)
    done(post(f"/promotions/{free}/end", {"reason": "赠品发完"}, STAFF))
    reply = submit(draft, free_pieces=1)
    assert (reply.status, reply.code, reply.body["Details"][0]["total"]) == (409, "quote_changed", draft["total"])
    assert done(submit(draft, free_pieces=0))["state"] == "submitted"


def test_a_large_order_spends_once_and_gives_back_where_it_fails() -> None:
    goods = shelf(120)
    ten = published(budget="1000.00", products={"categories": ["goods"]})
    draft = drafted(**goods)
    order = done(submit(draft))
    assert (order["state"], used(ten)[0]) == ("submitted", ("24.00", 240))
    second = drafted(**goods)
    assert submit(second).code == "insufficient_stock"
    assert used(ten)[0] == ("24.00", 240)
    done(post(f"/orders/{order['order_id']}/cancel", {"reason": "写错"}))
    assert used(ten) == NOTHING


def test_an_order_with_many_campaigns_and_many_lines_goes_by_a_job() -> None:
    many = [published({"kind": "percent_off", "percent": "1"}, group=f"g{number}", quota=1000) for number in range(20)]
    draft = drafted(**shelf(85))
    order = done(submit(draft))
    assert order["state"] == "submitted"
    assert {used(one)[0][1] for one in many} == {170}
    done(post(f"/orders/{order['order_id']}/cancel", {"reason": "写错"}))
    assert {used(one) for one in many} == {NOTHING}


@pytest.mark.parametrize("limit", [{"budget": "95.00"}, {"quota": 100}])
def test_fifty_buyers_at_once_never_overspend(limit: dict[str, Any]) -> None:
    """Each saves 9.50 on ten pieces; ten of them can."""
    ten = published(**limit)
    supply("WH-EAST", A=1000)
    buyers = [dealer_user(f"D00000{number:03}") for number in range(50)]
    if "quota" in limit:
        buyers = [BUYER] * 50
    else:
        for buyer in buyers:
            dealer(str(buyer.dealer_id))
    drafts = [_drafted_after(seconds, buyer) for seconds, buyer in enumerate(buyers)]
    contexts = [copy_context() for _ in drafts]
    with ThreadPoolExecutor(50) as pool:
        replies = list(pool.map(lambda c, d, b: c.run(submit, d, b), contexts, drafts, buyers))
    assert {reply.code for reply in replies if reply.status != 200} <= {"quote_changed", "busy"}
    bought = [reply for reply in replies if reply.status == 200]
    assert len(bought) <= 10
    for _ in range(12):  # those who were too many at the same thing ask again
        for draft, buyer, reply in zip(drafts, buyers, replies, strict=True):
            if reply.code == "busy" and len(bought) < 10:
                again = submit(draft, buyer)
                bought += [again] if again.status == 200 else []
    assert len(bought) == 10
    assert used(ten)[0] == ("95.00", 100)


def _drafted_after(seconds: int, buyer: Principal) -> dict[str, Any]:
    with clock.at(NOW + timedelta(seconds=seconds)):
        return drafted(buyer, A=10)
