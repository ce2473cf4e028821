"""The reports of verifications, and the audit trail as it is read."""

from chalicelib.aws.tables import find, list_page
from chalicelib.insights.records import (
    LOCK_KEY,
    VERIFICATIONS,
    AuditRecord,
    FindingRecord,
    VerificationLockRecord,
    VerificationRecord,
    audit_partition,
    day_partition,
    findings_partition,
    verification_key,
    who_partition,
)
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.paging import Page


def latest_verification() -> VerificationRecord:
    """The verification that was started last, maybe under way; 404 where there is none yet."""
    begins = VerificationRecord.sk.startswith(verification_key()[1])
    found = VerificationRecord.query(VERIFICATIONS, begins, consistent_read=True, scan_index_forward=False, limit=1)
    latest = next(iter(found), None)
    if latest is None:
        raise NotFound("verification")
    return latest


def verification(verification_id: str) -> VerificationRecord | None:
    """One verification."""
    return find(VerificationRecord, verification_key(verification_id))


def verification_under_way() -> VerificationRecord | None:
    """The verification that the lock names."""
    lock = find(VerificationLockRecord, LOCK_KEY)
    return verification(lock.verification_id) if lock else None


def findings_page(verification_id: str, limit: int, cursor: str | None) -> Page[FindingRecord]:
    """What a verification found, in the order in which it did."""
    return list_page(FindingRecord, findings_partition(verification_id), limit=limit, cursor=cursor)


def history(kind: str, subject_id: str, limit: int, cursor: str | None) -> Page[AuditRecord]:
    """The changes of one record, newest first."""
    return list_page(AuditRecord, audit_partition(kind, subject_id), limit=limit, cursor=cursor, newest_first=True)


def changes_of_day(day: str, limit: int, cursor: str | None) -> Page[AuditRecord]:
    """All that changed on a business day, newest first."""
    return list_page(AuditRecord.by_day, day_partition(day), limit=limit, cursor=cursor, newest_first=True)


def changes_by(who: str, limit: int, cursor: str | None) -> Page[AuditRecord]:
    """All that somebody changed, newest first."""
    return list_page(AuditRecord.by_who, who_partition(who), limit=limit, cursor=cursor, newest_first=True)
