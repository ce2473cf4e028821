"""The maker's own settings: waits, cut-offs, grades. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from chalicelib.kernel.errors import Invalid


@dataclass(frozen=True)
class Policy:
    """What the maker may set. A number counts seconds or days, as its name says; the defaults suit a first day."""

    registration_answer_seconds: int = 604_800
    registration_finance_above: int = 200_000
    """A credit limit above this many whole units of the currency is decided by finance, too."""
    registration_amend_seconds: int = 1_209_600
    duplicate_answer_seconds: int = 86_400
    """How long a registration whose company or address is known already seems to be considered, as any other is."""
    rejected_documents_days: int = 30
    approval_remind_seconds: int = 259_200
    approval_escalate_seconds: int = 432_000
    wait_margin_seconds: int = 86_400
    """How much longer than the end of its time a workflow waits, in case that nobody ends the wait."""
    settlement_answer_seconds: int = 1_209_600
    case_link_days: int = 90
    invitation_days: int = 14
    arrival_cutoff_days: int = 3
    settlement_chunk_size: int = 25
    settlement_second_above: int = 1_000_000
    """A settlement that credits more than this many whole units of the currency needs two persons of finance."""
    late_payment_days: int = 31
    """How long after its day a payment may be recorded and still count for a settled period of a rebate program."""
    statement_confirm_days: int = 15
    order_job_seconds: int = 120
    draft_days: int = 30
    credit_review_days: int = 7
    default_payment_days: int = 30
    longest_payment_days: int = 180
    grades: tuple[str, ...] = ("A", "B", "C")

    @classmethod
    def of(cls, overrides: Mapping[str, Any]) -> Self:
        """The defaults with what was set otherwise; a name that is no setting any more is passed over."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: _as_set(value) for name, value in overrides.items() if name in known})

    def with_changes(self, changes: Mapping[str, Any]) -> "Policy":
        """This policy with `changes`; 422 names the ones that are no setting or out of bounds."""
        own = asdict(self)
        wrong = [name for name, value in changes.items() if name not in own or not _fits(own[name], value)]
        if wrong:
            problem = "is no setting, or not of its kind: numbers from 0 (whole), grades a list of texts"
            raise Invalid(f"Please correct: {', '.join(wrong)}.", [{"field": n, "problem": problem} for n in wrong])
        return Policy.of(own | dict(changes))

    def as_fields(self) -> dict[str, Any]:
        """JSON-able, as it is stored."""
        return asdict(self) | {"grades": list(self.grades)}


def _as_set(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _fits(default: Any, value: Any) -> bool:
    if isinstance(default, tuple):
        return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, str) and one for one in value)
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
