"""Lambda functions of this feature: the feed of its table."""

from collections.abc import Iterator, Sequence

from chalice.app import Blueprint

from chalicelib.dealers.queries import active_dealers
from chalicelib.edge.task import Change, feed
from chalicelib.kernel.events import Event, PromotionEnded, PromotionOffered
from chalicelib.promotions import queries
from chalicelib.promotions.campaign_rules import State
from chalicelib.promotions.records import PromotionRecord

tasks = Blueprint(__name__)

MOST_TOLD = 500
"""Dealers that are told of one campaign each by itself. What is for more is seen on the pages alone."""


@feed(tasks, "promotions_feed")
def promotions_feed(change: Change) -> Iterator[Event]:
    """A campaign that was published, or ended or withdrawn after it was: to each dealer that it means."""
    new = change.new
    before = change.old.state if isinstance(change.old, PromotionRecord) else None
    if not isinstance(new, PromotionRecord) or new.state == before:
        return
    if new.state == State.PUBLISHED:
        for dealer_id in _meant(new):
            yield _offered(new, dealer_id)
    elif before == State.PUBLISHED:
        for dealer_id in _meant(new):
            yield _ended(new, dealer_id)


def _meant(record: PromotionRecord) -> Sequence[str]:
    """The active dealers of an audience, where they are not too many."""
    found: list[str] = []
    for dealer in active_dealers():
        if queries.means(record, dealer):
            found.append(dealer.dealer_id)
        if len(found) > MOST_TOLD:
            return ()
    return found


def _offered(record: PromotionRecord, dealer_id: str) -> PromotionOffered:
    return PromotionOffered(
        cause=f"promotion:{record.promotion_id}:published:{dealer_id}",
        occurred_at=record.published_at,
        dealer_id=dealer_id,
        promotion_id=record.promotion_id,
        name=record.name,
        name_en=record.name_en or record.name,
        first_day=record.first_day,
        last_day=record.last_day,
        opt_in=record.opt_in,
    )


def _ended(record: PromotionRecord, dealer_id: str) -> PromotionEnded:
    return PromotionEnded(
        cause=f"promotion:{record.promotion_id}:{record.state}:{dealer_id}",
        occurred_at=record.ended_at,
        dealer_id=dealer_id,
        promotion_id=record.promotion_id,
        name=record.name,
        name_en=record.name_en or record.name,
    )
