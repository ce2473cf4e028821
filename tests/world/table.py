"""A table as it lies there, to see that nothing has changed."""

from typing import Any

import boto3

from tests.world.cloud import STACK


def everything(feature: str) -> list[dict[str, Any]]:
    """Every item of a feature's table, by key."""
    items = boto3.client("dynamodb").scan(TableName=f"{STACK}-{feature}", ConsistentRead=True)["Items"]
    return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
