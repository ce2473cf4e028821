"""Lambda functions of this feature: the feed of its table, and the reader of everybody's events."""

from collections.abc import Iterator
from typing import Any

from chalice.app import Blueprint

from chalicelib.edge.task import Change, feed, reader
from chalicelib.kernel.events import (
    DealerEvent,
    DealerMoved,
    Event,
    OrderNoted,
    RegistrationAmended,
    RegistrationNoted,
    ReturnNoted,
    StatementNoted,
)
from chalicelib.messages.commands import deliver, mail_note
from chalicelib.messages.records import NoteRecord
from chalicelib.messages.thread_commands import follow_dealer, follow_registration
from chalicelib.messages.thread_rules import SubjectKind

tasks = Blueprint(__name__)


@feed(tasks, "messages_feed")
def messages_feed(change: Change) -> Iterator[Event]:
    """A note that was written: once each. Nothing else of this table is news."""
    if change.old is None and isinstance(change.new, NoteRecord):
        yield _noted(change.new)


def _noted(note: NoteRecord) -> Event:
    told: dict[str, Any] = {
        "cause": f"{note.subject_kind}:{note.subject_id}:noted:{note.note_id}",
        "occurred_at": note.written_at,
        "note_id": note.note_id,
        "side": note.side,
        "author": note.author,
        "text": note.text,
    }
    match SubjectKind(note.subject_kind):
        case SubjectKind.ORDER:
            return OrderNoted(**told, dealer_id=note.dealer_id, order_id=note.subject_id)
        case SubjectKind.STATEMENT:
            return StatementNoted(**told, dealer_id=note.dealer_id, statement_id=note.subject_id)
        case SubjectKind.RETURN:
            return ReturnNoted(**told, dealer_id=note.dealer_id, return_id=note.subject_id)
        case SubjectKind.REGISTRATION:
            return RegistrationNoted(**told, case_id=note.subject_id)


@reader(tasks, "messages_deliver")
def messages_deliver(event: Event) -> None:
    """Tells dealers and applicants what concerns them, and keeps threads before the right staff.

    In: any event of the topic; what is none of this is passed over.
    """
    match event:
        case DealerEvent():
            deliver(event)
        case RegistrationNoted():
            mail_note(event)
        case DealerMoved():
            follow_dealer(event.dealer_id)
        case RegistrationAmended():
            follow_registration(event.case_id)
