"""The inbox on the wire."""

from typing import Literal, Self

from chalicelib.edge.wire import Instant, PageQuery, Wire
from chalicelib.messages.records import InboxRecord
from chalicelib.messages.texts import inbox_text


class InboxQuery(PageQuery):
    """Which page, and in which language."""

    locale: Literal["zh-CN", "en"] = "zh-CN"


class MessageOut(Wire):
    """One thing that the dealer was told. `link` is a path within the site, such as `orders/ID`."""

    message_id: str
    kind: str
    title: str
    text: str
    occurred_at: Instant
    link: str

    @classmethod
    def of(cls, record: InboxRecord, locale: str) -> Self:
        """A stored message in the reader's language."""
        shown = inbox_text(record.event_type, locale, record.told)
        return cls(
            message_id=record.message_id,
            kind=record.event_type,
            title=shown.title,
            text=shown.text,
            occurred_at=record.occurred_at,
            link=record.link,
        )
