"""Disputes of statements, and statements as files, over HTTP."""

from chalice.app import Blueprint

from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import UploadOut
from chalicelib.ledger import dispute_commands, paper_commands, queries
from chalicelib.ledger.dispute_commands import Resolution
from chalicelib.ledger.dispute_schemas import (
    DisputeStatement,
    EvidenceUploadIn,
    PaperOut,
    PaperQuery,
    ResolveStatement,
)
from chalicelib.ledger.schemas import StatementSummary

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST /statements/{statement_id}/evidence",
    permission=Permission.CONFIRM_STATEMENTS,
    scope=Scope.OWN,
    answers=UploadOut,
)
def offer_evidence_upload(call: Call, statement_id: str, body: EvidenceUploadIn) -> UploadOut:
    """A presigned form for one document that proves a dispute: a PDF, JPEG or PNG of up to 10 MB."""
    queries.statement(statement_id, call.reach)
    return UploadOut.of(*dispute_commands.offer_evidence(body.content_type))


@endpoint(
    routes,
    "POST /statements/{statement_id}/dispute",
    permission=Permission.CONFIRM_STATEMENTS,
    scope=Scope.OWN,
    answers=StatementSummary,
    idempotent=True,
)
def dispute_statement(call: Call, statement_id: str, body: DisputeStatement) -> StatementSummary:
    """Disputes entries of a statement, with a reason and with evidence."""
    statement = queries.statement(statement_id, call.reach)
    documents = [(one.upload_id, one.file_name) for one in body.documents]
    once = call.once(StatementSummary.of)
    return StatementSummary.of(dispute_commands.dispute(statement, body.entries, body.reason, documents, once))


@endpoint(
    routes,
    "POST /statements/{statement_id}/resolve",
    permission=Permission.RESOLVE_STATEMENTS,
    scope=Scope.REACH,
    answers=StatementSummary,
    idempotent=True,
)
def resolve_statement(call: Call, statement_id: str, body: ResolveStatement) -> StatementSummary:
    """Says what came of disputed entries; once all are resolved the statement is sent for confirmation again."""
    statement = queries.statement(statement_id, call.reach)
    said = [Resolution(one.cause, one.explanation, one.change_id) for one in body.entries]
    once = call.once(StatementSummary.of)
    return StatementSummary.of(dispute_commands.resolve(statement, said, call.user, once))


@endpoint(
    routes,
    "GET /statements/{statement_id}/file",
    permission=Permission.READ_STATEMENTS,
    scope=Scope.REACH,
    answers=PaperOut,
)
def read_statement_file(call: Call, statement_id: str, query: PaperQuery) -> PaperOut:
    """A statement as a PDF or a workbook, as it stands, in one of both languages."""
    statement = queries.statement(statement_id, call.reach)
    return PaperOut(url=paper_commands.statement_file(statement, query.format, query.locale))
