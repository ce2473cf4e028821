"""How HTTP comes in. `@endpoint` parses, authenticates, permits, answers, maps errors and logs; a view only does."""

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from aws_lambda_powertools import Logger
from chalice.app import Blueprint, CognitoUserPoolAuthorizer, Response
from pydantic import BaseModel, ValidationError

from chalicelib.aws.once import AlreadyAnswered, Once
from chalicelib.edge.permissions import Permission, Scope, permit
from chalicelib.edge.principal import Principal, Reach
from chalicelib.edge.wire import Wire, refused
from chalicelib.kernel import ids
from chalicelib.kernel.context import Caller, acting
from chalicelib.kernel.errors import Code, Invalid, NotFound, NotJson, Refusal, Unauthorized

logger = Logger(service="qudao")

# The real pool's ARN comes in by infra/resources.yaml when the template is merged.
_USERS = CognitoUserPoolAuthorizer(
    "users", provider_arns=["arn:aws:cognito-idp:us-east-1:000000000000:userpool/merged"]
)
PATH_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""What may stand in a path where a thing is named; anything else names nothing, and cannot leave a key."""
_LARGEST_BODY = 1_000_000
_JSON = re.compile(r"\s*application/json\s*(;\s*charset\s*=\s*\"?utf-8\"?\s*)?;?\s*", re.IGNORECASE)
_ETAG = re.compile(r'(W/)?"(?P<version>[1-9][0-9]{0,8})"')
"""A version as a header shows it. A gateway that compresses an answer makes its tag a weak one: both name the same."""
_NO_TEXT = "\N{REPLACEMENT CHARACTER}".encode()
"""What the gateway puts where a body's bytes are no UTF-8."""
ANYBODY = frozenset({Scope.PUBLIC, Scope.SECRET})


class NoQuery(Wire):
    """For endpoints that take no query parameters."""


@dataclass(frozen=True)
class EndpointSpec:
    """What is declared of one endpoint; the API description and the tests of access are driven by it."""

    method: str
    path: str
    permission: Permission | None
    scope: Scope
    name: str
    summary: str
    body: type[BaseModel] | None
    query: type[BaseModel]
    answers: type[BaseModel] | None
    status: int
    idempotent: bool
    secret_header: str | None
    feature: str
    edits: bool = False
    makes: bool = False
    reads_cookie: str | None = None
    sets_cookie: str | None = None

    @property
    def tagged(self) -> bool:
        """Whether its answers name the thing's version in `ETag`, for a later edit's `If-Match`."""
        shows = self.answers is not None and "version" in self.answers.model_fields
        return shows and self.method in {"GET", "PUT", "PATCH"}


ENDPOINTS: list[EndpointSpec] = []
"""Every endpoint, in the order in which the features are registered."""


@dataclass(frozen=True)
class Answer:
    """What a view answers when a body alone will not do."""

    body: BaseModel | None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One request, as far as a view needs to know it."""

    spec: EndpointSpec
    principal: Principal | None
    headers: Mapping[str, str]
    fingerprint: str
    origin: str

    @property
    def user(self) -> Principal:
        """Who is signed in."""
        if self.principal is None:
            raise Unauthorized
        return self.principal

    @property
    def dealer_id(self) -> str:
        """The dealer on whose behalf the asker acts; 404 for those who act for none."""
        return self.user.reach.of_dealer(self.user.dealer_id)

    @property
    def reach(self) -> Reach:
        """What the asker may see."""
        return self.user.reach

    @property
    def secret(self) -> str:
        """The mailed secret, from its header; an absent one is as unknown as a wrong one."""
        found = self.headers.get((self.spec.secret_header or "").lower(), "")
        if not 20 <= len(found) <= 100:
            raise NotFound("link")
        return found

    @property
    def asker(self) -> str:
        """Whose idempotency keys these are: the user's, or those of whoever holds the secret or comes from there."""
        if self.spec.scope is Scope.SECRET:
            return f"secret:{ids.digest(self.secret)}"
        return self.principal.user_id if self.principal else f"public:{self.origin}"

    def if_match(self) -> int:
        """The version that an edit is based on, from its header; the command demands that it is still the thing's."""
        found = _ETAG.fullmatch(self.headers.get("if-match", ""))
        if found is None:
            problem = 'is missing: send the version that you saw, as its ETag, such as "3"'
            raise Invalid.field("If-Match", problem)
        return int(found["version"])

    def version_seen(self) -> int | None:
        """The version of a known thing that is to be changed; None where a new one is to be made."""
        return self.if_match() if "if-match" in self.headers else None

    def once(self, show: Callable[[Any], BaseModel]) -> Once:
        """The idempotency of this request; `show` turns what the command made into the answer."""
        key = self.headers.get("idempotency-key")
        render = lambda made: show(made).model_dump_json()  # noqa: E731
        return Once.of(self.asker, key, self.fingerprint, self.spec.status, render)


View = Callable[..., Any]


def endpoint(  # noqa: PLR0913 - each is declared by name
    routes: Blueprint,
    route: str,
    *,
    scope: Scope,
    permission: Permission | None = None,
    answers: type[BaseModel] | None = None,
    status: int = 200,
    idempotent: bool = False,
    secret_header: str | None = None,
    edits: bool = False,
    makes: bool = False,
    reads_cookie: str | None = None,
    sets_cookie: str | None = None,
) -> Callable[[View], View]:
    """Declares a view as `METHOD /path`.

    The view takes `call: Call`, the path's parts by name, and where it wants them `body` and `query`, annotated with
    the models that they are parsed into. It returns a model, an `Answer`, or None for 204. One that `edits` is asked
    with `If-Match`: `call.if_match()` is the version that the asker saw. One that `makes` a thing where there is none
    is asked with it for a known one alone: `call.version_seen()`.
    """
    method, path = route.split(" ")
    if (permission is None) != (scope in ANYBODY):
        raise TypeError(f"{route}: either public or with a permission")

    def declare(view: View) -> View:
        hints = get_type_hints(view)
        spec = EndpointSpec(
            method=method,
            path=path,
            permission=permission,
            scope=scope,
            name=view.__name__,
            summary=(view.__doc__ or "").strip().split("\n")[0],
            body=hints.get("body"),
            query=hints.get("query", NoQuery),
            answers=answers,
            status=status if answers else 204,
            idempotent=idempotent,
            secret_header=secret_header,
            edits=edits,
            makes=makes,
            reads_cookie=reads_cookie,
            sets_cookie=sets_cookie,
            feature=view.__module__.split(".")[-2],
        )
        ENDPOINTS.append(spec)

        @functools.wraps(view)
        def handle(**parts: str) -> Response:
            return _handle(spec, view, routes.current_request, parts)

        handle.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [inspect.Parameter(part, inspect.Parameter.KEYWORD_ONLY) for part in re.findall(r"{(\w+)}", path)]
        )
        authorizer = None if scope in ANYBODY else _USERS
        name = f"{spec.feature}.{view.__name__}"
        # Without content types of its own Chalice leaves them to `_handle`, whose refusals have our shape.
        routes.route(path, methods=[method], authorizer=authorizer, name=name, content_types=[])(handle)
        return view

    return declare


def _handle(spec: EndpointSpec, view: View, request: Any, parts: Mapping[str, str]) -> Response:
    """One request from end to end: every refusal becomes its status, everything else a 500 that names the request."""
    request_id = str(request.context.get("requestId", ""))
    headers = {name.lower(): value for name, value in (request.headers or {}).items()}
    origin = _origin(request, headers)
    logger.append_keys(request_id=request_id, endpoint=f"{spec.method} {spec.path}", dealer_id=None)
    try:
        principal = _authenticate(spec, request)
        logger.append_keys(dealer_id=principal.dealer_id if principal else None)
        who = principal.user_id if principal else "public"
        raw = request.raw_body or b""
        fingerprint = "\n".join([spec.method, spec.path, *parts.values(), raw.decode("utf-8", "replace")])
        call = Call(spec, principal, headers, fingerprint, origin)
        with acting(Caller(who, _by_way_of(origin, request), request_id)):
            response = _answer(call, view, parts, request, raw)
    except Refusal as refusal:
        response = _refuse(refusal)
    except Exception:
        logger.exception("unexpected error")
        text = f"Something went wrong on our side. Name this request when you ask about it: {request_id}"
        response = _json(500, _error_body(Code.INTERNAL, text, []))
    logger.info("answered", status=response.status_code)
    return response


def _authenticate(spec: EndpointSpec, request: Any) -> Principal | None:
    """The one who asks; never trusts that a gateway looked: without claims of an id token there is nobody."""
    if spec.permission is None:
        return None
    claims = (request.context.get("authorizer") or {}).get("claims") or {}
    principal = Principal.of_claims(claims)
    permit(principal, spec.permission)
    return principal


def _answer(call: Call, view: View, parts: Mapping[str, str], request: Any, raw: bytes) -> Response:
    spec = call.spec
    if any(not PATH_PART.fullmatch(part) for part in parts.values()):
        raise NotFound("thing")
    if not _JSON.fullmatch(call.headers.get("content-type") or "application/json"):
        raise NotJson
    if spec.edits:
        call.if_match()
    given: dict[str, Any] = dict(parts)
    query = _parse(spec.query, _query(request), "")
    if spec.query is not NoQuery:
        given["query"] = query
    if spec.body:
        given["body"] = _parse_body(spec.body, raw)
    if not spec.idempotent:
        return _show(spec, view(call=call, **given))
    return _answer_once(call, lambda: view(call=call, **given))


def _answer_once(call: Call, view: Callable[[], Any]) -> Response:
    """Answers a repeated request as the first was answered, also when both came at once."""
    once = call.once(lambda made: made)
    earlier = once.earlier()
    if earlier is None:
        try:
            return _show(call.spec, view())
        except AlreadyAnswered as already:
            earlier = once.same(already.answered)
        except Refusal:
            earlier = once.earlier()
            if earlier is None:
                raise
    return _json(earlier.status, earlier.body)


def _query(request: Any) -> dict[str, str]:
    """The parameters by name. One that is given more than once is refused: nobody could say which one holds."""
    if request.query_params is None:
        return {}
    given = request.query_params
    repeated = [name for name in given if len(given.getlist(name)) > 1]
    if repeated:
        raise Invalid.field(repeated[0], "is given more than once")
    return dict(given)


def _parse(model: type[BaseModel], value: Any, within: str) -> BaseModel:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise refused(error, within) from error


def _parse_body(model: type[BaseModel], raw: bytes) -> BaseModel:
    if len(raw) > _LARGEST_BODY:
        raise Invalid("The body is too large.", [{"field": "body", "problem": "at most 1 MB"}], Code.TOO_LARGE)
    if _NO_TEXT in raw:
        raise Invalid.field("body", "is not UTF-8 throughout")
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        raise refused(error) from error


def _origin(request: Any, headers: Mapping[str, str]) -> str:
    """The reader's address: what CloudFront saw (the last but one hop), else what API Gateway saw."""
    hops = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    seen = (request.context.get("identity") or {}).get("sourceIp", "")
    return (hops[-2] if len(hops) > 1 else seen or "unknown")[:64]


def _by_way_of(origin: str, request: Any) -> str:
    """From where, for the records: the address that is stated, and the one that API Gateway saw: nobody forges that."""
    seen = str((request.context.get("identity") or {}).get("sourceIp", ""))[:64]
    return origin if seen in {"", origin} else f"{origin} via {seen}"


def _show(spec: EndpointSpec, answer: Any) -> Response:
    extra: Mapping[str, str] = {}
    if isinstance(answer, Answer):
        answer, extra = answer.body, answer.headers
    if answer is None:
        return Response(body="", status_code=204, headers={"Cache-Control": "no-store", **extra})
    if spec.tagged:
        extra = {"ETag": f'"{answer.version}"', **extra}
    return _json(spec.status, answer.model_dump_json(), extra)


def _refuse(refusal: Refusal) -> Response:
    logger.info("refused", code=str(refusal.code), reason=refusal.message)
    return _json(refusal.status, _error_body(refusal.code, refusal.message, refusal.details))


class Refused(Wire):
    """The shape of every error."""

    Code: Code
    Message: str
    Details: list[dict[str, Any]]


class GatewayRefused(Wire):
    """The shape of what the gateway in front of the API refuses by itself."""

    message: str | None


def _error_body(code: Code, message: str, details: list[Any]) -> str:
    return Refused(Code=code, Message=message, Details=[dict(detail) for detail in details]).model_dump_json()


def _json(status: int, body: str, extra: Mapping[str, str] | None = None) -> Response:
    headers: dict[str, str | list[str]] = {
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store",
        **(extra or {}),
    }
    return Response(body=body, status_code=status, headers=headers)
