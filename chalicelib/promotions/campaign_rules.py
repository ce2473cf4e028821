"""A campaign from its draft to its end: what is told of it, when it is in force, what makes it wrong. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.catalog.rules import ProductFilter
from chalicelib.dealers.rules import Audience
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.kernel.periods import day_starts
from chalicelib.promotions.rules import Problem, Promotion, problems

MOST_PUBLISHED = 60
"""Campaigns that are published and not over: all that an order may use of them fits the transaction that places it."""
MOST_NAMED = 200
"""Grades, regions, dealers, SKUs or categories in one list of a campaign."""
MOST_TERMS = 20
"""Versions of one campaign's terms."""


class State(StrEnum):
    """Published ones end by themselves with their last day. Ended: by staff, while it was in force. Withdrawn: before
    it was."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


LIFECYCLE = Lifecycle(
    "promotion",
    State.DRAFT,
    {
        State.PUBLISHED: frozenset({State.DRAFT}),
        State.ENDED: frozenset({State.PUBLISHED}),
        State.WITHDRAWN: frozenset({State.DRAFT, State.PUBLISHED}),
    },
)


class PromotionStanding(StrEnum):
    """How a campaign stands on a day: its state, and of a published one whether its days have come or gone."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    RUNNING = "running"
    OVER = "over"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Shelf(StrEnum):
    """How campaigns are looked through. Current: published and not over, whether begun or not."""

    CURRENT = "current"
    DRAFT = "draft"
    OVER = "over"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


def standing(state: str, first_day: str, last_day: str, today: date) -> PromotionStanding:
    """How it stands on a business day; days in ISO 8601."""
    if state != State.PUBLISHED:
        return PromotionStanding(state)
    if str(today) < first_day:
        return PromotionStanding.UPCOMING
    return PromotionStanding.RUNNING if str(today) <= last_day else PromotionStanding.OVER


@dataclass(frozen=True)
class NewPromotion:
    """A campaign as it is to be saved. It is in force from the beginning of `first_day` to the last instant of
    `last_day` in the business time zone.

    `offer` is its kind with that kind's fields; `budget` is money for all dealers together, `quota` what one dealer may
    take in all (see `Promotion`). `succeeds`: the campaign that ends where this one begins.
    """

    name: str
    name_en: str | None
    offer: Mapping[str, Any]
    group: str
    priority: int
    products: ProductFilter
    audience: Audience
    first_day: date
    last_day: date
    opt_in: bool
    budget: Decimal | None
    quota: int | None
    terms: str
    terms_en: str | None
    succeeds: str | None = None


def validity(first_day: date, last_day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Its first instant, and the first instant at which it is no longer in force, in UTC."""
    return day_starts(first_day, zone), day_starts(last_day + timedelta(days=1), zone)


def checked_offer(new: NewPromotion) -> dict[str, Any]:
    """The offer as it is kept; 422 names every field of the campaign that is wrong in itself."""
    given = {name: value for name, value in new.offer.items() if value not in (None, False)}
    try:
        promotion = Promotion.of(
            {
                **given,
                "id": "new",
                "group": new.group,
                "priority": new.priority,
                "remaining_budget": new.budget,
                "remaining_quota": new.quota,
            }
        )
    except Invalid as lacking:
        raise Invalid(lacking.message, [_of_offer(detail) for detail in lacking.details]) from lacking
    kept = {"kind": promotion.kind.value, **promotion.terms.as_fields()}
    wrong = [
        *(
            {"field": name, "problem": "does not belong to this kind of promotion"}
            for name in given
            if name not in kept
        ),
        *problems(promotion),
    ]
    refuse([*map(_of_offer, wrong), *_wrong_days(new), *_wrong_limits(new), *_too_many(new)])
    return kept


_OWN_NAMES = {"group": "group", "remaining_budget": "budget", "remaining_quota": "quota"}


def _of_offer(problem: Mapping[str, Any]) -> Problem:
    """A problem of the pure promotion, named as the campaign's fields are."""
    name = str(problem["field"])
    return {**problem, "field": _OWN_NAMES.get(name, f"offer.{name}")}


def _wrong_days(new: NewPromotion) -> list[Problem]:
    if new.last_day < new.first_day:
        return [{"field": "last_day", "problem": "must not lie before first_day"}]
    return []


def _wrong_limits(new: NewPromotion) -> list[Problem]:
    wrong = []
    if new.budget == 0:
        wrong.append({"field": "budget", "problem": "must be above zero; leave it out for no limit"})
    if new.quota == 0:
        wrong.append({"field": "quota", "problem": "must be above zero; leave it out for no limit"})
    return wrong


def _too_many(new: NewPromotion) -> list[Problem]:
    lists = {
        f"{whole}.{name}": names
        for whole, part in (("products", new.products), ("audience", new.audience))
        for name, names in part.as_fields().items()
    }
    return [
        {"field": name, "problem": f"at most {MOST_NAMED}"} for name, named in lists.items() if len(named) > MOST_NAMED
    ]


def refuse(wrong: Sequence[Problem]) -> None:
    """422 that names every wrong field, where there is one."""
    if wrong:
        names = ", ".join(dict.fromkeys(problem["field"] for problem in wrong))
        raise Invalid(f"Please correct: {names}.", wrong)
