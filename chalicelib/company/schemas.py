"""The maker's settings and regions on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from chalicelib.company.records import PolicyRecord, RegionRecord
from chalicelib.company.rules import BOUNDS, Policy, SettingKind
from chalicelib.edge.wire import Id, Text, Wire

Whole = Annotated[int, Field(strict=True, ge=0, default_factory=int)]
"""A whole number, in what the setting's name says; GET /settings tells its bounds."""
WholeOrNever = Annotated[Annotated[int, Field(strict=True, ge=0)] | None, Field(default_factory=int)]
"""The same, or null for never."""
WarehouseId = Annotated[str, StringConstraints(pattern=r"^WH-[A-Za-z0-9._-]{1,37}$")]
"""A location of stock that is the maker's own."""


class SettingOut(Wire):
    """One setting: what it counts, its value, the value of the first day, and the bounds within which it may be set
    (of names: how many; of a text: characters)."""

    name: str
    kind: SettingKind
    value: int | str | list[str] | None
    default: int | str | list[str] | None
    minimum: int
    maximum: int


class SettingsOut(Wire):
    """Every setting, and the version of them all, which a change names."""

    items: Sequence[SettingOut]
    version: int

    @classmethod
    def of(cls, record: PolicyRecord) -> Self:
        values, defaults = Policy.of(record.settings).as_fields(), Policy().as_fields()
        items = [
            SettingOut(name=name, value=values[name], default=defaults[name], **vars(BOUNDS[name])) for name in values
        ]
        return cls(items=items, version=record.version)


class ChangeSettings(Wire):
    """The settings that are to be different; what is left out stays."""

    registration_answer_seconds: Whole
    registration_finance_above: Whole
    registration_amend_seconds: Whole
    duplicate_answer_seconds: Whole
    rejected_documents_days: Whole
    approval_remind_seconds: Whole
    approval_escalate_seconds: Whole
    wait_margin_seconds: Whole
    settlement_answer_seconds: Whole
    account_change_answer_seconds: Whole
    case_link_days: Whole
    invitation_days: Whole
    arrival_cutoff_days: Whole
    settlement_chunk_size: Whole
    settlement_second_above: Whole
    late_payment_days: Whole
    statement_confirm_days: Whole
    order_job_seconds: Whole
    draft_days: Whole
    credit_review_days: Whole
    longest_payment_days: Whole
    return_days: Whole
    return_recomputes_savings: Whole
    redemption_percent: Whole
    wallet_goods: Whole
    payout_answer_seconds: Whole
    rebate_expiry_months: WholeOrNever
    rebate_expiry_notice_days: Whole
    grades: Annotated[list[Id], Field(max_length=100, default_factory=list)]
    company_name: Annotated[Text, Field(default_factory=str)]

    def changes(self) -> dict[str, Any]:
        """The settings that were sent, by their names."""
        return self.model_dump(exclude_unset=True)


class RegionOut(Wire):
    """A region, and the warehouse that serves its dealers."""

    region_id: str
    name: str
    warehouse_id: str
    version: int

    @classmethod
    def of(cls, record: RegionRecord) -> Self:
        return cls.model_validate({name: getattr(record, name) for name in cls.model_fields})


class RegionIn(Wire):
    """A region as it is to be."""

    name: Text
    warehouse_id: WarehouseId
