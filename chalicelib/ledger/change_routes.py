"""Changes of accounts under four eyes, and the overdue block, over HTTP."""

from chalice.app import Blueprint

from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing
from chalicelib.kernel.errors import Invalid
from chalicelib.ledger import block_commands, change_commands, queries
from chalicelib.ledger.change_commands import Adjustment
from chalicelib.ledger.change_schemas import (
    AskAdjustment,
    AskCreditLimit,
    ChangeOut,
    ChangesQuery,
    LiftBlock,
    WithdrawChange,
)
from chalicelib.ledger.rules import ChangeState
from chalicelib.ledger.schemas import BlockOut

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST /adjustments",
    permission=Permission.ASK_ADJUSTMENTS,
    scope=Scope.REACH,
    answers=ChangeOut,
    status=201,
    idempotent=True,
)
def ask_adjustment(call: Call, body: AskAdjustment) -> ChangeOut:
    """Asks for an adjustment of a dealer's account: another person of finance decides."""
    dealer = dealers.dealer(body.dealer_id, call.reach)
    asked = Adjustment(body.account, body.amount, body.reason, body.invoice_id, body.due_day)
    return ChangeOut.of(change_commands.ask_adjustment(dealer, asked, call.user, call.once(ChangeOut.of)))


@endpoint(
    routes,
    "POST /credit-limits",
    permission=Permission.ASK_CREDIT_LIMITS,
    scope=Scope.REACH,
    answers=ChangeOut,
    status=201,
    idempotent=True,
)
def ask_credit_limit(call: Call, body: AskCreditLimit) -> ChangeOut:
    """Asks for another credit limit of a dealer: another person, of finance, decides."""
    dealer = dealers.dealer(body.dealer_id, call.reach)
    once = call.once(ChangeOut.of)
    limit, unlimited = body.credit_limit, body.unlimited
    return ChangeOut.of(change_commands.ask_credit_limit(dealer, limit, unlimited, body.reason, call.user, once))


@endpoint(
    routes,
    "GET /account-changes",
    permission=Permission.READ_ACCOUNT_CHANGES,
    scope=Scope.REACH,
    answers=Listing[ChangeOut],
)
def list_account_changes(call: Call, query: ChangesQuery) -> Listing[ChangeOut]:
    """The changes that were asked for: of one dealer's account, or those of a state of all; the latest first."""
    if query.dealer_id is None:
        if call.reach.regions is not None:
            raise Invalid.field("dealer_id", "name a dealer")
        state = query.state or ChangeState.WAITING
        page = queries.account_changes_of_state(state, query.limit, query.cursor)
    elif query.state:
        raise Invalid.field("state", "cannot be asked for of one dealer's changes")
    else:
        dealer = dealers.dealer(query.dealer_id, call.reach)
        page = queries.account_changes_of(dealer.dealer_id, query.limit, query.cursor)
    return Listing[ChangeOut].of(page, ChangeOut.of)


@endpoint(
    routes,
    "GET /account-changes/{change_id}",
    permission=Permission.READ_ACCOUNTS,
    scope=Scope.REACH,
    answers=ChangeOut,
)
def read_account_change(call: Call, change_id: str) -> ChangeOut:
    """One change of an account; a dealer sees its own adjustments once they are booked."""
    found = queries.account_change(change_id, call.reach)
    return ChangeOut.to_dealer(found) if call.reach.dealer_id else ChangeOut.of(found)


@endpoint(
    routes,
    "POST /account-changes/{change_id}/withdraw",
    permission=Permission.ASK_CREDIT_LIMITS,
    scope=Scope.REACH,
    answers=ChangeOut,
    idempotent=True,
)
def withdraw_account_change(call: Call, change_id: str, body: WithdrawChange) -> ChangeOut:  # noqa: ARG001 - takes no more than `{}`
    """Takes back what the asker asked for, while nobody has decided."""
    found = queries.account_change(change_id, call.reach)
    return ChangeOut.of(change_commands.withdraw(found, call.user, call.once(ChangeOut.of)))


@endpoint(
    routes,
    "POST /accounts/{dealer_id}/overdue-block",
    permission=Permission.LIFT_BLOCKS,
    scope=Scope.REACH,
    answers=BlockOut,
    idempotent=True,
)
def lift_overdue_block(call: Call, dealer_id: str, body: LiftBlock) -> BlockOut:
    """Lets a dealer order on credit in spite of overdue invoices until the end of a day, or no longer."""
    account = queries.account(dealer_id, call.reach)
    once = call.once(BlockOut.of)
    return BlockOut.of(block_commands.lift_block(account, body.until, body.reason, call.user, once))
