"""Puts the tables back as they were, which is quicker than to make them again."""

import copy
from collections.abc import Mapping
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from tests.world.cloud import ACCOUNT


def stands() -> dict[str, Any]:
    """All items of all tables, for `put_back`."""
    return {name: copy.deepcopy(table.items) for name, table in _tables().items()}


def put_back(stood: Mapping[str, Any]) -> None:
    """Makes every table hold what it held then; `stood` may be used again.

    Only partitions that changed are touched: every write makes an item, removes one or raises its version.
    """
    for name, table in _tables().items():
        then = stood[name]
        for pk in {*table.items, *then}:
            if pk not in then:
                del table.items[pk]
            elif _versions(table.items.get(pk)) != _versions(then[pk]):
                table.items[pk] = copy.deepcopy(then[pk])


def _versions(partition: Mapping[Any, Any] | None) -> dict[Any, Any]:
    versions = {sk: item.attrs.get("version") for sk, item in (partition or {}).items()}
    return {sk: version and version.value for sk, version in versions.items()}


def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = dynamodb_backends[ACCOUNT]["us-east-1"].tables
    return tables
