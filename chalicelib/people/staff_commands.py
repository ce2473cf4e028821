"""The maker's staff: whom an admin takes in, changes, and keeps out."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.access.address_commands import change_person, give_address, newcomer
from chalicelib.access.commands import welcome
from chalicelib.access.rules import Person, Welcome
from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, check, commit, create, replace
from chalicelib.company.commands import staff_record
from chalicelib.company.queries import policy, regions
from chalicelib.company.records import StaffRecord, staff_key
from chalicelib.edge.principal import REGIONAL_ROLES, Principal, Role
from chalicelib.kernel.errors import Code, Conflict, Forbidden
from chalicelib.people.queries import member_of_staff
from chalicelib.people.rules import check_regions, differences


def take_in(person: Person, by: Principal, once: Once) -> StaffRecord:
    """Makes a member of staff, who is invited by mail to set a password.

    422 where regions are missing, unknown, or none of the role's; 409 `duplicate` where the address is somebody's.
    Safe to repeat wherever it broke off.
    """
    _check_regions(person.role, person.regions)
    still_active = _must_be_active(by)
    with newcomer(person, once.request, still_active) as user_id:
        made = staff_record(user_id, person)
        mail = Welcome("welcome_staff", {"invited_by": by.name}, policy().invitation_days)
        commit(
            once.write(made),
            still_active,
            give_address(user_id, person, once.request),
            create(made),
            welcome(user_id, person, mail),
        )
    return made


def change_staff(user_id: str, version: int, changes: Mapping[str, Any], by: Principal) -> StaffRecord:
    """Changes fields of a member of staff by their names, where they still are as the asker saw them.

    The user pool follows: one who is not active any more cannot sign in, and their sessions end. Nobody keeps
    themself out (409 `not_yourself`), and only who is active themself changes others; so there always is an admin.
    """
    found = member_of_staff(user_id)
    different = differences(found.attribute_values, found.version, version, changes)
    demands = _may_change(found, different, by)
    if not different:
        return found
    if "regions" in different:
        _check_regions(found.role, different["regions"])
    for name, value in different.items():
        setattr(found, name, value)
    commit(*demands, replace(found), change_person(user_id, _person(found)))
    return found


def _person(found: StaffRecord) -> Person:
    return Person(
        email=found.email,
        name=found.name,
        role=found.role,
        locale=found.locale,
        regions=tuple(found.regions),
        active=found.active,
    )


def _check_regions(role: str, wanted: Sequence[str]) -> None:
    known = [region.region_id for region in regions()] if wanted else []
    check_regions(wanted, known, needed=role in REGIONAL_ROLES)


def _may_change(found: StaffRecord, different: Mapping[str, Any], by: Principal) -> list[Write]:
    """What must hold of the asker in the same transaction; of oneself the version that was read says so."""
    if found.user_id != by.user_id:
        return [_must_be_active(by)]
    if not found.active:
        raise _kept_out()
    if different.get("active") is False:
        raise Conflict(Code.NOT_YOURSELF, "Somebody else has to do this: nobody keeps themself out.")
    return []


def _must_be_active(by: Principal) -> Write:
    """Demands that the asker was not kept out since the token was made; a first admin has no record of their own."""
    active = StaffRecord.pk.does_not_exist() | (StaffRecord.active == True)  # noqa: E712 - a condition of DynamoDB's
    return check(StaffRecord, staff_key(Role.ADMIN, by.user_id), active, lambda _: _kept_out())


def _kept_out() -> Forbidden:
    return Forbidden("You are not active any more.")
