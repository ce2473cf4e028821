"""Threads: on what one hangs, who writes in it, and since when it waits for the staff. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_BEGINNING = 120
"""Characters of a thread's last note that stand in the list of what waits."""


class SubjectKind(StrEnum):
    """What a thread hangs on."""

    ORDER = "order"
    STATEMENT = "statement"
    RETURN = "return"
    REGISTRATION = "registration"


class Side(StrEnum):
    """Who writes: the maker's staff, or the other side."""

    DEALER = "dealer"
    APPLICANT = "applicant"
    STAFF = "staff"


@dataclass(frozen=True)
class Subject:
    """The thing on which a thread hangs: whose it is, and in which region it lies now.

    `name` is the company's. `dealer_id` is None of a registration, which is an applicant's.
    """

    kind: SubjectKind
    subject_id: str
    name: str
    region: str
    dealer_id: str | None


@dataclass(frozen=True)
class Author:
    """Who writes a note, as the other side sees it."""

    side: Side
    name: str


def beginning(text: str) -> str:
    """A note's first 120 characters on one line; an ellipsis as the last of them says that there are more."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_BEGINNING else f"{line[: LONGEST_BEGINNING - 1]}…"


def written_at(now: datetime, last: datetime | None) -> datetime:
    """When a note counts as written: now, and always later than the one before, whichever clock wrote that."""
    return now if last is None or now > last else last + timedelta(microseconds=1)


def waits_since(side: Side, at: datetime, since: datetime | None) -> datetime | None:
    """Since when a thread waits for the staff after a note: since the first one that they have not answered.

    A note of theirs answers all before it: then nothing waits (None).
    """
    return None if side is Side.STAFF else since or at
