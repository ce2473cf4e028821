"""What a dealer was told, and what of it a person has not read."""

from datetime import datetime

from chalicelib.aws.tables import find, list_page
from chalicelib.kernel.paging import Page
from chalicelib.messages.records import MESSAGES, InboxRecord, ReadRecord, inbox_of, read_key

MOST_UNREAD = 100
"""Unread messages are counted up to here: asked often, the answer costs little."""


def inbox(dealer_id: str, limit: int, cursor: str | None) -> Page[InboxRecord]:
    """One page of a dealer's inbox, newest first."""
    within = InboxRecord.sk.startswith(MESSAGES)
    return list_page(InboxRecord, inbox_of(dealer_id), within, limit=limit, cursor=cursor, newest_first=True)


def read_up_to(dealer_id: str, user_id: str) -> datetime | None:
    """Up to which instant a person has read what the dealer was told; None: nothing yet."""
    read = find(ReadRecord, read_key(dealer_id, user_id))
    return read.up_to if read else None


def unread(dealer_id: str, user_id: str) -> int:
    """How many messages the person has not read, counted up to 100: two reads of keys, however full the inbox is."""
    reached = read_up_to(dealer_id, user_id)
    after = InboxRecord.told_at > reached if reached else None
    return sum(1 for _ in InboxRecord.by_told.query(inbox_of(dealer_id), after, limit=MOST_UNREAD))
