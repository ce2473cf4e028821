"""Table `onboarding`: registration cases, what they lay claim to, and the digests of their links."""

from datetime import datetime

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.aws.attributes import DecimalAttribute, EpochAttribute, InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, index_meta, meta
from chalicelib.kernel import clock
from chalicelib.onboarding.rules import LIFECYCLE, CaseState, Reason


def case_key(case_id: str) -> tuple[str, str]:
    """One registration."""
    return f"CASE#{case_id}", "CASE"


def code_key(credit_code: str) -> tuple[str, str]:
    """The one case that a credit code belongs to."""
    return f"CODE#{credit_code}", "CLAIM"


def link_key(digest: str) -> tuple[str, str]:
    """The case behind a mailed secret, by the secret's SHA-256."""
    return f"LINK#{digest}", "LINK"


def state_key(state: str) -> str:
    """Index by_state: the cases of one state, oldest first."""
    return f"STATE#{state}"


def region_key(region: str, state: str) -> str:
    """Index by_region: the cases of one state in one region, oldest first."""
    return f"REGION#{region}#{state}"


class ByState(GlobalSecondaryIndex["CaseRecord"]):  # type: ignore[no-untyped-call]
    """The cases of one state, oldest first."""

    Meta = index_meta()

    state_key = UnicodeAttribute(hash_key=True)
    state_sort = UnicodeAttribute(range_key=True)


class ByRegion(GlobalSecondaryIndex["CaseRecord"]):  # type: ignore[no-untyped-call]
    """The cases of one state in one region, oldest first."""

    Meta = index_meta()

    region_key = UnicodeAttribute(hash_key=True)
    region_sort = UnicodeAttribute(range_key=True)


DUE = "DUE"
"""Index by_due: the cases with which something is to be done at an instant, the earliest first."""


class ByDue(GlobalSecondaryIndex["CaseRecord"]):  # type: ignore[no-untyped-call]
    """The cases whose applicant is waited for, or whose documents are to be deleted; the earliest first."""

    Meta = index_meta()

    due_key = UnicodeAttribute(hash_key=True)
    due_sort = UnicodeAttribute(range_key=True)


class CaseRecord(Record):
    """A registration: what was applied for, where it stands, and what came of it."""

    KIND = "registration"
    Meta = meta("onboarding")

    case_id = UnicodeAttribute()
    state = UnicodeAttribute()
    attempt = IntegerAttribute()
    revision = IntegerAttribute(default=1)
    company_name = UnicodeAttribute()
    credit_code = UnicodeAttribute()
    region = UnicodeAttribute()
    contact_name = UnicodeAttribute()
    email = UnicodeAttribute()
    phone = UnicodeAttribute()
    address = UnicodeAttribute()
    locale = UnicodeAttribute()
    consent_version = UnicodeAttribute()
    consented_from = UnicodeAttribute()
    requested_credit = DecimalAttribute(null=True)
    documents = JSONAttribute()
    submitted_at = InstantAttribute()
    ended_at = InstantAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    comment = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    failures = IntegerAttribute(default=0)
    retry_at = InstantAttribute(null=True)
    claims = JSONAttribute(default=list)
    wanted = UnicodeAttribute(null=True)
    task_token = UnicodeAttribute(null=True)
    remind_at = InstantAttribute(null=True)
    amend_until = InstantAttribute(null=True)
    documents_until = InstantAttribute(null=True)
    documents_deleted_at = InstantAttribute(null=True)
    terms = JSONAttribute(null=True)
    dealer_id = UnicodeAttribute(null=True)
    state_key = UnicodeAttribute(null=True)
    state_sort = UnicodeAttribute(null=True)
    region_key = UnicodeAttribute(null=True)
    region_sort = UnicodeAttribute(null=True)
    due_key = UnicodeAttribute(null=True)
    due_sort = UnicodeAttribute(null=True)

    by_state = ByState()
    by_region = ByRegion()
    by_due = ByDue()

    def enter(self, state: CaseState) -> None:
        """Goes over to a state, where the lifecycle allows it."""
        self.state = LIFECYCLE.transition(CaseState(self.state), state)
        self.index()

    def index(self) -> None:
        """Sets the keys of by_state and by_region, and those of by_due: the next instant at which something is due."""
        self.state_key = state_key(self.state)
        self.region_key = region_key(self.region, self.state)
        self.state_sort = self.region_sort = f"{clock.iso(self.submitted_at)}#{self.case_id}"
        due = self._due()
        self.due_key = DUE if due else None
        self.due_sort = f"{clock.iso(due)}#{self.case_id}" if due else None

    def _due(self) -> datetime | None:
        if self.state == CaseState.AMENDING:
            return self.remind_at or self.amend_until
        return None if self.documents_deleted_at else self.documents_until

    @property
    def has_documents(self) -> bool:
        """Whether its documents are kept: once they have passed the check, until they are deleted."""
        refused = self.reason in {Reason.DOCUMENT_MISSING, Reason.DOCUMENT_REFUSED}
        return self.state != CaseState.SUBMITTED and not refused and self.documents_deleted_at is None

    @property
    def documents_folder(self) -> str:
        """Where the documents of this case are kept."""
        return f"cases/{self.case_id}/"

    def document_key(self, upload_id: str) -> str:
        """Where a document of this case is kept."""
        return f"{self.documents_folder}{upload_id}"


class ClaimRecord(Record):
    """That a credit code belongs to a case; put on condition, which makes it unique."""

    KIND = "registration-claim"
    Meta = meta("onboarding")

    case_id = UnicodeAttribute()


class LinkRecord(Record):
    """The digest of the secret with which an applicant follows the case."""

    KIND = "registration-link"
    Meta = meta("onboarding")

    case_id = UnicodeAttribute()
    ends_at = InstantAttribute()
    expires_at = EpochAttribute()
