"""The maker's staff, and a dealer's users, whether or not they are active."""

from collections.abc import Sequence

from chalicelib.aws.tables import find, find_many, list_all
from chalicelib.company.records import StaffRecord, staff_key
from chalicelib.dealers.records import UserRecord, user_key
from chalicelib.edge.principal import DEALER_ROLES, Role
from chalicelib.kernel.errors import NotFound

STAFF_ROLES = tuple(role for role in Role if role not in DEALER_ROLES)


def staff(roles: Sequence[Role] = STAFF_ROLES) -> list[StaffRecord]:
    """The staff of these roles: role by role, by name."""
    found = [sorted(list_all(StaffRecord, staff_key(role)[0]), key=lambda one: str(one.name)) for role in roles]
    return [one for of_role in found for one in of_role]


def member_of_staff(user_id: str) -> StaffRecord:
    """One of the staff; 404 where there is none."""
    found = find_many(StaffRecord, [staff_key(role, user_id) for role in STAFF_ROLES])
    if not found:
        raise NotFound("member of staff")
    return next(iter(found.values()))


def users(dealer_id: str) -> list[UserRecord]:
    """Everybody who acts or acted for a dealer, by name."""
    return sorted(list_all(UserRecord, *user_key(dealer_id)), key=lambda one: str(one.name))


def user(dealer_id: str, user_id: str) -> UserRecord:
    """One who acts or acted for a dealer; 404 for anybody else."""
    found = find(UserRecord, user_key(dealer_id, user_id))
    if found is None:
        raise NotFound("user")
    return found
