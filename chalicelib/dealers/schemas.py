"""Dealers on the wire."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from chalicelib.dealers.hierarchy_commands import NewParent
from chalicelib.dealers.hierarchy_queries import Place
from chalicelib.dealers.records import DealerRecord, LinkRecord
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


class SetParent(Wire):
    """Whose sub-dealer a dealer is from a day on; null: nobody's."""

    parent_id: Id | None
    first_day: date


class ParentSetOut(Wire):
    """The same, as it was set."""

    dealer_id: str
    parent_id: str | None
    first_day: date

    @classmethod
    def of(cls, new: NewParent) -> Self:
        parent_id = new.parent.dealer_id if new.parent else None
        return cls(dealer_id=new.dealer.dealer_id, parent_id=parent_id, first_day=new.first_day)


class LinkOut(Wire):
    """From the first to the last day (null: until further notice) one dealer stands below the other."""

    dealer_id: str
    dealer_name: str
    parent_id: str
    parent_name: str
    first_day: date
    last_day: date | None

    @classmethod
    def of(cls, record: LinkRecord) -> Self:
        return cls.model_validate(_link(record))


def _link(record: LinkRecord) -> dict[str, object]:
    names = ("dealer_id", "dealer_name", "parent_id", "parent_name")
    last = date.fromisoformat(record.last_day) if record.last_day else None
    first = date.fromisoformat(record.first_day)
    return {name: getattr(record, name) for name in names} | {"first_day": first, "last_day": last}


class BelowOut(LinkOut):
    """A dealer below another one today; `level` 1 is its own sub-dealer, 2 one of that one's."""

    level: int


class HierarchyOut(Wire):
    """Where a dealer stands: whose sub-dealer it was, is and will be; its own sub-dealers, with their days; everybody
    below it today. A new parent may begin from `earliest_day` on.
    """

    dealer_id: str
    parents: Sequence[LinkOut]
    sub_dealers: Sequence[LinkOut]
    below: Sequence[BelowOut]
    earliest_day: date

    @classmethod
    def of(cls, place: Place, earliest: date) -> Self:
        return cls(
            dealer_id=place.dealer.dealer_id,
            parents=[LinkOut.of(record) for record in place.parents],
            sub_dealers=[LinkOut.of(record) for record in place.sub_dealers],
            below=[BelowOut.model_validate({**_link(record), "level": level}) for record, level in place.below],
            earliest_day=earliest,
        )
