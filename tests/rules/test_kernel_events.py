"""kernel/events.py: what features tell each other goes there and back, and unknown news is passed over."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.kernel.events import EVENT_TYPES, DealerEvent, Event, OrderRejected, from_wire

AT = datetime(2026, 10, 31, 16, 0, 0, 123456, UTC)


def _example(kind: type[Event]) -> Event:
    values: dict[str, Any] = {
        field.name: True if field.type in (bool, "bool") else f"{field.name}-1" for field in fields(kind)
    }
    return kind(**values | {"occurred_at": AT})


every_kind = pytest.mark.parametrize("kind", EVENT_TYPES.values(), ids=EVENT_TYPES)


def test_there_are_events() -> None:
    assert len(EVENT_TYPES) >= 15


@every_kind
def test_an_event_goes_there_and_back(kind: type[Event]) -> None:
    event = _example(kind)
    assert from_wire(json.loads(json.dumps(event.to_wire()))) == event


@every_kind
def test_an_event_says_what_it_tells(kind: type[Event]) -> None:
    assert kind.__doc__
    assert EVENT_TYPES[kind.type] is kind
    assert set(_example(kind).to_wire()) >= {"type", "version", "cause", "occurred_at"}


def test_the_wire_of_one_event() -> None:
    event = OrderRejected("order:D1-1:rejected", AT, "D1", "D1-1", "120.00", "no licence")
    assert event.to_wire() == {
        "type": "order.rejected",
        "version": 1,
        "cause": "order:D1-1:rejected",
        "occurred_at": "2026-10-31T16:00:00.123456Z",
        "dealer_id": "D1",
        "order_id": "D1-1",
        "total": "120.00",
        "reason": "no licence",
    }


@pytest.mark.parametrize("more", [{"type": "order.vanished"}, {"version": 2}, {"version": None}, {"type": ""}], ids=str)
def test_news_that_this_release_does_not_know_is_passed_over(more: dict[str, Any]) -> None:
    assert from_wire({**_example(OrderRejected).to_wire(), **more}) is None


def test_a_message_without_a_type_is_passed_over() -> None:
    assert from_wire({}) is None


def test_a_field_of_a_later_release_is_passed_over() -> None:
    event = _example(OrderRejected)
    assert from_wire({**event.to_wire(), "added_later": 1}) == event


def test_the_bases_are_no_news_themselves() -> None:
    assert not {Event, DealerEvent} & set(EVENT_TYPES.values())
