"""Insights on the wire."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from chalicelib.edge.wire import Instant, PageQuery, Wire
from chalicelib.insights.records import AuditRecord, FindingRecord, VerificationRecord
from chalicelib.insights.verification_commands import VerificationState
from chalicelib.insights.verification_rules import RULES, Check, Finding
from chalicelib.kernel.paging import Page

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_-]{0,39}$")]
"""The kind of a record, such as `order`."""
Named = Annotated[str, StringConstraints(min_length=1, max_length=300)]
"""The id of a record, or of whoever changed it."""


class FindingOut(Wire):
    """A rule that does not hold: for what, the figure that the rule gives, and the one that stands there."""

    check: Check
    rule: str
    subject: str
    expected: str
    found: str

    @classmethod
    def of(cls, finding: Finding | FindingRecord) -> Self:
        check = Check(finding.check)
        return cls(
            check=check,
            rule=RULES[check],
            subject=finding.subject,
            expected=finding.expected,
            found=finding.found,
        )


class VerificationOut(Wire):
    """A verification of all books: how much it has checked and found. `clean` is null until it is done."""

    verification_id: str
    state: VerificationState
    clean: bool | None
    dealers: int
    locations: int
    findings: int
    started_by: str
    started_at: Instant
    ended_at: Instant | None

    @classmethod
    def of(cls, report: VerificationRecord) -> Self:
        return cls(**_report(report))


class VerificationReport(VerificationOut):
    """A verification with a page of what it found; of more than 500 findings the first 500 are kept."""

    items: Sequence[FindingOut]
    next: str | None

    @classmethod
    def with_findings(cls, report: VerificationRecord, page: Page[FindingRecord]) -> Self:
        """The report and its findings."""
        return cls(**_report(report), items=[FindingOut.of(finding) for finding in page.items], next=page.next)


def _report(report: VerificationRecord) -> dict[str, Any]:
    state = VerificationState(report.state)
    return {
        "verification_id": report.verification_id,
        "state": state,
        "clean": report.found == 0 if state is VerificationState.DONE else None,
        "dealers": report.dealers,
        "locations": report.locations,
        "findings": report.found,
        "started_by": report.started_by,
        "started_at": report.started_at,
        "ended_at": report.ended_at,
    }


class FindingsQuery(PageQuery):
    """Which page of the findings."""


class DealerVerificationOut(Wire):
    """What is wrong in one dealer's books and own stock, found by two readings."""

    dealer_id: str
    clean: bool
    verified_at: Instant
    items: Sequence[FindingOut]


class ValueOut(Wire):
    """A value as it was: its text, or of a long one its length and SHA-256, of a secret one its length alone."""

    text: str | None = None
    length: int
    sha256: str | None = None


class ChangedOut(Wire):
    """One attribute; `old` is null where it was not there, `new` where it is not any more."""

    attribute: str
    old: ValueOut | None
    new: ValueOut | None


class AuditOut(Wire):
    """One change of one record: who, from where, in which request, when, and what."""

    kind: str
    id: str
    action: str
    who: str
    origin: str
    request: str
    at: Instant
    version: int
    changes: Sequence[ChangedOut]

    @classmethod
    def of(cls, record: AuditRecord) -> Self:
        return cls(
            kind=record.subject_kind,
            id=record.subject_id,
            action=record.action,
            who=record.who,
            origin=record.origin,
            request=record.request,
            at=record.at,
            version=record.subject_version,
            changes=[ChangedOut.model_validate(change) for change in record.changes],
        )


class AuditQuery(PageQuery):
    """The history of one record (`kind` and `id`), or of a business `day`, or of what somebody (`who`) changed."""

    kind: Word | None = None
    id: Named | None = None
    day: Annotated[date, Field(strict=False)] | None = None
    who: Named | None = None
