"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Invalid
from chalicelib.pricing import queries
from chalicelib.pricing.schemas import Basket, CatalogItemOut, CatalogQuery, PreviewOut

routes = Blueprint(__name__)


@endpoint(
    routes, "GET /catalog", permission=Permission.READ_CATALOG, scope=Scope.REACH, answers=Listing[CatalogItemOut]
)
def list_catalog(call: Call, query: CatalogQuery) -> Listing[CatalogItemOut]:
    """Products at the dealer's own prices, with every quantity break, and what is available."""
    dealer_id = query.dealer_id or call.reach.dealer_id
    if dealer_id is None:
        raise Invalid.field("dealer_id", "name the dealer at whose prices you look")
    dealer = dealers.dealer(dealer_id, call.reach)
    page = queries.catalog_page(dealer, query.q, query.category, query.limit, query.cursor)
    return Listing[CatalogItemOut].of(page, CatalogItemOut.of)


@endpoint(routes, "POST /quotes", permission=Permission.ASK_QUOTES, scope=Scope.OWN, answers=PreviewOut)
def ask_quote(call: Call, body: Basket) -> PreviewOut:
    """What a basket costs, why, what is short of stock, and the credit left. Buys nothing."""
    lines = [line.pieces() for line in body.lines]
    return PreviewOut.of(queries.preview(call.dealer_id, lines, clock.now(), body.declined_free))
