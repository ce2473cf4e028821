"""A return from the request to the approval. What moves goods stands in `goods_commands`, the credit in
`credit_commands`.

Every command is one transaction. The idempotency key stands first, so that a repeat is recognised first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.aws.files import UploadForm, keep, stored, upload_form
from chalicelib.aws.once import Once
from chalicelib.aws.tables import commit, create, replace
from chalicelib.company.queries import policy
from chalicelib.dealers import queries as dealers
from chalicelib.dealers.commands import must_be_active
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock, ids
from chalicelib.kernel.errors import Code, Invalid
from chalicelib.kernel.periods import business_day
from chalicelib.kernel.settings import settings
from chalicelib.orders import queries as orders
from chalicelib.orders.queries import lines_of
from chalicelib.orders.records import OrderRecord
from chalicelib.orders.rules import Doer, OrderLine
from chalicelib.orders.step_commands import free_order
from chalicelib.returns import queries
from chalicelib.returns.credit_rules import Credit, missing_gifts
from chalicelib.returns.queries import batches_of, credit_of, lines_back, return_of, sale_of
from chalicelib.returns.records import ReturnRecord, return_key
from chalicelib.returns.rules import (
    LARGEST_PHOTO,
    LIFECYCLE,
    MOST_RECEIPTS,
    ReturnLine,
    ReturnState,
    claim,
    give_back,
    is_photo,
    origins,
    pieces_of,
    recent,
)

_UPLOAD_ID_LENGTH = 26


def _incoming_key(upload_id: str) -> str:
    """Where a photo lies until its return keeps it."""
    return f"incoming/{upload_id}"


def offer_upload(content_type: str) -> tuple[str, UploadForm]:
    """An id that nobody can guess, and the form with which one photo is posted under it."""
    upload_id = ids.token(_UPLOAD_ID_LENGTH)
    return upload_id, upload_form(_incoming_key(upload_id), content_type, LARGEST_PHOTO)


@dataclass(frozen=True)
class Wish:
    """What a dealer wants to send back: pieces by line of an order, why, and photos as (upload id, file name)."""

    order_id: str
    pieces: Mapping[int, int]
    reason: str
    photos: Sequence[tuple[str, str]]


def preview_return(actor: Principal, order_id: str, pieces: Mapping[int, int]) -> tuple[Sequence[ReturnLine], Credit]:
    """The lines of a return that is not requested yet, and what it would be credited now. 422 as when it is requested,
    but for free goods that would have to come back, too: what is credited shows them."""
    order = orders.order(order_id, actor.reach)
    _, lines = _claim(order, pieces)
    return lines, credit_of(order, sale_of(order), lines)


def request_return(actor: Principal, wish: Wish, once: Once) -> ReturnRecord:
    """A dealer wants to send goods of its order back. Their pieces cannot be returned a second time from then on.

    422 names the lines of which less came in, is left, or came in within the return window; free goods that would have
    to come along, since what is credited does not pay them; and photos that are missing or no photos.
    """
    order = free_order(wish.order_id, actor.reach)
    after, lines = _claim(order, wish.pieces)
    _demand_gifts(order, lines)
    made = _made(order, lines, wish, actor)
    _keep_photos(made)
    order.lines = [line.as_fields() for line in after]
    order.returns = [*order.returns, made.return_id]
    commit(once.write(made), create(made), replace(order), must_be_active(order.dealer_id))
    return made


def _claim(order: OrderRecord, pieces: Mapping[int, int]) -> tuple[Sequence[OrderLine], Sequence[ReturnLine]]:
    batches, _ = batches_of(order)
    first_day = business_day(clock.now(), settings().zone) - timedelta(days=policy().return_days)
    before = lines_of(order)
    after, lines = claim(before, pieces, recent(batches, first_day))
    ahead = {line.line: line.returned - line.credited for line in before}
    receipts = {origin.receipt_id for origin in origins(batches, pieces, ahead)}
    if len(receipts) > MOST_RECEIPTS:
        problem = f"they came in by {len(receipts)} receipts; at most {MOST_RECEIPTS} in one return: return fewer"
        raise Invalid.field("lines", problem, Code.TOO_MANY_LINES, most=MOST_RECEIPTS)
    return after, lines


def _demand_gifts(order: OrderRecord, lines: Sequence[ReturnLine]) -> None:
    """Free goods that are kept are paid of the credit; where it does not suffice they have to come back."""
    sale = sale_of(order)
    if not credit_of(order, sale, lines).unpaid_gifts:
        return
    returned = queries.credited_before(sale.lines)
    for number, pieces in pieces_of(lines).items():
        returned[number] = returned.get(number, 0) + pieces
    problems = [
        {"field": "lines", "problem": f"{pieces} free pieces of it have to come back", "line": line, "pieces": pieces}
        for line, pieces in missing_gifts(sale, returned).items()
    ]
    message = "What is credited does not pay the free goods that are kept."
    raise Invalid(message, problems, Code.FREE_GOODS_KEPT)


def _made(order: OrderRecord, lines: Sequence[ReturnLine], wish: Wish, by: Doer) -> ReturnRecord:
    now = clock.now()
    dealer = dealers.dealer_as_is(order.dealer_id)
    return_id = f"{order.dealer_id}-T{ids.timed(now)}"
    made = ReturnRecord(
        *return_key(order.dealer_id, return_id),
        return_id=return_id,
        order_id=order.order_id,
        dealer_id=order.dealer_id,
        dealer_name=dealer.name,
        region=dealer.region,
        warehouse_id=order.warehouse_id,
        reason=wish.reason,
        lines=[line.as_fields() for line in lines],
        photos=[{"upload_id": upload_id, "file_name": name} for upload_id, name in wish.photos],
        steps=[],
        requested_at=now,
    )
    enter(made, ReturnState.REQUESTED, by)
    return made


def _keep_photos(made: ReturnRecord) -> None:
    """Copies what was uploaded to where the return keeps it. 422 names what is missing or no photo."""
    problems = []
    for place, photo in enumerate(made.photos):
        found = stored(_incoming_key(photo["upload_id"]))
        if found is None:
            problem = "nothing was uploaded under it, or more than a day ago: upload the photo again"
        elif not is_photo(found.content_type, found.size, found.head):
            problem = "is no JPEG or PNG photo of at most 10 MB"
        else:
            continue
        problems.append({"field": f"photos.{place}.upload_id", "problem": problem})
    if problems:
        raise Invalid("Some photos cannot be taken.", problems)
    for photo in made.photos:
        keep(_incoming_key(photo["upload_id"]), made.photo_key(photo["upload_id"]))


def enter(made: ReturnRecord, state: ReturnState, by: Doer, reason: str | None = None) -> None:
    """Puts a return into a state, with who, when and why, and into that state's queues."""
    step = {"state": state.value, "at": clock.iso(clock.now()), "by": by.name, "by_id": by.user_id, "reason": reason}
    made.steps = [*made.steps, step]
    made.stand(state)


def withdraw_return(actor: Principal, return_id: str, once: Once) -> ReturnRecord:
    """The dealer takes its request back, until it is approved; its pieces can be returned another time."""
    return _let_go(actor, return_id, ReturnState.WITHDRAWN, None, once)


def reject_return(actor: Principal, return_id: str, reason: str, once: Once) -> ReturnRecord:
    """Staff refuse a request, or give up one that they had approved and that does not come in."""
    return _let_go(actor, return_id, ReturnState.REJECTED, reason, once)


def _let_go(actor: Principal, return_id: str, state: ReturnState, reason: str | None, once: Once) -> ReturnRecord:
    made = return_of(return_id, actor.reach)
    enter(made, LIFECYCLE.transition(ReturnState(made.state), state), actor, reason)
    order = free_order(made.order_id, actor.reach)
    claimed = {line.line: line.requested for line in lines_back(made)}
    order.lines = [line.as_fields() for line in give_back(lines_of(order), claimed)]
    on_behalf = [must_be_active(made.dealer_id)] if actor.dealer_id else []
    changed = replace(made)
    commit(once.write(made), changed, replace(order), *on_behalf)
    return made


def approve_return(actor: Principal, return_id: str, once: Once) -> ReturnRecord:
    """Staff agree that the goods come back: the dealer may send them."""
    made = return_of(return_id, actor.reach)
    enter(made, LIFECYCLE.transition(ReturnState(made.state), ReturnState.APPROVED), actor)
    approved = replace(made)
    commit(once.write(made), approved)
    return made
