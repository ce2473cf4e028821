"""The ledger's feed: what its table's stream tells the others; and what the clock does to statements."""

from collections.abc import Iterator
from typing import Any

from chalice.app import Blueprint

from chalicelib.edge.task import Change, feed, reader, task
from chalicelib.edge.wire import TaskInput
from chalicelib.kernel.clock import iso
from chalicelib.kernel.events import (
    AccountAdjusted,
    AccountChangeAsked,
    CreditLimitChanged,
    DecisionMade,
    Event,
    OverdueBlockLifted,
    PaymentRecorded,
    PayoutAsked,
    PayoutDecided,
    RebateCredited,
    RebateExpired,
    RebateExpiring,
    StatementConfirmed,
    StatementDisputed,
    StatementSent,
)
from chalicelib.kernel.money import money_text
from chalicelib.ledger import change_commands, expiry_commands, payout_commands, statement_commands
from chalicelib.ledger.records import (
    AccountRecord,
    ChangeRecord,
    EntryRecord,
    NoticeRecord,
    PaymentRecord,
    PayoutRecord,
    StatementRecord,
)
from chalicelib.ledger.rules import Account, ChangeKind, ChangeState, ConfirmedBy, StatementState, payment_cause
from chalicelib.ledger.wallet_rules import PayoutState

tasks = Blueprint(__name__)


class ConfirmInput(TaskInput):
    """Nothing: the schedule asks."""


@task(tasks, "statements_confirm")
def statements_confirm(given: ConfirmInput) -> dict[str, Any]:  # noqa: ARG001 - a task takes an input
    """{} -> {confirmed}: how many statements the clock confirmed, since nobody answered them in time."""
    return {"outcome": "confirmed", "confirmed": statement_commands.confirm_unanswered()}


class SweepInput(TaskInput):
    """Nothing: the schedule asks."""


@task(tasks, "wallets_sweep")
def wallets_sweep(given: SweepInput) -> dict[str, Any]:  # noqa: ARG001 - a task takes an input
    """{} -> {expired, told}: of how many wallets something ran out, how many dealers were told that something will."""
    swept = expiry_commands.sweep_wallets()
    return {"outcome": "swept", "expired": swept.expired, "told": swept.told}


@feed(tasks, "ledger_feed")
def ledger_feed(change: Change) -> Iterator[Event]:
    """A payment and a rebate that are booked; a statement that is sent, confirmed or disputed; a change of the account
    that is asked for or booked; a block that is lifted; what becomes of the wallet."""
    new = change.new
    yield from _wallet_events(change)
    if isinstance(new, ChangeRecord):
        before = change.old.state if isinstance(change.old, ChangeRecord) else None
        if new.state != before:
            yield from _change_events(new)
    if isinstance(new, AccountRecord) and isinstance(change.old, AccountRecord):
        yield from _lifted(change.old, new)
    if isinstance(new, StatementRecord):
        before = change.old.state if isinstance(change.old, StatementRecord) else None
        if new.state != before:
            yield _statement_event(new)
    elif change.old is None and isinstance(new, PaymentRecord) and new.cause == payment_cause(new.payment_id):
        yield PaymentRecorded(
            cause=f"payment:{new.payment_id}",
            occurred_at=new.recorded_at,
            dealer_id=new.dealer_id,
            payment_id=new.payment_id,
            amount=money_text(new.amount),
        )
    elif change.old is None and isinstance(new, EntryRecord) and new.cause.startswith("rebate:"):
        yield RebateCredited(
            cause=new.cause,
            occurred_at=new.posted_at,
            dealer_id=new.dealer_id,
            program_id=new.details["program_id"],
            program_name=new.details["program_name"],
            period=new.details["program_period"],
            amount=money_text(new.amount),
        )


def _change_events(changed: ChangeRecord) -> Iterator[Event]:
    """That a change is asked for, and what it did."""
    cause = f"account-change:{changed.change_id}:{changed.state}"
    if changed.state == ChangeState.WAITING:
        yield AccountChangeAsked(cause, changed.asked_at, changed.change_id)
    elif changed.state == ChangeState.BOOKED and changed.what == ChangeKind.ADJUSTMENT:
        yield AccountAdjusted(
            cause=cause,
            occurred_at=changed.changed_at,
            dealer_id=changed.dealer_id,
            change_id=changed.change_id,
            account=changed.account,
            amount=money_text(changed.amount),
            reason=changed.reason,
        )
    elif changed.state == ChangeState.BOOKED:
        limit = None if changed.credit_limit is None else money_text(changed.credit_limit)
        unlimited = bool(changed.unlimited)
        yield CreditLimitChanged(cause, changed.changed_at, changed.dealer_id, changed.change_id, limit, unlimited)


def _wallet_events(change: Change) -> Iterator[Event]:
    """A payout that is asked for or decided; what will run out, and what ran out."""
    new = change.new
    if isinstance(new, PayoutRecord):
        before = change.old.state if isinstance(change.old, PayoutRecord) else None
        if new.state != before:
            yield from _payout_events(new)
    elif change.old is None and isinstance(new, NoticeRecord):
        cause = f"expiry-notice:{new.dealer_id}:{new.day}"
        yield RebateExpiring(cause, new.told_at, new.dealer_id, money_text(new.amount), new.first_day)
    elif change.old is None and isinstance(new, EntryRecord) and new.cause.startswith("expiry:"):
        yield RebateExpired(new.cause, new.posted_at, new.dealer_id, money_text(-new.amount), new.day)


def _payout_events(payout: PayoutRecord) -> Iterator[Event]:
    """The dealer is told of what finance decided; what it withdraws itself it knows."""
    cause = f"payout:{payout.payout_id}:{payout.state}"
    if payout.state == PayoutState.WAITING:
        yield PayoutAsked(cause, payout.asked_at, payout.payout_id)
    elif payout.state != PayoutState.WITHDRAWN:
        yield PayoutDecided(
            cause=cause,
            occurred_at=payout.changed_at,
            dealer_id=payout.dealer_id,
            payout_id=payout.payout_id,
            state=payout.state,
            amount=money_text(payout.amount),
            reason=payout.comment or "",
        )


def _lifted(old: AccountRecord, new: AccountRecord) -> Iterator[Event]:
    if new.lifted_until and new.lifted_at != old.lifted_at:
        cause = f"overdue-block:{new.dealer_id}:{iso(new.lifted_at)}"
        yield OverdueBlockLifted(cause, new.lifted_at, new.dealer_id, new.lifted_until, new.lifted_reason)


@reader(tasks, "ledger_follow")
def ledger_follow(event: Event) -> None:
    """Asks finance for a change of an account or a payout that somebody asks for, and carries out what was decided.

    In: any event of the topic; what is none of this is passed over.
    """
    match event:
        case AccountChangeAsked():
            change_commands.ask_finance(event.change_id)
        case DecisionMade() if event.subject.startswith(change_commands.SUBJECT):
            change_commands.settle(event.decision_id)
        case PayoutAsked():
            payout_commands.ask_finance(event.payout_id)
        case DecisionMade() if event.subject.startswith(payout_commands.SUBJECT):
            payout_commands.settle(event.decision_id)


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
