"""The API's description, OpenAPI 3.1, made of what the endpoints declare and of the models of the wire."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.edge.endpoint import PATH_PART, EndpointSpec, Refused
from chalicelib.edge.permissions import Scope
from chalicelib.kernel.errors import Forbidden, Invalid, NotFound, Unauthorized

Mode = Literal["validation", "serialization"]
Json = dict[str, Any]
Names = dict[tuple[type[BaseModel], Mode], str]

_REFS = "#/components/schemas/{model}"
_REFUSED = {"$ref": "#/components/responses/Refused"}
_SECURITY = "idToken"
_INTERNAL = 500
_CONFLICT = 409

_ABOUT = """Dealers and their manufacturer on one set of books.

Amounts are texts with two decimals, instants are ISO 8601 in UTC, lists are `{"items": [...], "next": "cursor"}`.
Every refusal is `{"Code", "Message", "Details"}`; programs read the code. What lies out of the asker's scope is 404.
An operation that takes an `Idempotency-Key` has its effect once: the same key and body answers the same again, another
body answers 409. `x-permission` names what the asker's role must allow, `x-scope` how far the operation reaches."""


def describe(endpoints: Sequence[EndpointSpec]) -> Json:
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
            "responses": {"Refused": _response("Refused; `Code` says why.", names[Refused, "serialization"])},
            "securitySchemes": {
                _SECURITY: {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "The id token that `POST /session` answers.",
                }
            },
        },
    }


def _queries(endpoints: Sequence[EndpointSpec]) -> Iterable[type[BaseModel]]:
    return dict.fromkeys(spec.query for spec in endpoints)


def _schemas(endpoints: Sequence[EndpointSpec]) -> tuple[Names, Json]:
    """The name of every model's schema, and the schemas by name; pydantic tells models of one name apart."""
    wanted: dict[tuple[type[BaseModel], Mode], None] = {(Refused, "serialization"): None}
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
    if spec.body:
        made["requestBody"] = {"required": True, "content": _content(names[spec.body, "validation"])}
    return made


def _answer(spec: EndpointSpec, names: Names) -> Json:
    if spec.answers is None:
        return {"description": "Done."}
    return _response("Done.", names[spec.answers, "serialization"])


def _refusals(spec: EndpointSpec) -> Json:
    """The refusals that this endpoint's declaration brings with it; `default` stands for any other."""
    statuses = [Invalid.status, _INTERNAL]
    if spec.permission:
        statuses += [Unauthorized.status, Forbidden.status]
    if "{" in spec.path or spec.scope in {Scope.SECRET, Scope.OWN, Scope.REACH}:
        statuses.append(NotFound.status)
    if spec.method != "GET":
        statuses.append(_CONFLICT)
    return {str(status): _REFUSED for status in statuses} | {"default": _REFUSED}


def _path_parameters(spec: EndpointSpec) -> Iterator[Json]:
    for part in spec.path.split("/"):
        if part.startswith("{"):
            schema = {"type": "string", "pattern": f"^{PATH_PART.pattern}$"}
            yield {"name": part.strip("{}"), "in": "path", "required": True, "schema": schema}


def _query_parameters(query: Json) -> Iterator[Json]:
    required = query.get("required", [])
    for name, schema in query.get("properties", {}).items():
        yield {"name": name, "in": "query", "required": name in required, "schema": schema}


def _headers(spec: EndpointSpec) -> Iterator[Json]:
    if spec.secret_header:
        schema: Json = {"type": "string", "minLength": 20, "maxLength": 100}
        yield {
            "name": spec.secret_header,
            "in": "header",
            "required": True,
            "schema": schema,
            "description": "The secret of the mailed link.",
        }
    if spec.idempotent:
        schema = {"type": "string", "minLength": 1, "maxLength": 128}
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "schema": schema,
            "description": "New for each thing that is to be done; the same one for a repeat of it.",
        }


def _response(description: str, schema: str) -> Json:
    return {"description": description, "content": _content(schema)}


def _content(schema: str) -> Json:
    return {"application/json": {"schema": {"$ref": _REFS.format(model=schema)}}}
