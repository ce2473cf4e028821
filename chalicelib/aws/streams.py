"""DynamoDB streams: one change of one item as a stream tells it, whatever its kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

Image = Mapping[str, Mapping[str, Any]]
"""An item as a stream shows it: `{"pk": {"S": "..."}, ...}`."""


@dataclass(frozen=True)
class StreamRecord:
    """`action` is INSERT, MODIFY or REMOVE; `sequence` is the stream's own number of the change, `at` when it was made
    to the second; `by_service`: DynamoDB itself removed the item, since its time had run out.
    """

    action: str
    sequence: str
    at: datetime
    by_service: bool
    old: Image | None
    new: Image | None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """From one of the `Records` that Lambda is given."""
        images = record["dynamodb"]
        return cls(
            action=record["eventName"],
            sequence=images["SequenceNumber"],
            at=datetime.fromtimestamp(float(images["ApproximateCreationDateTime"]), tz=UTC),
            by_service=(record.get("userIdentity") or {}).get("type") == "Service",
            old=images.get("OldImage"),
            new=images.get("NewImage"),
        )
