"""People on the wire."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from chalicelib.access.rules import Person
from chalicelib.company.records import StaffRecord
from chalicelib.dealers.records import UserRecord
from chalicelib.edge.principal import Role
from chalicelib.edge.wire import Email, Id, Text, Wire

Locale = Literal["zh-CN", "en"]
Address = Annotated[Email, Field(max_length=128)]
"""An address with which one signs in: the user pool takes no longer one."""
StaffRole = Literal["admin", "sales", "regional_manager", "finance", "warehouse", "support", "auditor"]
UserRole = Literal["dealer_owner", "dealer_buyer", "dealer_accountant"]
Regions = Annotated[list[Id], Field(max_length=100)]
Active = Annotated[bool, Field(strict=True, default_factory=bool)]


class StaffQuery(Wire):
    """Which staff to list: those of a role, or all."""

    role: StaffRole | None = None


class NewStaff(Wire):
    """Somebody who is to work for the maker. `regions`: those that a role of regions is for; other roles have none."""

    email: Address
    name: Text
    role: StaffRole
    regions: Annotated[Regions, Field(default_factory=list)]
    locale: Locale

    @property
    def person(self) -> Person:
        """As they will sign in."""
        return Person(self.email, self.name, self.role, self.locale, regions=tuple(sorted(set(self.regions))))


class ChangeStaff(Wire):
    """What is to be different; what is left out stays. Who is not `active` cannot sign in."""

    name: Annotated[Text, Field(default_factory=str)]
    regions: Annotated[Regions, Field(default_factory=list)]
    locale: Annotated[Locale, Field(default_factory=lambda: "en")]
    active: Active

    def changes(self) -> dict[str, Any]:
        """The fields that were sent, by their names."""
        sent = self.model_dump(exclude_unset=True)
        return sent | ({"regions": sorted(set(sent["regions"]))} if "regions" in sent else {})


class StaffOut(Wire):
    """A member of the maker's staff."""

    user_id: str
    email: str
    name: str
    role: Role
    regions: list[str]
    locale: str
    active: bool
    version: int

    @classmethod
    def of(cls, record: StaffRecord) -> Self:
        return cls.model_validate({name: getattr(record, name) for name in cls.model_fields})


class NewUser(Wire):
    """Somebody who is to act for the dealer."""

    email: Address
    name: Text
    role: UserRole
    locale: Locale

    def person(self, dealer_id: str) -> Person:
        """As they will sign in."""
        return Person(self.email, self.name, self.role, self.locale, dealer_id=dealer_id)


class ChangeUser(Wire):
    """What is to be different; what is left out stays. Who is not `active` cannot sign in."""

    name: Annotated[Text, Field(default_factory=str)]
    role: Annotated[UserRole, Field(default_factory=lambda: "dealer_buyer")]
    locale: Annotated[Locale, Field(default_factory=lambda: "en")]
    active: Active

    def changes(self) -> dict[str, Any]:
        """The fields that were sent, by their names."""
        return self.model_dump(exclude_unset=True)


class UserOut(Wire):
    """Somebody who acts for a dealer."""

    user_id: str
    dealer_id: str
    email: str
    name: str
    role: Role
    locale: str
    active: bool
    version: int

    @classmethod
    def of(cls, record: UserRecord) -> Self:
        return cls.model_validate({name: getattr(record, name) for name in cls.model_fields})
