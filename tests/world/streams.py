"""Plays the streams: what the tables changed goes to the real feeds, what they tell goes to the real reader."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import boto3

from tests.world.api import Context
from tests.world.cloud import STACK, Cloud

FEEDS = {
    "approvals": "approvals_feed",
    "dealers": "dealers_feed",
    "orders": "orders_feed",
    "ledger": "ledger_feed",
    "promotions": "promotions_feed",
    "rebates": "rebates_feed",
    "returns": "returns_feed",
    "onboarding": "onboarding_feed",
    "messages": "messages_feed",
}
"""Which function reads which table's stream; tests/infra checks it against the template."""
STEPS = {"access": "access_follow", "backtests": "backtest_step", "insights": "verification_step"}
"""A stream whose reader does the next step of what the record is about."""
AUDITED = (
    *("approvals", "catalog", "company", "dealers", "ledger"),
    *("messages", "onboarding", "orders", "promotions", "rebates", "returns", "stock"),
)
"""The tables whose streams the audit trail reads beside; tests/infra checks that, too."""


class Streams:
    """Remembers how far each stream was read. The audit trail is kept where a test asks for it."""

    def __init__(self, made: Cloud, *, audit: bool = False) -> None:
        self._cloud = made
        self._audit = audit
        self._places: dict[tuple[str, str], str | None] = {}

    def drain(self) -> None:
        """Plays until nothing new comes: feeds first, then the queues of events; at last the audit trail."""
        readers = {"messages_deliver": self._cloud.queue_url, "ledger_follow": self._cloud.ledger_queue_url}
        while self._feed() or any(self._deliver(reader, queue) for reader, queue in readers.items()):
            pass
        if self._audit:
            self.keep_audit()

    def _feed(self) -> bool:
        fed = False
        for feature, function in {**FEEDS, **STEPS}.items():
            records = self._new_records(f"{STACK}-{feature}", function)
            for start in range(0, len(records), 25):
                handler(function)({"Records": records[start : start + 25]}, Context())
            fed = fed or bool(records)
        return fed

    def keep_audit(self, features: Sequence[str] = AUDITED) -> None:
        """Plays what the tables changed to the audit trail."""
        for feature in features:
            records = self._new_records(f"{STACK}-{feature}", "audit_feed")
            for start in range(0, len(records), 100):
                batch = [_dated(record) for record in records[start : start + 100]]
                handler("audit_feed")({"Records": batch}, Context())

    def _new_records(self, table: str, reader: str) -> list[dict[str, Any]]:
        streams, reads = boto3.client("dynamodbstreams"), (table, reader)
        if reads not in self._places:
            self._places[reads] = _beginning(table)
        place = self._places[reads]
        if place is None:
            return []
        answer = streams.get_records(ShardIterator=place)
        self._places[reads] = answer["NextShardIterator"]
        return list(answer["Records"])

    def _deliver(self, reader: str, queue_url: str) -> bool:
        queue = boto3.client("sqs")
        found = queue.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get("Messages", [])
        if not found:
            return False
        records = [_as_lambda_gets_it(message) for message in found]
        failed = handler(reader)({"Records": records}, Context())
        assert failed == {"batchItemFailures": []}, failed
        for message in found:
            queue.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
        return True


def _beginning(table: str) -> str | None:
    """The place before the first record of a table's stream; None where it has no stream."""
    arn = boto3.client("dynamodb").describe_table(TableName=table)["Table"].get("LatestStreamArn")
    if arn is None:
        return None
    streams = boto3.client("dynamodbstreams")
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    found = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    return str(found["ShardIterator"])


def _dated(record: dict[str, Any]) -> dict[str, Any]:
    """With the instant as Lambda gets it: seconds, where boto3 gives a datetime."""
    made: datetime = record["dynamodb"]["ApproximateCreationDateTime"]
    return {**record, "dynamodb": {**record["dynamodb"], "ApproximateCreationDateTime": made.timestamp()}}


def _as_lambda_gets_it(message: Any) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "body": message["Body"],
        "receiptHandle": message["ReceiptHandle"],
        "eventSource": "aws:sqs",
        "eventSourceARN": "queue",
        "awsRegion": "us-east-1",
        "md5OfBody": "",
        "attributes": {},
        "messageAttributes": {},
    }


def handler(function: str) -> Callable[[Any, Any], Any]:
    """The handler of a Lambda function by its name, as the app declares it."""
    from app import app  # noqa: PLC0415 - after the world is set up

    found: Callable[[Any, Any], Any] = app.handler_map[function]
    return found
