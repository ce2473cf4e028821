"""SES: mails in the reader's language, as text and HTML, once for each cause.

The texts lie in chalicelib/messages/mails: `NAME.LOCALE.txt` (its first line is the subject) and `NAME.LOCALE.html`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib.aws.clients import client
from chalicelib.aws.once import mail_lease
from chalicelib.kernel import clock
from chalicelib.kernel.settings import MailDelivery, settings

if TYPE_CHECKING:
    from jinja2 import Environment

LOCALES = ("zh-CN", "en")


@dataclass(frozen=True)
class Mail:
    """One mail: to whom, in which language, which text, with which values. `cause` makes it one of a kind."""

    cause: str
    to: str
    locale: str
    template: str
    occurred_at: datetime
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


@cache
def _templates() -> "Environment":
    from jinja2 import (  # noqa: PLC0415 - too heavy for every start of the API
        Environment,
        PackageLoader,
        StrictUndefined,
        select_autoescape,
    )

    return Environment(
        loader=PackageLoader("chalicelib.messages", "mails"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(mail: Mail) -> Rendered:
    """The mail as it will be read. A value that the text names and `values` lacks is an error, never a blank."""
    locale = mail.locale if mail.locale in LOCALES else LOCALES[0]
    name = f"{mail.template}.{locale}"
    common = {"locale": locale, "currency": settings().currency, "time_zone": settings().time_zone}
    values = {**mail.values, **common}
    subject, _, text = _templates().get_template(f"{name}.txt").render(values).partition("\n")
    return Rendered(subject.strip(), text.strip() + "\n", _templates().get_template(f"{name}.html").render(values))


def send_once(mail: Mail, fresh: Callable[[], Mapping[str, Any]] = dict) -> bool:
    """Sends a mail unless its cause was mailed before; true where it was sent now.

    `fresh` makes further values, such as a link with a new secret; it is asked only when the mail really goes out.
    What happened more than `mail_max_age_hours` ago is news no longer: it is marked as sent, as is everything where
    `mail_delivery` is `mark`.
    """
    with mail_lease(f"{mail.cause}:{mail.to}") as mine:
        send = mine and not _counts_as_sent(mail)
        if send:
            _send(mail.to, render(replace(mail, values={**mail.values, **fresh()})))
    return send


def is_news(occurred_at: datetime) -> bool:
    """Whether it happened recently enough for people to be told that it has just happened."""
    return occurred_at >= clock.now() - timedelta(hours=int(settings().mail_max_age_hours))


def _counts_as_sent(mail: Mail) -> bool:
    return settings().mail_delivery == MailDelivery.MARK or not is_news(mail.occurred_at)


def _send(to: str, rendered: Rendered) -> None:
    content = {"Text": {"Data": rendered.text, "Charset": "UTF-8"}, "Html": {"Data": rendered.html, "Charset": "UTF-8"}}
    client("ses").send_email(
        Source=settings().mail_from,
        Destination={"ToAddresses": [to]},
        Message={"Subject": {"Data": rendered.subject, "Charset": "UTF-8"}, "Body": content},
    )
