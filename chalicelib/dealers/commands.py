"""Changing a dealer, and its part of other features' transactions: being made, and being active."""

from collections.abc import Mapping
from typing import Any

from chalicelib.aws.tables import OrElse, Write, check, commit, create, replace
from chalicelib.dealers.queries import present_standing
from chalicelib.dealers.records import (
    DealerRecord,
    StandingRecord,
    UserRecord,
    dealer_key,
    region_keys,
    standing_key,
    state_keys,
    user_key,
)
from chalicelib.dealers.rules import LIFECYCLE, DealerState, NewDealer, NewUser, Standing
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict


def must_be_active(dealer_id: str) -> Write:
    """Demands that the dealer is active: every command on a dealer's behalf adds it to its transaction."""
    refusal = Conflict(Code.DEALER_NOT_ACTIVE, "This dealer is not active.", [{"dealer_id": dealer_id}])
    return check(DealerRecord, dealer_key(dealer_id), DealerRecord.state == DealerState.ACTIVE, lambda _: refusal)


def must_be_of_region(dealer_id: str, region: str) -> Write:
    """Demands that the dealer still is of the region of which it was read: what is kept by region adds it."""
    refusal = Conflict(Code.VERSION_CONFLICT, "The dealer went into another region meanwhile.")
    return check(DealerRecord, dealer_key(dealer_id), DealerRecord.region == region, lambda _: refusal)


def _exists(found: DealerRecord | None) -> Exception:  # noqa: ARG001 - of the shape of OrElse
    return Conflict(Code.DUPLICATE, "This dealer exists already.")


def new_dealer(new: NewDealer, or_else: OrElse = _exists) -> Write:
    """Makes an active dealer."""
    now = clock.now()
    made = DealerRecord(
        *dealer_key(new.dealer_id),
        **vars(new),
        state=DealerState.ACTIVE,
        since=now,
        standing_since=now,
    )
    _put_in_indexes(made)
    return create(made, or_else)


def _put_in_indexes(dealer: DealerRecord) -> None:
    dealer.region_key, dealer.region_sort = region_keys(dealer.region, dealer.state, dealer.dealer_id)
    dealer.state_key, dealer.state_sort = state_keys(dealer.state, dealer.dealer_id)


def change_dealer(
    found: DealerRecord, version: int, changes: Mapping[str, Any], reason: str | None, *beside: Write
) -> DealerRecord:
    """Changes a dealer's fields by their names, where it still is as the asker saw it; what it was before is kept.

    `reason` is kept with a new state; `beside` is written in the same transaction. 409 `version_conflict` where
    somebody changed it meanwhile, `wrong_state` where the dealer's state does not go over into the wanted one. Nothing
    is written where nothing differs.
    """
    if found.version != version:
        details = [{"version": found.version}]
        raise Conflict(Code.VERSION_CONFLICT, "It was changed meanwhile. Read it again and repeat.", details)
    different = {name: value for name, value in changes.items() if getattr(found, name) != value}
    if not different:
        return found
    before = present_standing(found)
    if "state" in different:
        different["state"] = str(LIFECYCLE.transition(DealerState(found.state), DealerState(different["state"])))
        different["state_reason"] = reason
    for name, value in different.items():
        setattr(found, name, value)
    moved = _keep(found, before) if {"grade", "region", "state"} & different.keys() else []
    commit(replace(found), *moved, *beside)
    return found


def _keep(dealer: DealerRecord, before: Standing) -> list[Write]:
    """The standing that ends with this change; the dealer's new one begins at the same instant.

    One that began at this very instant was never in force.
    """
    now = clock.now()
    dealer.standing_since = now
    _put_in_indexes(dealer)
    if before.since == now:
        return []
    key, ended = standing_key(dealer.dealer_id, clock.iso(now)), vars(before) | {"until": now}
    return [create(StandingRecord(*key, dealer_id=dealer.dealer_id, **ended))]


def new_user(new: NewUser) -> Write:
    """Makes a person who acts for a dealer."""
    return create(UserRecord(*user_key(new.dealer_id, new.user_id), **vars(new), active=True))
