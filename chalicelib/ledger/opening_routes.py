"""Going live over HTTP: what dealers' books begin with."""

from chalice.app import Blueprint

from chalicelib.catalog import import_commands
from chalicelib.catalog.schemas import ImportUploadIn
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import UploadOut
from chalicelib.ledger.opening_commands import import_openings
from chalicelib.ledger.opening_schemas import OpeningIn, OpeningOut

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST /openings/uploads",
    permission=Permission.LOAD_OPENINGS,
    scope=Scope.COMPANY,
    answers=UploadOut,
)
def offer_openings_upload(call: Call, body: ImportUploadIn) -> UploadOut:  # noqa: ARG001 - of the shape of a view
    """A presigned form for one table of openings: CSV or XLSX, up to 5 MB; it is kept for a day."""
    return UploadOut.of(*import_commands.offer_upload(body.file_name))


@endpoint(routes, "POST /openings", permission=Permission.LOAD_OPENINGS, scope=Scope.COMPANY, answers=OpeningOut)
def load_openings(call: Call, body: OpeningIn) -> OpeningOut:  # noqa: ARG001 - of the shape of a view
    """Loads what dealers' books begin with: open receivables, wallets, or purchases of the past by month.

    All of it, or nothing where a row is wrong. Loaded once more it changes nothing, and finishes what is left.
    """
    content = import_commands.uploaded(body.upload_id)
    return OpeningOut.of(import_openings(body.kind, body.file_name, content, dry_run=body.dry_run))
