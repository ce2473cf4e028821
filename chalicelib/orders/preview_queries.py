"""What a campaign would have cost: tried on the baskets that were really ordered, before anybody is priced by it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from chalicelib.aws.tables import list_page
from chalicelib.catalog import queries as catalog
from chalicelib.catalog.rules import DEFAULT_LIST
from chalicelib.dealers.queries import named_dealers
from chalicelib.dealers.records import DealerRecord
from chalicelib.kernel import clock
from chalicelib.kernel.money import ZERO, round_money
from chalicelib.orders.queries import lines_of
from chalicelib.orders.records import OrderRecord, state_partition
from chalicelib.orders.rules import OrderState
from chalicelib.orders.use_rules import TAKES_NOTHING
from chalicelib.pricing.rules import BasketLine, Buyer, PriceBook, PriceBreak, Quote, quote
from chalicelib.promotions.queries import as_promotion, means, today
from chalicelib.promotions.records import PromotionRecord
from chalicelib.promotions.rules import Promotion

MOST_BASKETS = 500
"""Baskets that one preview looks at, the latest of each state first."""
MOST_DEALERS = 10
"""Dealers that it names."""
_A_PAGE = 100


@dataclass(frozen=True)
class DealerShare:
    """What a campaign would have cost for one dealer."""

    dealer_id: str
    dealer_name: str
    baskets: int
    amount: Decimal
    free_pieces: int


@dataclass(frozen=True)
class CampaignPreview:
    """What a campaign would have cost on past baskets, alone and without limit, if everybody took part.

    `looked_at` baskets of its audience, of which it would have applied to `baskets`, which came to `net_before`.
    `amount` is money, `free_value` what its free goods are worth at today's default price. `limited`: there were more
    baskets than a preview looks at. `within_budget`: how many of them its budget would have covered, in the order in
    which they were placed (None: it has no budget).
    """

    since: datetime
    looked_at: int
    limited: bool
    baskets: int
    net_before: Decimal
    amount: Decimal
    free_pieces: int
    free_value: Decimal
    within_budget: int | None
    dealers: Sequence[DealerShare]


def preview_campaign(record: PromotionRecord, days: int) -> CampaignPreview:
    """Tries a campaign on the orders that dealers of its audience placed within so many days."""
    since = clock.now() - timedelta(days=days)
    orders, limited = _placed_since(since)
    dealers = named_dealers(list({order.dealer_id for order in orders}))
    meant = [order for order in orders if order.dealer_id in dealers and means(record, dealers[order.dealer_id])]
    promotion = as_promotion(record)
    tried = [(order, made) for order in meant if (made := _tried(promotion, order, dealers[order.dealer_id]))]
    free = _free_pieces(made for _, made in tried)
    return CampaignPreview(
        since=since,
        looked_at=len(meant),
        limited=limited,
        baskets=len(tried),
        net_before=sum((order.total for order, _ in tried), ZERO),
        amount=sum((made.discount for _, made in tried), ZERO),
        free_pieces=sum(free.values()),
        free_value=_worth(free),
        within_budget=_covered(record.budget, [made.discount for _, made in tried]),
        dealers=_by_dealer(tried),
    )


def _placed_since(since: datetime) -> tuple[list[OrderRecord], bool]:
    """Orders that were bought since then, the earliest first; whether there were more than are looked at."""
    found: list[OrderRecord] = []
    states = [state for state in OrderState if state not in {*TAKES_NOTHING, OrderState.RESERVING}]
    within, limited = OrderRecord.state_sort > clock.iso(since), False
    for state in states:
        cursor, left = None, MOST_BASKETS
        while left:
            page = list_page(
                OrderRecord.by_state,
                state_partition(state),
                within,
                limit=min(left, _A_PAGE),
                cursor=cursor,
                newest_first=True,
            )
            found += page.items
            left, cursor = left - len(page.items), page.next
            if cursor is None:
                break
        limited = limited or cursor is not None
    newest = sorted(found, key=lambda order: order.placed_at, reverse=True)
    return newest[:MOST_BASKETS][::-1], limited or len(newest) > MOST_BASKETS


def _tried(promotion: Promotion, order: OrderRecord, dealer: DealerRecord) -> Quote | None:
    """What the basket comes to by the campaign alone, at the prices at which it was bought; None where it takes and
    gives nothing."""
    bought = [line for line in lines_of(order) if not line.free]
    book = PriceBook(default={line.sku: [PriceBreak(1, line.unit_price)] for line in bought})
    lines = [BasketLine(line.sku, line.category, line.quantity) for line in bought]
    buyer = Buyer(dealer.dealer_id, dealer.grade, dealer.region, frozenset({promotion.id}))
    made = quote(buyer, lines, book, [_without_limit(promotion)], promotion.valid_from or order.placed_at)
    return made if made.discount or made.free_goods else None


def _without_limit(promotion: Promotion) -> Promotion:
    return Promotion.of({**promotion.as_fields(), "remaining_budget": None, "remaining_quota": None})


def _free_pieces(quotes: Iterable[Quote]) -> dict[str, int]:
    pieces: defaultdict[str, int] = defaultdict(int)
    for made in quotes:
        for free in made.free_goods:
            pieces[free.sku] += free.quantity
    return dict(pieces)


def _worth(pieces: dict[str, int]) -> Decimal:
    """What free goods are worth at the default list's price for the least quantity; nothing where it has none."""
    if not pieces:
        return ZERO
    listed = catalog.prices([DEFAULT_LIST], pieces, today())[DEFAULT_LIST]
    least = {sku: min(of, key=lambda price: price.min_quantity).unit_price for sku, of in listed.items()}
    return sum((round_money(least[sku] * count) for sku, count in pieces.items() if sku in least), ZERO)


def _covered(budget: Decimal | None, amounts: Sequence[Decimal]) -> int | None:
    """How many baskets a budget covers whole, one after the other."""
    if budget is None:
        return None
    covered = 0
    for amount in amounts:
        if amount <= budget:
            budget -= amount
            covered += 1
    return covered


def _by_dealer(tried: Iterable[tuple[OrderRecord, Quote]]) -> list[DealerShare]:
    """The dealers for which it would have cost most."""
    by_dealer: defaultdict[str, list[tuple[OrderRecord, Quote]]] = defaultdict(list)
    for order, made in tried:
        by_dealer[order.dealer_id].append((order, made))
    shares = [
        DealerShare(
            dealer_id=dealer_id,
            dealer_name=of[-1][0].dealer_name,
            baskets=len(of),
            amount=sum((made.discount for _, made in of), ZERO),
            free_pieces=sum(_free_pieces(made for _, made in of).values()),
        )
        for dealer_id, of in by_dealer.items()
    ]
    return sorted(shares, key=lambda share: (-share.amount, -share.free_pieces, share.dealer_id))[:MOST_DEALERS]
