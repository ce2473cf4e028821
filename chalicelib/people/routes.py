"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.dealers.queries import dealer
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.principal import Role
from chalicelib.edge.wire import Listing
from chalicelib.kernel.paging import Page
from chalicelib.people import queries, staff_commands, user_commands
from chalicelib.people.schemas import ChangeStaff, ChangeUser, NewStaff, NewUser, StaffOut, StaffQuery, UserOut

routes = Blueprint(__name__)
_P = Permission


@endpoint(routes, "GET /staff", permission=_P.READ_STAFF, scope=Scope.COMPANY, answers=Listing[StaffOut])
def read_staff(call: Call, query: StaffQuery) -> Listing[StaffOut]:  # noqa: ARG001 - of the shape of a view
    """The maker's staff, of one role or all, whether or not they are active."""
    found = queries.staff([Role(query.role)]) if query.role else queries.staff()
    return Listing[StaffOut].of(Page(found), StaffOut.of)


@endpoint(
    routes,
    "POST /staff",
    permission=_P.WRITE_STAFF,
    scope=Scope.COMPANY,
    answers=StaffOut,
    status=201,
    idempotent=True,
)
def take_in_staff(call: Call, body: NewStaff) -> StaffOut:
    """Makes a member of staff, who is invited by mail to set a password."""
    return StaffOut.of(staff_commands.take_in(body.person, call.user, call.once(StaffOut.of)))


@endpoint(
    routes,
    "PATCH /staff/{user_id}",
    permission=_P.WRITE_STAFF,
    scope=Scope.COMPANY,
    answers=StaffOut,
    edits=True,
)
def change_staff(call: Call, user_id: str, body: ChangeStaff) -> StaffOut:
    """Changes a member of staff; who is not active any more cannot sign in, and their sessions end."""
    return StaffOut.of(staff_commands.change_staff(user_id, call.if_match(), body.changes(), call.user))


@endpoint(routes, "GET /users", permission=_P.READ_USERS, scope=Scope.OWN, answers=Listing[UserOut])
def read_users(call: Call) -> Listing[UserOut]:
    """The users of the own dealer, whether or not they are active."""
    return Listing[UserOut].of(Page(queries.users(call.dealer_id)), UserOut.of)


@endpoint(
    routes,
    "POST /users",
    permission=_P.WRITE_USERS,
    scope=Scope.OWN,
    answers=UserOut,
    status=201,
    idempotent=True,
)
def take_in_user(call: Call, body: NewUser) -> UserOut:
    """Makes a user of the own dealer, who is invited by mail to set a password."""
    person = body.person(call.dealer_id)
    return UserOut.of(user_commands.take_in(call.dealer_id, person, call.user, call.once(UserOut.of)))


@endpoint(routes, "PATCH /users/{user_id}", permission=_P.WRITE_USERS, scope=Scope.OWN, answers=UserOut, edits=True)
def change_user(call: Call, user_id: str, body: ChangeUser) -> UserOut:
    """Changes a user of the own dealer; who is not active any more cannot sign in, and their sessions end."""
    changed = user_commands.change_user(call.dealer_id, user_id, call.if_match(), body.changes(), call.user)
    return UserOut.of(changed)


@endpoint(
    routes,
    "GET /dealers/{dealer_id}/users",
    permission=_P.READ_DEALERS,
    scope=Scope.REACH,
    answers=Listing[UserOut],
)
def read_users_of_dealer(call: Call, dealer_id: str) -> Listing[UserOut]:
    """The users of a dealer within the asker's regions, whether or not they are active."""
    found = dealer(dealer_id, call.reach)
    return Listing[UserOut].of(Page(queries.users(found.dealer_id)), UserOut.of)
