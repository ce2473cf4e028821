"""Two rebate programs, and a month that was settled with both pairs of eyes."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from chalicelib.approvals.commands import decide_as
from chalicelib.approvals.rules import Choice, Verdict
from chalicelib.aws import files
from chalicelib.dealers.rules import Audience
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.kernel.settings import settings
from chalicelib.ledger.queries import statement
from chalicelib.ledger.statement_commands import confirm as agree
from chalicelib.rebates import queries, run_commands
from chalicelib.rebates import settlement_commands as steps
from chalicelib.rebates.commands import NewProgram, save_program
from chalicelib.rebates.settlement_rules import execution_name, run_id
from infra.seed.goods import once

MONTHLY = {
    "measure": "net_amount",
    "tier_method": "whole",
    "products": {},
    "tiers": [
        {"from": "50000", "rate": "0.01"},
        {"from": "120000", "rate": "0.02"},
        {"from": "240000", "rate": "0.03"},
    ],
}
QUARTERLY = {
    "measure": "quantity",
    "tier_method": "slab",
    "products": {"categories": ["putty", "tile_adhesive"]},
    "tiers": [{"from": "200", "per_unit": "0.50"}, {"from": "1000", "per_unit": "0.80"}],
    "cap": "3000.00",
}


def promise(first: Period) -> None:
    """The programs, in force from a month on."""
    programs = (
        _program("月度进货返利", PeriodKind.MONTH, first, MONTHLY),
        _program("季度辅料返利", PeriodKind.QUARTER, first, QUARTERLY),
    )
    for program in programs:
        save_program(program, once(f"program-{program.name}"))


def _program(name: str, kind: PeriodKind, first: Period, terms: dict[str, Any]) -> NewProgram:
    """For every dealer, until further notice; what is longer than a month settles in parts."""
    return NewProgram(name, kind, kind is not PeriodKind.MONTH, Audience(), first.first_day, None, terms)


def latest_settled(now_month: Period) -> Period:
    """The last month that may be settled now is left to the reader; the one before it was settled."""
    ready = now_month.previous()
    if clock.now() < run_commands.starts_at(ready):
        ready = ready.previous()
    return ready.previous()


def settle(month: Period, finance: Iterable[Principal]) -> None:
    """Walks a run through the steps of its workflow: started by nobody, so approved by two."""
    execution = execution_name(run_id(str(month), 1), 1)
    if run_commands.open_run(month, execution) is None:
        raise RuntimeError(f"{month} is settled already")
    name = run_id(str(month), 1)
    steps.write_manifest(queries.run(name))
    parts = [part["part"] for part in files.read_json(steps.manifest_key(queries.run(name)))]
    for part in parts:
        steps.compute_part(queries.run(name), part)
    steps.summarise_run(queries.run(name))
    for level, person in enumerate(finance, start=1):
        steps.ask_finance(queries.run(name), level, "nobody waits")
        verdict = Verdict(Choice.APPROVE, {}, "核对无误")
        decide_as(person, run_commands.decision_id(queries.run(name), level), verdict, once(f"settle-{month}-{level}"))
    for part in parts:
        steps.post_part(queries.run(name), part)
    run_commands.close_run(queries.run(name), person.name)


def settled_at(month: Period) -> timedelta:
    """How long after the month's end it was settled."""
    return run_commands.starts_at(month) - month.ends_at(settings().zone) + timedelta(hours=34)


def confirm(month: Period, owner: Principal) -> None:
    """The dealer confirms the month's statement."""
    agree(statement(f"{owner.dealer_id}-{month}", owner.reach), once(f"confirm-{month}-{owner.dealer_id}"))
