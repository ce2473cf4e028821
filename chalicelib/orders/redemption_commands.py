"""What of an order the rebate wallet pays: asked for when it is submitted, held until it is shipped or let go.

The wallet may pay a share of the total, or the whole of it where the maker gives goods instead of money.
"""

from decimal import Decimal

from chalicelib.aws.tables import Write
from chalicelib.company.queries import policy
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import ZERO, money_text
from chalicelib.ledger import exposure_commands as ledger
from chalicelib.ledger.wallet_rules import most_redeemed, redeemed_so_far
from chalicelib.orders.queries import lines_of
from chalicelib.orders.records import OrderRecord
from chalicelib.orders.rules import shipped_net


def redeem(order: OrderRecord, amount: Decimal) -> None:
    """Sets what of an order the wallet is to pay; 422 where that is more than the policy lets it."""
    if amount:
        kept = policy()
        most = most_redeemed(order.total, kept.redemption_percent)
        wholly = kept.wallet_goods and amount == order.total
        if amount > most and not wholly:
            raise Invalid.field("redeem", f"is at most {money_text(most)} of this order", most=money_text(most))
    order.redeemed = order.redemption_held = amount


def hold_or_ask(order: OrderRecord) -> list[Write]:
    """What an order asks of the ledger when it is submitted: its credit and its redemption, or in review the latter
    alone and that nothing is overdue. One that costs nothing asks for nothing."""
    if order.exposure:
        return [ledger.hold_credit(order.dealer_id, order.exposure, order.redemption_held)]
    on_credit = order.total > order.redeemed
    if order.redemption_held:
        return [ledger.hold_wallet(order.dealer_id, order.redemption_held, on_credit)]
    return [ledger.must_not_be_blocked(order.dealer_id)] if on_credit else []


def let_go(order: OrderRecord) -> list[Write]:
    """Gives back what an order holds of the credit and of the wallet, once."""
    exposure, held = order.exposure, order.redemption_held
    order.exposure = order.redemption_held = ZERO
    return [ledger.release_credit(order.dealer_id, exposure, held)] if exposure or held else []


def redeemed_now(order: OrderRecord) -> Decimal:
    """What the wallet has paid of an order: the share of what was shipped of it, as it stands."""
    return redeemed_so_far(order.redeemed, shipped_net(lines_of(order)), order.total)
