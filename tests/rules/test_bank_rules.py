"""What a bank's file says, and whose money it is: exact rules, and nothing where they do not agree."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.catalog.sheet_rules import lines_of
from chalicelib.ledger.bank_rules import BankFile, BankLine, Known, Match, MatchedBy, MatchProblem, bank_file, match
from tests.world.sheets import csv_of, xlsx_of

TODAY = date(2026, 11, 6)
A, B = "D0000000A", "D0000000B"
CODE = "91310000MA1FL1MQ5D"
KNOWN = Known(
    frozenset({A, B}),
    {CODE: frozenset({A})},
    {"天成建材（上海）有限公司": frozenset({A}), "同名商行": frozenset({A, B})},
    {f"{A}-261020-S1": A, f"{A}-261020-S2": A, f"{B}-261020-S1": B},
)
HEADER = ("交易日期", "贷方发生额", "借方发生额", "余额", "交易流水号", "对方户名", "附言")


def read(*rows: Any, header: tuple[str, ...] = HEADER) -> BankFile:
    return bank_file(lines_of("bank.csv", csv_of(header, *rows)), TODAY)


def wrong(found: BankFile) -> list[tuple[int, str]]:
    return [(error.row, error.field) for error in sorted(found.table.errors)]


def test_a_banks_own_columns_are_read_and_others_passed_over() -> None:
    found = read(
        ("20261103", "12,345.60", "", "99,000.00", "T1", "天成建材", "货款"),
        ("2026-11-04 10:22:31", "", "500.00", "98,500.00", "T2", "某某", ""),
        ("2026/11/5", "0.50", "", "", "T3", "", ""),
    )
    assert wrong(found) == []
    assert (found.table.count, found.paid_out) == (3, 1)
    assert [(line.number, line.day, line.amount, line.payer, line.remark) for line in found.lines] == [
        (2, date(2026, 11, 3), Decimal("12345.60"), "天成建材", "货款"),
        (4, date(2026, 11, 5), Decimal("0.50"), None, None),
    ]


def test_a_line_is_the_same_in_every_file_and_of_one_account() -> None:
    once = read(("20261103", "1.00", "", "", "T1", "甲", ""))
    again = bank_file(lines_of("b.xlsx", xlsx_of(("reference", "amount", "day"), ("T1", 2, date(2026, 11, 4)))), TODAY)
    other = read(("T1", "2026-11-03", "1.00", "6222"), header=("reference", "day", "amount", "own_account"))
    assert once.lines[0].line_id == again.lines[0].line_id != other.lines[0].line_id


def test_what_is_wrong_is_named_by_row_and_column() -> None:
    found = read(
        ("2026-11-07", "1.00", "", "", "T1", "", ""),
        ("gestern", "1.00", "", "", "T2", "", ""),
        ("2026-11-01", "1.005", "", "", "T3", "", ""),
        ("2026-11-01", "1.00", "", "", "", "", ""),
        ("2026-11-01", "1.00", "", "", "T1", "", ""),
    )
    assert wrong(found) == [(2, "day"), (3, "day"), (4, "amount"), (5, "reference"), (6, "reference")]
    assert wrong(read(("T1", "2026-11-01"), header=("reference", "day"))) == [(1, "amount")]
    assert wrong(read(("1", "1.00"), header=("金额", "金额"))) == [(1, "amount"), (1, "day"), (1, "reference")]


def line(**more: str | None) -> BankLine:
    facts: dict[str, Any] = dict.fromkeys(("payer", "payer_account", "remark", "own_account", "dealer_id")) | more
    return BankLine(number=2, day=TODAY, amount=Decimal("1.00"), reference="T1", **facts)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"remark": f"付 {A}-261020-S1 货款"}, Match(A, MatchedBy.INVOICE, f"{A}-261020-S1")),
        ({"remark": f"{A}-261020-S1,{A}-261020-S2"}, Match(A, MatchedBy.INVOICE)),
        ({"remark": f"货款{A}。"}, Match(A, MatchedBy.DEALER_ID)),
        ({"dealer_id": B}, Match(B, MatchedBy.DEALER_ID)),
        ({"remark": f"税号{CODE}"}, Match(A, MatchedBy.CREDIT_CODE)),
        ({"payer": "天成建材 (上海) 有限公司"}, Match(A, MatchedBy.ACCOUNT_NAME)),
        ({"payer": "天成建材（上海）有限公司", "remark": f"{A}-261020-S9"}, Match(A, MatchedBy.ACCOUNT_NAME)),
        ({"payer": "天成建材（上海）有限"}, Match(problem=MatchProblem.NOBODY)),
        ({"payer": "同名商行"}, Match(problem=MatchProblem.SEVERAL)),
        ({"payer": "天成建材（上海）有限公司", "remark": B}, Match(problem=MatchProblem.SEVERAL)),
        ({"remark": f"{CODE}9"}, Match(problem=MatchProblem.NOBODY)),
        ({"remark": "D0000000Z"}, Match(problem=MatchProblem.NOBODY)),
        ({}, Match(problem=MatchProblem.NOBODY)),
    ],
)
def test_whose_money_it_is(more: dict[str, str], expected: Match) -> None:
    assert match(line(**more), KNOWN) == expected
