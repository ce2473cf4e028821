"""Registration: the credit code, the states of a case, its documents and the terms that an approver sets. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from chalicelib.approvals.rules import FieldKind, FormField, check_answers
from chalicelib.kernel.lifecycle import Lifecycle

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of a unified social credit code (GB 32100-2015): no I, O, S, V or Z."""
CODE_LENGTH = 18
_WEIGHTS = tuple(pow(3, place, 31) for place in range(CODE_LENGTH - 1))


def check_character(first_17: str) -> str:
    """The 18th character: `(31 - sum(value(c_i) x (3^(i-1) mod 31)) mod 31) mod 31` (GB 32100-2015).

    31 is prime and no weight is a multiple of it, so any one wrong character changes the sum.
    """
    total = sum(CODE_ALPHABET.index(char) * weight for char, weight in zip(first_17, _WEIGHTS, strict=True))
    return CODE_ALPHABET[-total % 31]


def is_credit_code(text: str) -> bool:
    """Whether 18 capitals and digits are a unified social credit code: right alphabet, right check character."""
    if len(text) != CODE_LENGTH or any(char not in CODE_ALPHABET for char in text):
        return False
    return check_character(text[:-1]) == text[-1]


class CaseState(StrEnum):
    """Where a registration stands. Amending waits for the applicant. Rejected, expired and provisioned are its ends."""

    SUBMITTED = "submitted"
    IN_APPROVAL = "in_approval"
    AMENDING = "amending"
    APPROVED = "approved"
    PROVISIONED = "provisioned"
    REJECTED = "rejected"
    EXPIRED = "expired"
    FAILED = "failed"


_S = CaseState
LIFECYCLE = Lifecycle(
    "registration",
    _S.SUBMITTED,
    {
        _S.SUBMITTED: frozenset({_S.AMENDING}),
        _S.IN_APPROVAL: frozenset({_S.SUBMITTED, _S.FAILED}),
        _S.AMENDING: frozenset({_S.IN_APPROVAL}),
        _S.APPROVED: frozenset({_S.IN_APPROVAL}),
        _S.PROVISIONED: frozenset({_S.APPROVED}),
        _S.REJECTED: frozenset({_S.SUBMITTED, _S.IN_APPROVAL, _S.FAILED}),
        _S.EXPIRED: frozenset({_S.IN_APPROVAL, _S.AMENDING}),
        _S.FAILED: frozenset({_S.SUBMITTED, _S.IN_APPROVAL, _S.AMENDING, _S.APPROVED}),
    },
)
ENDED = frozenset({_S.PROVISIONED, _S.REJECTED, _S.EXPIRED})
OPEN = (_S.IN_APPROVAL, _S.FAILED, _S.AMENDING, _S.APPROVED, _S.SUBMITTED)
"""All others, in the order in which they need somebody of the staff: to decide, to look after, to wait."""


WITHOUT_DEALER = frozenset({_S.REJECTED, _S.EXPIRED})
"""The ends after which the documents are not kept."""


def retry_after(failures: int) -> timedelta:
    """How long a case that failed so many times rests: the first time not at all, then 1, 2, 4 ... up to 24 hours."""
    return timedelta(hours=min(2 ** (failures - 2), 24)) if failures > 1 else timedelta(0)


class Reason(StrEnum):
    """Why a registration was rejected."""

    DUPLICATE = "duplicate"
    DOCUMENT_MISSING = "document_missing"
    DOCUMENT_REFUSED = "document_refused"
    DECISION = "decision"


def told(reason: str | None) -> str | None:
    """What an applicant is told of the reason: never that a company or an address is known already."""
    return Reason.DECISION if reason == Reason.DUPLICATE else reason


MOST_DOCUMENTS = 5

CONSENT_VERSIONS = ("2026-01", "2026-11")
"""The texts to which an applicant may have consented, the one of today last; they stand in `consents/`."""
CONSENT_VERSION = CONSENT_VERSIONS[-1]


@dataclass(frozen=True)
class Application:
    """What an applicant states. `documents` are pairs of upload id and file name.

    An amendment that says nothing of consent has None for its version: that of the case goes on.
    """

    company_name: str
    credit_code: str
    region: str
    contact_name: str
    email: str
    phone: str
    address: str
    locale: str
    consent_version: str | None
    requested_credit: Decimal | None
    documents: tuple[tuple[str, str], ...]


def dealer_id_of(case_id: str) -> str:
    """The dealer that a case makes: the same eight characters behind a D, so that making it twice makes it once."""
    return f"D{case_id[1:]}"


FIRST_LEVEL, LAST_LEVEL = 1, 2
"""The regional manager decides first, then (above a limit) finance."""


def subject_of(case_id: str) -> str:
    """What the decisions of a case are about."""
    return f"registration:{case_id}"


def decision_id_of(case_id: str, revision: int = 1, level: int = FIRST_LEVEL) -> str:
    """The decision of one level about one revision of a case."""
    return f"{subject_of(case_id).replace(':', '-')}-v{revision}-{level}"


def level_of(decision_id: str) -> int:
    """The level of a decision about a case, which `decision_id_of` has named."""
    return int(decision_id.rpartition("-")[2])


def execution_name(case_id: str, attempt: int) -> str:
    """The name of a case's execution: its idempotency key."""
    return f"registration-{case_id}-a{attempt}"


def approval_form(grades: Sequence[str], longest_payment_days: int, contract_lists: Sequence[str]) -> list[FormField]:
    """What an approver sets in the act of approval. A credit limit of null is prepayment only; none is unlimited."""
    return [
        FormField("grade", FieldKind.CHOICE, choices=tuple(grades)),
        FormField("credit_limit", FieldKind.MONEY, minimum="0.00", nullable=True),
        FormField("payment_days", FieldKind.INTEGER, minimum=0, maximum=longest_payment_days),
        FormField("contract_list_id", FieldKind.CHOICE, required=False, nullable=True, choices=tuple(contract_lists)),
    ]


def finance_decides(answers: Mapping[str, Any], above: int) -> bool:
    """Whether the credit limit that the first level granted is finance's affair, too: above `above`, not at it."""
    limit = answers.get("credit_limit")
    return limit is not None and Decimal(limit) > above


@dataclass(frozen=True)
class Terms:
    """The terms on which a dealer begins."""

    grade: str
    credit_limit: Decimal | None
    payment_days: int
    contract_list_id: str | None

    @classmethod
    def of(cls, answers: Mapping[str, Any], form: Sequence[FormField]) -> Self:
        """From an approval's answers, checked against the form once more; 422 names what lies out of bounds."""
        checked = check_answers(form, answers)
        limit = checked["credit_limit"]
        return cls(
            grade=checked["grade"],
            credit_limit=None if limit is None else Decimal(limit),
            payment_days=checked["payment_days"],
            contract_list_id=checked.get("contract_list_id"),
        )
