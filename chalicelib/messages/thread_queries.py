"""Threads within the asker's reach: on what they hang, what was written, and what waits for the staff."""

import re
from collections.abc import Iterator
from typing import Any

from chalicelib.aws.tables import find, list_all, list_page
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.edge.permissions import Permission, permissions_of
from chalicelib.edge.principal import Principal, Reach
from chalicelib.kernel.paging import Page, decode_cursor, encode_cursor, not_of_this_list
from chalicelib.ledger.queries import statement
from chalicelib.messages.records import (
    THREADS,
    NoteRecord,
    ThreadRecord,
    inbox_of,
    notes_of,
    region_key,
    thread_key,
    thread_partition,
    waiting_key,
)
from chalicelib.messages.thread_rules import Subject, SubjectKind
from chalicelib.onboarding.queries import registration_within
from chalicelib.onboarding.records import CaseRecord
from chalicelib.orders.queries import order
from chalicelib.returns.queries import return_of

_READ_WITH = {
    SubjectKind.ORDER: Permission.READ_ORDERS,
    SubjectKind.STATEMENT: Permission.READ_STATEMENTS,
    SubjectKind.RETURN: Permission.READ_RETURNS,
    SubjectKind.REGISTRATION: Permission.READ_CASES,
}
"""Who may read a thing may read its thread."""
_CURSOR = "list"
_WAITING = "threads"
_PLACE = re.compile(r"[0-9]{4}-[0-9T:.-]{21}Z#[A-Za-z0-9._-]{1,100}")
"""A thread's place among those that wait: an instant, and the id of the thing."""


def subject_of_dealer(kind: SubjectKind, subject_id: str, dealer_id: str) -> Subject:
    """A document of a dealer, whoever asks."""
    dealer = dealer_as_is(dealer_id)
    return Subject(kind, subject_id, dealer.name, dealer.region, dealer_id)


def subject_of_case(case: CaseRecord) -> Subject:
    """A registration as it is stated now."""
    return Subject(SubjectKind.REGISTRATION, case.case_id, case.company_name, case.region, None)


def order_subject(order_id: str, reach: Reach) -> Subject:
    """An order of a dealer within reach; else 404."""
    return subject_of_dealer(SubjectKind.ORDER, order_id, order(order_id, reach).dealer_id)


def statement_subject(statement_id: str, reach: Reach) -> Subject:
    """A statement of a dealer within reach; else 404."""
    return subject_of_dealer(SubjectKind.STATEMENT, statement_id, statement(statement_id, reach).dealer_id)


def return_subject(return_id: str, reach: Reach) -> Subject:
    """A return of a dealer within reach; else 404."""
    return subject_of_dealer(SubjectKind.RETURN, return_id, return_of(return_id, reach).dealer_id)


def case_subject(case_id: str, reach: Reach) -> Subject:
    """A registration within reach; else 404."""
    return subject_of_case(registration_within(case_id, reach))


def thread_of(kind: SubjectKind, subject_id: str) -> ThreadRecord | None:
    """The head of a thread; None where nobody has written yet."""
    return find(ThreadRecord, thread_key(kind, subject_id))


def threads_of_dealer(dealer_id: str) -> list[ThreadRecord]:
    """The heads of all threads of a dealer's documents."""
    return list_all(ThreadRecord, inbox_of(dealer_id), THREADS)


def notes(of: Subject, limit: int, cursor: str | None) -> Page[NoteRecord]:
    """One page of what was written about a thing, newest first."""
    within = NoteRecord.sk.startswith(notes_of(of.kind, of.subject_id))
    partition = thread_partition(of.kind, of.subject_id)
    return list_page(NoteRecord, partition, within, limit=limit, cursor=cursor, newest_first=True)


def waiting_threads(asker: Principal, limit: int, cursor: str | None) -> Page[ThreadRecord]:
    """One page of the threads that wait for the staff, the longest waiting first: of the kinds of things that the
    asker may read, in the asker's regions.

    Each kind in each region is read by a key of its own. A cursor is a place in time, the same in all of them.
    """
    within = ThreadRecord.waiting_sort > _place(cursor) if cursor else None
    found = [thread for source, key in _lists(asker) for thread in source.query(key, within, limit=limit)]
    page = sorted(found, key=lambda thread: str(thread.waiting_sort))[:limit]
    return Page(page, _cursor(page[-1]) if len(page) == limit else None)


def _lists(asker: Principal) -> Iterator[tuple[Any, str]]:
    """The index and the key of each list that the asker may read."""
    allowed, regions = permissions_of(asker), asker.reach.in_regions(None)
    for kind in SubjectKind:
        if _READ_WITH[kind] not in allowed:
            continue
        if regions is None:
            yield ThreadRecord.by_waiting, waiting_key(kind)
        for region in regions or ():
            yield ThreadRecord.by_region, region_key(region, kind)


def _cursor(last: ThreadRecord) -> str | None:
    return encode_cursor({_CURSOR: {"S": _WAITING}, "waiting_sort": {"S": last.waiting_sort}})


def _place(cursor: str) -> str:
    key = decode_cursor(cursor, _CURSOR, _WAITING, {_CURSOR, "waiting_sort"}) or {}
    place = key.get("waiting_sort", {}).get("S", "")
    if not _PLACE.fullmatch(place):
        raise not_of_this_list()
    return str(place)
