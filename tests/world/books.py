"""Dealers with accounts, made through the features' own commands."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from chalicelib.aws.tables import change, commit, create
from chalicelib.company.commands import add_staff
from chalicelib.dealers.commands import new_dealer
from chalicelib.dealers.rules import NewDealer
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period, business_day
from chalicelib.ledger.commands import Posting, invoice_shipment, new_entry, wallet_steps
from chalicelib.ledger.exposure_commands import hold_credit_beyond_limit, open_account
from chalicelib.ledger.records import AccountRecord, account_key
from chalicelib.ledger.rules import Account, Move, opening_cause
from chalicelib.orders.records import ShipmentRecord, shipment_key

ZONE = ZoneInfo("Asia/Shanghai")


def instant(day: str, hour: int = 12) -> datetime:
    """That hour of a business day."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=ZONE).astimezone(UTC)


def make_dealer(dealer_id: str, limit: str | None = "10000.00", opened_on: str = "2026-09-01", **more: str) -> str:
    """An active dealer with an account; returns its id."""
    fields = {"name": f"{dealer_id} 经贸有限公司", "region": "east", "grade": "A", "unlimited": ""} | more
    unlimited = bool(fields.pop("unlimited"))
    new = NewDealer(
        dealer_id=dealer_id,
        credit_code="91310000MA1FL1MQ5D",
        payment_days=30,
        contract_list_id=None,
        contact_name="李娜",
        email=f"owner@{dealer_id.lower()}.example.com",
        phone="021-55550100",
        address="上海市",
        locale="zh-CN",
        case_id=None,
        **fields,
    )
    account = open_account(
        dealer_id, None if limit is None else Decimal(limit), unlimited, date.fromisoformat(opened_on)
    )
    commit(new_dealer(new), account)
    return dealer_id


def invoice(dealer_id: str, number: int, amount: str, day: str, due_days: int = 30, **line: str) -> str:
    """Holds credit for a shipment of one line, ships and invoices it; returns its id, which is the invoice's too."""
    order_id = f"{dealer_id}-{date.fromisoformat(day):%y%m%d}000000{number:03}"
    shipment_id = f"{order_id}-S1"
    on, money = date.fromisoformat(day), Decimal(amount)
    due = on + timedelta(days=due_days)
    part = {"sku": "PAINT-1", "category": "paint", "quantity": 1, "net": amount, "free": False} | line
    sent = ShipmentRecord(
        *shipment_key(dealer_id, day, shipment_id),
        shipment_id=shipment_id,
        order_id=order_id,
        dealer_id=dealer_id,
        day=day,
        due_day=str(due),
        lines=[part],
        amount=money,
        tax=Decimal(0),
        exposure=money,
        shipped_at=instant(day),
        shipped_by="warehouse-1",
    )
    commit(hold_credit_beyond_limit(dealer_id, money))
    commit(create(sent), *invoice_shipment(dealer_id, shipment_id, order_id, money, on, due, money))
    return shipment_id


def finance(*names: str) -> list[Principal]:
    """People of finance, as the company knows them."""
    people = []
    for name in names:
        made = add_staff(f"{name}@maker.example.com", name, Role.FINANCE, [], "zh-CN")
        people.append(Principal(made.user_id, made.email, made.name, frozenset({Role.FINANCE})))
    return people


def fill_wallet(dealer_id: str, amount: str, name: str = "W1") -> str:
    """Posts what was in a dealer's wallet when the books began, on the clock's day (below zero: what it owed); returns
    the entry's cause."""
    today, money = business_day(clock.now(), ZONE), Decimal(amount)
    cause = opening_cause(f"{dealer_id}-{name}")
    entry = new_entry(dealer_id, cause, Move(Account.REBATE, money), Posting(today, Period.of(today), name))
    steps = [*wallet_steps(dealer_id, money), AccountRecord.postings.add(1)]
    commit(create(entry), change(AccountRecord, account_key(dealer_id), steps))
    return cause
