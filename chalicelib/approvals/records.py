"""Table `approvals`: decisions (kept for good), the digests of mailed secrets, and who has what to decide."""

from datetime import timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.approvals.rules import Approver, DecisionState, FormField
from chalicelib.aws.attributes import EpochAttribute, InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, index_meta, meta
from chalicelib.kernel import clock

SECRET_KEPT = timedelta(days=90)
"""How long after its decision's end a secret is still recognised, so that a late click is told why."""


def decision_key(decision_id: str) -> tuple[str, str]:
    """One decision by its id."""
    return f"DECISION#{decision_id}", "DECISION"


def secret_key(digest: str) -> tuple[str, str]:
    """The decision behind a mailed secret, by the secret's SHA-256."""
    return f"SECRET#{digest}", "SECRET"


def approver_key(user_id: str, decision_id: str = "") -> tuple[str, str]:
    """What an approver has to decide, one item a decision."""
    return f"APPROVER#{user_id}", f"DECISION#{decision_id}"


def subject_key(subject: str, decision_id: str = "") -> tuple[str, str]:
    """The decisions about one subject."""
    return f"SUBJECT#{subject}", f"DECISION#{decision_id}"


DUE = "DUE"
"""Index by_due: the open decisions with which something is to be done at an instant, the earliest first."""


class ByDue(GlobalSecondaryIndex["DecisionRecord"]):  # type: ignore[no-untyped-call]
    """The open decisions that somebody is to be reminded of, or that end by themselves; the earliest first."""

    Meta = index_meta()

    due_key = UnicodeAttribute(hash_key=True)
    due_sort = UnicodeAttribute(range_key=True)


class DecisionRecord(Record):
    """One decision: what was asked of whom, and who decided what, when, from where. It never runs out of the table."""

    KIND = "decision"
    Meta = meta("approvals")

    decision_id = UnicodeAttribute()
    subject = UnicodeAttribute()
    subject_version = IntegerAttribute()
    state = UnicodeAttribute()
    template = UnicodeAttribute()
    shown = JSONAttribute()
    facts = JSONAttribute()
    documents = JSONAttribute()
    asked = JSONAttribute()
    fields = JSONAttribute()
    not_by = JSONAttribute()
    needs_sign_in = BooleanAttribute()
    opened_at = InstantAttribute()
    ends_at = InstantAttribute()
    task_token = UnicodeAttribute(null=True)
    choice = UnicodeAttribute(null=True)
    answers = JSONAttribute(null=True)
    comment = UnicodeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    decided_by_name = UnicodeAttribute(null=True)
    decided_at = InstantAttribute(null=True)
    decided_from = UnicodeAttribute(null=True)
    decided_via = UnicodeAttribute(null=True)
    may_return = BooleanAttribute(default=False)
    expires = BooleanAttribute(default=False)
    remind_at = InstantAttribute(null=True)
    escalate_at = InstantAttribute(null=True)
    escalated_to = JSONAttribute(null=True)
    due_key = UnicodeAttribute(null=True)
    due_sort = UnicodeAttribute(null=True)

    by_due = ByDue()

    @property
    def first_asked(self) -> list[Approver]:
        """Who was asked when it was opened."""
        return [Approver(**fields) for fields in self.asked]

    @property
    def approvers(self) -> list[Approver]:
        """Who may decide: who was asked at first, and who since it was escalated."""
        return self.first_asked + [Approver(**fields) for fields in self.escalated_to or []]

    def index(self) -> None:
        """Sets the keys of by_due: the next instant at which something is to be done, while it is open."""
        ends_at = self.ends_at if self.expires else None
        instants = [instant for instant in (self.remind_at, self.escalate_at, ends_at) if instant is not None]
        due = self.state == DecisionState.OPEN and bool(instants)
        self.due_key = DUE if due else None
        self.due_sort = f"{clock.iso(min(instants))}#{self.decision_id}" if due else None

    @property
    def form(self) -> list[FormField]:
        """What an approval has to answer."""
        return [FormField.of(fields) for fields in self.fields]

    def verdict(self) -> dict[str, Any]:
        """What whoever waits for the decision is told."""
        return {
            "outcome": self.state,
            "answers": self.answers or {},
            "comment": self.comment,
            "decided_by": self.decided_by_name,
            "decided_by_id": self.decided_by,
            "decision_id": self.decision_id,
        }


class SecretRecord(Record):
    """The digest of a secret that was mailed to one approver of one decision."""

    KIND = "approval-secret"
    Meta = meta("approvals")

    decision_id = UnicodeAttribute()
    user_id = UnicodeAttribute()
    expires_at = EpochAttribute()


class WaitingRecord(Record):
    """A decision that waits for one approver; gone when it is decided."""

    KIND = "waiting-decision"
    Meta = meta("approvals")

    decision_id = UnicodeAttribute()


class SubjectRecord(Record):
    """That a decision is about a subject."""

    KIND = "decided-subject"
    Meta = meta("approvals")

    decision_id = UnicodeAttribute()
