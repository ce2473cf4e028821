"""What the maker set, its regions, its staff."""

from chalicelib.aws.tables import find, list_all
from chalicelib.company.records import (
    POLICY_KEY,
    UNSET,
    PolicyRecord,
    RegionRecord,
    StaffRecord,
    region_key,
    staff_key,
)
from chalicelib.company.rules import Policy
from chalicelib.edge.principal import Role
from chalicelib.kernel.errors import NotFound


def policy() -> Policy:
    """The policy as it stands now."""
    return Policy.of(policy_as_kept().settings)


def policy_as_kept() -> PolicyRecord:
    """What was set otherwise than by default; the first version, in which nothing was, is nowhere stored."""
    return find(PolicyRecord, POLICY_KEY) or PolicyRecord(*POLICY_KEY, settings={}, version=UNSET)


def region(region_id: str) -> RegionRecord:
    """One region; 404 where there is none."""
    found = find(RegionRecord, region_key(region_id))
    if found is None:
        raise NotFound("region")
    return found


def regions() -> list[RegionRecord]:
    """All regions, by id."""
    return list_all(RegionRecord, region_key()[0])


def staff_with(role: Role, region: str | None = None) -> list[StaffRecord]:
    """The active staff of a role; with `region` those who are for it (or for all regions)."""
    found = list_all(StaffRecord, staff_key(role)[0])
    return [one for one in found if one.active and (region is None or not one.regions or region in one.regions)]
