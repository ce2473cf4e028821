"""What the clock does with wallets: tells dealers what will run out, and lets it run out once it was told and is due.

What orders and payouts hold does not run out while they hold it. Whatever is done to a wallet is one transaction that
demands that the account still is as it was read; done again on the same day it finds nothing left to do.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.aws.tables import Step, Write, change, commit, create
from chalicelib.company.queries import policy
from chalicelib.kernel import clock
from chalicelib.kernel.money import ZERO, money_text
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import queries, rules, wallet_queries
from chalicelib.ledger.commands import Posting, new_entry, persist
from chalicelib.ledger.records import (
    WALLETS,
    AccountRecord,
    EntryRecord,
    NoticeRecord,
    account_key,
    notice_key,
    sent_sort,
)
from chalicelib.ledger.wallet_rules import (
    Credit,
    Lot,
    expiry_cause,
    lots,
    months_later,
    posted_until,
    through,
    total_left,
)

MOST_WALLETS = 5_000
"""Wallets that one run looks at, those that hold the oldest credits first."""


@dataclass(frozen=True)
class Swept:
    """Of how many wallets something ran out, and how many dealers were told that something will."""

    expired: int
    told: int


@dataclass(frozen=True)
class _Clock:
    """What day it is, after how many months credits run out, and how many days ahead dealers are told."""

    today: date
    months: int
    ahead: timedelta

    @property
    def told_until(self) -> date:
        """Credits posted up to this day run out soon enough to be told of, or are due."""
        return posted_until(self.today + self.ahead, self.months)

    @property
    def due_until(self) -> date:
        """Credits posted up to this day are due."""
        return posted_until(self.today - timedelta(days=1), self.months)


def sweep_wallets() -> Swept:
    """Goes through the wallets that hold something old enough. One that fails does not stop the others; the errors are
    raised together at the end."""
    kept = policy()
    if kept.rebate_expiry_months is None:
        return Swept(0, 0)
    today = business_day(clock.now(), settings().zone)
    now = _Clock(today, kept.rebate_expiry_months, timedelta(days=kept.rebate_expiry_notice_days))
    expired, told, errors = 0, 0, list[Exception]()
    for found in list(wallet_queries.wallets_posted_until(now.told_until, MOST_WALLETS)):
        try:
            ran_out, was_told = _sweep(found.dealer_id, now)
            expired, told = expired + ran_out, told + was_told
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} wallets could not be looked after; expired: {expired}", errors)
    return Swept(expired, told)


def _sweep(dealer_id: str, now: _Clock) -> tuple[bool, bool]:
    """Whether something ran out, and whether the dealer was told of more."""
    return persist(lambda: _sweep_once(dealer_id, now))


def _sweep_once(dealer_id: str, now: _Clock) -> tuple[bool, bool]:
    account = queries.account_as_is(dealer_id)
    posted = wallet_queries.credits_of(dealer_id)
    free = lots(posted, account.rebate_available)
    due = _due(dealer_id, free, now)
    notice = _notice(dealer_id, free[len(due) :], now)
    entry = _entry(account, due, now) if due else None
    moved = _moved(account, posted, total_left(due))
    writes = [create(record) for record in (entry, notice) if record]
    if writes or moved:
        commit(*writes, _as_read(account, moved))
    return entry is not None, notice is not None


def _due(dealer_id: str, free: list[Lot], now: _Clock) -> list[Lot]:
    """What runs out today: due, and told so long ago; none where something ran out today already."""
    told = wallet_queries.notices(dealer_id, before=now.today - now.ahead)
    if not told or queries.entries_of(dealer_id, [expiry_cause(_expiry_id(dealer_id, now))]):
        return []
    return through(free, min(now.due_until, date.fromisoformat(told[0].posted_until)))


def _expiry_id(dealer_id: str, now: _Clock) -> str:
    return f"{dealer_id}-X{now.today:%y%m%d}"


def _notice(dealer_id: str, left: list[Lot], now: _Clock) -> NoticeRecord | None:
    """What the dealer has not been told of yet; once a day at most."""
    last = next(iter(wallet_queries.notices(dealer_id)), None)
    if last and last.day == str(now.today):
        return None
    new = [lot for lot in through(left, now.told_until) if not last or str(lot.credit.posted_on) > last.posted_until]
    if not new:
        return None
    earliest = now.today + now.ahead
    return NoticeRecord(
        *notice_key(dealer_id, str(now.today)),
        dealer_id=dealer_id,
        day=str(now.today),
        posted_until=str(now.told_until),
        amount=total_left(new),
        first_day=str(max(months_later(new[0].credit.posted_on, now.months), earliest)),
        told_at=clock.now(),
    )


def _entry(account: AccountRecord, due: list[Lot], now: _Clock) -> EntryRecord:
    """What ran out, explained by the credits that it was left of."""
    expiry_id = _expiry_id(account.dealer_id, now)
    period = rules.posting_period(now.today, Period.parse(account.open_from))
    return new_entry(
        account.dealer_id,
        expiry_cause(expiry_id),
        rules.Move(rules.Account.REBATE, -total_left(due)),
        Posting(now.today, period, expiry_id),
        {"expired": [_told(lot) for lot in due]},
    )


def _told(lot: Lot) -> dict[str, str]:
    credit = lot.credit
    return {"cause": credit.cause, "posted_on": str(credit.posted_on), "amount": money_text(lot.left)}


def _moved(account: AccountRecord, posted: list[Credit], expired: Decimal) -> list[Step]:
    """What changes of the account: what ran out, and where it stands among those that hold something."""
    left = lots(posted, account.rebate - expired)
    place = sent_sort(str(left[0].credit.posted_on), account.dealer_id) if left else None
    steps: list[Step] = []
    if expired > ZERO:
        steps += [AccountRecord.rebate.add(-expired), AccountRecord.rebate_available.add(-expired)]
        steps.append(AccountRecord.postings.add(1))
    if place and place != account.sent_sort:
        steps += [AccountRecord.state_key.set(WALLETS), AccountRecord.sent_sort.set(place)]
    if not place and account.state_key:
        steps += [AccountRecord.state_key.remove(), AccountRecord.sent_sort.remove()]
    return steps


def _as_read(account: AccountRecord, moved: list[Step]) -> Write:
    """The account moves where nothing moved it since it was read; tried again else."""
    return change(AccountRecord, account_key(account.dealer_id), moved, AccountRecord.version == account.version)
