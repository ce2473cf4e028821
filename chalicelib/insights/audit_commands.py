"""Keeping the audit trail: one item a change, put where there is none, and never touched again."""

from collections.abc import Iterator, Sequence

from chalicelib.aws.streams import Image, StreamRecord
from chalicelib.aws.tables import commit, create
from chalicelib.insights.audit_rules import KEPT_OUT, difference, subject_id
from chalicelib.insights.records import AuditRecord, audit_partition, day_partition, texts_of, who_partition
from chalicelib.kernel import clock
from chalicelib.kernel.clock import iso
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings

ACTIONS = {"INSERT": "made", "MODIFY": "changed", "REMOVE": "removed"}
UNKNOWN = "unknown"
"""Who removed an item: a removed item bears the stamp of the change before."""
SERVICE = "service"
"""DynamoDB itself removed it, since its time had run out."""
AT_ONCE = 25
"""Changes that are kept in one transaction: at most 100,000 characters each, far below the 4 MB that it may have."""


def keep(records: Sequence[StreamRecord]) -> int:
    """Keeps what a batch of a stream tells; told again it changes nothing. Returns how many it is about."""
    kept = {(record.pk, record.sk): record for record in _audited(records)}
    items = list(kept.values())
    for start in range(0, len(items), AT_ONCE):
        _put(items[start : start + AT_ONCE])
    return len(items)


def _put(items: Sequence[AuditRecord]) -> None:
    """All in one transaction; one by one where some lie there already."""
    if len(items) > 1 and not _is_known(items):
        return
    for item in items:
        _is_known([item])


def _is_known(items: Sequence[AuditRecord]) -> bool:
    """Whether one of them lay there already; else they all do now."""
    try:
        commit(*(create(item) for item in items))
    except Conflict as refused:
        if refused.code != Code.DUPLICATE:
            raise
        return True
    return False


def _audited(records: Sequence[StreamRecord]) -> Iterator[AuditRecord]:
    for record in records:
        shown = record.new or record.old or {}
        kind = shown.get("kind", {}).get("S", UNKNOWN)
        if kind not in KEPT_OUT:
            yield _audit(record, kind, shown)


def _audit(record: StreamRecord, kind: str, shown: Image) -> AuditRecord:
    old, new = texts_of(record.old or {}), texts_of(record.new or {})
    known = new or old
    subject = subject_id(kind, known, (shown["pk"]["S"], shown["sk"]["S"]))
    gone = record.new is None
    who = (SERVICE if record.by_service else UNKNOWN) if gone else new.get("changed_by") or UNKNOWN
    stamp = known.get("changed_at")
    at = record.at if gone or not stamp else clock.parse(stamp)
    place = f"{iso(at)}#{record.sequence.zfill(40)}"
    return AuditRecord(
        audit_partition(kind, subject),
        place,
        subject_kind=kind,
        subject_id=subject,
        action=ACTIONS[record.action],
        who=who,
        origin=UNKNOWN if gone else new.get("changed_from") or UNKNOWN,
        request=UNKNOWN if gone else new.get("changed_in") or UNKNOWN,
        at=at,
        subject_version=int(known.get("version") or 0),
        changes=difference(old, new),
        place=place,
        day_key=day_partition(str(business_day(at, settings().zone))),
        who_key=who_partition(who),
    )
