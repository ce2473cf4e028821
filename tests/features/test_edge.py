"""edge/endpoint.py: parse, authenticate, permit, answer, map errors, log."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from chalice.app import Blueprint, Chalice
from pynamodb.attributes import UnicodeAttribute

import app as composition
from chalicelib.aws.attributes import IntegerAttribute
from chalicelib.aws.once import Once
from chalicelib.aws.tables import RECORD_KINDS, Record, commit, create, find, list_all, meta
from chalicelib.edge import endpoint as edge
from chalicelib.edge.endpoint import Answer, Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.principal import Role
from chalicelib.edge.wire import Quantity, Text, Wire
from chalicelib.kernel.errors import Code, Conflict
from tests.world.api import Reply, ask, claims, dealer_user, staff
from tests.world.cloud import Cloud

WAREHOUSE = staff(Role.WAREHOUSE)
SECRET = "s3cret-s3cret-s3cret-s3cret"
PASSWORD = "Passw0rd-of-Li-Na"


class ThingRecord(Record):
    KIND = "thing_of_the_edge_test"
    Meta = meta("stock")

    name = UnicodeAttribute()
    count = IntegerAttribute()


del RECORD_KINDS[ThingRecord.KIND]  # no kind of the product


class MakeThing(Wire):
    name: Text
    count: Quantity
    password: str = ""


class ThingOut(Wire):
    name: str
    count: int

    @classmethod
    def of(cls, record: ThingRecord) -> "ThingOut":
        return cls(name=record.name, count=record.count)


class VersionOut(Wire):
    name: str
    version: int


class ThingsQuery(Wire):
    least: int = 0


def _declare(routes: Blueprint, seen: list[Call]) -> None:
    """Endpoints of every sort. `seen` tells which calls reached their views."""

    @endpoint(routes, "POST /things", permission=Permission.MOVE_STOCK, scope=Scope.COMPANY, answers=ThingOut,
              status=201, idempotent=True)  # fmt: skip
    def make_thing(call: Call, body: MakeThing) -> ThingOut:
        """Makes a thing of a name."""
        seen.append(call)
        made = ThingRecord("THINGS", body.name, name=body.name, count=body.count)
        taken = lambda _old: Conflict(Code.DUPLICATE, "There is one.", [{"name": body.name}])  # noqa: E731
        commit(call.once(ThingOut.of).write(made), create(made, taken))
        return ThingOut.of(made)

    @endpoint(routes, "GET /things", permission=Permission.READ_STOCK, scope=Scope.REACH, answers=ThingOut)
    def read_things(call: Call, query: ThingsQuery) -> ThingOut:
        """Says what was asked."""
        seen.append(call)
        return ThingOut(name="least", count=query.least)

    @endpoint(routes, "GET /things/{thing_id}", permission=Permission.READ_STOCK, scope=Scope.OWN, answers=ThingOut)
    def read_thing(call: Call, thing_id: str) -> ThingOut:
        """One thing of the own dealer's."""
        seen.append(call)
        return ThingOut(name=f"{call.dealer_id}/{thing_id}", count=1)

    @endpoint(routes, "PATCH /things/{thing_id}", permission=Permission.MOVE_STOCK, scope=Scope.COMPANY,
              answers=VersionOut, edits=True)  # fmt: skip
    def change_thing(call: Call, thing_id: str, body: MakeThing) -> VersionOut:
        """Changes a thing."""
        seen.append(call)
        return VersionOut(name=body.name, version=call.if_match() + 1)

    @endpoint(routes, "POST /broken", permission=Permission.MOVE_STOCK, scope=Scope.COMPANY, answers=ThingOut)
    def break_thing(call: Call, body: MakeThing) -> ThingOut:
        """Fails."""
        seen.append(call)
        raise ZeroDivisionError("a fault of ours")

    @endpoint(routes, "GET /link", scope=Scope.SECRET, secret_header="X-Thing-Secret", answers=ThingOut)
    def read_link(call: Call) -> Answer:
        """Shows to whoever holds the secret."""
        seen.append(call)
        return Answer(ThingOut(name=call.secret, count=1), {"Set-Cookie": "a=b"})

    @endpoint(routes, "POST /open", scope=Scope.PUBLIC, answers=ThingOut, status=202, idempotent=True)
    def make_openly(call: Call, body: MakeThing) -> ThingOut:
        """For everybody."""
        seen.append(call)
        made = ThingRecord("THINGS", body.name, name=body.name, count=body.count)
        commit(call.once(ThingOut.of).write(made), create(made))
        return ThingOut.of(made)


@pytest.fixture
def seen(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """An app of these endpoints alone takes the place of the real one; the calls that reached a view."""
    reached: list[Call] = []
    monkeypatch.setattr(edge, "ENDPOINTS", [])
    routes = Blueprint(__name__)
    _declare(routes, reached)
    things = Chalice(app_name="things", configure_logs=False)
    things.register_blueprint(routes)
    monkeypatch.setattr(composition, "app", things)
    return reached


def _make(name: str = "a", count: Any = 1, key: str | None = "k-1", **more: Any) -> Reply:
    return ask("POST", "/things", {"name": name, "count": count}, key=key, **{"who": WAREHOUSE, **more})


def _things() -> list[tuple[str, int]]:
    return [(found.name, found.count) for found in list_all(ThingRecord, "THINGS")]


def _everything() -> dict[str, list[Any]]:
    tables = boto3.client("dynamodb")
    return {name: tables.scan(TableName=name)["Items"] for name in tables.list_tables()["TableNames"]}


def _fields(reply: Reply) -> list[str]:
    return [detail["field"] for detail in reply.body["Details"]]


# Parsing


def test_what_is_asked_rightly_is_answered(seen: list[Call]) -> None:
    reply = _make("钉子", 7)
    assert (reply.status, reply.body) == (201, {"name": "钉子", "count": 7})
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.headers["Cache-Control"] == "no-store"
    made = find(ThingRecord, ("THINGS", "钉子"))
    assert made
    assert (made.changed_by, made.changed_from, made.changed_in) == (WAREHOUSE.user_id, "203.0.113.7", "request-1")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("", ["name", "count"]),
        ("{}", ["name", "count"]),
        ('{"name": "a", ', ["body"]),
        ("no JSON at all", ["body"]),
        ("\x00", ["body"]),
        ("[]", ["body"]),
        ("null", ["body"]),
        ("[" * 100_000, ["body"]),
        ('{"name": "\ufffd", "count": 1}', ["body"]),
        ('{"name": "\\ud800", "count": 1}', ["body"]),
        ({"name": "a", "count": 1, "colour": "red"}, ["colour"]),
        ({"name": "a", "count": "1"}, ["count"]),
        ({"name": "a", "count": 1.5}, ["count"]),
        ({"name": "a", "count": 0}, ["count"]),
        ({"name": " ", "count": 1}, ["name"]),
        ({"name": 5, "count": 1}, ["name"]),
        ({"name": "a\nb", "count": 1}, ["name"]),
        ({"name": "a\x00", "count": 1}, ["name"]),
        ({"name": "a" * 201, "count": 1_000_001}, ["name", "count"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_body_names_every_wrong_field_and_does_nothing(seen: list[Call], body: Any, fields: list[str]) -> None:
    before = _everything()
    reply = ask("POST", "/things", body, WAREHOUSE, "k-1")
    assert (reply.status, reply.code) == (422, "invalid")
    assert _fields(reply) == fields
    assert all(detail["problem"] for detail in reply.body["Details"])
    assert seen == []
    assert _everything() == before


def test_what_was_sent_is_not_echoed(seen: list[Call]) -> None:
    reply = ask("POST", "/things", {"name": "a", "count": PASSWORD, "password": [PASSWORD]}, WAREHOUSE, "k-1")
    assert reply.status == 422
    assert PASSWORD not in reply.text


def test_a_huge_body_is_refused_before_it_is_read(seen: list[Call]) -> None:
    reply = ask("POST", "/things", json.dumps({"name": "a" * 1_000_001, "count": 1}), WAREHOUSE, "k-1")
    assert (reply.status, reply.code) == (422, "too_large")
    assert len(reply.text) < 500
    assert seen == []


@pytest.mark.parametrize(
    ("query", "status", "fields"),
    [("", 200, []), ("?least=3", 200, []), ("?least=many", 422, ["least"]), ("?most=3", 422, ["most"])],
)
def test_a_wrong_parameter_is_named(seen: list[Call], query: str, status: int, fields: list[str]) -> None:
    reply = ask("GET", f"/things{query}", who=WAREHOUSE)
    assert reply.status == status
    assert (_fields(reply) if status == 422 else []) == fields


def test_parameters_where_none_are_taken_are_refused(seen: list[Call]) -> None:
    reply = ask("GET", "/things/T1?all=yes", who=dealer_user("D1"))
    assert (reply.status, _fields(reply)) == (422, ["all"])


@pytest.mark.parametrize("part", ["T%231", "a b", ".", "..", "T#1", "漢字", "-T1", "a" * 101, "T1:2", "T$"])
def test_a_part_of_the_path_that_can_name_nothing_is_404(
    seen: list[Call], monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr("tests.world.api._match", lambda *_: ("/things/{thing_id}", {"thing_id": part}))
    reply = ask("GET", "/things/any", who=dealer_user("D1"))
    assert (reply.status, reply.code) == (404, "not_found")
    assert seen == []


@pytest.mark.parametrize(
    "given", ["text/plain", "application/xml", "application/json; charset=gbk", "*/*", "multipart/form-data", "json"]
)
def test_another_kind_of_content_is_refused(seen: list[Call], given: str) -> None:
    reply = _make(headers={"Content-Type": given})
    assert (reply.status, reply.code) == (415, "unsupported_media_type")
    assert _fields(reply) == ["Content-Type"]
    assert seen == []


@pytest.mark.parametrize(
    "given", ["application/json", "Application/JSON;charset=UTF-8", 'application/json; charset="utf-8"', ""]
)
def test_json_in_utf_8_may_say_so(seen: list[Call], given: str) -> None:
    assert _make(headers={"Content-Type": given}).status == 201


def test_a_parameter_that_is_given_twice_is_refused(seen: list[Call]) -> None:
    reply = ask("GET", "/things?least=1&least=2", who=WAREHOUSE)
    assert (reply.status, _fields(reply)) == (422, ["least"])
    assert seen == []


def test_names_that_the_sender_made_up_are_cut(seen: list[Call]) -> None:
    reply = ask("POST", "/things", {"x" * 900_000: 1} | {f"f{n}": n for n in range(5_000)}, WAREHOUSE, "k-1")
    assert reply.status == 422
    assert len(reply.body["Details"]) == 50
    assert max(map(len, _fields(reply))) == 200
    assert len(reply.text) < 10_000


# Versions


@pytest.mark.parametrize(("shown", "version"), [('"3"', 3), ('W/"3"', 3), ('"999999999"', 999_999_999)])
def test_an_edit_names_the_version_that_was_seen(seen: list[Call], shown: str, version: int) -> None:
    reply = ask("PATCH", "/things/T1", {"name": "b", "count": 1}, WAREHOUSE, headers={"If-Match": shown})
    assert (reply.status, reply.body) == (200, {"name": "b", "version": version + 1})
    assert reply.headers["ETag"] == f'"{version + 1}"'


@pytest.mark.parametrize("shown", [None, "", "3", "*", '"0"', '"-1"', '"x"', '"3", "4"', '"9999999999"', "W/", '"３"'])
def test_an_edit_without_a_version_is_refused(seen: list[Call], shown: str | None) -> None:
    headers = {} if shown is None else {"If-Match": shown}
    reply = ask("PATCH", "/things/T1", {"name": "b", "count": 1}, WAREHOUSE, headers=headers)
    assert (reply.status, reply.code) == (422, "invalid")
    assert _fields(reply) == ["If-Match"]
    assert seen == []


def test_what_bears_no_version_has_no_tag(seen: list[Call]) -> None:
    assert "ETag" not in ask("GET", "/things", who=WAREHOUSE).headers


# Who asks

ID = claims(WAREHOUSE)
DEALER = claims(dealer_user("D1"))


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"token_use": "id"},
        ID | {"token_use": "access"},
        {name: value for name, value in ID.items() if name != "token_use"},
        ID | {"sub": ""},
        DEALER | {"custom:dealer_id": ""},
        {name: value for name, value in DEALER.items() if name != "custom:dealer_id"},
        ID | {"custom:dealer_id": "D1"},
        ID | {"cognito:groups": "[dealer_owner]"},
        DEALER | {"cognito:groups": "[dealer_owner admin]"},
        DEALER | {"cognito:groups": "[]"},
    ],
    ids=lambda value: ",".join(f"{name}={text}" for name, text in value.items() if name not in {"email", "name"})[:70],
)
def test_claims_that_are_no_users_are_401(seen: list[Call], forged: dict[str, Any]) -> None:
    before = _everything()
    for method, path in (("POST", "/things"), ("GET", "/things"), ("GET", "/things/T1")):
        reply = ask(method, path, {"name": "a", "count": 1}, key="k-1", raw_claims=forged)
        assert (reply.status, reply.code) == (401, "unauthorized")
    assert seen == []
    assert _everything() == before


@pytest.mark.parametrize("groups", ["", "[]", "[superuser]", "[ADMIN]", "[warehouse_admin]", "[sales]"])
def test_a_group_that_gives_no_permission_is_403(seen: list[Call], groups: str) -> None:
    before = _everything()
    reply = ask("POST", "/things", {"name": "a", "count": 1}, key="k-1", raw_claims=ID | {"cognito:groups": groups})
    assert (reply.status, reply.code) == (403, "forbidden")
    assert reply.body["Details"] == [{"permission": "move_stock"}]
    assert seen == []
    assert _everything() == before


@pytest.mark.parametrize("groups", ["[warehouse]", "warehouse", "[support, warehouse]", "[support warehouse]"])
def test_groups_come_in_several_forms(seen: list[Call], groups: str) -> None:
    reply = ask("POST", "/things", {"name": "a", "count": 1}, key="k-1", raw_claims=ID | {"cognito:groups": groups})
    assert reply.status == 201


def test_who_may_not_is_told_so_before_the_body_is_read(seen: list[Call]) -> None:
    assert ask("POST", "/things", "no JSON", dealer_user("D1"), "k-1").status == 403
    assert ask("POST", "/things", "no JSON", None, "k-1").status == 401


def test_the_own_dealer_is_that_of_the_claims(seen: list[Call]) -> None:
    assert ask("GET", "/things/T1", who=dealer_user("D1")).body["name"] == "D1/T1"
    assert ask("GET", "/things/T1", who=staff(Role.ADMIN)).status == 404


@pytest.mark.parametrize(
    ("secret", "status"), [(SECRET, 200), (None, 404), ("", 404), ("x" * 19, 404), ("x" * 101, 404)]
)
def test_a_secret_is_sent_in_its_header(seen: list[Call], secret: str | None, status: int) -> None:
    reply = ask("GET", "/link", headers={} if secret is None else {"x-thing-SECRET": secret})
    assert reply.status == status
    if status == 200:
        assert reply.body == {"name": SECRET, "count": 1}
        assert reply.headers["Set-Cookie"] == "a=b"
        assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("hops", "origin"),
    [
        (None, "203.0.113.7"),
        ("198.51.100.1", "203.0.113.7"),
        ("198.51.100.1, 192.0.2.9", "198.51.100.1"),
        ("6.6.6.6, 198.51.100.1, 192.0.2.9", "198.51.100.1"),
    ],
)
def test_the_origin_is_what_cloudfront_saw_and_not_what_one_claims(
    seen: list[Call], hops: str | None, origin: str
) -> None:
    ask("GET", "/things", who=WAREHOUSE, headers={"X-Forwarded-For": hops} if hops else {})
    assert [call.origin for call in seen] == [origin]


@pytest.mark.parametrize(
    ("hops", "where"),
    [(None, "203.0.113.7"), ("6.6.6.6, 203.0.113.7", "6.6.6.6 via 203.0.113.7")],
)
def test_records_name_the_address_that_nobody_can_forge_too(
    seen: list[Call], hops: str | None, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: list[str] = []
    really = edge.acting
    monkeypatch.setattr(edge, "acting", lambda who: known.append(who.where) or really(who))
    ask("GET", "/things", who=WAREHOUSE, headers={"X-Forwarded-For": hops} if hops else {})
    assert known == [where]


@pytest.mark.parametrize(
    "declared", [{"scope": Scope.COMPANY}, {"scope": Scope.PUBLIC, "permission": Permission.DECIDE}]
)
def test_an_endpoint_is_public_or_has_a_permission(declared: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="public or with a permission"):
        endpoint(Blueprint(__name__), "GET /nothing", **declared)


# Faults


def test_a_fault_of_ours_names_the_request_and_nothing_else(
    seen: list[Call], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    reply = ask(
        "POST",
        "/broken",
        {"name": "a", "count": 1, "password": PASSWORD},
        WAREHOUSE,
        headers={"Authorization": f"Bearer {SECRET}", "X-Thing-Secret": SECRET, "Cookie": f"refresh={SECRET}"},
    )
    assert (reply.status, reply.body["Code"], reply.body["Details"]) == (500, "internal", [])
    assert "request-1" in reply.body["Message"]
    assert "ZeroDivision" not in reply.text
    assert "a fault of ours" not in reply.text
    faults = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [record.getMessage() for record in faults] == ["unexpected error"]
    assert faults[0].exc_info
    assert faults[0].exc_info[0] is ZeroDivisionError
    logged = capsys.readouterr().out + caplog.text + str([vars(record) for record in caplog.records])
    assert SECRET not in logged
    assert PASSWORD not in logged


def test_every_answer_is_logged_with_its_ids_and_no_secret(seen: list[Call], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        ask("GET", "/link", headers={"X-Thing-Secret": SECRET})
        ask("GET", "/things/T1", who=dealer_user("D1"))
        _make(count=0)
    answered = [vars(record).get("status") for record in caplog.records if record.getMessage() == "answered"]
    refused = [vars(record).get("code") for record in caplog.records if record.getMessage() == "refused"]
    assert answered == [200, 200, 422]
    assert refused == ["invalid"]
    assert SECRET not in str([vars(record) for record in caplog.records])


# One request, one effect


@pytest.mark.parametrize("key", [None, "x" * 129, "ключ", "a\nb"], ids=str)
def test_a_key_is_demanded(seen: list[Call], key: str | None) -> None:
    reply = _make(key=key)
    assert (reply.status, reply.code, _fields(reply)) == (422, "idempotency_key_missing", ["Idempotency-Key"])
    assert seen == []
    assert _things() == []


def test_a_repeat_is_answered_as_the_first_was(seen: list[Call]) -> None:
    first = _make("a", 7)
    before = _everything()
    second = _make("a", 7)
    assert (second.status, second.text) == (first.status, first.text) == (201, first.text)
    assert len(seen) == 1
    assert _everything() == before


def test_a_key_is_for_one_body(seen: list[Call]) -> None:
    _make("a", 7)
    before = _everything()
    reply = _make("a", 8)
    assert (reply.status, reply.code) == (409, "idempotency_key_reused")
    assert len(seen) == 1
    assert _everything() == before


def test_two_users_may_have_the_same_key(seen: list[Call]) -> None:
    other = staff(Role.WAREHOUSE, "warehouse-2")
    assert [_make("a").status, _make("b", who=other).status] == [201, 201]
    assert _things() == [("a", 1), ("b", 1)]


def test_what_was_refused_may_be_asked_again_with_the_same_key(seen: list[Call]) -> None:
    commit(create(ThingRecord("THINGS", "a", name="a", count=5)))
    refused = _make("a")
    assert (refused.status, refused.code, refused.body["Details"]) == (409, "duplicate", [{"name": "a"}])
    ThingRecord("THINGS", "a").delete()
    assert _make("a").status == 201


@pytest.fixture
def late_look(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes the next look at earlier answers come too soon: both requests are under way at once."""
    real = Once.earlier
    blind: list[bool] = []

    def looking(self: Once) -> Any:
        return None if blind and blind.pop() else real(self)

    monkeypatch.setattr(Once, "earlier", looking)
    return lambda: blind.append(True)


def test_two_at_once_have_one_effect_and_equal_answers(seen: list[Call], late_look: Callable[[], None]) -> None:
    first = _make("a", 7)
    before = _everything()
    late_look()
    second = _make("a", 7)
    assert len(seen) == 2
    assert (second.status, second.text) == (first.status, first.text)
    assert _everything() == before


def test_two_at_once_with_different_bodies_do_not_both_count(seen: list[Call], late_look: Callable[[], None]) -> None:
    _make("a", 7)
    late_look()
    reply = _make("b", 7)
    assert (reply.status, reply.code) == (409, "idempotency_key_reused")
    assert _things() == [("a", 7)]


def test_who_is_refused_because_the_twin_was_faster_gets_the_twins_answer(
    seen: list[Call], late_look: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _make("a", 7)

    def too_late(*_: Any) -> None:
        raise Conflict(Code.WRONG_STATE, "It is made already.")

    monkeypatch.setattr(f"{__name__}.commit", too_late)
    late_look()
    second = _make("a", 7)
    assert (second.status, second.text) == (first.status, first.text)


def test_whoever_is_not_known_is_told_apart_by_where_they_come_from(seen: list[Call]) -> None:
    here = ask("POST", "/open", {"name": "a", "count": 1}, key="k-1")
    again = ask("POST", "/open", {"name": "a", "count": 1}, key="k-1")
    elsewhere = ask(
        "POST", "/open", {"name": "b", "count": 1}, key="k-1", headers={"X-Forwarded-For": "198.51.100.1, 192.0.2.9"}
    )
    assert [here.status, again.status, elsewhere.status] == [202, 202, 202]
    assert again.text == here.text
    assert _things() == [("a", 1), ("b", 1)]
