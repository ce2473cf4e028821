"""Rebate programs, and what they come to, over HTTP."""

from decimal import Decimal

from chalice.app import Blueprint

from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing, PageQuery
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Invalid, NotFound
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.rebates import backtest_commands, commands, queries
from chalicelib.rebates.accrual_queries import Program, accrued_lines, what_if_lines
from chalicelib.rebates.backtest_schemas import BacktestOut, StartBacktest
from chalicelib.rebates.budget_queries import budgets
from chalicelib.rebates.program_schemas import (
    BudgetOut,
    BudgetsOut,
    BudgetsQuery,
    EndProgram,
    ProgramOut,
    ProgramsOut,
    SaveProgram,
)
from chalicelib.rebates.schemas import (
    AccruedLineOut,
    AccruedOut,
    AccruedQuery,
    ResultOut,
    Simulate,
    WhatIfOut,
    WhatIfQuery,
)
from chalicelib.rebates.term_rules import Measure

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
    standing = dealers.present_standing(dealer)
    mine = [program for program in programs if Program.of(program).means(dealer.dealer_id, standing)]
    return ProgramsOut(items=[ProgramOut.for_dealer(program) for program in mine])


@endpoint(
    routes,
    "GET /rebate-programs/budgets",
    permission=Permission.READ_SETTLEMENTS,
    scope=Scope.COMPANY,
    answers=BudgetsOut,
)
def list_budgets(call: Call, query: BudgetsQuery) -> BudgetsOut:  # noqa: ARG001 - the company's own
    """How the programs that have a budget for a year stand against it: used, and forecast."""
    year = query.year or business_day(clock.now(), settings().zone).year
    return BudgetsOut(items=[BudgetOut.of(standing) for standing in budgets(year)])


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
    "POST /rebate-programs/backtests",
    permission=Permission.WRITE_PROGRAMS,
    scope=Scope.COMPANY,
    answers=BacktestOut,
    status=202,
    idempotent=True,
)
def start_backtest(call: Call, body: StartBacktest) -> BacktestOut:
    """Begins to try a draft on past periods, over all active dealers."""
    return BacktestOut.of(backtest_commands.start_backtest(body.new(), call.once(BacktestOut.of)))


@endpoint(
    routes,
    "GET /rebate-programs/backtests",
    permission=Permission.READ_SETTLEMENTS,
    scope=Scope.COMPANY,
    answers=Listing[BacktestOut],
)
def list_backtests(call: Call, query: PageQuery) -> Listing[BacktestOut]:  # noqa: ARG001 - the company's own
    """All back-tests, the newest first."""
    return Listing[BacktestOut].of(queries.backtests_page(query.limit, query.cursor), BacktestOut.of)


@endpoint(
    routes,
    "GET /rebate-programs/backtests/{backtest_id}",
    permission=Permission.READ_SETTLEMENTS,
    scope=Scope.COMPANY,
    answers=BacktestOut,
)
def read_backtest(call: Call, backtest_id: str) -> BacktestOut:  # noqa: ARG001 - the company's own
    """A back-test: how far it is, and what the dealers so far come to."""
    found = queries.find_backtest(backtest_id)
    if found is None:
        raise NotFound("back-test")
    return BacktestOut.of(found)


@endpoint(
    routes,
    "POST /rebate-programs/{program_id}/versions",
    permission=Permission.WRITE_PROGRAMS,
    scope=Scope.COMPANY,
    answers=ProgramOut,
    status=201,
    idempotent=True,
)
def succeed_program(call: Call, program_id: str, body: SaveProgram) -> ProgramOut:
    """Saves the next version of a program, which takes its place from the start of a period that lies ahead."""
    return ProgramOut.of(commands.succeed(program_id, body.new(), call.once(ProgramOut.of)))


@endpoint(
    routes,
    "PUT /rebate-programs/{program_id}/end",
    permission=Permission.WRITE_PROGRAMS,
    scope=Scope.COMPANY,
    answers=ProgramOut,
    edits=True,
)
def end_program(call: Call, program_id: str, body: EndProgram) -> ProgramOut:
    """Lets a program end with the last day of a period that is not past."""
    return ProgramOut.of(commands.end_program(program_id, call.if_match(), body.last_day))


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
    programs = {record.program_id: Program.of(record) for record in queries.programs()}
    lines = accrued_lines(dealer, list(programs.values()), today)
    items = [AccruedLineOut.of_program(line, programs[line.program_id]) for line in lines]
    return AccruedOut(dealer_id=dealer.dealer_id, as_of=today, items=items)


@endpoint(
    routes,
    "GET /rebate-programs/{program_id}/what-if",
    permission=Permission.READ_REBATES,
    scope=Scope.REACH,
    answers=WhatIfOut,
)
def read_what_if(call: Call, program_id: str, query: WhatIfQuery) -> WhatIfOut:
    """What one more order would bring a dealer in the present period of a program, by its real rule."""
    dealer = dealers.dealer(call.reach.of_dealer(query.dealer_id), call.reach)
    today = business_day(clock.now(), settings().zone)
    programs = {record.program_id: Program.of(record) for record in queries.programs()}
    asked = programs.get(program_id)
    if asked is None:
        raise NotFound("program")
    more = Decimal(query.more)
    if asked.terms.measure is Measure.QUANTITY and more != int(more):
        raise Invalid.field("more", "is a number of whole pieces for this program")
    found = what_if_lines(dealer, list(programs.values()), program_id, more, today)
    if found is None:
        raise NotFound("program")
    return WhatIfOut.of(query.more, *found)
