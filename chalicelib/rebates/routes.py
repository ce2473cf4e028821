"""Rebates over HTTP."""

from chalice.app import Blueprint

from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing, PageQuery
from chalicelib.kernel import clock
from chalicelib.kernel.paging import Page
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.rebates import commands, queries, run_commands
from chalicelib.rebates.accrual_queries import Program, accrued_lines
from chalicelib.rebates.schemas import (
    AccruedOut,
    AccruedQuery,
    LineOut,
    ProgramOut,
    ProgramsOut,
    ResultOut,
    RunDetails,
    RunOut,
    RunQuery,
    SaveProgram,
    Simulate,
    StartRun,
)

routes = Blueprint(__name__)


@endpoint(
    routes,
    "GET /rebate-programs",
    permission=Permission.READ_PROGRAMS,
    scope=Scope.REACH,
    answers=ProgramsOut,
)
def list_programs(call: Call) -> ProgramsOut:
    """Programs: those that mean the asking dealer, or all for staff."""
    programs = queries.programs()
    if call.user.dealer_id is None:
        return ProgramsOut(items=[ProgramOut.of(program) for program in programs])
    dealer = dealers.dealer(call.dealer_id, call.reach)
    mine = [program for program in programs if Program.of(program).means(dealer)]
    return ProgramsOut(items=[ProgramOut.for_dealer(program) for program in mine])


@endpoint(
    routes,
    "POST /rebate-programs",
    permission=Permission.WRITE_PROGRAMS,
    scope=Scope.COMPANY,
    answers=ProgramOut,
    status=201,
    idempotent=True,
)
def save_program(call: Call, body: SaveProgram) -> ProgramOut:
    """Saves a program."""
    return ProgramOut.of(commands.save_program(body.new(), call.once(ProgramOut.of)))


@endpoint(
    routes,
    "POST /rebate-programs/simulate",
    permission=Permission.WRITE_PROGRAMS,
    scope=Scope.COMPANY,
    answers=ResultOut,
)
def simulate_program(call: Call, body: Simulate) -> ResultOut:
    """What a program would pay a dealer for a period; stores nothing."""
    dealer = dealers.dealer(body.dealer_id, call.reach)
    return ResultOut.of(commands.simulate(body.program.new(), dealer.dealer_id, Period.parse(body.period)))


@endpoint(
    routes,
    "GET /rebates/accrued",
    permission=Permission.READ_REBATES,
    scope=Scope.REACH,
    answers=AccruedOut,
)
def read_accrued(call: Call, query: AccruedQuery) -> AccruedOut:
    """What a dealer has earned so far in the present periods, step by step, and what is missing to the next tier."""
    dealer = dealers.dealer(call.reach.of_dealer(query.dealer_id), call.reach)
    today = business_day(clock.now(), settings().zone)
    lines = accrued_lines(dealer, [Program.of(program) for program in queries.programs()], today)
    return AccruedOut(dealer_id=dealer.dealer_id, as_of=today, items=[LineOut.of(line) for line in lines])


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
def read_settlement(call: Call, run_id: str, query: RunQuery) -> RunDetails:  # noqa: ARG001 - the company's own
    """One settlement run with its drafts: a page of all, or one dealer's."""
    run = queries.run(run_id)
    if query.dealer_id is None:
        return RunDetails.with_drafts(run, queries.drafts_page(run_id, query.limit, query.cursor))
    draft = queries.draft(run_id, query.dealer_id)
    return RunDetails.with_drafts(run, Page([draft] if draft else []))
