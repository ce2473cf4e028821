"""What may happen only once: idempotency keys of requests, and markers of mails. Both are items put on condition."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute

from chalicelib.aws.attributes import EpochAttribute, InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, Write, change, commit, create, find, meta, remove
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Conflict, Invalid

KEPT = timedelta(days=7)
"""How long a request's answer is kept for whoever repeats it."""


def request_key(asker: str, key: str) -> tuple[str, str]:
    """One key of one asker: two askers may use the same one."""
    return f"REQUEST#{asker}#{key}", "REQUEST"


def mail_key(cause: str) -> tuple[str, str]:
    """One mail for one cause and recipient."""
    return f"MAIL#{cause}", "MAIL"


class RequestRecord(Record):
    """A request that was carried out: what was asked (its fingerprint) and what was answered."""

    KIND = "request"
    Meta = meta("once")

    fingerprint = UnicodeAttribute()
    status = IntegerAttribute()
    answer = BinaryAttribute(legacy_encoding=False)
    expires_at = EpochAttribute()


class MailRecord(Record):
    """A mail that is being sent (until `leased_until`), was sent, or counts as sent."""

    KIND = "mail"
    Meta = meta("once")

    state = UnicodeAttribute()
    leased_until = InstantAttribute(null=True)


@dataclass(frozen=True)
class Answered:
    """The answer that the first of several equal requests got."""

    fingerprint: str
    status: int
    body: str


class AlreadyAnswered(Exception):
    """Raised by a commit whose idempotency key is taken."""

    def __init__(self, answered: Answered) -> None:
        super().__init__("this request was carried out before")
        self.answered = answered


@dataclass(frozen=True)
class Once:
    """One request that must have one effect. Its item goes into the command's own transaction.

    `render` turns what the command made into the body that the route answers.
    """

    asker: str
    key: str
    fingerprint: str
    status: int
    render: Callable[[Any], str]

    @classmethod
    def of(cls, asker: str, key: str | None, request: str, status: int, render: Callable[[Any], str]) -> Self:
        """From the header `Idempotency-Key` and the text of the whole request."""
        if not key or len(key) > 128 or not key.isascii() or not key.isprintable():
            problem = "is missing: send 1 to 128 printable characters, new for each thing that you want done"
            raise Invalid.field("Idempotency-Key", problem, Code.IDEMPOTENCY_KEY_MISSING)
        return cls(asker, key, ids.digest(request), status, render)

    @property
    def request(self) -> str:
        """Names this very request, so that a repeat may go on where it broke off."""
        return "request:" + ids.digest("\n".join([self.asker, self.key, self.fingerprint]))

    def write(self, made: Any) -> Write:
        """The write that belongs first into the transaction, with the answer that repeats will get."""
        pk, sk = request_key(self.asker, self.key)
        record = RequestRecord(
            pk,
            sk,
            fingerprint=self.fingerprint,
            status=self.status,
            answer=gzip.compress(self.render(made).encode(), mtime=0),
            expires_at=clock.now() + KEPT,
        )
        return create(record, or_else=lambda old: AlreadyAnswered(_answered(old)))

    def earlier(self) -> Answered | None:
        """What was answered before to this key; 409 where the key was used for something else."""
        record = find(RequestRecord, request_key(self.asker, self.key))
        return self.same(_answered(record)) if record else None

    def same(self, answered: Answered) -> Answered:
        """`answered`, where it answers this very request; else 409."""
        if answered.fingerprint != self.fingerprint:
            raise Conflict(Code.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key was used for another request.")
        return answered


def _answered(record: RequestRecord) -> Answered:
    return Answered(record.fingerprint, record.status, gzip.decompress(record.answer).decode())


_LEASE = timedelta(minutes=2)


class MailUnderWay(Exception):
    """Somebody else is sending this mail at this moment, or died over it: try again when the lease has run out."""


@contextmanager
def mail_lease(cause: str) -> Iterator[bool]:
    """Leases the sending of one mail: true to the one who is to send it, false where it was sent before.

    The mail counts as sent when the block ends well; when it fails, the lease is given back. A sender that dies leaves
    a lease that runs out. Until then whoever comes second gets `MailUnderWay` and tries again later, so that the mail
    is not lost; only a death between SES's answer and the marker could send it twice.
    """
    lease = _lease(cause)
    try:
        yield lease is not None
    except BaseException:
        if lease:
            commit(remove(lease, MailRecord.leased_until == lease.leased_until))
        raise
    if lease:
        _settle(cause)


class _SentBefore(Exception):
    """The marker says that the mail was sent."""


def _lease(cause: str) -> MailRecord | None:
    record = MailRecord(*mail_key(cause), state="sending", leased_until=clock.now() + _LEASE)
    ran_out = (MailRecord.state == "sending") & (MailRecord.leased_until < clock.now())
    try:
        commit(create(record, _taken, condition=MailRecord.pk.does_not_exist() | ran_out))
    except _SentBefore:
        return None
    return record


def _taken(old: MailRecord) -> Exception:
    return _SentBefore() if old.state == "sent" else MailUnderWay("this mail is being sent by somebody else")


def _settle(cause: str) -> None:
    commit(change(MailRecord, mail_key(cause), [MailRecord.state.set("sent"), MailRecord.leased_until.remove()]))
