"""The deployed system under wrong input: it never fails, and it gives no answer that docs/openapi.json does not know.

schemathesis makes requests of the description, right ones and wrong ones, and sends them through CloudFront as nobody
and as people of several roles. They change what they can, so this stands last among the tests of one deployment.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from infra.describe_api import FILE
from infra.ministack import HOST
from tests.e2e.company import Company

DESCRIBED = schemathesis.openapi.from_path(FILE)
DESCRIBED.config.phases.coverage.enabled = False
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
PEOPLE = ("nobody", "dealer_owner", "finance", "admin", "sales")


@dataclass(frozen=True)
class Front:
    """Where the system is asked, by whom, and what is really there to be asked for."""

    url: str
    host: str
    tokens: dict[str, str]
    there: dict[str, str]

    def headers(self, who: str) -> dict[str, str]:
        signed_in = {"Authorization": self.tokens[who]} if who in self.tokens else {}
        return {"Host": self.host, **signed_in}


@pytest.fixture(scope="module")
def front(company: Company) -> Front:
    system = company.system
    tokens = {who: company.token(who) for who in PEOPLE[2:]} | {"dealer_owner": company.sign_in("northstar")}

    def first(path: str, name: str, who: str) -> dict[str, Any]:
        items = system.ask("GET", f"/api{path}?limit=1", token=tokens[who]).body["items"]
        return {name: items[0][name]} if items else {}

    there = {
        **first("/orders", "order_id", "dealer_owner"),
        **first("/statements", "statement_id", "dealer_owner"),
        **first("/dealers", "dealer_id", "admin"),
        **first("/settlement-runs", "run_id", "finance"),
        **first("/decisions", "decision_id", "finance"),
    }
    assert {"order_id", "statement_id", "dealer_id"} <= set(there)
    return Front(f"http://{HOST}:{system.stack.port}/api", urlsplit(system.site).netloc, tokens, there)


@DESCRIBED.given(who=st.sampled_from(PEOPLE), real=st.booleans())
@DESCRIBED.parametrize()
@settings(max_examples=10, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_described(case: schemathesis.Case, front: Front, who: str, real: bool) -> None:
    if real:
        known = {name: front.there[name] for name in case.path_parameters if name in front.there}
        case.path_parameters = {**case.path_parameters, **known}
    answer = case.call(base_url=front.url, headers=front.headers(who))
    case.validate_response(answer, checks=CHECKS)
