"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.approvals.commands import decide_as, decide_by_link
from chalicelib.approvals.queries import behind_link, decision_asked_of, waiting_for
from chalicelib.approvals.schemas import DecidedOut, DecisionOut, VerdictIn
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing, PageQuery

routes = Blueprint(__name__)

_SECRET_HEADER = "X-Approval-Secret"  # noqa: S105 - the header's name


@endpoint(routes, "GET /approval", scope=Scope.SECRET, answers=DecisionOut, secret_header=_SECRET_HEADER)
def show_approval(call: Call) -> DecisionOut:
    """What the mailed link asks to decide; reading it changes nothing, however often."""
    found, _ = behind_link(call.secret)
    return DecisionOut.of(found)


@endpoint(routes, "POST /approval", scope=Scope.SECRET, answers=DecidedOut, secret_header=_SECRET_HEADER)
def decide_approval(call: Call, body: VerdictIn) -> DecidedOut:
    """Decides by the mailed link, once: a second time is 409 `link_used`."""
    return DecidedOut.of(decide_by_link(call.secret, body.verdict()))


@endpoint(routes, "GET /decisions", permission=Permission.DECIDE, scope=Scope.OWN, answers=Listing[DecisionOut])
def read_decisions(call: Call, query: PageQuery) -> Listing[DecisionOut]:
    """What waits for the asker's own decision."""
    return Listing[DecisionOut].of(waiting_for(call.user.user_id, query.limit, query.cursor), DecisionOut.of)


@endpoint(
    routes,
    "GET /decisions/{decision_id}",
    permission=Permission.DECIDE,
    scope=Scope.OWN,
    answers=DecisionOut,
)
def read_decision(call: Call, decision_id: str) -> DecisionOut:
    """One decision for which the asker is asked, also when it is closed; 404 for whoever is not asked."""
    return DecisionOut.of(decision_asked_of(decision_id, call.user.user_id))


@endpoint(
    routes,
    "POST /decisions/{decision_id}",
    permission=Permission.DECIDE,
    scope=Scope.OWN,
    answers=DecidedOut,
    idempotent=True,
)
def decide(call: Call, decision_id: str, body: VerdictIn) -> DecidedOut:
    """Decides as the signed-in approver, once; 404 for whoever is not asked, 403 `four_eyes` for who must not."""
    return DecidedOut.of(decide_as(call.user, decision_id, body.verdict(), call.once(DecidedOut.of)))
