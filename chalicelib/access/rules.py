"""First passwords and sessions: who is invited, what a password must be. Pure."""

import re
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.kernel.errors import Invalid

VALID_FOR = timedelta(days=14)
"""How long an invitation works where nobody says otherwise."""

_SHORTEST_PASSWORD, _LONGEST_PASSWORD = 10, 99


@dataclass(frozen=True)
class Invitee:
    """A user who is to set a first password."""

    user_id: str
    email: str
    name: str
    locale: str


def check_password(password: str) -> None:
    """422 unless it has 10 to 99 characters with capitals, small letters and digits: the user pool's own policy."""
    long_enough = _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD
    if not long_enough or not all(re.search(pattern, password) for pattern in ("[a-z]", "[A-Z]", "[0-9]")):
        raise Invalid.field("password", "needs 10 to 99 characters with capitals, small letters and digits")
