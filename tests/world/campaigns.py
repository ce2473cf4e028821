"""Campaigns as staff make them, over HTTP."""

from typing import Any

from chalicelib.edge.principal import Principal, Role
from chalicelib.promotions import queries
from chalicelib.promotions.contest_rules import Use
from tests.world.api import Reply, ask, staff
from tests.world.shop import BUYER, DEALER, done, post

STAFF = staff(Role.ADMIN)
TEN_OFF = {"kind": "percent_off", "percent": "10"}
SAVES = {"kind": "spend_and_save", "steps": [{"spend": "100", "save": "20"}, {"spend": "300", "save": "80"}]}
ONE_FOR_TEN = {"kind": "buy_x_get_y", "buy": 10, "get": 1}


def campaign(offer: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The body of a campaign that is in force in the autumn of 2026: ten percent off for everybody, if nothing else."""
    told = {
        "name": "金秋进货节",
        "offer": offer or TEN_OFF,
        "first_day": "2026-10-01",
        "last_day": "2026-11-30",
        "terms": "活动期内下单即享优惠。",
    }
    return told | more


def drafted_campaign(offer: dict[str, Any] | None = None, who: Principal = STAFF, **more: Any) -> dict[str, Any]:
    """A draft, as it was answered."""
    reply = post("/promotions", campaign(offer, **more), who)
    assert reply.status == 201, reply.text
    return dict(reply.body)


def publish(promotion_id: str, version: int = 1, who: Principal = STAFF) -> Reply:
    """Publishes a draft that was seen at a version."""
    headers, key = {"If-Match": f'"{version}"'}, f"publish-{promotion_id}-{version}-{who.user_id}"
    return ask("POST", f"/promotions/{promotion_id}/publish", None, who, key, headers)


def published(offer: dict[str, Any] | None = None, **more: Any) -> str:
    """The id of a campaign that was published."""
    promotion_id = str(drafted_campaign(offer, **more)["promotion_id"])
    done(publish(promotion_id))
    return promotion_id


def join(promotion_id: str, who: Principal = BUYER, terms_version: int = 1) -> Reply:
    """Takes part."""
    return post(f"/promotions/{promotion_id}/enrolment", {"terms_version": terms_version}, who)


def used(promotion_id: str, dealer_id: str = DEALER) -> tuple[tuple[str, int], tuple[str, int]]:
    """What was used of a campaign: by all, and by one dealer."""
    record = queries.promotion(promotion_id)
    mine = queries.part(dealer_id).used.get(promotion_id, Use())
    return (f"{record.used_amount:.2f}", record.used_count), (f"{mine.amount:.2f}", mine.count)
