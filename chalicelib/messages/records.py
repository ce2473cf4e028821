"""The dealer's inbox as it is stored. Texts for people are made when it is read."""

from datetime import datetime

from pynamodb.attributes import JSONAttribute, UnicodeAttribute

from chalicelib.aws.attributes import InstantAttribute
from chalicelib.aws.tables import Record, meta
from chalicelib.kernel.clock import iso

MESSAGES = "MESSAGE#"


def inbox_of(dealer_id: str) -> str:
    """The partition of one dealer's inbox."""
    return f"DEALER#{dealer_id}"


def inbox_key(dealer_id: str, occurred_at: datetime, cause: str) -> tuple[str, str]:
    """One message a cause, in the order in which things occurred."""
    return inbox_of(dealer_id), f"{MESSAGES}{iso(occurred_at)}#{cause}"


class InboxRecord(Record):
    """One thing that the dealer was told: the event's type and values, and where to read on."""

    KIND = "inbox_message"
    Meta = meta("messages")

    dealer_id = UnicodeAttribute()
    message_id = UnicodeAttribute()
    cause = UnicodeAttribute()
    event_type = UnicodeAttribute()
    told = JSONAttribute()
    link = UnicodeAttribute()
    occurred_at = InstantAttribute()
    read_at = InstantAttribute(null=True)
