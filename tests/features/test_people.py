"""Staff and dealers' users: made with their users of the pool, changed, kept out; by whom, and what stays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.aws import identity
from chalicelib.aws.tables import commit
from chalicelib.company.commands import add_staff, save_region
from chalicelib.dealers.commands import new_dealer
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock
from chalicelib.people import staff_commands, user_commands
from tests.features.test_dealers import dealer
from tests.world.api import Context, Reply, ask, staff
from tests.world.cloud import Cloud, mails
from tests.world.company import make_people
from tests.world.registrations import register, secrets, signed_in
from tests.world.streams import Streams, handler
from tests.world.table import everything

NOW = datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
TABLES = ("access", "company", "dealers", "once")
SALES = {
    "email": "chen@maker.example.com",
    "name": "陈静",
    "role": "sales",
    "regions": ["north", "east"],
    "locale": "en",
}
BUYER = {"email": "zhao@dealer.example.com", "name": "赵敏", "role": "dealer_buyer", "locale": "zh-CN"}
OURS, THEIRS = "D0000001", "D0000002"


@pytest.fixture
def admin(aws: Cloud) -> Iterator[Principal]:
    """An admin of a company with two regions, at NOW."""
    with clock.at(NOW):
        save_region("east", "华东", "WH-EAST")
        save_region("north", "华北", "WH-NORTH")
        yield signed_in(add_staff("admin@maker.example.com", "周敏", Role.ADMIN, [], "zh-CN"))


@pytest.fixture
def people(admin: Principal) -> dict[Role, Principal]:
    """The people of a dealer; there is another dealer, too."""
    commit(new_dealer(dealer(OURS)))
    commit(new_dealer(dealer(THEIRS, "north")))
    make_people(THEIRS)
    return make_people(OURS)


@pytest.fixture
def owner(people: dict[Role, Principal]) -> Principal:
    return people[Role.DEALER_OWNER]


@pytest.fixture
def streams(aws: Cloud) -> Streams:
    return Streams(aws)


def all_tables() -> Any:
    return [everything(table) for table in TABLES]


def take_in(who: Principal, body: dict[str, Any], key: str = "k1") -> Reply:
    return ask("POST", "/staff" if who.dealer_id is None else "/users", body, who, key)


def change(who: Principal, user_id: str, body: Any, version: int = 1) -> Reply:
    path = "/staff" if who.dealer_id is None else "/users"
    return ask("PATCH", f"{path}/{user_id}", body, who, headers={"If-Match": f'"{version}"'})


def accept(page: str, password: str = "Start12345") -> Reply:
    """Sets a password by the newest link."""
    headers = {"X-Invitation-Secret": secrets(page)[-1]}
    return ask("POST", "/invitation", {"password": password}, headers=headers)


def sign_in(email: str, password: str = "Start12345") -> Reply:
    return ask("POST", "/session", {"email": email, "password": password})


def refresh(session: Reply) -> Reply:
    cookie = session.headers["Set-Cookie"].partition(";")[0]
    return ask("POST", "/session/refresh", headers={"Cookie": cookie})


def checked(key: str, email: str) -> str:
    """Registers with an address, and runs the check; its outcome."""
    case_id = register(key, email=email)
    return str(handler("registration_check")({"case_id": case_id}, Context())["outcome"])


def fields(reply: Reply) -> tuple[int, list[str]]:
    return reply.status, [detail["field"] for detail in reply.body["Details"]]


# Staff


def test_a_member_of_staff_is_made_invited_and_signs_in(admin: Principal, streams: Streams) -> None:
    made = take_in(admin, SALES | {"email": "Chen@Maker.example.com"})
    assert made.status == 201
    assert made.body == {
        **SALES, "user_id": made.body["user_id"], "regions": ["east", "north"], "active": True, "version": 1
    }  # fmt: skip
    streams.drain()
    (mail,) = mails()
    assert (mail["to"], mail["subject"]) == (SALES["email"], "Your access to Qudao")
    assert "周敏 has given you access" in mail["text"]
    assert "the link works until 2026-11-17 17:15" in mail["text"]
    assert accept("welcome").status == 204
    user = sign_in(SALES["email"]).body["user"]
    assert (user["user_id"], user["name"], user["roles"]) == (made.body["user_id"], "陈静", ["sales"])
    assert (user["regions"], user["dealer_id"]) == (["east", "north"], None)


def test_staff_are_listed_by_role_whether_or_not_they_are_active(admin: Principal) -> None:
    sales = take_in(admin, SALES).body
    support = take_in(admin, {**SALES, "email": "lin@maker.example.com", "role": "support", "regions": []}, "k2").body
    kept_out = change(admin, sales["user_id"], {"active": False}).body
    listed = ask("GET", "/staff", who=staff(Role.AUDITOR)).body
    assert listed["next"] is None
    assert [one["user_id"] for one in listed["items"]] == [admin.user_id, sales["user_id"], support["user_id"]]
    assert ask("GET", "/staff?role=sales", who=admin).body == {"items": [kept_out], "next": None}
    assert ask("GET", "/staff?role=finance", who=admin).body["items"] == []
    assert fields(ask("GET", "/staff?role=dealer_owner", who=admin)) == (422, ["role"])


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"role": "dealer_owner"}, ["role"]),
        ({"role": "sales", "regions": []}, ["regions"]),
        ({"role": "sales", "regions": ["atlantis"]}, ["regions"]),
        ({"role": "finance"}, ["regions"]),
        ({"email": f"{'x' * 64}@{'y' * 60}.example.com"}, ["email"]),
        ({"email": "x"}, ["email"]),
        ({"email": "0@0.0"}, ["email"]),
        ({"name": ""}, ["name"]),
        ({"locale": "fr"}, ["locale"]),
    ],
)
def test_what_is_wrong_about_new_staff_is_named(admin: Principal, wrong: dict[str, Any], named: list[str]) -> None:
    before = all_tables()
    assert fields(take_in(admin, SALES | wrong)) == (422, named)
    assert all_tables() == before


def test_the_same_request_makes_one_and_answers_the_same(admin: Principal, streams: Streams) -> None:
    first = take_in(admin, SALES)
    before = all_tables()
    again = take_in(admin, SALES)
    assert (again.status, again.body) == (201, first.body)
    other = take_in(admin, SALES | {"name": "X"})
    assert (other.status, other.code) == (409, "idempotency_key_reused")
    another = take_in(admin, SALES, "k2")
    assert (another.status, another.code, fields(another)[1]) == (409, "duplicate", ["email"])
    assert all_tables() == before
    streams.drain()
    assert len(mails()) == 1


@pytest.mark.parametrize("after", ["the pool", "nothing"])
def test_a_request_that_died_is_finished_by_its_repeat_and_no_other_takes_the_address_meanwhile(
    admin: Principal, monkeypatch: Any, after: str
) -> None:
    def die(*_: Any) -> None:
        raise KeyboardInterrupt  # as a process that is ended: nobody cleans up

    with monkeypatch.context() as patched:
        patched.setattr(*((staff_commands, "welcome") if after == "the pool" else (identity, "create_user")), die)
        patched.setattr("chalicelib.access.address_commands._free", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            take_in(admin, SALES)
    assert take_in(admin, SALES, "k2").code == "busy"
    assert take_in(admin, SALES).status == 201
    assert take_in(admin, SALES, "k2").code == "duplicate"


def test_what_a_dead_request_left_in_the_pool_becomes_whoever_is_made_next(
    admin: Principal, monkeypatch: Any, streams: Streams
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(staff_commands, "welcome", lambda *_: 1 / 0)
        assert take_in(admin, SALES).status == 500
    assert take_in(admin, {**SALES, "role": "finance", "regions": [], "name": "Fei"}, "k2").status == 201
    streams.drain()
    accept("welcome")
    user = sign_in(SALES["email"]).body["user"]
    assert (user["name"], user["roles"], user["regions"]) == ("Fei", ["finance"], [])


def test_a_change_reaches_the_pool(admin: Principal, streams: Streams) -> None:
    made = take_in(admin, SALES).body
    streams.drain()
    accept("welcome")
    changed = change(admin, made["user_id"], {"name": "陈 静", "regions": ["north"], "locale": "zh-CN"})
    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    assert changed.body == made | {"name": "陈 静", "regions": ["north"], "locale": "zh-CN", "version": 2}
    streams.drain()
    user = sign_in(SALES["email"]).body["user"]
    assert (user["name"], user["regions"], user["roles"]) == ("陈 静", ["north"], ["sales"])


def test_who_is_not_active_cannot_sign_in_until_they_are_again(admin: Principal, streams: Streams) -> None:
    made = take_in(admin, SALES).body
    streams.drain()
    accept("welcome")
    session = sign_in(SALES["email"])
    assert change(admin, made["user_id"], {"active": False}).body["active"] is False
    streams.drain()
    assert (sign_in(SALES["email"]).status, refresh(session).status) == (401, 401)
    assert change(admin, made["user_id"], {"active": True}, 2).body["active"] is True
    streams.drain()
    assert (refresh(session).status, sign_in(SALES["email"]).status) == (401, 200)


def test_the_pool_follows_who_they_are_now_however_often_it_is_told(
    admin: Principal, aws: Cloud, streams: Streams
) -> None:
    made = take_in(admin, SALES).body
    change(admin, made["user_id"], {"active": False})
    change(admin, made["user_id"], {"active": True, "name": "Chen"}, 2)
    for _ in range(2):
        Streams(aws).drain()
    found = boto3.client("cognito-idp").admin_get_user(UserPoolId=aws.user_pool_id, Username=SALES["email"])
    assert found["Enabled"] is True
    assert {"Name": "name", "Value": "Chen"} in found["UserAttributes"]


def test_an_edit_of_staff_names_the_version_and_what_does_not_differ_is_not_written(admin: Principal) -> None:
    made = take_in(admin, SALES).body
    before = all_tables()
    late = change(admin, made["user_id"], {"name": "X"}, 7)
    assert (late.status, late.code, late.body["Details"]) == (409, "version_conflict", [{"version": 1}])
    assert change(admin, made["user_id"], {}).body == made
    assert change(admin, made["user_id"], {"regions": ["north", "east"], "active": True}).body == made
    assert change(admin, "nobody", {"name": "X"}).status == 404
    for wrong in ({"role": "finance"}, {"email": "x@y.example.com"}, {"active": None}, {"active": 1}, {"name": None}):
        assert change(admin, made["user_id"], wrong).status == 422
    for regions in ([], ["atlantis"]):
        assert fields(change(admin, made["user_id"], {"regions": regions})) == (422, ["regions"])
    assert all_tables() == before


def test_an_admin_does_not_keep_themself_out(admin: Principal) -> None:
    before = all_tables()
    refused = change(admin, admin.user_id, {"active": False})
    assert (refused.status, refused.code) == (409, "not_yourself")
    assert all_tables() == before
    assert change(admin, admin.user_id, {"name": "Zhou Min"}).body["name"] == "Zhou Min"


def test_an_admin_who_was_kept_out_changes_nobody_by_the_token_that_is_left(admin: Principal) -> None:
    other = signed_in(add_staff("second@maker.example.com", "Second", Role.ADMIN, [], "en"))
    assert change(other, admin.user_id, {"active": False}).status == 200
    before = all_tables()
    for body in ({"active": False}, {"name": "X"}):
        assert (change(admin, other.user_id, body).status, change(admin, other.user_id, body).code) == (
            403,
            "forbidden",
        )
    assert change(admin, admin.user_id, {"active": True}, 2).status == 403
    assert take_in(admin, SALES).status == 403
    assert all_tables() == before


# A dealer's users


def test_a_user_is_made_invited_and_signs_in_for_the_dealer(owner: Principal, streams: Streams) -> None:
    made = take_in(owner, BUYER)
    assert made.status == 201
    assert made.body == {
        **BUYER, "user_id": made.body["user_id"], "dealer_id": OURS, "active": True, "version": 1
    }  # fmt: skip
    streams.drain()
    (mail,) = [mail for mail in mails() if mail["to"] == BUYER["email"]]
    assert mail["subject"] == f"您已开通 公司 {OURS} 的渠道系统账号"
    assert accept("welcome").status == 204
    user = sign_in(BUYER["email"]).body["user"]
    assert (user["user_id"], user["roles"], user["dealer_id"]) == (made.body["user_id"], ["dealer_buyer"], OURS)


def test_users_are_listed_to_their_owner_and_to_staff_who_reach_the_dealer(people: dict[Role, Principal]) -> None:
    owner = people[Role.DEALER_OWNER]
    buyer = people[Role.DEALER_BUYER].user_id
    change(owner, buyer, {"active": False})
    listed = ask("GET", "/users", who=owner).body
    assert {one["user_id"]: one["active"] for one in listed["items"]} == {
        one.user_id: one.user_id != buyer for one in people.values()
    }
    east = staff(Role.SALES, regions=("east",))
    assert ask("GET", f"/dealers/{OURS}/users", who=east).body == listed
    assert ask("GET", f"/dealers/{THEIRS}/users", who=east).status == 404
    for role in (Role.DEALER_BUYER, Role.DEALER_ACCOUNTANT):
        assert ask("GET", "/users", who=people[role]).status == 403


def test_a_role_and_a_name_are_changed_in_the_pool_too(owner: Principal, streams: Streams) -> None:
    made = take_in(owner, BUYER).body
    streams.drain()
    accept("welcome")
    wanted = {"name": "赵 敏", "role": "dealer_accountant", "locale": "en"}
    assert change(owner, made["user_id"], wanted).body == made | wanted | {"version": 2}
    streams.drain()
    user = sign_in(BUYER["email"]).body["user"]
    assert (user["name"], user["roles"], user["dealer_id"]) == ("赵 敏", ["dealer_accountant"], OURS)


def test_a_user_who_is_not_active_cannot_sign_in(owner: Principal, streams: Streams) -> None:
    made = take_in(owner, BUYER).body
    streams.drain()
    accept("welcome")
    session = sign_in(BUYER["email"])
    assert change(owner, made["user_id"], {"active": False}).status == 200
    streams.drain()
    assert (sign_in(BUYER["email"]).status, refresh(session).status) == (401, 401)


@pytest.mark.parametrize("body", [{"active": False}, {"role": "dealer_buyer"}])
def test_the_last_active_owner_stays(owner: Principal, body: dict[str, Any]) -> None:
    before = all_tables()
    refused = change(owner, owner.user_id, body)
    assert (refused.status, refused.code) == (409, "last_owner")
    assert all_tables() == before
    second = take_in(owner, BUYER | {"role": "dealer_owner"}).body
    assert change(owner, owner.user_id, body).status == 200
    left = Principal(second["user_id"], second["email"], "", frozenset({Role.DEALER_OWNER}), OURS)
    assert change(left, second["user_id"], body).code == "last_owner"


def test_of_two_owners_who_leave_at_once_one_stays(owner: Principal, monkeypatch: Any) -> None:
    made = take_in(owner, BUYER | {"role": "dealer_owner"}).body
    second = Principal(made["user_id"], made["email"], "", frozenset({Role.DEALER_OWNER}), OURS)
    really = user_commands.commit
    others: list[int] = []

    def commit_later(*writes: Any) -> None:
        monkeypatch.setattr(user_commands, "commit", really)
        others.append(change(second, second.user_id, {"active": False}).status)
        really(*writes)

    monkeypatch.setattr(user_commands, "commit", commit_later)
    refused = change(owner, owner.user_id, {"active": False})
    assert (others, refused.status, refused.code) == ([200], 409, "last_owner")


def test_an_owner_who_was_kept_out_or_is_none_any_more_changes_nobody(owner: Principal) -> None:
    made = take_in(owner, BUYER | {"role": "dealer_owner"}).body
    second = Principal(made["user_id"], made["email"], "", frozenset({Role.DEALER_OWNER}), OURS)
    assert change(second, owner.user_id, {"role": "dealer_buyer"}).status == 200
    before = all_tables()
    assert change(owner, second.user_id, {"active": False}).status == 403
    assert change(owner, owner.user_id, {"role": "dealer_owner"}, 2).status == 403
    assert take_in(owner, BUYER | {"email": "more@dealer.example.com"}, "k2").status == 403
    assert all_tables() == before


def test_another_dealers_user_is_not_there(owner: Principal) -> None:
    before = all_tables()
    theirs = f"user-{THEIRS}-dealer_buyer"
    hidden, missing = (change(owner, user_id, {"active": False}) for user_id in (theirs, "nobody"))
    assert (hidden.status, hidden.body) == (404, missing.body)
    assert all_tables() == before


def test_a_frozen_dealer_changes_no_users(owner: Principal, people: dict[Role, Principal], admin: Principal) -> None:
    frozen = {"state": "frozen", "reason": "欠款"}
    assert ask("PATCH", f"/dealers/{OURS}", frozen, admin, headers={"If-Match": '"1"'}).status == 200
    before = all_tables()
    refused = change(owner, people[Role.DEALER_BUYER].user_id, {"active": False})
    assert (refused.status, refused.code) == (409, "dealer_not_active")
    assert take_in(owner, BUYER).code == "dealer_not_active"
    assert all_tables() == before
    assert ask("GET", "/users", who=owner).status == 200


@pytest.mark.parametrize("wrong", [{"role": "admin"}, {"regions": ["east"]}, {"dealer_id": THEIRS}, {"locale": None}])
def test_what_is_wrong_about_a_new_user_is_named(owner: Principal, wrong: dict[str, Any]) -> None:
    before = all_tables()
    assert fields(take_in(owner, BUYER | wrong)) == (422, list(wrong))
    assert all_tables() == before


# Addresses


def test_an_address_is_one_persons_among_staff_users_and_registrations(
    owner: Principal, admin: Principal, people: dict[Role, Principal]
) -> None:
    registered = "li.na@xingchen.example.com"
    assert checked("r1", registered) == "accepted"
    taken = [registered, admin.email, owner.email, f"dealer_buyer@{THEIRS.lower()}.example.com"]
    before = all_tables()
    for number, email in enumerate(taken):
        assert take_in(owner, BUYER | {"email": email}, f"u{number}").code == "duplicate"
        assert take_in(admin, SALES | {"email": email}, f"s{number}").code == "duplicate"
    assert all_tables() == before


def test_a_registration_with_the_address_of_a_user_is_a_duplicate(owner: Principal, admin: Principal) -> None:
    take_in(owner, BUYER)
    for number, email in enumerate([BUYER["email"], admin.email]):
        assert checked(f"r{number}", email) == "rejected"


def test_the_address_of_a_user_who_was_kept_out_stays_theirs(owner: Principal, admin: Principal) -> None:
    made = take_in(owner, BUYER).body
    change(owner, made["user_id"], {"active": False})
    assert take_in(admin, SALES | {"email": BUYER["email"]}, "k2").code == "duplicate"


def test_a_day_later_the_invitation_of_a_user_who_was_kept_out_is_unknown(owner: Principal, streams: Streams) -> None:
    made = take_in(owner, BUYER).body
    streams.drain()
    change(owner, made["user_id"], {"active": False})
    with clock.at(NOW + timedelta(days=1)):
        assert accept("welcome").status == 404
