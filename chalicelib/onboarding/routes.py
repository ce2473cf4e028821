"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Scope
from chalicelib.onboarding.commands import offer_upload, submit
from chalicelib.onboarding.queries import registration_behind
from chalicelib.onboarding.schemas import RegisteredOut, RegistrationIn, RegistrationOut, UploadIn, UploadOut

routes = Blueprint(__name__)


@endpoint(routes, "POST /uploads", scope=Scope.PUBLIC, answers=UploadOut)
def offer_document_upload(call: Call, body: UploadIn) -> UploadOut:  # noqa: ARG001 - of the shape of a view
    """A presigned form for one document of a registration: PDF, JPEG or PNG, up to 10 MB."""
    return UploadOut.of(*offer_upload(body.content_type))


@endpoint(routes, "POST /registrations", scope=Scope.PUBLIC, answers=RegisteredOut, status=202, idempotent=True)
def register(call: Call, body: RegistrationIn) -> RegisteredOut:
    """Takes a registration; what becomes of it is told by mail."""
    return RegisteredOut.of(submit(body.application(), call.once(RegisteredOut.of)))


@endpoint(
    routes,
    "GET /registrations/{case_id}",
    scope=Scope.SECRET,
    answers=RegistrationOut,
    secret_header="X-Case-Secret",  # noqa: S106 - the header's name
)
def show_registration(call: Call, case_id: str) -> RegistrationOut:
    """Where the registration behind the mailed link stands."""
    return RegistrationOut.of(registration_behind(case_id, call.secret))
