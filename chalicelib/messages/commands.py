"""Telling dealers and applicants what happened: in the inbox, and by mail."""

from collections.abc import Mapping
from typing import Any

from chalicelib.aws.mail import Mail, is_news, send_once
from chalicelib.aws.site import link
from chalicelib.aws.tables import commit, create
from chalicelib.dealers.queries import users
from chalicelib.kernel import clock, ids
from chalicelib.kernel.events import DealerEvent, RegistrationNoted
from chalicelib.messages.records import InboxRecord, inbox_key
from chalicelib.messages.rules import MAILED, is_news_to, mail_template, place, told_values
from chalicelib.messages.thread_rules import Side
from chalicelib.onboarding.applicant_commands import mail_to_applicant, new_link
from chalicelib.onboarding.queries import registration


class _ToldBefore(Exception):
    """The message lies in the inbox already."""


def deliver(event: DealerEvent) -> None:
    """One inbox message and the mails of one event; told again, it changes nothing and mails nobody twice."""
    if not is_news_to(event):
        return
    told, where = told_values(event), place(event)
    _keep(event, told, "/".join(where))
    _mail(event, {**told, "link": link(*where)})


def _keep(event: DealerEvent, told: Mapping[str, Any], where: str) -> None:
    pk, sk = inbox_key(event.dealer_id, event.occurred_at, event.cause)
    record = InboxRecord(
        pk,
        sk,
        dealer_id=event.dealer_id,
        message_id=f"{event.dealer_id}-M{ids.digest(sk)[:16]}",
        cause=event.cause,
        event_type=event.type,
        told=told,
        link=where,
        occurred_at=event.occurred_at,
        told_at=clock.now() if is_news(event.occurred_at) else event.occurred_at,
    )
    try:
        commit(create(record, or_else=lambda _old: _ToldBefore()))
    except _ToldBefore:
        return


def _mail(event: DealerEvent, values: Mapping[str, Any]) -> None:
    roles = MAILED.get(type(event), frozenset())
    if not roles:
        return
    for user in users(event.dealer_id):
        if user.role in roles:
            send_once(
                Mail(
                    cause=event.cause,
                    to=user.email,
                    locale=user.locale,
                    template=mail_template(event),
                    occurred_at=event.occurred_at,
                    values={**values, "name": user.name},
                )
            )


def mail_note(event: RegistrationNoted) -> None:
    """Mails the applicant what the staff wrote about the registration, once, with a further case link to answer by."""
    if event.side != Side.STAFF:
        return
    case = registration(event.case_id)
    written = {"author": event.author, "text": event.text}
    mail = mail_to_applicant(case, "registration_note", written, f"note:{event.note_id}", event.occurred_at)
    send_once(mail, lambda: {"link": new_link(case)})
