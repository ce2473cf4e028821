"""The packaged system stands, is guarded, and outlives a restart."""

import secrets

import pytest
from playwright.sync_api import Browser

from tests.e2e.system import System

EMAIL = "auditor@smoke.example.com"


@pytest.fixture(scope="module")
def auditor(system: System) -> str:
    """A member of staff; the id."""
    return system.staff(EMAIL, "auditor")


def test_the_site_answers_with_its_policy(system: System) -> None:
    page = system.ask("GET", "/")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert page.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains; preload"
    assert page.headers["x-content-type-options"] == "nosniff"


def test_the_site_is_told_where_it_is(system: System, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        opened = page.goto(f"{system.site}/")
        assert opened is not None
        assert opened.status == 200
        config = page.evaluate("fetch('config.json').then(answer => answer.json())")
        assert page.evaluate("window.isSecureContext") is True
    assert config == {"api": "/api", "stage": "test", "currency": "CNY", "time_zone": "Asia/Shanghai"}


def test_nobody_comes_in_without_a_token(system: System) -> None:
    assert system.ask("GET", "/api/me").status == 401
    assert system.ask("GET", "/api/me", token="forged").status == 401


def test_staff_sign_in_and_read_who_they_are(system: System, auditor: str) -> None:
    me = system.ask("GET", "/api/me", token=system.sign_in(EMAIL))
    assert me.status == 200
    assert (me.body["user_id"], me.body["email"], me.body["roles"]) == (auditor, EMAIL, ["auditor"])
    wrong = system.ask("POST", "/api/session", {"email": EMAIL, "password": "wrong"})
    unknown = system.ask("POST", "/api/session", {"email": "nobody@smoke.example.com", "password": "wrong"})
    assert (wrong.status, wrong.code) == (401, "sign_in_failed")
    assert (unknown.status, unknown.body) == (wrong.status, wrong.body)


def test_a_wrong_secret_opens_nothing(system: System) -> None:
    secret = secrets.token_urlsafe(32)
    for path, header in (("/api/invitation", "X-Invitation-Secret"), ("/api/approval", "X-Approval-Secret")):
        assert system.ask("GET", path, headers={header: secret}).status == 404


def test_a_restart_keeps_it(system: System, auditor: str) -> None:
    token = system.sign_in(EMAIL)
    system.restart()
    assert system.ask("GET", "/").status == 200
    assert system.ask("GET", "/api/me", token=token).body["user_id"] == auditor
    assert system.ask("GET", "/api/me", token=system.sign_in(EMAIL)).body["user_id"] == auditor
