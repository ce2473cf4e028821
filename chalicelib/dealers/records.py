"""Table `dealers`: companies and the people who act for them."""

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.aws.attributes import InstantAttribute, IntegerAttribute
from chalicelib.aws.tables import Record, index_meta, meta


def dealer_key(dealer_id: str) -> tuple[str, str]:
    """One dealer."""
    return f"DEALER#{dealer_id}", "DEALER"


def user_key(dealer_id: str, user_id: str = "") -> tuple[str, str]:
    """A person who acts for a dealer."""
    return f"DEALER#{dealer_id}", f"USER#{user_id}"


def standing_key(dealer_id: str, until: str = "") -> tuple[str, str]:
    """As what a dealer stood before it was changed, by the instant of the change."""
    return f"DEALER#{dealer_id}", f"STANDING#{until}"


def region_keys(region: str, state: str, dealer_id: str = "") -> tuple[str, str]:
    """Index by_region: a region's dealers, by state, then id."""
    return f"REGION#{region}", f"{state}#{dealer_id}"


def state_keys(state: str, dealer_id: str = "") -> tuple[str, str]:
    """Index by_state: all dealers of one state, by id."""
    return f"STATE#{state}", dealer_id


class ByRegion(GlobalSecondaryIndex["DealerRecord"]):  # type: ignore[no-untyped-call]
    """A region's dealers."""

    Meta = index_meta()

    region_key = UnicodeAttribute(hash_key=True)
    region_sort = UnicodeAttribute(range_key=True)


class ByState(GlobalSecondaryIndex["DealerRecord"]):  # type: ignore[no-untyped-call]
    """All dealers of one state."""

    Meta = index_meta()

    state_key = UnicodeAttribute(hash_key=True)
    state_sort = UnicodeAttribute(range_key=True)


class DealerRecord(Record):
    """A dealer: the company and its terms. `standing_since`: from when on it has this grade, region and state."""

    KIND = "dealer"
    Meta = meta("dealers")

    dealer_id = UnicodeAttribute()
    name = UnicodeAttribute()
    credit_code = UnicodeAttribute()
    region = UnicodeAttribute()
    grade = UnicodeAttribute()
    state = UnicodeAttribute()
    payment_days = IntegerAttribute()
    contract_list_id = UnicodeAttribute(null=True)
    contact_name = UnicodeAttribute()
    email = UnicodeAttribute()
    phone = UnicodeAttribute()
    address = UnicodeAttribute()
    locale = UnicodeAttribute()
    case_id = UnicodeAttribute(null=True)
    since = InstantAttribute()
    standing_since = InstantAttribute()
    state_reason = UnicodeAttribute(null=True)
    region_key = UnicodeAttribute(null=True)
    region_sort = UnicodeAttribute(null=True)
    state_key = UnicodeAttribute(null=True)
    state_sort = UnicodeAttribute(null=True)

    by_region = ByRegion()
    by_state = ByState()


class StandingRecord(Record):
    """As what a dealer stood from `since` until just before `until`; never changed."""

    KIND = "dealer-standing"
    Meta = meta("dealers")

    dealer_id = UnicodeAttribute()
    grade = UnicodeAttribute()
    region = UnicodeAttribute()
    state = UnicodeAttribute()
    since = InstantAttribute()
    until = InstantAttribute()


class UserRecord(Record):
    """A person who acts for a dealer."""

    KIND = "dealer-user"
    Meta = meta("dealers")

    dealer_id = UnicodeAttribute()
    user_id = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    role = UnicodeAttribute()
    locale = UnicodeAttribute()
    active = BooleanAttribute()


HIERARCHY_KEY = ("HIERARCHY", "HIERARCHY")
"""One item that every change of a parent moves on: two of them at once cannot make a circle together."""


def parent_key(dealer_id: str, first_day: str = "") -> tuple[str, str]:
    """Whose sub-dealer a dealer is from a day on."""
    return f"DEALER#{dealer_id}", f"PARENT#{first_day}"


def sub_dealer_key(parent_id: str, first_day: str = "", dealer_id: str = "") -> tuple[str, str]:
    """The same link, where it is looked for from above."""
    return f"DEALER#{parent_id}", f"SUB#{first_day}#{dealer_id}" if first_day else "SUB#"


class LinkRecord(Record):
    """That a dealer is below another one from `first_day` to `last_day`: once with each of them, always alike."""

    KIND = "dealer-link"
    Meta = meta("dealers")

    dealer_id = UnicodeAttribute()
    dealer_name = UnicodeAttribute()
    parent_id = UnicodeAttribute()
    parent_name = UnicodeAttribute()
    first_day = UnicodeAttribute()
    last_day = UnicodeAttribute(null=True)


class HierarchyRecord(Record):
    """How often parents were changed: its version."""

    KIND = "dealer-hierarchy"
    Meta = meta("dealers")
