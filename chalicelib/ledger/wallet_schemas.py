"""The rebate wallet on the wire."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import Field

from chalicelib.company.rules import Policy
from chalicelib.edge.wire import Id, Instant, LongText, Money, PageQuery, SignedMoney, Wire
from chalicelib.kernel.money import ZERO
from chalicelib.ledger.payout_commands import decision_id_of
from chalicelib.ledger.records import AccountRecord, PayoutRecord
from chalicelib.ledger.wallet_queries import RunsOut
from chalicelib.ledger.wallet_rules import PayoutState

MOST_LOTS = 200
"""Credits that are shown one by one, the oldest first; `more_lots` says how many there are beyond."""


class LotOut(Wire):
    """What is left of a credit, by its entry's cause; `name` is its rebate program's. `last_day` is the last on which
    it may be used, null where it never runs out."""

    cause: str
    name: str | None
    posted_on: date
    amount: Money
    left: Money
    last_day: date | None

    @classmethod
    def of(cls, found: RunsOut) -> Self:
        credit = found.lot.credit
        return cls(
            cause=credit.cause,
            name=credit.name,
            posted_on=credit.posted_on,
            amount=credit.amount,
            left=found.lot.left,
            last_day=found.last_day,
        )


class WalletOut(Wire):
    """What a dealer's rebate wallet holds: `available = balance - held - asked`.

    Orders that are not shipped are to be paid with `held`, payouts that finance has not decided with `asked`. `lots`
    are the credits that what is available is left of. The wallet may pay `redemption_percent` hundredths of an order's
    total, or with `wallet_goods` the whole of it.
    """

    dealer_id: str
    balance: SignedMoney
    held: Money
    asked: Money
    available: SignedMoney
    redemption_percent: int
    wallet_goods: bool
    expiry_months: int | None
    lots: Sequence[LotOut]
    more_lots: int

    @classmethod
    def of(cls, account: AccountRecord, left: Sequence[RunsOut], policy: Policy) -> Self:
        return cls(
            dealer_id=account.dealer_id,
            balance=account.rebate,
            held=account.rebate_held,
            asked=account.rebate_asked,
            available=account.rebate_available,
            redemption_percent=policy.redemption_percent,
            wallet_goods=bool(policy.wallet_goods),
            expiry_months=policy.rebate_expiry_months,
            lots=[LotOut.of(each) for each in left[:MOST_LOTS]],
            more_lots=max(len(left) - MOST_LOTS, 0),
        )


class AskPayout(Wire):
    """How much of the wallet is to be paid out, and what finance should know of it, such as where to."""

    amount: Annotated[Money, Field(gt=ZERO)]
    note: LongText | None = None


class WithdrawPayout(Wire):
    """Nothing more to say."""


class PayoutsQuery(PageQuery):
    """A dealer's payouts; or, for staff of the whole company, those of a state (default: waiting)."""

    dealer_id: Id | None = None
    state: PayoutState | None = None


class PayoutOut(Wire):
    """A payout: what was asked for, by whom, and what finance decided."""

    payout_id: str
    decision_id: str
    dealer_id: str
    dealer_name: str
    state: PayoutState
    amount: Money
    note: str | None
    asked_by: str
    asked_at: Instant
    decided_by: str | None
    decided_at: Instant | None
    comment: str | None

    @classmethod
    def of(cls, record: PayoutRecord) -> Self:
        same = ("payout_id", "dealer_id", "dealer_name", "amount", "note", "asked_at", "decided_at", "comment")
        return cls(
            **{name: getattr(record, name) for name in same},
            decision_id=decision_id_of(record.payout_id),
            state=PayoutState(record.state),
            asked_by=record.asked_by_name,
            decided_by=record.decided_by_name,
        )
