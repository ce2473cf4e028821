"""Table `access`: the digests of mailed invitations, and who has set a first password."""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.aws.attributes import EpochAttribute, InstantAttribute
from chalicelib.aws.tables import Record, meta


def invitation_key(digest: str) -> tuple[str, str]:
    """The invitation behind a mailed secret, by the secret's SHA-256."""
    return f"INVITATION#{digest}", "INVITATION"


def password_key(user_id: str) -> tuple[str, str]:
    """That a user's first password is being set, or was."""
    return f"USER#{user_id}", "PASSWORD"


class InvitationRecord(Record):
    """The digest of a secret with which a user may set a first password, until `ends_at`."""

    KIND = "invitation"
    Meta = meta("access")

    user_id = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    ends_at = InstantAttribute()
    expires_at = EpochAttribute()


class PasswordRecord(Record):
    """A first password that is being set (until `leased_until`) or was set."""

    KIND = "first-password"
    Meta = meta("access")

    leased_until = InstantAttribute(null=True)
    set_at = InstantAttribute(null=True)
