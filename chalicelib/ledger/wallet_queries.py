"""What the wallets hold, what of it runs out when, and the payouts that were asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from chalicelib.aws.tables import find, list_all, list_page
from chalicelib.company.rules import Policy
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.rules import dealer_of
from chalicelib.edge.principal import Reach
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.paging import Page
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger.records import (
    WALLETS,
    AccountRecord,
    EntryRecord,
    NoticeRecord,
    PayoutRecord,
    notice_key,
    partition,
    payout_key,
    payout_state_key,
    sent_sort,
)
from chalicelib.ledger.rules import Account
from chalicelib.ledger.wallet_rules import Credit, Lot, PayoutState, lots, months_later

_END = "~"
"""Sorts behind every character of a key."""


def payout_as_is(payout_id: str) -> PayoutRecord | None:
    """A payout, for those who need not ask whether they may see it."""
    return find(PayoutRecord, payout_key(dealer_of(payout_id), payout_id))


def payout(payout_id: str, reach: Reach) -> PayoutRecord:
    """A payout of a dealer within reach; else 404."""
    dealer_id = dealers.dealer(dealer_of(payout_id), reach).dealer_id
    found = find(PayoutRecord, payout_key(dealer_id, payout_id))
    if found is None:
        raise NotFound("payout")
    return found


def payouts_of(dealer_id: str, limit: int, cursor: str | None) -> Page[PayoutRecord]:
    """The payouts that a dealer asked for, the latest first."""
    pk, prefix = payout_key(dealer_id, "")
    within = PayoutRecord.sk.startswith(prefix)
    return list_page(PayoutRecord, pk, within, limit=limit, cursor=cursor, newest_first=True)


def payouts_of_state(state: PayoutState, limit: int, cursor: str | None) -> Page[PayoutRecord]:
    """The payouts of one state of all dealers, the latest first."""
    return list_page(PayoutRecord.by_state, payout_state_key(state), limit=limit, cursor=cursor, newest_first=True)


def all_payouts(dealer_id: str) -> list[PayoutRecord]:
    """Every payout that the dealer asked for."""
    return list_all(PayoutRecord, *payout_key(dealer_id, ""))


def credits_of(dealer_id: str) -> list[Credit]:
    """Everything that filled the dealer's wallet, in the order in which it was posted."""
    found = EntryRecord.by_period.query(
        partition(dealer_id),
        EntryRecord.period_sort.startswith(f"{Account.REBATE}#"),
        EntryRecord.amount > 0,
        consistent_read=True,
    )
    posted = sorted(found, key=lambda entry: (entry.posted_at, entry.cause))
    zone = settings().zone
    return [
        Credit(
            entry.cause, entry.amount, business_day(entry.posted_at, zone), (entry.details or {}).get("program_name")
        )
        for entry in posted
    ]


def notices(dealer_id: str, before: date | None = None) -> list[NoticeRecord]:
    """The latest of what the dealer was told to run out (`before`: until the day before that one), or none."""
    pk, prefix = notice_key(dealer_id, "")
    last = notice_key(dealer_id, str(before - timedelta(days=1)) if before else _END)[1]
    within = NoticeRecord.sk.between(prefix, last)
    found = NoticeRecord.query(pk, within, consistent_read=True, scan_index_forward=False, limit=1)
    return list(found)[:1]


@dataclass(frozen=True)
class RunsOut:
    """What is left of a credit, and the last day on which it may be spent; None: it never runs out."""

    lot: Lot
    last_day: date | None


def runs_out(dealer_id: str, available: Decimal, policy: Policy, today: date) -> list[RunsOut]:
    """What of the wallet is not spoken for, by the credits that it is left of, the oldest first.

    Nothing runs out before the dealer was told so long ahead as the policy says: what is overdue already counts until
    then.
    """
    found = lots(credits_of(dealer_id), available) if available > 0 else []
    months = policy.rebate_expiry_months
    if months is None:
        return [RunsOut(lot, None) for lot in found]
    ahead = timedelta(days=policy.rebate_expiry_notice_days)
    told = notices(dealer_id) if found else []
    return [RunsOut(lot, _last_day(lot, months, ahead, told, today)) for lot in found]


def _last_day(lot: Lot, months: int, ahead: timedelta, told: Sequence[NoticeRecord], today: date) -> date:
    due = months_later(lot.credit.posted_on, months)
    if due >= today:
        return due
    known = any(str(lot.credit.posted_on) <= notice.posted_until for notice in told)
    first_told = date.fromisoformat(told[0].day) if known else today
    return max(due, first_told + ahead, today)


def wallets_posted_until(last: date, most: int) -> Iterator[AccountRecord]:
    """Accounts whose wallet may hold what was posted up to a day, the oldest first, at most `most`. As the index shows
    them: whoever decides on one reads it again.
    """
    within = AccountRecord.sent_sort < sent_sort(str(last), _END)
    return iter(AccountRecord.by_state.query(WALLETS, within, limit=most))
