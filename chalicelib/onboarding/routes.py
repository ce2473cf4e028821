"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.approvals.queries import decisions_about, waits_for
from chalicelib.company.queries import regions
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing, UploadOut
from chalicelib.onboarding import queries
from chalicelib.onboarding.commands import amend, offer_upload, submit
from chalicelib.onboarding.queries import consent_texts, registration_behind
from chalicelib.onboarding.rules import subject_of
from chalicelib.onboarding.schemas import (
    AmendedOut,
    AmendmentIn,
    CaseDetails,
    CasesQuery,
    CaseSummary,
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


@endpoint(routes, "GET /cases", permission=Permission.READ_CASES, scope=Scope.REACH, answers=Listing[CaseSummary])
def list_cases(call: Call, query: CasesQuery) -> Listing[CaseSummary]:
    """Registrations of the asker's regions: those of one state, or all that are open."""
    page = queries.registrations(call.reach, query.region, query.state, query.limit, query.cursor)
    return Listing[CaseSummary].of(page, CaseSummary.of)


@endpoint(
    routes,
    "GET /cases/{case_id}",
    permission=Permission.READ_CASES,
    scope=Scope.REACH,
    answers=CaseDetails,
)
def read_case(call: Call, case_id: str) -> CaseDetails:
    """One registration: what was stated, its documents, where it stands, and who decided what of each revision."""
    found = queries.registration_within(case_id, call.reach)
    decisions = decisions_about(subject_of(case_id))
    return CaseDetails.with_decisions(found, decisions, waits_for(decisions, call.user.user_id))
