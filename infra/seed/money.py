"""How the books began, money by a bank's file, and an adjustment that waits for the second pair of eyes."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from chalicelib.company.commands import save_policy
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period, business_day
from chalicelib.kernel.settings import settings
from chalicelib.ledger.bank_commands import dismiss, import_bank_file
from chalicelib.ledger.bank_rules import COLUMNS
from chalicelib.ledger.change_commands import Adjustment, ask_adjustment
from chalicelib.ledger.opening_commands import import_openings
from chalicelib.ledger.opening_rules import OpeningKind
from chalicelib.ledger.queries import bank_lines_of_state
from chalicelib.ledger.rules import Account, BankLineState
from infra.seed.dealers import DEALERS
from infra.seed.goods import once

MAKER = "启渠建材（上海）有限公司"
CODES = {dealer.key: dealer.credit_code for dealer in DEALERS}
NAMES = {dealer.key: dealer.company_name for dealer in DEALERS}
WALLET = Decimal("150.00")
"""What the wallet of the dealer who pays in advance began with."""
BOUGHT = Decimal(92_000)
"""What the largest dealer bought in each month of the year before."""


def _table(*rows: Sequence[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def begin(first: Period) -> None:
    """The maker's name; what one wallet held, and what one dealer bought in the year before the books began."""
    save_policy(company_name=MAKER)
    wallets = _table(("经销商", "返利余额"), (CODES["luyu"], WALLET))
    import_openings(OpeningKind.WALLETS, "wallets.csv", wallets, dry_run=False)
    months = [Period(first.first - number, 1) for number in range(12, 0, -1)]
    bought = [(CODES["tiancheng"], month, 900, BOUGHT) for month in months]
    purchases = _table(("经销商", "月份", "数量", "采购金额"), *bought)
    import_openings(OpeningKind.PURCHASES, "purchases.csv", purchases, dry_run=False)


def load_bank_file() -> None:
    """A part of what one dealer owes is booked by its name; a line names nobody; another is the bank's interest."""
    today: date = business_day(clock.now(), settings().zone)
    lines: Sequence[Mapping[str, object]] = (
        {"reference": "2026110700012", "amount": "3000.00", "payer": NAMES["yanling"], "remark": "部分货款"},
        {"reference": "2026110700013", "amount": "1500.00", "payer": "马志刚", "remark": "货款"},
        {"reference": "2026110700014", "amount": "12.34", "payer": "工商银行", "remark": "结息"},
    )
    rows = [[{**line, "day": today}.get(name, "") for name in COLUMNS] for line in lines]
    import_bank_file("bank.csv", _table(tuple(COLUMNS), *rows), dry_run=False)
    for line in bank_lines_of_state(BankLineState.UNMATCHED, 10, None).items:
        if line.remark == "结息":
            dismiss(line.line_id, "银行结息，不是货款", once("dismiss-interest"))


def ask_for_adjustment(dealer_id: str, by: Principal) -> None:
    """Another person of finance is to approve it."""
    asked = Adjustment(Account.RECEIVABLE, Decimal("-180.00"), "上次送货两桶变形，按协议补偿。")
    ask_adjustment(dealer_as_is(dealer_id), asked, by, once(f"adjust-{dealer_id}"))
