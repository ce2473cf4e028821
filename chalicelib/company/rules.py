"""The maker's own settings: waits, cut-offs, grades. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Self

from chalicelib.kernel.errors import Invalid


class SettingKind(StrEnum):
    """What a setting counts. `money_whole`: whole units of the currency; `names`: a list of texts; `text`: one line;
    `percent`: hundredths; `switch`: 0 or 1; `months`: a number of them, or null for never."""

    SECONDS = "seconds"
    DAYS = "days"
    COUNT = "count"
    MONEY_WHOLE = "money_whole"
    NAMES = "names"
    TEXT = "text"
    PERCENT = "percent"
    SWITCH = "switch"
    MONTHS = "months"


@dataclass(frozen=True)
class Bounds:
    """What a person may set, both ends included: of names how many there are, of a text its characters."""

    kind: SettingKind
    minimum: int
    maximum: int

    def problem(self, value: Any) -> str | None:
        """What is wrong with a value of the right kind; None where it lies within."""
        if value is None and self.kind is SettingKind.MONTHS:
            return None
        size = len(value) if self.kind in {SettingKind.NAMES, SettingKind.TEXT} else value
        if size < self.minimum:
            return f"is at least {self.minimum}"
        if size > self.maximum:
            return f"is at most {self.maximum}"
        if self.kind is SettingKind.NAMES and len(set(value)) < size:
            return "names the same twice"
        return None


_HOUR = 3600
_DAY = 24 * _HOUR
_K = SettingKind
_ANSWER = Bounds(_K.SECONDS, _HOUR, 90 * _DAY)
"""How long a person may be waited for: a state machine waits a year at most, a mailed secret is known for 90 days."""
_MONEY = Bounds(_K.MONEY_WHOLE, 0, 10**12 - 1)

BOUNDS: Mapping[str, Bounds] = {
    "registration_answer_seconds": _ANSWER,
    "registration_finance_above": _MONEY,
    "registration_amend_seconds": _ANSWER,
    "duplicate_answer_seconds": Bounds(_K.SECONDS, 0, 30 * _DAY),
    "rejected_documents_days": Bounds(_K.DAYS, 0, 365),
    "approval_remind_seconds": _ANSWER,
    "approval_escalate_seconds": _ANSWER,
    "wait_margin_seconds": Bounds(_K.SECONDS, _HOUR, 30 * _DAY),
    "settlement_answer_seconds": _ANSWER,
    "account_change_answer_seconds": _ANSWER,
    "case_link_days": Bounds(_K.DAYS, 1, 365),
    "invitation_days": Bounds(_K.DAYS, 1, 90),
    "arrival_cutoff_days": Bounds(_K.DAYS, 0, 28),
    "settlement_chunk_size": Bounds(_K.COUNT, 1, 100),
    "settlement_second_above": _MONEY,
    "late_payment_days": Bounds(_K.DAYS, 0, 365),
    "statement_confirm_days": Bounds(_K.DAYS, 1, 90),
    "order_job_seconds": Bounds(_K.SECONDS, 60, _HOUR),
    "draft_days": Bounds(_K.DAYS, 1, 365),
    "credit_review_days": Bounds(_K.DAYS, 1, 90),
    "longest_payment_days": Bounds(_K.DAYS, 0, 3650),
    "return_days": Bounds(_K.DAYS, 1, 3650),
    "return_recomputes_savings": Bounds(_K.SWITCH, 0, 1),
    "redemption_percent": Bounds(_K.PERCENT, 0, 100),
    "wallet_goods": Bounds(_K.SWITCH, 0, 1),
    "payout_answer_seconds": _ANSWER,
    "rebate_expiry_months": Bounds(_K.MONTHS, 1, 120),
    "rebate_expiry_notice_days": Bounds(_K.DAYS, 1, 180),
    "grades": Bounds(_K.NAMES, 1, 20),
    "company_name": Bounds(_K.TEXT, 1, 100),
}
"""By the names of `Policy`: what a person may set. Tests and tools may go below, down to zero."""


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
    account_change_answer_seconds: int = 1_209_600
    """How long finance is waited for that is asked for an adjustment or another credit limit."""
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
    longest_payment_days: int = 180
    return_days: int = 90
    """For how many days after the day on which they came in goods may be sent back."""
    return_recomputes_savings: int = 0
    """1: a return is credited less by the spend and save saving that the kept lines no longer earn. 0: by the shares
    that the order's lines keep, whatever steps it breaks."""
    redemption_percent: int = 30
    """Which share of an order's total the rebate wallet may pay, in hundredths; 0: none."""
    wallet_goods: int = 1
    """1: goods instead of money, that is an order which the wallet pays wholly, whatever the share."""
    payout_answer_seconds: int = 1_209_600
    """How long finance is waited for that is asked for a payout of the wallet."""
    rebate_expiry_months: int | None = None
    """So many months after it was posted what is left of a credit of the wallet runs out; None: never."""
    rebate_expiry_notice_days: int = 30
    """How many days ahead the dealer is told; nothing runs out before."""
    grades: tuple[str, ...] = ("A", "B", "C")
    company_name: str = "制造商"
    """What the maker is called on the documents that it sends."""

    @classmethod
    def of(cls, overrides: Mapping[str, Any]) -> Self:
        """The defaults with what was set otherwise; a name that is no setting any more is passed over."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: _as_set(value) for name, value in overrides.items() if name in known})

    def with_changes(self, changes: Mapping[str, Any]) -> "Policy":
        """This policy with `changes`; 422 names the ones that are no setting or out of bounds."""
        own = asdict(self)
        wrong = [name for name, value in changes.items() if name not in own or not _fits(getattr(Policy, name), value)]
        if wrong:
            problem = "is no setting, or not of its kind: numbers from 0 (whole), grades a list of texts, names a text"
            raise Invalid(f"Please correct: {', '.join(wrong)}.", [{"field": n, "problem": problem} for n in wrong])
        return Policy.of(own | dict(changes))

    def within_bounds(self, changes: Mapping[str, Any]) -> "Policy":
        """This policy with changes of a person, whose values are of their settings' kinds; 422 names the ones that
        lie out of bounds."""
        problems = {name: BOUNDS[name].problem(value) for name, value in changes.items()}
        wrong = [{"field": name, "problem": problem} for name, problem in problems.items() if problem]
        if wrong:
            raise Invalid(f"Please correct: {', '.join(detail['field'] for detail in wrong)}.", wrong)
        return self.with_changes(changes)

    def as_fields(self) -> dict[str, Any]:
        """JSON-able, as it is stored."""
        return asdict(self) | {"grades": list(self.grades)}


def _as_set(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _fits(default: Any, value: Any) -> bool:
    if isinstance(default, tuple):
        return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, str) and one for one in value)
    if isinstance(default, str):
        return isinstance(value, str) and bool(value.strip())
    if value is None:
        return default is None
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
