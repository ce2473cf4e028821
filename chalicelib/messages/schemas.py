"""The inbox and the threads on the wire."""

from datetime import datetime
from typing import Literal, Self

from chalicelib.edge.wire import Instant, InstantIn, LongText, PageQuery, Wire
from chalicelib.messages.records import InboxRecord, NoteRecord, ThreadRecord
from chalicelib.messages.texts import inbox_text
from chalicelib.messages.thread_rules import Side, SubjectKind


class InboxQuery(PageQuery):
    """Which page, and in which language."""

    locale: Literal["zh-CN", "en"] = "zh-CN"


class MessageOut(Wire):
    """One thing that the dealer was told. `link` is a path within the site, such as `orders/ID`.

    `told_at`: what one reads up to; later than `occurred_at` by the time that the news took.
    """

    message_id: str
    kind: str
    title: str
    text: str
    occurred_at: Instant
    told_at: Instant
    unread: bool
    link: str

    @classmethod
    def of(cls, record: InboxRecord, locale: str, read_up_to: datetime | None) -> Self:
        """A stored message in the reader's language."""
        shown = inbox_text(record.event_type, locale, record.told)
        return cls(
            message_id=record.message_id,
            kind=record.event_type,
            title=shown.title,
            text=shown.text,
            occurred_at=record.occurred_at,
            told_at=record.counted_at,
            unread=read_up_to is None or record.counted_at > read_up_to,
            link=record.link,
        )


class ReadIn(Wire):
    """`up_to`: the latest `told_at` of the messages that were shown."""

    up_to: InstantIn


class UnreadOut(Wire):
    """How many messages one has not read; 100 stands for that many or more."""

    unread: int


class NoteIn(Wire):
    """What is to be written in a thread."""

    text: LongText


class NoteOut(Wire):
    """One note. `side` says which side wrote it: the dealer or the applicant, or the maker's staff."""

    note_id: str
    side: Side
    author: str
    text: str
    written_at: Instant

    @classmethod
    def of(cls, record: NoteRecord) -> Self:
        return cls.model_validate({name: getattr(record, name) for name in cls.model_fields})


class ThreadOut(Wire):
    """A thread that waits for the staff: on what it hangs, since when it waits, and how its last note begins.

    `name` is the company's; `dealer_id` is null of a registration. `waiting_since` is when the first note was written
    that the staff have not answered.
    """

    kind: SubjectKind
    subject_id: str
    dealer_id: str | None
    name: str
    notes: int
    waiting_since: Instant
    side: Side
    author: str
    text: str
    written_at: Instant

    @classmethod
    def of(cls, record: ThreadRecord) -> Self:
        return cls(
            kind=SubjectKind(record.subject_kind),
            subject_id=record.subject_id,
            dealer_id=record.dealer_id,
            name=record.name,
            notes=record.notes,
            waiting_since=record.waiting_since,
            side=Side(record.last_side),
            author=record.last_author,
            text=record.last_text,
            written_at=record.last_at,
        )
