"""Who is asking, in which roles, and how far their eyes reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from chalicelib.kernel.errors import NotFound, Unauthorized


class Role(StrEnum):
    """The roles of architecture.md; each is a group of the Cognito user pool."""

    ADMIN = "admin"
    SALES = "sales"
    REGIONAL_MANAGER = "regional_manager"
    FINANCE = "finance"
    WAREHOUSE = "warehouse"
    SUPPORT = "support"
    AUDITOR = "auditor"
    DEALER_OWNER = "dealer_owner"
    DEALER_BUYER = "dealer_buyer"
    DEALER_ACCOUNTANT = "dealer_accountant"


DEALER_ROLES = frozenset({Role.DEALER_OWNER, Role.DEALER_BUYER, Role.DEALER_ACCOUNTANT})
REGIONAL_ROLES = frozenset({Role.SALES, Role.REGIONAL_MANAGER})


@dataclass(frozen=True)
class Reach:
    """What one may see: one dealer, some regions, or (both None) everything. Queries make their keys of it."""

    dealer_id: str | None = None
    regions: frozenset[str] | None = None

    def of_dealer(self, dealer_id: str | None) -> str:
        """The one dealer that a question is about: one's own, or the named one; 404 for another's, never a filter."""
        if self.dealer_id is not None and dealer_id not in (None, self.dealer_id):
            raise NotFound("dealer")
        chosen = self.dealer_id or dealer_id
        if chosen is None:
            raise NotFound("dealer")
        return chosen

    def in_regions(self, region: str | None) -> list[str] | None:
        """The regions that a list for staff is about: the named one, else all of the asker's (None: every region).

        404 for a region out of reach, and for whoever reaches one dealer alone.
        """
        if self.dealer_id is not None or (region and self.regions is not None and region not in self.regions):
            raise NotFound("region")
        if region:
            return [region]
        return None if self.regions is None else sorted(self.regions)

    def covers(self, dealer_id: str | None, region: str) -> bool:
        """Whether a dealer of a region (None: what has no dealer yet) lies within."""
        if self.dealer_id is not None:
            return dealer_id == self.dealer_id
        return self.regions is None or region in self.regions


@dataclass(frozen=True)
class Principal:
    """A signed-in user. `name` is shown to people; `user_id` (Cognito's sub) is what records keep."""

    user_id: str
    email: str
    name: str
    roles: frozenset[Role]
    dealer_id: str | None = None
    regions: frozenset[str] = frozenset()

    @classmethod
    def of_claims(cls, claims: Mapping[str, Any]) -> Self:
        """From the claims that API Gateway verified. Only an id token will do; a dealer's user names one dealer."""
        if not claims or claims.get("token_use") != "id" or not claims.get("sub"):
            raise Unauthorized
        groups = str(claims.get("cognito:groups", "")).strip("[]").replace(",", " ").split()
        roles = frozenset(Role(group) for group in groups if group in set(Role))
        dealer_id = claims.get("custom:dealer_id") or None
        if bool(roles & DEALER_ROLES) != bool(dealer_id) or (roles & DEALER_ROLES and roles - DEALER_ROLES):
            raise Unauthorized
        return cls(
            user_id=str(claims["sub"]),
            email=str(claims.get("email", "")),
            name=str(claims.get("name", "")),
            roles=roles,
            dealer_id=dealer_id,
            regions=frozenset(str(claims.get("custom:regions", "")).split()),
        )

    @property
    def reach(self) -> Reach:
        """A dealer's user reaches the own dealer, staff of regions theirs, all other staff everything."""
        if self.dealer_id:
            return Reach(dealer_id=self.dealer_id)
        if self.roles and self.roles <= REGIONAL_ROLES:
            return Reach(regions=self.regions)
        return Reach()
