"""The overdue block, and its lifting. That an order is refused by it is a condition of the order's own transaction."""

from datetime import date, timedelta

from chalicelib.aws.once import Once
from chalicelib.aws.tables import change, commit
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger.records import AccountRecord, account_key

LONGEST = timedelta(days=90)
"""For how long a block may be lifted at once."""


def lift_block(account: AccountRecord, until: date | None, reason: str, by: Principal, once: Once) -> AccountRecord:
    """Lets a dealer order on credit in spite of overdue invoices until the end of a day (None: no longer).

    It may be done before anything is overdue, too. 422 where the day is over, or more than 90 days ahead.
    """
    today = business_day(clock.now(), settings().zone)
    if until and until < today:
        raise Invalid.field("until", "is over; name today or a later day")
    if until and until > today + LONGEST:
        raise Invalid.field("until", f"is at most {LONGEST.days} days ahead")
    account.lifted_until, account.lifted_reason = str(until) if until else None, reason
    account.lifted_by, account.lifted_at = by.name, clock.now()
    kept = AccountRecord.lifted_until
    actions = [
        kept.set(account.lifted_until) if until else kept.remove(),
        AccountRecord.lifted_reason.set(reason),
        AccountRecord.lifted_by.set(account.lifted_by),
        AccountRecord.lifted_at.set(account.lifted_at),
    ]
    key = account_key(account.dealer_id)
    commit(once.write(account), change(AccountRecord, key, actions, AccountRecord.pk.exists()))
    return account
