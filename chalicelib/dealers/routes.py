"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.company.queries import region
from chalicelib.dealers import queries
from chalicelib.dealers.schemas import DealerDetails, DealerOut, DealersQuery, OwnDealerOut
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing

routes = Blueprint(__name__)


@endpoint(routes, "GET /dealers", permission=Permission.READ_DEALERS, scope=Scope.REACH, answers=Listing[DealerOut])
def read_dealers(call: Call, query: DealersQuery) -> Listing[DealerOut]:
    """The dealers of one state within the asker's regions."""
    page = queries.dealers(call.reach, query.region, query.state, query.limit, query.cursor)
    return Listing[DealerOut].of(page, DealerOut.of)


@endpoint(
    routes,
    "GET /dealers/{dealer_id}",
    permission=Permission.READ_DEALERS,
    scope=Scope.REACH,
    answers=DealerDetails,
)
def read_dealer(call: Call, dealer_id: str) -> DealerDetails:
    """One dealer within the asker's regions, with its earlier grades, regions and states."""
    found = queries.dealer(dealer_id, call.reach)
    return DealerDetails.with_standings(found, queries.standings(found))


@endpoint(routes, "GET /me/dealer", permission=Permission.READ_SELF, scope=Scope.OWN, answers=OwnDealerOut)
def read_own_dealer(call: Call) -> OwnDealerOut:
    """The dealer for which the asker acts; 404 for staff."""
    found = queries.dealer(call.dealer_id, call.reach)
    return OwnDealerOut.of(found, region(found.region).name)
