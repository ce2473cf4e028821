"""The ledger over HTTP."""

from chalice.app import Blueprint

from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import payment_commands, queries, statement_commands
from chalicelib.ledger.rules import StatementState
from chalicelib.ledger.schemas import (
    AccountOut,
    ConfirmStatement,
    EntriesOut,
    EntriesQuery,
    PaymentOut,
    RecordPayment,
    StatementOut,
    StatementsQuery,
    StatementSummary,
)

routes = Blueprint(__name__)


@endpoint(
    routes,
    "GET /accounts/{dealer_id}/entries",
    permission=Permission.READ_ACCOUNTS,
    scope=Scope.REACH,
    answers=EntriesOut,
)
def list_entries(call: Call, dealer_id: str, query: EntriesQuery) -> EntriesOut:
    """What stands today on a dealer's account, what a month came to, and the entries of that month."""
    account = queries.account(dealer_id, call.reach)
    day = business_day(clock.now(), settings().zone)
    period = query.period or str(Period.of(day))
    page = queries.entries_page(dealer_id, query.account, period, query.limit, query.cursor)
    totals = queries.month_totals(dealer_id, query.account, period)
    return EntriesOut.of(AccountOut.of(queries.standing(account, day)), period, totals, page)


@endpoint(
    routes,
    "POST /payments",
    permission=Permission.RECORD_PAYMENTS,
    scope=Scope.COMPANY,
    answers=PaymentOut,
    status=201,
    idempotent=True,
)
def record_payment(call: Call, body: RecordPayment) -> PaymentOut:
    """Records money that came in from a dealer."""
    dealer = dealers.dealer(body.dealer_id, call.reach)
    new = payment_commands.NewPayment(dealer.dealer_id, body.amount, body.received_on, body.reference, body.invoice_id)
    return PaymentOut.of(payment_commands.record_payment(new, call.once(PaymentOut.of)))


@endpoint(
    routes,
    "GET /payments/{payment_id}",
    permission=Permission.READ_ACCOUNTS,
    scope=Scope.REACH,
    answers=PaymentOut,
)
def read_payment(call: Call, payment_id: str) -> PaymentOut:
    """One payment, or another credit, with the invoices that it has gone to."""
    return PaymentOut.of(queries.payment(payment_id, call.reach))


@endpoint(
    routes,
    "GET /statements",
    permission=Permission.READ_STATEMENTS,
    scope=Scope.REACH,
    answers=Listing[StatementSummary],
)
def list_statements(call: Call, query: StatementsQuery) -> Listing[StatementSummary]:
    """A dealer's statements, the latest first; for staff those of a state, or one dealer's."""
    dealer_id = query.dealer_id or call.reach.dealer_id
    if dealer_id is None:
        state = query.state or StatementState.DISPUTED
        page = queries.statements_of_state(call.reach, query.region, state, query.limit, query.cursor)
    elif query.state or query.region:
        raise Invalid.field("state" if query.state else "region", "cannot be asked for of one dealer's statements")
    else:
        dealer = dealers.dealer(dealer_id, call.reach)
        page = queries.statements_page(dealer.dealer_id, query.limit, query.cursor)
    return Listing[StatementSummary].of(page, StatementSummary.of)


@endpoint(
    routes,
    "GET /statements/{statement_id}",
    permission=Permission.READ_STATEMENTS,
    scope=Scope.REACH,
    answers=StatementOut,
)
def read_statement(call: Call, statement_id: str) -> StatementOut:
    """One statement with its entries."""
    statement = queries.statement(statement_id, call.reach)
    return StatementOut.with_entries(statement, queries.statement_entries(statement))


@endpoint(
    routes,
    "POST /statements/{statement_id}/confirm",
    permission=Permission.CONFIRM_STATEMENTS,
    scope=Scope.OWN,
    answers=StatementSummary,
    idempotent=True,
)
def confirm_statement(call: Call, statement_id: str, body: ConfirmStatement) -> StatementSummary:  # noqa: ARG001 - takes no more than `{}`
    """Confirms a statement, once."""
    statement = queries.statement(statement_id, call.reach)
    return StatementSummary.of(statement_commands.confirm(statement, call.once(StatementSummary.of)))
