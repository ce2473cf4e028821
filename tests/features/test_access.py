"""Sessions and first passwords."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.access.commands import invite
from chalicelib.access.rules import Invitee
from chalicelib.aws import identity
from chalicelib.edge.permissions import GRANTED
from chalicelib.edge.principal import DEALER_ROLES, Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Conflict
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.cloud import Cloud, mails
from tests.world.registrations import secrets
from tests.world.table import everything

EMAIL = "li.na@xingchen.example.com"
NOW = datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
WELCOME = {"company_name": "星辰", "dealer_id": "D1", "grade": "B", "credit_limit": None, "payment_days": 30}


@pytest.fixture
def owner(aws: Cloud) -> Invitee:
    """A dealer's owner without a password."""
    user_id = identity.create_user(EMAIL, "李娜", Role.DEALER_OWNER, {"dealer_id": "D0000001"})
    return Invitee(user_id, EMAIL, "李娜", "zh-CN")


def invited(owner: Invitee, cause: str = "welcome:D1") -> str:
    """Invites at NOW; the newest secret."""
    with clock.at(NOW):
        invite(owner, cause, NOW, "welcome", WELCOME)
    return secrets("welcome")[-1]


def accept(secret: str, password: str = "Start12345", at: datetime = NOW) -> Reply:
    with clock.at(at):
        return ask("POST", "/invitation", {"password": password}, headers={"X-Invitation-Secret": secret})


def look(secret: str, at: datetime = NOW) -> Reply:
    with clock.at(at):
        return ask("GET", "/invitation", headers={"X-Invitation-Secret": secret})


def sign_in(password: str = "Start12345", email: str = EMAIL) -> Reply:
    return ask("POST", "/session", {"email": email, "password": password})


def cookie(reply: Reply) -> str:
    """The cookie as the browser sends it back, among others."""
    return "theme=dark; " + reply.headers["Set-Cookie"].partition(";")[0]


def test_the_invitation_is_mailed_and_shows_whose_it_is(owner: Invitee) -> None:
    secret = invited(owner)
    assert look(secret).body == {"email": EMAIL, "name": "李娜", "ends_at": "2026-11-17T09:15:00.000000Z"}
    (mail,) = mails()
    assert (mail["to"], mail["subject"]) == (EMAIL, "欢迎：星辰 已成为经销商")
    assert f"/#/welcome/{secret}" in mail["html"]
    assert "2026-11-17 17:15" in mail["text"]


def test_one_cause_is_mailed_once_and_the_first_link_stays_good(owner: Invitee) -> None:
    secret = invited(owner)
    assert invited(owner) == secret
    assert len(mails()) == 1
    assert accept(secret).status == 204


def test_only_the_digest_of_the_secret_is_kept(owner: Invitee) -> None:
    secret = invited(owner)
    assert secret not in repr(everything("access"))


def test_looking_ten_times_changes_nothing(owner: Invitee) -> None:
    secret = invited(owner)
    before = everything("access")
    assert {look(secret).status for _ in range(10)} == {200}
    assert everything("access") == before


def test_a_password_is_set_once(owner: Invitee) -> None:
    secret = invited(owner)
    assert accept(secret).status == 204
    again = accept(secret, "Other12345")
    assert (again.status, again.code) == (409, "link_used")
    assert (look(secret).status, look(secret).code) == (409, "link_used")
    assert sign_in("Other12345").status == 401
    assert sign_in().status == 200


def test_a_second_invitation_is_used_too_when_the_first_was(owner: Invitee) -> None:
    first, second = invited(owner), invited(owner, "welcome:again")
    assert first != second
    assert accept(second).status == 204
    assert (accept(first, "Other12345").code, sign_in().status) == ("link_used", 200)


def test_a_weak_password_leaves_the_link_good(owner: Invitee) -> None:
    secret = invited(owner)
    before = everything("access")
    refused = accept(secret, "short")
    assert (refused.status, refused.body["Details"][0]["field"]) == (422, "password")
    assert everything("access") == before
    assert accept(secret).status == 204


def test_a_password_that_cognito_refuses_leaves_the_link_good(owner: Invitee, monkeypatch: Any) -> None:
    secret = invited(owner)
    before = everything("access")

    def away(*_: Any) -> None:
        raise RuntimeError("Cognito is away")

    with monkeypatch.context() as patched:
        patched.setattr(identity, "set_password", away)
        assert accept(secret).status == 500
    assert everything("access") == before
    assert accept(secret).status == 204


def test_an_old_invitation_says_so(owner: Invitee) -> None:
    secret = invited(owner)
    late = NOW + timedelta(days=14)
    assert (look(secret, late).status, look(secret, late).code) == (409, "link_expired")
    assert accept(secret, at=late).code == "link_expired"
    assert accept(secret, at=late - timedelta(seconds=1)).status == 204


@pytest.mark.parametrize("forged", ["x" * 43, "short", ""])
def test_a_forged_invitation_is_unknown(owner: Invitee, forged: str) -> None:
    invited(owner)
    assert (look(forged).status, accept(forged).status) == (404, 404)
    assert sign_in().status == 401


def test_signing_in_tells_who_one_is_and_sets_the_cookie(owner: Invitee) -> None:
    accept(invited(owner))
    reply = sign_in(email=EMAIL.upper())
    assert reply.status == 200
    assert set(reply.body) == {"id_token", "expires_in", "user"}
    assert reply.body["user"] == {
        "user_id": owner.user_id, "email": EMAIL, "name": "李娜", "roles": ["dealer_owner"], "dealer_id": "D0000001",
        "permissions": sorted(GRANTED[Role.DEALER_OWNER]), "regions": [],
    }  # fmt: skip
    _, _, attributes = reply.headers["Set-Cookie"].partition("; ")
    assert attributes == "Path=/api/session; HttpOnly; Secure; SameSite=Strict; Max-Age=2592000"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(owner: Invitee) -> None:
    accept(invited(owner))
    wrong, unknown = sign_in("Wrong12345"), sign_in(email="nobody@example.com")
    assert (wrong.status, wrong.code) == (401, "sign_in_failed")
    assert (unknown.status, unknown.body) == (wrong.status, wrong.body)
    assert "Set-Cookie" not in wrong.headers


def test_nobody_signs_in_before_the_password_is_set(owner: Invitee) -> None:
    invited(owner)
    assert sign_in().status == 401


def test_the_cookie_gives_a_new_token_until_one_signs_out(owner: Invitee) -> None:
    accept(invited(owner))
    kept = {"Cookie": cookie(sign_in())}
    refreshed = ask("POST", "/session/refresh", headers=kept)
    assert (refreshed.status, refreshed.body["user"]["user_id"]) == (200, owner.user_id)
    out = ask("DELETE", "/session", headers=kept)
    assert (out.status, out.text) == (204, "")
    assert out.headers["Set-Cookie"] == "refresh=; Path=/api/session; HttpOnly; Secure; SameSite=Strict; Max-Age=0"
    assert ask("POST", "/session/refresh", headers=kept).status == 401
    assert ask("DELETE", "/session", headers=kept).status == 204


@pytest.mark.parametrize("sent", [None, "theme=dark", "refresh=", "refresh=forged", 'refresh="; x='])
def test_without_a_good_cookie_there_is_no_session(aws: Cloud, sent: str | None) -> None:
    headers = {"Cookie": sent} if sent is not None else {}
    assert ask("POST", "/session/refresh", headers=headers).status == 401
    assert ask("DELETE", "/session", headers=headers).status == 204


def test_a_sign_in_without_its_fields_names_them(aws: Cloud) -> None:
    refused = ask("POST", "/session", {"email": "not an address"})
    assert (refused.status, [detail["field"] for detail in refused.body["Details"]]) == (422, ["email", "password"])


def test_me_is_who_asks(aws: Cloud) -> None:
    who = dealer_user("D0000001")
    assert ask("GET", "/me", who=who).body == {
        "user_id": who.user_id, "email": who.email, "name": "李娜", "roles": ["dealer_owner"], "dealer_id": "D0000001",
        "permissions": sorted(GRANTED[Role.DEALER_OWNER]), "regions": [],
    }  # fmt: skip
    assert ask("GET", "/me").status == 401


def test_me_tells_staff_what_their_roles_allow_together_and_where(aws: Cloud) -> None:
    both = replace(staff(Role.SALES, regions=("north", "east")), roles=frozenset({Role.SALES, Role.WAREHOUSE}))
    me = ask("GET", "/me", who=both).body
    assert me["permissions"] == sorted(GRANTED[Role.SALES] | GRANTED[Role.WAREHOUSE])
    assert (me["roles"], me["regions"], me["dealer_id"]) == (["sales", "warehouse"], ["east", "north"], None)


@pytest.mark.parametrize("role", Role)
def test_who_one_is_stays_small(aws: Cloud, role: Role) -> None:
    """It comes with every sign-in and every refresh."""
    who = dealer_user("D0000001", role) if role in DEALER_ROLES else staff(role)
    assert len(ask("GET", "/me", who=who).text) < 1500


def test_an_address_of_another_user_is_refused(owner: Invitee) -> None:
    with pytest.raises(Conflict) as refused:
        identity.create_user(EMAIL, "Somebody", Role.DEALER_OWNER, {"dealer_id": "D0000002"})
    assert refused.value.code == "duplicate"
    assert identity.create_user(EMAIL, "李娜", Role.DEALER_OWNER, {"dealer_id": "D0000001"}) == owner.user_id
