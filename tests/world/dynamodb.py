"""DynamoDB on moto at the price of what is touched, so that a world of a hundred orders does not take minutes.

moto copies every table that a transaction names, whole and once for each of its writes; and it looks for every type of
a value that it answers under a dozen names.
"""

import copy
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.serialize import AttributePicker, BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing.ast_nodes import DepthFirstTraverser

_Before = tuple[Table, DynamoType, DynamoType, Any]
_TYPES = frozenset({"S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"})
_PLAIN = frozenset({"S", "N", "NULL", "BOOL"})


@contextmanager
def cheap_dynamodb() -> Iterator[None]:
    """Keeps aside the items alone that a transaction names, and puts these back where it is cancelled; takes the value
    of an attribute as it stands; and asks each reader of an expression once what it reads.
    """
    real, pick = DynamoDBBackend.transact_write_items, AttributePicker.__call__
    serialize, concerns = BaseJSONSerializer._serialize_type_structure, DepthFirstTraverser.nodes_to_be_processed

    def serialized_as_it_stands(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if key and type(value) is dict and len(value) == 1 and _PLAIN.issuperset(value):
            serialized[key] = value
        else:
            serialize(self, serialized, value, shape, key)

    def asked_once(self: Any) -> Any:
        if not hasattr(self, "_concerns"):
            self._concerns = concerns(self)
        return self._concerns

    def picked(self: Any, context: Any) -> Any:
        value = context.obj
        if type(value) is dict and len(value) == 1 and _TYPES.issuperset(value):
            return value.get(context.key)
        return pick(self, context)

    def transact(self: Any, transact_items: list[dict[str, Any]]) -> None:
        before = [_kept(self, operation) for item in transact_items for operation in item.values()]
        streams = {table: len(table.stream_shard.items) for table, *_ in before if table.stream_shard}
        try:
            real(self, transact_items)
        except Exception:
            _put_back(before)
            for table, length in streams.items():
                del table.stream_shard.items[length:]
            raise

    with ExitStack() as patched:
        patched.enter_context(patch.object(Table, "__deepcopy__", lambda self, _: self, create=True))
        patched.enter_context(patch.object(AttributePicker, "__call__", picked))
        patched.enter_context(patch.object(BaseJSONSerializer, "_serialize_type_structure", serialized_as_it_stands))
        patched.enter_context(patch.object(DepthFirstTraverser, "nodes_to_be_processed", asked_once))
        patched.enter_context(patch.object(DynamoDBBackend, "transact_write_items", transact))
        yield


def _kept(backend: Any, operation: dict[str, Any]) -> _Before:
    """The item that a write is about, as it stands, with its place; None where there is none."""
    table = backend.get_table(operation["TableName"])
    keys = operation.get("Key") or operation["Item"]
    pk, sk = (DynamoType(keys[name]) for name in (table.hash_key_attr, table.range_key_attr))
    return table, pk, sk, copy.deepcopy(table.get_item(pk, sk))


def _put_back(before: list[_Before]) -> None:
    for table, pk, sk, item in before:
        if item is None:
            table.items[pk].pop(sk, None)
        else:
            table.items[pk][sk] = item
