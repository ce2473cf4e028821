"""Registrations on the wire."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints

from chalicelib.aws.files import UploadForm
from chalicelib.edge.wire import Email, Id, Instant, Money, Text, Wire
from chalicelib.onboarding.records import CaseRecord
from chalicelib.onboarding.rules import LARGEST_DOCUMENT, Application, CaseState, is_credit_code, told


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
UploadId = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
DocumentType = Literal["application/pdf", "image/jpeg", "image/png"]


class UploadIn(Wire):
    """A document that is to be uploaded."""

    file_name: Text
    content_type: DocumentType
    size: Annotated[int, Field(strict=True, ge=1, le=LARGEST_DOCUMENT)]


class UploadOut(Wire):
    """Post `fields`, then the file as `file`, to `url` within 15 minutes; `upload_id` goes into the registration."""

    upload_id: str
    url: str
    fields: dict[str, str]

    @classmethod
    def of(cls, upload_id: str, form: UploadForm) -> Self:
        return cls(upload_id=upload_id, url=form.url, fields=form.fields)


class DocumentIn(Wire):
    upload_id: UploadId
    file_name: Text


class Consent(Wire):
    """Consent to the processing of the applicant's data; `version` names the text that was shown."""

    version: Id
    accepted: Literal[True]


class RegistrationIn(Wire):
    """A company that wants to become a dealer."""

    company_name: Text
    credit_code: CreditCode
    region: Id
    contact_name: Text
    email: Email
    phone: Phone
    address: Text
    locale: Literal["zh-CN", "en"] = "zh-CN"
    requested_credit: Money | None = None
    consent: Consent
    documents: Annotated[list[DocumentIn], Field(min_length=1, max_length=5)]

    def application(self) -> Application:
        stated = {name: getattr(self, name) for name in type(self).model_fields if name not in {"consent", "documents"}}
        documents = {document.upload_id: document.file_name for document in self.documents}
        return Application(**stated, consent_version=self.consent.version, documents=tuple(documents.items()))


class RegisteredOut(Wire):
    """That the registration was taken."""

    case_id: str

    @classmethod
    def of(cls, record: CaseRecord) -> Self:
        return cls(case_id=record.case_id)


class RegistrationOut(Wire):
    """Where a registration stands. `reason` and `comment` say why it was rejected, where that can be said."""

    case_id: str
    company_name: str
    state: CaseState
    submitted_at: Instant
    ended_at: Instant | None
    reason: str | None
    comment: str | None

    @classmethod
    def of(cls, record: CaseRecord) -> Self:
        stated = {name: getattr(record, name) for name in cls.model_fields}
        return cls.model_validate(stated | {"reason": told(record.reason)})
