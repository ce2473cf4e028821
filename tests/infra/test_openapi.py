"""docs/openapi.json: current, valid, and whole."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from jsonschema_rs import ValidationError

from app import app
from chalicelib.edge.endpoint import EndpointSpec, NoQuery
from chalicelib.edge.openapi import describe
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Wire
from chalicelib.kernel.errors import Code
from infra import describe_api
from infra.describe_api import codes

ENDPOINTS = app.endpoints()
DESCRIBED: dict[str, Any] = json.loads(describe_api.FILE.read_text(encoding="utf-8"))
OPERATIONS = [(spec, DESCRIBED["paths"].get(spec.path, {}).get(spec.method.lower(), {})) for spec in ENDPOINTS]
every_operation = pytest.mark.parametrize(
    ("spec", "operation"), OPERATIONS, ids=[f"{spec.method} {spec.path}" for spec in ENDPOINTS]
)


OF_EVERY_OPERATION = {"400", "413", "415", "422", "429", "500", "502", "503", "504"}


def _spec(**more: Any) -> EndpointSpec:
    given: dict[str, Any] = {
        "method": "POST",
        "path": "/things/{thing_id}/turn",
        "permission": Permission.MOVE_STOCK,
        "scope": Scope.COMPANY,
        "name": "turn",
        "summary": "Turns a thing.",
        "body": None,
        "query": NoQuery,
        "answers": None,
        "status": 204,
        "idempotent": False,
        "secret_header": None,
        "feature": "things",
    }
    return EndpointSpec(**given | more)


def _named(name: str, kind: type) -> type[Wire]:
    return type(name, (Wire,), {"__annotations__": {"value": kind}, "__module__": f"things.{kind.__name__}"})


def _refs(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _refs(value)
    elif isinstance(part, list):
        for value in part:
            yield from _refs(value)


def test_the_committed_file_is_what_the_routes_say() -> None:
    assert describe_api.FILE.read_text(encoding="utf-8") == describe_api.description(), (
        "run `python -m infra.describe_api`"
    )


def test_the_order_in_which_features_are_imported_does_not_matter() -> None:
    assert json.dumps(describe(ENDPOINTS[::-1], codes())) == json.dumps(describe(ENDPOINTS, codes()))


def test_check_passes_on_a_current_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["describe_api", "--check"])
    describe_api.main()


@pytest.mark.parametrize("content", ["{}\n", None], ids=["other", "missing"])
def test_check_fails_in_one_sentence_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, content: str | None
) -> None:
    file = tmp_path / "openapi.json"
    if content:
        file.write_text(content)
    monkeypatch.setattr(describe_api, "FILE", file)
    monkeypatch.setattr(sys, "argv", ["describe_api", "--check"])
    with pytest.raises(SystemExit) as ended:
        describe_api.main()
    assert ended.value.code == "docs/openapi.json is not what the routes say: run `python -m infra.describe_api`."
    assert (file.read_text() if file.exists() else None) == content


def test_it_is_valid_openapi() -> None:
    schema = schemathesis.openapi.from_dict(DESCRIBED)
    schema.validate()
    assert sorted(found.ok().label for found in schema.get_all_operations()) == sorted(
        f"{spec.method} {spec.path}" for spec in ENDPOINTS
    )


def test_the_check_of_validity_is_not_empty() -> None:
    broken = json.loads(json.dumps(DESCRIBED))
    del broken["info"]["title"]
    with pytest.raises(ValidationError, match="title"):
        schemathesis.openapi.from_dict(broken).validate()


def test_no_reference_leads_nowhere_and_no_schema_stands_alone() -> None:
    referred = {ref.removeprefix("#/components/schemas/") for ref in _refs(DESCRIBED) if "/schemas/" in ref}
    assert referred == set(DESCRIBED["components"]["schemas"])


def test_every_code_is_listed() -> None:
    assert DESCRIBED["components"]["schemas"]["Code"]["enum"] == [str(code) for code in Code]


def test_no_money_is_a_number() -> None:
    text = json.dumps(DESCRIBED)
    assert '"type": "number"' not in text


@every_operation
def test_every_endpoint_is_described(spec: EndpointSpec, operation: dict[str, Any]) -> None:
    assert operation["operationId"] == f"{spec.feature}_{spec.name}"
    assert operation["summary"]
    assert operation["summary"] == spec.summary
    assert operation["x-scope"] == spec.scope
    assert operation.get("x-permission") == spec.permission
    by_cookie = [{f"{spec.reads_cookie}Cookie": []}, {}] if spec.reads_cookie else None
    assert operation.get("security") == ([{"idToken": []}] if spec.permission else by_cookie)
    assert ("requestBody" in operation) == (spec.body is not None)
    done = operation["responses"][str(spec.status)]
    assert ("content" in done) == (spec.answers is not None)
    assert ("ETag" in done["headers"]) == spec.tagged
    assert ("Set-Cookie" in done["headers"]) == (spec.sets_cookie is not None)
    headers = {found["name"]: found["required"] for found in operation.get("parameters", []) if found["in"] == "header"}
    asked = {"Idempotency-Key": spec.idempotent, "If-Match": spec.edits, spec.secret_header: spec.secret_header}
    may_be_asked = {"If-Match": False} if spec.makes else {}
    assert headers == {name: True for name, wanted in asked.items() if wanted} | may_be_asked


@every_operation
def test_every_status_that_can_come_is_described(spec: EndpointSpec, operation: dict[str, Any]) -> None:
    statuses = set(operation["responses"])
    assert statuses >= {str(spec.status), "400", "413", "415", "422", "429", "500", "502", "503", "504"}
    assert ({"401", "403", "404"} <= statuses) or spec.scope is Scope.PUBLIC
    assert ("409" in statuses) == (spec.method != "GET" or spec.scope is Scope.SECRET)
    assert "default" not in statuses


def test_every_code_stands_under_its_status() -> None:
    found = codes()
    assert {code for some in found.values() for code in some} == set(Code)
    assert found[401] == ["sign_in_failed", "sign_in_required", "unauthorized"]
    assert found[404] == ["not_found"]
    assert found[415] == ["unsupported_media_type"]
    assert found[500] == ["internal"]
    assert {"version_conflict", "wrong_state", "insufficient_stock"} <= set(found[409])
    assert {"invalid", "too_large", "no_price"} <= set(found[422])


def test_each_refusal_says_its_codes_and_what_the_gateway_says() -> None:
    told = {
        name: one["content"]["application/json"]["schema"] for name, one in DESCRIBED["components"]["responses"].items()
    }
    assert set(told["Refused401"]) == {"anyOf"}
    assert told["Refused404"]["allOf"][1] == {"properties": {"Code": {"enum": ["not_found"]}}}
    assert told["Refused429"] == {"$ref": "#/components/schemas/GatewayRefused"}
    for status, some in codes().items():
        assert json.dumps(sorted(some)) in json.dumps(told[f"Refused{status}"])


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(ids) == len(set(ids))


def test_what_an_endpoint_declares_is_what_it_shows() -> None:
    class Which(Wire):
        count: int
        more: str | None = None

    spec = _spec(query=Which, idempotent=True, edits=True)
    turn = describe([spec], {})["paths"]["/things/{thing_id}/turn"]["post"]
    assert [(one["name"], one["in"], one["required"]) for one in turn["parameters"]] == [
        ("thing_id", "path", True),
        ("count", "query", True),
        ("more", "query", False),
        ("Idempotency-Key", "header", True),
        ("If-Match", "header", True),
    ]
    assert turn["parameters"][2]["schema"] == {"title": "More", "type": "string"}
    assert set(turn["responses"]) == {"204", "401", "403", "404", "409", *OF_EVERY_OPERATION}


def test_a_public_read_demands_nothing() -> None:
    public = _spec(method="GET", path="/things", permission=None, scope=Scope.PUBLIC)
    read = describe([public], {})["paths"]["/things"]["get"]
    assert set(read["responses"]) == {"204", *OF_EVERY_OPERATION}
    assert "security" not in read
    assert "parameters" not in read


def test_a_secret_stands_in_its_header() -> None:
    secret = _spec(method="GET", path="/thing", permission=None, scope=Scope.SECRET, secret_header="X-Thing-Secret")
    read = describe([secret], {})["paths"]["/thing"]["get"]
    assert [(one["name"], one["in"], one["required"]) for one in read["parameters"]] == [
        ("X-Thing-Secret", "header", True)
    ]
    assert "404" in read["responses"]


def test_models_of_one_name_are_told_apart() -> None:
    made = describe(
        [
            _spec(body=_named("Line", int), name="a", path="/a"),
            _spec(body=_named("Line", str), name="b", path="/b"),
        ],
        {},
    )
    refs = [
        made["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"] for path in ("/a", "/b")
    ]
    kinds = [
        made["components"]["schemas"][ref["$ref"].removeprefix("#/components/schemas/")]["properties"]["value"]["type"]
        for ref in refs
    ]
    assert kinds == ["integer", "string"]
