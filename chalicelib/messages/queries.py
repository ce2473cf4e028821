"""What a dealer was told."""

from chalicelib.aws.tables import list_page
from chalicelib.kernel.paging import Page
from chalicelib.messages.records import MESSAGES, InboxRecord, inbox_of


def inbox(dealer_id: str, limit: int, cursor: str | None) -> Page[InboxRecord]:
    """One page of a dealer's inbox, newest first."""
    within = InboxRecord.sk.startswith(MESSAGES)
    return list_page(InboxRecord, inbox_of(dealer_id), within, limit=limit, cursor=cursor, newest_first=True)
