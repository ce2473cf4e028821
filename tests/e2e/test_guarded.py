"""Every endpoint that is not public, on the deployed system: nobody gets in without an id token that Cognito signed,
nobody does what their role may not, and nobody reaches what is another dealer's. A new route is covered by itself.
"""

import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from app import app
from chalicelib.edge.endpoint import EndpointSpec
from chalicelib.edge.permissions import GRANTED
from chalicelib.edge.principal import DEALER_ROLES, Principal, Role
from infra.seed.staff import PEOPLE
from tests.e2e.company import Company
from tests.e2e.system import PASSWORD, Reply, System
from tests.features.test_access_matrix import NAMING, right_body, right_headers, right_path
from tests.world.company import Order, Trader

EMAIL = "admin@guarded.example.com"
GUARDED = [spec for spec in app.endpoints() if spec.permission]
OWNER, MANAGER = Role.DEALER_OWNER, Role.REGIONAL_MANAGER
SIGNED_IN = {person.role: key for key, person in PEOPLE.items()} | {MANAGER: "north"}
"""One of each role of staff, by the seed's names."""


def _lacking(spec: EndpointSpec) -> list[Role]:
    return [role for role in (*SIGNED_IN, OWNER) if spec.permission not in GRANTED[role]]


def _strangers(spec: EndpointSpec) -> list[Role]:
    """Roles that have the permission, and reach some dealers only."""
    return [role for role in (OWNER, MANAGER) if spec.permission in GRANTED[role]]


def _specs(found: list[EndpointSpec]) -> Any:
    return pytest.mark.parametrize("spec", found, ids=lambda spec: f"{spec.method} {spec.path}")


# 401


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


def _ask_anything(system: System, spec: EndpointSpec, token: str | None) -> Reply:
    path = "/api" + re.sub(r"{\w+}", "D0000000A", spec.path)
    body: dict[str, str] | None = {} if spec.body else None
    return system.ask(spec.method, path, body, token=token, key="guarded")


@pytest.mark.parametrize("kind", ["none", "forged", "access"])
@_specs(GUARDED)
def test_it_is_401(system: System, tokens: dict[str, str | None], spec: EndpointSpec, kind: str) -> None:
    assert _ask_anything(system, spec, tokens[kind]).status == 401


# 403


@pytest.fixture(scope="module")
def people(company: Company) -> dict[Role, str]:
    """The tokens of one of each role of staff, and of a dealer's owner. Both who reach only some dealers are of the
    north."""
    return {role: company.token(key) for role, key in SIGNED_IN.items()} | {OWNER: company.sign_in("northstar")}


@_specs([spec for spec in GUARDED if _lacking(spec)])
def test_with_a_role_that_lacks_the_permission_it_is_403(
    system: System, people: dict[Role, str], spec: EndpointSpec
) -> None:
    lacking = _lacking(spec)
    role = lacking[GUARDED.index(spec) % len(lacking)]
    reply = _ask_anything(system, spec, people[role])
    assert (reply.status, reply.code) == (403, "forbidden"), role


# 404


@dataclass(frozen=True)
class Theirs:
    """What is of the east: a dealer's things, a registration; and who may see it."""

    system: System
    trader: Trader
    owner: str
    manager: str

    def shown(self) -> list[Any]:
        """All of it, as those see it who may."""
        dealer, order = self.trader.dealer_id, self.trader.orders["receive"].order_id
        statement, case = self.trader.statements[0], self.trader.case_id
        of_the_dealer = (f"/orders/{order}", f"/statements/{statement}", f"/accounts/{dealer}/entries")
        of_the_region = (f"/dealers/{dealer}", f"/cases/{case}", f"/cases/{case}/notes")
        asked = [*((path, self.owner) for path in of_the_dealer), *((path, self.manager) for path in of_the_region)]
        replies = [self.system.ask("GET", f"/api{path}", token=token) for path, token in asked]
        assert {reply.status for reply in replies} == {200}, replies
        links = {"documents": None}  # they bear the instant at which they were asked for
        return [reply.body | links for reply in replies]


@pytest.fixture(scope="module")
def theirs(system: System, company: Company) -> Theirs:
    owner, manager = company.sign_in("tiancheng"), company.token("east")

    def read(path: str, token: str = owner) -> Any:
        reply = system.ask("GET", f"/api{path}", token=token)
        assert reply.status == 200, reply
        return reply.body

    me = read("/me")
    orders = [read(f"/orders/{one['order_id']}") for one in read("/orders?limit=20")["items"]]
    sent = next(one for one in orders if one["shipments"])
    order = Order(sent["order_id"], sent["total"], sent["shipments"][0]["shipment_id"])
    statement = read("/statements?limit=1")["items"][0]["statement_id"]
    entries = [
        entry for one in read("/statements")["items"] for entry in read(f"/statements/{one['statement_id']}")["entries"]
    ]
    payment = next(entry["document_id"] for entry in entries if entry["cause"].startswith("payment:"))
    # Nobody asked for these; they would be this dealer's.
    change, returned, payout = (f"{me['dealer_id']}-{letter}1" for letter in "ATW")
    somebody = Principal(me["user_id"], me["email"], me["name"], frozenset({OWNER}), me["dealer_id"])
    trader = Trader(
        dealer_id=me["dealer_id"],
        people=dict.fromkeys(DEALER_ROLES, somebody),
        orders=dict.fromkeys(("receive", "submit", "return"), order),
        statements=[statement, statement],
        entry=entries[0]["cause"],
        disputed=entries[0]["cause"],
        payment_id=payment,
        changes={"booked": change, "withdraw": change},
        returns={"approve": returned},
        payout_id=payout,
        case_id=read("/cases?state=provisioned", manager)["items"][0]["case_id"],
    )
    return Theirs(system, trader, owner, manager)


@pytest.fixture(scope="module")
def as_it_was(theirs: Theirs) -> list[Any]:
    return theirs.shown()


@pytest.mark.usefixtures("as_it_was")
@_specs([spec for spec in NAMING if _strangers(spec)])
def test_what_is_another_dealers_is_404(theirs: Theirs, people: dict[Role, str], spec: EndpointSpec) -> None:
    names = (
        "decision_id",
        "run_id",
        "staff_id",
        "program_id",
        "backtest_id",
        "bank_line_id",
        "promotion_id",
        "drafted",
    )
    nobodys: Any = SimpleNamespace(**dict.fromkeys(names, "none"))
    path = "/api" + right_path(spec, nobodys, theirs.trader)
    for role in _strangers(spec):
        reply = theirs.system.ask(
            spec.method,
            path,
            right_body(spec, theirs.trader),
            token=people[role],
            key="guarded",
            headers=right_headers(spec),
        )
        assert (reply.status, reply.code) == (404, "not_found"), role


def test_nothing_of_it_has_changed(theirs: Theirs, as_it_was: list[Any]) -> None:
    assert theirs.shown() == as_it_was
