"""Statements: a settlement posts a month's rebates and closes the month, the dealer confirms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, change, commit, create, replace
from chalicelib.company.queries import policy
from chalicelib.dealers.commands import must_be_active, must_be_of_region
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.kernel import clock
from chalicelib.kernel.context import caller
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.kernel.money import ZERO, money_text
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries, rules
from chalicelib.ledger.commands import Posting, new_entry, persist, wallet_steps
from chalicelib.ledger.records import (
    AccountRecord,
    EntryRecord,
    StatementRecord,
    account_key,
    statement_key,
)


@dataclass(frozen=True)
class RebatePosting:
    """What a run posts for one program: `amount`, maybe negative, is the difference to what was posted earlier.

    With an amount of zero there is no entry: a payout that is held, or held no longer, is only remembered.

    `details` explain it on the statement: the program's name, period and method, earned so far, posted earlier.
    `write` remembers the posting where rebates are kept, in the same transaction.
    """

    program_id: str
    program_period: Period
    amount: Decimal
    details: Mapping[str, Any]
    write: Write


MOST_REBATES = 45
"""Programs that pay one dealer in one month: each takes two of a transaction's 100 writes."""


def post_settlement(
    dealer_id: str,
    period: Period,
    rebates: Sequence[RebatePosting],
    run_id: str,
    also: Callable[[], Sequence[Write]] = tuple,
) -> StatementRecord | None:
    """Posts a dealer's rebates of a run and sends the month's statement, in one transaction; once, however often.

    `also` makes what else is to be written with it, anew for each attempt; one write at most.

    The statement covers every entry of the months that are open up to `period`, as a rule of this one alone: where
    months before it were never settled they are closed with it. Its opening is the closing of the statement before, or
    what the books began with. It closes the month: what is dated into it later goes to the next one. None, and nothing
    done, where the dealer's first open month lies behind `period` without a statement of it: the account was opened
    later.
    409 `wrong_state` where another run has sent this month's statement.
    """
    if len(rebates) > MOST_REBATES:
        raise ValueError(f"{len(rebates)} programs pay {dealer_id} in one month; at most {MOST_REBATES}")
    return persist(lambda: _post(dealer_id, period, rebates, run_id, also))


def _post(
    dealer_id: str,
    period: Period,
    rebates: Sequence[RebatePosting],
    run_id: str,
    also: Callable[[], Sequence[Write]],
) -> StatementRecord | None:
    account = queries.account_as_is(dealer_id)
    sent = queries.statement_of(dealer_id, period)
    if sent:
        return _of_this_run(sent, run_id)
    if account.open_from > str(period):
        return None
    paid = [rebate for rebate in rebates if rebate.amount != 0]
    entries = [_rebate_entry(dealer_id, period, rebate, run_id) for rebate in paid]
    statement = _statement(account, period, entries, run_id)
    commit(
        create(statement, or_else=_read_again),
        must_be_of_region(dealer_id, statement.region),
        _close_month(account, period, entries),
        *(create(entry) for entry in entries),
        *(rebate.write for rebate in rebates),
        *also(),
    )
    return statement


def _of_this_run(sent: StatementRecord, run_id: str) -> StatementRecord:
    if sent.run_id != run_id:
        details = [{"statement_id": sent.statement_id, "run_id": sent.run_id}]
        raise Conflict(Code.WRONG_STATE, f"{sent.statement_id} was sent by the run {sent.run_id}.", details)
    return sent


def _read_again(_statement: Any) -> Exception:
    return Conflict(Code.VERSION_CONFLICT, "Its statement was sent meanwhile.")


def _rebate_entry(dealer_id: str, period: Period, rebate: RebatePosting, run_id: str) -> EntryRecord:
    """Its accounting date is the last day of the settled month, whatever day it is posted on."""
    cause = rules.rebate_cause(run_id, rebate.program_period, rebate.program_id, dealer_id)
    return new_entry(
        dealer_id,
        cause,
        rules.move(rules.EntryKind.REBATE, rebate.amount),
        Posting(period.last_day, period, rebate.program_id),
        {"program_id": rebate.program_id, "program_period": str(rebate.program_period), **rebate.details},
    )


def _close_month(account: AccountRecord, period: Period, entries: Sequence[EntryRecord]) -> Write:
    """The wallet takes the entries and the next month opens, where nothing was posted since the account was read."""
    return change(
        AccountRecord,
        account_key(account.dealer_id),
        [
            *wallet_steps(account.dealer_id, rules.closing(ZERO, (entry.amount for entry in entries))),
            AccountRecord.postings.add(len(entries)),
            AccountRecord.open_from.set(str(period.next())),
        ],
        (AccountRecord.postings == account.postings) & (AccountRecord.open_from == account.open_from),
    )


def _statement(account: AccountRecord, period: Period, new: Sequence[EntryRecord], run_id: str) -> StatementRecord:
    """The frozen figures of both accounts, with the rebates that are being posted."""
    dealer_id = account.dealer_id
    before = queries.last_statement(dealer_id)
    pk, sk = statement_key(dealer_id, str(period))
    figures = {
        rules.Account.RECEIVABLE: _figures(before, account, rules.Account.RECEIVABLE, period, []),
        rules.Account.REBATE: _figures(before, account, rules.Account.REBATE, period, new),
    }
    ageing = queries.ageing(dealer_id, period)
    if ageing.total != Decimal(figures[rules.Account.RECEIVABLE]["closing"]):
        raise Conflict(Code.VERSION_CONFLICT, "Payments were being applied while the ageing was read.")
    dealer = dealer_as_is(dealer_id)
    made = StatementRecord(
        pk,
        sk,
        dealer_id=dealer_id,
        dealer_name=dealer.name,
        region=dealer.region,
        statement_id=f"{dealer_id}-{period}",
        first_period=account.open_from,
        period=str(period),
        run_id=run_id,
        state=rules.STATEMENT.start,
        figures={str(name): figure for name, figure in figures.items()},
        ageing=ageing.as_fields(),
        sent_at=clock.now(),
        disputed=[],
    )
    made.index(settings().zone)
    return made


MOST_MOVED = 90
"""Statements that go with a dealer into another region, in one transaction with it."""


def move_statements(dealer_id: str, region: str) -> list[Write]:
    """Puts a dealer's statements that are not confirmed among those of another region, into which the dealer goes: a
    part of that transaction. The latest so many; a confirmed one stays among those of its own region."""
    moved = []
    for statement in queries.latest_statements(dealer_id, MOST_MOVED):
        if statement.state != rules.StatementState.CONFIRMED:
            statement.region = region
            statement.index(settings().zone)
            moved.append(replace(statement))
    return moved


def _figures(
    before: StatementRecord | None,
    account: AccountRecord,
    of: rules.Account,
    period: Period,
    new: Sequence[EntryRecord],
) -> dict[str, Any]:
    """`closing = opening + sum of the entries`; the first statement opens with what the books began with."""
    if before:
        opening = Decimal(before.figures[str(of)]["closing"])
    else:
        opening = queries.opening_balance(account.dealer_id, of, account.started_in)
    deltas = [
        entry.amount
        for entry in [*queries.entries_between(account.dealer_id, of, account.open_from, str(period)), *new]
    ]
    return {
        "opening": money_text(opening),
        "sum": money_text(rules.closing(ZERO, deltas)),
        "closing": money_text(rules.closing(opening, deltas)),
        "entries": len(deltas),
    }


def confirm(statement: StatementRecord, once: Once | None) -> StatementRecord:
    """The dealer agrees, once; 409 where the statement is no longer waiting for an answer."""
    statement.confirmed_by = rules.ConfirmedBy.DEALER
    return answer(statement, rules.StatementState.CONFIRMED, once)


MOST_CONFIRMED = 5000
"""Statements that the clock confirms in one go; the next one goes on."""


def confirm_unanswered(most: int = MOST_CONFIRMED) -> int:
    """Confirms by the clock what was sent longer ago than the policy's days and not answered; returns how many.

    Done again it finds nothing left. What the dealer answers at the same moment stays as the dealer said.
    """
    today = business_day(clock.now(), settings().zone)
    last_sent = rules.last_unanswered_day(today, policy().statement_confirm_days)
    return sum(_confirm_by_clock(statement) for statement in queries.statements_waiting(last_sent, most))


def _confirm_by_clock(statement: StatementRecord) -> bool:
    """Whether it was still waiting."""
    statement.confirmed_by = rules.ConfirmedBy.CLOCK
    try:
        commit(_answered(statement, rules.StatementState.CONFIRMED))
    except Conflict as refused:
        if refused.code != Code.WRONG_STATE:
            raise
        return False
    return True


def _answered_already(statement: StatementRecord) -> Exception:
    return rules.STATEMENT.wrong_state(statement.state, [rules.StatementState.SENT])


def answer(statement: StatementRecord, state: rules.StatementState, once: Once | None) -> StatementRecord:
    """The dealer's answer, once, where the statement still waits for one."""
    write = _answered(statement, state)
    first = [once.write(statement)] if once else []
    commit(*first, must_be_active(statement.dealer_id), write)
    return statement


def _answered(statement: StatementRecord, state: rules.StatementState) -> Write:
    """The write of an answer, where the statement still waits for one."""
    statement.state = str(rules.STATEMENT.transition(rules.StatementState(statement.state), state))
    statement.answered_at = clock.now()
    statement.answered_by = caller().who
    statement.index(settings().zone)
    return replace(statement, or_else=_answered_already)
