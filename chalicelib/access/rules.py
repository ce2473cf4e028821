"""First passwords, forgotten ones and sessions: who signs in, what a password must be, how often one may ask. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.errors import Invalid

VALID_FOR = timedelta(days=14)
"""How long an invitation works where nobody says otherwise."""
RESET_VALID_FOR = timedelta(hours=1)
"""How long a link works that was asked for since a password was forgotten."""
MOST_ASKED, ASKED_WITHIN = 3, timedelta(hours=1)
"""So many links an address is mailed within that time, however often somebody asks for one."""

_SHORTEST_PASSWORD, _LONGEST_PASSWORD = 10, 99


class Purpose(StrEnum):
    """What a mailed link is for: the first password, or a new one. The same word is its page in the site."""

    WELCOME = "welcome"
    RESET = "reset"


@dataclass(frozen=True)
class Invitee:
    """A user who is to set a password."""

    user_id: str
    email: str
    name: str
    locale: str


@dataclass(frozen=True)
class Person:
    """Somebody who signs in with an address: one of the staff, for some regions, or one who acts for a dealer."""

    email: str
    name: str
    role: str
    locale: str
    dealer_id: str | None = None
    regions: tuple[str, ...] = ()
    active: bool = True

    @property
    def reaches(self) -> dict[str, str]:
        """The attributes of the user pool that decide what this person reaches."""
        own = {"dealer_id": self.dealer_id or "", "regions": " ".join(self.regions)}
        return {name: value for name, value in own.items() if value}


@dataclass(frozen=True)
class Welcome:
    """The mail with which a new user is invited: its texts, what they say beside, and for how many days it works."""

    template: str
    values: dict[str, str]
    valid_days: int


def check_password(password: str) -> None:
    """422 unless it has 10 to 99 characters with capitals, small letters and digits: the user pool's own policy."""
    long_enough = _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD
    if not long_enough or not all(re.search(pattern, password) for pattern in ("[a-z]", "[A-Z]", "[0-9]")):
        raise Invalid.field("password", "needs 10 to 99 characters with capitals, small letters and digits")


@dataclass(frozen=True)
class Asked:
    """How often a new password was asked for since an instant."""

    since: datetime
    times: int

    def once_more(self, now: datetime) -> "Asked | None":
        """With one more; None where that would be too often. After an hour one counts anew."""
        if now - self.since >= ASKED_WITHIN:
            return Asked(now, 1)
        return Asked(self.since, self.times + 1) if self.times < MOST_ASKED else None
