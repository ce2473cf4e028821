"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing
from chalicelib.insights import queries, verification_commands, verification_queries
from chalicelib.insights.records import AuditRecord
from chalicelib.insights.schemas import (
    AuditOut,
    AuditQuery,
    DealerVerificationOut,
    FindingOut,
    FindingsQuery,
    VerificationOut,
    VerificationReport,
)
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.paging import Page

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST /verifications",
    permission=Permission.VERIFY_BOOKS,
    scope=Scope.COMPANY,
    answers=VerificationOut,
    status=202,
    idempotent=True,
)
def start_verification(call: Call) -> VerificationOut:
    """Begins to verify all books, or joins the verification that is under way."""
    return VerificationOut.of(verification_commands.start_verification(call.once(VerificationOut.of)))


@endpoint(
    routes,
    "GET /verifications/latest",
    permission=Permission.READ_VERIFICATIONS,
    scope=Scope.COMPANY,
    answers=VerificationReport,
)
def read_latest_verification(call: Call, query: FindingsQuery) -> VerificationReport:  # noqa: ARG001 - the latest is one
    """The verification that was started last, with what it has found so far."""
    report = queries.latest_verification()
    page = queries.findings_page(report.verification_id, query.limit, query.cursor)
    return VerificationReport.with_findings(report, page)


@endpoint(
    routes,
    "GET /accounts/{dealer_id}/verification",
    permission=Permission.READ_ACCOUNTS,
    scope=Scope.REACH,
    answers=DealerVerificationOut,
)
def verify_dealer(call: Call, dealer_id: str) -> DealerVerificationOut:
    """Verifies one dealer's books and own stock at once."""
    dealer = dealers.dealer(dealer_id, call.reach)
    found = verification_queries.findings_of_dealer(dealer.dealer_id)
    return DealerVerificationOut(
        dealer_id=dealer.dealer_id,
        clean=not found,
        verified_at=clock.now(),
        items=[FindingOut.of(finding) for finding in found],
    )


@endpoint(routes, "GET /audit", permission=Permission.READ_AUDIT, scope=Scope.COMPANY, answers=Listing[AuditOut])
def read_audit(call: Call, query: AuditQuery) -> Listing[AuditOut]:  # noqa: ARG001 - of the whole company
    """Who changed what: of one record, on one day, or by one person; newest first."""
    return Listing[AuditOut].of(_changes(query), AuditOut.of)


def _changes(query: AuditQuery) -> Page[AuditRecord]:
    """Exactly one question: `kind` with `id`, `day`, or `who`."""
    asked = {name for name in ("kind", "id", "day", "who") if getattr(query, name) is not None}
    if asked == {"kind", "id"}:
        return queries.history(query.kind or "", query.id or "", query.limit, query.cursor)
    if asked == {"day"}:
        return queries.changes_of_day(str(query.day), query.limit, query.cursor)
    if asked == {"who"}:
        return queries.changes_by(query.who or "", query.limit, query.cursor)
    problem = "name a record by kind and id, or a day, or who; one of the three"
    wrong = sorted(asked) or ["kind", "id", "day", "who"]
    raise Invalid(problem, [{"field": name, "problem": problem} for name in wrong])
