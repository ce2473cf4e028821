"""What an order takes of promotions, from its submission to its end, by the shares that its lines store. Pure."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from chalicelib.kernel.money import ZERO, part_so_far
from chalicelib.orders.rules import OrderLine, OrderState
from chalicelib.promotions.contest_rules import Use

_S = OrderState
TAKES_NOTHING = frozenset({_S.DRAFT, _S.REJECTED, _S.CANCELLED, _S.EXPIRED})
"""Not placed yet, or all given back."""


def uses(state: OrderState, lines: Iterable[OrderLine], of_order: Collection[str]) -> dict[str, Use]:
    """What an order in a state has of each promotion's budget and quota, by id.

    `of_order` are the promotions on the whole order (spend and save), which count orders; all others count pieces. Of
    an order that was closed short it is the part that was shipped: of each line's share of a discount
    `round(share x shipped / quantity)`, the pieces that left, and the order itself where anything of it did.
    """
    if state in TAKES_NOTHING:
        return {}
    taken: dict[str, Use] = {}
    for line in lines:
        kept = line.shipped if state is OrderState.CLOSED_SHORT else line.quantity
        for share in line.applied:
            before = taken.get(share["promotion"], Use())
            amount = part_so_far(Decimal(share["amount"]), kept, line.quantity)
            count = max(before.count, int(kept > 0)) if share["promotion"] in of_order else before.count + kept
            taken[share["promotion"]] = Use(before.amount + amount, count)
    return taken


def given_back(before: Mapping[str, Use], after: Mapping[str, Use]) -> dict[str, Use]:
    """What an order that ends gives back of what it had; promotions of which it keeps everything are left out."""
    back = {}
    for promotion, had in before.items():
        keeps = after.get(promotion, Use(ZERO, 0))
        if had != keeps:
            back[promotion] = Use(had.amount - keeps.amount, had.count - keeps.count)
    return back
