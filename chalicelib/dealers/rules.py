"""Who the dealers are, in which state, and which of them something is for. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from chalicelib.kernel.lifecycle import Lifecycle


@dataclass(frozen=True)
class Audience:
    """Grades, regions and dealers by id. All three empty: everybody.

    Else a dealer is meant when it is named in `dealers`, or when grades or regions are listed and it matches each of
    the two that is: grades A, B with region north mean the A and B dealers of the north. Naming dealers beside them
    adds these; naming dealers alone means these alone.
    """

    grades: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    dealers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, fields: Mapping[str, Sequence[str]]) -> Self:
        """From `{"grades": [...], "regions": [...], "dealers": [...]}`, each of which may be missing."""
        return cls(**{name: frozenset(fields.get(name) or ()) for name in cls.__dataclass_fields__})

    def as_fields(self) -> dict[str, list[str]]:
        """The mapping that `of` reads, sorted."""
        return {name: sorted(getattr(self, name)) for name in self.__dataclass_fields__}

    def includes(self, dealer_id: str, grade: str | None, region: str | None) -> bool:
        """Whether a dealer is meant; one without a grade or region matches no list of them."""
        if dealer_id in self.dealers:
            return True
        if not (self.grades or self.regions):
            return not self.dealers
        asked = ((self.grades, grade), (self.regions, region))
        return all(not listed or own in listed for listed, own in asked)


class DealerState(StrEnum):
    """Active: trades. Frozen: reads only, until it is thawed. Closed: for good."""

    ACTIVE = "active"
    FROZEN = "frozen"
    CLOSED = "closed"


LIFECYCLE = Lifecycle(
    "dealer",
    DealerState.ACTIVE,
    {
        DealerState.ACTIVE: frozenset({DealerState.FROZEN}),
        DealerState.FROZEN: frozenset({DealerState.ACTIVE}),
        DealerState.CLOSED: frozenset({DealerState.ACTIVE, DealerState.FROZEN}),
    },
)


@dataclass(frozen=True)
class Standing:
    """As what a dealer stood, from `since` until just before `until` (None: to this day)."""

    grade: str
    region: str
    state: str
    since: datetime
    until: datetime | None = None


def standing_at(standings: Sequence[Standing], instant: datetime) -> Standing:
    """As what a dealer stood at an instant, of standings that follow each other up to the present one.

    Before the first one the first one counts: a dealer's books may begin before it was entered here.
    """
    return next(each for each in standings if each.until is None or instant < each.until)


def dealer_of(document_id: str) -> str:
    """The dealer whose document an id names: every document's id begins with its dealer's, before the first hyphen."""
    return document_id.partition("-")[0]


@dataclass(frozen=True)
class NewDealer:
    """What is known of a dealer when it is made."""

    dealer_id: str
    name: str
    credit_code: str
    region: str
    grade: str
    payment_days: int
    contract_list_id: str | None
    contact_name: str
    email: str
    phone: str
    address: str
    locale: str
    case_id: str | None


@dataclass(frozen=True)
class NewUser:
    """A person who acts for a dealer. `user_id` is Cognito's sub."""

    dealer_id: str
    user_id: str
    email: str
    name: str
    role: str
    locale: str
