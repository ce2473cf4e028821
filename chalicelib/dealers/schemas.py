"""Dealers on the wire."""

from typing import Self

from chalicelib.dealers.records import DealerRecord
from chalicelib.dealers.rules import DealerState
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
