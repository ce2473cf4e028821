"""Dealers on the wire."""

from collections.abc import Sequence
from typing import Self

from chalicelib.dealers.records import DealerRecord
from chalicelib.dealers.rules import DealerState, Standing
from chalicelib.edge.wire import Id, Instant, PageQuery, Wire


class DealersQuery(PageQuery):
    """Which dealers to list."""

    region: Id | None = None
    state: DealerState = DealerState.ACTIVE


class DealerOut(Wire):
    """A dealer: the company and its terms."""

    dealer_id: str
    name: str
    credit_code: str
    region: str
    grade: str
    state: DealerState
    payment_days: int
    contract_list_id: str | None
    contact_name: str
    email: str
    phone: str
    address: str
    locale: str
    case_id: str | None
    since: Instant
    version: int

    @classmethod
    def of(cls, record: DealerRecord) -> Self:
        return cls.model_validate({name: getattr(record, name) for name in cls.model_fields})


class StandingOut(Wire):
    """As what a dealer stood, from `since` until just before `until` (null: to this day)."""

    grade: str
    region: str
    state: DealerState
    since: Instant
    until: Instant | None


class DealerDetails(DealerOut):
    """A dealer, why it is in its state, and as what it stood from its beginning, oldest first."""

    state_reason: str | None
    standings: Sequence[StandingOut]

    @classmethod
    def with_standings(cls, record: DealerRecord, standings: Sequence[Standing]) -> Self:
        """From the record and its history."""
        shown = [StandingOut.model_validate(vars(standing)) for standing in standings]
        fields = {name: getattr(record, name) for name in cls.model_fields if name != "standings"}
        return cls.model_validate({**fields, "standings": shown})


class OwnDealerOut(Wire):
    """The own company as the maker knows it, and the terms on which it buys."""

    dealer_id: str
    name: str
    credit_code: str
    region: str
    region_name: str
    grade: str
    state: DealerState
    payment_days: int
    contact_name: str
    email: str
    phone: str
    address: str
    since: Instant

    @classmethod
    def of(cls, record: DealerRecord, region_name: str) -> Self:
        """From the record and what its region is called."""
        named = {"region_name": region_name}
        return cls.model_validate(
            {name: getattr(record, name) for name in cls.model_fields if name not in named} | named
        )
