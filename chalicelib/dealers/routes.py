"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.company.queries import region
from chalicelib.dealers import queries
from chalicelib.dealers.hierarchy_commands import NewParent, earliest_day, set_parent
from chalicelib.dealers.hierarchy_queries import place_of
from chalicelib.dealers.schemas import (
    DealerDetails,
    DealerOut,
    DealersQuery,
    HierarchyOut,
    OwnDealerOut,
    ParentSetOut,
    SetParent,
)
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Invalid, NotFound
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings

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


@endpoint(
    routes,
    "GET /dealers/{dealer_id}/hierarchy",
    permission=Permission.READ_DEALERS,
    scope=Scope.REACH,
    answers=HierarchyOut,
)
def read_hierarchy(call: Call, dealer_id: str) -> HierarchyOut:
    """Whose sub-dealer a dealer within the asker's regions is from when on, and who stands below it."""
    return _place(call, dealer_id)


@endpoint(routes, "GET /me/hierarchy", permission=Permission.READ_SELF, scope=Scope.OWN, answers=HierarchyOut)
def read_own_hierarchy(call: Call) -> HierarchyOut:
    """Above and below whom the asker's own company stands; 404 for staff."""
    return _place(call, call.dealer_id)


def _place(call: Call, dealer_id: str) -> HierarchyOut:
    today = business_day(clock.now(), settings().zone)
    return HierarchyOut.of(place_of(queries.dealer(dealer_id, call.reach), today), earliest_day())


@endpoint(
    routes,
    "POST /dealers/{dealer_id}/parents",
    permission=Permission.CHANGE_DEALERS,
    scope=Scope.REACH,
    answers=ParentSetOut,
    status=201,
    idempotent=True,
)
def set_dealers_parent(call: Call, dealer_id: str, body: SetParent) -> ParentSetOut:
    """Sets whose sub-dealer a dealer is from a day on; both lie within the asker's regions."""
    dealer = queries.dealer(dealer_id, call.reach)
    try:
        parent = queries.dealer(body.parent_id, call.reach) if body.parent_id else None
    except NotFound as unknown:
        raise Invalid.field("parent_id", "is no dealer") from unknown
    return ParentSetOut.of(set_parent(NewParent(dealer, parent, body.first_day), call.once(ParentSetOut.of)))
