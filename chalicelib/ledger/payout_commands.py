"""Money of the wallet in cash: a dealer asks for it, finance decides.

It is held from the asking on, so that nothing else spends it. What finance decided is told by the approvals, and is
carried out in one transaction with the record's last state: once, and only of a payout that waits.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from chalicelib.approvals import commands as approvals
from chalicelib.approvals.queries import decision
from chalicelib.approvals.records import DecisionRecord
from chalicelib.approvals.rules import Approver, Ask, DecisionState, Fact
from chalicelib.aws.once import Once
from chalicelib.aws.tables import Step, Write, change, commit, create, replace
from chalicelib.company.queries import policy, staff_with
from chalicelib.company.records import StaffRecord
from chalicelib.dealers.commands import must_be_active
from chalicelib.dealers.records import DealerRecord
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, Forbidden, Invalid
from chalicelib.kernel.money import money_text, round_money
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries, rules, wallet_queries
from chalicelib.ledger.commands import Posting, new_entry, period_closed, persist
from chalicelib.ledger.exposure_commands import insufficient_wallet
from chalicelib.ledger.records import AccountRecord, PayoutRecord, account_key, payout_key
from chalicelib.ledger.wallet_rules import PAYOUT, PayoutState, payout_cause

SUBJECT = "payout:"
"""How the subject of a decision about a payout begins."""
_ENDS = {
    DecisionState.APPROVED: PayoutState.APPROVED,
    DecisionState.REJECTED: PayoutState.REJECTED,
    DecisionState.EXPIRED: PayoutState.EXPIRED,
    DecisionState.VOID: PayoutState.WITHDRAWN,
}


def ask_payout(dealer: DealerRecord, amount: Decimal, note: str | None, by: Principal, once: Once) -> PayoutRecord:
    """Asks for money of the wallet, which is held from now on.

    409 `insufficient_wallet` with the figures where less is available; `not_the_approver` where nobody is in finance.
    """
    if amount <= 0 or amount != round_money(amount):
        raise Invalid.field("amount", "is above zero, in whole cents")
    if not _finance_but(by.user_id):
        raise Conflict(Code.NOT_THE_APPROVER, "There is nobody in finance who could approve it.")
    payout_id = f"{dealer.dealer_id}-W{ids.timed(clock.now())}"
    record = PayoutRecord(
        *payout_key(dealer.dealer_id, payout_id),
        payout_id=payout_id,
        dealer_id=dealer.dealer_id,
        dealer_name=dealer.name,
        state=PAYOUT.start,
        amount=amount,
        note=note,
        asked_by=by.user_id,
        asked_by_name=by.name,
        asked_at=clock.now(),
    )
    record.index()
    held = change(
        AccountRecord,
        account_key(dealer.dealer_id),
        _asked(amount),
        AccountRecord.rebate_available >= amount,
        insufficient_wallet(amount),
    )
    commit(once.write(record), create(record), must_be_active(dealer.dealer_id), held)
    return record


def _asked(amount: Decimal) -> list[Step]:
    return [AccountRecord.rebate_asked.add(amount), AccountRecord.rebate_available.add(-amount)]


def _finance_but(user_id: str) -> list[StaffRecord]:
    return [person for person in staff_with(Role.FINANCE) if person.user_id != user_id]


def withdraw(record: PayoutRecord, once: Once) -> PayoutRecord:
    """The dealer takes it back while nobody has decided; what finance is asked becomes void."""
    write = _ended(record, PayoutState.WITHDRAWN)
    commit(once.write(record), write, must_be_active(record.dealer_id), _released(record))
    approvals.void_decisions(subject_of(record.payout_id))
    return record


def subject_of(payout_id: str) -> str:
    """What a decision about a payout is about."""
    return f"{SUBJECT}{payout_id}"


def decision_id_of(payout_id: str) -> str:
    """The decision about a payout: there is one."""
    return f"payout-{payout_id}"


def ask_finance(payout_id: str) -> bool:
    """Asks everybody in finance but whoever asked for it, once; false where it does not wait any more."""
    record = wallet_queries.payout_as_is(payout_id)
    if record is None or record.state != PayoutState.WAITING:
        return False
    shown = list(_shown(record))
    approvals.open_decision(
        Ask(
            decision_id=decision_id_of(payout_id),
            subject=subject_of(payout_id),
            subject_version=1,
            template="payout",
            values=dict(shown),
            facts=[Fact(f"payout_{label}", value) for label, value in shown if value],
            approvers=_approvers(_finance_but(record.asked_by)),
            form=[],
            expires_at=clock.now() + timedelta(seconds=policy().payout_answer_seconds),
            task_token=None,
            needs_sign_in=True,
            not_by=frozenset({record.asked_by}),
            expires=True,
        )
    )
    return True


def _approvers(people: Sequence[StaffRecord]) -> list[Approver]:
    return [Approver(one.user_id, one.email, one.name, one.locale) for one in people]


def _shown(record: PayoutRecord) -> Iterator[tuple[str, str]]:
    """What finance reads; the figures are those of the moment at which it is asked."""
    account = queries.account_as_is(record.dealer_id)
    yield "payout_id", record.payout_id
    yield "dealer_id", record.dealer_id
    yield "dealer_name", record.dealer_name
    yield "amount", money_text(record.amount)
    yield "balance", money_text(account.rebate)
    yield "receivable", money_text(account.receivable)
    yield "note", record.note or ""
    yield "asked_by", record.asked_by_name


def settle(decision_id: str) -> PayoutState | None:
    """Carries out what was decided about a payout, once; returns as what it stands. None where there is none.

    403 `four_eyes` where who asked has decided: the approvals do not let that happen, and this does not rely on it.
    """
    made = decision(decision_id)
    record = wallet_queries.payout_as_is(made.subject.removeprefix(SUBJECT))
    if record is None:
        return None
    if made.state == DecisionState.APPROVED and made.decided_by == record.asked_by:
        raise Forbidden("Somebody else has to decide this.", Code.FOUR_EYES)
    if made.state == DecisionState.OPEN:
        return PayoutState(record.state)
    return persist(lambda: _settle(record.payout_id, made))


def _settle(payout_id: str, made: DecisionRecord) -> PayoutState | None:
    record = wallet_queries.payout_as_is(payout_id)
    if record is None or record.state != PayoutState.WAITING:
        return PayoutState(record.state) if record else None
    record.decided_by_name, record.decided_at, record.comment = made.decided_by_name, made.decided_at, made.comment
    state = _ENDS[DecisionState(made.state)]
    write = _ended(record, state)
    commit(write, *(_paid(record) if state is PayoutState.APPROVED else [_released(record)]))
    return state


def _ended(record: PayoutRecord, state: PayoutState) -> Write:
    record.state = PAYOUT.transition(PayoutState(record.state), state)
    record.index()
    return replace(record)


def _released(record: PayoutRecord) -> Write:
    """What was held is available again."""
    enough = AccountRecord.rebate_asked >= record.amount
    return change(AccountRecord, account_key(record.dealer_id), _asked(-record.amount), enough)


def _paid(record: PayoutRecord) -> list[Write]:
    """The entry of a payout, of the day on which it is approved: the wallet pays what was held for it."""
    account = queries.account_as_is(record.dealer_id)
    day = business_day(clock.now(), settings().zone)
    period = rules.posting_period(day, Period.parse(account.open_from))
    entry = new_entry(
        record.dealer_id,
        payout_cause(record.payout_id),
        rules.Move(rules.Account.REBATE, -record.amount),
        Posting(day, period, record.payout_id),
    )
    moved = change(
        AccountRecord,
        account_key(record.dealer_id),
        [
            AccountRecord.rebate.add(entry.amount),
            AccountRecord.rebate_asked.add(entry.amount),
            AccountRecord.postings.add(1),
        ],
        (AccountRecord.open_from <= entry.period) & (AccountRecord.rebate_asked >= record.amount),
        lambda old: period_closed(old, entry.period),
    )
    return [create(entry), moved]
