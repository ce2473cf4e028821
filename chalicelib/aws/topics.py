"""SNS: the one topic of domain events."""

import json
from collections.abc import Sequence

from chalicelib.aws.clients import client
from chalicelib.kernel.events import Event
from chalicelib.kernel.settings import settings

_BATCH = 10


def publish(events: Sequence[Event]) -> None:
    """Tells events to whoever subscribed; raises when one could not be told, so that the caller repeats."""
    for start in range(0, len(events), _BATCH):
        batch = events[start : start + _BATCH]
        entries = [
            {
                "Id": str(place),
                "Message": json.dumps(event.to_wire(), ensure_ascii=False),
                "MessageAttributes": {"type": {"DataType": "String", "StringValue": event.type}},
            }
            for place, event in enumerate(batch)
        ]
        answer = client("sns").publish_batch(TopicArn=settings().events_topic_arn, PublishBatchRequestEntries=entries)
        if answer.get("Failed"):
            raise RuntimeError(f"{len(answer['Failed'])} of {len(entries)} events could not be told")
