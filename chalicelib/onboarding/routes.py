"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.company.queries import regions
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Scope
from chalicelib.edge.wire import UploadOut
from chalicelib.onboarding.commands import amend, offer_upload, submit
from chalicelib.onboarding.queries import consent_texts, registration_behind
from chalicelib.onboarding.schemas import (
    AmendedOut,
    AmendmentIn,
    RegisteredOut,
    RegistrationFormOut,
    RegistrationIn,
    RegistrationOut,
    UploadIn,
)

routes = Blueprint(__name__)

_SECRET_HEADER = "X-Case-Secret"  # noqa: S105 - the header's name


@endpoint(routes, "GET /registration-form", scope=Scope.PUBLIC, answers=RegistrationFormOut)
def show_registration_form(call: Call) -> RegistrationFormOut:  # noqa: ARG001 - of the shape of a view
    """What the form of a registration has to offer: regions, the consent's text, which documents."""
    return RegistrationFormOut.of(regions(), consent_texts())


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
    secret_header=_SECRET_HEADER,
)
def show_registration(call: Call, case_id: str) -> RegistrationOut:
    """Where the registration behind the mailed link stands, and what is wanted of the applicant."""
    return RegistrationOut.of(registration_behind(case_id, call.secret))


@endpoint(
    routes,
    "POST /registrations/{case_id}/amendments",
    scope=Scope.SECRET,
    answers=AmendedOut,
    status=202,
    idempotent=True,
    secret_header=_SECRET_HEADER,
)
def amend_registration(call: Call, case_id: str, body: AmendmentIn) -> AmendedOut:
    """Takes the applicant's answer to what was wanted; the registration is checked and decided anew."""
    return AmendedOut.of(amend(case_id, call.secret, body.application(), call.once(AmendedOut.of)))
