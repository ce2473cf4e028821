"""Rebate wallets: how long credits count, and a payout that waits for finance."""

from decimal import Decimal

from chalicelib.company.commands import save_policy
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.edge.principal import Principal
from chalicelib.ledger.payout_commands import ask_payout
from chalicelib.ledger.queries import account_as_is
from infra.seed.goods import once

MONTHS = 18
PAYOUT = Decimal("300.00")


def set_rules() -> None:
    """Rebates run out, though nothing has yet."""
    save_policy(rebate_expiry_months=MONTHS)


def ask_for_payout(owner: Principal) -> None:
    """A dealer asks for some of its wallet in cash, where there is as much."""
    dealer = dealer_as_is(str(owner.dealer_id))
    if account_as_is(dealer.dealer_id).rebate_available < PAYOUT:
        return
    ask_payout(dealer, PAYOUT, "请付至我司基本户，发票随后寄出。", owner, once(f"payout-{dealer.dealer_id}"))
