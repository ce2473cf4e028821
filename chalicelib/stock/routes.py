"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing
from chalicelib.kernel.errors import Invalid
from chalicelib.stock import commands, queries
from chalicelib.stock.rules import MovementKind, Pieces, dealer_at
from chalicelib.stock.schemas import LevelOut, MovementOut, MoveStock, StockQuery

routes = Blueprint(__name__)


@endpoint(routes, "GET /stock", permission=Permission.READ_STOCK, scope=Scope.REACH, answers=Listing[LevelOut])
def list_stock(call: Call, query: StockQuery) -> Listing[LevelOut]:
    """What lies at a location: a dealer's own stock, or a warehouse."""
    if query.location is None and call.reach.dealer_id is None:
        raise Invalid.field("location", "name a warehouse, or DEALER- and the id of a dealer")
    location = queries.location_within(call.reach, query.location)
    page = queries.levels_at(location, query.limit, query.cursor)
    buyer_looks = call.reach.dealer_id is not None and dealer_at(location) is None
    return Listing[LevelOut].of(page, LevelOut.for_buyers if buyer_looks else LevelOut.of)


@endpoint(
    routes,
    "POST /stock/movements",
    permission=Permission.MOVE_STOCK,
    scope=Scope.COMPANY,
    answers=MovementOut,
    status=201,
    idempotent=True,
)
def move_stock(call: Call, body: MoveStock) -> MovementOut:
    """Brings goods into a warehouse, or says what was counted there."""
    move = commands.count_stock if body.kind is MovementKind.COUNT else commands.receive_goods
    lines = [Pieces(line.sku, line.quantity) for line in body.lines]
    return MovementOut.of(move(body.location, lines, call.once(MovementOut.of)))
