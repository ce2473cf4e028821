"""HTTP of this feature."""

from chalice.app import Blueprint

from chalicelib.company import commands, queries
from chalicelib.company.schemas import ChangeSettings, RegionIn, RegionOut, SettingsOut
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing
from chalicelib.kernel.paging import Page

routes = Blueprint(__name__)


@endpoint(routes, "GET /settings", permission=Permission.READ_SETTINGS, scope=Scope.COMPANY, answers=SettingsOut)
def read_settings(call: Call) -> SettingsOut:  # noqa: ARG001 - of the shape of a view
    """Every setting of the maker's, with its bounds."""
    return SettingsOut.of(queries.policy_as_kept())


@endpoint(
    routes,
    "PATCH /settings",
    permission=Permission.CHANGE_SETTINGS,
    scope=Scope.COMPANY,
    answers=SettingsOut,
    edits=True,
)
def change_settings(call: Call, body: ChangeSettings) -> SettingsOut:
    """Changes the settings that are named."""
    return SettingsOut.of(commands.change_settings(call.if_match(), body.changes()))


@endpoint(routes, "GET /regions", permission=Permission.READ_REGIONS, scope=Scope.COMPANY, answers=Listing[RegionOut])
def list_regions(call: Call) -> Listing[RegionOut]:  # noqa: ARG001 - of the shape of a view
    """All regions, by id."""
    return Listing[RegionOut].of(Page(queries.regions()), RegionOut.of)


@endpoint(
    routes,
    "PUT /regions/{region_id}",
    permission=Permission.CHANGE_REGIONS,
    scope=Scope.COMPANY,
    answers=RegionOut,
    makes=True,
)
def put_region(call: Call, region_id: str, body: RegionIn) -> RegionOut:
    """Makes a region, or changes a known one."""
    seen = call.version_seen()
    if seen is None:
        return RegionOut.of(commands.make_region(region_id, body.name, body.warehouse_id))
    return RegionOut.of(commands.change_region(region_id, seen, body.name, body.warehouse_id))
