"""Each feature is loaded with the first request for it; whoever looks at the app as a whole finds all of it."""

import json
import sys

import pytest
from chalice.app import Chalice

from app import ROUTES, TASKS, app
from chalicelib.edge.loading import OnDemand
from infra.packaging import ROOT
from tests.infra.fresh import fresh
from tests.world.api import Context


def _with_room(room: str) -> set[str]:
    """The features that have a room, and `FEATURE/SUBJECT` where they have one of a subject."""
    found = (ROOT / "chalicelib").glob(f"*/*{room}.py")
    return {"/".join(filter(None, (path.parent.name, path.stem[: -len(room) - 1]))) for path in found}


def _module(feature: str, room: str) -> str:
    name, _, subject = feature.partition("/")
    return f"chalicelib.{name}.{subject}_{room}" if subject else f"chalicelib.{name}.{room}"


def _behind(first: str) -> list[str]:
    return sorted(_module(feature, "routes") for feature in ROUTES[first])


EVERYTHING = sorted(_module(feature, room) for room in ("routes", "tasks") for feature in _with_room(room))


# The tables of app.py


def test_the_table_names_every_feature_that_has_a_route_behind_the_first_part_of_a_path_and_no_other() -> None:
    found: dict[str, set[str]] = {}
    for spec in app.endpoints():
        found.setdefault(spec.path.split("/")[1], set()).add(spec.feature)
    assert {first: {one.partition("/")[0] for one in features} for first, features in ROUTES.items()} == found
    assert {feature for features in ROUTES.values() for feature in features} == _with_room("routes")


def test_the_table_names_every_feature_with_functions_of_its_own() -> None:
    assert sorted(TASKS) == sorted(_with_room("tasks"))


# Requests


def test_every_route_is_served_by_an_app_that_served_nothing_else_before() -> None:
    """And with it nothing is loaded but what stands behind the first part of its path."""
    routes = [f"{spec.method} {spec.path}" for spec in app.endpoints()]
    seen = dict(zip(routes, fresh(*([route] for route in routes)), strict=True))
    assert {route: one.steps for route, one in seen.items()} == {route: [[200, route]] for route in routes}
    assert {route: one.loaded for route, one in seen.items()} == {
        route: _behind(route.split("/")[1]) for route in routes
    }


def test_what_no_route_serves_is_refused() -> None:
    nothing, wrong_method = fresh(
        ["GET /", "GET /nothing", "GET /nothing/{order_id}", "GET /__class__"], ["PUT /orders", "GET /orders"]
    )
    assert {status for status, _ in nothing.steps} == {405}
    assert nothing.loaded == []
    assert [status for status, _ in wrong_method.steps] == [405, 200]
    assert json.loads(wrong_method.steps[0][1])["Code"] == "MethodNotAllowedError"


def test_an_event_that_is_no_request_is_refused() -> None:
    alone = OnDemand("alone", ROUTES, TASKS)
    for event in ({}, {"requestContext": {}}, {"requestContext": {"resourcePath": None}, "resource": "/orders"}):
        assert alone(event, Context())["statusCode"] == 500
    assert alone.loaded == set()


def test_a_feature_that_cannot_be_loaded_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = OnDemand("alone", {"orders": ("orders",)}, ())
    monkeypatch.setitem(sys.modules, "chalicelib.orders.routes", None)
    event = {"requestContext": {"resourcePath": "/orders", "httpMethod": "GET"}}
    for _ in range(2):
        with pytest.raises(ImportError):
            alone(event, Context())
        assert alone.loaded == set()


# The whole


@pytest.mark.parametrize("name", ["routes", "handler_map", "event_sources", "pure_lambda_functions"])
def test_whoever_looks_at_the_app_sees_the_whole_of_it(name: str) -> None:
    at_once, afterwards = fresh([f"look {name}"], ["GET /orders", "GET /quotes", f"look {name}"])
    assert at_once.steps[-1] == afterwards.steps[-1] == len(getattr(app, name)) > 0
    assert at_once.loaded == afterwards.loaded == EVERYTHING


def test_chalices_own_client_needs_no_special_call() -> None:
    """`chalice local` and `chalice package` look at the same attributes."""
    (seen,) = fresh(["client GET /orders/X", "client PATCH /dealers/X", "client GET /nothing"])
    assert [status for status, _ in seen.steps] == [200, 200, 403]
    assert [said for _, said in seen.steps[:2]] == ["GET /orders/{order_id}", "PATCH /dealers/{dealer_id}"]
    assert isinstance(app, Chalice)


def test_what_an_app_has_not_is_missing() -> None:
    with pytest.raises(AttributeError):
        app.nothing_of_the_kind  # noqa: B018 - asking is the test
    assert not hasattr(app, "__wrapped__")
