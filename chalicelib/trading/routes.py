"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.dealers import queries as dealers
from chalicelib.dealers.schemas import DealerDetails
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope, permit
from chalicelib.trading import commands, queries
from chalicelib.trading.schemas import ChangeDealer, PossibleTermsOut

routes = Blueprint(__name__)


@endpoint(
    routes,
    "PATCH /dealers/{dealer_id}",
    permission=Permission.CHANGE_DEALERS,
    scope=Scope.REACH,
    answers=DealerDetails,
    edits=True,
)
def change_dealer(call: Call, dealer_id: str, body: ChangeDealer) -> DealerDetails:
    """Changes a dealer's terms and contact; its region and its state (with a reason) are for an admin."""
    found = dealers.dealer(dealer_id, call.reach)
    if body.needs_admin:
        permit(call.user, Permission.MOVE_DEALERS)
    changed = commands.change_terms(found, call.if_match(), body.changes(), body.reason)
    return DealerDetails.with_standings(changed, dealers.standings(changed))


@endpoint(
    routes,
    "GET /dealers/{dealer_id}/terms",
    permission=Permission.CHANGE_DEALERS,
    scope=Scope.REACH,
    answers=PossibleTermsOut,
)
def read_possible_terms(call: Call, dealer_id: str) -> PossibleTermsOut:
    """What the terms of a dealer may become."""
    dealers.dealer(dealer_id, call.reach)
    return PossibleTermsOut.of(queries.possible_terms())
