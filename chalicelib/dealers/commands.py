"""A dealer's part of other features' transactions: being made, and being active."""

from chalicelib.aws.tables import OrElse, Write, check, create
from chalicelib.dealers.records import DealerRecord, UserRecord, dealer_key, region_keys, state_keys, user_key
from chalicelib.dealers.rules import DealerState, NewDealer, NewUser
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict


def must_be_active(dealer_id: str) -> Write:
    """Demands that the dealer is active: every command on a dealer's behalf adds it to its transaction."""
    refusal = Conflict(Code.DEALER_NOT_ACTIVE, "This dealer is not active.", [{"dealer_id": dealer_id}])
    return check(DealerRecord, dealer_key(dealer_id), DealerRecord.state == DealerState.ACTIVE, lambda _: refusal)


def _exists(found: DealerRecord | None) -> Exception:  # noqa: ARG001 - of the shape of OrElse
    return Conflict(Code.DUPLICATE, "This dealer exists already.")


def new_dealer(new: NewDealer, or_else: OrElse = _exists) -> Write:
    """Makes an active dealer."""
    region_key, region_sort = region_keys(new.region, DealerState.ACTIVE, new.dealer_id)
    state_key, state_sort = state_keys(DealerState.ACTIVE, new.dealer_id)
    made = DealerRecord(
        *dealer_key(new.dealer_id),
        **vars(new),
        state=DealerState.ACTIVE,
        since=clock.now(),
        region_key=region_key,
        region_sort=region_sort,
        state_key=state_key,
        state_sort=state_sort,
    )
    return create(made, or_else)


def new_user(new: NewUser) -> Write:
    """Makes a person who acts for a dealer."""
    return create(UserRecord(*user_key(new.dealer_id, new.user_id), **vars(new), active=True))
