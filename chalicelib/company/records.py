"""Table `company`: the policy, the regions, the staff."""

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute

from chalicelib.aws.tables import Record, meta

POLICY_KEY = ("POLICY", "POLICY")
"""The one policy."""
UNSET = 1
"""The version of the policy until somebody sets something: then it is stored as the second."""


def region_key(region_id: str = "") -> tuple[str, str]:
    """A region, in the list of all."""
    return "REGIONS", f"REGION#{region_id}"


def staff_key(role: str, user_id: str = "") -> tuple[str, str]:
    """A member of staff, in the list of those of one role."""
    return f"STAFF#{role}", f"USER#{user_id}"


class PolicyRecord(Record):
    """What the maker set, by the names of `Policy`."""

    KIND = "policy"
    Meta = meta("company")

    settings = JSONAttribute()


class RegionRecord(Record):
    """A region, and the warehouse that serves it."""

    KIND = "region"
    Meta = meta("company")

    region_id = UnicodeAttribute()
    name = UnicodeAttribute()
    warehouse_id = UnicodeAttribute()


class StaffRecord(Record):
    """A member of the maker's staff, with one role and the regions that it is for (none: all)."""

    KIND = "staff"
    Meta = meta("company")

    user_id = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    role = UnicodeAttribute()
    regions = JSONAttribute()
    locale = UnicodeAttribute()
    active = BooleanAttribute()
