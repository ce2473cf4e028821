"""Disputes of statements, and statements as files, on the wire."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from chalicelib.aws import files
from chalicelib.edge.wire import Id, Instant, LongText, Text, UploadId, Wire
from chalicelib.kernel.clock import parse
from chalicelib.kernel.documents import LARGEST_DOCUMENT
from chalicelib.ledger.paper_rules import PaperFormat

Cause = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[a-z-]+:[A-Za-z0-9:._-]+$")]
"""What an entry is for, such as `shipment:D7K3M9QX2-261103091500ABC7K-S1`."""


class EvidenceOut(Wire):
    """A document that the dealer showed, and an address at which it can be read for 15 minutes."""

    name: str
    url: str


class ResolutionOut(Wire):
    """What came of a disputed entry, as staff explained it; with the adjustment that corrects it, where one does."""

    cause: str
    explanation: str
    change_id: str | None
    by: str
    at: Instant


class DisputeOut(Wire):
    """One dispute: which entries, why, with which evidence, and what came of each."""

    at: Instant
    entries: Sequence[str]
    reason: str
    documents: Sequence[EvidenceOut]
    resolutions: Sequence[ResolutionOut]

    @classmethod
    def of(cls, dispute: Mapping[str, Any]) -> Self:
        resolutions = [ResolutionOut(**one | {"at": parse(one["at"])}) for one in dispute["resolutions"]]
        documents = [
            EvidenceOut(name=one["name"], url=files.reading_link(one["key"], one["name"]))
            for one in dispute["documents"]
        ]
        return cls(
            at=parse(dispute["at"]),
            entries=dispute["entries"],
            reason=dispute["reason"],
            documents=documents,
            resolutions=resolutions,
        )


class EvidenceIn(Wire):
    """A document that was uploaded, and what it is called."""

    upload_id: UploadId
    file_name: Text


class DisputeStatement(Wire):
    """Which entries the dealer disputes, by their causes, and why; with the uploads that prove it."""

    entries: Annotated[Sequence[Cause], Field(min_length=1, max_length=100)]
    reason: LongText
    documents: Annotated[Sequence[EvidenceIn], Field(max_length=10)] = ()


class EvidenceUploadIn(Wire):
    """A document that is to be uploaded as evidence: a PDF, JPEG or PNG of up to 10 MB."""

    file_name: Text
    content_type: Literal["application/pdf", "image/jpeg", "image/png"]
    size: Annotated[int, Field(strict=True, ge=1, le=LARGEST_DOCUMENT)]


class ResolutionIn(Wire):
    """What came of a disputed entry: an explanation, and the adjustment that corrects it, where one does."""

    cause: Cause
    explanation: LongText
    change_id: Id | None = None


class ResolveStatement(Wire):
    """What came of disputed entries. Once all are resolved the statement is sent for confirmation again."""

    entries: Annotated[Sequence[ResolutionIn], Field(min_length=1, max_length=100)]


class PaperQuery(Wire):
    """As what a statement is wanted, and in which language."""

    format: PaperFormat = PaperFormat.PDF
    locale: Literal["zh-CN", "en"] = "zh-CN"


class PaperOut(Wire):
    """An address at which the file can be read for 15 minutes."""

    url: str
