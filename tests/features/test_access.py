"""Sessions and first passwords."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.access.address_commands import change_person, give_address, hold_address, newcomer
from chalicelib.access.commands import invite
from chalicelib.access.rules import Invitee, Person
from chalicelib.aws import identity
from chalicelib.aws.tables import commit
from chalicelib.edge.permissions import GRANTED
from chalicelib.edge.principal import DEALER_ROLES, Role
from chalicelib.kernel import clock
from chalicelib.kernel.errors import Conflict
from tests.world.api import Reply, ask, dealer_user, staff
from tests.world.cloud import Cloud, mails
from tests.world.registrations import secrets
from tests.world.streams import Streams
from tests.world.table import everything

EMAIL = "li.na@xingchen.example.com"
NOW = datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
WELCOME = {"company_name": "星辰", "dealer_id": "D1", "grade": "B", "credit_limit": None, "payment_days": 30}


@pytest.fixture
def owner(aws: Cloud) -> Invitee:
    """A dealer's owner without a password."""
    person = Person(EMAIL, "李娜", Role.DEALER_OWNER, "zh-CN", "D0000001")
    with newcomer(person, "test") as user_id:
        commit(give_address(user_id, person, "test"))
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
    assert look(secret).body == {
        "email": EMAIL, "name": "李娜", "purpose": "welcome", "ends_at": "2026-11-17T09:15:00.000000Z"
    }  # fmt: skip
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
    accept(invited(owner))
    with pytest.raises(Conflict) as refused:
        identity.create_user(EMAIL, "Somebody", Role.DEALER_OWNER, {"dealer_id": "D0000002"})
    assert refused.value.code == "duplicate"
    with pytest.raises(Conflict):
        identity.create_user(EMAIL, "李娜", Role.DEALER_BUYER, {"dealer_id": "D0000001"})
    assert identity.create_user(EMAIL, "李娜", Role.DEALER_OWNER, {"dealer_id": "D0000001"}) == owner.user_id


def test_one_whose_making_broke_off_becomes_the_one_who_is_wanted(aws: Cloud) -> None:
    left_over = identity.create_user(EMAIL, "李娜", Role.DEALER_OWNER, {"dealer_id": "D0000001"})
    assert identity.create_user(EMAIL, "Li Na", Role.SALES, {"regions": "east north"}) == left_over
    identity.set_password(EMAIL, "Start12345")
    assert {name: sign_in().body["user"][name] for name in ("name", "roles", "dealer_id", "regions")} == {
        "name": "Li Na", "roles": ["sales"], "dealer_id": None, "regions": ["east", "north"]
    }  # fmt: skip


# Whose an address is


def test_an_address_is_one_persons(owner: Invitee) -> None:
    before = everything("access")
    with pytest.raises(Conflict) as refused, newcomer(Person(EMAIL, "X", Role.FINANCE, "en"), "another"):
        raise AssertionError
    assert (refused.value.code, [detail["field"] for detail in refused.value.details]) == ("duplicate", ["email"])
    with pytest.raises(Conflict):
        commit(hold_address(EMAIL, "case:C1"))
    assert everything("access") == before


def test_while_one_is_made_the_address_is_kept_and_then_free_again_where_that_fails(aws: Cloud) -> None:
    person = Person(EMAIL, "李娜", Role.FINANCE, "zh-CN")
    with pytest.raises(Conflict) as busy, newcomer(person, "first"), newcomer(person, "second"):
        raise AssertionError
    assert busy.value.code == "busy"
    assert everything("access") == []


def test_what_died_keeps_the_address_for_a_minute_but_not_from_its_own_repeat(aws: Cloud) -> None:
    person = Person(EMAIL, "李娜", Role.FINANCE, "zh-CN")
    with clock.at(NOW):
        commit(hold_address(EMAIL, "first", until=NOW + timedelta(minutes=1)))
        with newcomer(person, "first") as user_id:
            pass
    with clock.at(NOW + timedelta(seconds=60)), pytest.raises(Conflict), newcomer(person, "second"):
        raise AssertionError
    with clock.at(NOW + timedelta(seconds=61)), newcomer(person, "second") as again:
        commit(give_address(again, person, "second"))
    assert again == user_id
    with clock.at(NOW + timedelta(seconds=62)), pytest.raises(Conflict), newcomer(person, "first"):
        raise AssertionError


# A forgotten password


def forget(streams: Streams, email: str = EMAIL, at: datetime = NOW, locale: str | None = None) -> Reply:
    """Asks for a new password, and lets the mail go out."""
    with clock.at(at):
        reply = ask("POST", "/session/forgotten", {"email": email} | ({"locale": locale} if locale else {}))
        streams.drain()
    return reply


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture
def streams(aws: Cloud) -> Streams:
    return Streams(aws)


@pytest.fixture
def signed_in(owner: Invitee) -> Reply:
    """The owner, with a password since yesterday, signed in."""
    with clock.at(NOW - timedelta(days=1)):
        invite(owner, "welcome:D1", clock.now(), "welcome", WELCOME)
    accept(secrets("welcome")[-1], at=NOW - timedelta(days=1))
    return sign_in()


def test_a_forgotten_password_is_set_anew_by_a_mailed_link_and_ends_all_sessions(
    signed_in: Reply, streams: Streams
) -> None:
    assert forget(streams, EMAIL.upper()).status == 204
    secret = secrets("reset")[-1]
    assert secret not in repr(everything("access"))
    assert look(secret).body == {
        "email": EMAIL, "name": "李娜", "purpose": "reset", "ends_at": "2026-11-03T10:15:00.000000Z"
    }  # fmt: skip
    mail = mails()[-1]
    assert (mail["to"], mail["subject"]) == (EMAIL, "请设置新密码")
    assert f"/#/reset/{secret}" in mail["html"]
    assert "2026-11-03 18:15" in mail["text"]
    assert sign_in().status == 200
    assert accept(secret, "Other12345", later(30)).status == 204
    assert ask("POST", "/session/refresh", headers={"Cookie": cookie(signed_in)}).status == 401
    assert (sign_in().status, sign_in("Other12345").status) == (401, 200)
    again = accept(secret, "Third12345", later(31))
    assert (again.status, again.code, sign_in("Third12345").status) == (409, "link_used", 401)


def test_older_links_work_until_one_is_used(signed_in: Reply, streams: Streams) -> None:
    for minutes in (0, 10):
        forget(streams, at=later(minutes))
    first, second = secrets("reset")
    assert look(first, later(20)).status == look(second, later(20)).status == 200
    assert accept(first, "Other12345", later(20)).status == 204
    assert accept(second, "Third12345", later(21)).code == "link_used"
    forget(streams, at=later(25))
    assert accept(secrets("reset")[-1], "Third12345", later(26)).status == 204


def test_a_link_for_a_new_password_works_for_an_hour(signed_in: Reply, streams: Streams) -> None:
    forget(streams)
    (secret,) = secrets("reset")
    assert accept(secret, "Other12345", later(60)).code == "link_expired"
    assert accept(secret, "Other12345", later(59.9)).status == 204


def test_a_first_password_that_was_never_set_can_be_set_so_and_the_invitation_is_used_then(
    owner: Invitee, streams: Streams
) -> None:
    invitation = invited(owner)
    forget(streams, at=later(5))
    assert accept(secrets("reset")[-1], at=later(6)).status == 204
    assert sign_in().status == 200
    assert accept(invitation, "Other12345", later(7)).code == "link_used"


def test_the_answer_and_what_is_written_are_the_same_for_every_address(signed_in: Reply, streams: Streams) -> None:
    before = everything("access")
    known, unknown = forget(streams), forget(streams, "nobody@example.com")
    assert (known.status, known.text, known.headers) == (unknown.status, unknown.text, unknown.headers)
    noted = [item for item in everything("access") if item["kind"]["S"] == "forgotten-password"]
    assert [set(item) for item in noted] == [set(noted[0])] * 2
    assert len(everything("access")) == len(before) + 3
    assert [mail["to"] for mail in mails()[1:]] == [EMAIL]


def test_an_address_is_mailed_three_links_an_hour_at_most(signed_in: Reply, streams: Streams) -> None:
    assert {forget(streams, at=later(minutes)).status for minutes in (0, 1, 2, 3, 59)} == {204}
    assert len(secrets("reset")) == 3
    forget(streams, at=later(60))
    assert len(secrets("reset")) == 4


def test_the_mail_is_in_the_language_that_is_asked_for(signed_in: Reply, streams: Streams) -> None:
    forget(streams, locale="en")
    assert mails()[-1]["subject"] == "Set a new password"


def test_told_again_the_stream_mails_nobody_twice(signed_in: Reply, aws: Cloud, streams: Streams) -> None:
    forget(streams)
    forget(streams, at=later(1))
    with clock.at(later(2)):
        Streams(aws).drain()
    assert len(secrets("reset")) == 2


def test_a_request_that_waited_for_longer_than_its_link_is_not_mailed(signed_in: Reply, streams: Streams) -> None:
    with clock.at(NOW):
        ask("POST", "/session/forgotten", {"email": EMAIL})
    with clock.at(later(60)):
        streams.drain()
    assert secrets("reset") == []


def test_one_who_is_not_active_gets_no_link_and_the_one_that_was_sent_is_unknown(
    owner: Invitee, signed_in: Reply, streams: Streams
) -> None:
    forget(streams)
    (secret,) = secrets("reset")
    person = Person(EMAIL, "李娜", Role.DEALER_OWNER, "zh-CN", "D0000001", active=False)
    commit(change_person(owner.user_id, person))
    assert (look(secret).status, accept(secret, "Other12345", later(1)).status) == (404, 404)
    assert forget(streams, at=later(2)).status == 204
    assert len(secrets("reset")) == 1


def test_where_sessions_cannot_be_ended_the_link_stays_good(
    signed_in: Reply, streams: Streams, monkeypatch: Any
) -> None:
    forget(streams)
    (secret,) = secrets("reset")
    with monkeypatch.context() as patched:
        patched.setattr(identity, "end_sessions", lambda _: 1 / 0)
        assert accept(secret, "Other12345", later(1)).status == 500
    assert accept(secret, "Other12345", later(2)).status == 204
    assert ask("POST", "/session/refresh", headers={"Cookie": cookie(signed_in)}).status == 401


def test_while_a_password_is_being_set_another_one_waits(signed_in: Reply, streams: Streams, monkeypatch: Any) -> None:
    forget(streams)
    (secret,) = secrets("reset")
    answers = []

    def meanwhile(_: str) -> None:
        answers.append(accept(secret, "Third12345", later(1)).code)

    with monkeypatch.context() as patched:
        patched.setattr(identity, "end_sessions", meanwhile)
        assert accept(secret, "Other12345", later(1)).status == 204
    assert answers == ["busy"]
    assert sign_in("Other12345").status == 200


def test_what_is_no_address_is_named(aws: Cloud) -> None:
    refused = ask("POST", "/session/forgotten", {"email": "x", "locale": "fr"})
    assert (refused.status, [one["field"] for one in refused.body["Details"]]) == (422, ["email", "locale"])
    assert everything("access") == []
