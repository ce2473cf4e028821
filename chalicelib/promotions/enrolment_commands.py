"""Taking part in a campaign that asks for it, and leaving it again: with the time and the version of the terms."""

from typing import Any

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, change, check, commit, create, replace
from chalicelib.dealers.commands import must_be_active
from chalicelib.dealers.records import DealerRecord
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.promotions import queries
from chalicelib.promotions.campaign_rules import LIFECYCLE, PromotionStanding, State, standing
from chalicelib.promotions.records import (
    EnrolmentRecord,
    PartRecord,
    PromotionRecord,
    enrolled_partition,
    enrolment_key,
    part_key,
    promotion_key,
)

MOST_KEPT = 50
"""Earlier times of one dealer in one campaign that are kept beside the present one; the audit trail has all."""
_TIME = ("terms_version", "joined_at", "joined_by", "left_at", "left_by")


def join(actor: Principal, dealer: DealerRecord, promotion_id: str, terms_version: int, once: Once) -> EnrolmentRecord:
    """The dealer takes part from now on, under the version of the terms that its user has read.

    One that takes part already agrees to that version. 409 `version_conflict` where there is a later one,
    `wrong_state` where the campaign is over or asks nobody to take part.
    """
    found = queries.offered(promotion_id, dealer)
    _demand_open(found)
    if terms_version != found.terms_version:
        raise _other_terms(found)
    record = queries.enrolment(dealer.dealer_id, promotion_id)
    known = record is not None
    if record is None:
        record = EnrolmentRecord(*enrolment_key(dealer.dealer_id, promotion_id), earlier=[])
    else:
        record.earlier = [*record.earlier, _as_kept(record)][-MOST_KEPT:]
    record.dealer_id, record.dealer_name, record.promotion_id = dealer.dealer_id, dealer.name, promotion_id
    record.promotion_key = enrolled_partition(promotion_id)
    record.terms_version, record.joined_at, record.joined_by = terms_version, clock.now(), actor.name
    record.left_at = record.left_by = None
    written = replace(record) if known else create(record)
    agreed = (PromotionRecord.state == State.PUBLISHED) & (PromotionRecord.terms_version == terms_version)
    commit(
        once.write(record),
        written,
        _part(dealer.dealer_id, PartRecord.enrolled.add({promotion_id})),
        must_be_active(dealer.dealer_id),
        check(PromotionRecord, promotion_key(promotion_id), agreed, lambda _: _other_terms(found)),
    )
    return record


def leave(actor: Principal, dealer: DealerRecord, promotion_id: str) -> EnrolmentRecord:
    """The dealer takes part no longer: orders placed from now on are priced without it. Done again, it changes
    nothing. 409 `wrong_state` where the dealer never took part."""
    found = queries.offered(promotion_id, dealer)
    record = queries.enrolment(dealer.dealer_id, promotion_id)
    if record is None:
        raise Conflict(Code.WRONG_STATE, "You do not take part.", [{"state": found.state, "needs": ["joined"]}])
    if record.left_at:
        return record
    record.left_at, record.left_by = clock.now(), actor.name
    commit(
        replace(record),
        _part(dealer.dealer_id, PartRecord.enrolled.delete({promotion_id})),
        must_be_active(dealer.dealer_id),
    )
    return record


def _demand_open(found: PromotionRecord) -> None:
    now = standing(found.state, found.first_day, found.last_day, queries.today())
    if now not in {PromotionStanding.UPCOMING, PromotionStanding.RUNNING}:
        raise LIFECYCLE.wrong_state(now, [PromotionStanding.UPCOMING, PromotionStanding.RUNNING])
    if not found.opt_in:
        raise Conflict(
            Code.WRONG_STATE, "Everybody takes part by itself.", [{"state": "automatic", "needs": ["opt_in"]}]
        )


def _other_terms(found: PromotionRecord) -> Conflict:
    message = "The terms or the campaign have changed. Read them again."
    return Conflict(Code.VERSION_CONFLICT, message, [{"terms_version": found.terms_version}])


def _part(dealer_id: str, enrolled: Any) -> Write:
    return change(PartRecord, part_key(dealer_id), [PartRecord.dealer_id.set(dealer_id), enrolled])


def _as_kept(record: EnrolmentRecord) -> dict[str, Any]:
    """One time, JSON-able."""
    times = {name: getattr(record, name) for name in _TIME}
    return {name: clock.iso(value) if name.endswith("_at") and value else value for name, value in times.items()}
