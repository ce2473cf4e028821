"""Kills a command between two of its transactions, as a Lambda that runs out of time would be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.aws.tables import Write
from chalicelib.orders import commands, delivery_commands, job_commands, reservation_commands, step_commands

_WRITERS = (commands, delivery_commands, job_commands, reservation_commands, step_commands)


class Killed(Exception):
    """Nothing runs after this."""


class Commits:
    """How many transactions there were, and what is done before one of them."""

    def __init__(self) -> None:
        self.count = 0
        self.before: dict[int, Callable[[], Any]] = {}


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Commits]:
    """Counts the transactions of orders that run inside."""
    commits = Commits()
    really = job_commands.commit

    def commit(*writes: Write) -> None:
        act = commits.before.pop(commits.count, None)
        if act:
            act()
        commits.count += 1
        really(*writes)

    with monkeypatch.context() as patched:
        for writer in _WRITERS:
            patched.setattr(writer, "commit", commit)
        yield commits


@contextmanager
def killed(monkeypatch: pytest.MonkeyPatch, after: int) -> Iterator[None]:
    """Whatever runs inside dies after so many transactions."""

    def die() -> None:
        raise Killed

    with watched(monkeypatch) as commits:
        commits.before[after] = die
        yield
