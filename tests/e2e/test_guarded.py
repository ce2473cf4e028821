"""Every endpoint that is not public, on the deployed system: nobody gets in without an id token that Cognito signed."""

import re

import pytest

from app import app
from chalicelib.edge.endpoint import EndpointSpec
from tests.e2e.system import PASSWORD, System

EMAIL = "admin@guarded.example.com"
GUARDED = [spec for spec in app.endpoints() if spec.permission]


@pytest.fixture(scope="module")
def tokens(system: System) -> dict[str, str | None]:
    """What one might try to come in with: nothing, an id token with one character changed, an access token."""
    system.staff(EMAIL, "admin")
    signed_in = system.aws("cognito-idp").initiate_auth(
        ClientId=system.deployed.outputs["UserPoolClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": EMAIL, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    head, claims, signature = signed_in["IdToken"].split(".")
    changed = "A" if signature[10] != "A" else "B"
    forged = f"{head}.{claims}.{signature[:10]}{changed}{signature[11:]}"
    assert system.ask("GET", "/api/me", token=signed_in["IdToken"]).status == 200
    return {"none": None, "forged": forged, "access": signed_in["AccessToken"]}


@pytest.mark.parametrize("kind", ["none", "forged", "access"])
@pytest.mark.parametrize("spec", GUARDED, ids=lambda spec: f"{spec.method} {spec.path}")
def test_it_is_401(system: System, tokens: dict[str, str | None], spec: EndpointSpec, kind: str) -> None:
    path = "/api" + re.sub(r"{\w+}", "D0000000A", spec.path)
    body: dict[str, str] | None = {} if spec.body else None
    assert system.ask(spec.method, path, body, token=tokens[kind], key="guarded").status == 401
