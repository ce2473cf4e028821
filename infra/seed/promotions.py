"""Campaigns of all kinds and standings: running, to be joined, to come, over, ended early, and a draft to preview."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from chalicelib.catalog.rules import ProductFilter
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.rules import Audience
from chalicelib.edge.principal import Principal
from chalicelib.kernel.periods import Period, business_day, day_starts
from chalicelib.kernel.settings import settings
from chalicelib.promotions.campaign_rules import NewPromotion
from chalicelib.promotions.commands import draft_promotion, end, publish
from chalicelib.promotions.enrolment_commands import join
from infra.seed.goods import once
from infra.seed.trade import Step

SPRING_RAIN = {
    "kind": "spend_and_save",
    "steps": [
        {"spend": "10000", "save": "300"},
        {"spend": "30000", "save": "1200"},
        {"spend": "60000", "save": "3000"},
    ],
}
TWENTY_AND_ONE = {"kind": "buy_x_get_y", "buy": 20, "get": 1}
YEAR_END = {"kind": "percent_off", "percent": "5"}
CLEARANCE = {"kind": "fixed_price", "price": "158.00"}
ROLLERS = {"kind": "amount_off", "amount": "1.50"}
TERMS = "活动期内提交的订单有效；预算用完即止。订单取消或未发货部分，优惠额度相应退回。本活动最终解释以书面通知为准。"
TERMS_EN = (
    "Valid for orders placed while it runs, as long as its budget lasts. What is cancelled or not shipped gives its "
    "share of the saving back. What we tell in writing prevails."
)


def steps(now: datetime, staff: dict[str, Principal], owners: dict[str, Principal]) -> Iterator[Step]:
    """What staff and dealers did with campaigns until now. None of them touches an order of a settled month."""
    month = Period.of(business_day(now, settings().zone))
    last, first = month.previous(), month.first_day
    today = business_day(now, settings().zone)
    sales, soon = staff["sales"], now - timedelta(hours=40)
    begins = min(month.starts_at(settings().zone) + timedelta(hours=8), soon)
    south = Audience(regions=frozenset({"south"}))
    rain = _new("南区防水满减季", "Southern waterproofing season", SPRING_RAIN, first, today + timedelta(days=45))
    yield _published(begins, "rain", sales, replace(rain, products=_category("waterproofing"), audience=south,
                                                    budget=Decimal(60_000)))  # fmt: skip
    tiles = _new(
        "瓷砖胶买二十赠一", "Tile adhesive: one free with twenty", TWENTY_AND_ONE, first, today + timedelta(days=60)
    )
    joined = replace(tiles, products=_skus("CZ-25K-01", "CZ-25K-03"), opt_in=True, quota=100)
    yield _published(begins, "tiles", staff["admin"], joined, [owners[key] for key in ("xiangyu", "tiancheng")])
    clearance = _new(
        "华北保温涂料清仓价", "Northern heat-reflective clearance", CLEARANCE, today, today + timedelta(days=14)
    )
    cleared = replace(clearance, products=_skus("WQ-18L-05"), audience=Audience(regions=frozenset({"north"})), quota=60)
    yield _published(soon, "clearance", sales, cleared)
    year_end = _new("岁末内墙漆九五折", "Year-end interior paint, 5 % off", YEAR_END, month.next().first_day,
                    month.next().last_day)  # fmt: skip
    coming = replace(year_end, products=_category("interior_paint"), budget=Decimal(50_000))
    yield _published(soon, "year-end", staff["admin"], coming)
    rollers = _new("滚筒刷让利周", "Roller week", ROLLERS, month.next().first_day, month.next().last_day)
    drafted = replace(rollers, products=_skus("GJ-RL-09", "GJ-RL-04"))
    yield Step(soon, "promotion-rollers", partial(draft_promotion, staff["admin"], drafted, once("promotion-rollers")))
    closing = last.last_day - timedelta(days=2)
    week = _new("月末辅材三日折", "Three days of tools", YEAR_END, closing, last.last_day)
    few = replace(week, products=_category("tools"), audience=Audience(grades=frozenset({"C"})))
    yield _published(day_starts(closing - timedelta(days=1), settings().zone), "week", staff["admin"], few)
    yield Step(soon, "promotion-stopped", partial(_stopped, staff["admin"], today))


def _new(name: str, name_en: str, offer: dict[str, Any], first_day: date, last_day: date) -> NewPromotion:
    """For everybody and everything, without limits."""
    return NewPromotion(
        name=name,
        name_en=name_en,
        offer=offer,
        group="default",
        priority=100,
        products=ProductFilter(),
        audience=Audience(),
        first_day=first_day,
        last_day=last_day,
        opt_in=False,
        budget=None,
        quota=None,
        terms=TERMS,
        terms_en=TERMS_EN,
    )


def _category(category: str) -> ProductFilter:
    return ProductFilter(categories=frozenset({category}))


def _skus(*skus: str) -> ProductFilter:
    return ProductFilter(skus=frozenset(skus))


def _published(
    at: datetime, key: str, by: Principal, new: NewPromotion, joining: list[Principal] | None = None
) -> Step:
    return Step(at, f"promotion-{key}", partial(_publish, key, by, new, joining or []))


def _publish(key: str, by: Principal, new: NewPromotion, joining: list[Principal]) -> str:
    made = draft_promotion(by, new, once(f"promotion-{key}"))
    publish(by, made.promotion_id, 1, once(f"promotion-{key}-publish"))
    for owner in joining:
        dealer = dealers.dealer_as_is(str(owner.dealer_id))
        join(owner, dealer, made.promotion_id, 1, once(f"promotion-{key}-{dealer.dealer_id}"))
    return str(made.promotion_id)


def _stopped(by: Principal, today: date) -> None:
    """One that was published too early, and withdrawn."""
    begins = today + timedelta(days=20)
    new = _new("外墙漆满十赠一", "Exterior paint: one free with ten", {**TWENTY_AND_ONE, "buy": 10}, begins, begins)
    promotion_id = _publish("stopped", by, replace(new, products=_category("exterior_paint")), [])
    end(by, promotion_id, "赠品产能不足，改期举行。", once("promotion-stopped-end"))
