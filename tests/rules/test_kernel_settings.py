"""kernel/settings.py: the only reader of the environment; nothing is demanded at import."""

from zoneinfo import ZoneInfo

import pytest

from chalicelib.kernel.settings import MailDelivery, Settings, settings, table_name


@pytest.fixture(autouse=True)
def _fresh() -> object:
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_every_setting_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STACK_NAME", "TIME_ZONE", "CURRENCY", "MAIL_DELIVERY", "USER_POOL_ID"):
        monkeypatch.delenv(name, raising=False)
    found = Settings.read()
    assert (found.stack_name, found.zone, found.currency) == ("qudao", ZoneInfo("Asia/Shanghai"), "CNY")
    assert found.mail_delivery == MailDelivery.SEND
    assert found.user_pool_id == ""


def test_the_environment_sets_them_by_their_names_in_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACK_NAME", "shop")
    monkeypatch.setenv("TIME_ZONE", "Europe/Berlin")
    assert settings().zone == ZoneInfo("Europe/Berlin")
    assert table_name("orders") == "shop-orders"


def test_an_empty_variable_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURRENCY", "")
    assert settings().currency == "CNY"


def test_they_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings()
    monkeypatch.setenv("STACK_NAME", "later")
    assert settings() is before
