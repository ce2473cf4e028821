"""Whose an address is: one person's, or one registration's. Whoever comes by one does so on condition."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from chalicelib.access.queries import whose
from chalicelib.access.records import AddressRecord, address_key
from chalicelib.access.rules import Person
from chalicelib.aws import identity
from chalicelib.aws.tables import OrElse, Write, change, commit, create, remove
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict

_LEASE = timedelta(minutes=1)


def _is_somebodys(found: AddressRecord) -> Exception:
    if found.leased_until:
        return Conflict(Code.BUSY, "A user with this address is being made at this moment.")
    details = [{"field": "email", "problem": "belongs to somebody already"}]
    return Conflict(Code.DUPLICATE, "This address belongs to somebody already.", details)


def hold_address(email: str, holder: str, or_else: OrElse = _is_somebodys, until: datetime | None = None) -> Write:
    """The address is the holder's (until an instant), where it was so before, or nobody's: what ran out is so."""
    held = AddressRecord(*address_key(email), email=email, holder=holder, leased_until=until)
    return _put(held, holder, or_else)


def free_address(key: tuple[str, str], holder: str) -> Write:
    """The address is nobody's any more; 409 where it is not the holder's."""
    return remove(AddressRecord(*key), AddressRecord.holder == holder)


def give_address(user_id: str, person: Person, holder: str, or_else: OrElse = _is_somebodys) -> Write:
    """The address is a person's from now on, where it was the holder's, or nobody's."""
    own = {**vars(person), "regions": list(person.regions)}
    return _put(AddressRecord(*address_key(person.email), user_id=user_id, **own), holder, or_else)


def _put(record: AddressRecord, holder: str, or_else: OrElse) -> Write:
    free = AddressRecord.pk.does_not_exist() | (AddressRecord.leased_until < clock.now())
    return create(record, or_else, free | (AddressRecord.holder == holder))


def change_person(user_id: str, person: Person) -> Write:
    """What one signs in as is different from now on; the user pool follows by the table's stream."""
    actions = [
        AddressRecord.name.set(person.name),
        AddressRecord.role.set(person.role),
        AddressRecord.locale.set(person.locale),
        AddressRecord.regions.set(list(person.regions)),
        AddressRecord.active.set(person.active),
    ]
    return change(AddressRecord, address_key(person.email), actions, AddressRecord.user_id == user_id)


@contextmanager
def newcomer(person: Person, request: str, *demands: Write) -> Iterator[str]:
    """Makes somebody a user of the pool: for what runs inside the address is kept for them, and their id is known.

    What runs inside gives them the address (`give_address`, with `request` as its holder) in the transaction that
    makes their record. Where that fails, the address is free again. Where the process dies, it is so after a minute,
    at once for the same request; what there is in the pool by then has no password, and becomes whoever is made next.
    `demands` are checked before anything is done.
    """
    commit(*demands, hold_address(person.email, request, until=clock.now() + _LEASE))
    try:
        yield identity.create_user(person.email, person.name, person.role, person.reaches)
    except BaseException:
        _free(person.email, request)
        raise


class _NotHeld(Exception):
    """The address is another's by now: of the same request, which was sent twice at once, or of who came later."""


def _free(email: str, holder: str) -> None:
    try:
        held = AddressRecord.holder == holder
        commit(remove(AddressRecord(*address_key(email)), held, lambda _: _NotHeld()))
    except _NotHeld:
        return


def follow(email: str) -> None:
    """Makes the user pool know a person as they stand now: name, role, what they reach, and whether they are active.

    One who is not cannot sign in, and all their sessions end. The same again changes nothing.
    """
    found = whose(email)
    if found is not None:
        person = found.person
        identity.follow(person.email, person.name, person.role, person.reaches, active=person.active)
