"""Table `access`: whom an address belongs to, the digests of mailed links, and who has set a password.

Its stream tells `access_follow` what is to be done about a change.
"""

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute

from chalicelib.access.rules import Asked, Person, Purpose
from chalicelib.aws.attributes import EpochAttribute, InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, meta


def address_key(email: str) -> tuple[str, str]:
    """The one person, or the one registration, that an address belongs to."""
    return f"ADDRESS#{email}", "ADDRESS"


def invitation_key(digest: str) -> tuple[str, str]:
    """The invitation behind a mailed secret, by the secret's SHA-256."""
    return f"INVITATION#{digest}", "INVITATION"


def password_key(user_id: str) -> tuple[str, str]:
    """That a user's password is being set by a mailed link, or was."""
    return f"USER#{user_id}", "PASSWORD"


def welcome_key(user_id: str) -> tuple[str, str]:
    """That a user who was just made is to be invited."""
    return f"USER#{user_id}", "WELCOME"


def forgotten_key(email: str) -> tuple[str, str]:
    """That somebody forgot the password of an address, whether or not it is anybody's."""
    return f"FORGOTTEN#{email}", "FORGOTTEN"


class AddressRecord(Record):
    """Whom an address belongs to; put on condition, which makes it unique.

    Either a `holder` has it, such as `case:C7K3M9QX2`, or the request that is making a user (until `leased_until`); or
    it is the address of the person `user_id`, as whom the user pool knows them.
    """

    KIND = "address"
    Meta = meta("access")

    email = UnicodeAttribute()
    holder = UnicodeAttribute(null=True)
    leased_until = InstantAttribute(null=True)
    user_id = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    role = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)
    dealer_id = UnicodeAttribute(null=True)
    regions = JSONAttribute(default=list)
    active = BooleanAttribute(default=False)

    @property
    def person(self) -> Person:
        """Whose address it is, where it is a person's."""
        return Person(
            email=self.email,
            name=self.name,
            role=self.role,
            locale=self.locale,
            dealer_id=self.dealer_id,
            regions=tuple(self.regions),
            active=self.active,
        )


class InvitationRecord(Record):
    """The digest of a secret with which a user may set a password, until `ends_at`.

    It works until a password was set by any link that is as old or younger.
    """

    KIND = "invitation"
    Meta = meta("access")

    user_id = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    purpose = UnicodeAttribute(default=Purpose.WELCOME)
    made_at = InstantAttribute()
    ends_at = InstantAttribute()
    expires_at = EpochAttribute()


class PasswordRecord(Record):
    """A password that is being set by a mailed link (until `leased_until`), and when one was set last."""

    KIND = "first-password"
    Meta = meta("access")

    leased_until = InstantAttribute(null=True)
    set_at = InstantAttribute(null=True)


class WelcomeRecord(Record):
    """That a user who was just made is to be invited, by which mail."""

    KIND = "welcome"
    Meta = meta("access")

    user_id = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    locale = UnicodeAttribute()
    template = UnicodeAttribute()
    values = JSONAttribute()
    valid_days = IntegerAttribute()
    wanted_at = InstantAttribute()
    expires_at = EpochAttribute()


class ForgottenRecord(Record):
    """That somebody forgot the password of an address: the last time, how often since when, in which language."""

    KIND = "forgotten-password"
    Meta = meta("access")

    email = UnicodeAttribute()
    locale = UnicodeAttribute(null=True)
    asked_at = InstantAttribute()
    since = InstantAttribute()
    times = IntegerAttribute()
    expires_at = EpochAttribute()

    @property
    def asked(self) -> Asked:
        """How often since when."""
        return Asked(self.since, self.times)
