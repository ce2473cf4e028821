"""Settlement runs over HTTP."""

from chalice.app import Blueprint

from chalicelib.approvals.queries import decisions_about, waits_for
from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing, PageQuery
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.periods import Period
from chalicelib.rebates import queries, run_commands
from chalicelib.rebates.document_queries import documents_page
from chalicelib.rebates.records import DraftRecord
from chalicelib.rebates.run_schemas import (
    DocumentOut,
    DocumentsQuery,
    DraftOut,
    RunDetails,
    RunOut,
    StartRun,
)
from chalicelib.rebates.settlement_rules import Stage

routes = Blueprint(__name__)


@endpoint(
    routes,
    "POST /settlement-runs",
    permission=Permission.RUN_SETTLEMENTS,
    scope=Scope.COMPANY,
    answers=RunOut,
    status=202,
    idempotent=True,
)
def start_settlement(call: Call, body: StartRun) -> RunOut:
    """Starts the settlement of a month, or starts it again after a failure or a rejection."""
    run = run_commands.start_run(Period.parse(body.period), call.user.user_id, call.once(RunOut.of))
    return RunOut.of(run)


@endpoint(
    routes,
    "GET /settlement-runs",
    permission=Permission.READ_SETTLEMENTS,
    scope=Scope.COMPANY,
    answers=Listing[RunOut],
)
def list_settlements(call: Call, query: PageQuery) -> Listing[RunOut]:  # noqa: ARG001 - the company's own
    """All settlement runs, the latest month first."""
    return Listing[RunOut].of(queries.runs_page(query.limit, query.cursor), RunOut.of)


@endpoint(
    routes,
    "GET /settlement-runs/{run_id}",
    permission=Permission.READ_SETTLEMENTS,
    scope=Scope.COMPANY,
    answers=RunDetails,
)
def read_settlement(call: Call, run_id: str) -> RunDetails:
    """One settlement run: how far it has come, its totals, its exceptions, the comparison with the last one."""
    run = queries.run(run_id)
    computed, posted = (queries.parts_done(run, stage) for stage in (Stage.COMPUTING, Stage.POSTING))
    asked = waits_for(decisions_about(run_commands.subject(run)), call.user.user_id)
    return RunDetails.with_progress(run, computed, posted, asked)


@endpoint(
    routes,
    "GET /settlement-runs/{run_id}/dealers",
    permission=Permission.READ_SETTLEMENTS,
    scope=Scope.COMPANY,
    answers=Listing[DraftOut],
)
def list_drafts(call: Call, run_id: str, query: PageQuery) -> Listing[DraftOut]:  # noqa: ARG001 - the company's own
    """What a run computed for each dealer, by dealer: amounts, problems, lines."""
    run = queries.run(run_id)
    return Listing[DraftOut].of(queries.drafts_page(run.run_id, query.limit, query.cursor), DraftOut.of)


@endpoint(
    routes,
    "GET /settlement-runs/{run_id}/dealers/{dealer_id}",
    permission=Permission.READ_SETTLEMENTS,
    scope=Scope.REACH,
    answers=DraftOut,
)
def read_draft(call: Call, run_id: str, dealer_id: str) -> DraftOut:
    """What a run computed for one dealer: each program's steps, factor, limits, what was posted earlier."""
    return DraftOut.of(_draft(run_id, dealers.dealer(dealer_id, call.reach).dealer_id))


@endpoint(
    routes,
    "GET /settlement-runs/{run_id}/dealers/{dealer_id}/documents",
    permission=Permission.READ_SETTLEMENTS,
    scope=Scope.REACH,
    answers=Listing[DocumentOut],
)
def list_documents(call: Call, run_id: str, dealer_id: str, query: DocumentsQuery) -> Listing[DocumentOut]:
    """The order lines behind a run's calculation for a dealer, by program, period and document."""
    draft = _draft(run_id, dealers.dealer(dealer_id, call.reach).dealer_id)
    month = Period.parse(queries.run(run_id).period)
    page = documents_page(draft, month, query.program_id, query.period, query.limit, query.cursor)
    return Listing[DocumentOut].of(page, DocumentOut.of)


def _draft(run_id: str, dealer_id: str) -> DraftRecord:
    """What a run computed for a dealer; 404 where it computed nothing."""
    found = queries.draft(queries.run(run_id).run_id, dealer_id)
    if found is None:
        raise NotFound("calculation")
    return found
