"""What the warehouse does with goods that come back: into quarantine, then on hand again or away for good."""

from collections.abc import Iterable, Mapping

from chalicelib.aws.once import Once
from chalicelib.aws.tables import Write, commit, replace
from chalicelib.edge.principal import Principal
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Code, Conflict
from chalicelib.ledger.commands import persist
from chalicelib.orders.queries import lines_of
from chalicelib.orders.rules import pieces_by_sku
from chalicelib.orders.step_commands import free_order
from chalicelib.returns.commands import enter
from chalicelib.returns.queries import lines_back, return_of
from chalicelib.returns.records import ReturnRecord
from chalicelib.returns.rules import ARRIVED, LIFECYCLE, ReturnLine, ReturnState, arrive, give_back, inspect, missing
from chalicelib.stock import commands as stock
from chalicelib.stock.queries import levels
from chalicelib.stock.rules import MovementKind, Pieces, dealer_location


def receive_return(actor: Principal, return_id: str, counted: Mapping[int, int] | None, once: Once) -> ReturnRecord:
    """Goods of an approved return have come in: they lie in the warehouse's quarantine, the dealer has them no longer.

    `counted` is pieces by line, None all that was requested; what did not come in can be returned another time. The
    dealer's own stock falls by what came in, at most to nothing: what its books had lost before is not lost twice.
    """
    return persist(lambda: _receive(actor, return_id, counted, once))


def _receive(actor: Principal, return_id: str, counted: Mapping[int, int] | None, once: Once) -> ReturnRecord:
    made = return_of(return_id, actor.reach)
    state = LIFECYCLE.transition(ReturnState(made.state), ReturnState.RECEIVED)
    lines = arrive(lines_back(made), counted)
    order = free_order(made.order_id, actor.reach)
    order.lines = [line.as_fields() for line in give_back(lines_of(order), missing(lines))]
    made.lines = [line.as_fields() for line in lines]
    enter(made, state, actor)
    changed = replace(made)
    commit(once.write(made), changed, replace(order), *_moved(made, lines))
    return made


def _moved(made: ReturnRecord, lines: Iterable[ReturnLine]) -> list[Write]:
    """What leaves the dealer's own stock, and what comes into quarantine."""
    came = pieces_by_sku((line.sku, line.pieces) for line in lines)
    own = dealer_location(made.dealer_id)
    there = {sku: level.on_hand for sku, level in levels(own, came).items()}
    gone = {sku: min(quantity, there.get(sku, 0)) for sku, quantity in came.items() if there.get(sku, 0) > 0}
    cause = f"return:{made.return_id}"
    leaves = [stock.movement(cause, own, MovementKind.RETURN, _listed(gone, -1))] if gone else []
    return [
        *leaves,
        *(stock.take_away(own, sku, quantity) for sku, quantity in gone.items()),
        stock.movement(cause, made.warehouse_id, MovementKind.RETURN, [], _listed(came, 1)),
        *(stock.quarantine(made.warehouse_id, sku, quantity) for sku, quantity in came.items()),
    ]


def inspect_return(actor: Principal, return_id: str, scrapped: Mapping[int, int], once: Once) -> ReturnRecord:
    """What came in leaves quarantine, once: `scrapped` pieces by line for good, all else is sold again."""
    made = return_of(return_id, actor.reach)
    if ReturnState(made.state) not in ARRIVED:
        raise LIFECYCLE.wrong_state(made.state, ARRIVED)
    if made.inspected_at:
        details = [{"inspected_at": clock.iso(made.inspected_at), "inspected_by": made.inspected_by}]
        raise Conflict(Code.WRONG_STATE, "What came in has left quarantine already.", details)
    lines = inspect(lines_back(made), scrapped)
    made.lines = [line.as_fields() for line in lines]
    made.inspected_at, made.inspected_by = clock.now(), actor.name
    changed = replace(made)
    commit(once.write(made), changed, *_sorted_out(made, lines))
    return made


def _sorted_out(made: ReturnRecord, lines: Iterable[ReturnLine]) -> list[Write]:
    """What goes on hand again and what leaves for good: a movement each."""
    restocked = pieces_by_sku((line.sku, line.restocked or 0) for line in lines)
    scrapped = pieces_by_sku((line.sku, line.scrapped or 0) for line in lines)
    at, name = made.warehouse_id, made.return_id
    back = stock.movement(f"restock:{name}", at, MovementKind.RESTOCK, _listed(restocked, 1), _listed(restocked, -1))
    away = stock.movement(f"scrap:{name}", at, MovementKind.SCRAP, [], _listed(scrapped, -1))
    return [
        *([back] if restocked else []),
        *([away] if scrapped else []),
        *(
            stock.leave_quarantine(at, sku, restocked.get(sku, 0), scrapped.get(sku, 0))
            for sku in {**restocked, **scrapped}
        ),
    ]


def _listed(pieces: Mapping[str, int], sign: int) -> list[Pieces]:
    return [Pieces(sku, sign * quantity) for sku, quantity in pieces.items()]
