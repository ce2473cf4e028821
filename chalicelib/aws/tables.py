"""DynamoDB: the base of every record, and the one way to write.

Commands build `Write`s and `commit` them together. A write carries the refusal to raise when its condition does not
hold, so errors of DynamoDB are mapped here and nowhere else.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, TypeVar

from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.exceptions import CancellationReason, DoesNotExist, QueryError, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, Index
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.aws.attributes import InstantAttribute, IntegerAttribute
from chalicelib.kernel import clock, ids
from chalicelib.kernel.context import caller
from chalicelib.kernel.errors import Code, Conflict, Invalid
from chalicelib.kernel.paging import PAGE_SIZE, Page, decode_cursor, encode_cursor, not_of_this_list
from chalicelib.kernel.settings import table_name

MOST_WRITES = 100
"""Actions that one DynamoDB transaction takes."""
MOST_KEYS = 100
"""Keys that one BatchGetItem takes."""
_TRIES = 6


def meta(feature: str) -> Any:
    """The `Meta` of a record in the table of `feature`."""
    return type(
        "Meta",
        (),
        {"table_name": table_name(feature)},
    )


@cache
def _connection() -> Connection:
    """The one client of all records: making one takes longer than asking it. Short time-outs, standard retries."""
    return Connection(connect_timeout_seconds=2, read_timeout_seconds=5, max_retry_attempts=3)


def index_meta() -> Any:
    """The `Meta` of an index that projects everything; the index is named as its attribute is."""
    return type("Meta", (), {"projection": AllProjection()})


RECORD_KINDS: dict[str, type["Record"]] = {}
"""The class of every kind of record, for those who read a stream."""


class Record(Model):
    """What every item bears: its keys, its kind, its version, and who last changed it, from where, in which request.

    A subclass sets `KIND` and `Meta = meta(FEATURE)`; its key functions stand beside it.
    """

    KIND: ClassVar[str]

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    version = IntegerAttribute(default=1)
    changed_by = UnicodeAttribute()
    changed_from = UnicodeAttribute()
    changed_in = UnicodeAttribute()
    changed_at = InstantAttribute()

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        if "KIND" in cls.__dict__:
            RECORD_KINDS[cls.KIND] = cls

    @classmethod
    def _get_connection(cls) -> TableConnection:
        own = super()._get_connection()
        if own.connection._client is None:
            own.connection._client = _connection().client
        return own

    def stamp(self) -> None:
        """Sets who, from where, in which request and when."""
        now = caller()
        self.kind = self.KIND
        self.changed_by, self.changed_from, self.changed_in = now.who, now.where, now.request
        self.changed_at = clock.now()


def from_image(image: Mapping[str, Any]) -> Record | None:
    """The record behind a stream's image; None for an item of no known kind (an idempotency key, say)."""
    kind = RECORD_KINDS.get(image.get("kind", {}).get("S", ""))
    return kind.from_raw_data(dict(image)) if kind else None


OrElse = Callable[[Any], Exception]
"""What to raise when a condition does not hold; it is given the record as it stands, or None."""


class _Kind(StrEnum):
    CHECK = "check"
    DELETE = "delete"
    PUT = "put"
    UPDATE = "update"


_IN_TRANSACTION = list(_Kind)
"""The order in which pynamodb puts the actions of a transaction, and so of the reasons when it is cancelled."""


@dataclass(frozen=True)
class Write:
    """One action of a transaction. Made by `create`, `replace`, `change`, `check` and `remove`."""

    kind: _Kind
    record: Record
    or_else: OrElse
    condition: Condition | None
    actions: Sequence[Action] = field(default=())

    @property
    def key(self) -> tuple[str, str, str]:
        """Table and keys: one transaction takes one write for each."""
        return type(self.record).Meta.table_name, self.record.pk, self.record.sk


def _changed_meanwhile(record: Any) -> Exception:  # noqa: ARG001 - of the shape of OrElse
    return Conflict(Code.VERSION_CONFLICT, "It was changed meanwhile. Read it again and repeat.")


def _exists_already(record: Any) -> Exception:  # noqa: ARG001 - of the shape of OrElse
    return Conflict(Code.DUPLICATE, "It exists already.")


def create(record: Record, or_else: OrElse = _exists_already, condition: Condition | None = None) -> Write:
    """Puts a record where there is none (or where `condition` holds)."""
    return Write(_Kind.PUT, record, or_else, type(record).pk.does_not_exist() if condition is None else condition)


def replace(record: Record, or_else: OrElse = _changed_meanwhile) -> Write:
    """Puts a record that was read and changed, where nobody changed it meanwhile; its version rises by one."""
    seen = record.version
    record.version = seen + 1
    return Write(_Kind.PUT, record, or_else, type(record).version == seen)


def change(
    model: type[Record],
    key: tuple[str, str],
    actions: Sequence[Action],
    condition: Condition | None = None,
    or_else: OrElse = _changed_meanwhile,
) -> Write:
    """Updates an item by its key, where `condition` holds; makes the item where there is none and no condition."""
    return Write(_Kind.UPDATE, model(*key), or_else, condition, tuple(actions))


def check(model: type[Record], key: tuple[str, str], condition: Condition, or_else: OrElse) -> Write:
    """Demands that `condition` holds for an item that is not changed."""
    return Write(_Kind.CHECK, model(*key), or_else, condition)


def remove(record: Record, condition: Condition | None = None, or_else: OrElse = _changed_meanwhile) -> Write:
    """Deletes an item, where `condition` holds."""
    return Write(_Kind.DELETE, record, or_else, condition)


def commit(*writes: Write) -> None:
    """Writes everything or nothing, in one transaction.

    When conditions fail, the refusal of the first such write (in the order given) is raised, with the details of the
    others of the same code added to its own. A conflict with another transaction is tried again with jitter.
    """
    if len(writes) > MOST_WRITES or len({write.key for write in writes}) != len(writes):
        raise ValueError("a transaction takes 100 writes at most, and one an item")
    for tried in range(_TRIES):
        try:
            _commit_once(writes)
        except TransactWriteError as error:
            reasons = _reasons_by_write(writes, error)
            if not reasons:
                raise
            refusal = _refusal(reasons)
            if refusal:
                raise refusal from error
            time.sleep(ids.jitter(0.05 * 2**tried))
        else:
            return
    raise Conflict(Code.BUSY, "Too many are changing the same thing. Try again in a moment.")


def _commit_once(writes: Sequence[Write]) -> None:
    with TransactWrite(connection=_connection(), client_request_token=ids.secret()[:36]) as transaction:
        for write in sorted(writes, key=lambda write: _IN_TRANSACTION.index(write.kind)):
            _add(transaction, write)


def _add(transaction: TransactWrite, write: Write) -> None:
    record, condition = write.record, write.condition
    if write.kind is _Kind.CHECK:
        transaction.condition_check(type(record), record.pk, record.sk, condition=condition)
    elif write.kind is _Kind.DELETE:
        transaction.delete(record, condition=condition)
    elif write.kind is _Kind.PUT:
        record.stamp()
        transaction.save(record, condition=condition, return_values="ALL_OLD")
    else:
        record.stamp()
        actions = [*write.actions, *_stamp_actions(record)]
        transaction.update(record, actions, condition=condition, return_values="ALL_OLD")


def _stamp_actions(record: Record) -> Iterator[Action]:
    model = type(record)
    for name in ("kind", "changed_by", "changed_from", "changed_in", "changed_at"):
        yield getattr(model, name).set(getattr(record, name))
    yield model.version.add(1)


def _reasons_by_write(writes: Sequence[Write], error: TransactWriteError) -> list[tuple[Write, CancellationReason]]:
    in_order = sorted(writes, key=lambda write: _IN_TRANSACTION.index(write.kind))
    reasons = error.cancellation_reasons
    if error.cause_response_code != "TransactionCanceledException":
        return []
    by_write = {
        id(write): reason for write, reason in zip(in_order, reasons, strict=False) if reason and reason.code != "None"
    }
    known = {"ConditionalCheckFailed", "TransactionConflict"}
    if not {reason.code for reason in by_write.values()} <= known:
        return []
    return [(write, by_write[id(write)]) for write in writes if id(write) in by_write]


def _refusal(reasons: Iterable[tuple[Write, CancellationReason]]) -> Exception | None:
    """The refusal of the first write whose condition failed, with the details of the others of its code."""
    first: Exception | None = None
    for write, reason in reasons:
        if reason.code != "ConditionalCheckFailed":
            continue
        old = type(write.record).from_raw_data(reason.raw_item) if reason.raw_item else None
        refusal = write.or_else(old)
        if first is None:
            first = refusal
        elif isinstance(first, Conflict) and isinstance(refusal, Conflict) and first.code == refusal.code:
            first.details += refusal.details
    return first


AnyRecord = TypeVar("AnyRecord", bound=Record)


def find(model: type[AnyRecord], key: tuple[str, str]) -> AnyRecord | None:
    """The record with that key as it stands now (a consistent read), or None."""
    try:
        return model.get(*key, consistent_read=True)
    except DoesNotExist:
        return None


def find_many(model: type[AnyRecord], keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], AnyRecord]:
    """Those of `keys` that exist. One BatchGetItem for up to 100 keys; beyond, one Query a partition, so that the
    round trips do not rise with the number of keys."""
    wanted = dict.fromkeys(keys)
    if len(wanted) <= MOST_KEYS:
        return (
            {(item.pk, item.sk): item for item in model.batch_get(list(wanted), consistent_read=True)} if wanted else {}
        )
    found: dict[tuple[str, str], AnyRecord] = {}
    for partition in dict.fromkeys(pk for pk, _ in wanted):
        sorts = sorted(sk for pk, sk in wanted if pk == partition)
        items = model.query(partition, model.sk.between(sorts[0], sorts[-1]), consistent_read=True)
        found |= {(item.pk, item.sk): item for item in items if (item.pk, item.sk) in wanted}
    return found


@dataclass(frozen=True)
class Together:
    """What `find_together` found."""

    found: Mapping[tuple[str, str, str], Record]

    def one(self, model: type[AnyRecord], key: tuple[str, str]) -> AnyRecord | None:
        """The record with that key, or None where there is none."""
        record = self.found.get((model.Meta.table_name, *key))
        return record if isinstance(record, model) else None


def find_together(*wanted: tuple[type[Record], tuple[str, str]]) -> Together:
    """Records of several tables as they stand now, in one BatchGetItem: up to 100 keys, consistent one by one."""
    models = {(model.Meta.table_name, *key): model for model, key in wanted}
    left: dict[str, Any] = {}
    for table, pk, sk in models:
        asked = left.setdefault(table, {"ConsistentRead": True, "Keys": []})
        asked["Keys"].append({"pk": {"S": pk}, "sk": {"S": sk}})
    found: dict[tuple[str, str, str], Record] = {}
    while left:
        answer = _connection().dispatch("BatchGetItem", {"RequestItems": left})
        for table, items in answer["Responses"].items():
            for item in items:
                place = table, item["pk"]["S"], item["sk"]["S"]
                found[place] = models[place].from_raw_data(item)
        left = answer.get("UnprocessedKeys") or {}
    return Together(found)


def list_all(model: type[AnyRecord], pk: str, prefix: str = "") -> list[AnyRecord]:
    """Every record of one partition whose sort key begins with `prefix`, in order (a consistent read)."""
    within = model.sk.startswith(prefix) if prefix else None
    return list(model.query(pk, within, consistent_read=True))


def list_page(
    source: Any,
    hash_value: str,
    within: Condition | None = None,
    *,
    limit: int = PAGE_SIZE,
    cursor: str | None = None,
    newest_first: bool = False,
) -> Page[Any]:
    """One page of a Query on a model or an index. The hash key is the caller's scope; a cursor cannot leave it."""
    names = _key_names(source)
    found = source.query(
        hash_value,
        within,
        limit=limit,
        page_size=limit,
        scan_index_forward=not newest_first,
        last_evaluated_key=decode_cursor(cursor, names[0], hash_value, names),
    )
    try:
        items = list(found)
    except QueryError as error:
        if cursor and error.cause_response_code == "ValidationException":  # a key of the list's, outside of `within`
            raise not_of_this_list() from error
        raise
    return Page(items, encode_cursor(found.last_evaluated_key) if len(items) == limit else None)


def list_through(
    source: Any,
    places: Sequence[tuple[str, Condition | None]],
    *,
    limit: int = PAGE_SIZE,
    cursor: str | None = None,
    newest_first: bool = False,
) -> Page[Any]:
    """One page of several Queries on one index, one after the other: each place is a hash key and what lies within.

    The cursor says in which of them the next page begins; it cannot leave them.
    """
    names = _key_names(source)
    left = _from_cursor(places, names, cursor)
    items: list[Any] = []
    for following, (hash_value, within) in enumerate(left, 1):
        wanted = limit - len(items)
        page = list_page(source, hash_value, within, limit=wanted, cursor=cursor, newest_first=newest_first)
        items += page.items
        cursor = None
        if len(items) == limit:
            ended = page.next is None and following == len(left)
            return Page(items, None if ended else page.next or encode_cursor(_place(items[-1], names)))
    return Page(items)


def _from_cursor(
    places: Sequence[tuple[str, Condition | None]], names: Sequence[str], cursor: str | None
) -> Sequence[tuple[str, Condition | None]]:
    """The places from the one on into which the cursor leads."""
    if not cursor:
        return places
    for passed, (hash_value, _) in enumerate(places):
        if _leads_into(hash_value, names, cursor):
            return places[passed:]
    raise not_of_this_list()


def _leads_into(hash_value: str, names: Sequence[str], cursor: str) -> bool:
    try:
        return decode_cursor(cursor, names[0], hash_value, names) is not None
    except Invalid:
        return False


def _place(last: Record, names: Sequence[str]) -> dict[str, Any]:
    """Where an item lies in an index, as DynamoDB says it."""
    return {name: {"S": getattr(last, name)} for name in names}


def _key_names(source: Any) -> list[str]:
    """The attributes of which a cursor is made: the hash key of the model or index first, the table's own keys too."""
    if not isinstance(source, Index):
        return ["pk", "sk"]
    keys = [part for part in source.Meta.attributes.values() if part.is_hash_key or part.is_range_key]
    keys.sort(key=lambda part: not part.is_hash_key)
    return list(dict.fromkeys([*(str(part.attr_name) for part in keys), "pk", "sk"]))
