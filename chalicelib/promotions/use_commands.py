"""What an order takes of campaigns, and gives back: its part of the order's own transaction, by conditions."""

from collections.abc import Mapping

from chalicelib.aws.tables import Write, change
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.promotions.contest_rules import Use
from chalicelib.promotions.records import PartRecord, PromotionRecord, part_key, promotion_key


class UsedUp(Conflict):
    """409 `quote_changed`: a budget or a quota no longer covers it, or a campaign ended, since the quote was made.
    Whoever places the order tells the new quote."""

    def __init__(self) -> None:
        super().__init__(Code.QUOTE_CHANGED, "A promotion that the quote counts on is used up or has ended.")


def spend(dealer_id: str, uses: Mapping[str, Use], campaigns: Mapping[str, PromotionRecord]) -> list[Write]:
    """Takes of each campaign's budget and of the dealer's quotas, where all of them cover it; else `UsedUp`.

    One write a campaign and one for the dealer. `campaigns` are those that the quote was made with.
    """
    if not uses:
        return []
    quotas = {name: (quota, use.count) for name, use in uses.items() if (quota := campaigns[name].quota) is not None}
    covered = PartRecord.may_take(quotas, [name for name in uses if campaigns[name].opt_in])
    moves = [PartRecord.dealer_id.set(dealer_id), *PartRecord.moves(uses)]
    return [
        *(_take(campaigns[name], use) for name, use in uses.items()),
        change(PartRecord, part_key(dealer_id), moves, covered, _used_up),
    ]


def _take(campaign: PromotionRecord, use: Use) -> Write:
    key, covered = promotion_key(campaign.promotion_id), PromotionRecord.covers(campaign.budget, use)
    return change(PromotionRecord, key, PromotionRecord.moves(use), covered, _used_up)


def give_back(dealer_id: str, uses: Mapping[str, Use]) -> list[Write]:
    """Gives back what an order took and does not need after all, whatever has become of the campaigns."""
    if not uses:
        return []
    moves = PartRecord.moves(uses, back=True)
    returned = [
        change(PromotionRecord, promotion_key(name), PromotionRecord.moves(use, back=True))
        for name, use in uses.items()
    ]
    return [*returned, change(PartRecord, part_key(dealer_id), moves)]


def _used_up(_: object) -> UsedUp:
    return UsedUp()
