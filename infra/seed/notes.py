"""What both sides wrote about an order, a statement and a registration; and how far the owners have read."""

from collections.abc import Iterable
from datetime import timedelta

from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period
from chalicelib.messages.read_commands import mark_read
from chalicelib.messages.thread_commands import write_note
from chalicelib.messages.thread_queries import order_subject, statement_subject, subject_of_case
from chalicelib.messages.thread_rules import Author, Side
from chalicelib.onboarding.queries import registration
from infra.seed.goods import once

UNREAD = timedelta(days=2)
"""What the dealers were told in the last two days lies unread in their inboxes."""


def about_order(order_id: str, by: Principal, text: str) -> None:
    """Somebody writes in an order's thread."""
    write_note(order_subject(order_id, by.reach), _author(by), text, once(_name(order_id)))


def about_statement(month: Period, dealer: Principal, by: Principal, text: str) -> None:
    """Somebody writes in the thread of a dealer's statement."""
    statement_id = f"{dealer.dealer_id}-{month}"
    write_note(statement_subject(statement_id, by.reach), _author(by), text, once(_name(statement_id)))


def about_registration(case_id: str, text: str) -> None:
    """The applicant asks something about the registration."""
    case = registration(case_id)
    write_note(subject_of_case(case), Author(Side.APPLICANT, case.contact_name), text, once(_name(case_id)))


def catch_up(people: Iterable[Principal]) -> None:
    """All of them have read what they were told until two days ago."""
    for person in people:
        mark_read(str(person.dealer_id), person.user_id, clock.now() - UNREAD)


def _author(by: Principal) -> Author:
    return Author(Side.DEALER if by.dealer_id else Side.STAFF, by.name)


def _name(subject_id: str) -> str:
    return f"note-{subject_id}-{clock.iso(clock.now())}"
