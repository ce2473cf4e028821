"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing, UploadOut
from chalicelib.kernel.errors import Invalid
from chalicelib.orders.schemas import WithReason
from chalicelib.returns import commands, credit_commands, goods_commands, queries
from chalicelib.returns.rules import ReturnState
from chalicelib.returns.schemas import (
    InspectReturn,
    PhotoUploadIn,
    PreviewedReturnOut,
    ReceiveReturn,
    ReturnDetail,
    ReturnIn,
    ReturnOut,
    ReturnPreviewIn,
    ReturnsQuery,
    ReturnSummary,
)

routes = Blueprint(__name__)
_P = Permission


@endpoint(routes, "POST /returns/uploads", permission=_P.REQUEST_RETURNS, scope=Scope.OWN, answers=UploadOut)
def offer_photo_upload(call: Call, body: PhotoUploadIn) -> UploadOut:  # noqa: ARG001 - of the shape of a view
    """A presigned form for one photo of a return: JPEG or PNG, up to 10 MB."""
    return UploadOut.of(*commands.offer_upload(body.content_type))


@endpoint(routes, "POST /returns/preview", permission=_P.REQUEST_RETURNS, scope=Scope.OWN, answers=PreviewedReturnOut)
def preview_return(call: Call, body: ReturnPreviewIn) -> PreviewedReturnOut:
    """What goods of an order would be credited if they were sent back now; nothing is stored."""
    return PreviewedReturnOut.of(*commands.preview_return(call.user, body.order_id, body.pieces()))


@endpoint(
    routes,
    "POST /returns",
    permission=_P.REQUEST_RETURNS,
    scope=Scope.OWN,
    answers=ReturnOut,
    status=201,
    idempotent=True,
)
def request_return(call: Call, body: ReturnIn) -> ReturnOut:
    """Asks to send goods of an order back that came in."""
    return ReturnOut.of(commands.request_return(call.user, body.wish(), call.once(ReturnOut.of)))


@endpoint(routes, "GET /returns", permission=_P.READ_RETURNS, scope=Scope.REACH, answers=Listing[ReturnSummary])
def list_returns(call: Call, query: ReturnsQuery) -> Listing[ReturnSummary]:
    """A dealer's own returns, all or those of a state, the latest first; for staff the queue of a state, or one
    dealer's; or all of one order."""
    if query.order_id:
        return Listing[ReturnSummary].of(queries.returns_of_order(query.order_id, call.reach), ReturnSummary.of)
    dealer_id = query.dealer_id or call.reach.dealer_id
    if dealer_id is None:
        state = query.state or ReturnState.REQUESTED
        page = queries.queue(call.reach, state, query.region, query.limit, query.cursor)
    elif query.region:
        raise Invalid.field("region", "cannot be asked for of one dealer's returns")
    else:
        dealer = dealers.dealer(dealer_id, call.reach)
        page = queries.returns_of(dealer.dealer_id, query.state, query.limit, query.cursor)
    return Listing[ReturnSummary].of(page, ReturnSummary.of)


@endpoint(routes, "GET /returns/{return_id}", permission=_P.READ_RETURNS, scope=Scope.REACH, answers=ReturnDetail)
def show_return(call: Call, return_id: str) -> ReturnDetail:
    """One return: its lines, photos, who did what when, and what is credited for it and why."""
    made = queries.return_of(return_id, call.reach)
    return ReturnDetail.with_credit(made, queries.expected_credit(made, call.reach))


@endpoint(
    routes,
    "POST /returns/{return_id}/withdraw",
    permission=_P.REQUEST_RETURNS,
    scope=Scope.OWN,
    answers=ReturnOut,
    idempotent=True,
)
def withdraw_return(call: Call, return_id: str) -> ReturnOut:
    """Takes a request back, until it is approved."""
    return ReturnOut.of(commands.withdraw_return(call.user, return_id, call.once(ReturnOut.of)))


@endpoint(
    routes,
    "POST /returns/{return_id}/approve",
    permission=_P.HANDLE_RETURNS,
    scope=Scope.REACH,
    answers=ReturnOut,
    idempotent=True,
)
def approve_return(call: Call, return_id: str) -> ReturnOut:
    """Agrees that the goods are sent back."""
    return ReturnOut.of(commands.approve_return(call.user, return_id, call.once(ReturnOut.of)))


@endpoint(
    routes,
    "POST /returns/{return_id}/reject",
    permission=_P.HANDLE_RETURNS,
    scope=Scope.REACH,
    answers=ReturnOut,
    idempotent=True,
)
def reject_return(call: Call, return_id: str, body: WithReason) -> ReturnOut:
    """Refuses a request, or gives up one that was approved and does not come in."""
    return ReturnOut.of(commands.reject_return(call.user, return_id, body.reason, call.once(ReturnOut.of)))


@endpoint(
    routes,
    "POST /returns/{return_id}/receive",
    permission=_P.TAKE_RETURNS,
    scope=Scope.REACH,
    answers=ReturnOut,
    idempotent=True,
)
def receive_return(call: Call, return_id: str, body: ReceiveReturn) -> ReturnOut:
    """Takes the goods of an approved return into quarantine: all, or the pieces that really came in."""
    once = call.once(ReturnOut.of)
    return ReturnOut.of(goods_commands.receive_return(call.user, return_id, body.counted(), once))


@endpoint(
    routes,
    "POST /returns/{return_id}/inspect",
    permission=_P.TAKE_RETURNS,
    scope=Scope.REACH,
    answers=ReturnOut,
    idempotent=True,
)
def inspect_return(call: Call, return_id: str, body: InspectReturn) -> ReturnOut:
    """Lets what came in leave quarantine: some pieces are scrapped, all else is sold again."""
    once = call.once(ReturnOut.of)
    return ReturnOut.of(goods_commands.inspect_return(call.user, return_id, body.scrapped(), once))


@endpoint(
    routes,
    "POST /returns/{return_id}/credit",
    permission=_P.CREDIT_RETURNS,
    scope=Scope.REACH,
    answers=ReturnOut,
    idempotent=True,
)
def credit_return(call: Call, return_id: str) -> ReturnOut:
    """Credits what was paid for the goods that came in."""
    return ReturnOut.of(credit_commands.credit_return(call.user, return_id, call.once(ReturnOut.of)))
