"""Changes of accounts that one person asks for and another decides, on the wire; and the overdue block."""

from datetime import date
from typing import Self

from chalicelib.edge.wire import Id, Instant, LongText, Money, PageQuery, SignedMoney, Wire
from chalicelib.ledger.change_commands import decision_id_of
from chalicelib.ledger.records import ChangeRecord
from chalicelib.ledger.rules import Account, ChangeKind, ChangeState


class AskAdjustment(Wire):
    """By how much an account is to be moved, and why: what the dealer reads on the statement.

    Below zero the dealer owes less, or has less in the wallet. On the receivable a credit may name the invoice that it
    goes to first, a debit the day on which it is due (default: at once).
    """

    dealer_id: Id
    account: Account
    amount: SignedMoney
    reason: LongText
    invoice_id: Id | None = None
    due_day: date | None = None


class AskCreditLimit(Wire):
    """Another credit limit; null is prepayment only, and beside `unlimited`."""

    dealer_id: Id
    credit_limit: Money | None
    unlimited: bool = False
    reason: LongText


class WithdrawChange(Wire):
    """Nothing more to say."""


class ChangesQuery(PageQuery):
    """The changes of one dealer's account; or, for staff of the whole company, those of a state (default: waiting)."""

    dealer_id: Id | None = None
    state: ChangeState | None = None


class ChangeOut(Wire):
    """A change of an account: what was asked for, by whom, and what came of it.

    An adjustment moves `account` by `amount`; a limit goes from `old_limit` to `credit_limit`.
    """

    change_id: str
    decision_id: str
    dealer_id: str
    dealer_name: str
    what: ChangeKind
    state: ChangeState
    reason: str
    account: Account | None
    amount: SignedMoney | None
    invoice_id: str | None
    due_day: date | None
    credit_limit: Money | None
    unlimited: bool | None
    old_limit: Money | None
    old_unlimited: bool | None
    asked_by: str
    asked_at: Instant
    decided_by: str | None
    decided_at: Instant | None
    comment: str | None

    @classmethod
    def of(cls, record: ChangeRecord) -> Self:
        same = (
            *("change_id", "dealer_id", "dealer_name", "reason", "amount", "invoice_id", "credit_limit"),
            *("unlimited", "old_limit", "old_unlimited", "asked_at", "decided_at", "comment"),
        )
        return cls(
            **{name: getattr(record, name) for name in same},
            decision_id=decision_id_of(record.change_id),
            what=ChangeKind(record.what),
            state=ChangeState(record.state),
            account=Account(record.account) if record.account else None,
            due_day=date.fromisoformat(record.due_day) if record.due_day else None,
            asked_by=record.asked_by_name,
            decided_by=record.decided_by_name,
        )

    @classmethod
    def to_dealer(cls, record: ChangeRecord) -> Self:
        """Without what the maker's people wrote to each other."""
        return cls.of(record).model_copy(update={"comment": None})


class LiftBlock(Wire):
    """Until the end of which day the dealer may order on credit in spite of overdue invoices, and why; null ends it."""

    until: date | None
    reason: LongText
