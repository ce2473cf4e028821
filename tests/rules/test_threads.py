"""Threads: since when one waits, when a note counts as written, how it begins, and who may write."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.edge.permissions import GRANTED, Permission
from chalicelib.edge.principal import DEALER_ROLES, Role
from chalicelib.kernel.events import OrderConfirmed, OrderNoted, StatementNoted
from chalicelib.messages.rules import is_news_to
from chalicelib.messages.thread_rules import LONGEST_BEGINNING, Side, beginning, waits_since, written_at

NOON = datetime(2026, 11, 3, 4, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize("side", [Side.DEALER, Side.APPLICANT])
def test_a_thread_waits_since_the_first_note_that_the_staff_have_not_answered(side: Side) -> None:
    assert waits_since(side, NOON, None) == NOON
    assert waits_since(side, NOON + TICK, NOON) == NOON


@pytest.mark.parametrize("since", [None, NOON])
def test_a_note_of_the_staff_answers_all_before_it(since: datetime | None) -> None:
    assert waits_since(Side.STAFF, NOON + TICK, since) is None


@pytest.mark.parametrize(
    ("last", "counts"),
    [(None, NOON), (NOON - TICK, NOON), (NOON, NOON + TICK), (NOON + 9 * TICK, NOON + 10 * TICK)],
)
def test_a_note_is_always_later_than_the_one_before(last: datetime | None, counts: datetime) -> None:
    assert written_at(NOON, last) == counts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("少了两箱", "少了两箱"),
        ("  第一行\n\n第二行\t三 ", "第一行 第二行 三"),
        ("字" * LONGEST_BEGINNING, "字" * LONGEST_BEGINNING),
        ("字" * (LONGEST_BEGINNING + 1), "字" * (LONGEST_BEGINNING - 1) + "…"),
    ],
)
def test_a_note_begins_on_one_line(text: str, shown: str) -> None:
    assert beginning(text) == shown


def test_a_dealer_is_not_told_what_its_own_people_wrote() -> None:
    told = {side: OrderNoted("c", NOON, "D1", "D1-1", "D1-1-N1", side, "李娜", "好") for side in Side}
    assert {side: is_news_to(event) for side, event in told.items()} == {
        Side.DEALER: False, Side.APPLICANT: False, Side.STAFF: True,
    }  # fmt: skip
    assert not is_news_to(StatementNoted("c", NOON, "D1", "D1-2026-10", "D1-2026-10-N1", "dealer", "李娜", "好"))
    assert is_news_to(OrderConfirmed("c", NOON, "D1", "D1-1", "9.00"))


@pytest.mark.parametrize(
    ("reads", "writes"),
    [
        (Permission.READ_ORDERS, Permission.WRITE_ORDER_NOTES),
        (Permission.READ_STATEMENTS, Permission.WRITE_STATEMENT_NOTES),
        (Permission.READ_CASES, Permission.WRITE_CASE_NOTES),
    ],
)
def test_who_may_read_a_thing_may_write_in_its_thread_but_the_auditor(reads: Permission, writes: Permission) -> None:
    readers = {role for role in Role if reads in GRANTED[role]}
    assert {role for role in Role if writes in GRANTED[role]} == readers - {Role.AUDITOR}
    assert Role.AUDITOR in readers


def test_what_waits_is_for_all_staff_and_no_dealer() -> None:
    assert {role for role in Role if Permission.READ_THREADS in GRANTED[role]} == set(Role) - DEALER_ROLES
