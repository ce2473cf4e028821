"""Invitations by their mailed secret."""

from chalicelib.access.records import InvitationRecord, PasswordRecord, invitation_key, password_key
from chalicelib.aws.tables import find
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, NotFound


def invitation(secret: str) -> InvitationRecord:
    """The invitation that still works; reading it changes nothing.

    404 where the secret is unknown, 409 `link_used` where the password was set, 409 `link_expired` where it is late.
    """
    found = find(InvitationRecord, invitation_key(ids.digest(secret)))
    if found is None:
        raise NotFound("link")
    password = find(PasswordRecord, password_key(found.user_id))
    if password is not None and password.set_at is not None:
        raise link_used()
    if clock.now() >= found.ends_at:
        raise Conflict(Code.LINK_EXPIRED, "This link has run out.")
    return found


def link_used() -> Conflict:
    """The refusal of a second first password."""
    return Conflict(Code.LINK_USED, "The password was set before. Sign in with it.")
