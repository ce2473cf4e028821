"""A dealer's users: whom an owner takes in, changes, and keeps out. The dealer must be active."""

from collections.abc import Mapping
from typing import Any

from chalicelib.access.address_commands import change_person, give_address, newcomer
from chalicelib.access.commands import welcome
from chalicelib.access.rules import Person, Welcome
from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, check, commit, create, replace
from chalicelib.company.queries import policy
from chalicelib.dealers.commands import must_be_active
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.dealers.records import UserRecord, user_key
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel.errors import Code, Conflict, Forbidden
from chalicelib.people.queries import user, users
from chalicelib.people.rules import differences

_ACTING_OWNER = (UserRecord.active == True) & (UserRecord.role == Role.DEALER_OWNER)  # noqa: E712 - of DynamoDB's


def take_in(dealer_id: str, person: Person, by: Principal, once: Once) -> UserRecord:
    """Makes a user of a dealer, who is invited by mail to set a password.

    409 `duplicate` where the address is somebody's. Safe to repeat wherever it broke off.
    """
    dealer = dealer_as_is(dealer_id)
    demands = [must_be_active(dealer_id), _must_be_owner(dealer_id, by)]
    with newcomer(person, once.request, *demands) as user_id:
        made = _record(dealer_id, user_id, person)
        values = {"invited_by": by.name, "company_name": dealer.name}
        commit(
            once.write(made),
            *demands,
            give_address(user_id, person, once.request),
            create(made),
            welcome(user_id, person, Welcome("welcome_user", values, policy().invitation_days)),
        )
    return made


def _record(dealer_id: str, user_id: str, person: Person) -> UserRecord:
    return UserRecord(
        *user_key(dealer_id, user_id),
        dealer_id=dealer_id,
        user_id=user_id,
        email=person.email,
        name=person.name,
        role=person.role,
        locale=person.locale,
        active=True,
    )


def change_user(dealer_id: str, user_id: str, version: int, changes: Mapping[str, Any], by: Principal) -> UserRecord:
    """Changes fields of a dealer's user by their names, where they still are as the asker saw them.

    The user pool follows: one who is not active any more cannot sign in, and their sessions end. A dealer keeps an
    active owner: 409 `last_owner`.
    """
    found = user(dealer_id, user_id)
    different = differences(found.attribute_values, found.version, version, changes)
    was_owner = _acts_as_owner(found)
    if user_id == by.user_id and not was_owner:
        raise _no_owner()
    if not different:
        return found
    for name, value in different.items():
        setattr(found, name, value)
    demands = [must_be_active(dealer_id)]
    if user_id != by.user_id:  # who is then an active owner, beside whom nobody is the last one
        demands.append(_must_be_owner(dealer_id, by))
    elif not _acts_as_owner(found):
        demands.append(_owner_beside(found))
    commit(*demands, replace(found), change_person(user_id, _person(found)))
    return found


def _person(found: UserRecord) -> Person:
    return Person(
        email=found.email,
        name=found.name,
        role=found.role,
        locale=found.locale,
        dealer_id=found.dealer_id,
        active=found.active,
    )


def _acts_as_owner(found: UserRecord) -> bool:
    return bool(found.active) and found.role == Role.DEALER_OWNER


def _owner_beside(leaving: UserRecord) -> Write:
    """Demands, in the transaction in which an owner leaves, that another one stays."""
    others = [one for one in users(leaving.dealer_id) if _acts_as_owner(one) and one.user_id != leaving.user_id]
    if not others:
        raise _last_owner()
    return check(UserRecord, user_key(leaving.dealer_id, others[0].user_id), _ACTING_OWNER, lambda _: _last_owner())


def _last_owner() -> Conflict:
    return Conflict(Code.LAST_OWNER, "The dealer would have no active owner. Make another one first.")


def _must_be_owner(dealer_id: str, by: Principal) -> Write:
    """Demands that the asker was neither kept out nor given another role since the token was made."""
    return check(UserRecord, user_key(dealer_id, by.user_id), _ACTING_OWNER, lambda _: _no_owner())


def _no_owner() -> Forbidden:
    return Forbidden("You are no active owner any more.")
