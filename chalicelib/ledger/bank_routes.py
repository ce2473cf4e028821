"""Banks' files over HTTP."""

from chalice.app import Blueprint

from chalicelib.catalog import import_commands
from chalicelib.catalog.schemas import ImportUploadIn
from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing, UploadOut
from chalicelib.ledger import bank_commands, queries
from chalicelib.ledger.bank_schemas import (
    AssignBankLine,
    BankFileIn,
    BankFileOut,
    BankLineOut,
    BankLinesQuery,
    DismissBankLine,
)
from chalicelib.ledger.schemas import PaymentOut

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST /bank-files/uploads",
    permission=Permission.RECORD_PAYMENTS,
    scope=Scope.COMPANY,
    answers=UploadOut,
)
def offer_bank_file_upload(call: Call, body: ImportUploadIn) -> UploadOut:  # noqa: ARG001 - of the shape of a view
    """A presigned form for one file of a bank: CSV or XLSX, up to 5 MB; it is kept for a day."""
    return UploadOut.of(*import_commands.offer_upload(body.file_name))


@endpoint(routes, "POST /bank-files", permission=Permission.RECORD_PAYMENTS, scope=Scope.COMPANY, answers=BankFileOut)
def load_bank_file(call: Call, body: BankFileIn) -> BankFileOut:  # noqa: ARG001 - of the shape of a view
    """Books the payments of an uploaded file whose dealers are named, and keeps the others to be assigned.

    Each line is booked once, however often it is loaded.
    """
    content = import_commands.uploaded(body.upload_id)
    return BankFileOut.of(bank_commands.import_bank_file(body.file_name, content, dry_run=body.dry_run))


@endpoint(
    routes,
    "GET /bank-lines",
    permission=Permission.READ_BANK_LINES,
    scope=Scope.COMPANY,
    answers=Listing[BankLineOut],
)
def list_bank_lines(call: Call, query: BankLinesQuery) -> Listing[BankLineOut]:  # noqa: ARG001 - as above
    """The lines of banks' files of one state, the latest day first."""
    return Listing[BankLineOut].of(queries.bank_lines_of_state(query.state, query.limit, query.cursor), BankLineOut.of)


@endpoint(
    routes,
    "POST /bank-lines/{line_id}/assign",
    permission=Permission.RECORD_PAYMENTS,
    scope=Scope.COMPANY,
    answers=PaymentOut,
    idempotent=True,
)
def assign_bank_line(call: Call, line_id: str, body: AssignBankLine) -> PaymentOut:
    """Books a line as the payment of a dealer, once."""
    dealer = dealers.dealer(body.dealer_id, call.reach)
    once = call.once(PaymentOut.of)
    return PaymentOut.of(bank_commands.assign(line_id, dealer.dealer_id, body.invoice_id, once))


@endpoint(
    routes,
    "POST /bank-lines/{line_id}/dismiss",
    permission=Permission.RECORD_PAYMENTS,
    scope=Scope.COMPANY,
    answers=BankLineOut,
    idempotent=True,
)
def dismiss_bank_line(call: Call, line_id: str, body: DismissBankLine) -> BankLineOut:
    """Says that a line is no dealer's payment."""
    return BankLineOut.of(bank_commands.dismiss(line_id, body.reason, call.once(BankLineOut.of)))
