"""Setting the policy, the regions, the staff."""

from collections.abc import Sequence
from typing import Any

from chalicelib.aws import identity
from chalicelib.aws.tables import commit, create, find, replace
from chalicelib.company.queries import policy
from chalicelib.company.records import (
    POLICY_KEY,
    PolicyRecord,
    RegionRecord,
    StaffMailRecord,
    StaffRecord,
    region_key,
    staff_key,
    staff_mail_key,
)
from chalicelib.company.rules import Policy
from chalicelib.edge.principal import DEALER_ROLES, Role
from chalicelib.kernel.errors import Code, Conflict, Invalid


def save_policy(**changes: Any) -> Policy:
    """Sets some settings by their names in `Policy`; the others stay. 422 names what is wrong."""
    wanted = policy().with_changes(changes)
    stored = find(PolicyRecord, POLICY_KEY)
    if stored is None:
        commit(create(PolicyRecord(*POLICY_KEY, settings=wanted.as_fields())))
    else:
        stored.settings = wanted.as_fields()
        commit(replace(stored))
    return wanted


def save_region(region_id: str, name: str, warehouse_id: str) -> RegionRecord:
    """Makes a region, or changes its name and warehouse. The same again changes nothing."""
    found = find(RegionRecord, region_key(region_id))
    if found is None:
        made = RegionRecord(*region_key(region_id), region_id=region_id, name=name, warehouse_id=warehouse_id)
        commit(create(made))
        return made
    if (found.name, found.warehouse_id) != (name, warehouse_id):
        found.name, found.warehouse_id = name, warehouse_id
        commit(replace(found))
    return found


def add_staff(email: str, name: str, role: Role, regions: Sequence[str], locale: str) -> StaffRecord:
    """Makes a member of staff and their Cognito user, who has no password yet. The same again changes nothing.

    One person an address: another role for a known address is 409 `duplicate`.
    """
    if role in DEALER_ROLES:
        raise Invalid.field("role", "is a dealer's role")
    known = find(StaffMailRecord, staff_mail_key(email))
    if known is not None:
        return _same(known, role)
    user_id = identity.create_user(email, name, role, {"regions": " ".join(regions)} if regions else {})
    made = StaffRecord(
        *staff_key(role, user_id),
        user_id=user_id,
        email=email,
        name=name,
        role=role,
        regions=list(regions),
        locale=locale,
        active=True,
    )
    commit(create(StaffMailRecord(*staff_mail_key(email), user_id=user_id, role=role)), create(made))
    return made


def _same(known: StaffMailRecord, role: Role) -> StaffRecord:
    found = find(StaffRecord, staff_key(known.role, known.user_id))
    if found is None or known.role != role:
        raise Conflict(Code.DUPLICATE, "Somebody with another role has this address.", [{"role": known.role}])
    return found
