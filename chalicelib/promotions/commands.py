"""A campaign's life: drafted, changed while it is a draft, published, ended. What prices depend on never changes once
it is published: another campaign succeeds it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, change, commit, create, find, replace
from chalicelib.catalog import queries as catalog
from chalicelib.company.queries import policy, regions
from chalicelib.dealers.queries import named_dealers
from chalicelib.dealers.rules import Audience
from chalicelib.edge.principal import Principal, Reach
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, Invalid, NotFound
from chalicelib.kernel.money import ZERO
from chalicelib.promotions import queries
from chalicelib.promotions.campaign_rules import (
    LIFECYCLE,
    MOST_PUBLISHED,
    MOST_TERMS,
    NewPromotion,
    PromotionStanding,
    State,
    checked_offer,
    refuse,
    standing,
)
from chalicelib.promotions.records import PromotionRecord, TermsRecord, place, promotion_key, terms_key
from chalicelib.promotions.rules import Problem


def draft_promotion(actor: Principal, new: NewPromotion, once: Once) -> PromotionRecord:
    """Saves a new campaign, which nobody is priced by yet; 422 names every field that keeps it from being saved.

    Staff of regions make campaigns for their own regions alone.
    """
    promotion_id = ids.new("M")
    made = PromotionRecord(
        *promotion_key(promotion_id),
        promotion_id=promotion_id,
        state=State.DRAFT,
        used_amount=ZERO,
        used_count=0,
        terms_version=1,
        made_by=actor.name,
        made_at=clock.now(),
    )
    _set(made, new, actor.reach)
    commit(once.write(made), create(made), create(_terms(made, 1, new.terms, new.terms_en, actor)))
    return made


def change_draft(actor: Principal, promotion_id: str, version: int, new: NewPromotion) -> PromotionRecord:
    """Writes a draft anew, where it still is as the asker saw it; 409 `wrong_state` for one that was published."""
    found = _as_seen(actor, promotion_id, version)
    if found.state != State.DRAFT:
        raise LIFECYCLE.wrong_state(found.state, [State.DRAFT])
    _set(found, new, actor.reach)
    (first,) = queries.terms(promotion_id)
    first.text, first.text_en = new.terms, new.terms_en
    first.written_by, first.written_at = actor.name, clock.now()
    commit(replace(found), replace(first))
    return found


def publish(actor: Principal, promotion_id: str, version: int, once: Once) -> PromotionRecord:
    """Puts a draft in force from its first day on, or at once; what it succeeds ends on the day before.

    409 `wrong_state`, or `version_conflict` where it is not as the asker saw it; 422 where its last day has gone by, or
    where `MOST_PUBLISHED` are published already.
    """
    found = _as_seen(actor, promotion_id, version)
    found.state = LIFECYCLE.transition(State(found.state), State.PUBLISHED)
    today = queries.today()
    if found.last_day < str(today):
        raise Invalid.field("last_day", "has gone by: choose a later one before you publish it")
    if len(queries.not_over(today)) >= MOST_PUBLISHED:
        problem = f"{MOST_PUBLISHED} campaigns are published and not over: end one of them first"
        raise Invalid.field("state", problem, most=MOST_PUBLISHED)
    found.place = place(found.state, found.last_day, promotion_id)
    found.published_by, found.published_at = actor.name, clock.now()
    succeeded = _succeeded(actor, found, max(date.fromisoformat(found.first_day), today))
    published = replace(found)
    commit(once.write(found), published, *succeeded)
    return found


def _succeeded(actor: Principal, by: PromotionRecord, begins: date) -> list[Write]:
    """Ends what a campaign succeeds on the day before it begins; what begins no earlier is withdrawn."""
    before = find(PromotionRecord, promotion_key(by.succeeds)) if by.succeeds else None
    if before is None or before.state != State.PUBLISHED or before.last_day < str(begins):
        return []
    _demand_within(actor.reach, before)
    if before.first_day >= str(begins):
        return [_end(before, State.WITHDRAWN, actor, by.name)]
    day = str(begins - timedelta(days=1))
    sets: list[Any] = [
        PromotionRecord.last_day.set(day),
        PromotionRecord.place.set(place(State.PUBLISHED, day, before.promotion_id)),
    ]
    return [_change_published(before, sets)]


def end(actor: Principal, promotion_id: str, reason: str, once: Once) -> PromotionRecord:
    """Ends a campaign that is in force, at once; withdraws a draft, or one that has not begun. Orders that were placed
    by it keep what they saved. 409 `wrong_state` for one that is over or ended."""
    found = within(actor, promotion_id)
    if standing(found.state, found.first_day, found.last_day, queries.today()) is PromotionStanding.OVER:
        raise LIFECYCLE.wrong_state(PromotionStanding.OVER, [State.PUBLISHED])
    running = found.state == State.PUBLISHED and found.first_day <= str(queries.today())
    state = LIFECYCLE.transition(State(found.state), State.ENDED if running else State.WITHDRAWN)
    before = State(found.state)
    ended = _end(found, state, actor, reason, before)
    commit(once.write(found), ended)
    return found


def _end(found: PromotionRecord, state: State, actor: Principal, reason: str, before: State = State.PUBLISHED) -> Write:
    """Sets what it becomes, and the write that says so: not of its version, which every order that uses it raises."""
    found.state, found.place = state, place(state, found.last_day, found.promotion_id)
    found.ended_by, found.ended_at, found.reason = actor.name, clock.now(), reason
    names = ("state", "place", "ended_by", "ended_at", "reason")
    sets = [getattr(PromotionRecord, name).set(getattr(found, name)) for name in names]
    return _change_published(found, sets, before)


def _change_published(found: PromotionRecord, sets: list[Any], state: State = State.PUBLISHED) -> Write:
    return change(PromotionRecord, promotion_key(found.promotion_id), sets, PromotionRecord.state == state)


def write_terms(actor: Principal, promotion_id: str, text: str, text_en: str | None, once: Once) -> PromotionRecord:
    """Writes another version of a published campaign's terms. Who takes part does so under the version that it agreed
    to, until it agrees to the new one."""
    found = within(actor, promotion_id)
    if found.state != State.PUBLISHED:
        raise LIFECYCLE.wrong_state(found.state, [State.PUBLISHED])
    number = found.terms_version + 1
    if number > MOST_TERMS:
        raise Invalid.field("text", f"there are {MOST_TERMS} versions: let another campaign succeed this one")
    found.terms_version = number
    seen = (PromotionRecord.state == State.PUBLISHED) & (PromotionRecord.terms_version == number - 1)
    follows = change(PromotionRecord, promotion_key(promotion_id), [PromotionRecord.terms_version.set(number)], seen)
    commit(once.write(found), follows, create(_terms(found, number, text, text_en, actor)))
    return found


def _terms(of: PromotionRecord, number: int, text: str, text_en: str | None, actor: Principal) -> TermsRecord:
    return TermsRecord(
        *terms_key(of.promotion_id, number),
        promotion_id=of.promotion_id,
        number=number,
        text=text,
        text_en=text_en,
        written_by=actor.name,
        written_at=clock.now(),
    )


def _set(record: PromotionRecord, new: NewPromotion, reach: Reach) -> None:
    """Sets all that is told of a campaign, where it may be saved."""
    offer = checked_offer(new)
    refuse([*_unknown(new), *_foreign(new.audience, reach)])
    record.name, record.name_en = new.name, new.name_en
    record.offer, record.group, record.priority = offer, new.group, new.priority
    record.products, record.audience = new.products.as_fields(), new.audience.as_fields()
    record.first_day, record.last_day, record.opt_in = str(new.first_day), str(new.last_day), new.opt_in
    record.budget, record.quota, record.succeeds = new.budget, new.quota, new.succeeds
    record.place = place(record.state, record.last_day, record.promotion_id)


def _unknown(new: NewPromotion) -> Iterator[Problem]:
    """What is named and is not there: a campaign that names it would silently mean nobody, or nothing."""
    audience, products = new.audience, new.products
    given = new.offer.get("get_sku")
    skus = products.skus | products.excluded_skus | ({given} if given else set())
    there = catalog.products(skus)
    categories = set(catalog.categories()) if products.categories else set()
    missing = {
        "audience.grades": audience.grades - set(policy().grades) if audience.grades else set(),
        "audience.regions": audience.regions - {one.region_id for one in regions()} if audience.regions else set(),
        "audience.dealers": audience.dealers - named_dealers(sorted(audience.dealers)).keys(),
        "products.skus": products.skus - there.keys(),
        "products.excluded_skus": products.excluded_skus - there.keys(),
        "products.categories": products.categories - categories,
        "offer.get_sku": {given} - there.keys() if given else set(),
        "succeeds": {new.succeeds} if new.succeeds and not _is_there(new.succeeds) else set(),
    }
    for field, names in missing.items():
        if names:
            yield {"field": field, "problem": f"not known: {', '.join(sorted(names)[:10])}"}


def _is_there(promotion_id: str) -> bool:
    return find(PromotionRecord, promotion_key(promotion_id)) is not None


def _foreign(audience: Audience, reach: Reach) -> list[Problem]:
    """Staff of regions make campaigns for dealers of their own regions: by region, or by name."""
    own = reach.regions
    if own is None:
        return []
    wrong = []
    everywhere = not audience.regions and (audience.grades or not audience.dealers)
    if everywhere or audience.regions - own:
        wrong.append({"field": "audience.regions", "problem": f"name your own: {', '.join(sorted(own)) or 'none'}"})
    found = named_dealers(sorted(audience.dealers))
    foreign = [dealer_id for dealer_id, dealer in found.items() if dealer.region not in own]
    if foreign:
        problem = f"not of your regions: {', '.join(sorted(foreign)[:10])}"
        wrong.append({"field": "audience.dealers", "problem": problem})
    return wrong


def within(actor: Principal, promotion_id: str) -> PromotionRecord:
    """A campaign that the asker may change; 404 for any other."""
    found = queries.promotion(promotion_id)
    _demand_within(actor.reach, found)
    return found


def _demand_within(reach: Reach, found: PromotionRecord) -> None:
    if _foreign(Audience.of(found.audience), reach):
        raise NotFound("promotion")


def _as_seen(actor: Principal, promotion_id: str, version: int) -> PromotionRecord:
    found = within(actor, promotion_id)
    if found.state == State.DRAFT and found.version != version:
        details = [{"version": found.version}]
        raise Conflict(Code.VERSION_CONFLICT, "It was changed meanwhile. Read it again and repeat.", details)
    return found
