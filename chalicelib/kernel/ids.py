"""The only source of ids and secrets. Tests seed it."""

import hashlib
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a person can read an id aloud."""

_seeded: ContextVar[random.Random | None] = ContextVar("ids_seeded", default=None)


def token(length: int) -> str:
    """`length` random characters of `ALPHABET`."""
    source: random.Random = _seeded.get() or secrets.SystemRandom()
    return "".join(source.choice(ALPHABET) for _ in range(length))


def timed(instant: datetime) -> str:
    """`261103091500K7D3Q`: sorts by time. One owner makes thirty thousand in a second before two are likely alike."""
    return f"{instant:%y%m%d%H%M%S}{token(5)}"


def new(prefix: str) -> str:
    """`R-7K3M9QX2`: eight random characters behind a prefix that names the kind of thing."""
    return f"{prefix}-{token(8)}"


def dated(prefix: str, instant: datetime) -> str:
    """`SO-261103T0915-7K3M9`: sorts by time, and a person can read when it was made (UTC)."""
    return f"{prefix}-{instant.strftime('%y%m%dT%H%M%S')}-{token(5)}"


def secret() -> str:
    """A random secret of 32 bytes for a mailed link, safe in an address. Only its `digest` is stored."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """SHA-256 in hexadecimal: what is kept of a secret."""
    return hashlib.sha256(text.encode()).hexdigest()


def jitter(most: float) -> float:
    """A random wait of up to `most` seconds."""
    return (_seeded.get() or secrets.SystemRandom()).uniform(0, most)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Makes ids repeatable for what runs inside; secrets stay random."""
    reset = _seeded.set(random.Random(seed))  # noqa: S311 - repeatable on purpose, never a secret
    try:
        yield
    finally:
        _seeded.reset(reset)
