"""aws/tables.py: everything or nothing, refusals in the order of the writes, and lists that nobody can leave."""

import base64
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import botocore.client
import pytest
from botocore.exceptions import ClientError
from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import TransactWriteError
from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.aws import tables
from chalicelib.aws.attributes import IntegerAttribute
from chalicelib.aws.tables import (
    RECORD_KINDS,
    Record,
    change,
    check,
    commit,
    create,
    find,
    find_many,
    from_image,
    index_meta,
    list_all,
    list_page,
    list_through,
    meta,
    remove,
    replace,
)
from chalicelib.kernel import clock
from chalicelib.kernel.context import Caller, acting
from chalicelib.kernel.errors import Code, Conflict, Invalid
from tests.world.cloud import Cloud

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


class ByState(GlobalSecondaryIndex[Any]):
    Meta = index_meta()

    state_key = UnicodeAttribute(hash_key=True)
    state_sort = UnicodeAttribute(range_key=True)


class Thing(Record):
    KIND = "thing_of_this_test"
    Meta = meta("orders")

    count = IntegerAttribute(default=0)
    state_key = UnicodeAttribute(null=True)
    state_sort = UnicodeAttribute(null=True)
    by_state = ByState()


del RECORD_KINDS[Thing.KIND]  # no kind of the product

Calls = Counter[str]


@pytest.fixture
def calls(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Counts what is asked of DynamoDB, by operation."""
    counted: Calls = Counter()
    real = botocore.client.BaseClient._make_api_call

    def counting(self: Any, operation: str, given: Any) -> Any:
        counted[operation] += 1
        return real(self, operation, given)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", counting)
    return counted


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Lets nobody wait, and says how long they would have."""
    waited: list[float] = []
    monkeypatch.setattr(tables.time, "sleep", waited.append)
    return waited


Cancel = Callable[..., None]


@pytest.fixture
def cancel(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cancel:
    """Cancels the next transactions for reasons that no emulator gives."""
    left: list[tuple[str, ...]] = []
    real = botocore.client.BaseClient._make_api_call

    def cancelling(self: Any, operation: str, given: Any) -> Any:
        if operation == "TransactWriteItems" and left:
            error = {"Code": "TransactionCanceledException", "Message": "cancelled"}
            reasons = [{"Code": code} for code in left.pop(0)]
            raise ClientError({"Error": error, "CancellationReasons": reasons, "ResponseMetadata": {}}, operation)
        return real(self, operation, given)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", cancelling)
    return lambda *reasons, times=1: left.extend([reasons] * times)


def _thing(name: str, pk: str = "THING", **more: Any) -> Thing:
    return Thing(pk, name, **more)


def _stored(name: str, pk: str = "THING") -> Thing | None:
    return find(Thing, (pk, name))


def _too_few(name: str) -> Callable[[Any], Exception]:
    return lambda old: Conflict(
        Code.INSUFFICIENT_STOCK, f"too few of {name}", [{"sku": name, "left": old.count if old else None}]
    )


def _put(*names: str, **more: Any) -> None:
    commit(*(create(_thing(name, **more)) for name in names))


def test_what_is_created_bears_who_from_where_in_which_request_and_when(aws: Cloud) -> None:
    with acting(Caller("ann", "203.0.113.7", "r-1")), clock.at(NOON):
        _put("a")
    made = _stored("a")
    assert made
    assert (made.changed_by, made.changed_from, made.changed_in, made.changed_at) == ("ann", "203.0.113.7", "r-1", NOON)
    assert (made.kind, made.version) == ("thing_of_this_test", 1)


def test_every_change_is_stamped_and_raises_the_version(aws: Cloud) -> None:
    _put("a", "b")
    read = _stored("a")
    assert read
    read.count = 7
    with acting(Caller("bob", "office", "r-2")):
        commit(replace(read), change(Thing, ("THING", "b"), [Thing.count.set(8)]))
    stored = [(found.count, found.version, found.changed_by, found.kind) for found in list_all(Thing, "THING")]
    assert stored == [(7, 2, "bob", "thing_of_this_test"), (8, 2, "bob", "thing_of_this_test")]


def test_what_exists_is_not_created_again(aws: Cloud) -> None:
    _put("a", count=1)
    with pytest.raises(Conflict) as refused:
        _put("a", count=2)
    assert refused.value.code == Code.DUPLICATE
    assert _stored("a").count == 1  # type: ignore[union-attr]


def test_a_change_without_a_condition_makes_what_is_not_there(aws: Cloud) -> None:
    commit(change(Thing, ("THING", "a"), [Thing.count.add(3)]))
    made = _stored("a")
    assert made
    assert (made.count, made.version, made.kind) == (3, 1, "thing_of_this_test")


def test_of_two_who_read_the_same_the_second_is_refused(aws: Cloud) -> None:
    _put("a")
    first, second = _stored("a"), _stored("a")
    assert first
    assert second
    first.count, second.count = 1, 2
    commit(replace(first))
    with pytest.raises(Conflict) as refused:
        commit(replace(second))
    assert refused.value.code == Code.VERSION_CONFLICT
    assert _stored("a").count == 1  # type: ignore[union-attr]


def test_removing_depends_on_its_condition(aws: Cloud) -> None:
    _put("a", count=1)
    with pytest.raises(Conflict):
        commit(remove(_thing("a"), Thing.count == 2))
    assert _stored("a")
    commit(remove(_thing("a"), Thing.count == 1))
    assert _stored("a") is None


def test_everything_is_written_or_nothing(aws: Cloud) -> None:
    _put("a", count=1)
    with pytest.raises(Conflict, match="too few of a"):
        commit(
            create(_thing("b")),
            change(Thing, ("THING", "a"), [Thing.count.add(-2)], Thing.count >= 2, _too_few("a")),
            check(Thing, ("THING", "c"), Thing.pk.does_not_exist(), _too_few("c")),
        )
    assert [(found.sk, found.count) for found in list_all(Thing, "THING")] == [("a", 1)]


def test_refusals_of_one_code_are_told_together_in_the_order_of_the_writes(aws: Cloud) -> None:
    _put("a", "b", "c", count=1)
    with pytest.raises(Conflict) as refused:
        commit(
            change(Thing, ("THING", "c"), [Thing.count.add(-2)], Thing.count >= 2, _too_few("c")),
            change(Thing, ("THING", "a"), [Thing.count.add(-1)], Thing.count >= 1, _too_few("a")),
            create(_thing("b")),
            change(Thing, ("THING", "d"), [Thing.count.add(-2)], Thing.count >= 2, _too_few("d")),
        )
    assert refused.value.code == Code.INSUFFICIENT_STOCK
    assert refused.value.details == [{"sku": "c", "left": 1}, {"sku": "d", "left": None}]
    assert [found.count for found in list_all(Thing, "THING")] == [1, 1, 1]


def test_the_first_write_speaks_first_whatever_dynamodb_puts_first(aws: Cloud) -> None:
    """DynamoDB is given checks and deletes before puts and updates; the refusal follows the order of the caller."""
    _put("put", "update", "check", "delete", count=1)
    writes = {
        "update": change(Thing, ("THING", "update"), [Thing.count.add(1)], Thing.count == 0, _too_few("update")),
        "put": create(_thing("put"), _too_few("put")),
        "delete": remove(_thing("delete"), Thing.count == 0, _too_few("delete")),
        "check": check(Thing, ("THING", "check"), Thing.count == 0, _too_few("check")),
    }
    names = list(writes)
    for turn in range(len(names)):
        order = names[turn:] + names[:turn]
        with pytest.raises(Conflict) as refused:
            commit(*(writes[name] for name in order))
        assert [detail["sku"] for detail in refused.value.details] == order


def test_an_exception_that_is_no_conflict_is_raised_alone(aws: Cloud) -> None:
    _put("a", "b")
    with pytest.raises(LookupError, match="gone"):
        commit(
            create(_thing("a"), or_else=lambda _old: LookupError("gone")),
            create(_thing("b")),
        )


def test_a_conflict_with_another_transaction_is_tried_again_with_jitter(cancel: Cancel, waits: list[float]) -> None:
    cancel("TransactionConflict", "None", times=3)
    _put("a", "b")
    assert [found.sk for found in list_all(Thing, "THING")] == ["a", "b"]
    assert len(waits) == 3
    assert all(0 <= wait <= 0.05 * 2**tried for tried, wait in enumerate(waits))
    assert [found.version for found in list_all(Thing, "THING")] == [1, 1]


def test_who_is_disturbed_again_and_again_is_told_that_it_is_busy(cancel: Cancel, waits: list[float]) -> None:
    cancel("TransactionConflict", times=6)
    with pytest.raises(Conflict) as refused:
        _put("a")
    assert refused.value.code == Code.BUSY
    assert refused.value.status == 409
    assert len(waits) == 6
    assert list_all(Thing, "THING") == []


def test_a_refusal_beside_a_conflict_is_final(cancel: Cancel, waits: list[float]) -> None:
    cancel("TransactionConflict", "ConditionalCheckFailed")
    with pytest.raises(Conflict, match="too few of b"):
        commit(create(_thing("a")), create(_thing("b"), _too_few("b")))
    assert waits == []
    assert list_all(Thing, "THING") == []


def test_any_other_reason_is_a_fault(cancel: Cancel, waits: list[float]) -> None:
    cancel("ValidationError", "ConditionalCheckFailed")
    with pytest.raises(TransactWriteError):
        _put("a", "b")
    assert waits == []


def test_one_write_an_item(aws: Cloud) -> None:
    with pytest.raises(ValueError, match="one an item"):
        commit(create(_thing("a")), check(Thing, ("THING", "a"), Thing.count == 0, _too_few("a")))
    assert list_all(Thing, "THING") == []


def test_a_hundred_writes_and_no_more(aws: Cloud) -> None:
    with pytest.raises(ValueError, match="100 writes"):
        _put(*(f"{place:03}" for place in range(101)))
    assert list_all(Thing, "THING") == []
    _put(*(f"{place:03}" for place in range(100)))
    assert len(list_all(Thing, "THING")) == 100


def test_what_a_stream_shows_of_no_known_kind_is_nothing() -> None:
    assert from_image({"pk": {"S": "A"}, "sk": {"S": "B"}}) is None
    assert from_image({"pk": {"S": "A"}, "sk": {"S": "B"}, "kind": {"S": "unheard_of"}}) is None


@pytest.fixture
def many(aws: Cloud) -> list[tuple[str, str]]:
    """250 things in each of two partitions."""
    keys = [(pk, f"{place:03}") for pk in ("LEFT", "RIGHT") for place in range(250)]
    with Thing.batch_write() as batch:
        for pk, sk in keys:
            thing = Thing(pk, sk, count=int(sk))
            thing.stamp()
            batch.save(thing)
    return keys


def test_many_are_found_by_their_keys_and_the_missing_left_out(many: list[tuple[str, str]]) -> None:
    asked = [*many[:3], ("LEFT", "none"), many[0], many[-1]]
    assert {key: found.count for key, found in find_many(Thing, asked).items()} == {
        ("LEFT", "000"): 0,
        ("LEFT", "001"): 1,
        ("LEFT", "002"): 2,
        ("RIGHT", "249"): 249,
    }
    every = find_many(Thing, [*many, ("LEFT", "none"), ("NOWHERE", "000")])
    assert {key: found.count for key, found in every.items()} == {(pk, sk): int(sk) for pk, sk in many}


def test_between_the_asked_ones_nothing_else_is_brought(many: list[tuple[str, str]]) -> None:
    odd = [key for key in many if int(key[1]) % 2]
    assert list(find_many(Thing, odd)) == odd


@pytest.mark.parametrize(
    ("count", "expected"), [(0, {}), (1, {"BatchGetItem": 1}), (100, {"BatchGetItem": 1})], ids=str
)
def test_up_to_a_hundred_keys_are_one_round_trip(
    many: list[tuple[str, str]], calls: Calls, count: int, expected: dict[str, int]
) -> None:
    assert len(find_many(Thing, many[:count])) == count
    assert calls == expected


@pytest.mark.parametrize("count", [101, 180, 250])
def test_beyond_a_hundred_the_round_trips_do_not_rise(many: list[tuple[str, str]], calls: Calls, count: int) -> None:
    left, right = many[:250], many[250:]
    assert len(find_many(Thing, [*left[:count], *right[:count]])) == 2 * count
    assert calls == {"Query": 2}


def _names(cursor: str | None = None, **more: Any) -> tuple[list[str], str | None]:
    page = list_page(Thing, "LEFT", limit=2, cursor=cursor, **more)
    return [found.sk for found in page.items], page.next


@pytest.fixture
def five(aws: Cloud) -> None:
    _put("a", "b", "c", "d", "e", pk="LEFT")
    _put("a", "b", "c", pk="RIGHT")


def test_pages_follow_each_other_to_the_end(five: None) -> None:
    first, cursor = _names()
    second, cursor = _names(cursor)
    third, cursor = _names(cursor)
    assert [first, second, third, cursor] == [["a", "b"], ["c", "d"], ["e"], None]


def test_newest_first_is_the_other_way(five: None) -> None:
    first, cursor = _names(newest_first=True)
    second, _ = _names(cursor, newest_first=True)
    assert [first, second] == [["e", "d"], ["c", "b"]]


def test_pages_of_an_index(aws: Cloud) -> None:
    commit(*(create(_thing(name, state_key="STATE#open", state_sort=name)) for name in "abc"))
    commit(create(_thing("z", state_key="STATE#shut", state_sort="z")))
    first = list_page(Thing.by_state, "STATE#open", limit=2)
    second = list_page(Thing.by_state, "STATE#open", limit=2, cursor=first.next)
    assert [[found.sk for found in page.items] for page in (first, second)] == [["a", "b"], ["c"]]
    with pytest.raises(Invalid):
        list_page(Thing.by_state, "STATE#shut", limit=2, cursor=first.next)
    with pytest.raises(Invalid):
        list_page(Thing, "THING", limit=2, cursor=first.next)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 8, 9])
@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_go_through_several_partitions(five: None, limit: int, newest_first: bool) -> None:
    """Every item once, partition after partition, wherever a page ends; what lies outside of the range is left out."""
    places = [("NOWHERE", None), ("LEFT", Thing.sk > "a"), ("EMPTY", None), ("RIGHT", None)]
    seen: list[str] = []
    cursor, pages = None, 0
    while pages == 0 or cursor:
        page = list_through(Thing, places, limit=limit, cursor=cursor, newest_first=newest_first)
        seen += [f"{found.pk[0]}{found.sk}" for found in page.items]
        cursor, pages = page.next, pages + 1
    left, right = ["Lb", "Lc", "Ld", "Le"], ["Ra", "Rb", "Rc"]
    assert seen == ([*left[::-1], *right[::-1]] if newest_first else [*left, *right])


def test_a_cursor_leads_into_one_of_the_partitions_or_nowhere(five: None) -> None:
    cursor = list_through(Thing, [("LEFT", None)], limit=1).next
    following = list_through(Thing, [("RIGHT", None), ("LEFT", None)], limit=9, cursor=cursor)
    assert [found.sk for found in following.items] == ["b", "c", "d", "e"]
    for places in ([], [("RIGHT", None)]):
        with pytest.raises(Invalid):
            list_through(Thing, places, cursor=cursor)
    assert list_through(Thing, []).items == []


def _forged(**key: str) -> str:
    return base64.urlsafe_b64encode(json.dumps({name: {"S": text} for name, text in key.items()}).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        _forged(pk="RIGHT", sk="a"),
        _forged(pk="LEFT"),
        _forged(pk="LEFT", sk="a", state_key="STATE#open"),
        _forged(pk="LEFT", sk=""),
        "nonsense",
    ],
)
def test_a_cursor_cannot_leave_its_list(five: None, calls: Calls, cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        list_page(Thing, "LEFT", cursor=cursor)
    assert [detail["field"] for detail in refused.value.details] == ["cursor"]
    assert calls == {}


def test_what_dynamodb_refuses_of_a_cursor_is_the_askers_mistake(five: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of the right partition outside of the range: DynamoDB says ValidationException, moto says nothing."""

    def refusing(self: Any, operation: str, given: Any) -> Any:
        raise ClientError({"Error": {"Code": "ValidationException"}, "ResponseMetadata": {}}, operation)

    _, cursor = _names()
    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", refusing)
    with pytest.raises(Invalid):
        _names(cursor)
    with pytest.raises(Exception, match="ValidationException"):
        _names()
