"""Registrations on the wire."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints

from chalicelib.approvals.records import DecisionRecord
from chalicelib.approvals.rules import DecisionState
from chalicelib.aws import files
from chalicelib.company.records import RegionRecord
from chalicelib.edge.wire import Email, Id, Instant, Money, PageQuery, Text, UploadId, Wire
from chalicelib.kernel.documents import DOCUMENT_TYPES, LARGEST_DOCUMENT
from chalicelib.onboarding.records import CaseRecord
from chalicelib.onboarding.rules import (
    CONSENT_VERSION,
    CONSENT_VERSIONS,
    MOST_DOCUMENTS,
    Application,
    CaseState,
    Reason,
    is_credit_code,
    level_of,
    told,
)


def _credit_code(text: str) -> str:
    if not is_credit_code(text):
        raise ValueError("is not a unified social credit code: look at each character again")
    return text


CreditCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, min_length=18, max_length=18),
    AfterValidator(_credit_code),
]
"""A unified social credit code (统一社会信用代码) with its right check character."""
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 -]{4,24}$")]
DocumentType = Literal["application/pdf", "image/jpeg", "image/png"]


class UploadIn(Wire):
    """A document that is to be uploaded."""

    file_name: Text
    content_type: DocumentType
    size: Annotated[int, Field(strict=True, ge=1, le=LARGEST_DOCUMENT)]


class DocumentIn(Wire):
    upload_id: UploadId
    file_name: Text


def _known_text(version: str) -> str:
    if version not in CONSENT_VERSIONS:
        raise ValueError("is no text of ours: GET /registration-form tells the one of today")
    return version


class Consent(Wire):
    """Consent to the processing of the applicant's data; `version` names the text that was shown."""

    version: Annotated[Id, AfterValidator(_known_text)]
    accepted: Literal[True]


class _Stated(Wire):
    """What an applicant states."""

    company_name: Text
    credit_code: CreditCode
    region: Id
    contact_name: Text
    email: Email
    phone: Phone
    address: Text
    locale: Literal["zh-CN", "en"] = "zh-CN"
    requested_credit: Money | None = None
    documents: Annotated[list[DocumentIn], Field(min_length=1, max_length=MOST_DOCUMENTS)]

    def _application(self, consent: Consent | None) -> Application:
        stated = {name: getattr(self, name) for name in _Stated.model_fields if name != "documents"}
        documents = {document.upload_id: document.file_name for document in self.documents}
        version = consent.version if consent else None
        return Application(**stated, consent_version=version, documents=tuple(documents.items()))


class RegistrationIn(_Stated):
    """A company that wants to become a dealer."""

    consent: Consent

    def application(self) -> Application:
        return self._application(self.consent)


class AmendmentIn(_Stated):
    """The whole application as it is to be now. A document is kept by its upload id, or replaced by a new upload.

    `consent` only where its text has changed since it was given.
    """

    consent: Consent | None = None

    def application(self) -> Application:
        return self._application(self.consent)


class RegisteredOut(Wire):
    """That the registration was taken."""

    case_id: str

    @classmethod
    def of(cls, record: CaseRecord) -> Self:
        return cls(case_id=record.case_id)


class AmendedOut(Wire):
    """That the amendment was taken."""

    case_id: str
    state: CaseState

    @classmethod
    def of(cls, record: CaseRecord) -> Self:
        return cls(case_id=record.case_id, state=CaseState(record.state))


class DocumentStatedOut(Wire):
    upload_id: str
    file_name: str


class ApplicationOut(Wire):
    """What was stated last."""

    company_name: str
    credit_code: str
    region: str
    contact_name: str
    email: str
    phone: str
    address: str
    locale: str
    requested_credit: Money | None
    consent_version: str
    documents: list[DocumentStatedOut]


class RegistrationOut(Wire):
    """Where a registration stands. `reason` and `comment` say why it was rejected, where that can be said.

    While more information is wanted: what (`wanted`), until when, and what was stated last.
    """

    case_id: str
    company_name: str
    state: CaseState
    submitted_at: Instant
    ended_at: Instant | None
    reason: str | None
    comment: str | None
    wanted: str | None
    amend_until: Instant | None
    application: ApplicationOut | None

    @classmethod
    def of(cls, record: CaseRecord) -> Self:
        amending = record.state == CaseState.AMENDING
        stated = {name: getattr(record, name) for name in cls.model_fields if name != "application"}
        if not amending:
            stated |= {"wanted": None, "amend_until": None}
        shown = {name: getattr(record, name) for name in ApplicationOut.model_fields} if amending else None
        return cls.model_validate(
            stated | {"reason": told(record.reason) if record.ended_at else None, "application": shown}
        )


class RegionChoiceOut(Wire):
    region_id: str
    name: str


class ConsentTextOut(Wire):
    """The text to which an applicant consents, by language (Markdown)."""

    version: str
    texts: dict[str, str]


class RegistrationFormOut(Wire):
    """What the form of a registration has to offer. Sizes are in bytes."""

    regions: list[RegionChoiceOut]
    consent: ConsentTextOut
    document_types: list[str]
    largest_document: int
    most_documents: int

    @classmethod
    def of(cls, regions: Sequence[RegionRecord], texts: Mapping[str, str]) -> Self:
        return cls(
            regions=[RegionChoiceOut(region_id=one.region_id, name=one.name) for one in regions],
            consent=ConsentTextOut(version=CONSENT_VERSION, texts=dict(texts)),
            document_types=list(DOCUMENT_TYPES),
            largest_document=LARGEST_DOCUMENT,
            most_documents=MOST_DOCUMENTS,
        )


class CasesQuery(PageQuery):
    """Which registrations: those of one state, by default all that are open; of one region, by default of all within
    the asker's reach."""

    state: CaseState | None = None
    region: Id | None = None


class CaseSummary(Wire):
    """A registration in a list. `revision` is 1 until the applicant has amended; `failure` is what staff look after."""

    case_id: str
    company_name: str
    credit_code: str
    region: str
    contact_name: str
    requested_credit: Money | None
    state: CaseState
    revision: int
    submitted_at: Instant
    amend_until: Instant | None
    ended_at: Instant | None
    reason: Reason | None
    failure: str | None
    dealer_id: str | None

    @classmethod
    def of(cls, record: CaseRecord) -> Self:
        return cls.model_validate({name: getattr(record, name) for name in cls.model_fields})


class CaseDocumentOut(Wire):
    """A document of a registration. `url`: where it can be read for 15 minutes; null before it has passed the check,
    where it did not, and once it is deleted."""

    upload_id: str
    file_name: str
    url: str | None


class TermsOut(Wire):
    """The terms that were set in the approval. A `credit_limit` of null is prepayment only."""

    grade: str
    credit_limit: Money | None
    payment_days: int
    contract_list_id: str | None


class CaseDecisionOut(Wire):
    """What was asked about one revision at one level (1 the regional manager, 2 finance), of whom, and who decided
    what. `asked` are names; `answers` are those of an approval to its form."""

    decision_id: str
    revision: int
    level: int
    state: DecisionState
    asked: list[str]
    opened_at: Instant
    ends_at: Instant
    decided_at: Instant | None
    decided_by: str | None
    answers: dict[str, Any] | None
    comment: str | None

    @classmethod
    def of(cls, record: DecisionRecord) -> Self:
        return cls(
            decision_id=record.decision_id,
            revision=record.subject_version,
            level=level_of(record.decision_id),
            state=DecisionState(record.state),
            asked=[approver.name for approver in record.approvers],
            opened_at=record.opened_at,
            ends_at=record.ends_at,
            decided_at=record.decided_at,
            decided_by=record.decided_by_name,
            answers=record.answers,
            comment=record.comment,
        )


class CaseDetails(CaseSummary):
    """A registration whole, as staff see it: all that was stated last, and every decision, oldest first.

    `decision_id` is the open decision that waits for the asker. `reason` and `comment` say why it was rejected,
    `wanted` what the applicant was asked for, until `amend_until`. A case that failed is tried again at `retry_at`.
    `terms` and `dealer_id` are there once it is provisioned; `documents_until` is when those of one that came to
    nothing are deleted.
    """

    email: str
    phone: str
    address: str
    locale: str
    consent_version: str
    documents: list[CaseDocumentOut]
    wanted: str | None
    comment: str | None
    failures: int
    retry_at: Instant | None
    terms: TermsOut | None
    documents_until: Instant | None
    documents_deleted_at: Instant | None
    decisions: list[CaseDecisionOut]
    decision_id: str | None

    @classmethod
    def with_decisions(cls, record: CaseRecord, decisions: Sequence[DecisionRecord], decision_id: str | None) -> Self:
        """From the record, the decisions about it, and the id of the one that waits for the asker."""
        made = {
            "documents": [_document(record, **document) for document in record.documents],
            "decisions": [CaseDecisionOut.of(decision) for decision in decisions],
            "decision_id": decision_id,
        }
        return cls.model_validate({name: getattr(record, name) for name in cls.model_fields if name not in made} | made)


def _document(case: CaseRecord, upload_id: str, file_name: str) -> CaseDocumentOut:
    url = files.reading_link(case.document_key(upload_id), file_name) if case.has_documents else None
    return CaseDocumentOut(upload_id=upload_id, file_name=file_name, url=url)
