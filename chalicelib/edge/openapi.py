"""The API's description, OpenAPI 3.1, made of what the endpoints declare and of the models of the wire."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.edge.endpoint import PATH_PART, EndpointSpec, GatewayRefused, Refused
from chalicelib.edge.permissions import Scope
from chalicelib.kernel.errors import Code, Conflict, Forbidden, Invalid, NotFound, NotJson, Unauthorized

Mode = Literal["validation", "serialization"]
Json = dict[str, Any]
Names = dict[tuple[type[BaseModel], Mode], str]
Codes = Mapping[int, Sequence[Code]]
"""The codes of each status that the API itself refuses with."""

_REFS = "#/components/schemas/{model}"
_RESPONSES = "#/components/responses/Refused{status}"
_SECURITY = "idToken"
_WRITTEN_BY_US = {
    Unauthorized.status: "Nobody known is asking: there is no valid id token, or signing in failed.",
    Forbidden.status: "The asker is known, and the role does not allow it.",
    NotFound.status: "No such thing within the asker's reach.",
    Conflict.status: "The thing is not, or no longer, in a state that allows it; or it was changed meanwhile.",
    NotJson.status: "The body is something else than JSON in UTF-8.",
    Invalid.status: "Something in the request is wrong; `Details` name each field and its problem.",
    500: "Something went wrong on our side; the message names the request.",
}
_BY_THE_GATEWAY = {
    400: "The request is no proper HTTP.",
    401: "There is no valid id token.",
    403: "No operation has this path.",
    413: "The request is larger than the gateway takes.",
    429: "Too many requests; wait a moment.",
    500: "The gateway failed.",
    502: "The API gave no answer.",
    503: "The API is not to be reached.",
    504: "The API took too long.",
}
"""What the gateway answers without asking the API, in a shape of its own."""
_OF_EVERY_OPERATION = {Invalid.status, NotJson.status, *_BY_THE_GATEWAY} - {Unauthorized.status, Forbidden.status}

_ABOUT = """Dealers and their manufacturer on one set of books.

Amounts are texts with two decimals, instants are ISO 8601 in UTC, lists are `{"items": [...], "next": "cursor"}`.
Every refusal is `{"Code", "Message", "Details"}`; programs read the code. What lies out of the asker's scope is 404.
The gateway in front of the API refuses some requests by itself, with `{"message"}`; read the status of those.
A body is JSON in UTF-8 of at most 1 MB; fields and parameters that are not described here are refused.
An edit takes `If-Match` with the version that was seen, which an answer's `ETag` names; 409 where it has changed since.
An operation that takes an `Idempotency-Key` has its effect once: the same key and body answers the same again, another
body answers 409. `x-permission` names what the asker's role must allow, `x-scope` how far the operation reaches."""


def describe(endpoints: Sequence[EndpointSpec], codes: Codes) -> Json:
    """The whole description of these endpoints; the same endpoints give the same, in whichever order they come."""
    endpoints = sorted(endpoints, key=lambda spec: (spec.path, spec.method))
    names, definitions = _schemas(endpoints)
    queries = {model: definitions.pop(names[model, "validation"]) for model in _queries(endpoints)}
    paths: Json = {}
    for spec in endpoints:
        operations = paths.setdefault(spec.path, {})
        operations[spec.method.lower()] = _operation(spec, names, queries[spec.query])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Qudao", "version": "1", "description": _ABOUT},
        "servers": [{"url": "/api"}],
        "tags": [{"name": feature} for feature in dict.fromkeys(spec.feature for spec in endpoints)],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "responses": {
                f"Refused{status}": _refused(status, codes.get(status, ()), names)
                for status in sorted({*_WRITTEN_BY_US, *_BY_THE_GATEWAY})
            },
            "securitySchemes": {
                _SECURITY: {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "The id token that `POST /session` answers.",
                },
                **{
                    _cookie_scheme(name): {
                        "type": "apiKey",
                        "in": "cookie",
                        "name": name,
                        "description": "What `POST /session` set; no script can read it.",
                    }
                    for name in sorted({spec.reads_cookie for spec in endpoints if spec.reads_cookie})
                },
            },
        },
    }


def _queries(endpoints: Sequence[EndpointSpec]) -> Iterable[type[BaseModel]]:
    return dict.fromkeys(spec.query for spec in endpoints)


def _schemas(endpoints: Sequence[EndpointSpec]) -> tuple[Names, Json]:
    """The name of every model's schema, and the schemas by name; pydantic tells models of one name apart."""
    wanted: dict[tuple[type[BaseModel], Mode], None] = dict.fromkeys(
        [(Refused, "serialization"), (GatewayRefused, "serialization")]
    )
    for spec in endpoints:
        wanted[spec.query, "validation"] = None
        if spec.body:
            wanted[spec.body, "validation"] = None
        if spec.answers:
            wanted[spec.answers, "serialization"] = None
    refs, made = models_json_schema(list(wanted), ref_template=_REFS)
    return {one: str(refs[one]["$ref"]).rpartition("/")[2] for one in wanted}, dict(made["$defs"])


def _operation(spec: EndpointSpec, names: Names, query: Json) -> Json:
    made: Json = {
        "operationId": f"{spec.feature}_{spec.name}",
        "summary": spec.summary,
        "tags": [spec.feature],
        "x-scope": str(spec.scope),
        "responses": {str(spec.status): _answer(spec, names), **_refusals(spec)},
    }
    parameters = [*_path_parameters(spec), *_query_parameters(query), *_headers(spec)]
    if parameters:
        made["parameters"] = parameters
    if spec.permission:
        made |= {"x-permission": str(spec.permission), "security": [{_SECURITY: []}]}
    if spec.reads_cookie:
        made["security"] = [{_cookie_scheme(spec.reads_cookie): []}, {}]
    if spec.body:
        needed = any(field.is_required() for field in spec.body.model_fields.values())
        made["requestBody"] = {"required": needed, "content": _content(names[spec.body, "validation"])}
    return made


def _cookie_scheme(name: str) -> str:
    return f"{name}Cookie"


def _answer(spec: EndpointSpec, names: Names) -> Json:
    headers = {"Cache-Control": _header("Nobody keeps it.", {"const": "no-store"})}
    if spec.tagged:
        tag = {"type": "string", "pattern": '^(W/)?"[1-9][0-9]*"$'}
        headers["ETag"] = _header("The thing's version, for the `If-Match` of an edit.", tag)
    if spec.sets_cookie:
        cookie = {"type": "string", "pattern": f"^{spec.sets_cookie}="}
        headers["Set-Cookie"] = _header("HttpOnly, for our own site alone.", cookie)
    answer = {"description": "Done.", "headers": headers}
    return answer if spec.answers is None else answer | {"content": _content(names[spec.answers, "serialization"])}


def _header(description: str, schema: Json) -> Json:
    return {"description": description, "required": True, "schema": schema}


def _refusals(spec: EndpointSpec) -> Json:
    """The refusals that this endpoint's declaration brings with it, by status."""
    statuses = set(_OF_EVERY_OPERATION)
    known = spec.scope is not Scope.PUBLIC
    if known or spec.reads_cookie or spec.sets_cookie:
        statuses.add(Unauthorized.status)
    if known or "{" in spec.path:
        statuses |= {Forbidden.status, NotFound.status}
    if spec.method != "GET" or spec.scope is Scope.SECRET:
        statuses.add(Conflict.status)
    return {str(status): {"$ref": _RESPONSES.format(status=status)} for status in sorted(statuses)}


def _refused(status: int, codes: Sequence[Code], names: Names) -> Json:
    """What a refusal of this status looks like: with which codes ours come, and whether the gateway may say it too."""
    ours = {
        "allOf": [
            {"$ref": _REFS.format(model=names[Refused, "serialization"])},
            {"properties": {"Code": {"enum": sorted(codes)}}},
        ]
    }
    theirs = {"$ref": _REFS.format(model=names[GatewayRefused, "serialization"])}
    shapes = [*([ours] if status in _WRITTEN_BY_US else []), *([theirs] if status in _BY_THE_GATEWAY else [])]
    said = dict.fromkeys(told[status] for told in (_WRITTEN_BY_US, _BY_THE_GATEWAY) if status in told)
    schema = shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
    return {"description": " ".join(said), "content": {"application/json": {"schema": schema}}}


def _path_parameters(spec: EndpointSpec) -> Iterator[Json]:
    for part in spec.path.split("/"):
        if part.startswith("{"):
            schema = {"type": "string", "pattern": f"^{PATH_PART.pattern}$"}
            yield {"name": part.strip("{}"), "in": "path", "required": True, "schema": schema}


def _query_parameters(query: Json) -> Iterator[Json]:
    required = query.get("required", [])
    for name, schema in query.get("properties", {}).items():
        yield {"name": name, "in": "query", "required": name in required, "schema": _given(schema)}


def _given(schema: Json) -> Json:
    """The schema of a parameter that is there: one that may be absent is never null, which a query cannot say."""
    shapes: list[Json] = [shape for shape in schema.get("anyOf", []) if shape != {"type": "null"}]
    if len(shapes) != 1:
        return schema
    return {name: value for name, value in schema.items() if name not in {"anyOf", "default"}} | shapes[0]


def _headers(spec: EndpointSpec) -> Iterator[Json]:
    if spec.secret_header:
        schema: Json = {"type": "string", "minLength": 20, "maxLength": 100, "pattern": "^[A-Za-z0-9_-]+$"}
        yield _asked(spec.secret_header, "The secret of the mailed link.", schema)
    if spec.idempotent:
        schema = {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[ -~]+$"}
        meaning = "New for each thing that is to be done; the same one for a repeat of it."
        yield _asked("Idempotency-Key", meaning, schema)
    if spec.edits:
        schema = {"type": "string", "pattern": '^(W/)?"[1-9][0-9]{0,8}"$'}
        yield _asked("If-Match", "The `ETag` of what was seen: 409 `version_conflict` where it has changed.", schema)
    if spec.makes:
        schema = {"type": "string", "pattern": '^(W/)?"[1-9][0-9]{0,8}"$'}
        meaning = (
            "The `ETag` of what is to be changed; without it a new one is made: 409 `duplicate` where it is known."
        )
        yield _asked("If-Match", meaning, schema) | {"required": False}


def _asked(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "header", "required": True, "schema": schema, "description": description}


def _content(schema: str) -> Json:
    return {"application/json": {"schema": {"$ref": _REFS.format(model=schema)}}}
