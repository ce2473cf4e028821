"""A lifecycle is a table of transitions: what it allows, what it refuses, what it cannot reach."""

from enum import StrEnum

import pytest

from chalicelib.kernel.errors import Code, Conflict
from chalicelib.kernel.lifecycle import Lifecycle


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOCKED = "locked"


DOOR = Lifecycle(
    "door",
    Door.OPEN,
    {
        Door.OPEN: frozenset({Door.SHUT}),
        Door.SHUT: frozenset({Door.OPEN, Door.LOCKED}),
        Door.LOCKED: frozenset({Door.SHUT}),
    },
)


@pytest.mark.parametrize(
    ("current", "target"),
    [(Door.OPEN, Door.SHUT), (Door.SHUT, Door.LOCKED), (Door.LOCKED, Door.SHUT), (Door.SHUT, Door.OPEN)],
)
def test_what_the_table_allows(current: Door, target: Door) -> None:
    assert DOOR.transition(current, target) is target


@pytest.mark.parametrize(
    ("current", "target", "needs"),
    [
        (Door.OPEN, Door.LOCKED, ["shut"]),
        (Door.LOCKED, Door.OPEN, ["shut"]),
        (Door.SHUT, Door.SHUT, ["locked", "open"]),
    ],
)
def test_a_refusal_names_the_state_and_what_it_would_have_to_be(current: Door, target: Door, needs: list[str]) -> None:
    with pytest.raises(Conflict) as refused:
        DOOR.transition(current, target)
    assert refused.value.code is Code.WRONG_STATE
    assert refused.value.status == 409
    assert refused.value.details == [{"state": current.value, "needs": needs}]


def test_a_state_that_nothing_leads_to_needs_another() -> None:
    one_way = Lifecycle("door", Door.OPEN, {Door.SHUT: frozenset({Door.OPEN})})
    with pytest.raises(Conflict) as refused:
        one_way.transition(Door.SHUT, Door.OPEN)
    assert refused.value.message == "The door is shut; this needs another state."
    assert refused.value.details == [{"state": "shut", "needs": []}]


def test_every_state_can_be_reached() -> None:
    assert DOOR.unreachable() == set()


def test_states_that_cannot_be_reached_are_found() -> None:
    """Locked and shut lead to each other only."""
    apart = Lifecycle("door", Door.OPEN, {Door.SHUT: frozenset({Door.LOCKED}), Door.LOCKED: frozenset({Door.SHUT})})
    assert apart.unreachable() == {Door.SHUT, Door.LOCKED}
