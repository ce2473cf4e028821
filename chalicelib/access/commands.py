"""Inviting people to set a first password, and setting it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.access.queries import invitation, link_used
from chalicelib.access.records import InvitationRecord, PasswordRecord, invitation_key, password_key
from chalicelib.access.rules import VALID_FOR, Invitee, check_password
from chalicelib.aws import identity, site
from chalicelib.aws.mail import Mail, send_once
from chalicelib.aws.tables import change, commit, create, remove
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.kernel.settings import settings

_LEASE = timedelta(minutes=1)
_KEPT = timedelta(days=90)
"""How long after its end an invitation is still recognised, so that a late click is told why."""


def invite(
    invitee: Invitee,
    cause: str,
    occurred_at: datetime,
    template: str,
    values: Mapping[str, Any],
    *,
    valid_for: timedelta = VALID_FOR,
) -> None:
    """Mails a link with which a first password is set, once for each cause. Only the secret's digest is kept.

    The template gets `values` and `name`, `email`, `link`, `ends_at`.
    """
    ends_at = clock.now() + valid_for

    def with_link() -> dict[str, str]:
        secret = ids.secret()
        made = InvitationRecord(
            *invitation_key(ids.digest(secret)),
            user_id=invitee.user_id,
            email=invitee.email,
            name=invitee.name,
            ends_at=ends_at,
            expires_at=ends_at + _KEPT,
        )
        commit(create(made))
        return {"link": site.link("welcome", secret)}

    shown = {
        **values,
        "name": invitee.name,
        "email": invitee.email,
        "ends_at": f"{ends_at.astimezone(settings().zone):%Y-%m-%d %H:%M}",
    }
    send_once(Mail(cause, invitee.email, invitee.locale, template, occurred_at, shown), with_link)


def set_first_password(secret: str, password: str) -> None:
    """Sets the invited user's password, once: 409 `link_used` afterwards, 422 where the password is too weak."""
    found = invitation(secret)
    check_password(password)
    key = password_key(found.user_id)
    ran_out = PasswordRecord.set_at.does_not_exist() & (PasswordRecord.leased_until < clock.now())
    lease = PasswordRecord(*key, leased_until=clock.now() + _LEASE)
    commit(create(lease, _taken, condition=PasswordRecord.pk.does_not_exist() | ran_out))
    try:
        identity.set_password(found.email, password)
    except BaseException:
        commit(remove(PasswordRecord(*key), PasswordRecord.leased_until == lease.leased_until))
        raise
    actions = [PasswordRecord.set_at.set(clock.now()), PasswordRecord.leased_until.remove()]
    commit(change(PasswordRecord, key, actions))


def _taken(found: PasswordRecord | None) -> Exception:
    if found is not None and found.set_at is not None:
        return link_used()
    return Conflict(Code.BUSY, "The password is being set at this moment.")
