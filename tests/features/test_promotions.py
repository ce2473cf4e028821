"""A campaign's life: drafted, changed, previewed, published, joined, succeeded, ended; and who may do what with it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.aws.tables import change, commit
from chalicelib.edge.principal import Role
from chalicelib.insights.verification_queries import findings_of_campaigns, findings_of_dealer
from chalicelib.kernel import clock
from chalicelib.promotions import queries
from chalicelib.promotions.campaign_rules import MOST_PUBLISHED
from chalicelib.promotions.records import PartRecord, PromotionRecord, part_key, promotion_key
from tests.world.api import ask, staff
from tests.world.books import instant
from tests.world.campaigns import (
    ONE_FOR_TEN,
    SAVES,
    STAFF,
    TEN_OFF,
    campaign,
    drafted_campaign,
    join,
    publish,
    published,
    used,
)
from tests.world.cloud import Cloud
from tests.world.shop import (
    BUYER,
    DEALER,
    NORTHERN_BUYER,
    OTHER_BUYER,
    SALES,
    done,
    open_for_business,
    post,
    submitted,
)
from tests.world.streams import Streams


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with open_for_business():
        yield


def shown(promotion_id: str, who: Any = STAFF) -> dict[str, Any]:
    return done(ask("GET", f"/promotions/{promotion_id}", who=who))


def listed(who: Any = STAFF, state: str = "current") -> list[str]:
    return [item["promotion_id"] for item in done(ask("GET", f"/promotions?state={state}", who=who))["items"]]


def end(promotion_id: str, who: Any = STAFF) -> Any:
    return post(f"/promotions/{promotion_id}/end", {"reason": "赠品发完"}, who)


def test_a_draft_is_all_that_was_told_and_concerns_nobody() -> None:
    made = drafted_campaign(
        SAVES, name_en="Autumn", budget="5000.00", quota=3, opt_in=True, audience={"regions": ["east"], "grades": ["A"]}
    )
    names = ("standing", "version", "name", "name_en", "budget", "quota", "used_amount")
    assert {name: made[name] for name in names} == {
        "standing": "draft", "version": 1, "name": "金秋进货节", "name_en": "Autumn", "budget": "5000.00", "quota": 3,
        "used_amount": "0.00",
    }  # fmt: skip
    assert made["offer"] == {
        "kind": "spend_and_save", "percent": None, "amount": None, "price": None, "buy": None, "get": None,
        "get_sku": None, "steps": SAVES["steps"], "repeat": False, "maximum": None,
    }  # fmt: skip
    assert made["audience"] == {"grades": ["A"], "regions": ["east"], "dealers": []}
    assert shown(made["promotion_id"])["terms"][0]["text"] == "活动期内下单即享优惠。"
    assert (listed(), listed(state="draft"), listed(BUYER)) == ([], [made["promotion_id"]], [])
    assert ask("GET", f"/promotions/{made['promotion_id']}", who=BUYER).status == 404


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"offer": {"kind": "percent_off"}}, ["offer.percent"]),
        ({"offer": {"kind": "percent_off", "percent": "101"}}, ["offer.percent"]),
        ({"offer": {"kind": "percent_off", "percent": "10", "price": "1.00"}}, ["offer.price"]),
        ({"offer": {"kind": "amount_off", "amount": "0"}}, ["offer.amount"]),
        ({"offer": {"kind": "buy_x_get_y", "buy": 10}}, ["offer.get"]),
        ({"offer": ONE_FOR_TEN, "budget": "10.00"}, ["budget"]),
        ({"offer": {**ONE_FOR_TEN, "get_sku": "Z"}}, ["offer.get_sku"]),
        ({"offer": {"kind": "spend_and_save", "steps": []}}, ["offer.steps"]),
        (
            {"offer": {**SAVES, "steps": [{"spend": "100", "save": "20"}, {"spend": "90", "save": "30"}]}},
            ["offer.steps.1.spend"],
        ),
        ({"offer": {**SAVES, "repeat": True}}, ["offer.steps"]),
        ({"last_day": "2026-09-30"}, ["last_day"]),
        ({"budget": "0.00"}, ["budget"]),
        ({"products": {"skus": ["Z"], "categories": ["none"]}}, ["products.skus", "products.categories"]),
        (
            {"audience": {"grades": ["Z"], "regions": ["west"], "dealers": ["D9"]}},
            ["audience.grades", "audience.regions", "audience.dealers"],
        ),
        ({"succeeds": "M-0"}, ["succeeds"]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_saved(wrong: dict[str, Any], fields: list[str]) -> None:
    reply = post("/promotions", campaign() | wrong, STAFF)
    assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, fields)
    assert queries.all_promotions() == []


def test_a_draft_is_changed_as_it_was_seen_and_what_is_published_never() -> None:
    made = drafted_campaign()
    path, changed = (
        f"/promotions/{made['promotion_id']}",
        campaign(ONE_FOR_TEN, name="买十赠一", terms="赠品以现货为准。"),
    )
    answer = done(ask("PUT", path, changed, STAFF, headers={"If-Match": '"1"'}))
    assert (answer["name"], answer["offer"]["kind"], answer["version"]) == ("买十赠一", "buy_x_get_y", 2)
    assert [one["text"] for one in shown(made["promotion_id"])["terms"]] == ["赠品以现货为准。"]
    stale = ask("PUT", path, campaign(), STAFF, headers={"If-Match": '"1"'})
    assert (stale.status, stale.code) == (409, "version_conflict")
    assert publish(made["promotion_id"], 1).code == "version_conflict"
    done(publish(made["promotion_id"], 2))
    late = ask("PUT", path, campaign(), STAFF, headers={"If-Match": '"3"'})
    assert (late.status, late.code, late.body["Details"]) == (
        409,
        "wrong_state",
        [{"state": "published", "needs": ["draft"]}],
    )
    assert shown(made["promotion_id"])["name"] == "买十赠一"


def test_a_published_campaign_stands_by_its_days() -> None:
    running, coming = published(), published(first_day="2026-11-01")
    assert [shown(one)["standing"] for one in (running, coming)] == ["running", "upcoming"]
    assert sorted(listed(BUYER)) == sorted([running, coming])
    with clock.at(instant("2026-12-01", 0)):
        assert [shown(one)["standing"] for one in (running, coming)] == ["over", "over"]
        assert (listed(), listed(BUYER), sorted(listed(state="over"))) == ([], [], sorted([running, coming]))
        assert end(running).code == "wrong_state"


def test_what_is_over_cannot_be_published() -> None:
    made = drafted_campaign(first_day="2026-10-01", last_day="2026-10-19")
    reply = publish(made["promotion_id"])
    assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, ["last_day"])
    assert shown(made["promotion_id"])["standing"] == "draft"


def test_not_more_are_published_than_an_order_can_use() -> None:
    for _ in range(MOST_PUBLISHED):
        published()
    one_more = drafted_campaign()
    reply = publish(one_more["promotion_id"])
    assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, ["state"])


def test_one_that_runs_is_ended_one_that_does_not_is_withdrawn() -> None:
    running, coming, draft = published(), published(first_day="2026-11-01"), str(drafted_campaign()["promotion_id"])
    ended = [done(end(one)) for one in (running, coming, draft)]
    assert [one["standing"] for one in ended] == ["ended", "withdrawn", "withdrawn"]
    assert (ended[0]["ended_by"], ended[0]["reason"]) == ("admin-1", "赠品发完")
    assert end(running).code == "wrong_state"
    assert (listed(state="ended"), sorted(listed(state="withdrawn"))) == ([running], sorted([coming, draft]))
    assert shown(running, BUYER)["standing"] == "ended"
    assert ask("GET", f"/promotions/{coming}", who=BUYER).status == 404


def test_an_order_keeps_what_it_saved_when_its_campaign_ends() -> None:
    ten = published()
    order_id = submitted(A=10)
    done(end(ten))
    order = done(ask("GET", f"/orders/{order_id}", who=BUYER))
    assert (order["total"], order["quote"]["promotions"][0]["name"]) == ("85.50", "金秋进货节")


def test_a_successor_ends_what_it_succeeds_on_the_day_before_it_begins() -> None:
    first, unbegun = published(), published(first_day="2026-11-20")
    done(publish(str(drafted_campaign(first_day="2026-11-11", succeeds=first)["promotion_id"])))
    assert (shown(first)["last_day"], shown(first)["standing"]) == ("2026-11-10", "running")
    done(publish(str(drafted_campaign(first_day="2026-11-11", succeeds=unbegun)["promotion_id"])))
    assert shown(unbegun)["standing"] == "withdrawn"


def test_a_dealer_sees_neither_the_audience_nor_the_budget_nor_others() -> None:
    ten = published(budget="100.00", quota=20, audience={"dealers": [DEALER]})
    submitted(A=10)
    seen = shown(ten, BUYER)
    assert {seen[name] for name in ("audience", "budget", "used_amount", "used_count", "made_by")} == {None}
    assert seen["mine"] == {"taking_part": True, "saved": "9.50", "used": 10, "quota_left": 10, "exhausted": False}
    assert (shown(ten)["used_amount"], shown(ten)["used_count"], shown(ten)["mine"]) == ("9.50", 10, None)
    assert (listed(OTHER_BUYER), ask("GET", f"/promotions/{ten}", who=OTHER_BUYER).status) == ([], 404)


def test_joining_keeps_the_time_and_the_version_of_the_terms() -> None:
    ten = published(opt_in=True)
    assert shown(ten, BUYER)["mine"]["taking_part"] is False
    joined = join(ten)
    assert joined.body == {
        "dealer_id": DEALER, "dealer_name": f"{DEALER} 经贸有限公司", "promotion_id": ten, "terms_version": 1,
        "joined_at": "2026-10-20T04:00:00.000000Z", "joined_by": "李娜", "left_at": None, "left_by": None,
    }  # fmt: skip
    assert post(f"/promotions/{ten}/terms", {"text": "第二版条款。"}, STAFF).status == 201
    assert (join(ten).status, join(ten).code) == (409, "version_conflict")
    seen = shown(ten, BUYER)
    assert (seen["enrolment"]["terms_version"], [one["number"] for one in seen["terms"]]) == (1, [2, 1])
    assert join(ten, terms_version=2).body["terms_version"] == 2
    with clock.at(instant("2026-10-21")):
        left = done(ask("DELETE", f"/promotions/{ten}/enrolment", None, BUYER))
        assert left["left_at"] == "2026-10-21T04:00:00.000000Z"
        assert done(ask("DELETE", f"/promotions/{ten}/enrolment", None, BUYER)) == left
    assert shown(ten, BUYER)["mine"]["taking_part"] is False
    record = queries.enrolment(DEALER, ten)
    assert record
    assert [(one["terms_version"], one["left_at"]) for one in record.earlier] == [(1, None)]
    who = done(ask("GET", f"/promotions/{ten}/enrolments", who=STAFF))["items"]
    assert [(one["dealer_id"], one["left_by"]) for one in who] == [(DEALER, "李娜")]


def test_nobody_joins_what_is_automatic_over_or_for_others() -> None:
    automatic, northern = published(), published(opt_in=True, audience={"regions": ["north"]})
    over = published(opt_in=True)
    done(end(over))
    assert [join(one).code for one in (automatic, northern, over)] == ["wrong_state", "not_found", "wrong_state"]
    assert join(northern, NORTHERN_BUYER).status == 201
    assert ask("DELETE", f"/promotions/{automatic}/enrolment", None, BUYER).code == "wrong_state"
    assert queries.part(DEALER).enrolled is None


def test_staff_of_a_region_make_campaigns_for_their_own_dealers_alone() -> None:
    def made(**audience: list[str]) -> Any:
        return post("/promotions", campaign(audience=audience), SALES)

    assert [detail["field"] for detail in made().body["Details"]] == ["audience.regions"]
    assert [detail["field"] for detail in made(regions=["east", "north"]).body["Details"]] == ["audience.regions"]
    assert [detail["field"] for detail in made(grades=["A"]).body["Details"]] == ["audience.regions"]
    assert [detail["field"] for detail in made(dealers=["D0000000N"]).body["Details"]] == ["audience.dealers"]
    assert made(regions=["east"], grades=["A"]).status == made(dealers=[DEALER]).status == 201
    everywhere = published()
    assert (end(everywhere, SALES).status, shown(everywhere, SALES)["standing"]) == (404, "running")
    assert publish(str(drafted_campaign()["promotion_id"]), who=SALES).status == 404


def test_a_preview_tells_what_a_campaign_would_have_cost() -> None:
    submitted(A=10)
    with clock.at(clock.now() + timedelta(minutes=1)):
        submitted(A=30)
    with clock.at(clock.now() + timedelta(minutes=2)):
        submitted(OTHER_BUYER, A=20)
    ten = str(drafted_campaign(products={"skus": ["A"]}, budget="30.00", opt_in=True)["promotion_id"])
    with clock.at(instant("2026-10-25")):
        found = done(ask("POST", f"/promotions/{ten}/preview", {"days": 7}, STAFF))
        assert {name: found[name] for name in found if name not in {"since", "dealers"}} == {
            "looked_at": 3, "limited": False, "baskets": 3, "net_before": "570.00", "amount": "57.00",
            "free_pieces": 0, "free_value": "0.00", "within_budget": 2,
        }  # fmt: skip
        assert [(one["dealer_id"], one["baskets"], one["amount"]) for one in found["dealers"]] == [
            (DEALER, 2, "38.00"),
            ("D0000000B", 1, "19.00"),
        ]
        assert done(ask("POST", f"/promotions/{ten}/preview", {"days": 1}, STAFF))["looked_at"] == 0
    gift = str(drafted_campaign({**ONE_FOR_TEN, "get_sku": "B"}, audience={"dealers": [DEALER]})["promotion_id"])
    with clock.at(instant("2026-10-21")):
        found = done(ask("POST", f"/promotions/{gift}/preview", {"days": 7}, STAFF))
    assert (found["looked_at"], found["free_pieces"], found["free_value"], found["amount"]) == (2, 4, "80.00", "0.00")
    assert shown(ten)["standing"] == "draft"


def test_dealers_are_told_when_a_campaign_begins_for_them_and_when_it_is_ended(streams: Streams) -> None:
    from tests.world.company import make_people  # noqa: PLC0415 - it makes a dealer's people

    make_people(DEALER)
    ten = published(audience={"dealers": [DEALER]}, name_en="Autumn")
    streams.drain()
    done(end(ten))
    streams.drain()
    told = done(ask("GET", "/messages?locale=en", who=BUYER))["items"]
    assert {(one["title"], one["link"]) for one in told if one["link"] != "catalog"} == {
        ("Promotion over: Autumn", "promotions"),
        ("New promotion: Autumn", f"promotions/{ten}"),
    }
    others = done(ask("GET", "/messages", who=OTHER_BUYER))["items"]
    assert [one["link"] for one in others] == ["catalog"]


def test_the_verification_finds_what_is_not_the_sum_of_the_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    ten = published(TEN_OFF)
    submitted(A=10)
    submitted(OTHER_BUYER, A=10)
    assert (findings_of_dealer(DEALER), findings_of_campaigns()) == ([], [])
    commit(change(PartRecord, part_key(DEALER), PartRecord.moves({ten: used_of(1)})))
    commit(change(PromotionRecord, promotion_key(ten), PromotionRecord.moves(used_of(3))))
    assert [(one.check, one.subject, one.expected, one.found) for one in findings_of_dealer(DEALER)] == [
        ("promotion_part", f"promotion:{DEALER}:{ten}:amount", "9.50", "10.50"),
        ("promotion_part", f"promotion:{DEALER}:{ten}:count", "10", "11"),
    ]
    assert [(one.check, one.subject, one.expected, one.found) for one in findings_of_campaigns()] == [
        ("promotion_used", f"promotion:{ten}:amount", "20.00", "22.00"),
        ("promotion_used", f"promotion:{ten}:count", "21", "23"),
    ]
    assert used(ten)[1] == ("10.50", 11)


def used_of(count: int) -> Any:
    from decimal import Decimal  # noqa: PLC0415

    from chalicelib.promotions.contest_rules import Use  # noqa: PLC0415

    return Use(Decimal(f"{count}.00"), count)


def test_finance_reads_and_changes_nothing() -> None:
    ten = published()
    finance = staff(Role.FINANCE)
    assert shown(ten, finance)["name"] == "金秋进货节"
    assert end(ten, finance).status == post("/promotions", campaign(), finance).status == 403
