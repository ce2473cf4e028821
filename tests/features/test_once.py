"""aws/once.py: what may happen only once: a request's effect, and a mail."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pynamodb.attributes import UnicodeAttribute

from chalicelib.aws.once import (
    KEPT,
    AlreadyAnswered,
    MailRecord,
    MailUnderWay,
    Once,
    RequestRecord,
    mail_key,
    mail_lease,
    request_key,
)
from chalicelib.aws.tables import RECORD_KINDS, Record, commit, create, find, list_all, meta
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict, Invalid
from tests.world.cloud import Cloud

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
LEASE = timedelta(minutes=2)


class MadeRecord(Record):
    KIND = "made_by_the_once_test"
    Meta = meta("stock")

    name = UnicodeAttribute()


del RECORD_KINDS[MadeRecord.KIND]  # no kind of the product


def _once(request: str = "POST /things\na", asker: str = "ann", key: str | None = "k-1") -> Once:
    return Once.of(asker, key, request, 201, lambda made: f'{{"name": "{made.name}"}}')


def _make(once: Once, name: str = "a") -> None:
    made = MadeRecord("MADE", name, name=name)
    commit(once.write(made), create(made))


def _made() -> list[str]:
    return [found.name for found in list_all(MadeRecord, "MADE")]


@pytest.mark.parametrize("key", [None, "", "x" * 129, "键", "a\x07"], ids=repr)
def test_a_key_is_1_to_128_printable_characters(key: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        _once(key=key)
    assert refused.value.code == Code.IDEMPOTENCY_KEY_MISSING


@pytest.mark.parametrize("key", ["x", "x" * 128, "a b#c"])
def test_any_other_key_will_do(aws: Cloud, key: str) -> None:
    _make(_once(key=key))
    assert _made() == ["a"]


def test_nothing_was_answered_before_the_first(aws: Cloud) -> None:
    assert _once().earlier() is None


def test_the_answer_is_kept_with_what_was_written(aws: Cloud) -> None:
    with clock.at(NOON):
        _make(_once())
    earlier = _once().earlier()
    assert earlier
    assert (earlier.status, earlier.body) == (201, '{"name": "a"}')
    stored = find(RequestRecord, request_key("ann", "k-1"))
    assert stored
    assert stored.expires_at == NOON + KEPT
    assert timedelta(days=7) == KEPT


def test_the_key_is_taken_first_so_a_repeat_is_known_whatever_else_fails(aws: Cloud) -> None:
    _make(_once())
    with pytest.raises(AlreadyAnswered) as already:
        _make(_once())
    assert already.value.answered == _once().earlier()
    assert _made() == ["a"]


def test_when_the_rest_is_refused_the_key_is_free(aws: Cloud) -> None:
    commit(create(MadeRecord("MADE", "a", name="before")))
    with pytest.raises(Conflict) as refused:
        _make(_once())
    assert refused.value.code == Code.DUPLICATE
    assert _once().earlier() is None
    _make(_once(), "b")
    assert _made() == ["before", "b"]


def test_a_key_that_was_used_for_something_else_is_refused(aws: Cloud) -> None:
    _make(_once())
    with pytest.raises(Conflict) as refused:
        _once("POST /things\nb").earlier()
    assert refused.value.code == Code.IDEMPOTENCY_KEY_REUSED


def test_each_asker_has_keys_of_their_own(aws: Cloud) -> None:
    _make(_once())
    _make(_once(asker="bob"), "b")
    assert _made() == ["a", "b"]


def test_what_was_asked_is_kept_as_a_digest(aws: Cloud) -> None:
    _make(_once("POST /things\nPassw0rd"))
    stored = find(RequestRecord, request_key("ann", "k-1"))
    assert stored
    assert "Passw0rd" not in str(stored.serialize())


def test_of_many_at_once_one_counts(aws: Cloud) -> None:
    start, results = threading.Barrier(8), []

    def ask(_: int) -> str:
        start.wait()
        try:
            _make(_once())
        except AlreadyAnswered as already:
            return already.answered.body
        return "first"

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(ask, range(8)))
    assert sorted(results) == sorted(["first", *['{"name": "a"}'] * 7])
    assert _made() == ["a"]


# Mails


def _state(cause: str = "c") -> tuple[str, Any] | None:
    found = find(MailRecord, mail_key(cause))
    return (found.state, found.leased_until) if found else None


def test_the_first_sends_and_the_second_does_not(aws: Cloud) -> None:
    with clock.at(NOON):
        with mail_lease("c") as mine:
            assert mine
            assert _state() == ("sending", NOON + LEASE)
        assert _state() == ("sent", None)
        with mail_lease("c") as mine:
            assert not mine
        assert _state() == ("sent", None)


def test_sent_is_sent_also_when_the_lease_is_long_over(aws: Cloud) -> None:
    with clock.at(NOON), mail_lease("c"):
        pass
    with clock.at(NOON + timedelta(days=400)), mail_lease("c") as mine:
        assert not mine


def test_another_cause_is_another_mail(aws: Cloud) -> None:
    with mail_lease("c") as first, mail_lease("d") as second:
        assert first
        assert second


def _die(cause: str) -> None:
    """Takes the lease as a process does that is killed before it can say anything."""
    commit(create(MailRecord(*mail_key(cause), state="sending", leased_until=clock.now() + LEASE)))


def test_while_somebody_sends_nobody_else_does_and_nobody_takes_it_for_sent(aws: Cloud) -> None:
    with clock.at(NOON):
        _die("c")
    with clock.at(NOON + LEASE), pytest.raises(MailUnderWay), mail_lease("c"):
        raise AssertionError("two would send")
    assert _state() == ("sending", NOON + LEASE)


def test_the_lease_of_one_who_died_runs_out(aws: Cloud) -> None:
    with clock.at(NOON):
        _die("c")
    with clock.at(NOON + LEASE + timedelta(seconds=1)):
        with mail_lease("c") as mine:
            assert mine
        assert _state() == ("sent", None)


def test_one_who_fails_gives_the_lease_back(aws: Cloud) -> None:
    with clock.at(NOON):
        with pytest.raises(ZeroDivisionError), mail_lease("c") as mine:
            _ = 1 // (not mine)
        assert _state() is None
        with mail_lease("c") as mine:
            assert mine
    assert _state() == ("sent", None)


def test_one_who_fails_after_somebody_sent_changes_nothing(aws: Cloud) -> None:
    with mail_lease("c"):
        pass
    with pytest.raises(ZeroDivisionError), mail_lease("c"):
        _ = 1 / 0
    assert _state() == ("sent", None)
