"""Setting the policy, the regions, the staff."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.access.address_commands import give_address, newcomer
from chalicelib.access.queries import whose
from chalicelib.access.rules import Person
from chalicelib.aws.tables import commit, create, find, replace
from chalicelib.company.queries import policy_as_kept, region
from chalicelib.company.records import (
    UNSET,
    PolicyRecord,
    RegionRecord,
    StaffRecord,
    region_key,
    staff_key,
)
from chalicelib.company.rules import Policy
from chalicelib.edge.principal import DEALER_ROLES, Role
from chalicelib.kernel.errors import Code, Conflict, Invalid


def save_policy(**changes: Any) -> Policy:
    """Sets some settings by their names in `Policy`; the others stay. 422 names what is wrong, 409 `version_conflict`
    where somebody else sets one at the same moment."""
    kept = policy_as_kept()
    wanted = Policy.of(kept.settings).with_changes(changes)
    _keep(kept, wanted)
    return wanted


def change_settings(version: int, changes: Mapping[str, Any]) -> PolicyRecord:
    """Sets what a person wants to be different, where the settings still are as that person saw them.

    409 `version_conflict` where somebody changed them meanwhile; 422 names what lies out of bounds. Nothing is
    written where nothing differs.
    """
    kept = policy_as_kept()
    _demand_seen(kept, version)
    before = Policy.of(kept.settings)
    wanted = before.within_bounds(changes)
    return kept if wanted == before else _keep(kept, wanted)


def _demand_seen(found: PolicyRecord | RegionRecord, version: int) -> None:
    if found.version != version:
        raise _changed_meanwhile({"version": found.version})


def _keep(kept: PolicyRecord, wanted: Policy) -> PolicyRecord:
    """Stores the policy, where it still is as it was read: the first version perhaps nowhere."""
    as_read = PolicyRecord.version == kept.version
    if kept.version == UNSET:
        as_read = as_read | PolicyRecord.pk.does_not_exist()
    kept.settings, kept.version = wanted.as_fields(), kept.version + 1
    commit(create(kept, lambda _: _changed_meanwhile(), as_read))
    return kept


def _changed_meanwhile(*details: Mapping[str, Any]) -> Conflict:
    return Conflict(Code.VERSION_CONFLICT, "It was changed meanwhile. Read it again and repeat.", details)


def save_region(region_id: str, name: str, warehouse_id: str) -> RegionRecord:
    """Makes a region, or changes its name and warehouse. The same again changes nothing."""
    found = find(RegionRecord, region_key(region_id))
    return _new_region(region_id, name, warehouse_id) if found is None else _renamed(found, name, warehouse_id)


def make_region(region_id: str, name: str, warehouse_id: str) -> RegionRecord:
    """Makes a region; 409 `duplicate` where there is one with another name or warehouse. The same again changes
    nothing."""
    found = find(RegionRecord, region_key(region_id))
    if found is None:
        return _new_region(region_id, name, warehouse_id)
    if (found.name, found.warehouse_id) != (name, warehouse_id):
        raise Conflict(Code.DUPLICATE, "There is a region with this id already.", [{"region_id": region_id}])
    return found


def change_region(region_id: str, version: int, name: str, warehouse_id: str) -> RegionRecord:
    """Changes a region's name and warehouse, where it still is as the asker saw it.

    404 where there is none, 409 `version_conflict` where somebody changed it meanwhile. Orders that are placed stay
    with the warehouse that they have.
    """
    found = region(region_id)
    _demand_seen(found, version)
    return _renamed(found, name, warehouse_id)


def _new_region(region_id: str, name: str, warehouse_id: str) -> RegionRecord:
    made = RegionRecord(*region_key(region_id), region_id=region_id, name=name, warehouse_id=warehouse_id)
    commit(create(made))
    return made


def _renamed(found: RegionRecord, name: str, warehouse_id: str) -> RegionRecord:
    if (found.name, found.warehouse_id) != (name, warehouse_id):
        found.name, found.warehouse_id = name, warehouse_id
        commit(replace(found))
    return found


def staff_record(user_id: str, person: Person) -> StaffRecord:
    """A member of staff to be, who is active."""
    return StaffRecord(
        *staff_key(person.role, user_id),
        user_id=user_id,
        email=person.email,
        name=person.name,
        role=person.role,
        regions=list(person.regions),
        locale=person.locale,
        active=True,
    )


def add_staff(email: str, name: str, role: Role, regions: Sequence[str], locale: str) -> StaffRecord:
    """Makes a member of staff and their Cognito user, who has no password yet, and mails nobody. The same again
    changes nothing.

    One person an address: 409 `duplicate` for one that is anybody else's, or of another role.
    """
    if role in DEALER_ROLES:
        raise Invalid.field("role", "is a dealer's role")
    known = whose(email)
    found = find(StaffRecord, staff_key(role, known.user_id)) if known is not None else None
    if found is not None:
        return found
    person = Person(email, name, role, locale, regions=tuple(regions))
    holder = f"staff:{role}"
    with newcomer(person, holder) as user_id:
        made = staff_record(user_id, person)
        commit(give_address(user_id, person, holder), create(made))
    return made
