"""Writing in a thread; and what becomes of one when the thing on which it hangs moves to another region."""

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, commit, create, replace
from chalicelib.dealers.commands import must_be_active
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.ledger.commands import persist
from chalicelib.messages.records import NoteRecord, ThreadRecord, note_key, region_key, thread_key
from chalicelib.messages.thread_queries import subject_of_case, subject_of_dealer, thread_of, threads_of_dealer
from chalicelib.messages.thread_rules import Author, Side, Subject, SubjectKind, beginning, waits_since, written_at
from chalicelib.onboarding.queries import registration


def write_note(about: Subject, author: Author, text: str, once: Once) -> NoteRecord:
    """Adds a note to a thread. From then on the thread waits for the staff, or (a note of theirs) for them no longer.

    One transaction: the request, the note, the thread's head, and of a dealer that it is active (409
    `dealer_not_active`).
    """
    return persist(lambda: _write(about, author, text, once))


def _write(about: Subject, author: Author, text: str, once: Once) -> NoteRecord:
    thread = thread_of(about.kind, about.subject_id)
    note = _note(about, author, text, thread)
    head = _head(about, note, thread)
    on_behalf = [must_be_active(about.dealer_id)] if author.side is Side.DEALER and about.dealer_id else []
    commit(once.write(note), create(note), head, *on_behalf)
    return note


def _note(about: Subject, author: Author, text: str, thread: ThreadRecord | None) -> NoteRecord:
    at = written_at(clock.now(), thread.last_at if thread else None)
    note_id = f"{about.subject_id}-N{ids.token(8)}"
    return NoteRecord(
        *note_key(about.kind, about.subject_id, at, note_id),
        note_id=note_id,
        subject_kind=about.kind,
        subject_id=about.subject_id,
        dealer_id=about.dealer_id,
        side=author.side,
        author=author.name,
        text=text,
        written_at=at,
    )


def _head(about: Subject, note: NoteRecord, thread: ThreadRecord | None) -> Write:
    """The thread's head with this note as its last, where nobody has written since it was read."""
    changed = thread or ThreadRecord(
        *thread_key(about.kind, about.subject_id),
        subject_kind=about.kind,
        subject_id=about.subject_id,
        dealer_id=about.dealer_id,
        notes=0,
    )
    changed.name = about.name
    changed.notes += 1
    changed.last_side, changed.last_author = note.side, note.author
    changed.last_text, changed.last_at = beginning(note.text), note.written_at
    changed.wait(waits_since(Side(note.side), note.written_at, changed.waiting_since), about.region)
    return replace(changed) if thread else create(changed, or_else=_begun_meanwhile)


def _begun_meanwhile(_thread: ThreadRecord | None) -> Exception:
    return Conflict(Code.VERSION_CONFLICT, "Somebody else has begun this thread.")


def follow_dealer(dealer_id: str) -> None:
    """Puts what a dealer waits for before the staff of the region to which it belongs now."""
    for thread in threads_of_dealer(dealer_id):
        if thread.waiting_since is not None:
            _follow(subject_of_dealer(SubjectKind(thread.subject_kind), thread.subject_id, dealer_id))


def follow_registration(case_id: str) -> None:
    """Puts what an applicant waits for before the staff of the region that the registration is for now."""
    _follow(subject_of_case(registration(case_id)))


def _follow(about: Subject) -> None:
    """Told again, it changes nothing."""
    persist(lambda: _move(about))


def _move(about: Subject) -> None:
    thread = thread_of(about.kind, about.subject_id)
    if thread is None or thread.waiting_since is None:
        return
    if (thread.name, thread.region_key) != (about.name, region_key(about.region, about.kind)):
        thread.name = about.name
        thread.wait(thread.waiting_since, about.region)
        commit(replace(thread))
