"""The deployed system under wrong input: it never fails, it gives no answer that docs/openapi.json does not know, and
what the description calls wrong it refuses, naming the fields.

schemathesis makes requests of the description, wrong ones and right ones, and sends them through CloudFront: most of
them as people who are permitted, for whoever is refused at the door proves nothing of what lies behind it. They change
what they can, so this stands last among the tests of one deployment.
"""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app import app
from chalicelib.edge.endpoint import EndpointSpec
from chalicelib.edge.permissions import GRANTED
from chalicelib.edge.principal import Role
from infra.describe_api import FILE
from infra.ministack import HOST
from tests.e2e.company import Company

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
PEOPLE = {
    "dealer_owner": Role.DEALER_OWNER,
    "finance": Role.FINANCE,
    "admin": Role.ADMIN,
    "sales": Role.SALES,
    "nobody": None,
}
BY_NAME = {f"{spec.method} {spec.path}": spec for spec in app.endpoints()}
_TOKENS_HOLD_SECONDS = 600


def described(mode: GenerationMode) -> Any:
    """The description, of which requests of one mode are made. Who asks is said here, so it says nothing of tokens:
    schemathesis would count one that it left out as wrong, and here it would be there all the same. What takes nothing
    can be asked nothing wrong."""
    whole = json.loads(FILE.read_text(encoding="utf-8"))
    for operations in whole["paths"].values():
        for method, operation in list(operations.items()):
            operation.pop("security", None)
            if mode is GenerationMode.NEGATIVE and not ({"parameters", "requestBody"} & set(operation)):
                del operations[method]
    made = schemathesis.openapi.from_dict(whole)
    made.config.phases.coverage.enabled = False
    made.config.generation.update(modes=[mode])
    made.config.checks.negative_data_rejection.expected_statuses = ["400", "404", "422"]
    return made


WRONG, RIGHT = described(GenerationMode.NEGATIVE), described(GenerationMode.POSITIVE)
EXAMPLES = settings(
    max_examples=8, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@dataclass
class Front:
    """Where the system is asked, by whom, and what is really there to be asked for."""

    company: Company
    there: dict[str, str]
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By operation: how many requests of permitted people were wrong, and how many right."""
    _tokens: dict[str, str] = field(default_factory=dict)
    _signed_in_at: float = 0.0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.company.system.stack.port}/api"

    def headers(self, who: str) -> dict[str, str]:
        host = {"Host": urlsplit(self.company.system.site).netloc}
        return host if who == "nobody" else {**host, "Authorization": self.token(who)}

    def token(self, who: str) -> str:
        """An id token; all are fetched anew before they run out."""
        if time.monotonic() - self._signed_in_at > _TOKENS_HOLD_SECONDS or not self._tokens:
            staff = {name: self.company.token(name) for name in ("finance", "admin", "sales")}
            self._tokens = staff | {"dealer_owner": self.company.sign_in("northstar")}
            self._signed_in_at = time.monotonic()
        return self._tokens[who]

    def send(self, case: schemathesis.Case, who: str) -> schemathesis.Response:
        """Sends what was made up, in the name of somebody."""
        return case.call(base_url=self.url, headers=self.headers(who))

    def count(self, spec: EndpointSpec, who: str, kind: str) -> None:
        if who in permitted(spec):
            self.met[f"{spec.method} {spec.path}", kind] += 1


@pytest.fixture(scope="module")
def front(company: Company) -> Front:
    made = Front(company, {"list_id": "default", "region_id": "east"})

    def first(path: str, name: str, who: str) -> dict[str, Any]:
        items = company.system.ask("GET", f"/api{path}limit=1", token=made.token(who)).body["items"]
        return {name: items[0][name]} if items else {}

    made.there |= {
        **first("/orders?", "order_id", "dealer_owner"),
        **first("/statements?", "statement_id", "dealer_owner"),
        **first("/dealers?", "dealer_id", "admin"),
        **first("/cases?state=provisioned&", "case_id", "admin"),
        **first("/settlement-runs?", "run_id", "finance"),
        **first("/decisions?", "decision_id", "finance"),
    }
    assert {"order_id", "statement_id", "dealer_id", "case_id"} <= set(made.there)
    return made


def permitted(spec: EndpointSpec) -> list[str]:
    """Who may ask; where nobody need sign in, somebody who did not."""
    able = [who for who, role in PEOPLE.items() if role and spec.permission in GRANTED[role]]
    return able if spec.permission else ["nobody"]


def asker(spec: EndpointSpec, number: int) -> str:
    """Three of four are permitted."""
    able = permitted(spec)
    others = [who for who in PEOPLE if who not in able] or able
    return others[number // 4 % len(others)] if number % 4 == 3 else able[number % 4 % len(able)]


def comes_to_the_api(case: schemathesis.Case) -> bool:
    """MiniStack's CloudFront does not see that a path with a line break in it begins with /api/."""
    return not any("%0A" in str(part).upper() or "\n" in str(part) for part in case.path_parameters.values())


def name_what_is_there(case: schemathesis.Case, front: Front) -> None:
    """Where a thing is named, one that is really there."""
    known = {name: front.there[name] for name in case.path_parameters if name in front.there}
    case.path_parameters = {**case.path_parameters, **known}


@WRONG.given(number=st.integers(0, 2))
@WRONG.parametrize()
@EXAMPLES
def test_what_is_wrong_is_refused_and_named(case: schemathesis.Case, front: Front, number: int) -> None:
    spec = BY_NAME[case.operation.label]
    who = permitted(spec)[number % len(permitted(spec))]
    wrong = {place for place in ParameterLocation if case.meta and case.meta.is_negative_at(place)}
    if ParameterLocation.PATH not in wrong:
        name_what_is_there(case, front)
    assume(comes_to_the_api(case))
    front.count(spec, who, "wrong" if wrong else "right")
    answer = front.send(case, who)
    case.validate_response(answer, checks=[*CHECKS, negative_data_rejection] if wrong else CHECKS)
    if wrong and answer.status_code == 404:
        in_a_secret = spec.secret_header and ParameterLocation.HEADER in wrong
        assert ParameterLocation.PATH in wrong or in_a_secret, answer.text
    elif ParameterLocation.BODY in wrong and answer.status_code >= 400:
        details = answer.json()["Details"]
        assert details, answer.text
        assert all(detail["field"] and detail["problem"] for detail in details), answer.text


@RIGHT.given(number=st.integers(0, 31), real=st.sampled_from([True, True, False]))
@RIGHT.parametrize()
@EXAMPLES
def test_every_answer_is_described(case: schemathesis.Case, front: Front, number: int, real: bool) -> None:
    spec = BY_NAME[case.operation.label]
    who = asker(spec, number)
    if real:
        name_what_is_there(case, front)
    front.count(spec, who, "right")
    answer = front.send(case, who)
    case.validate_response(answer, checks=CHECKS)
    if who in permitted(spec) and spec.permission:
        assert answer.status_code != 401, answer.text


def test_every_endpoint_met_enough_of_both(front: Front) -> None:
    """Of those that were asked here: an endpoint that takes nothing can be asked nothing wrong."""
    asked = {name for name, _ in front.met}
    few = {name: count for name in asked if (count := front.met[name, "right"]) < 3}
    takes = {name for name in asked if BY_NAME[name].body or BY_NAME[name].query.model_fields}
    few |= {name: count for name in takes if (count := front.met[name, "wrong"]) < 3}
    assert few == {}
