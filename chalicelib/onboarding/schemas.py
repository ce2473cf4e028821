"""Registrations on the wire."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints

from chalicelib.company.records import RegionRecord
from chalicelib.edge.wire import Email, Id, Instant, Money, Text, UploadId, Wire
from chalicelib.onboarding.records import CaseRecord
from chalicelib.onboarding.rules import (
    CONSENT_VERSION,
    CONSENT_VERSIONS,
    DOCUMENT_TYPES,
    LARGEST_DOCUMENT,
    MOST_DOCUMENTS,
    Application,
    CaseState,
    is_credit_code,
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
