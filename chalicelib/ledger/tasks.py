"""The ledger's feed: what its table's stream tells the others; and what the clock does to statements."""

from collections.abc import Iterator
from typing import Any

from chalice.app import Blueprint

from chalicelib.edge.task import Change, feed, task
from chalicelib.edge.wire import TaskInput
from chalicelib.kernel.events import (
    Event,
    PaymentRecorded,
    RebateCredited,
    StatementConfirmed,
    StatementDisputed,
    StatementSent,
)
from chalicelib.kernel.money import money_text
from chalicelib.ledger import statement_commands
from chalicelib.ledger.records import EntryRecord, PaymentRecord, StatementRecord
from chalicelib.ledger.rules import Account, ConfirmedBy, StatementState

tasks = Blueprint(__name__)


class ConfirmInput(TaskInput):
    """Nothing: the schedule asks."""


@task(tasks, "statements_confirm")
def statements_confirm(given: ConfirmInput) -> dict[str, Any]:  # noqa: ARG001 - a task takes an input
    """{} -> {confirmed}: how many statements the clock confirmed, since nobody answered them in time."""
    return {"outcome": "confirmed", "confirmed": statement_commands.confirm_unanswered()}


@feed(tasks, "ledger_feed")
def ledger_feed(change: Change) -> Iterator[Event]:
    """A payment and a rebate that are booked; a statement that is sent, confirmed or disputed."""
    new = change.new
    if isinstance(new, StatementRecord):
        before = change.old.state if isinstance(change.old, StatementRecord) else None
        if new.state != before:
            yield _statement_event(new)
    elif change.old is None and isinstance(new, PaymentRecord):
        yield PaymentRecorded(
            cause=f"payment:{new.payment_id}",
            occurred_at=new.recorded_at,
            dealer_id=new.dealer_id,
            payment_id=new.payment_id,
            amount=money_text(new.amount),
        )
    elif change.old is None and isinstance(new, EntryRecord) and new.account == Account.REBATE:
        yield RebateCredited(
            cause=new.cause,
            occurred_at=new.posted_at,
            dealer_id=new.dealer_id,
            program_id=new.details["program_id"],
            program_name=new.details["program_name"],
            period=new.details["program_period"],
            amount=money_text(new.amount),
        )


def _statement_event(statement: StatementRecord) -> Event:
    """One event a change of state; its version tells a second dispute from the first."""
    cause = f"statement:{statement.statement_id}:{statement.state}:{statement.version}"
    dealer_id, statement_id, period = statement.dealer_id, statement.statement_id, statement.period
    if statement.state == StatementState.CONFIRMED:
        by_itself = statement.confirmed_by == ConfirmedBy.CLOCK
        return StatementConfirmed(cause, statement.changed_at, dealer_id, statement_id, period, by_itself)
    if statement.state == StatementState.DISPUTED:
        reason = statement.reason or ""
        return StatementDisputed(cause, statement.changed_at, dealer_id, statement_id, period, reason)
    return StatementSent(
        cause,
        statement.sent_at,
        dealer_id,
        statement_id,
        period,
        receivable_closing=statement.figures[Account.RECEIVABLE]["closing"],
        rebate_closing=statement.figures[Account.REBATE]["closing"],
    )
