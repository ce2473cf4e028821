"""Who may ask what, for every endpoint that the route table holds: a new route is covered by itself.

Where a new route brings something that these tests cannot know (a public route, a path part or a query parameter of a
new kind, a body), they fail until somebody says here what it is.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends

from app import app
from chalicelib.edge.endpoint import ANYBODY, EndpointSpec
from chalicelib.edge.permissions import GRANTED, Scope
from chalicelib.edge.principal import DEALER_ROLES, REGIONAL_ROLES, Principal, Role
from chalicelib.kernel import clock
from tests.world.api import Reply, ask, claims, dealer_user, staff
from tests.world.books import instant
from tests.world.campaigns import campaign
from tests.world.cloud import ACCOUNT, cloud, mails
from tests.world.company import ADMIN, FINANCE, Company, Trader, make_company, program
from tests.world.registrations import application
from tests.world.restore import put_back as restore
from tests.world.restore import stands
from tests.world.shop import EAST, OTHER, basket

ENDPOINTS = app.endpoints()
NOW = instant("2026-11-06")
UNKNOWN_SECRET = "x" * 43

PUBLIC = {
    "POST /session",
    "POST /session/refresh",
    "DELETE /session",
    "POST /session/forgotten",
    "POST /uploads",
    "POST /registrations",
    "GET /registration-form",
}
"""Whoever makes a route public adds it here on purpose."""
SECRET = {
    "GET /invitation",
    "POST /invitation",
    "GET /approval",
    "POST /approval",
    "GET /registrations/{case_id}",
    "POST /registrations/{case_id}/amendments",
    "GET /registrations/{case_id}/notes",
    "POST /registrations/{case_id}/notes",
}
"""For whoever holds a mailed secret."""
NOT_IDEMPOTENT = {
    "POST /session": "signs in: each time a new token, nothing is made",
    "POST /session/refresh": "gives a new token, nothing is made",
    "POST /session/forgotten": "notes the same for every address, a few times an hour",
    "POST /invitation": "the secret works once",
    "POST /approval": "the secret decides once; a repeat is told so",
    "POST /uploads": "a presigned form, nothing is made",
    "POST /quotes": "reads",
    "POST /messages/read": "moves a mark forward; a repeat finds it there",
    "POST /catalog/uploads": "a presigned form, nothing is made",
    "POST /catalog/imports": "the same table again changes nothing",
    "POST /openings/uploads": "a presigned form, nothing is made",
    "POST /openings": "the same table again changes nothing",
    "POST /bank-files/uploads": "a presigned form, nothing is made",
    "POST /bank-files": "the same lines again change nothing",
    "POST /statements/{statement_id}/evidence": "a presigned form, nothing is made",
    "POST /rebate-programs/simulate": "reads",
    "POST /promotions/{promotion_id}/preview": "reads",
    "POST /returns/preview": "reads",
    "POST /returns/uploads": "a presigned form, nothing is made",
}
"""POSTs without an Idempotency-Key, each with its reason."""
OF_A_DEALER = {
    *("dealer_id", "order_id", "return_id", "statement_id", "user_id"),
    *("payment_id", "change_id", "payout_id"),
}
"""Parts of a path that name a dealer's thing."""
OF_A_PERSON = {"decision_id"}
OF_THE_COMPANY = {"run_id", "list_id", "region_id", "line_id", "program_id", "backtest_id", "promotion_id"}
OF_A_REGION = {"case_id"}
"""What staff reach by its region, and whoever holds its secret."""
OF_STAFF = {"/staff/{user_id}"}
"""Where a user is one of the staff."""
OF_ALL_STAFF = {"/rebate-programs", "/promotions"}
"""Lists of the company's own things: staff of every region read them whole, dealers what means them."""
HARMLESS_PARAMETERS = {
    *("limit", "cursor", "locale", "q", "category", "state", "period", "account"),
    *("first_day", "last_day", "program_id"),
    *("kind", "id", "day", "who", "role", "format", "year", "more"),
}
"""Query parameters that name nobody's thing."""


def _route(spec: EndpointSpec) -> str:
    return f"{spec.method} {spec.path}"


def _parts(spec: EndpointSpec) -> set[str]:
    return set(re.findall(r"{(\w+)}", spec.path))


def _holders(spec: EndpointSpec) -> list[Role]:
    return [role for role in Role if spec.permission in GRANTED[role]]


def _specs(found: list[EndpointSpec]) -> Any:
    return pytest.mark.parametrize("spec", found, ids=_route)


PROTECTED = [spec for spec in ENDPOINTS if spec.permission]
WITH_SECRET = [spec for spec in ENDPOINTS if spec.scope is Scope.SECRET]
NAMING = [spec for spec in PROTECTED if _parts(spec) & (OF_A_DEALER | OF_A_REGION) and spec.path not in OF_STAFF]
LISTS = [spec for spec in PROTECTED if spec.method == "GET" and not _parts(spec)]


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    """Nothing that is asked here changes it, so that all tests share it."""
    with cloud() as made:
        built = make_company(made)
        with clock.at(NOW):
            yield built


def _everything() -> Any:
    """All that is stored, read past the API of DynamoDB for speed, and how many mails were sent."""
    tables = dynamodb_backends[ACCOUNT]["us-east-1"].tables
    return {name: [item.to_json() for item in table.all_items()] for name, table in tables.items()}, len(mails())


@pytest.fixture(scope="module")
def as_it_was(company: Company) -> Any:
    return _everything()


@pytest.fixture
def unchanged(company: Company, as_it_was: Any) -> Iterator[Company]:
    """The company, of which nothing may have changed afterwards."""
    yield company
    assert _everything() == as_it_was


@pytest.fixture
def put_back(company: Company) -> Iterator[Company]:
    """The company, in which a test may change what it likes: it is put back."""
    stood = stands()
    yield company
    restore(stood)


def right_path(spec: EndpointSpec, company: Company, trader: Trader) -> str:
    """The path of a thing that is really there, in the state in which this step may be next."""
    step = spec.path.rpartition("/")[2]
    order = trader.orders.get(step, trader.orders["receive"])
    statement = trader.statements[1 if step in {"confirm", "dispute"} else 0]
    parts = {
        "dealer_id": trader.dealer_id,
        "order_id": order.order_id,
        "return_id": trader.returns.get(step, trader.returns["approve"]),
        "statement_id": statement,
        "decision_id": company.decision_id,
        "user_id": company.staff_id if spec.path in OF_STAFF else trader.people[Role.DEALER_BUYER].user_id,
        "run_id": company.run_id,
        "program_id": company.program_id,
        "backtest_id": company.backtest_id,
        "list_id": "default",
        "region_id": "east",
        "promotion_id": company.drafted
        if step in {"{promotion_id}", "publish"} and spec.method in {"PUT", "POST"}
        else company.promotion_id,
        "case_id": trader.case_id,
        "payment_id": trader.payment_id,
        "change_id": trader.changes["withdraw" if step == "withdraw" else "booked"],
        "line_id": company.bank_line_id,
        "payout_id": trader.payout_id,
    }
    return spec.path.format(**parts)


def right_body(spec: EndpointSpec, trader: Trader) -> Any:
    """A right body, so that nothing but the asker is wrong."""
    answer = {"choice": "approve", "answers": {}}
    paid = {"dealer_id": trader.dealer_id, "amount": "1.00", "received_on": "2026-11-06"}
    bodies: dict[str, Any] = {
        "PATCH /dealers/{dealer_id}": {"phone": "021-55550199"},
        "PATCH /settings": {"statement_confirm_days": 10, "grades": ["A", "B"]},
        "PUT /regions/{region_id}": {"name": "华东", "warehouse_id": EAST},
        "POST /approval": answer,
        "POST /session/forgotten": {"email": "nobody@example.com", "locale": "en"},
        "POST /invitation": {"password": "Passw0rd-Passw0rd"},
        "POST /staff": {
            "email": "chen@maker.example.com",
            "name": "陈静",
            "role": "sales",
            "regions": ["east"],
            "locale": "zh-CN",
        },
        "PATCH /staff/{user_id}": {"name": "Helen", "regions": [], "locale": "en", "active": False},
        "POST /users": {
            "email": f"new@{trader.dealer_id.lower()}.example.com",
            "name": "赵敏",
            "role": "dealer_buyer",
            "locale": "zh-CN",
        },
        "PATCH /users/{user_id}": {"name": "王强", "role": "dealer_buyer", "locale": "en", "active": True},
        "POST /decisions/{decision_id}": answer,
        "POST /payments": paid,
        "POST /openings/uploads": {"file_name": "openings.csv", "size": 100},
        "POST /openings": {
            "kind": "wallets",
            "file_name": "openings.csv",
            "upload_id": "0" * 26,
            "dry_run": True,
        },
        "POST /bank-files/uploads": {"file_name": "bank.csv", "size": 100},
        "POST /bank-files": {"file_name": "bank.csv", "upload_id": "0" * 26, "dry_run": True},
        "POST /bank-lines/{line_id}/assign": {"dealer_id": trader.dealer_id},
        "POST /bank-lines/{line_id}/dismiss": {"reason": "存款利息"},
        "POST /adjustments": {
            "dealer_id": trader.dealer_id,
            "account": "receivable",
            "amount": "1.00",
            "reason": "运费补差",
        },
        "POST /credit-limits": {"dealer_id": trader.dealer_id, "credit_limit": "1.00", "reason": "旺季备货"},
        "POST /account-changes/{change_id}/withdraw": {},
        "POST /payouts": {"amount": "1.00"},
        "POST /payouts/{payout_id}/withdraw": {},
        "POST /accounts/{dealer_id}/overdue-block": {"until": "2026-11-07", "reason": "已约定付款日期"},
        "POST /registrations/{case_id}/amendments": application("0" * 26, consent=None),
        "POST /statements/{statement_id}/confirm": {},
        "POST /statements/{statement_id}/dispute": {"entries": [trader.entry], "reason": "不符"},
        "POST /orders/{order_id}/notes": {"text": "请尽快发货。"},
        "POST /statements/{statement_id}/evidence": {
            "file_name": "送货单.pdf",
            "content_type": "application/pdf",
            "size": 100,
        },
        "POST /statements/{statement_id}/resolve": {
            "entries": [{"cause": trader.disputed, "explanation": "已核对出库单，数量无误。"}]
        },
        "POST /statements/{statement_id}/notes": {"text": "请核对。"},
        "POST /cases/{case_id}/notes": {"text": "请补照片。"},
        "POST /registrations/{case_id}/notes": {"text": "已补。"},
        "POST /messages/read": {"up_to": "2026-11-06T00:00:00.000000Z"},
        "POST /orders": basket(A=1),
        "POST /quotes": basket(A=1),
        "POST /orders/{order_id}/submit": {"total": trader.orders["submit"].total},
        "POST /orders/{order_id}/reject": {"reason": "缺货"},
        "POST /orders/{order_id}/cancel": {"reason": "写错"},
        "POST /orders/{order_id}/ship": {},
        "POST /orders/{order_id}/receive": {"shipment_id": trader.orders["receive"].shipment_id},
        "POST /returns": _sent_back(trader) | {"reason": "变形", "photos": []},
        "POST /returns/preview": _sent_back(trader),
        "POST /returns/uploads": {"content_type": "image/jpeg", "size": 100},
        "POST /returns/{return_id}/notes": {"text": "已寄出。"},
        "POST /returns/{return_id}/reject": {"reason": "已拆封"},
        "POST /returns/{return_id}/receive": {"lines": [{"line": 1, "quantity": 1}]},
        "POST /returns/{return_id}/inspect": {"lines": [{"line": 1, "scrap": 0}]},
        "POST /rebate-programs": program("新"),
        "POST /promotions": campaign(),
        "PUT /promotions/{promotion_id}": campaign(name="改名"),
        "POST /promotions/{promotion_id}/preview": {"days": 90},
        "POST /promotions/{promotion_id}/end": {"reason": "提前结束"},
        "POST /promotions/{promotion_id}/terms": {"text": "新条款"},
        "POST /promotions/{promotion_id}/enrolment": {"terms_version": 1},
        "POST /rebate-programs/simulate": {
            "program": program("新"),
            "dealer_id": trader.dealer_id,
            "period": "2026-10",
        },
        "POST /rebate-programs/backtests": {
            "program": program("新"),
            "first_period": "2026-09",
            "last_period": "2026-10",
        },
        "POST /rebate-programs/{program_id}/versions": program("新") | {"first_day": "2026-12-01"},
        "PUT /rebate-programs/{program_id}/end": {"last_day": "2026-11-30"},
        "POST /dealers/{dealer_id}/parents": {"parent_id": OTHER, "first_day": "2026-11-06"},
        "POST /settlement-runs": {"period": "2026-10"},
        "POST /catalog/uploads": {"file_name": "products.csv", "size": 100},
        "POST /catalog/imports": {
            "kind": "products",
            "file_name": "products.csv",
            "upload_id": "0" * 26,
            "dry_run": True,
        },
        "POST /stock/thresholds": {"location": EAST, "lines": [{"sku": "A", "low": 1}]},
        "POST /stock/movements": {
            "location": EAST,
            "kind": "receipt",
            "lines": [{"sku": "A", "quantity": 1}],
        },
    }
    assert spec.body is None or _route(spec) in bodies, f"say here what a right body of {_route(spec)} is"
    return bodies.get(_route(spec))


def _sent_back(trader: Trader) -> dict[str, Any]:
    return {"order_id": trader.orders["return"].order_id, "lines": [{"line": 1, "quantity": 1}]}


def _ask(spec: EndpointSpec, company: Company, trader: Trader, query: str = "", **more: Any) -> Reply:
    headers = right_headers(spec) | more.pop("headers", {})
    path = right_path(spec, company, trader) + query
    return ask(spec.method, path, right_body(spec, trader), key="matrix-1", headers=headers, **more)


def right_headers(spec: EndpointSpec) -> dict[str, str]:
    """The version that an edit is based on."""
    return {"If-Match": '"1"'} if spec.edits or spec.makes else {}


def _as(role: Role, trader: Trader, region: str = "east") -> Principal:
    """Somebody of a role: of this dealer, or staff (of this region, where the role has regions)."""
    if role in DEALER_ROLES:
        return trader.people[role]
    return staff(role, regions=(region,) if role in REGIONAL_ROLES else ())


# What is declared


def test_what_is_public_is_so_on_purpose() -> None:
    assert {_route(spec) for spec in ENDPOINTS if spec.scope in ANYBODY} == PUBLIC | SECRET
    assert {_route(spec) for spec in WITH_SECRET} == SECRET


def test_what_has_a_secret_names_its_header() -> None:
    assert {_route(spec) for spec in ENDPOINTS if spec.secret_header} == SECRET


def test_every_post_has_one_effect_or_a_reason() -> None:
    assert {_route(spec) for spec in ENDPOINTS if spec.method == "POST" and not spec.idempotent} == set(NOT_IDEMPOTENT)
    assert {spec.method for spec in ENDPOINTS if spec.idempotent} == {"POST"}


def test_every_part_of_a_path_is_of_a_known_kind() -> None:
    known = OF_A_DEALER | OF_A_PERSON | OF_THE_COMPANY | OF_A_REGION
    assert {part for spec in ENDPOINTS for part in _parts(spec)} <= known


@_specs(NAMING)
def test_what_names_a_dealers_thing_reaches_no_further_than_its_asker(spec: EndpointSpec) -> None:
    assert spec.scope in {Scope.OWN, Scope.REACH}


@_specs(ENDPOINTS)
def test_every_permission_is_somebodys(spec: EndpointSpec) -> None:
    assert bool(_holders(spec)) == bool(spec.permission)


# 401


FORGED: dict[str, dict[str, Any]] = {
    "no token": {},
    "an access token": {**claims(ADMIN), "token_use": "access"},
    "a token of no use": {name: value for name, value in claims(ADMIN).items() if name != "token_use"},
    "a token of nobody": {**claims(ADMIN), "sub": ""},
    "staff with a dealer": {**claims(ADMIN), "custom:dealer_id": "D0000000A"},
    "a dealer's user without a dealer": {**claims(ADMIN), "cognito:groups": "[dealer_owner]"},
    "a dealer's user who is staff, too": {
        **claims(dealer_user("D0000000A")),
        "cognito:groups": "[dealer_owner admin finance]",
    },
}


@_specs(PROTECTED)
def test_without_a_token_of_a_user_it_is_401(unchanged: Company, spec: EndpointSpec) -> None:
    for name, forged in FORGED.items():
        reply = _ask(spec, unchanged, unchanged.east, raw_claims=forged)
        assert (reply.status, reply.code) == (401, "unauthorized"), name
        assert reply.body["Details"] == []


# 403


@_specs(PROTECTED)
def test_with_a_role_that_lacks_the_permission_it_is_403(unchanged: Company, spec: EndpointSpec) -> None:
    lacking = [role for role in Role if role not in _holders(spec)]
    for role in lacking:
        reply = _ask(spec, unchanged, unchanged.east, who=_as(role, unchanged.east))
        assert (reply.status, reply.code) == (403, "forbidden"), role
    nobody = {**claims(ADMIN), "cognito:groups": "[]"}
    assert _ask(spec, unchanged, unchanged.east, raw_claims=nobody).status == 403
    invented = {**claims(ADMIN), "cognito:groups": "[superuser]"}
    assert _ask(spec, unchanged, unchanged.east, raw_claims=invented).status == 403


# 404


def _strangers(spec: EndpointSpec, company: Company) -> list[Principal]:
    """Those who have the permission, and not this dealer: another dealer's users, staff of other regions or of none."""
    holders = _holders(spec)
    dealers = [company.north.people[role] for role in holders if role in DEALER_ROLES]
    regional = [role for role in holders if role in REGIONAL_ROLES]
    return [
        *dealers,
        *(staff(role, regions=("north",)) for role in regional),
        *(staff(role, regions=()) for role in regional),
    ]


def _unknown(text: str, trader: Trader) -> str:
    """The same path with the id of a thing that nobody has."""
    return text.replace(trader.dealer_id, "D9999999Z").replace(trader.case_id, "C9999999")


@_specs(NAMING)
def test_what_is_another_dealers_is_404_as_if_it_were_not_there(unchanged: Company, spec: EndpointSpec) -> None:
    strangers = _strangers(spec, unchanged)
    path, body = right_path(spec, unchanged, unchanged.east), right_body(spec, unchanged.east)
    for who in strangers:
        reply = _ask(spec, unchanged, unchanged.east, who=who)
        assert (reply.status, reply.code) == (404, "not_found"), who
        nowhere = ask(spec.method, _unknown(path, unchanged.east), body, who, "matrix-1", right_headers(spec))
        assert (nowhere.status, nowhere.text) == (404, reply.text), who
    assert strangers or not set(_holders(spec)) & (DEALER_ROLES | REGIONAL_ROLES)


@_specs(NAMING)
def test_a_thing_of_the_own_dealer_that_is_not_there_is_404(unchanged: Company, spec: EndpointSpec) -> None:
    for role in _holders(spec):
        path = right_path(spec, unchanged, unchanged.east)
        absent = path.replace(unchanged.east.dealer_id, unchanged.east.dealer_id + "-0" * ("dealer_id" not in path))
        if "{dealer_id}" in spec.path or "{case_id}" in spec.path:
            absent = _unknown(path, unchanged.east)
        who, body = _as(role, unchanged.east), right_body(spec, unchanged.east)
        reply = ask(spec.method, absent, body, who, "matrix-1", right_headers(spec))
        assert (reply.status, reply.code) == (404, "not_found"), role


@_specs([spec for spec in PROTECTED if _parts(spec) & OF_A_PERSON])
def test_what_another_person_is_asked_is_404(unchanged: Company, spec: EndpointSpec) -> None:
    others = [_as(role, unchanged.east) for role in _holders(spec) if role is not Role.FINANCE]
    for who in [*others, staff(Role.FINANCE, "finance-2")]:
        reply = _ask(spec, unchanged, unchanged.east, who=who)
        assert (reply.status, reply.code) == (404, "not_found"), who


def test_a_body_that_names_another_dealers_thing_is_404(unchanged: Company) -> None:
    east, north = unchanged.east, unchanged.north
    receive = f"/orders/{north.orders['receive'].order_id}/receive"
    foreign = {"shipment_id": east.orders["receive"].shipment_id}
    reply = ask("POST", receive, foreign, north.people[Role.DEALER_BUYER], "matrix-1")
    assert (reply.status, reply.code) == (404, "not_found")


def test_a_statement_cannot_be_disputed_by_anothers_entries(unchanged: Company) -> None:
    east, north = unchanged.east, unchanged.north
    body = {"entries": [east.entry], "reason": "不符"}
    owner = north.people[Role.DEALER_OWNER]
    reply = ask("POST", f"/statements/{north.statements[1]}/dispute", body, owner, "matrix-1")
    assert reply.status == 422
    assert [detail["field"] for detail in reply.body["Details"]] == ["entries"]


@_specs(WITH_SECRET)
def test_without_the_secret_it_is_404(unchanged: Company, spec: EndpointSpec) -> None:
    header = spec.secret_header or ""
    for headers in ({}, {header: ""}, {header: "short"}, {header: UNKNOWN_SECRET}, {header: "秘" * 30}):
        for who in (None, ADMIN, unchanged.east.people[Role.DEALER_OWNER]):
            reply = _ask(spec, unchanged, unchanged.east, headers=headers, who=who)
            assert (reply.status, reply.code) == (404, "not_found"), headers


# Lists


def _naming_parameters(trader: Trader) -> dict[str, str]:
    """Query parameters that name a dealer's thing or a region, with those of this trader."""
    order_id = trader.orders["return"].order_id
    location = f"DEALER-{trader.dealer_id}"
    return {"dealer_id": trader.dealer_id, "location": location, "region": "east", "order_id": order_id}


@_specs(PROTECTED)
def test_every_query_parameter_is_of_a_known_kind(company: Company, spec: EndpointSpec) -> None:
    assert set(spec.query.model_fields) <= HARMLESS_PARAMETERS | set(_naming_parameters(company.east))


def _traces(trader: Trader) -> list[str]:
    """What must not be seen of a dealer: every id of its things begins with its own, every address bears it. Nor of a
    registration in its region."""
    return [trader.dealer_id, trader.dealer_id.lower(), trader.case_id]


@_specs(LISTS)
def test_a_list_shows_nothing_of_another_dealer(unchanged: Company, spec: EndpointSpec) -> None:
    for who in _strangers(spec, unchanged):
        if spec.path in OF_ALL_STAFF and who.dealer_id is None:
            continue
        reply = _ask(spec, unchanged, unchanged.east, who=who)
        assert reply.status in {200, 404, 422}, reply.text
        assert not [trace for trace in _traces(unchanged.east) if trace in reply.text], who


@_specs([spec for spec in PROTECTED if spec.method == "GET"])
def test_a_parameter_that_names_anothers_thing_is_404(unchanged: Company, spec: EndpointSpec) -> None:
    """Also where the path is the asker's own; and the warehouse of another region is another's, too."""
    named = [
        *((name, value) for name, value in _naming_parameters(unchanged.east).items()),
        ("location", EAST),
    ]
    for name, value in named:
        if name not in spec.query.model_fields or spec.scope is Scope.COMPANY:
            continue
        for who in _strangers(spec, unchanged):
            reply = _ask(spec, unchanged, unchanged.north, f"?{name}={value}", who=who)
            if name == "region" and who.dealer_id:
                assert not [trace for trace in _traces(unchanged.east) if trace in reply.text]
            else:
                assert (reply.status, reply.code) == (404, "not_found"), (name, who, reply.text)


@_specs(LISTS)
def test_another_dealers_cursor_leads_nowhere(unchanged: Company, spec: EndpointSpec) -> None:
    if "cursor" not in spec.query.model_fields or spec.scope is Scope.COMPANY:
        return
    for role in set(_holders(spec)) & DEALER_ROLES:
        mine = _ask(spec, unchanged, unchanged.east, "?limit=1", who=unchanged.east.people[role]).body["next"]
        if mine is None:
            continue
        reply = _ask(spec, unchanged, unchanged.north, f"?limit=1&cursor={mine}", who=unchanged.north.people[role])
        if reply.status == 200:  # a list of all dealers', such as the catalogue
            assert not [trace for trace in _traces(unchanged.east) if trace in reply.text]
        else:
            assert (reply.status, reply.code) == (422, "invalid")


# And those who may


@_specs([spec for spec in PROTECTED if _parts(spec)])
def test_what_is_refused_to_others_is_there_for_those_who_may(put_back: Company, spec: EndpointSpec) -> None:
    """Else the tests above would prove nothing: the paths and bodies are right, and only the asker was wrong."""
    able = _holders(spec)
    who = _as(able[-1], put_back.east) if able[-1] in DEALER_ROLES else ADMIN if Role.ADMIN in able else FINANCE
    who = put_back.approver if _parts(spec) & OF_A_PERSON else who
    reply = _ask(spec, put_back, put_back.east, who=who)
    assert reply.status == spec.status, reply.text


def test_a_change_would_be_seen(put_back: Company, as_it_was: Any) -> None:
    confirm = next(spec for spec in ENDPOINTS if spec.path == "/orders/{order_id}/confirm")
    assert _ask(confirm, put_back, put_back.east, who=ADMIN).status == 200
    assert _everything() != as_it_was


@_specs(LISTS)
def test_a_list_shows_what_is_ones_own(unchanged: Company, spec: EndpointSpec) -> None:
    """Each dealer's user and the staff of the region see something of the dealer in every list that is for them."""
    not_of_dealers = {
        "/decisions",
        "/rebate-programs",
        "/promotions",
        "/catalog",
        "/stock",
        "/stock/movements",
        "/messages/unread",
    }
    if spec.scope is Scope.COMPANY or spec.path in not_of_dealers:
        return
    for role in set(_holders(spec)) & DEALER_ROLES:
        reply = _ask(spec, unchanged, unchanged.east, who=unchanged.east.people[role])
        assert reply.status == 200
        assert unchanged.east.dealer_id in reply.text, role


def test_staff_of_a_region_see_its_dealer(unchanged: Company) -> None:
    for role in REGIONAL_ROLES:
        mine = staff(role, regions=("east",))
        assert unchanged.east.dealer_id in ask("GET", "/dealers", who=mine).text
        assert unchanged.east.dealer_id in ask("GET", "/orders", who=mine).text
        assert unchanged.east.dealer_id in ask("GET", "/statements?state=sent", who=mine).text
        assert unchanged.east.case_id in ask("GET", "/cases", who=mine).text
        assert ask("GET", f"/stock?location={EAST}", who=mine).status == 200
