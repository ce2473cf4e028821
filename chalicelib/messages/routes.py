"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing, PageQuery
from chalicelib.messages import queries, thread_queries
from chalicelib.messages.read_commands import mark_read
from chalicelib.messages.schemas import InboxQuery, MessageOut, NoteIn, NoteOut, ReadIn, ThreadOut, UnreadOut
from chalicelib.messages.thread_commands import write_note
from chalicelib.messages.thread_rules import Author, Side, Subject
from chalicelib.onboarding.queries import registration_behind

routes = Blueprint(__name__)
_P = Permission

_SECRET_HEADER = "X-Case-Secret"  # noqa: S105 - the header's name


@endpoint(routes, "GET /messages", permission=_P.READ_MESSAGES, scope=Scope.OWN, answers=Listing[MessageOut])
def read_messages(call: Call, query: InboxQuery) -> Listing[MessageOut]:
    """The own dealer's inbox in the language asked for, newest first."""
    page = queries.inbox(call.dealer_id, query.limit, query.cursor)
    reached = queries.read_up_to(call.dealer_id, call.user.user_id)
    return Listing[MessageOut].of(page, lambda record: MessageOut.of(record, query.locale, reached))


@endpoint(routes, "GET /messages/unread", permission=_P.READ_MESSAGES, scope=Scope.OWN, answers=UnreadOut)
def count_unread_messages(call: Call) -> UnreadOut:
    """How many messages of the own dealer's inbox the asker has not read, up to 100."""
    return UnreadOut(unread=queries.unread(call.dealer_id, call.user.user_id))


@endpoint(routes, "POST /messages/read", permission=_P.READ_MESSAGES, scope=Scope.OWN, answers=UnreadOut)
def mark_messages_read(call: Call, body: ReadIn) -> UnreadOut:
    """The asker has read the inbox up to there, for good; answers how many are left."""
    mark_read(call.dealer_id, call.user.user_id, body.up_to)
    return UnreadOut(unread=queries.unread(call.dealer_id, call.user.user_id))


@endpoint(routes, "GET /threads", permission=_P.READ_THREADS, scope=Scope.REACH, answers=Listing[ThreadOut])
def list_waiting_threads(call: Call, query: PageQuery) -> Listing[ThreadOut]:
    """The threads in which the other side wrote last, the longest waiting first, of all that the asker may read."""
    return Listing[ThreadOut].of(thread_queries.waiting_threads(call.user, query.limit, query.cursor), ThreadOut.of)


@endpoint(
    routes,
    "GET /orders/{order_id}/notes",
    permission=_P.READ_ORDERS,
    scope=Scope.REACH,
    answers=Listing[NoteOut],
)
def read_order_notes(call: Call, order_id: str, query: PageQuery) -> Listing[NoteOut]:
    """What both sides wrote about an order, newest first."""
    return _notes(thread_queries.order_subject(order_id, call.reach), query)


@endpoint(
    routes,
    "POST /orders/{order_id}/notes",
    permission=_P.WRITE_ORDER_NOTES,
    scope=Scope.REACH,
    answers=NoteOut,
    status=201,
    idempotent=True,
)
def write_order_note(call: Call, order_id: str, body: NoteIn) -> NoteOut:
    """Writes about an order, for the other side to read."""
    return _write(call, thread_queries.order_subject(order_id, call.reach), body)


@endpoint(
    routes,
    "GET /returns/{return_id}/notes",
    permission=_P.READ_RETURNS,
    scope=Scope.REACH,
    answers=Listing[NoteOut],
)
def read_return_notes(call: Call, return_id: str, query: PageQuery) -> Listing[NoteOut]:
    """What both sides wrote about a return, newest first."""
    return _notes(thread_queries.return_subject(return_id, call.reach), query)


@endpoint(
    routes,
    "POST /returns/{return_id}/notes",
    permission=_P.WRITE_RETURN_NOTES,
    scope=Scope.REACH,
    answers=NoteOut,
    status=201,
    idempotent=True,
)
def write_return_note(call: Call, return_id: str, body: NoteIn) -> NoteOut:
    """Writes about a return, for the other side to read."""
    return _write(call, thread_queries.return_subject(return_id, call.reach), body)


@endpoint(
    routes,
    "GET /statements/{statement_id}/notes",
    permission=_P.READ_STATEMENTS,
    scope=Scope.REACH,
    answers=Listing[NoteOut],
)
def read_statement_notes(call: Call, statement_id: str, query: PageQuery) -> Listing[NoteOut]:
    """What both sides wrote about a statement, newest first."""
    return _notes(thread_queries.statement_subject(statement_id, call.reach), query)


@endpoint(
    routes,
    "POST /statements/{statement_id}/notes",
    permission=_P.WRITE_STATEMENT_NOTES,
    scope=Scope.REACH,
    answers=NoteOut,
    status=201,
    idempotent=True,
)
def write_statement_note(call: Call, statement_id: str, body: NoteIn) -> NoteOut:
    """Writes about a statement, for the other side to read."""
    return _write(call, thread_queries.statement_subject(statement_id, call.reach), body)


@endpoint(
    routes,
    "GET /cases/{case_id}/notes",
    permission=_P.READ_CASES,
    scope=Scope.REACH,
    answers=Listing[NoteOut],
)
def read_case_notes(call: Call, case_id: str, query: PageQuery) -> Listing[NoteOut]:
    """What staff and applicant wrote about a registration, newest first."""
    return _notes(thread_queries.case_subject(case_id, call.reach), query)


@endpoint(
    routes,
    "POST /cases/{case_id}/notes",
    permission=_P.WRITE_CASE_NOTES,
    scope=Scope.REACH,
    answers=NoteOut,
    status=201,
    idempotent=True,
)
def write_case_note(call: Call, case_id: str, body: NoteIn) -> NoteOut:
    """Writes to the applicant about a registration; it is mailed with a further case link."""
    return _write(call, thread_queries.case_subject(case_id, call.reach), body)


@endpoint(
    routes,
    "GET /registrations/{case_id}/notes",
    scope=Scope.SECRET,
    answers=Listing[NoteOut],
    secret_header=_SECRET_HEADER,
)
def read_own_registration_notes(call: Call, case_id: str, query: PageQuery) -> Listing[NoteOut]:
    """What staff and applicant wrote about the registration behind the mailed link, newest first."""
    return _notes(thread_queries.subject_of_case(registration_behind(case_id, call.secret)), query)


@endpoint(
    routes,
    "POST /registrations/{case_id}/notes",
    scope=Scope.SECRET,
    answers=NoteOut,
    status=201,
    idempotent=True,
    secret_header=_SECRET_HEADER,
)
def write_own_registration_note(call: Call, case_id: str, body: NoteIn) -> NoteOut:
    """The applicant writes to the staff about the registration behind the mailed link."""
    case = registration_behind(case_id, call.secret)
    author = Author(Side.APPLICANT, case.contact_name)
    about = thread_queries.subject_of_case(case)
    return NoteOut.of(write_note(about, author, body.text, call.once(NoteOut.of)))


def _notes(about: Subject, query: PageQuery) -> Listing[NoteOut]:
    return Listing[NoteOut].of(thread_queries.notes(about, query.limit, query.cursor), NoteOut.of)


def _write(call: Call, about: Subject, body: NoteIn) -> NoteOut:
    """In the name of the signed-in user, for the dealer or for the maker."""
    author = Author(Side.DEALER if call.user.dealer_id else Side.STAFF, call.user.name)
    return NoteOut.of(write_note(about, author, body.text, call.once(NoteOut.of)))
