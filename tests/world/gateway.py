"""Brings a prepared HTTP request to the real handler as API Gateway does, and its answer back as HTTP."""

import base64
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from requests import PreparedRequest
from schemathesis import Response

from chalicelib.edge.principal import Principal
from tests.world.api import Context, claims

_PREFIX = "/api"
_BINARY = ("application/octet-stream", "application/x-tar", "application/zip", "audio/", "image/", "video/", "text/css")


def send(request: PreparedRequest, who: Principal | None) -> Response:
    """The answer to a request for `/api/...` of somebody whose token the gateway found good, or of nobody."""
    from app import app  # noqa: PLC0415 - after the world is set up

    url = urlsplit(str(request.url))
    found = _match(app.routes, str(request.method), url.path.removeprefix(_PREFIX))
    if found is None:
        return _answer(request, 403, {"Content-Type": "application/json"}, '{"message":"Missing Authentication Token"}')
    resource, parts = found
    answer = app(_event(request, resource, parts, parse_qsl(url.query, keep_blank_values=True), claims(who)), Context())
    headers = dict(answer.get("headers") or {})
    headers |= {name: ", ".join(values) for name, values in (answer.get("multiValueHeaders") or {}).items()}
    return _answer(request, answer["statusCode"], headers, answer.get("body") or "")


def _match(routes: dict[str, Any], method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """The route of a path as it was sent: its parts are decoded after they were told apart."""
    asked = path.split("/")[1:]
    for route in sorted(routes, key=lambda one: one.count("{")):
        parts = route.split("/")[1:]
        fits = len(parts) == len(asked) and all(
            bool(a) if p.startswith("{") else p == a for p, a in zip(parts, asked, strict=True)
        )
        if fits and method in routes[route]:
            return route, {p.strip("{}"): unquote(a) for p, a in zip(parts, asked, strict=True) if p.startswith("{")}
    return None


def _event(
    request: PreparedRequest,
    resource: str,
    parts: dict[str, str],
    query: list[tuple[str, str]],
    claimed: dict[str, Any],
) -> dict[str, Any]:
    headers = {_text(name): _text(value) for name, value in request.headers.items()}
    raw = request.body.encode() if isinstance(request.body, str) else request.body
    binary = headers.get("Content-Type", "").startswith(_BINARY)
    body = None if raw is None else base64.b64encode(raw).decode() if binary else raw.decode("utf-8", "replace")
    return {
        "resource": resource,
        "path": "/",
        "httpMethod": request.method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": {name: [v for n, v in query if n == name] for name, _ in query} or None,
        "pathParameters": parts or None,
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": binary and raw is not None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": request.method,
            "path": "/",
            "requestId": "request-1",
            "identity": {"sourceIp": "203.0.113.7"},
            "authorizer": {"claims": claimed} if claimed else {},
        },
    }


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _answer(request: PreparedRequest, status: int, headers: dict[str, Any], body: str) -> Response:
    told = {name.lower(): [str(value)] for name, value in headers.items()}
    return Response(status, told, body.encode(), request, elapsed=0.0, verify=False)
