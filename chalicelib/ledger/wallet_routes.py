"""The rebate wallet over HTTP."""

from chalice.app import Blueprint

from chalicelib.company.queries import policy
from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import payout_commands, queries, wallet_queries
from chalicelib.ledger.wallet_rules import PayoutState
from chalicelib.ledger.wallet_schemas import AskPayout, PayoutOut, PayoutsQuery, WalletOut, WithdrawPayout

routes = Blueprint(__name__)


@endpoint(
    routes,
    "GET /accounts/{dealer_id}/wallet",
    permission=Permission.READ_ACCOUNTS,
    scope=Scope.REACH,
    answers=WalletOut,
)
def read_wallet(call: Call, dealer_id: str) -> WalletOut:
    """What a dealer's rebate wallet holds, what of it is spoken for, and what runs out when."""
    account, kept = queries.account(dealer_id, call.reach), policy()
    today = business_day(clock.now(), settings().zone)
    left = wallet_queries.runs_out(account.dealer_id, account.rebate_available, kept, today)
    return WalletOut.of(account, left, kept)


@endpoint(
    routes,
    "POST /payouts",
    permission=Permission.ASK_PAYOUTS,
    scope=Scope.OWN,
    answers=PayoutOut,
    status=201,
    idempotent=True,
)
def ask_payout(call: Call, body: AskPayout) -> PayoutOut:
    """Asks for money of the own rebate wallet in cash; it is held until finance has decided."""
    dealer = dealers.dealer_as_is(call.dealer_id)
    return PayoutOut.of(payout_commands.ask_payout(dealer, body.amount, body.note, call.user, call.once(PayoutOut.of)))


@endpoint(
    routes,
    "GET /payouts",
    permission=Permission.READ_ACCOUNTS,
    scope=Scope.REACH,
    answers=Listing[PayoutOut],
)
def list_payouts(call: Call, query: PayoutsQuery) -> Listing[PayoutOut]:
    """The payouts that a dealer asked for; for staff one dealer's, or those of a state of all; the latest first."""
    dealer_id = query.dealer_id or call.reach.dealer_id
    if dealer_id is None:
        if call.reach.regions is not None:
            raise Invalid.field("dealer_id", "name a dealer")
        page = wallet_queries.payouts_of_state(query.state or PayoutState.WAITING, query.limit, query.cursor)
    elif query.state:
        raise Invalid.field("state", "cannot be asked for of one dealer's payouts")
    else:
        dealer = dealers.dealer(dealer_id, call.reach)
        page = wallet_queries.payouts_of(dealer.dealer_id, query.limit, query.cursor)
    return Listing[PayoutOut].of(page, PayoutOut.of)


@endpoint(
    routes,
    "GET /payouts/{payout_id}",
    permission=Permission.READ_ACCOUNTS,
    scope=Scope.REACH,
    answers=PayoutOut,
)
def read_payout(call: Call, payout_id: str) -> PayoutOut:
    """One payout."""
    return PayoutOut.of(wallet_queries.payout(payout_id, call.reach))


@endpoint(
    routes,
    "POST /payouts/{payout_id}/withdraw",
    permission=Permission.ASK_PAYOUTS,
    scope=Scope.OWN,
    answers=PayoutOut,
    idempotent=True,
)
def withdraw_payout(call: Call, payout_id: str, body: WithdrawPayout) -> PayoutOut:  # noqa: ARG001 - takes no more than `{}`
    """Takes back what was asked for, while finance has not decided."""
    found = wallet_queries.payout(payout_id, call.reach)
    return PayoutOut.of(payout_commands.withdraw(found, call.once(PayoutOut.of)))
