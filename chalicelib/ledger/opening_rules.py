"""What a dealer's books begin with, out of tables: open receivables, wallets, and what was bought before. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from chalicelib.catalog.sheet_rules import Line
from chalicelib.catalog.table_rules import (
    Column,
    Row,
    RowError,
    Table,
    day,
    id_word,
    money,
    month,
    read_table,
    short_word,
    whole,
)


class OpeningKind(StrEnum):
    """What a table holds."""

    RECEIVABLES = "receivables"
    WALLETS = "wallets"
    PURCHASES = "purchases"


_DEALER = Column(short_word, ("经销商", "经销商编号", "经销商名称", "统一社会信用代码"))
COLUMNS: Mapping[OpeningKind, Mapping[str, Column]] = {
    OpeningKind.RECEIVABLES: {
        "dealer": _DEALER,
        "number": Column(id_word, ("单据号", "发票号")),
        "day": Column(day, ("开票日期", "日期")),
        "due_day": Column(day, ("到期日",), required=False),
        "amount": Column(money, ("未付金额", "金额")),
    },
    OpeningKind.WALLETS: {"dealer": _DEALER, "amount": Column(money, ("返利余额", "金额"))},
    OpeningKind.PURCHASES: {
        "dealer": _DEALER,
        "month": Column(month, ("月份",)),
        "category": Column(id_word, ("类别", "类别编码"), required=False, empty=""),
        "sku": Column(id_word, ("编码", "产品编码"), required=False, empty=""),
        "quantity": Column(whole, ("数量",), required=False, empty=0),
        "net_amount": Column(money, ("采购金额", "金额")),
    },
}
_SAME: Mapping[OpeningKind, Sequence[str]] = {
    OpeningKind.RECEIVABLES: ("number", "dealer"),
    OpeningKind.WALLETS: ("dealer",),
    OpeningKind.PURCHASES: ("month", "dealer", "category", "sku"),
}
"""By what two rows would be the same thing."""
MOST_MONTHS = 24
"""How far back before its books a dealer's purchases are taken: two years of baseline."""
_LONGEST_NUMBER = 60


def opening_table(kind: OpeningKind, lines: Sequence[Line], today: date) -> Table:
    """Reads a table; what is wrong with its rows by themselves is in its errors. Who is meant is not looked at yet."""
    table = read_table(COLUMNS[kind], lines)
    for row in table.rows:
        table.errors += _wrong(kind, row, today)
    return table


def _wrong(kind: OpeningKind, row: Row, today: date) -> list[RowError]:
    values = row.values
    wrong = []
    if kind is OpeningKind.RECEIVABLES:
        if values["amount"] == 0:
            wrong.append(("amount", "is not zero"))
        if values["amount"] > 0 and values["due_day"] is None:
            wrong.append(("due_day", "is missing"))
        if values["day"] > today:
            wrong.append(("day", "lies ahead"))
        if len(values["number"]) > _LONGEST_NUMBER:
            wrong.append(("number", f"has more than {_LONGEST_NUMBER} characters"))
    if kind is OpeningKind.PURCHASES:
        wrong += [(name, "is not below zero") for name in ("quantity", "net_amount") if values[name] < 0]
    return [RowError(row.number, name, problem) for name, problem in wrong]


def note_repeated(kind: OpeningKind, table: Table) -> None:
    """Two rows must not state the same thing; asked once it is known who is meant."""
    table.note_repeated(*_SAME[kind])


@dataclass(frozen=True)
class OpenItem:
    """Something that stood open when the books began: above zero a debt, below a deposit."""

    document_id: str
    amount: Decimal
    day: date
    due_day: date | None


def document_id(dealer_id: str, number: str) -> str:
    """The id of an open item; `D7K3M9QX2-O10023` is the dealer's own number 10023."""
    return f"{dealer_id}-O{number}"


def wallet_id(dealer_id: str) -> str:
    """The id of what the wallet began with."""
    return f"{dealer_id}-WALLET"
