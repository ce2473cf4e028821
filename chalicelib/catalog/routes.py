"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.catalog import import_commands, queries
from chalicelib.catalog.schemas import (
    CategoryOut,
    ImportIn,
    ImportOut,
    ImportUploadIn,
    PriceListOut,
    PriceListPricesOut,
    ProductOut,
    ProductsQuery,
)
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing, PageQuery, UploadOut
from chalicelib.kernel.paging import Page

routes = Blueprint(__name__)


@endpoint(
    routes, "GET /categories", permission=Permission.READ_CATALOG, scope=Scope.COMPANY, answers=Listing[CategoryOut]
)
def list_categories(call: Call) -> Listing[CategoryOut]:  # noqa: ARG001 - of the shape of a view
    """All categories of products, with their names."""
    return Listing[CategoryOut].of(Page(list(queries.categories().values())), CategoryOut.of)


@endpoint(
    routes, "GET /products", permission=Permission.READ_PRODUCTS, scope=Scope.COMPANY, answers=Listing[ProductOut]
)
def list_products(call: Call, query: ProductsQuery) -> Listing[ProductOut]:  # noqa: ARG001 - of the shape of a view
    """All products, also those no longer sold."""
    page = queries.stated_products(query.q, query.category, query.limit, query.cursor)
    return Listing[ProductOut].of(page, ProductOut.of)


@endpoint(
    routes,
    "GET /price-lists",
    permission=Permission.READ_PRICE_LISTS,
    scope=Scope.COMPANY,
    answers=Listing[PriceListOut],
)
def list_price_lists(call: Call, query: PageQuery) -> Listing[PriceListOut]:  # noqa: ARG001 - of the shape of a view
    """All price lists, by id."""
    return Listing[PriceListOut].of(queries.price_lists_page(query.limit, query.cursor), PriceListOut.of)


@endpoint(
    routes,
    "GET /price-lists/{list_id}",
    permission=Permission.READ_PRICE_LISTS,
    scope=Scope.COMPANY,
    answers=PriceListPricesOut,
)
def show_price_list(call: Call, list_id: str, query: PageQuery) -> PriceListPricesOut:  # noqa: ARG001 - as above
    """A price list, and its prices by SKU."""
    return PriceListPricesOut.with_list(
        queries.price_list(list_id), queries.listed_prices(list_id, query.limit, query.cursor)
    )


@endpoint(
    routes,
    "POST /catalog/uploads",
    permission=Permission.WRITE_CATALOG,
    scope=Scope.COMPANY,
    answers=UploadOut,
)
def offer_catalog_upload(call: Call, body: ImportUploadIn) -> UploadOut:  # noqa: ARG001 - as above
    """A presigned form for one table that is to be imported: CSV or XLSX, up to 5 MB; it is kept for a day."""
    return UploadOut.of(*import_commands.offer_upload(body.file_name))


@endpoint(routes, "POST /catalog/imports", permission=Permission.WRITE_CATALOG, scope=Scope.COMPANY, answers=ImportOut)
def import_catalog(call: Call, body: ImportIn) -> ImportOut:  # noqa: ARG001 - of the shape of a view
    """Loads an uploaded table of categories, products or prices: all of it, or nothing where a row is wrong.

    Loaded once more it changes nothing, and finishes what was interrupted.
    """
    content = import_commands.uploaded(body.upload_id)
    return ImportOut.of(import_commands.import_table(body.kind, body.file_name, content, dry_run=body.dry_run))
