"""What insights keep: verifications of the books with their findings (table `insights`); the audit trail (`audit`)."""

import json
from collections.abc import Mapping
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.aws.attributes import InstantAttribute, IntegerAttribute, PackedAttribute
from chalicelib.aws.tables import RECORD_KINDS, Record, index_meta, meta

VERIFICATIONS = "VERIFICATIONS"
"""The partition of all verifications and of the lock."""
LOCK_KEY = (VERIFICATIONS, "LOCK")
"""One verification at a time: the lock names the one that is under way."""


def verification_key(verification_id: str = "") -> tuple[str, str]:
    """One verification; their ids sort by time."""
    return VERIFICATIONS, f"VERIFICATION#{verification_id}"


def finding_key(verification_id: str, number: int) -> tuple[str, str]:
    """One finding, in the order in which they were found."""
    return findings_partition(verification_id), f"FINDING#{number:05}"


def findings_partition(verification_id: str) -> str:
    """What one verification found."""
    return f"VERIFICATION#{verification_id}"


def audit_partition(kind: str, subject_id: str) -> str:
    """The history of one record."""
    return f"{kind}#{subject_id}"


def day_partition(day: str) -> str:
    """Index by_day: all that changed on a business day."""
    return f"DAY#{day}"


def who_partition(who: str) -> str:
    """Index by_who: all that somebody changed."""
    return f"WHO#{who}"


class VerificationRecord(Record):
    """A verification of all books: where it stands (`stage`, `cursor`), what it has checked and found.

    `found` counts the findings, of which the first `kept` are items of their own; `woken` is how often the present step
    had to be woken.
    """

    KIND = "verification"
    Meta = meta("insights")

    verification_id = UnicodeAttribute()
    state = UnicodeAttribute()
    stage = UnicodeAttribute()
    cursor = UnicodeAttribute(null=True)
    dealers = IntegerAttribute()
    locations = IntegerAttribute()
    found = IntegerAttribute()
    kept = IntegerAttribute()
    woken = IntegerAttribute()
    started_by = UnicodeAttribute()
    started_at = InstantAttribute()
    ended_at = InstantAttribute(null=True)


class VerificationLockRecord(Record):
    """Which verification is under way; there is no such item where none is."""

    KIND = "verification-lock"
    Meta = meta("insights")

    verification_id = UnicodeAttribute()


class FindingRecord(Record):
    """One rule that does not hold, for what, and the two figures."""

    KIND = "finding"
    Meta = meta("insights")

    check = UnicodeAttribute()
    subject = UnicodeAttribute()
    expected = UnicodeAttribute()
    found = UnicodeAttribute()


class ByDay(GlobalSecondaryIndex["AuditRecord"]):  # type: ignore[no-untyped-call]
    """All that changed on a day."""

    Meta = index_meta()

    day_key = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class ByWho(GlobalSecondaryIndex["AuditRecord"]):  # type: ignore[no-untyped-call]
    """All that somebody changed."""

    Meta = index_meta()

    who_key = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class AuditRecord(Record):
    """One change of one record: who, from where, in which request, when, and what (audit_rules.difference).

    Put once and never changed: `place`, the sort key, is the instant and the stream's own number of the change.
    """

    KIND = "audit"
    Meta = meta("audit")

    subject_kind = UnicodeAttribute()
    subject_id = UnicodeAttribute()
    action = UnicodeAttribute()
    who = UnicodeAttribute()
    origin = UnicodeAttribute()
    request = UnicodeAttribute()
    at = InstantAttribute()
    subject_version = IntegerAttribute()
    changes = JSONAttribute()
    place = UnicodeAttribute()
    day_key = UnicodeAttribute()
    who_key = UnicodeAttribute()

    by_day = ByDay()
    by_who = ByWho()


def texts_of(image: Mapping[str, Mapping[str, Any]]) -> dict[str, str | None]:
    """The attributes of a stream's image as text; what is packed is unpacked."""
    model = RECORD_KINDS.get(image.get("kind", {}).get("S", ""))
    attributes = model.get_attributes() if model else {}
    packed = {name for name, attribute in attributes.items() if isinstance(attribute, PackedAttribute)}
    return {name: _unpacked(value["S"]) if name in packed else _text(value) for name, value in image.items()}


def _unpacked(text: str) -> str:
    return json.dumps(PackedAttribute().deserialize(text), ensure_ascii=False, separators=(",", ":"))


def _text(value: Mapping[str, Any]) -> str | None:
    """A value of the stream: `{"S": "text"}`, `{"N": "1.50"}`, `{"BOOL": true}`, `{"NULL": true}`."""
    ((kind, held),) = value.items()
    if kind in {"S", "N"}:
        return str(held)
    return None if kind == "NULL" else json.dumps(held, ensure_ascii=False)
