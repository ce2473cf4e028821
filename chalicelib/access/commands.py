"""Mailing people the links with which passwords are set, and setting them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.access.queries import invitation, last_password, link_used, whose
from chalicelib.access.records import (
    ForgottenRecord,
    InvitationRecord,
    PasswordRecord,
    WelcomeRecord,
    forgotten_key,
    invitation_key,
    password_key,
    welcome_key,
)
from chalicelib.access.rules import (
    ASKED_WITHIN,
    RESET_VALID_FOR,
    VALID_FOR,
    Asked,
    Invitee,
    Person,
    Purpose,
    Welcome,
    check_password,
)
from chalicelib.aws import identity, site
from chalicelib.aws.mail import Mail, send_once
from chalicelib.aws.tables import Write, change, commit, create, find, remove, replace
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.kernel.settings import settings

_LEASE = timedelta(minutes=1)
_KEPT = timedelta(days=90)
"""How long after its end an invitation is still recognised, so that a late click is told why."""
_WELCOME_KEPT = timedelta(days=7)


def invite(
    invitee: Invitee,
    cause: str,
    occurred_at: datetime,
    template: str,
    values: Mapping[str, Any],
    *,
    valid_for: timedelta = VALID_FOR,
    purpose: Purpose = Purpose.WELCOME,
) -> None:
    """Mails a link with which a password is set, once for each cause. Only the secret's digest is kept.

    The template gets `values` and `name`, `email`, `link`, `ends_at`.
    """
    made_at = clock.now()
    ends_at = made_at + valid_for

    def with_link() -> dict[str, str]:
        secret = ids.secret()
        made = InvitationRecord(
            *invitation_key(ids.digest(secret)),
            user_id=invitee.user_id,
            email=invitee.email,
            name=invitee.name,
            purpose=purpose,
            made_at=made_at,
            ends_at=ends_at,
            expires_at=ends_at + _KEPT,
        )
        commit(create(made))
        return {"link": site.link(purpose, secret)}

    shown = {
        **values,
        "name": invitee.name,
        "email": invitee.email,
        "ends_at": f"{ends_at.astimezone(settings().zone):%Y-%m-%d %H:%M}",
    }
    send_once(Mail(cause, invitee.email, invitee.locale, template, occurred_at, shown), with_link)


def welcome(user_id: str, person: Person, mail: Welcome) -> Write:
    """That a new user is to be invited: written in the transaction that makes them, mailed by the table's stream."""
    now = clock.now()
    wanted = WelcomeRecord(
        *welcome_key(user_id),
        user_id=user_id,
        email=person.email,
        name=person.name,
        locale=person.locale,
        template=mail.template,
        values=mail.values,
        valid_days=mail.valid_days,
        wanted_at=now,
        expires_at=now + _WELCOME_KEPT,
    )
    return create(wanted)


def mail_welcome(wanted: WelcomeRecord) -> None:
    """Invites a user who was just made, once."""
    invitee = Invitee(wanted.user_id, wanted.email, wanted.name, wanted.locale)
    valid_for = timedelta(days=wanted.valid_days)
    cause = f"user:{wanted.user_id}:welcome"
    invite(invitee, cause, wanted.wanted_at, wanted.template, wanted.values, valid_for=valid_for)


class _AskedMeanwhile(Exception):
    """Somebody asked for a new password of this address at the same moment: that counts for both."""


def forgot_password(email: str, locale: str | None) -> None:
    """Notes that somebody forgot the password of an address, a few times an hour at most.

    Whether it is anybody's is found out by whoever mails the link: what is done here is the same for every address,
    and takes as long.
    """
    now = clock.now()
    found = find(ForgottenRecord, forgotten_key(email))
    asked = found.asked.once_more(now) if found is not None else Asked(now, 1)
    if asked is None:
        return
    noted = ForgottenRecord(
        *forgotten_key(email),
        email=email,
        locale=locale,
        asked_at=now,
        since=asked.since,
        times=asked.times,
        expires_at=asked.since + ASKED_WITHIN,
    )
    try:
        commit(_instead_of(found, noted))
    except _AskedMeanwhile:
        return


def _instead_of(found: ForgottenRecord | None, noted: ForgottenRecord) -> Write:
    if found is None:
        return create(noted, _asked_meanwhile)
    noted.version = found.version
    return replace(noted, _asked_meanwhile)


def _asked_meanwhile(found: ForgottenRecord | None) -> Exception:  # noqa: ARG001 - of the shape of OrElse
    return _AskedMeanwhile()


def mail_reset(noted: ForgottenRecord) -> None:
    """Mails a link for a new password, once each time that one was asked for, to whoever signs in with the address.

    Nobody is mailed where it is no active user's, or where it was asked for so long ago that the link had ended.
    """
    found = whose(noted.email)
    if found is None or not found.active or clock.now() - noted.asked_at >= RESET_VALID_FOR:
        return
    invitee = Invitee(found.user_id, found.email, found.name, noted.locale or found.locale)
    cause = f"user:{found.user_id}:forgotten:{clock.iso(noted.asked_at)}"
    invite(invitee, cause, noted.asked_at, "password_reset", {}, valid_for=RESET_VALID_FOR, purpose=Purpose.RESET)


def set_password(secret: str, password: str) -> None:
    """Sets the password of a mailed link's user and ends all their sessions, once.

    409 `link_used` where a password was set since the link was made, 422 where it is too weak.
    """
    found = invitation(secret)
    check_password(password)
    key, former = password_key(found.user_id), last_password(found.user_id)
    lease = PasswordRecord(*key, leased_until=clock.now() + _LEASE, set_at=former.set_at if former else None)
    nobody = PasswordRecord.leased_until.does_not_exist() | (PasswordRecord.leased_until < clock.now())
    older = PasswordRecord.set_at.does_not_exist() | (PasswordRecord.set_at < found.made_at)
    commit(create(lease, _taken, PasswordRecord.pk.does_not_exist() | (nobody & older)))
    try:
        identity.set_password(found.email, password)
        identity.end_sessions(found.email)
    except BaseException:
        commit(_give_back(lease, former))
        raise
    actions = [PasswordRecord.set_at.set(clock.now()), PasswordRecord.leased_until.remove()]
    commit(change(PasswordRecord, key, actions))


def _give_back(lease: PasswordRecord, former: PasswordRecord | None) -> Write:
    key, mine = (lease.pk, lease.sk), PasswordRecord.leased_until == lease.leased_until
    if former is None:
        return remove(PasswordRecord(*key), mine)
    return change(PasswordRecord, key, [PasswordRecord.leased_until.remove()], mine)


def _taken(found: PasswordRecord) -> Exception:
    if found.leased_until and found.leased_until >= clock.now():
        return Conflict(Code.BUSY, "The password is being set at this moment.")
    return link_used()
