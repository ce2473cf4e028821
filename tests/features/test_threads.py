"""Threads: both sides write about an order, a statement and a registration, and the staff see what waits for them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.dealers.commands import change_dealer
from chalicelib.dealers.queries import dealer_as_is
from chalicelib.edge.principal import Principal, Role
from chalicelib.kernel import clock
from chalicelib.kernel.periods import Period
from chalicelib.ledger.statement_commands import post_settlement
from chalicelib.messages import thread_commands
from chalicelib.messages.thread_queries import thread_of
from chalicelib.messages.thread_rules import SubjectKind
from tests.world import registrations
from tests.world.api import Context, Reply, ask, dealer_user, staff
from tests.world.books import instant
from tests.world.cloud import SITE, Cloud, mails
from tests.world.company import make_people
from tests.world.registrations import register
from tests.world.shop import BUYER, DEALER, NORTHERN, NORTHERN_BUYER, OTHER_BUYER, SALES, drafted, open_shop, submitted
from tests.world.streams import Streams, handler
from tests.world.table import everything

NOW = instant("2026-11-03")
HOUR = timedelta(hours=1)
STATEMENT = f"{DEALER}-2026-09"
OWNER, FINANCE, ADMIN, AUDITOR = dealer_user(DEALER), staff(Role.FINANCE), staff(Role.ADMIN), staff(Role.AUDITOR)
WAREHOUSE, NORTHERNER = staff(Role.WAREHOUSE), staff(Role.SALES, regions=("north",))
EVERYWHERE = staff(Role.SALES, regions=("east", "north", "south"))


@pytest.fixture(autouse=True)
def noon(aws: Cloud) -> Iterator[None]:
    """The clock stands, in a shop that sells."""
    with clock.at(NOW):
        open_shop()
        yield


@pytest.fixture
def order() -> str:
    """An order of D0000000A."""
    return submitted(A=1)


@pytest.fixture
def statement() -> str:
    """A statement of D0000000A."""
    post_settlement(DEALER, Period.parse("2026-09"), [], "2026-09-r1")
    return STATEMENT


@pytest.fixture
def case() -> tuple[str, str]:
    """A registration in the east that was checked, and the secret of its link."""
    registrations.company()
    case_id = register()
    assert handler("registration_check")({"case_id": case_id}, Context())["outcome"] == "accepted"
    return case_id, registrations.secrets("case")[-1]


_keys = iter(range(10**6))


def write(path: str, text: str, who: Principal | None, key: str = "", at: datetime = NOW, secret: str = "") -> Reply:
    headers = {"X-Case-Secret": secret} if secret else {}
    with clock.at(at):
        return ask("POST", f"{path}/notes", {"text": text}, who, key or f"note-{next(_keys)}", headers)


def wrote(path: str, text: str, who: Principal | None, at: datetime = NOW, secret: str = "") -> dict[str, Any]:
    reply = write(path, text, who, at=at, secret=secret)
    assert reply.status == 201, reply.text
    return dict(reply.body)


def read(path: str, who: Principal | None, query: str = "", secret: str = "") -> list[Any]:
    reply = ask("GET", f"{path}/notes{query}", who=who, headers={"X-Case-Secret": secret} if secret else {})
    assert reply.status == 200, reply.text
    return list(reply.body["items"])


def waiting(who: Principal = ADMIN, query: str = "") -> list[Any]:
    reply = ask("GET", f"/threads{query}", who=who)
    assert reply.status == 200, reply.text
    return list(reply.body["items"])


def told(who: Principal = OWNER) -> list[Any]:
    return [
        (item["kind"], item["title"], item["text"], item["link"])
        for item in ask("GET", "/messages", who=who).body["items"]
    ]


# Writing and reading


def test_both_sides_write_and_read_the_newest_first(order: str) -> None:
    path = f"/orders/{order}"
    first = wrote(path, "  少了两箱，\n请查。 ", BUYER)
    second = wrote(path, "余下的周四发出。", SALES, NOW + HOUR)
    assert first == {
        "note_id": first["note_id"],
        "side": "dealer",
        "author": BUYER.name,
        "text": "少了两箱，\n请查。",
        "written_at": clock.iso(NOW),
    }
    assert first["note_id"].startswith(f"{order}-N")
    assert (second["side"], second["author"], second["written_at"]) == ("staff", SALES.name, clock.iso(NOW + HOUR))
    for who in (BUYER, SALES, AUDITOR, WAREHOUSE):
        assert read(path, who) == [second, first]


def test_a_thread_comes_in_pages(order: str) -> None:
    path = f"/orders/{order}"
    written = [wrote(path, str(number), BUYER, NOW + number * HOUR) for number in range(3)]
    page = ask("GET", f"{path}/notes?limit=2", who=BUYER).body
    rest = ask("GET", f"{path}/notes?limit=2&cursor={page['next']}", who=BUYER).body
    assert (page["items"] + rest["items"], rest["next"]) == (written[::-1], None)


def test_threads_of_one_dealer_are_apart(order: str, statement: str) -> None:
    other = submitted(A=1)
    noted = wrote(f"/orders/{order}", "甲", BUYER)
    about = wrote(f"/statements/{statement}", "乙", OWNER)
    assert read(f"/orders/{order}", BUYER) == [noted]
    assert read(f"/orders/{other}", BUYER) == []
    assert read(f"/statements/{statement}", FINANCE) == [about]


def test_notes_of_one_instant_keep_the_order_in_which_they_came(order: str) -> None:
    path = f"/orders/{order}"
    written = [wrote(path, text, who) for text, who in (("一", BUYER), ("二", SALES), ("三", BUYER))]
    assert read(path, BUYER) == written[::-1]
    assert len({note["written_at"] for note in written}) == 3


def test_a_repeated_post_makes_one_note(order: str) -> None:
    path = f"/orders/{order}"
    first, again = (write(path, "一次", BUYER, "same") for _ in range(2))
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert read(path, BUYER) == [first.body]
    assert waiting()[0]["notes"] == 1
    other = write(path, "另一个", BUYER, "same")
    assert (other.status, other.code) == (409, "idempotency_key_reused")
    assert read(path, BUYER) == [first.body]


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "a\x00b", 7, None])
def test_a_note_that_is_none_is_refused(order: str, text: Any) -> None:
    before = everything("messages")
    reply = ask("POST", f"/orders/{order}/notes", {"text": text}, BUYER, "k")
    assert (reply.status, reply.code) == (422, "invalid")
    assert [detail["field"] for detail in reply.body["Details"]] == ["text"]
    assert everything("messages") == before


def test_a_draft_has_a_thread_too() -> None:
    order_id = drafted(A=1)["order_id"]
    assert read(f"/orders/{order_id}", BUYER) == []
    wrote(f"/orders/{order_id}", "能不能先报个价？", BUYER)
    assert waiting()[0]["subject_id"] == order_id


def test_a_dealer_that_is_not_active_writes_nothing_and_reads_all(order: str) -> None:
    path = f"/orders/{order}"
    noted = wrote(path, "在吗", BUYER)
    found = dealer_as_is(DEALER)
    change_dealer(found, found.version, {"state": "frozen"}, "逾期")
    before = everything("messages")
    reply = write(path, "还在吗", BUYER)
    assert (reply.status, reply.code) == (409, "dealer_not_active")
    assert everything("messages") == before
    assert read(path, BUYER) == [noted]
    wrote(path, "已冻结，请先付清逾期货款。", SALES)


def test_what_is_out_of_reach_is_404_and_nothing_is_written(order: str, statement: str) -> None:
    for path, strangers in (
        (f"/orders/{order}", (OTHER_BUYER, NORTHERN_BUYER, NORTHERNER)),
        (f"/statements/{statement}", (dealer_user(NORTHERN), NORTHERNER)),
        (f"/orders/{DEALER}-261103000000ABC", (BUYER, SALES, ADMIN)),
        (f"/statements/{DEALER}-2026-08", (OWNER, FINANCE)),
    ):
        before = everything("messages")
        for who in strangers:
            replies = ask("GET", f"{path}/notes", who=who), write(path, "你好", who)
            assert [(reply.status, reply.code) for reply in replies] == [(404, "not_found")] * 2, (path, who)
        assert everything("messages") == before


def test_an_auditor_reads_and_writes_nothing(order: str, statement: str, case: tuple[str, str]) -> None:
    before = everything("messages")
    for path in (f"/orders/{order}", f"/statements/{statement}", f"/cases/{case[0]}"):
        assert read(path, AUDITOR) == []
        assert write(path, "只读", AUDITOR).status == 403
    assert everything("messages") == before


def test_who_writes_at_the_same_moment_tries_again(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another note comes in between the reading of the head and its writing; both stand, in the order of writing."""
    real, path = thread_commands.thread_of, f"/orders/{order}"
    between = [lambda: wrote(path, "我先", SALES)]

    def seen(kind: SubjectKind, subject_id: str) -> Any:
        found = real(kind, subject_id)
        if between:
            between.pop()()
        return found

    monkeypatch.setattr(thread_commands, "thread_of", seen)
    wrote(path, "我后", BUYER)
    assert [note["text"] for note in read(path, BUYER)] == ["我后", "我先"]
    assert [(thread["text"], thread["notes"]) for thread in waiting()] == [("我后", 2)]


# What waits for the staff


def test_the_staff_see_what_waits_the_longest_first(order: str, statement: str, case: tuple[str, str]) -> None:
    case_id, secret = case
    wrote(f"/orders/{order}", "第一问\n" + "长" * 200, BUYER, NOW + HOUR)
    wrote(f"/registrations/{case_id}", "要几天？", None, NOW + 2 * HOUR, secret)
    wrote(f"/statements/{statement}", "差一笔", OWNER, NOW + 3 * HOUR)
    wrote(f"/orders/{order}", "第二问", BUYER, NOW + 4 * HOUR)
    items = waiting()
    assert items == waiting(SALES) == waiting(EVERYWHERE) == waiting(FINANCE) == waiting(AUDITOR)
    assert items == [
        {
            "kind": "order", "subject_id": order, "dealer_id": DEALER, "name": f"{DEALER} 经贸有限公司", "notes": 2,
            "waiting_since": clock.iso(NOW + HOUR), "side": "dealer", "author": BUYER.name, "text": "第二问",
            "written_at": clock.iso(NOW + 4 * HOUR),
        },
        {
            "kind": "registration", "subject_id": case_id, "dealer_id": None, "name": "福州星辰贸易有限公司",
            "notes": 1, "waiting_since": clock.iso(NOW + 2 * HOUR), "side": "applicant", "author": "李娜",
            "text": "要几天？", "written_at": clock.iso(NOW + 2 * HOUR),
        },
        {
            "kind": "statement", "subject_id": statement, "dealer_id": DEALER, "name": f"{DEALER} 经贸有限公司",
            "notes": 1, "waiting_since": clock.iso(NOW + 3 * HOUR), "side": "dealer", "author": OWNER.name,
            "text": "差一笔", "written_at": clock.iso(NOW + 3 * HOUR),
        },
    ]  # fmt: skip
    assert waiting(NORTHERNER) == waiting(staff(Role.SALES)) == []


def test_one_sees_the_threads_of_what_one_may_read(order: str, statement: str) -> None:
    wrote(f"/orders/{order}", "甲", BUYER)
    wrote(f"/statements/{statement}", "乙", OWNER, NOW + HOUR)
    assert [item["kind"] for item in waiting(WAREHOUSE)] == ["order"]
    assert [item["kind"] for item in waiting(staff(Role.SUPPORT))] == ["order"]
    assert [item["kind"] for item in waiting(FINANCE)] == ["order", "statement"]
    assert ask("GET", "/threads", who=OWNER).status == 403


def test_an_answer_takes_a_thread_off_the_list_and_a_new_question_puts_it_back(order: str) -> None:
    path = f"/orders/{order}"
    wrote(path, "问", BUYER)
    wrote(path, "答", SALES, NOW + HOUR)
    assert waiting() == waiting(SALES) == []
    wrote(path, "再问", BUYER, NOW + 2 * HOUR)
    assert [(item["text"], item["waiting_since"]) for item in waiting(SALES)] == [("再问", clock.iso(NOW + 2 * HOUR))]


def test_what_the_staff_wrote_first_waits_for_nobody(order: str) -> None:
    wrote(f"/orders/{order}", "请确认地址。", SALES)
    assert waiting() == []


def test_the_list_comes_in_pages_across_regions_and_kinds(statement: str) -> None:
    asked = []
    for number, who in enumerate((BUYER, NORTHERN_BUYER, BUYER, NORTHERN_BUYER)):
        order_id = drafted(who, A=1)["order_id"]
        wrote(f"/orders/{order_id}", "问", who, NOW + number * HOUR)
        asked.append(order_id)
    wrote(f"/statements/{statement}", "问", OWNER, NOW + 5 * HOUR)
    for who, expected in ((EVERYWHERE, [*asked, statement]), (ADMIN, [*asked, statement]), (NORTHERNER, asked[1::2])):
        seen, cursor = [], ""
        for _ in range(10):
            page = ask("GET", f"/threads?limit=2{cursor}", who=who).body
            seen += [item["subject_id"] for item in page["items"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert seen == expected, who


def test_a_cursor_of_another_list_is_refused(order: str) -> None:
    for text in ("1", "2"):
        wrote(f"/orders/{order}", text, BUYER)
    notes = ask("GET", f"/orders/{order}/notes?limit=1", who=ADMIN).body["next"]
    reply = ask("GET", f"/threads?cursor={notes}", who=ADMIN)
    assert (reply.status, [detail["field"] for detail in reply.body["Details"]]) == (422, ["cursor"])


def test_what_waits_follows_a_dealer_into_another_region(order: str, streams: Streams) -> None:
    wrote(f"/orders/{order}", "问", BUYER)
    answered = drafted(A=1)["order_id"]
    wrote(f"/orders/{answered}", "问", BUYER)
    wrote(f"/orders/{answered}", "答", SALES)
    streams.drain()
    found = dealer_as_is(DEALER)
    change_dealer(found, found.version, {"region": "north"}, None)
    streams.drain()
    assert waiting(SALES) == []
    assert [item["subject_id"] for item in waiting(NORTHERNER)] == [order]
    before = everything("messages")
    thread_commands.follow_dealer(DEALER)
    assert everything("messages") == before


# News of notes


def test_a_note_of_the_staff_stands_in_the_dealers_inbox(order: str, statement: str, streams: Streams) -> None:
    make_people(DEALER)
    streams.drain()
    before = told()
    wrote(f"/orders/{order}", "余下的周四发出。", SALES, NOW + HOUR)
    wrote(f"/statements/{statement}", "已核对。", FINANCE, NOW + 2 * HOUR)
    wrote(f"/orders/{order}", "收到，谢谢！", BUYER, NOW + 3 * HOUR)
    sent = len(mails())
    streams.drain()
    streams.drain()
    assert told() == [
        ("statement.noted", f"对账单 {statement} 有新留言", f"{FINANCE.name}：已核对。", f"statements/{statement}"),
        ("order.noted", f"订单 {order} 有新留言", f"{SALES.name}：余下的周四发出。", f"orders/{order}"),
        *before,
    ]
    assert len(mails()) == sent


# Registrations


def test_the_applicant_and_the_staff_write_about_a_registration(case: tuple[str, str]) -> None:
    case_id, secret = case
    asked = wrote(f"/registrations/{case_id}", "要补照片吗？", None, NOW, secret)
    answered = wrote(f"/cases/{case_id}", "不用。", SALES, NOW + HOUR)
    assert (asked["side"], asked["author"]) == ("applicant", "李娜")
    assert (answered["side"], answered["author"]) == ("staff", SALES.name)
    assert read(f"/registrations/{case_id}", None, secret=secret) == [answered, asked]
    assert read(f"/cases/{case_id}", FINANCE) == [answered, asked]


def test_a_staff_note_is_mailed_to_the_applicant_once_with_a_link_that_works(
    case: tuple[str, str], streams: Streams
) -> None:
    case_id, secret = case
    wrote(f"/registrations/{case_id}", "要补照片吗？", None, NOW, secret)
    streams.drain()
    before = mails()
    wrote(f"/cases/{case_id}", "请补一张 <门头> 照片。", SALES)
    streams.drain()
    Streams(streams._cloud).drain()  # told again from the beginning
    (mail,) = mails()[len(before) :]
    assert (mail["to"], mail["subject"]) == (
        "li.na@xingchen.example.com",
        "A new note on the registration of 福州星辰贸易有限公司",
    )
    assert f"{SALES.name} writes:\n\n请补一张 <门头> 照片。\n" in mail["text"]
    assert "&lt;门头&gt;" in mail["html"]
    assert f"{SITE}/#/case/{case_id}/" in mail["text"]
    fresh = registrations.secrets("case")[-1]
    assert fresh != secret
    assert [note["text"] for note in read(f"/registrations/{case_id}", None, secret=fresh)] == [
        "请补一张 <门头> 照片。",
        "要补照片吗？",
    ]
    assert len(read(f"/registrations/{case_id}", None, secret=secret)) == 2


def test_old_notes_are_not_mailed(case: tuple[str, str], streams: Streams) -> None:
    streams.drain()
    before = len(mails())
    wrote(f"/cases/{case[0]}", "你好", SALES)
    with clock.at(NOW + timedelta(days=4)):
        streams.drain()
    assert len(mails()) == before


def test_a_wrong_or_old_link_reads_and_writes_nothing(case: tuple[str, str]) -> None:
    case_id, secret = case
    path, before = f"/registrations/{case_id}", everything("messages")
    for given, at, refused in (
        ("x" * 43, NOW, (404, "not_found")),
        (secret, NOW + timedelta(days=3650), (409, "link_expired")),
    ):
        with clock.at(at):
            seen = ask("GET", f"{path}/notes", headers={"X-Case-Secret": given})
        written = write(path, "你好", None, at=at, secret=given)
        assert [(reply.status, reply.code) for reply in (seen, written)] == [refused] * 2
    assert everything("messages") == before


def test_a_registration_of_another_region_is_404(case: tuple[str, str]) -> None:
    before = everything("messages")
    for who in (NORTHERNER, staff(Role.REGIONAL_MANAGER)):
        replies = ask("GET", f"/cases/{case[0]}/notes", who=who), write(f"/cases/{case[0]}", "你好", who)
        assert [reply.status for reply in replies] == [404, 404]
    for who in (WAREHOUSE, OWNER):
        assert write(f"/cases/{case[0]}", "你好", who).status == 403
    assert everything("messages") == before


def test_what_waits_follows_a_registration_that_is_amended(case: tuple[str, str], streams: Streams) -> None:
    case_id, secret = case
    wrote(f"/registrations/{case_id}", "选错了大区", None, NOW, secret)
    stood = registrations.case(case_id)
    stood.state = "amending"
    stood.amend_until = NOW + HOUR
    stood.save()
    reply = registrations.amend(case_id, secret, region="north", company_name="福州星辰实业有限公司")
    assert reply.status == 202, reply.text
    streams.drain()
    assert waiting(SALES) == []
    assert [(item["subject_id"], item["name"]) for item in waiting(NORTHERNER)] == [(case_id, "福州星辰实业有限公司")]
    thread = thread_of(SubjectKind.REGISTRATION, case_id)
    assert thread is not None
    assert thread.notes == 1
