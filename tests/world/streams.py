"""Plays the streams: what the tables changed goes to the real feeds, what they tell goes to the real reader."""

from collections.abc import Callable
from typing import Any

import boto3

from tests.world.api import Context
from tests.world.cloud import STACK, Cloud

FEEDS = {
    "approvals": "approvals_feed",
    "dealers": "dealers_feed",
    "orders": "orders_feed",
    "ledger": "ledger_feed",
    "rebates": "rebates_feed",
}
"""Which function reads which table's stream; tests/infra checks it against the template."""


class Streams:
    """Remembers how far each stream was read."""

    def __init__(self, made: Cloud) -> None:
        self._cloud = made
        self._read: dict[str, int] = {}

    def drain(self) -> None:
        """Plays until nothing new comes: feeds first, then the queue of messages."""
        while self._feed() or self._deliver():
            pass

    def _feed(self) -> bool:
        fed = False
        for feature, function in FEEDS.items():
            records = self._new_records(f"{STACK}-{feature}")
            for start in range(0, len(records), 25):
                handler(function)({"Records": records[start : start + 25]}, Context())
            fed = fed or bool(records)
        return fed

    def _new_records(self, table: str) -> list[dict[str, Any]]:
        streams = boto3.client("dynamodbstreams")
        arn = boto3.client("dynamodb").describe_table(TableName=table)["Table"].get("LatestStreamArn")
        if arn is None:
            return []
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        records = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
        new = records[self._read.get(table, 0) :]
        self._read[table] = len(records)
        return list(new)

    def _deliver(self) -> bool:
        queue = boto3.client("sqs")
        found = queue.receive_message(QueueUrl=self._cloud.queue_url, MaxNumberOfMessages=10).get("Messages", [])
        if not found:
            return False
        records = [_as_lambda_gets_it(message) for message in found]
        failed = handler("messages_deliver")({"Records": records}, Context())
        assert failed == {"batchItemFailures": []}, failed
        for message in found:
            queue.delete_message(QueueUrl=self._cloud.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return True


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
