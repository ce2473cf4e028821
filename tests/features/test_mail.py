"""aws/mail.py: once for each cause, in the reader's language, never with a blank."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, UndefinedError, meta

from chalicelib.aws import mail
from chalicelib.aws.mail import LOCALES, Mail, render, send_once
from chalicelib.aws.once import MailUnderWay, mail_lease
from chalicelib.kernel import clock, settings
from tests.world.cloud import Cloud, mails

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
MAILS = Path(__file__).parents[2] / "chalicelib/messages/mails"
TEMPLATES = sorted({file.name.split(".")[0] for file in MAILS.iterdir()} - {"layout"})
FORMS = ("txt", "html")
SUPPLIED = {"locale", "currency", "time_zone"}
ADDRESS = "li.na@dealer.example.com"
VALUES = {"order_id": "D1-1", "total": "9.00", "name": "李娜", "link": "https://dealers.example.com/#/orders/D1-1"}


def _mail(**more: Any) -> Mail:
    given: dict[str, Any] = {
        "cause": "order:D1-1:confirmed",
        "to": ADDRESS,
        "locale": "zh-CN",
        "template": "order_confirmed",
        "occurred_at": NOON,
        "values": VALUES,
    }
    return Mail(**given | more)


def _needs(template: str, locale: str) -> dict[str, str]:
    """A value for every name that a mail's two forms speak of, their frame included."""
    environment = Environment(loader=FileSystemLoader(MAILS), autoescape=True)
    files = [f"{template}.{locale}.{form}" for form in FORMS] + ["layout.html"]
    names = {
        name
        for file in files
        for name in meta.find_undeclared_variables(environment.parse((MAILS / file).read_text(encoding="utf-8")))
    }
    return {name: f"<{name}>" for name in names - SUPPLIED - {"self"}}


# The folder


def test_every_mail_is_there_in_both_languages_and_both_forms() -> None:
    assert len(TEMPLATES) >= 10
    wanted = {f"{name}.{locale}.{form}" for name in TEMPLATES for locale in LOCALES for form in FORMS}
    assert {file.name for file in MAILS.iterdir()} == wanted | {"layout.html"}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_mail_renders(template: str, locale: str) -> None:
    values = _needs(template, locale)
    shown = render(_mail(template=template, locale=locale, values=values))
    assert shown.subject
    assert "\n" not in shown.subject
    assert len(shown.text.splitlines()) >= 3
    assert f'<html lang="{locale}">' in shown.html
    assert "{{" not in shown.text + shown.html
    assert "{%" not in shown.text + shown.html


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_both_forms_of_a_mail_hold_the_same_link(template: str, locale: str) -> None:
    values = {**_needs(template, locale), "link": "https://dealers.example.com/#/there/1"}
    shown = render(_mail(template=template, locale=locale, values=values))
    told = "{{ link }}" in (MAILS / f"{template}.{locale}.txt").read_text(encoding="utf-8")
    assert (values["link"] in shown.text) == told
    if told:
        assert f'href="{values["link"]}"' in shown.html


@pytest.mark.parametrize("template", TEMPLATES)
def test_both_languages_of_a_mail_need_the_same_values(template: str) -> None:
    assert set(_needs(template, "zh-CN")) == set(_needs(template, "en"))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_what_people_wrote_cannot_become_markup(template: str, locale: str) -> None:
    values = dict.fromkeys(_needs(template, locale), "<script>alert(1)</script>")
    assert "<script>" not in render(_mail(template=template, locale=locale, values=values)).html


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_loaded_from_outside(locale: str, form: str) -> None:
    for template in TEMPLATES:
        text = (MAILS / f"{template}.{locale}.{form}").read_text(encoding="utf-8")
        assert "http" not in text
        assert "<img" not in text


# Rendering


def test_a_mail_as_it_is_read() -> None:
    shown = render(_mail(locale="en"))
    assert shown.subject == "Order D1-1 is confirmed"
    assert shown.text == (
        "Dear 李娜,\n"
        "\n"
        "Your order is confirmed, and the warehouse is preparing it. We will write again when it is shipped.\n"
        "\n"
        "Order: D1-1\n"
        "Total: CNY 9.00\n"
        "\n"
        "See the order:\n"
        "https://dealers.example.com/#/orders/D1-1\n"
    )


def test_an_unknown_language_is_read_in_chinese() -> None:
    assert render(_mail(locale="fr")) == render(_mail(locale="zh-CN"))


@pytest.mark.parametrize("missing", VALUES)
def test_a_missing_value_is_an_error_and_nothing_is_sent_or_marked(aws: Cloud, missing: str) -> None:
    values: Mapping[str, str] = {name: value for name, value in VALUES.items() if name != missing}
    with clock.at(NOON):
        with pytest.raises(UndefinedError):
            send_once(_mail(values=values))
        assert mails() == []
        assert send_once(_mail())
    assert len(mails()) == 1


# Sending


@pytest.fixture
def delivery(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Lets a test set the environment; the settings are read again after it."""
    yield monkeypatch
    monkeypatch.undo()
    settings.settings.cache_clear()


def test_a_mail_is_sent_once_for_its_cause(aws: Cloud) -> None:
    with clock.at(NOON):
        assert [send_once(_mail()) for _ in range(3)] == [True, False, False]
    (sent,) = mails()
    assert (sent["to"], sent["subject"]) == (ADDRESS, "订单 D1-1 已确认")


def test_another_cause_and_another_reader_are_other_mails(aws: Cloud) -> None:
    with clock.at(NOON):
        send_once(_mail())
        send_once(_mail(cause="order:D1-2:confirmed"))
        send_once(_mail(to="wang@dealer.example.com"))
    assert len(mails()) == 3


def test_fresh_values_are_made_only_for_a_mail_that_goes_out(aws: Cloud) -> None:
    asked = []

    def fresh() -> dict[str, str]:
        asked.append(1)
        return {"link": "https://dealers.example.com/#/fresh"}

    with clock.at(NOON):
        assert [send_once(_mail(), fresh) for _ in range(2)] == [True, False]
        assert not send_once(_mail(cause="old", occurred_at=NOON - timedelta(days=4)), fresh)
    assert len(asked) == 1
    assert "https://dealers.example.com/#/fresh" in mails()[0]["text"]


def test_a_sender_that_fails_leaves_the_mail_to_the_next_try(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.at(NOON):
        with monkeypatch.context() as broken:
            broken.setattr(mail, "_send", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                send_once(_mail())
        assert mails() == []
        assert [send_once(_mail()), send_once(_mail())] == [True, False]
    assert len(mails()) == 1


def test_while_another_sends_it_one_comes_again_later(aws: Cloud) -> None:
    with clock.at(NOON):
        with mail_lease(f"{_mail().cause}:{ADDRESS}"), pytest.raises(MailUnderWay):
            send_once(_mail())
        assert not send_once(_mail())
    assert mails() == []


@pytest.mark.parametrize(
    ("age", "sent"),
    [(timedelta(days=3), True), (timedelta(days=3, microseconds=1), False), (timedelta(days=400), False)],
    ids=["three days", "a moment more", "long ago"],
)
def test_old_news_counts_as_sent(aws: Cloud, age: timedelta, sent: bool) -> None:
    with clock.at(NOON):
        assert send_once(_mail(occurred_at=NOON - age)) is sent
        assert send_once(_mail()) is False
    assert len(mails()) == int(sent)


def test_where_mails_are_only_marked_nothing_is_sent_now_or_later(aws: Cloud, delivery: pytest.MonkeyPatch) -> None:
    delivery.setenv("MAIL_DELIVERY", "mark")
    settings.settings.cache_clear()
    with clock.at(NOON):
        assert send_once(_mail()) is False
        delivery.setenv("MAIL_DELIVERY", "send")
        settings.settings.cache_clear()
        assert send_once(_mail()) is False
    assert mails() == []
