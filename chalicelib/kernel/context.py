"""Who is acting, from where, in which request: set at the edge, stamped on every record that is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """`who`: a user or `task:NAME`; `where`: an address or a service; `request`: the id of the request or execution."""

    who: str
    where: str
    request: str


NOBODY = Caller("nobody", "nowhere", "none")

_caller: ContextVar[Caller] = ContextVar("caller", default=NOBODY)


def caller() -> Caller:
    """Who is acting now."""
    return _caller.get()


@contextmanager
def acting(as_caller: Caller) -> Iterator[None]:
    """Makes what runs inside bear the name of `as_caller`."""
    token = _caller.set(as_caller)
    try:
        yield
    finally:
        _caller.reset(token)
