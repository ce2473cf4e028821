"""Whose an address is, and invitations by their mailed secret."""

from chalicelib.access.records import (
    AddressRecord,
    InvitationRecord,
    PasswordRecord,
    address_key,
    invitation_key,
    password_key,
)
from chalicelib.aws.tables import find
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, NotFound


def whose(email: str) -> AddressRecord | None:
    """The person who signs in with an address; None where it is nobody's, or not a person's yet."""
    found = find(AddressRecord, address_key(email))
    return found if found is not None and found.user_id is not None else None


def invitation(secret: str) -> InvitationRecord:
    """The invitation that still works; reading it changes nothing.

    404 where the secret is unknown or its user is not active, 409 `link_used` where a password was set since,
    409 `link_expired` where it is late.
    """
    found = find(InvitationRecord, invitation_key(ids.digest(secret)))
    if found is None:
        raise NotFound("link")
    password = last_password(found.user_id)
    if password is not None and password.set_at is not None and password.set_at >= found.made_at:
        raise link_used()
    if clock.now() >= found.ends_at:
        raise Conflict(Code.LINK_EXPIRED, "This link has run out.")
    person = whose(found.email)
    if person is None or person.user_id != found.user_id or not person.active:
        raise NotFound("link")
    return found


def last_password(user_id: str) -> PasswordRecord | None:
    """The last password that a user set by a mailed link, or is setting."""
    return find(PasswordRecord, password_key(user_id))


def link_used() -> Conflict:
    """The refusal of a link that is older than the password."""
    return Conflict(Code.LINK_USED, "A password was set since this link was sent. Sign in with it.")
