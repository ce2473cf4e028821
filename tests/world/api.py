"""Asks the real handler, as API Gateway does: an event in, an answer out."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from chalicelib.edge.principal import Principal, Role


class Context:
    """What Lambda hands to a handler beside the event."""

    function_name = "api"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:qudao"
    aws_request_id = "test-request"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


@dataclass(frozen=True)
class Reply:
    """What came back: status, body (parsed JSON) and headers."""

    status: int
    body: Any
    headers: dict[str, str]
    text: str

    @property
    def code(self) -> str | None:
        return self.body.get("Code") if isinstance(self.body, dict) else None


def claims(who: Principal | None) -> dict[str, Any]:
    """The claims of an id token as API Gateway hands them on: all of them text."""
    if who is None:
        return {}
    made = {
        "sub": who.user_id,
        "email": who.email,
        "name": who.name,
        "token_use": "id",
        "cognito:groups": f"[{' '.join(sorted(who.roles))}]",
    }
    if who.dealer_id:
        made["custom:dealer_id"] = who.dealer_id
    if who.regions:
        made["custom:regions"] = " ".join(sorted(who.regions))
    return made


def staff(role: Role, user_id: str | None = None, regions: tuple[str, ...] = ()) -> Principal:
    """A member of staff."""
    name = user_id or f"{role}-1"
    return Principal(name, f"{name}@maker.example.com", name, frozenset({role}), None, frozenset(regions))


def dealer_user(dealer_id: str, role: Role = Role.DEALER_OWNER) -> Principal:
    """A dealer's user."""
    return Principal(
        f"user-{dealer_id}-{role}", f"{role}@{dealer_id.lower()}.example.com", "李娜", frozenset({role}), dealer_id
    )


def ask(
    method: str,
    path: str,
    body: Any = None,
    who: Principal | None = None,
    key: str | None = None,
    headers: dict[str, str] | None = None,
    raw_claims: dict[str, Any] | None = None,
) -> Reply:
    """One request. `who` is signed in; `key` is the Idempotency-Key; `body` is JSON, or text as it stands."""
    from app import app  # noqa: PLC0415 - after the world is set up

    parts = urlsplit(path)
    resource, path_parameters = _match(app.routes, method, parts.path)
    given = {"Content-Type": "application/json", **(headers or {})}
    if key:
        given["Idempotency-Key"] = key
    query = parse_qsl(parts.query, keep_blank_values=True)
    authorizer = raw_claims if raw_claims is not None else claims(who)
    event = {
        "resource": resource,
        "path": parts.path,
        "httpMethod": method,
        "headers": given,
        "multiValueHeaders": {name: [value] for name, value in given.items()},
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": {name: [v for n, v in query if n == name] for name, _ in query} or None,
        "pathParameters": path_parameters or None,
        "stageVariables": None,
        "body": body if isinstance(body, str) or body is None else json.dumps(body, ensure_ascii=False),
        "isBase64Encoded": False,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": parts.path,
            "requestId": "request-1",
            "identity": {"sourceIp": "203.0.113.7"},
            "authorizer": {"claims": authorizer} if authorizer else {},
        },
    }
    answer = app(event, Context())
    text = answer.get("body") or ""
    return Reply(answer["statusCode"], json.loads(text) if text else None, dict(answer.get("headers") or {}), text)


def _match(routes: dict[str, Any], method: str, path: str) -> tuple[str, dict[str, str]]:
    """The declared route that a path belongs to, static parts before named ones."""
    asked = path.strip("/").split("/")
    found = []
    for route, methods in routes.items():
        parts = route.strip("/").split("/")
        fits = len(parts) == len(asked) and all(p.startswith("{") or p == a for p, a in zip(parts, asked, strict=True))
        if fits and method in methods:
            named = {p.strip("{}"): a for p, a in zip(parts, asked, strict=True) if p.startswith("{")}
            found.append((len(named), route, named))
    if not found:
        raise LookupError(f"no route {method} {path}")
    _, route, named = min(found, key=lambda one: one[:2])
    return route, named
