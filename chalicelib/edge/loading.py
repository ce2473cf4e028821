"""Features are loaded when they are asked for: a function starts with what every request needs, and no more."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from chalice.app import Chalice

from chalicelib.edge.endpoint import ENDPOINTS, EndpointSpec


class OnDemand(Chalice):
    """A Chalice app that loads a feature's routes with the first request for one of them.

    Whoever asks for anything but an answer (`routes`, `handler_map`, `event_sources`: `chalice package`, `chalice
    local`, Chalice's test client, our tests) looks at the app as a whole and finds all of it loaded. So it has no
    attributes of Chalice's own, and leaves them to the app that it keeps.
    """

    def __init__(self, name: str, routes: Mapping[str, Sequence[str]], tasks: Sequence[str]) -> None:
        """`routes` names, by the first part of a path, the features whose routes stand behind it; `tasks` the features
        with functions of their own, which AWS imports by themselves."""
        self.loaded: set[str] = set()
        self._app = Chalice(app_name=name, configure_logs=False)
        self._routes = routes
        self._tasks = tasks

    def __call__(self, event: Any, context: Any) -> dict[str, Any]:
        """One request of the API."""
        path = event.get("requestContext", {}).get("resourcePath") or ""
        first = path.strip("/").partition("/")[0]
        for feature in self._routes.get(first, ()):
            self._load(feature, "routes")
        return self._app(event, context)

    def __getattr__(self, name: str) -> Any:
        """Of the whole app."""
        if name.startswith("__") or "_app" not in vars(self):  # asked by Python itself, of any object
            raise AttributeError(name)
        return getattr(self.whole(), name)

    def whole(self) -> Chalice:
        """The app with the routes and functions of every feature."""
        for features in self._routes.values():
            for feature in features:
                self._load(feature, "routes")
        for feature in self._tasks:
            self._load(feature, "tasks")
        return self._app

    def endpoints(self) -> list[EndpointSpec]:
        """Every endpoint of every feature."""
        self.whole()
        return ENDPOINTS

    def _load(self, feature: str, room: str) -> None:
        """Once: `chalicelib/FEATURE/ROOM.py` declares a blueprint of the room's name; `FEATURE/SUBJECT` names the room
        of one subject, `chalicelib/FEATURE/SUBJECT_ROOM.py`."""
        name, _, subject = feature.partition("/")
        module = f"chalicelib.{name}.{subject}_{room}" if subject else f"chalicelib.{name}.{room}"
        if module not in self.loaded:
            self._app.register_blueprint(getattr(import_module(module), room))
            self.loaded.add(module)
