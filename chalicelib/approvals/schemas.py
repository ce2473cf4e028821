"""Decisions on the wire."""

from typing import Annotated, Any, Self

from pydantic import Field

from chalicelib.approvals.records import DecisionRecord
from chalicelib.approvals.rules import Choice, FieldKind, Verdict
from chalicelib.aws import files
from chalicelib.edge.wire import Instant, LongText, Wire


class FieldOut(Wire):
    """One field of the form: what an approval must answer, and within which bounds."""

    name: str
    kind: FieldKind
    required: bool
    nullable: bool
    minimum: str | int | None
    maximum: str | int | None
    choices: list[str]


class FactOut(Wire):
    label: str
    value: str


class DocumentOut(Wire):
    """A document and an address at which it can be read for 15 minutes."""

    name: str
    url: str


class DecisionOut(Wire):
    """What is to be decided, with everything that it needs; afterwards also who decided what."""

    decision_id: str
    subject: str
    subject_version: int
    kind: str
    state: str
    values: dict[str, str | None]
    facts: list[FactOut]
    documents: list[DocumentOut]
    form: list[FieldOut]
    needs_sign_in: bool
    may_return: bool
    opened_at: Instant
    ends_at: Instant
    decided_at: Instant | None
    decided_by: str | None
    answers: dict[str, Any] | None
    comment: str | None

    @classmethod
    def of(cls, record: DecisionRecord) -> Self:
        """From the record; `kind` names the mail's text and the page's."""
        documents = [
            DocumentOut(name=document["name"], url=files.reading_link(document["key"], document["name"]))
            for document in record.documents
        ]
        return cls(
            decision_id=record.decision_id,
            subject=record.subject,
            subject_version=record.subject_version,
            kind=record.template,
            state=record.state,
            values=record.shown,
            facts=[FactOut(**fact) for fact in record.facts],
            documents=documents,
            form=[FieldOut(**field) for field in record.fields],
            needs_sign_in=record.needs_sign_in,
            may_return=record.may_return,
            opened_at=record.opened_at,
            ends_at=record.ends_at,
            decided_at=record.decided_at,
            decided_by=record.decided_by_name,
            answers=record.answers,
            comment=record.comment,
        )


class VerdictIn(Wire):
    """An approver's answer. An approval answers the form; a rejection says why, `more_information` what is wanted."""

    choice: Choice
    answers: Annotated[dict[str, Any], Field(default_factory=dict, max_length=50)]
    comment: LongText | None = None

    def verdict(self) -> Verdict:
        return Verdict(self.choice, self.answers, self.comment)


class DecidedOut(Wire):
    """That it is decided."""

    decision_id: str
    state: str
    decided_at: Instant
    decided_by: str

    @classmethod
    def of(cls, record: DecisionRecord) -> Self:
        return cls.model_validate(
            {
                "decision_id": record.decision_id,
                "state": record.state,
                "decided_at": record.decided_at,
                "decided_by": record.decided_by_name,
            }
        )
