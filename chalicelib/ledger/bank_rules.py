"""What a bank's file says of money that came in, and which dealer it is from, by exact rules alone. Pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from chalicelib.catalog.sheet_rules import Line
from chalicelib.catalog.table_rules import (
    Column,
    RowError,
    Table,
    day_of_instant,
    id_word,
    money,
    read_table,
    short_word,
)

COLUMNS: dict[str, Column] = {
    "day": Column(day_of_instant, ("日期", "交易日期", "入账日期", "记账日期", "交易时间")),
    "amount": Column(money, ("金额", "收入", "收入金额", "贷方金额", "贷方发生额", "交易金额"), required=False),
    "reference": Column(short_word, ("流水号", "交易流水号", "银行流水号", "业务流水号")),
    "payer": Column(short_word, ("付款人", "付款户名", "对方户名", "对方名称"), required=False),
    "payer_account": Column(short_word, ("付款账号", "对方账号"), required=False),
    "remark": Column(short_word, ("附言", "摘要", "备注", "用途"), required=False),
    "own_account": Column(short_word, ("本方账号", "收款账号"), required=False),
    "dealer_id": Column(id_word, ("经销商编号",), required=False),
}
"""What a bank calls its columns; those of other names are passed over."""


@dataclass(frozen=True)
class BankLine:
    """Money that came in, as a row states it. `reference` is the bank's own, of one of our accounts."""

    number: int
    day: date
    amount: Decimal
    reference: str
    payer: str | None
    payer_account: str | None
    remark: str | None
    own_account: str | None
    dealer_id: str | None

    @property
    def line_id(self) -> str:
        """The same for the same reference of the same account, in whichever file."""
        text = f"{self.own_account or ''}\n{self.reference}"
        return f"B{hashlib.sha256(text.encode()).hexdigest()[:20].upper()}"


@dataclass
class BankFile:
    """The lines of money that came in, and how many rows say that some was paid out."""

    table: Table
    lines: list[BankLine] = field(default_factory=list)
    paid_out: int = 0


def bank_file(lines: Sequence[Line], today: date) -> BankFile:
    """Reads a bank's file; what is wrong with its rows is in the table's errors.

    A row whose amount is empty, or not above zero, is about money that was paid out: it is passed over.
    """
    table = read_table(COLUMNS, lines, unknown_columns=True)
    if lines and not table.errors:
        _demand_amounts(lines[0], table)
    found = BankFile(table)
    coming_in = [row for row in table.rows if row.values["amount"] and row.values["amount"] > 0]
    found.paid_out = len(table.rows) - len(coming_in)
    table.rows = coming_in
    table.note_repeated("reference", "own_account")
    for row in coming_in:
        if row.values["day"] > today:
            table.errors.append(RowError(row.number, "day", "lies ahead"))
        found.lines.append(BankLine(number=row.number, **row.values))
    return found


def _demand_amounts(header: Line, table: Table) -> None:
    """The column must be there, although some of its cells are empty."""
    named = ("amount", *COLUMNS["amount"].also)
    if not any(title.casefold() in named for title in header.cells):
        table.errors.append(RowError(1, "amount", f"is missing: name a column {' / '.join(named)}"))
        table.rows = []


class MatchedBy(StrEnum):
    """What named the dealer of a line."""

    INVOICE = "invoice"
    DEALER_ID = "dealer_id"
    CREDIT_CODE = "credit_code"
    ACCOUNT_NAME = "account_name"
    HAND = "hand"


class MatchProblem(StrEnum):
    """Why no dealer is known: nothing named one, or several were named."""

    NOBODY = "nobody"
    SEVERAL = "several"


@dataclass(frozen=True)
class Match:
    """Whose money it is, and which invoice it names; or why that is not known."""

    dealer_id: str | None = None
    matched_by: MatchedBy | None = None
    invoice_id: str | None = None
    problem: MatchProblem | None = None


@dataclass(frozen=True)
class Known:
    """What a line may name: dealers by id, by credit code and by name, and dealers of invoices by the invoice's id."""

    dealers: frozenset[str]
    by_code: Mapping[str, frozenset[str]]
    by_name: Mapping[str, frozenset[str]]
    by_invoice: Mapping[str, str]


_DOCUMENT = re.compile(r"(?<![A-Za-z0-9])D[0-9A-Z]{8}(?:-[A-Za-z0-9._]+)*")
_CODE = re.compile(r"(?<![A-Za-z0-9])[0-9A-HJ-NPQRTUWXY]{18}(?![A-Za-z0-9])")


def documents_named(line: BankLine) -> list[str]:
    """What in a line's remark has the form of a dealer's id, or of the id of a dealer's document."""
    return [found.rstrip("-._") for found in _DOCUMENT.findall(line.remark or "")]


def plain_name(name: str) -> str:
    """A company's name as it is compared: without blanks, with brackets of one kind."""
    return re.sub(r"\s+", "", name).replace("(", "（").replace(")", "）").casefold()


def match(line: BankLine, known: Known) -> Match:
    """Whose money a line is: whoever is named by an invoice or a dealer's id in the remark (or in a column of its own),
    by the credit code in the remark, or by the payer's name. All that name somebody must name the same dealer.
    """
    documents = documents_named(line)
    codes = _CODE.findall(line.remark or "")
    named: dict[MatchedBy, set[str]] = {
        MatchedBy.INVOICE: {known.by_invoice[one] for one in documents if one in known.by_invoice},
        MatchedBy.DEALER_ID: {one for one in (*documents, line.dealer_id) if one in known.dealers},
        MatchedBy.CREDIT_CODE: {dealer for code in codes for dealer in known.by_code.get(code, ())},
        MatchedBy.ACCOUNT_NAME: set(known.by_name.get(plain_name(line.payer or ""), ())),
    }
    everybody = set[str]().union(*named.values())
    if len(everybody) != 1:
        return Match(problem=MatchProblem.SEVERAL if everybody else MatchProblem.NOBODY)
    invoices = dict.fromkeys(one for one in documents if one in known.by_invoice)
    first = next(by for by, dealers in named.items() if dealers)
    return Match(everybody.pop(), first, next(iter(invoices)) if len(invoices) == 1 else None)
