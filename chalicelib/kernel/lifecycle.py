"""A lifecycle is a table of transitions; whoever changes a state asks it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from chalicelib.kernel.errors import Code, Conflict

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Lifecycle(Generic[State]):
    """The states of one kind of thing, and from which states each may be reached."""

    thing: str
    start: State
    reached_from: Mapping[State, frozenset[State]]

    def transition(self, current: State, target: State) -> State:
        """`target`, where the table allows it; else 409 `wrong_state` that names the state it is in."""
        if current not in self.reached_from.get(target, frozenset()):
            raise self.wrong_state(current, self.reached_from.get(target, frozenset()))
        return target

    def wrong_state(self, current: str, allowed: Iterable[str]) -> Conflict:
        """The refusal that says which state the thing is in, and in which it would have to be."""
        names = sorted(str(state) for state in allowed)
        return Conflict(
            Code.WRONG_STATE,
            f"The {self.thing} is {current}; this needs {' or '.join(names) or 'another state'}.",
            [{"state": str(current), "needs": names}],
        )

    def unreachable(self) -> set[State]:
        """States that no chain of transitions reaches from `start`: a test asserts that there are none."""
        reached, grew = {self.start}, True
        while grew:
            before = len(reached)
            reached |= {state for state, sources in self.reached_from.items() if sources & reached}
            grew = len(reached) > before
        return set(type(self.start)) - reached
