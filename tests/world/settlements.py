"""Programs, and runs that go through their steps without their workflow."""

from datetime import date
from typing import Any

from chalicelib.aws.tables import commit
from chalicelib.dealers.rules import Audience
from chalicelib.kernel.periods import Period, PeriodKind
from chalicelib.rebates import queries, run_commands, settlement_commands
from chalicelib.rebates.commands import NewProgram, save_program
from chalicelib.rebates.settlement_rules import Line

WHOLE = {"measure": "net_amount", "tier_method": "whole", "tiers": [{"from": "1000", "rate": "0.02"}]}


def promise(terms: dict[str, Any] | None = None, **more: Any) -> str:
    """Saves a program of two percent from 1,000 a month on, but for what is said otherwise; returns its id."""
    fields: dict[str, Any] = {
        "name": "返利",
        "kind": PeriodKind.MONTH,
        "partial": False,
        "audience": Audience(),
        "first_day": date(2026, 1, 1),
        "last_day": None,
        "terms": WHOLE | (terms or {}),
    }
    return save_program(NewProgram(**fields | more), None).program_id


def settle(month: Period, *dealer_ids: str) -> dict[str, list[Line]]:
    """Computes, posts and closes a run of these dealers; returns its lines by dealer."""
    run, writes = run_commands._new(month, "zhang")
    commit(*writes)
    lines = {}
    for dealer_id in dealer_ids:
        settlement_commands.write_draft(run, dealer_id, settlement_commands.settling(month))
        draft = queries.draft(run.run_id, dealer_id)
        assert draft is not None
        lines[dealer_id] = [Line.of(fields) for fields in draft.lines]
        assert settlement_commands.post_draft(run, dealer_id)
    run_commands.close_run(run, None)
    return lines


def posts(lines: list[Line]) -> dict[tuple[str, str], tuple[str, str, str]]:
    """By program and period: what was posted earlier, what it comes to now, what is posted."""
    return {
        (line.program_id, str(line.program_period)): (
            f"{line.posted_earlier:.2f}",
            f"{line.total:.2f}",
            f"{line.difference:.2f}",
        )
        for line in lines
    }
