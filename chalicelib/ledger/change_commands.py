"""Changes of an account that one person asks for and another decides: adjustments, and other credit limits.

Whoever asks makes a record; the table's stream tells of it, and finance is asked. What finance decided is told by the
approvals, and is carried out in one transaction with the record's last state: once, and only of a record that waits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.approvals import commands as approvals
from chalicelib.approvals.queries import decision
from chalicelib.approvals.records import DecisionRecord
from chalicelib.approvals.rules import Approver, Ask, DecisionState, Fact
from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, change, commit, create, replace
from chalicelib.company.queries import policy, staff_with
from chalicelib.company.records import StaffRecord
from chalicelib.dealers.records import DealerRecord
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, Forbidden, Invalid
from chalicelib.kernel.money import ZERO, money_text, round_money
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries, rules
from chalicelib.ledger.commands import Billing, Posting, bill, new_entry, period_closed, persist, wallet_steps
from chalicelib.ledger.payment_commands import Credit, apply_deposits, take
from chalicelib.ledger.records import AccountRecord, ChangeRecord, account_key, change_key
from chalicelib.ledger.rules import CHANGE, Account, ChangeKind, ChangeState

SUBJECT = "account-change:"
"""How the subject of a decision about a change begins."""
UNLIMITED, PREPAYMENT = "unlimited", "prepayment"
"""How a limit that is no figure is told."""
_LATEST_DUE = timedelta(days=3660)
_ENDS = {
    DecisionState.REJECTED: ChangeState.REJECTED,
    DecisionState.EXPIRED: ChangeState.EXPIRED,
    DecisionState.VOID: ChangeState.VOID,
}
"""What becomes of a change that was not approved."""


@dataclass(frozen=True)
class Adjustment:
    """By how much an account is to be moved, and why. On the receivable a credit (below zero) goes to `invoice_id`
    first, else to the oldest due; a debit is due on `due_day`, else at once.
    """

    account: Account
    amount: Decimal
    reason: str
    invoice_id: str | None = None
    due_day: date | None = None


def ask_adjustment(dealer: DealerRecord, asked: Adjustment, by: Principal, once: Once) -> ChangeRecord:
    """Asks for an adjustment of a dealer's account; nothing moves until another person of finance approves it.

    422 names what is wrong; 409 `not_the_approver` where there is nobody else to ask.
    """
    _demand_possible(dealer.dealer_id, asked)
    record = _new(dealer, ChangeKind.ADJUSTMENT, asked.reason, by)
    record.account, record.amount = asked.account, asked.amount
    record.invoice_id = asked.invoice_id
    record.due_day = str(asked.due_day) if asked.due_day else None
    commit(once.write(record), create(record))
    return record


def _demand_possible(dealer_id: str, asked: Adjustment) -> None:
    if asked.amount == 0 or asked.amount != round_money(asked.amount):
        raise Invalid.field("amount", "is not zero, and in whole cents")
    credit, receivable = asked.amount < 0, asked.account is Account.RECEIVABLE
    if asked.invoice_id and not (credit and receivable):
        raise Invalid.field("invoice_id", "is only named where the receivable is lowered")
    if asked.due_day and (credit or not receivable):
        raise Invalid.field("due_day", "is only named where the receivable is raised")
    if asked.due_day and asked.due_day > business_day(clock.now(), settings().zone) + _LATEST_DUE:
        raise Invalid.field("due_day", "lies too far ahead")
    if asked.invoice_id and not queries.invoice(dealer_id, asked.invoice_id):
        raise Invalid.field("invoice_id", "is no invoice of this dealer")


def ask_credit_limit(
    dealer: DealerRecord, limit: Decimal | None, unlimited: bool, reason: str, by: Principal, once: Once
) -> ChangeRecord:
    """Asks for another credit limit; the old one holds until another person, of finance, approves it.

    A limit of None is prepayment only; `unlimited` is a flag of its own, beside which there is no limit. 422 where
    nothing would change.
    """
    account = queries.account_as_is(dealer.dealer_id)
    if unlimited and limit is not None:
        raise Invalid.field("credit_limit", "is null where the credit is unlimited")
    if (account.credit_limit, account.unlimited) == (limit, unlimited):
        raise Invalid.field("credit_limit", "is the dealer's limit already")
    record = _new(dealer, ChangeKind.CREDIT_LIMIT, reason, by)
    record.credit_limit, record.unlimited = limit, unlimited
    record.old_limit, record.old_unlimited = account.credit_limit, account.unlimited
    commit(once.write(record), create(record))
    return record


def _new(dealer: DealerRecord, what: ChangeKind, reason: str, by: Principal) -> ChangeRecord:
    if not _others_in_finance(by.user_id):
        raise Conflict(Code.NOT_THE_APPROVER, "There is nobody else in finance who could approve it.")
    change_id = f"{dealer.dealer_id}-A{ids.timed(clock.now())}"
    record = ChangeRecord(
        *change_key(dealer.dealer_id, change_id),
        change_id=change_id,
        dealer_id=dealer.dealer_id,
        dealer_name=dealer.name,
        what=what,
        state=CHANGE.start,
        reason=reason,
        asked_by=by.user_id,
        asked_by_name=by.name,
        asked_at=clock.now(),
    )
    record.index()
    return record


def _others_in_finance(user_id: str) -> list[StaffRecord]:
    return [person for person in staff_with(Role.FINANCE) if person.user_id != user_id]


def withdraw(record: ChangeRecord, by: Principal, once: Once) -> ChangeRecord:
    """Whoever asked takes it back while nobody has decided; what finance is asked becomes void."""
    if record.asked_by != by.user_id:
        raise Forbidden("Only who asked for it may take it back.", Code.FORBIDDEN)
    write = _ended(record, ChangeState.WITHDRAWN)
    commit(once.write(record), write)
    approvals.void_decisions(subject_of(record.change_id))
    return record


def subject_of(change_id: str) -> str:
    """What a decision about a change is about."""
    return f"{SUBJECT}{change_id}"


def decision_id_of(change_id: str) -> str:
    """The decision about a change: there is one."""
    return f"account-change-{change_id}"


def ask_finance(change_id: str) -> bool:
    """Asks everybody in finance but who asked for the change, once; false where it does not wait any more."""
    record = queries.account_change_as_is(change_id)
    if record is None or record.state != ChangeState.WAITING:
        return False
    approvals.open_decision(
        Ask(
            decision_id=decision_id_of(change_id),
            subject=subject_of(change_id),
            subject_version=1,
            template="account_change",
            values=dict(_shown(record)),
            facts=[Fact(f"change_{label}", value) for label, value in _shown(record) if value],
            approvers=[
                Approver(one.user_id, one.email, one.name, one.locale) for one in _others_in_finance(record.asked_by)
            ],
            form=[],
            expires_at=clock.now() + timedelta(seconds=policy().account_change_answer_seconds),
            task_token=None,
            needs_sign_in=True,
            not_by=frozenset({record.asked_by}),
            expires=True,
        )
    )
    return True


def _shown(record: ChangeRecord) -> Iterator[tuple[str, str]]:
    yield "change_id", record.change_id
    yield "what", record.what
    yield "dealer_id", record.dealer_id
    yield "dealer_name", record.dealer_name
    yield "account", record.account or ""
    yield "amount", money_text(record.amount) if record.amount is not None else ""
    is_limit = record.what == ChangeKind.CREDIT_LIMIT
    yield "old_limit", _limit_text(record.old_limit, record.old_unlimited) if is_limit else ""
    yield "new_limit", _limit_text(record.credit_limit, record.unlimited) if is_limit else ""
    yield "reason", record.reason
    yield "asked_by", record.asked_by_name


def _limit_text(limit: Decimal | None, unlimited: bool | None) -> str:
    if unlimited:
        return UNLIMITED
    return PREPAYMENT if limit is None else money_text(limit)


def settle(decision_id: str) -> ChangeState | None:
    """Carries out what was decided about a change, once; returns as what it stands. None where there is none.

    403 `four_eyes` where who asked has decided: the approvals do not let that happen, and this does not rely on it.
    """
    made = decision(decision_id)
    record = queries.account_change_as_is(made.subject.removeprefix(SUBJECT))
    if record is None:
        return None
    if made.state == DecisionState.APPROVED and made.decided_by == record.asked_by:
        raise Forbidden("Somebody else has to decide this.", Code.FOUR_EYES)
    if record.state != ChangeState.WAITING or made.state == DecisionState.OPEN:
        return ChangeState(record.state)
    return persist(lambda: _settle(record.change_id, made))


class _OtherLimit(Exception):
    """The limit is not what it was when the change was asked for."""


def _settle(change_id: str, made: DecisionRecord) -> ChangeState:
    record = queries.account_change_as_is(change_id)
    if record is None or record.state != ChangeState.WAITING:
        return ChangeState.VOID if record is None else ChangeState(record.state)
    record.decided_by_name, record.decided_at, record.comment = made.decided_by_name, made.decided_at, made.comment
    if made.state != DecisionState.APPROVED:
        commit(_ended(record, _ENDS[DecisionState(made.state)]))
    elif record.what == ChangeKind.ADJUSTMENT:
        commit(_ended(record, ChangeState.BOOKED), *_adjust(record))
        apply_deposits(record.dealer_id)
    else:
        _set_limit(record)
    return ChangeState(record.state)


def _ended(record: ChangeRecord, state: ChangeState) -> Write:
    record.state = CHANGE.transition(ChangeState(record.state), state)
    record.index()
    return replace(record)


def _adjust(record: ChangeRecord) -> list[Write]:
    """The writes of an approved adjustment, of the day on which it is booked."""
    account = queries.account_as_is(record.dealer_id)
    day = business_day(clock.now(), settings().zone)
    posting = Posting(day, rules.posting_period(day, Period.parse(account.open_from)), record.change_id)
    cause = rules.adjustment_cause(record.change_id)
    details: dict[str, object] = {"reason": record.reason}
    if record.account == Account.REBATE:
        return _adjust_wallet(record, posting, cause, details)
    if record.amount > 0:
        due_day = max(date.fromisoformat(record.due_day) if record.due_day else day, day)
        return bill(account, Billing(record.change_id, cause, record.amount, posting, due_day, details=details))
    credit = Credit(record.change_id, cause, ZERO - record.amount, posting, record.invoice_id, details=details)
    return take(account, credit)[1]


def _adjust_wallet(record: ChangeRecord, posting: Posting, cause: str, details: dict[str, object]) -> list[Write]:
    entry = new_entry(record.dealer_id, cause, rules.Move(Account.REBATE, record.amount), posting, details)
    moved = change(
        AccountRecord,
        account_key(record.dealer_id),
        [*wallet_steps(record.dealer_id, entry.amount), AccountRecord.postings.add(1)],
        AccountRecord.open_from <= entry.period,
        lambda old: period_closed(old, entry.period),
    )
    return [create(entry), moved]


def _set_limit(record: ChangeRecord) -> None:
    """The new limit in place of the one that was seen; where that is another by now the change is void."""
    try:
        commit(_ended(record, ChangeState.BOOKED), _other_limit(record))
    except _OtherLimit:
        again = queries.account_change_as_is(record.change_id)
        if again is None or again.state != ChangeState.WAITING:
            return
        for name in ("decided_by_name", "decided_at", "comment"):
            setattr(again, name, getattr(record, name))
        commit(_ended(again, ChangeState.VOID))
        record.state = again.state


def _other_limit(record: ChangeRecord) -> Write:
    """`available` moves by as much as the limit does."""
    limit, old = record.credit_limit, record.old_limit
    kept = AccountRecord.credit_limit
    delta = (ZERO if limit is None else limit) - (ZERO if old is None else old)
    return change(
        AccountRecord,
        account_key(record.dealer_id),
        [
            kept.remove() if limit is None else kept.set(limit),
            AccountRecord.unlimited.set(bool(record.unlimited)),
            AccountRecord.available.add(delta),
        ],
        (kept.does_not_exist() if old is None else kept == old)
        & (AccountRecord.unlimited == bool(record.old_unlimited)),
        lambda _: _OtherLimit(),
    )
