"""Whatever is sent to any endpoint: the answer is one that the API's description knows, and never a fault of ours."""

import base64
import copy
import gzip
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from requests import PreparedRequest, Request
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app import app
from chalicelib.edge.endpoint import EndpointSpec
from chalicelib.edge.openapi import describe
from chalicelib.edge.permissions import GRANTED
from chalicelib.edge.principal import DEALER_ROLES, REGIONAL_ROLES, Principal, Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Invalid
from infra.describe_api import codes
from tests.features.test_access_matrix import right_body, right_path
from tests.world.api import staff
from tests.world.books import instant
from tests.world.cloud import cloud
from tests.world.company import Company, make_company
from tests.world.gateway import send
from tests.world.registrations import application, upload
from tests.world.restore import put_back, stands
from tests.world.shop import EAST

ENDPOINTS = app.endpoints()
DESCRIBED = schemathesis.openapi.from_dict(describe(ENDPOINTS, codes()))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
Ask = Callable[[PreparedRequest, Principal | None], schemathesis.Response]
BY_NAME = {f"{spec.method} {spec.path}": spec for spec in ENDPOINTS}


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[Company, Any]]:
    """A company, and all its tables as they were."""
    with cloud() as aws:
        built = make_company(aws)
        with clock.at(instant("2026-11-06")):
            yield built, stands()


@pytest.fixture
def company(made: tuple[Company, Any]) -> Company:
    return made[0]


@pytest.fixture
def ask(made: tuple[Company, Any]) -> Ask:
    """Asks as somebody; what the request did is put back at once."""

    def ask_and_put_back(request: PreparedRequest, who: Principal | None) -> schemathesis.Response:
        answer = send(request, who)
        if answer.status_code < 300 and request.method != "GET":
            put_back(made[1])
        return answer

    return ask_and_put_back


def _able(spec: EndpointSpec, company: Company) -> Principal | None:
    """Somebody whose role allows it: staff of the whole company first, then of the region, then the dealer's own."""
    holders = [role for role in Role if spec.permission in GRANTED[role]]
    for role in sorted(holders, key=lambda role: (role in DEALER_ROLES, role in REGIONAL_ROLES)):
        if role in DEALER_ROLES:
            return company.east.people[role]
        return staff(role, regions=("east",) if role in REGIONAL_ROLES else ())
    return None


def _requests(case: schemathesis.Case, spec: EndpointSpec, company: Company) -> Iterator[PreparedRequest]:
    """What was made up; and where it names a thing, the same of a thing that is really there."""
    given = case.as_transport_kwargs(base_url="http://gateway/api")
    yield Request(**{name: given[name] for name in given if name in _PARTS}).prepare()
    if "{" in spec.path:
        there = {**given, "url": "http://gateway/api" + right_path(spec, company, company.east)}
        yield Request(**{name: there[name] for name in there if name in _PARTS}).prepare()


_PARTS = {"method", "url", "headers", "cookies", "params", "data", "json"}


# What schemathesis makes of the description


@DESCRIBED.parametrize()
@settings(max_examples=8, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_described(case: schemathesis.Case, company: Company, ask: Ask) -> None:
    spec = BY_NAME[case.operation.label]
    for request in _requests(case, spec, company):
        case.validate_response(ask(request, _able(spec, company)), checks=CHECKS)


# A right request in which one thing is wrong

BEYOND = "1" + "0" * 400
NUMBERS = ["0", "-1", "1.5", "1e3", "1E400", BEYOND, f"-{BEYOND}", str(2**63), "NaN", "Infinity", "-Infinity"]
WORDS = [
    *("", " ", "NaN", "Infinity", "-0.00", "1e5", "0x10", "1_000", "１２.００", "١٢", "-1.00", BEYOND, f"{BEYOND}.00"),
    *("9999-99-99", "2026-02-30", "0001-01-01", "9999-12-31", "2999-12", "2026-13", "2026-11-06T25:00:00Z"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-06T00:00:00", "1793923200"),
    *("\x00", "A\x00", "a\nb", "\x7f", "\u2028", "\ufeff", "\ud800", "\udfff\ud800", "😀" * 60, "钉子", "مرحبا\u202e"),
    *("../../etc/passwd", "a/b", "A#B", "%00", "%2e%2e", "<b>&\"'", "{{ 7 * 7 }}", "${jndi:x}", "' OR 1=1 --"),
    *("x" * 101, "x" * 100_000, "a@b", "D0000000A", "D9999999Z"),
]
DEEP = ["[" * 500 + "]" * 500, '{"a":' * 300 + "1" + "}" * 300]
SHAPES = ["null", "true", "[]", "{}", "[[[]]]", '[""]', '{"a": 1}', *DEEP]
OF_ITS_KIND = {str: [json.dumps(word) for word in WORDS], int: NUMBERS, bool: NUMBERS}
OF_ANY_KIND = ["7", "-1.5", BEYOND, "NaN", '""', '"7"', '"x"', *SHAPES]
MARK = "@@the wrong one@@"


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to everything in a body, itself left out."""
    inside: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inside:
        yield (*path, step)
        yield from _places(part, (*path, step))


def _with(body: Any, path: tuple[str | int, ...], text: str) -> str:
    """The body as JSON, with `text` where the path leads."""
    changed = copy.deepcopy(body)
    within = changed
    for step in path[:-1]:
        within = within[step]
    within[path[-1]] = MARK
    return json.dumps(changed).replace(json.dumps(MARK), text)


def _fields(answer: schemathesis.Response) -> list[str]:
    return [detail["field"] for detail in answer.json()["Details"]]


class Wrong:
    """Sends wrong requests for one endpoint."""

    def __init__(self, spec: EndpointSpec, company: Company, ask: Ask) -> None:
        self.spec, self.company, self.send, self.sent = spec, company, ask, 0
        self.who = _able(spec, company)
        if "{decision_id}" in spec.path:
            self.who = company.approver
        self.upload_id = upload() if spec.path == "/registrations" else ""
        self.operation = DESCRIBED[spec.path][spec.method]

    def ask(self, text: str | None = None, **more: Any) -> schemathesis.Response:
        """One request, whose answer must be one that is described."""
        self.sent += 1
        given: dict[str, Any] = {"Content-Type": "application/json", "Idempotency-Key": f"wrong-{self.sent}"}
        if self.spec.edits or self.spec.makes:
            given["If-Match"] = '"1"'
        if self.spec.secret_header:
            given[self.spec.secret_header] = "x" * 43
        headers = given | more.pop("headers", {})
        path = more.pop("path", right_path(self.spec, self.company, self.company.east))
        url = "http://gateway/api" + path
        data = text.encode() if isinstance(text, str) else text
        request = Request(self.spec.method, url, headers=headers, data=data, **more).prepare()
        answer = self.send(request, self.who)
        parts = dict.fromkeys(re.findall(r"{(\w+)}", self.spec.path), "x")
        self.operation.Case(path_parameters=parts).validate_response(answer, checks=CHECKS)
        if answer.status_code == Invalid.status:
            assert _fields(answer), answer.content
            assert all(detail["field"] and detail["problem"] for detail in answer.json()["Details"])
        return answer

    @property
    def body(self) -> Any:
        """A right body, made anew: nothing but what a test changes in it is wrong."""
        public = {
            "POST /session": {"email": "li.na@dealer.example.com", "password": "Passw0rd-Passw0rd"},
            "POST /uploads": {"file_name": "licence.pdf", "content_type": "application/pdf", "size": 100},
            "POST /registrations": application(self.upload_id),
        }
        return public.get(f"{self.spec.method} {self.spec.path}") or right_body(self.spec, self.company.east)


def _each(specs: list[EndpointSpec]) -> Any:
    return pytest.mark.parametrize("spec", specs, ids=[f"{spec.method} {spec.path}" for spec in specs])


WITH_BODY = [spec for spec in ENDPOINTS if spec.body]


@_each(WITH_BODY)
def test_one_wrong_value_in_a_right_body(company: Company, ask: Ask, spec: EndpointSpec) -> None:
    wrong = Wrong(spec, company, ask)
    for path in _places(wrong.body):
        for value in _values(_at(wrong.body, path)):
            wrong.ask(_with(wrong.body, path, value))


@_each(WITH_BODY)
def test_an_unknown_field_is_named(company: Company, ask: Ask, spec: EndpointSpec) -> None:
    wrong = Wrong(spec, company, ask)
    objects = [(), *(path for path in _places(wrong.body) if isinstance(_at(wrong.body, path), dict))]
    for path in objects:
        if _free(path):
            continue
        body = copy.deepcopy(wrong.body)
        _at(body, path)["没有这个"] = 1
        answer = wrong.ask(json.dumps(body))
        assert (answer.status_code, _fields(answer)) == (422, [".".join(map(str, (*path, "没有这个")))])


def _values(right: Any) -> list[str]:
    """What to put in the place of a right value, as JSON: all that is odd of its kind, some of every other."""
    return list(dict.fromkeys([*OF_ITS_KIND.get(type(right), []), *OF_ANY_KIND]))


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _free(path: tuple[str | int, ...]) -> bool:
    """Whether an object's names are the sender's own: the answers to a form."""
    return path[-1:] == ("answers",)


BODIES: dict[str, str | bytes] = {
    "nothing": "",
    "half": '{"a": ',
    "two": "{}{}",
    "a comment": "{/**/}",
    "a trailing comma": '{"a": 1,}',
    "single quotes": "{'a': 1}",
    "a word": "hello",
    "NaN": "NaN",
    "a number": "7",
    "a text": '"a"',
    "a list": "[]",
    "null": "null",
    "deep": "[" * 100_000,
    "deep objects": '{"a":' * 100_000,
    "a huge number": "9" * 900_000,
    "a huge text": '"' + "x" * 999_000 + '"',
    "too large": '{"a": "' + "x" * 1_000_000 + '"}',
    "many unknown fields": json.dumps({f"field {n}": n for n in range(20_000)}),
    "a huge name": json.dumps({"x" * 900_000: 1}),
    "the same name twice": '{"a": 1, "a": 2}',
    "NUL": "\x00",
    "a byte order mark": "\ufeff{}",
    "GBK": '{"reason": "钉子"}'.encode("gbk"),
    "UTF-16": '{"reason": "钉子"}'.encode("utf-16"),
    "gzip": gzip.compress(b"{}", mtime=0),
    "bytes": bytes(range(256)),
    "a lone surrogate": '{"\\ud800": "\\udc00"}',
    "XML": "<?xml version='1.0'?><a/>",
    "a form": "a=1&b=2",
}


@_each(WITH_BODY)
def test_what_is_no_such_body_names_what_is_wrong(company: Company, ask: Ask, spec: EndpointSpec) -> None:
    wrong = Wrong(spec, company, ask)
    for name, body in BODIES.items():
        answer = wrong.ask(body)
        if name == "nothing" and not any(field.is_required() for field in spec.body.model_fields.values()):
            continue
        assert answer.status_code == 422, name
        assert len(answer.content) < 25_000, name


CONTENT_TYPES = {
    "application/json": 0,
    "Application/JSON; charset=UTF-8": 0,
    'application/json;charset="utf-8"': 0,
    "application/json; charset=gbk": 415,
    "application/json; charset=utf-16": 415,
    "application/xml": 415,
    "text/plain": 415,
    "application/x-www-form-urlencoded": 415,
    "multipart/form-data; boundary=x": 415,
    "application/octet-stream": 415,
    "*/*": 415,
    "钉子": 415,
    "application/json, text/plain": 415,
}


@_each(ENDPOINTS)
def test_only_json_in_utf_8_is_read(company: Company, ask: Ask, spec: EndpointSpec) -> None:
    wrong = Wrong(spec, company, ask)
    body = json.dumps(wrong.body) if spec.body else None
    right = wrong.ask(body).status_code
    for given, status in CONTENT_TYPES.items():
        answer = wrong.ask(body, headers={"Content-Type": given.encode()})
        assert answer.status_code == (status or right), given
        if status:
            assert (answer.json()["Code"], _fields(answer)) == ("unsupported_media_type", ["Content-Type"])


@_each(ENDPOINTS)
def test_a_wrong_parameter(company: Company, ask: Ask, spec: EndpointSpec) -> None:
    wrong = Wrong(spec, company, ask)
    body = json.dumps(wrong.body) if spec.body else None
    for name in spec.query.model_fields:
        for word in [*WORDS, *NUMBERS]:
            wrong.ask(body, params={name: word.encode("utf-8", "surrogatepass")})
        answer = wrong.ask(body, params=[(name, "1"), (name, "2")])
        assert (answer.status_code, _fields(answer)) == (422, [name])
    for name in ("unknown", "没有", "a[b]", "x" * 5000):
        answer = wrong.ask(body, params={name: "1"})
        assert answer.status_code == 422
        assert name[:200] in _fields(answer)


@_each([spec for spec in ENDPOINTS if "cursor" in spec.query.model_fields])
def test_a_cursor_that_was_made_up_is_refused(company: Company, ask: Ask, spec: EndpointSpec) -> None:
    wrong = Wrong(spec, company, ask)
    keys: list[Any] = [
        *({}, [], 1, None, "a", {"pk": "a"}, {"pk": {"S": "a"}}, {"pk": {"N": "1"}, "sk": {"S": "b"}}),
        *({"pk": {"S": ["a"]}, "sk": {"S": "b"}}, {"pk": {"S": "x" * 1000}, "sk": {"S": "x"}}, {"pk": {"S": "\ud800"}}),
    ]
    made = [base64.urlsafe_b64encode(json.dumps(key).encode()).decode() for key in keys]
    whose = {"dealer_id": company.east.dealer_id, "location": EAST, "program_id": "P", "period": "2026-10", "who": "a"}
    asked = right_path(spec, company, company.east)
    named = {name: whose[name] for name in whose if name in spec.query.model_fields and f"{name}=" not in asked}
    for cursor in [*made, "a", "====", "钉子", "-_-_", "x" * 2000, "x" * 2001]:
        answer = wrong.ask(params={**named, "cursor": cursor})
        assert answer.status_code in {404, 422}, cursor
        assert answer.status_code == 404 or _fields(answer) == ["cursor"]


@_each([spec for spec in ENDPOINTS if "{" in spec.path])
def test_a_wrong_part_of_the_path_names_nothing(company: Company, ask: Ask, spec: EndpointSpec) -> None:
    wrong = Wrong(spec, company, ask)
    body = json.dumps(wrong.body) if spec.body else None
    asked = right_path(spec, company, company.east).split("?")[1:]
    for word in [*WORDS, *NUMBERS]:
        part = quote(word.encode("utf-8", "surrogatepass"), safe="")
        if part in {"", ".", "..", company.east.dealer_id}:
            continue
        answer = wrong.ask(body, path="?".join([re.sub(r"{\w+}", part, spec.path), *asked]))
        assert answer.status_code == 404, word


HEADERS = ["", "x" * 20, "x" * 129, "x" * 8000, "钉子", "é", '"3"', "W/", "*", '"0"', '"-1"', f'"{BEYOND}"', "3", "%00"]


WITH_HEADER = [
    spec for spec in ENDPOINTS if spec.idempotent or spec.edits or spec.makes or spec.secret_header or spec.reads_cookie
]


@_each(WITH_HEADER)
def test_a_wrong_header(company: Company, ask: Ask, spec: EndpointSpec) -> None:
    wrong = Wrong(spec, company, ask)
    body = json.dumps(wrong.body) if spec.body else None
    names = {
        spec.secret_header: 404,
        **({"Idempotency-Key": 0} if spec.idempotent else {}),
        **({"If-Match": 0} if spec.edits or spec.makes else {}),
        **({"Cookie": 0} if spec.reads_cookie else {}),
    }
    for name in filter(None, names):
        for value in HEADERS:
            answer = wrong.ask(body, headers={name: value.encode()})
            assert answer.status_code == (names[name] or answer.status_code), (name, value)


@_each([spec for spec in ENDPOINTS if spec.idempotent])
@pytest.mark.parametrize("key", ["", "x" * 129, "钉子", "é", "a\tb"])
def test_a_wrong_idempotency_key_is_named(company: Company, ask: Ask, spec: EndpointSpec, key: str) -> None:
    wrong = Wrong(spec, company, ask)
    body = json.dumps(wrong.body) if spec.body else None
    answer = wrong.ask(body, headers={"Idempotency-Key": key.encode()})
    assert (answer.status_code, _fields(answer)) == (422, ["Idempotency-Key"])
