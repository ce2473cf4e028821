"""Rebate programs, one of each method, one over sub-dealers and one that was succeeded; a draft that was tried on the
past; and months that were settled with both pairs of eyes."""

from base64 import b64decode
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from chalicelib.approvals.commands import decide_as
from chalicelib.approvals.rules import Choice, Verdict
from chalicelib.aws import files
from chalicelib.company.queries import policy
from chalicelib.dealers.hierarchy_commands import NewParent, set_parent
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.dealers.rules import Audience
from chalicelib.edge.principal import Principal
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.kernel.settings import settings
from chalicelib.ledger.dispute_commands import dispute, offer_evidence
from chalicelib.ledger.queries import statement, statement_entries
from chalicelib.ledger.records import StatementRecord
from chalicelib.ledger.statement_commands import confirm as agree
from chalicelib.rebates import queries, run_commands
from chalicelib.rebates import settlement_commands as steps
from chalicelib.rebates.backtest_commands import NewBacktest, next_step, start_backtest
from chalicelib.rebates.commands import NewProgram, save_program, succeed
from chalicelib.rebates.settlement_rules import execution_name, ready_month, run_id
from infra.seed.goods import once

DELIVERY_NOTE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
"""A picture of one grey pixel."""
MONTHLY: dict[str, Any] = {
    "measure": "net_amount",
    "tier_method": "whole",
    "tiers": [
        {"from": "20000", "rate": "0.01"},
        {"from": "60000", "rate": "0.015"},
        {"from": "150000", "rate": "0.025"},
    ],
    "cap": "6000.00",
    "minimum_payout": "260.00",
    "no_overdue_days": 30,
}
BY_THE_BAG: dict[str, Any] = {
    "measure": "quantity",
    "tier_method": "slab",
    "products": {"categories": ["putty", "tile_adhesive"]},
    "tiers": [{"from": "500", "per_unit": "0.50"}, {"from": "2000", "per_unit": "0.80"}],
}
COLLECTED: dict[str, Any] = {
    "measure": "net_amount",
    "tier_method": "rolling",
    "products": {"categories": ["waterproofing"]},
    "tiers": [{"from": "5000", "rate": "0.01"}, {"from": "40000", "rate": "0.008"}],
    "collection": [
        {"within_days": 25, "factor": "1"},
        {"within_days": 40, "factor": "0.8"},
        {"within_days": 60, "factor": "0.5"},
    ],
}
EXTERIOR: dict[str, Any] = {
    "measure": "net_amount",
    "tier_method": "total",
    "products": {"categories": ["exterior_paint"]},
    "tiers": [{"from": "60000", "rate": "0.006"}, {"from": "150000", "rate": "0.004"}],
}


TOGETHER: dict[str, Any] = {
    "measure": "net_amount",
    "tier_method": "whole",
    "attribution": "subtree",
    "tiers": [{"from": "60000", "rate": "0.003"}, {"from": "200000", "rate": "0.005"}],
}
NEW_COLOURS: dict[str, Any] = {
    "measure": "net_amount",
    "tier_method": "whole",
    "products": {"categories": ["interior_paint"]},
    "tiers": [{"from": "10000", "rate": "0.005"}],
}
BETTER_COLOURS: dict[str, Any] = NEW_COLOURS | {
    "tiers": [{"from": "10000", "rate": "0.006"}, {"from": "30000", "rate": "0.01"}],
}
"""The next version of it: a second tier, a higher rate."""
BUDGETS = {"月度进货返利": Decimal("36000.00"), "防水回款返利": Decimal("20000.00")}
PARENT, SUB_DEALERS = "tiancheng", ("jiangyue", "luming")
"""Who has sub-dealers, and which."""


def build_tree(owners: Mapping[str, Principal], first: Period) -> None:
    """Two dealers become sub-dealers of a third one, which a program over all three rewards."""
    parent = dealer_as_is(owners[PARENT].dealer_id or "")
    for key in SUB_DEALERS:
        dealer = dealer_as_is(owners[key].dealer_id or "")
        set_parent(NewParent(dealer, parent, first.first_day), once(f"parent-{key}"))
    audience = Audience(dealers=frozenset({parent.dealer_id}))
    save_program(_monthly("月度上下级合计返利", audience, first, TOGETHER), once("program-together"))


def succeed_colours(from_month: Period) -> None:
    """The program on interior paint gets its next version, from a month's start."""
    before = next(program for program in queries.programs() if program.name == COLOURS)
    succeed(before.program_id, _monthly(COLOURS, Audience(), from_month, BETTER_COLOURS), once("program-colours-2"))


def try_draft(last: Period) -> None:
    """A draft with higher rates is tried on the three months up to the last one that is over."""
    rates = {"15000": "0.012", "50000": "0.018", "120000": "0.028"}
    terms = MONTHLY | {"tiers": [{"from": level, "rate": rate} for level, rate in rates.items()]}
    draft = _monthly("月度进货返利（草案）", Audience(), last.next().next(), terms)
    tried = start_backtest(NewBacktest(draft, Period(last.first - 2, 1), last, None), once("backtest"))
    version = tried.version
    while next_step(tried.backtest_id, version):
        version += 1


def _monthly(name: str, audience: Audience, first: Period, terms: dict[str, Any]) -> NewProgram:
    """A program of months, in force from one on until further notice."""
    return NewProgram(
        name, PeriodKind.MONTH, partial=False, audience=audience, first_day=first.first_day, last_day=None, terms=terms
    )


COLOURS = "内墙涂料返利"


def promise(first: Period) -> None:
    """The programs, in force from a month on until further notice: one of each tier method."""
    everybody, big = Audience(), Audience(grades=frozenset({"A", "B"}))
    for name, kind, audience, terms in (
        ("月度进货返利", PeriodKind.MONTH, everybody, MONTHLY),
        ("季度辅材按件返利", PeriodKind.QUARTER, everybody, BY_THE_BAG),
        ("防水回款返利", PeriodKind.MONTH, everybody, COLLECTED),
        ("季度外墙冲量返利", PeriodKind.QUARTER, big, EXTERIOR),
        (COLOURS, PeriodKind.MONTH, everybody, NEW_COLOURS),
    ):
        in_parts = terms is BY_THE_BAG
        new = NewProgram(name, kind, in_parts, audience, first.first_day, None, terms, BUDGETS.get(name))
        save_program(new, once(f"program-{name}"))


def latest_settled(now: datetime) -> Period:
    """The last month that may be settled now is left to the reader; the one before it was settled."""
    return ready_month(now, settings().zone, policy().arrival_cutoff_days).previous()


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


def settled_at(month: Period) -> datetime:
    """When a month was settled: on the second morning after its cut-off."""
    return run_commands.starts_at(month) + timedelta(hours=34)


def confirm(month: Period, owner: Principal) -> None:
    """The dealer confirms the month's statement."""
    agree(_statement(month, owner), once(f"confirm-{month}-{owner.dealer_id}"))


def object_to(month: Period, owner: Principal) -> None:
    """The dealer disputes the last shipment of the month's statement, and shows the delivery note."""
    sent = _statement(month, owner)
    shipments = [entry.cause for entry in statement_entries(sent) if entry.cause.startswith("shipment:")]
    reason = "这张送货单少收两桶，已拍照留存，请核对后更正。"
    upload_id, form = offer_evidence("image/png")
    files.write_document(form.fields["key"], DELIVERY_NOTE, "image/png")
    evidence = [(upload_id, "送货单照片.png")]
    dispute(sent, shipments[-1:], reason, evidence, once(f"dispute-{month}-{owner.dealer_id}"))


def _statement(month: Period, owner: Principal) -> StatementRecord:
    return statement(f"{owner.dealer_id}-{month}", owner.reach)
