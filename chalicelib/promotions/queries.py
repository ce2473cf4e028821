"""Campaigns as they stand, and what a dealer has to do with them."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chalicelib.aws.tables import find, find_many, list_all, list_page
from chalicelib.dealers.records import DealerRecord
from chalicelib.dealers.rules import Audience
from chalicelib.kernel import clock
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.paging import Page
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.promotions.campaign_rules import Shelf, State, validity
from chalicelib.promotions.contest_rules import Use
from chalicelib.promotions.records import (
    PROMOTIONS,
    EnrolmentRecord,
    PartRecord,
    PromotionRecord,
    TermsRecord,
    enrolled_partition,
    enrolment_key,
    part_key,
    place,
    promotion_key,
    terms_key,
)
from chalicelib.promotions.rules import Promotion

_END = "~"
"""Sorts behind every character of a key."""


def today() -> date:
    """The business day that it is."""
    return business_day(clock.now(), settings().zone)


def promotion(promotion_id: str) -> PromotionRecord:
    """One campaign; 404 where there is none."""
    found = find(PromotionRecord, promotion_key(promotion_id))
    if found is None:
        raise NotFound("promotion")
    return found


def not_over(day: date) -> list[PromotionRecord]:
    """The published campaigns whose last day has not gone by, by that day: one read, however many there were."""
    within = PromotionRecord.place.between(place(State.PUBLISHED, str(day)), place(State.PUBLISHED, _END))
    return list(PromotionRecord.by_place.query(PROMOTIONS, within, consistent_read=True))


def means(record: PromotionRecord, dealer: DealerRecord) -> bool:
    """Whether a dealer is in a campaign's audience."""
    return Audience.of(record.audience).includes(dealer.dealer_id, dealer.grade, dealer.region)


def offered_to(dealer: DealerRecord, day: date) -> list[PromotionRecord]:
    """What is on, or will be, for a dealer."""
    return [record for record in not_over(day) if means(record, dealer)]


def in_force(dealer: DealerRecord, moment: datetime) -> list[PromotionRecord]:
    """What a dealer is priced by at a moment, its taking part and what is left aside."""
    day = business_day(moment, settings().zone)
    return [record for record in offered_to(dealer, day) if record.first_day <= str(day)]


def offered(promotion_id: str, dealer: DealerRecord) -> PromotionRecord:
    """One campaign that was published and means the dealer; 404 for any other, as if there were none."""
    found = promotion(promotion_id)
    if found.state not in {State.PUBLISHED, State.ENDED} or not means(found, dealer):
        raise NotFound("promotion")
    return found


def budget_left(record: PromotionRecord) -> Decimal | None:
    """What is left of a campaign's budget; None where it has none."""
    return None if record.budget is None else record.budget - record.used_amount


def as_promotion(record: PromotionRecord, part: PartRecord | None = None) -> Promotion:
    """The campaign as prices are made by it, with what is left of it for the dealer whose part this is."""
    first, last = date.fromisoformat(record.first_day), date.fromisoformat(record.last_day)
    valid_from, valid_until = validity(first, last, settings().zone)
    used = part.used.get(record.promotion_id, Use()) if part else Use()
    return Promotion.of(
        {
            **record.offer,
            "id": record.promotion_id,
            "group": record.group,
            "priority": record.priority,
            "products": record.products,
            "audience": record.audience,
            "valid_from": valid_from,
            "valid_until": valid_until,
            "opt_in": record.opt_in,
            "remaining_budget": budget_left(record),
            "remaining_quota": None if record.quota is None else max(record.quota - used.count, 0),
        }
    )


def page(shelf: Shelf, limit: int, cursor: str | None) -> Page[PromotionRecord]:
    """Campaigns of a shelf by their last day: drafts and present ones the earliest first, all others the latest."""
    now = place(State.PUBLISHED, str(today()))
    within: Any
    match shelf:
        case Shelf.CURRENT:
            within = PromotionRecord.place.between(now, place(State.PUBLISHED, _END))
        case Shelf.OVER:
            within = PromotionRecord.place.between(place(State.PUBLISHED), now)
        case _:
            within = PromotionRecord.place.startswith(place(State(shelf)))
    latest = shelf not in {Shelf.DRAFT, Shelf.CURRENT}
    index = PromotionRecord.by_place
    return list_page(index, PROMOTIONS, within, limit=limit, cursor=cursor, newest_first=latest)


def terms(promotion_id: str) -> list[TermsRecord]:
    """All versions of a campaign's terms, the latest first."""
    return list_all(TermsRecord, *terms_key(promotion_id))[::-1]


def part(dealer_id: str) -> PartRecord:
    """What a dealer takes part in and used; of one that never did anything, nothing."""
    return find(PartRecord, part_key(dealer_id)) or PartRecord(*part_key(dealer_id), dealer_id=dealer_id)


def parts(dealer_ids: Iterable[str]) -> list[PartRecord]:
    """The parts of several dealers, up to 100: of those that ever did anything."""
    return list(find_many(PartRecord, [part_key(dealer_id) for dealer_id in dealer_ids]).values())


def enrolment(dealer_id: str, promotion_id: str) -> EnrolmentRecord | None:
    """That a dealer takes part in a campaign, or did; None where it never did."""
    return find(EnrolmentRecord, enrolment_key(dealer_id, promotion_id))


def enrolments_page(promotion_id: str, limit: int, cursor: str | None) -> Page[EnrolmentRecord]:
    """Who takes part in a campaign, or did, by dealer."""
    return list_page(EnrolmentRecord.by_promotion, enrolled_partition(promotion_id), limit=limit, cursor=cursor)


def all_promotions() -> list[PromotionRecord]:
    """Every campaign, by id."""
    return list_all(PromotionRecord, PROMOTIONS)
