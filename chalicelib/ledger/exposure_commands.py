"""What of a dealer's credit and rebate wallet an order holds, until it is invoiced or comes to nothing."""

from datetime import date
from decimal import Decimal

from chalicelib.aws.tables import Demand, OrElse, Step, Write, change, check, create
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, NotFound
from chalicelib.kernel.money import ZERO, money_text
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger import rules
from chalicelib.ledger.records import (
    AccountRecord,
    account_key,
)


def open_account(dealer_id: str, limit: Decimal | None, unlimited: bool, opened_on: date) -> Write:
    """An account with nothing on it. A limit of None is prepayment only; its first open month is that of the day."""
    pk, sk = account_key(dealer_id)
    return create(
        AccountRecord(
            pk,
            sk,
            dealer_id=dealer_id,
            receivable=ZERO,
            rebate=ZERO,
            rebate_held=ZERO,
            rebate_asked=ZERO,
            rebate_available=ZERO,
            credit_limit=limit,
            unlimited=unlimited,
            exposure=ZERO,
            available=rules.available(limit, ZERO, ZERO),
            open_from=str(Period.of(opened_on)),
            started_in=str(Period.of(opened_on)),
        )
    )


def hold_credit(dealer_id: str, amount: Decimal, wallet: Decimal = ZERO) -> Write:
    """Holds credit for what is submitted, and what of it the rebate wallet is to pay. Never spent twice.

    409 `insufficient_wallet` with the figures; `overdue_invoices` where an overdue invoice blocks new orders, whatever
    the limit; `insufficient_credit` with the figures.
    """
    enough = (AccountRecord.unlimited == True) | (AccountRecord.available >= amount)  # noqa: E712 - a condition's text
    return change(
        AccountRecord,
        account_key(dealer_id),
        [AccountRecord.exposure.add(amount), AccountRecord.available.add(-amount), *_held(wallet)],
        enough & _not_blocked() & _covers(wallet),
        _no_credit(amount, wallet),
    )


def hold_wallet(dealer_id: str, wallet: Decimal, on_credit: bool) -> Write:
    """Holds what the rebate wallet is to pay of an order for which no credit is held: it pays the whole, or the order
    is in review. Then (`on_credit`) nothing must be overdue."""
    enough = _covers(wallet) & _not_blocked() if on_credit else _covers(wallet)
    return change(AccountRecord, account_key(dealer_id), _held(wallet), enough, _no_credit(ZERO, wallet))


def _held(wallet: Decimal) -> list[Step]:
    if not wallet:
        return []
    return [AccountRecord.rebate_held.add(wallet), AccountRecord.rebate_available.add(-wallet)]


def _covers(wallet: Decimal) -> Demand:
    demand: Demand = AccountRecord.rebate_available >= wallet if wallet else AccountRecord.pk.exists()
    return demand


def must_not_be_blocked(dealer_id: str) -> Write:
    """Demands that no overdue invoice blocks the dealer's new orders; 409 `overdue_invoices`."""
    return check(AccountRecord, account_key(dealer_id), _not_blocked(), _no_credit(ZERO))


def _not_blocked() -> Demand:
    """As `rules.is_blocked` says it, of what is stored."""
    today = str(business_day(clock.now(), settings().zone))
    in_time = AccountRecord.oldest_due.does_not_exist() | (AccountRecord.oldest_due >= today)
    demand: Demand = in_time | (AccountRecord.lifted_until >= today)
    return demand


def hold_credit_beyond_limit(dealer_id: str, amount: Decimal) -> Write:
    """Holds credit that was granted for one order, also where it is not there: `available` may fall below zero."""
    return change(
        AccountRecord,
        account_key(dealer_id),
        [AccountRecord.exposure.add(amount), AccountRecord.available.add(-amount)],
        AccountRecord.pk.exists(),
        lambda _: NotFound("account"),
    )


def release_credit(dealer_id: str, amount: Decimal, wallet: Decimal = ZERO) -> Write:
    """Gives back what was held of the credit and of the rebate wallet, once: never more than is held."""
    return change(
        AccountRecord,
        account_key(dealer_id),
        [AccountRecord.exposure.add(-amount), AccountRecord.available.add(amount), *_held(-wallet)],
        (AccountRecord.exposure >= amount) & (AccountRecord.rebate_held >= wallet),
    )


def insufficient_wallet(needed: Decimal) -> OrElse:
    """409 that tells what the wallet holds, and what of it is spoken for."""

    def refusal(account: AccountRecord | None) -> Exception:
        if account is None:
            return NotFound("account")
        figures = {
            "balance": money_text(account.rebate),
            "held": money_text(account.rebate_held),
            "asked": money_text(account.rebate_asked),
            "available": money_text(account.rebate_available),
            "needed": money_text(needed),
        }
        return Conflict(Code.INSUFFICIENT_WALLET, "The rebate wallet does not cover it.", [figures])

    return refusal


def _no_credit(needed: Decimal, wallet: Decimal = ZERO) -> OrElse:
    def refusal(account: AccountRecord | None) -> Exception:
        if account is None:
            return NotFound("account")
        if wallet and account.rebate_available < wallet:
            return insufficient_wallet(wallet)(account)
        today = str(business_day(clock.now(), settings().zone))
        if rules.is_blocked(account.oldest_due, account.lifted_until, today):
            details = [{"due_day": account.oldest_due}]
            return Conflict(
                Code.OVERDUE_INVOICES, f"An invoice was due on {account.oldest_due}: pay it first.", details
            )
        limit = account.credit_limit
        figures = {
            "limit": None if limit is None else money_text(limit),
            "receivable": money_text(account.receivable),
            "exposure": money_text(account.exposure),
            "available": money_text(account.available),
            "needed": money_text(needed),
        }
        return Conflict(Code.INSUFFICIENT_CREDIT, "The credit left does not cover it.", [figures])

    return refusal
