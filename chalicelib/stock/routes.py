"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.paging import Page
from chalicelib.stock import commands, queries, threshold_commands
from chalicelib.stock.rules import MovementKind, Pieces, dealer_at
from chalicelib.stock.schemas import (
    LevelOut,
    LocationOut,
    MovedOut,
    MovementOut,
    MovementsQuery,
    MoveStock,
    StockQuery,
    ThresholdsIn,
    ThresholdsOut,
)

routes = Blueprint(__name__)


@endpoint(routes, "GET /stock", permission=Permission.READ_STOCK, scope=Scope.REACH, answers=Listing[LevelOut])
def list_stock(call: Call, query: StockQuery) -> Listing[LevelOut]:
    """What lies at a location: a dealer's own stock, or a warehouse."""
    _demand_location(call, query)
    location = queries.location_within(call.reach, query.location)
    page = queries.levels_at(location, query.limit, query.cursor)
    buyer_looks = call.reach.dealer_id is not None and dealer_at(location) is None
    return Listing[LevelOut].of(page, LevelOut.for_buyers if buyer_looks else LevelOut.of)


@endpoint(
    routes,
    "POST /stock/movements",
    permission=Permission.MOVE_STOCK,
    scope=Scope.COMPANY,
    answers=MovedOut,
    status=201,
    idempotent=True,
)
def move_stock(call: Call, body: MoveStock) -> MovedOut:
    """Brings goods into a warehouse, or says what was counted there."""
    move = commands.count_stock if body.kind is MovementKind.COUNT else commands.receive_goods
    lines = [Pieces(line.sku, line.quantity) for line in body.lines]
    show = MovedOut.with_what_is_short
    return show(move(body.location, lines, call.once(show)))


@endpoint(
    routes,
    "GET /stock/movements",
    permission=Permission.READ_STOCK,
    scope=Scope.REACH,
    answers=Listing[MovementOut],
)
def list_movements(call: Call, query: MovementsQuery) -> Listing[MovementOut]:
    """What moved on hand at a warehouse, or at a dealer's own location, newest first."""
    _demand_location(call, query)
    location = queries.location_with_movements(call.reach, query.location)
    page = queries.movements_at(location, query.first_day, query.last_day, query.limit, query.cursor)
    return Listing[MovementOut].of(page, MovementOut.of)


@endpoint(routes, "GET /locations", permission=Permission.READ_STOCK, scope=Scope.REACH, answers=Listing[LocationOut])
def list_locations(call: Call) -> Listing[LocationOut]:
    """The warehouses that one may look into; for a dealer its own stock, and the warehouse that serves it."""
    return Listing[LocationOut].of(Page(queries.locations(call.reach)), LocationOut.of)


@endpoint(
    routes,
    "POST /stock/thresholds",
    permission=Permission.SET_THRESHOLDS,
    scope=Scope.REACH,
    answers=ThresholdsOut,
    idempotent=True,
)
def set_thresholds(call: Call, body: ThresholdsIn) -> ThresholdsOut:
    """Sets limits of stock levels: when a level is low or high, and how many pieces of a warehouse are never sold."""
    location = queries.location_kept_by(call.reach, body.location)
    changes = [line.change() for line in body.lines]
    return ThresholdsOut.of(threshold_commands.set_thresholds(location, changes, call.once(ThresholdsOut.of)))


def _demand_location(call: Call, query: StockQuery) -> None:
    if query.location is None and call.reach.dealer_id is None:
        raise Invalid.field("location", "name a warehouse, or DEALER- and the id of a dealer")
