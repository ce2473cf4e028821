"""The inbox and the mails: one of each for each thing that concerns a dealer, however often it is told."""

import dataclasses
import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from jinja2 import Environment, UndefinedError, meta

from chalicelib.aws import mail
from chalicelib.aws.tables import list_all
from chalicelib.aws.topics import publish
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock
from chalicelib.kernel.events import (
    EVENT_TYPES,
    AccountAdjusted,
    CreditLimitChanged,
    DealerEvent,
    DealerLinked,
    DealerUnlinked,
    DealerWelcomed,
    DecisionMade,
    Event,
    OrderCancelled,
    OrderClosed,
    OrderConfirmed,
    OrderExpired,
    OrderInReview,
    OrderNoted,
    OrderRejected,
    OrderSubmitted,
    OverdueBlockLifted,
    PaymentRecorded,
    PayoutDecided,
    PromotionEnded,
    PromotionOffered,
    RebateCredited,
    RebateExpired,
    RebateExpiring,
    ReturnApproved,
    ReturnCredited,
    ReturnNoted,
    ReturnReceived,
    ReturnRejected,
    ReturnRequested,
    ReturnWithdrawn,
    SettlementClosed,
    ShipmentReceived,
    ShipmentSent,
    StatementConfirmed,
    StatementDisputed,
    StatementNoted,
    StatementSent,
)
from chalicelib.messages.commands import deliver
from chalicelib.messages.queries import MOST_UNREAD
from chalicelib.messages.records import InboxRecord, inbox_of
from chalicelib.messages.rules import MAILED, mail_template
from chalicelib.messages.texts import inbox_text
from tests.world.api import Context, Reply, ask, staff
from tests.world.cloud import SITE, Cloud, mails
from tests.world.company import make_dealer_with_people
from tests.world.streams import Streams, handler
from tests.world.table import everything

NOON = datetime(2026, 11, 3, 4, tzinfo=UTC)
LOCALES = ("zh-CN", "en")
D1, D2 = "D1AAAAAAA", "D2BBBBBBB"
ORDER = f"{D1}-261103120000ABC"
DEALER_EVENTS = {name: kind for name, kind in EVENT_TYPES.items() if issubclass(kind, DealerEvent)}

RETURN = f"{D1}-T1"
OWNER_ONLY = [f"dealer_owner@{D1.lower()}.example.com"]
OWNER_AND_ACCOUNTANT = [*OWNER_ONLY, f"dealer_accountant@{D1.lower()}.example.com"]

TOLD: list[tuple[DealerEvent, list[str], str, str]] = [
    (DealerWelcomed("dealer:D1", NOON, D1, "兴业"), [], "catalog", "欢迎，兴业"),
    (
        DealerLinked("l:1", NOON, D1, "sub_dealer", D2, "恒达", "2026-11-01"),
        [],
        "company",
        "自 2026-11-01 起，贵司的上级经销商为 恒达",
    ),
    (
        DealerUnlinked("l:2", NOON, D1, "parent", D2, "恒达", "2026-11-30"),
        [],
        "company",
        "恒达 不再是贵司的下级经销商",
    ),
    (OrderSubmitted("o:1", NOON, D1, ORDER, "9.00"), [], f"orders/{ORDER}", f"订单 {ORDER} 已提交"),
    (OrderInReview("o:6", NOON, D1, ORDER, "9.00"), [], f"orders/{ORDER}", f"订单 {ORDER} 正在进行信用审核"),
    (OrderConfirmed("o:2", NOON, D1, ORDER, "9.00"), OWNER_ONLY, f"orders/{ORDER}", f"订单 {ORDER} 已确认"),
    (OrderRejected("o:3", NOON, D1, ORDER, "9.00", "缺货"), OWNER_ONLY, f"orders/{ORDER}", f"订单 {ORDER} 未被接受"),
    (OrderCancelled("o:4", NOON, D1, ORDER, "9.00", "写错"), OWNER_ONLY, f"orders/{ORDER}", f"订单 {ORDER} 已取消"),
    (OrderExpired("o:7", NOON, D1, ORDER, "9.00", "draft"), [], f"orders/{ORDER}", f"订单 {ORDER} 已过期"),
    (OrderClosed("o:5", NOON, D1, ORDER, "9.00", short=True), [], f"orders/{ORDER}", f"订单 {ORDER} 已关闭"),
    (
        ShipmentSent("s:1", NOON, D1, ORDER, f"{ORDER}-S1", "9.00"),
        OWNER_ONLY,
        f"orders/{ORDER}",
        f"订单 {ORDER} 已发货",
    ),
    (
        ShipmentReceived("r:1", NOON, D1, ORDER, f"{ORDER}-R1"),
        [],
        f"orders/{ORDER}",
        f"订单 {ORDER} 已确认收货",
    ),
    (ReturnRequested("t:1", NOON, D1, RETURN, ORDER), [], f"returns/{RETURN}", f"退货申请 {RETURN} 已提交"),
    (ReturnApproved("t:2", NOON, D1, RETURN, ORDER), [], f"returns/{RETURN}", f"退货申请 {RETURN} 已通过"),
    (ReturnRejected("t:3", NOON, D1, RETURN, ORDER, "已拆封"), [], f"returns/{RETURN}", f"退货 {RETURN} 未通过"),
    (ReturnWithdrawn("t:4", NOON, D1, RETURN, ORDER), [], f"returns/{RETURN}", f"退货申请 {RETURN} 已撤回"),
    (ReturnReceived("t:5", NOON, D1, RETURN, ORDER, 8, 1), [], f"returns/{RETURN}", f"退货 {RETURN} 已到我方仓库"),
    (ReturnCredited("t:6", NOON, D1, RETURN, ORDER, "9.00"), [], f"returns/{RETURN}", f"退货 {RETURN} 已入账"),
    (PaymentRecorded("p:1", NOON, D1, f"{D1}-P1", "5.00"), OWNER_ONLY, f"payments/{D1}-P1", "已收到您的付款 5.00 CNY"),
    (
        AccountAdjusted("a:1", NOON, D1, f"{D1}-A1", "rebate", "-5.00", "多算了一笔"),
        [],
        f"account-changes/{D1}-A1",
        "返利池调整 -5.00 CNY",
    ),
    (CreditLimitChanged("c:1", NOON, D1, f"{D1}-A2", "500.00", unlimited=False), [], "account", "您的信用额度已变更"),
    (
        PayoutDecided("w:1", NOON, D1, f"{D1}-W1", "approved", "500.00", "同意"),
        OWNER_AND_ACCOUNTANT,
        "wallet",
        "返利提现已通过：500.00 CNY",
    ),
    (
        RebateExpiring("x:1", NOON, D1, "120.00", "2026-11-30"),
        OWNER_AND_ACCOUNTANT,
        "wallet",
        "返利即将到期：120.00 CNY",
    ),
    (RebateExpired("x:2", NOON, D1, "120.00", "2026-12-01"), [], "wallet", "返利已过期：120.00 CNY"),
    (OverdueBlockLifted("b:1", NOON, D1, "2026-11-30", "已约定"), [], "account", "逾期限制已暂时解除"),
    (
        StatementSent("st:1", NOON, D1, f"{D1}-2026-10", "2026-10", "10.00", "2.00"),
        OWNER_AND_ACCOUNTANT,
        f"statements/{D1}-2026-10",
        "2026-10 对账单待确认",
    ),
    (
        StatementConfirmed("st:2", NOON, D1, f"{D1}-2026-10", "2026-10"),
        [],
        f"statements/{D1}-2026-10",
        "2026-10 对账单已确认",
    ),
    (
        StatementDisputed("st:3", NOON, D1, f"{D1}-2026-10", "2026-10", "不符"),
        [],
        f"statements/{D1}-2026-10",
        "已收到您对 2026-10 对账单的异议",
    ),
    (
        RebateCredited("rb:1", NOON, D1, "P1", "年度返利", "2026-10", "940.00"),
        OWNER_ONLY,
        "rebates",
        "返利已入账：940.00 CNY",
    ),
    (
        PromotionOffered("pr:1", NOON, D1, "M-1", "金秋节", "Autumn", "2026-11-01", "2026-11-30", opt_in=False),
        [],
        "promotions/M-1",
        "新活动：金秋节",
    ),
    (PromotionEnded("pr:2", NOON, D1, "M-1", "金秋节", "Autumn"), [], "promotions", "活动已结束：金秋节"),
    (
        OrderNoted("n:1", NOON, D1, ORDER, f"{ORDER}-N1", "staff", "陈静", "周四发出。"),
        [],
        f"orders/{ORDER}",
        f"订单 {ORDER} 有新留言",
    ),
    (
        StatementNoted("n:2", NOON, D1, f"{D1}-2026-10", f"{D1}-2026-10-N1", "staff", "刘洋", "已核对。"),
        [],
        f"statements/{D1}-2026-10",
        f"对账单 {D1}-2026-10 有新留言",
    ),
    (
        ReturnNoted("n:3", NOON, D1, RETURN, f"{RETURN}-N1", "staff", "孙强", "已收到。"),
        [],
        f"returns/{RETURN}",
        f"退货单 {RETURN} 有新留言",
    ),
]
every_event = pytest.mark.parametrize(
    ("event", "mailed", "link", "title"), TOLD, ids=[event.type for event, *_ in TOLD]
)


@pytest.fixture
def people(aws: Cloud) -> dict[Role, Principal]:
    """The people of D1; D2 has its own."""
    make_dealer_with_people(D2)
    return make_dealer_with_people(D1)


def _tell(*events: Event) -> Any:
    """As the queue brings them."""
    records = [
        {
            "messageId": str(place),
            "body": json.dumps(event.to_wire()),
            "receiptHandle": str(place),
            "eventSource": "aws:sqs",
            "eventSourceARN": "queue",
            "awsRegion": "us-east-1",
            "md5OfBody": "",
            "attributes": {},
            "messageAttributes": {},
        }
        for place, event in enumerate(events)
    ]
    return handler("messages_deliver")({"Records": records}, Context())


def _mailed() -> list[str]:
    return [found["to"] for found in mails()]


def _titles(who: Principal, query: str = "") -> list[str]:
    reply = ask("GET", f"/messages{query}", who=who)
    assert reply.status == 200, reply.text
    return [item["title"] for item in reply.body["items"]]


def test_the_examples_are_all_the_events_that_concern_a_dealer() -> None:
    assert [event.type for event, *_ in TOLD] == list(DEALER_EVENTS)
    assert {type(event) for event, mailed, *_ in TOLD if mailed} == set(MAILED)


@every_event
def test_each_event_is_one_message_and_the_mails_it_calls_for(
    people: dict[Role, Principal], event: DealerEvent, mailed: list[str], link: str, title: str
) -> None:
    with clock.at(NOON):
        assert _tell(event) == {"batchItemFailures": []}
    assert sorted(_mailed()) == sorted(mailed)
    reply = ask("GET", "/messages", who=people[Role.DEALER_OWNER])
    (message,) = reply.body["items"]
    assert (message["kind"], message["link"], message["title"]) == (event.type, link, title)
    assert message["occurred_at"] == "2026-11-03T04:00:00.000000Z"
    assert message["text"]
    assert message["message_id"].startswith(f"{D1}-M")


@every_event
def test_told_again_nothing_changes(
    people: dict[Role, Principal], event: DealerEvent, mailed: list[str], link: str, title: str
) -> None:
    with clock.at(NOON):
        _tell(event)
        before = [record.serialize() for record in list_all(InboxRecord, inbox_of(D1))]
    with clock.at(NOON + timedelta(hours=1)):
        assert _tell(event, event) == {"batchItemFailures": []}
    assert [record.serialize() for record in list_all(InboxRecord, inbox_of(D1))] == before
    assert sorted(_mailed()) == sorted(mailed)


def test_every_mail_links_to_where_one_reads_on(people: dict[Role, Principal]) -> None:
    with clock.at(NOON):
        _tell(*(event for event, *_ in TOLD))
    places = [place for _, mailed, place, _ in TOLD for _ in mailed]
    assert len(mails()) == len(places) == 12
    for sent, place in zip(mails(), places, strict=True):
        assert f"{SITE}/#/{place}" in sent["text"]


def test_a_mail_is_written_in_the_readers_language(people: dict[Role, Principal]) -> None:
    with clock.at(NOON):
        _tell(next(event for event, *_ in TOLD if isinstance(event, StatementSent)))
    assert {sent["to"]: sent["subject"] for sent in mails()} == {
        OWNER_AND_ACCOUNTANT[0]: "2026-10 对账单待确认",
        OWNER_AND_ACCOUNTANT[1]: "The statement of 2026-10 waits for your confirmation",
    }


def test_a_dealer_without_people_gets_the_message_all_the_same(aws: Cloud) -> None:
    with clock.at(NOON):
        assert _tell(OrderConfirmed("o:2", NOON, "D9NOBODY0", "D9NOBODY0-1", "9.00")) == {"batchItemFailures": []}
    assert [record.event_type for record in list_all(InboxRecord, inbox_of("D9NOBODY0"))] == ["order.confirmed"]
    assert mails() == []


def test_what_concerns_no_dealer_is_passed_over(people: dict[Role, Principal]) -> None:
    events = [
        DecisionMade("decision:1", NOON, "X1", "registration:C1", "approve"),
        SettlementClosed("run:1", NOON, "2026-10-r1", "2026-10", "closed"),
    ]
    assert _tell(*events) == {"batchItemFailures": []}
    tables = boto3.client("dynamodb")
    assert tables.scan(TableName="qudao-messages")["Items"] == []
    assert mails() == []


def test_old_news_stands_in_the_inbox_and_is_not_mailed(people: dict[Role, Principal]) -> None:
    event = OrderConfirmed("o:2", NOON, D1, ORDER, "9.00")
    with clock.at(NOON + timedelta(days=3, seconds=1)):
        _tell(event)
    assert mails() == []
    assert _titles(people[Role.DEALER_OWNER]) == [f"订单 {ORDER} 已确认"]
    with clock.at(NOON + timedelta(days=2)):
        _tell(event)
    assert mails() == []


def test_a_mail_that_failed_is_told_as_failed_and_sent_by_the_next_try(
    people: dict[Role, Principal], monkeypatch: pytest.MonkeyPatch
) -> None:
    event, other = OrderConfirmed("o:2", NOON, D1, ORDER, "9.00"), OrderSubmitted("o:1", NOON, D1, ORDER, "9.00")
    with clock.at(NOON):
        with monkeypatch.context() as broken:
            broken.setattr(mail, "_send", lambda *_: 1 / 0)
            assert _tell(event, other) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
        assert mails() == []
        assert _tell(event) == {"batchItemFailures": []}
    assert _mailed() == OWNER_ONLY
    assert len(_titles(people[Role.DEALER_OWNER])) == 2


def test_the_way_from_the_topic_to_the_inbox(people: dict[Role, Principal], streams: Streams) -> None:
    with clock.at(NOON):
        publish([event for event, *_ in TOLD])
        streams.drain()
    welcome = f"欢迎，{D1} 经贸有限公司"  # the dealer is new to the stream, too
    assert sorted(_titles(people[Role.DEALER_OWNER])) == sorted([welcome, *(title for *_, title in TOLD)])


def test_the_newest_comes_first_in_pages_and_in_the_language_asked_for(people: dict[Role, Principal]) -> None:
    owner = people[Role.DEALER_OWNER]
    for day in range(3):
        _tell(PaymentRecorded(f"p:{day}", NOON + timedelta(days=day), D1, f"{D1}-P{day}", f"{day}.00"))
    first = ask("GET", "/messages?limit=2&locale=en", who=owner).body
    second = ask("GET", f"/messages?limit=2&locale=en&cursor={first['next']}", who=owner).body
    assert [item["title"] for item in first["items"] + second["items"]] == [
        f"Your payment of {day}.00 CNY has arrived" for day in (2, 1, 0)
    ]
    assert second["next"] is None
    assert _titles(owner, "?limit=1") == ["已收到您的付款 2.00 CNY"]


def test_each_dealer_reads_the_own_inbox(people: dict[Role, Principal]) -> None:
    _tell(PaymentRecorded("p:1", NOON, D1, f"{D1}-P1", "1.00"), PaymentRecorded("p:2", NOON, D2, f"{D2}-P2", "2.00"))
    for who in people.values():
        assert _titles(who) == ["已收到您的付款 1.00 CNY"]
    foreign = ask("GET", "/messages?limit=1", who=people[Role.DEALER_OWNER])
    assert D2 not in foreign.text


def test_another_dealers_cursor_leads_nowhere(people: dict[Role, Principal]) -> None:
    for day in range(3):
        _tell(PaymentRecorded(f"p:{day}", NOON + timedelta(days=day), D2, f"{D2}-P{day}", "1.00"))
    other = dataclasses.replace(people[Role.DEALER_OWNER], dealer_id=D2)
    cursor = ask("GET", "/messages?limit=1", who=other).body["next"]
    reply = ask("GET", f"/messages?limit=1&cursor={cursor}", who=people[Role.DEALER_OWNER])
    assert (reply.status, reply.code) == (422, "invalid")
    assert [detail["field"] for detail in reply.body["Details"]] == ["cursor"]


def _paid(day: int, cause: str = "p") -> PaymentRecorded:
    return PaymentRecorded(f"{cause}:{day}", NOON + timedelta(days=day), D1, f"{D1}-P{day}", f"{day}.00")


def _tell_at(instant: datetime, *events: Event) -> None:
    with clock.at(instant):
        assert _tell(*events) == {"batchItemFailures": []}


def _unread(who: Principal) -> int:
    reply = ask("GET", "/messages/unread", who=who)
    assert reply.status == 200, reply.text
    assert reply.body.keys() == {"unread"}
    items = ask("GET", "/messages?limit=200", who=who).body["items"]
    assert min(sum(item["unread"] for item in items), MOST_UNREAD) == reply.body["unread"]
    return int(reply.body["unread"])


def _read(who: Principal, up_to: Any, at: datetime = NOON + timedelta(days=30)) -> Reply:
    with clock.at(at):
        return ask("POST", "/messages/read", {"up_to": up_to}, who)


def test_each_person_reads_for_themselves_and_only_forward(people: dict[Role, Principal]) -> None:
    owner, buyer = people[Role.DEALER_OWNER], people[Role.DEALER_BUYER]
    for day in range(3):
        _tell_at(NOON + timedelta(days=day, seconds=2), _paid(day))
    newest, middle, oldest = ask("GET", "/messages", who=owner).body["items"]
    assert middle["told_at"] == clock.iso(NOON + timedelta(days=1, seconds=2))
    assert (_unread(owner), _unread(buyer)) == (3, 3)
    for up_to, left in ((oldest, 2), (newest, 0), (middle, 0)):
        reply = _read(owner, up_to["told_at"])
        assert (reply.status, reply.body) == (200, {"unread": left})
        assert (_unread(owner), _unread(buyer)) == (left, 3)
    _tell_at(NOON + timedelta(days=5), _paid(5))
    assert (_unread(owner), _unread(buyer)) == (1, 4)


def test_the_same_again_changes_nothing(people: dict[Role, Principal]) -> None:
    owner = people[Role.DEALER_OWNER]
    _tell_at(NOON, _paid(0))
    _read(owner, clock.iso(NOON))
    before = everything("messages")
    assert _read(owner, clock.iso(NOON), NOON + timedelta(days=31)).body == {"unread": 0}
    assert everything("messages") == before


def test_what_comes_late_is_unread_though_it_happened_before_what_was_read(people: dict[Role, Principal]) -> None:
    owner = people[Role.DEALER_OWNER]
    _tell_at(NOON + timedelta(days=1, seconds=1), _paid(1))
    _read(owner, clock.iso(NOON + timedelta(days=1, seconds=1)))
    _tell_at(NOON + timedelta(days=1, hours=1), _paid(0))
    assert _unread(owner) == 1
    assert [(item["title"][-8:], item["unread"]) for item in ask("GET", "/messages", who=owner).body["items"]] == [
        ("1.00 CNY", False),
        ("0.00 CNY", True),
    ]


def test_old_news_counts_from_when_it_happened(people: dict[Role, Principal]) -> None:
    owner = people[Role.DEALER_OWNER]
    _read(owner, clock.iso(NOON + timedelta(days=1)))
    _tell_at(NOON + timedelta(days=10), _paid(0), _paid(2))
    assert _unread(owner) == 1


def test_nobody_reads_what_is_not_there_yet(people: dict[Role, Principal]) -> None:
    owner = people[Role.DEALER_OWNER]
    assert _read(owner, "2099-01-01T00:00:00Z", NOON).body == {"unread": 0}
    _tell_at(NOON + timedelta(days=1), _paid(1))
    assert _unread(owner) == 1


def test_unread_messages_are_counted_up_to_a_hundred(people: dict[Role, Principal]) -> None:
    owner = people[Role.DEALER_OWNER]
    with clock.at(NOON + timedelta(days=1)):
        for number in range(MOST_UNREAD + 1):
            deliver(_paid(0, f"p{number}"))
    assert _unread(owner) == MOST_UNREAD == 100


def test_each_dealer_reads_the_own_inbox_alone(people: dict[Role, Principal]) -> None:
    other = dataclasses.replace(people[Role.DEALER_OWNER], dealer_id=D2)
    _tell_at(NOON, _paid(0))
    assert (_unread(other), _unread(people[Role.DEALER_OWNER])) == (0, 1)
    _read(other, clock.iso(NOON))
    assert _unread(people[Role.DEALER_OWNER]) == 1


@pytest.mark.parametrize(
    "up_to",
    [
        None,
        7,
        "",
        "yesterday",
        "2026-11-03",
        "2026-11-03T04:00:00",
        "2026-02-30T04:00:00Z",
        "2026-11-03T04:00:00+08:00",
    ],
)
def test_a_wrong_instant_is_named_and_nothing_is_read(people: dict[Role, Principal], up_to: Any) -> None:
    owner = people[Role.DEALER_OWNER]
    _tell_at(NOON, _paid(0))
    before = everything("messages")
    reply = _read(owner, up_to)
    assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, ["up_to"])
    assert everything("messages") == before


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.SALES])
def test_staff_have_no_inbox(people: dict[Role, Principal], role: Role) -> None:
    who = staff(role, regions=("east",))
    assert [ask("GET", path, who=who).status for path in ("/messages", "/messages/unread")] == [403, 403]
    assert _read(who, clock.iso(NOON)).status == 403


@pytest.mark.parametrize("query", ["?locale=fr", "?limit=0", "?limit=201", "?limit=x", "?unread=1"])
def test_a_wrong_question_names_the_parameter(people: dict[Role, Principal], query: str) -> None:
    reply = ask("GET", f"/messages{query}", who=people[Role.DEALER_OWNER])
    assert (reply.status, reply.code) == (422, "invalid")
    assert [detail["field"] for detail in reply.body["Details"]] == [query[1:].partition("=")[0]]


TEXTS = Path(__file__).parents[2] / "chalicelib/messages/texts"


def test_every_event_has_its_text_in_every_language_and_no_text_is_left_over() -> None:
    assert {folder.name for folder in TEXTS.iterdir()} == set(LOCALES)
    for locale in LOCALES:
        assert {text.name for text in (TEXTS / locale).iterdir()} == {f"{name}.txt" for name in DEALER_EVENTS}


@every_event
@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_says_what_its_event_holds(
    event: DealerEvent, mailed: list[str], link: str, title: str, locale: str
) -> None:
    told = {field.name: getattr(event, field.name) for field in fields(event)}
    shown = inbox_text(event.type, locale, told)
    assert shown.title
    assert "\n" not in shown.title
    assert shown.text
    source = (TEXTS / locale / f"{event.type}.txt").read_text()
    assert meta.find_undeclared_variables(Environment(autoescape=True).parse(source)) <= {*told, "currency"}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_text_with_two_sides_shows_the_right_one(locale: str) -> None:
    closed = {"order_id": ORDER, "total": "9.00"}
    whole, short = (inbox_text("order.closed", locale, {**closed, "short": short}) for short in (False, True))
    assert whole.title == short.title
    assert whole.text != short.text
    rebate = {"program_name": "年度返利", "period": "2026-10"}
    more, less = (inbox_text("rebate.credited", locale, {**rebate, "amount": amount}) for amount in ("9.00", "-9.00"))
    assert more.title.split()[0] != less.title.split()[0] or more.title.split()[1] != less.title.split()[1]
    assert more.text != less.text


def test_a_missing_value_is_an_error_and_never_a_blank() -> None:
    with pytest.raises(UndefinedError):
        inbox_text("order.confirmed", "en", {"order_id": ORDER})


def test_every_mailed_event_has_its_mail() -> None:
    folder = TEXTS.parent / "mails"
    for event, mailed, *_ in TOLD:
        files = {f"{mail_template(event)}.{locale}.{form}" for locale in LOCALES for form in ("txt", "html")}
        assert {name for name in files if (folder / name).exists()} == (files if mailed else set())
