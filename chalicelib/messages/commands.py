"""Telling a dealer what happened: in the inbox, and by mail where the rules say so."""

from collections.abc import Mapping
from typing import Any

from chalicelib.aws.mail import Mail, send_once
from chalicelib.aws.site import link
from chalicelib.aws.tables import commit, create
from chalicelib.dealers.queries import users
from chalicelib.kernel import ids
from chalicelib.kernel.events import DealerEvent
from chalicelib.messages.records import InboxRecord, inbox_key
from chalicelib.messages.rules import MAILED, mail_template, place, told_values


class _ToldBefore(Exception):
    """The message lies in the inbox already."""


def deliver(event: DealerEvent) -> None:
    """One inbox message and the mails of one event; told again, it changes nothing and mails nobody twice."""
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
