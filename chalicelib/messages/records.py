"""Table `messages`: the dealer's inbox, how far each person has read it, and the threads in which both sides write.

Texts of the inbox are made when it is read.
"""

from datetime import datetime

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.aws.attributes import InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, index_meta, meta
from chalicelib.dealers.rules import dealer_of
from chalicelib.kernel.clock import iso
from chalicelib.messages.thread_rules import SubjectKind

MESSAGES = "MESSAGE#"
THREADS = "THREAD#"


def inbox_of(dealer_id: str) -> str:
    """The partition of one dealer: its inbox, and the threads of its documents."""
    return f"DEALER#{dealer_id}"


def inbox_key(dealer_id: str, occurred_at: datetime, cause: str) -> tuple[str, str]:
    """One message a cause, in the order in which things occurred."""
    return inbox_of(dealer_id), f"{MESSAGES}{iso(occurred_at)}#{cause}"


def read_key(dealer_id: str, user_id: str) -> tuple[str, str]:
    """How far one person has read the dealer's inbox."""
    return inbox_of(dealer_id), f"READ#{user_id}"


def thread_partition(kind: SubjectKind, subject_id: str) -> str:
    """Where a thread lies: with the dealer whose document it hangs on; a registration's by itself."""
    return f"CASE#{subject_id}" if kind is SubjectKind.REGISTRATION else inbox_of(dealer_of(subject_id))


def thread_key(kind: SubjectKind, subject_id: str) -> tuple[str, str]:
    """The head of one thread."""
    return thread_partition(kind, subject_id), f"{THREADS}{kind}#{subject_id}"


def notes_of(kind: SubjectKind, subject_id: str) -> str:
    """How the sort keys of a thread's notes begin."""
    return f"NOTE#{kind}#{subject_id}#"


def note_key(kind: SubjectKind, subject_id: str, written_at: datetime, note_id: str) -> tuple[str, str]:
    """One note, in the order in which they were written."""
    return thread_partition(kind, subject_id), f"{notes_of(kind, subject_id)}{iso(written_at)}#{note_id}"


def waiting_key(kind: SubjectKind) -> str:
    """Index by_waiting: the threads of one kind that wait for the staff, the longest waiting first."""
    return f"WAITING#{kind}"


def region_key(region: str, kind: SubjectKind) -> str:
    """Index by_region: the same in one region."""
    return f"REGION#{region}#{kind}"


class ByTold(GlobalSecondaryIndex["InboxRecord"]):  # type: ignore[no-untyped-call]
    """A dealer's messages in the order in which they were told. Keys alone: it is there to be counted."""

    class Meta:
        projection = KeysOnlyProjection()

    pk = UnicodeAttribute(hash_key=True)
    told_at = InstantAttribute(range_key=True)


class InboxRecord(Record):
    """One thing that the dealer was told: the event's type and values, and where to read on.

    `told_at` is when it came in, where that was news; else when it occurred.
    """

    KIND = "inbox_message"
    Meta = meta("messages")

    dealer_id = UnicodeAttribute()
    message_id = UnicodeAttribute()
    cause = UnicodeAttribute()
    event_type = UnicodeAttribute()
    told = JSONAttribute()
    link = UnicodeAttribute()
    occurred_at = InstantAttribute()
    told_at = InstantAttribute(null=True)

    by_told = ByTold()

    @property
    def counted_at(self) -> datetime:
        """Where it stands among what is read and unread."""
        return self.told_at or self.occurred_at


class ReadRecord(Record):
    """That a person has read what the dealer was told up to an instant; it only moves forward."""

    KIND = "inbox_read"
    Meta = meta("messages")

    up_to = InstantAttribute()


class ByWaiting(GlobalSecondaryIndex["ThreadRecord"]):  # type: ignore[no-untyped-call]
    """The threads of one kind that wait for the staff, the longest waiting first."""

    Meta = index_meta()

    waiting_key = UnicodeAttribute(hash_key=True)
    waiting_sort = UnicodeAttribute(range_key=True)


class ByRegion(GlobalSecondaryIndex["ThreadRecord"]):  # type: ignore[no-untyped-call]
    """The same in one region."""

    Meta = index_meta()

    region_key = UnicodeAttribute(hash_key=True)
    waiting_sort = UnicodeAttribute(range_key=True)


class ThreadRecord(Record):
    """The head of a thread: on what it hangs, its last note, and since when it waits for the staff.

    `name` is the company's; `last_text` is the beginning of the last note.
    """

    KIND = "thread"
    Meta = meta("messages")

    subject_kind = UnicodeAttribute()
    subject_id = UnicodeAttribute()
    dealer_id = UnicodeAttribute(null=True)
    name = UnicodeAttribute()
    notes = IntegerAttribute()
    last_side = UnicodeAttribute()
    last_author = UnicodeAttribute()
    last_text = UnicodeAttribute()
    last_at = InstantAttribute()
    waiting_since = InstantAttribute(null=True)
    waiting_key = UnicodeAttribute(null=True)
    region_key = UnicodeAttribute(null=True)
    waiting_sort = UnicodeAttribute(null=True)

    by_waiting = ByWaiting()
    by_region = ByRegion()

    def wait(self, since: datetime | None, region: str) -> None:
        """Says since when it waits for the staff, and for those of which region; None: for nobody."""
        kind = SubjectKind(self.subject_kind)
        self.waiting_since = since
        self.waiting_key = waiting_key(kind) if since else None
        self.region_key = region_key(region, kind) if since else None
        self.waiting_sort = f"{iso(since)}#{self.subject_id}" if since else None


class NoteRecord(Record):
    """What somebody wrote in a thread; never changed."""

    KIND = "note"
    Meta = meta("messages")

    note_id = UnicodeAttribute()
    subject_kind = UnicodeAttribute()
    subject_id = UnicodeAttribute()
    dealer_id = UnicodeAttribute(null=True)
    side = UnicodeAttribute()
    author = UnicodeAttribute()
    text = UnicodeAttribute()
    written_at = InstantAttribute()
