"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing
from chalicelib.messages.queries import inbox
from chalicelib.messages.schemas import InboxQuery, MessageOut

routes = Blueprint(__name__)


@endpoint(
    routes,
    "GET /messages",
    permission=Permission.READ_MESSAGES,
    scope=Scope.OWN,
    answers=Listing[MessageOut],
)
def read_messages(call: Call, query: InboxQuery) -> Listing[MessageOut]:
    """The own dealer's inbox in the language asked for, newest first."""
    page = inbox(call.dealer_id, query.limit, query.cursor)
    return Listing[MessageOut].of(page, lambda record: MessageOut.of(record, query.locale))
