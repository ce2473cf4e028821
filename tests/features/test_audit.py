"""The audit trail: who, from where, in which request changed what; kept once, bounded, and never a secret."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.aws.tables import commit, create
from chalicelib.company.commands import save_policy
from chalicelib.edge.principal import Role
from chalicelib.insights.audit_rules import LARGEST, LONGEST_TEXT, difference, subject_id
from chalicelib.insights.records import AuditRecord
from chalicelib.kernel import clock
from chalicelib.kernel.context import Caller, acting
from chalicelib.orders.records import JobRecord, job_key
from tests.world.api import Context, ask, staff
from tests.world.books import instant
from tests.world.cloud import Cloud
from tests.world.shop import (
    BUYER,
    DEALER,
    NOW,
    OTHER_BUYER,
    SALES,
    WAREHOUSE,
    basket,
    done,
    drafted,
    open_shop,
    post,
    shelf,
    submitted,
)
from tests.world.streams import Streams, handler
from tests.world.table import everything

ADMIN, AUDITOR = staff(Role.ADMIN), staff(Role.AUDITOR)


@pytest.fixture(autouse=True)
def shop(aws: Cloud) -> Iterator[None]:
    with clock.at(NOW):
        open_shop()
        yield


@pytest.fixture
def trail(aws: Cloud) -> Streams:
    return Streams(aws, audit=True)


def history(kind: str, subject: str, who: Any = AUDITOR, more: str = "") -> Any:
    reply = ask("GET", f"/audit?kind={kind}&id={subject}{more}", who=who)
    assert reply.status == 200, reply.text
    return reply.body


def changed(item: Any) -> dict[str, Any]:
    """The texts of what changed, old and new, by attribute."""
    return {
        change["attribute"]: tuple(side and side["text"] for side in (change["old"], change["new"]))
        for change in item["changes"]
    }


def test_who_changed_an_order_from_where_and_in_which_request(trail: Streams) -> None:
    order_id = submitted(A=2)
    with clock.at(NOW + timedelta(hours=1)):
        done(post(f"/orders/{order_id}/confirm", None, SALES))
    trail.drain()
    listed = history("order", order_id)
    assert [(item["action"], item["who"], item["version"]) for item in listed["items"]] == [
        ("changed", SALES.user_id, 3), ("changed", BUYER.user_id, 2), ("made", BUYER.user_id, 1),
    ]  # fmt: skip
    latest = listed["items"][0]
    assert {name: latest[name] for name in ("kind", "id", "origin", "request", "at")} == {
        "kind": "order", "id": order_id, "origin": "203.0.113.7", "request": "request-1",
        "at": "2026-10-20T05:00:00.000000Z",
    }  # fmt: skip
    assert changed(latest)["state"] == ("submitted", "confirmed")
    assert "total" not in changed(latest)
    made = changed(listed["items"][-1])
    assert (made["state"], made["total"], made["dealer_id"]) == ((None, "draft"), (None, "19.00"), (None, DEALER))
    assert json.loads(made["lines"][1])["lines"][0]["sku"] == "A"
    assert listed["next"] is None


def test_what_moved_with_it_stands_in_histories_of_its_own(trail: Streams) -> None:
    submitted(A=2)
    trail.drain()
    account = history("account", DEALER)["items"][0]
    assert changed(account) == {"exposure": ("0.00", "19.00"), "available": ("10000.00", "9981.00")}
    level = history("stock_level", "WH-EAST/A")["items"][0]
    assert changed(level) == {"available": ("500", "498"), "reserved": ("0", "2")}
    assert (level["who"], level["request"]) == (BUYER.user_id, "request-1")


def test_settings_and_products_have_a_history_too(trail: Streams) -> None:
    with acting(Caller("admin-7", "198.51.100.1", "r-77")):
        save_policy(statement_confirm_days=3)
    trail.drain()
    (policy,) = history("policy", "POLICY")["items"]
    assert (policy["who"], policy["origin"], policy["request"]) == ("admin-7", "198.51.100.1", "r-77")
    assert '"statement_confirm_days": 3' in changed(policy)["settings"][1]
    assert [item["action"] for item in history("product", "A")["items"]] == ["made"]
    assert [item["action"] for item in history("price", "default/A")["items"]] == ["made"]
    assert [item["action"] for item in history("region", "east")["items"]] == ["made"]


def test_told_twice_it_is_kept_once(aws: Cloud, trail: Streams) -> None:
    submitted(A=1)
    trail.drain()
    kept = everything("audit")
    Streams(aws, audit=True).keep_audit()
    assert everything("audit") == kept


def test_a_batch_of_which_some_is_known_keeps_the_rest(aws: Cloud, trail: Streams) -> None:
    first, second = drafted(A=1)["order_id"], None
    trail.keep_audit(["orders"])
    second = drafted(B=1)["order_id"]
    Streams(aws, audit=True).keep_audit(["orders"])
    assert [item["action"] for item in history("order", first)["items"]] == ["made"]
    assert [item["action"] for item in history("order", second)["items"]] == ["made"]


# What is never kept


def test_no_secret_enters_the_trail(trail: Streams) -> None:
    from tests.world.company import FINANCE, _decision  # noqa: PLC0415 - the seed of one decision

    decision_id = _decision(FINANCE, "C7K3M9QX2")
    trail.drain()
    (decision,) = history("decision", decision_id)["items"]
    token = next(change for change in decision["changes"] if change["attribute"] == "task_token")
    assert token == {
        "attribute": "task_token", "old": None,
        "new": {"text": None, "length": len("token-of-nobody"), "sha256": None},
    }  # fmt: skip
    digests = {
        item["pk"]["S"].removeprefix("SECRET#") for item in everything("approvals") if "SECRET#" in item["pk"]["S"]
    }
    assert digests
    text = json.dumps(everything("audit"))
    assert "token-of-nobody" not in text
    assert not [digest for digest in digests if digest in text]


@pytest.mark.parametrize(
    "kind", ["approval-secret", "registration-link", "invitation", "first-password", "request", "mail", "inbox_read"]
)
def test_of_some_kinds_nothing_is_kept(kind: str) -> None:
    keep(stream("INSERT", new=image(kind, "SECRET#abc", "SECRET")))
    assert everything("audit") == []


def stream(action: str, old: Any = None, new: Any = None, **more: Any) -> dict[str, Any]:
    images = {"SequenceNumber": "17", "ApproximateCreationDateTime": NOW.timestamp()}
    images |= {name: shown for name, shown in (("OldImage", old), ("NewImage", new)) if shown}
    return {"eventName": action, "eventID": "e1", "dynamodb": images, **more}


def image(kind: str, pk: str, sk: str, **texts: str) -> dict[str, Any]:
    stamps = {"changed_by": "u1", "changed_from": "here", "changed_in": "r1", "changed_at": clock.iso(NOW)}
    texts = {"pk": pk, "sk": sk, "kind": kind, **stamps, **texts}
    return {"version": {"N": "1"}, **{name: {"S": text} for name, text in texts.items()}}


def keep(*records: dict[str, Any]) -> None:
    handler("audit_feed")({"Records": list(records)}, Context())


# What is removed


def test_what_is_removed_stays_in_the_trail(trail: Streams) -> None:
    job = JobRecord(
        *job_key("O1"), job_id="J", order_id="O1", dealer_id=DEALER, action="ship", location="WH-EAST", batches=[],
        done=0, back=False, terms={}, by="x", by_id="x", touched_at=NOW,
    )  # fmt: skip
    commit(create(job))
    job.delete()
    trail.drain()
    gone, made = sorted(history("order_job", "O1")["items"], key=lambda item: item["action"], reverse=True)
    assert (made["action"], made["who"]) == ("made", "nobody")
    assert (gone["action"], gone["who"], gone["origin"]) == ("removed", "unknown", "unknown")
    assert changed(gone)["job_id"] == ("J", None)


def test_what_runs_out_of_time_is_removed_by_the_service() -> None:
    old = image("registration-claim", "CODE#X", "CLAIM", case_id="C1")
    by_ttl = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    keep(stream("REMOVE", old=old, userIdentity=by_ttl))
    (gone,) = history("registration-claim", "CODE%23X/CLAIM")["items"]
    assert (gone["action"], gone["who"]) == ("removed", "service")


def test_a_kind_that_nobody_knows_is_kept_by_its_keys() -> None:
    keep(stream("INSERT", new={"pk": {"S": "P"}, "sk": {"S": "S"}, "flag": {"BOOL": True}, "none": {"NULL": True}}))
    (item,) = history("unknown", "P/S")["items"]
    assert (item["who"], changed(item)) == ("unknown", {"flag": (None, "true")})


# Bounds


def test_a_large_order_is_kept_in_bounds(trail: Streams) -> None:
    wanted = shelf(300)
    draft = post("/orders", basket(**wanted)).body
    trail.keep_audit(["orders"])
    made = history("order", draft["order_id"])["items"][0]
    lines = next(change for change in made["changes"] if change["attribute"] == "lines")["new"]
    assert lines["text"] is None
    assert lines["length"] > 20_000
    assert len(lines["sha256"]) == 64
    assert len(json.dumps(made)) < 20_000


def test_long_texts_are_kept_as_length_and_digest() -> None:
    long = "长" * (LONGEST_TEXT + 1)
    (change,) = difference({"name": "短"}, {"name": long})
    assert change == {
        "attribute": "name",
        "old": {"text": "短", "length": 1},
        "new": {"length": LONGEST_TEXT + 1, "sha256": hashlib.sha256(long.encode()).hexdigest()},
    }


@given(
    st.dictionaries(st.text("abcde", min_size=1), st.text(max_size=3000)),
    st.dictionaries(st.text("abcde", min_size=1), st.text(max_size=3000)),
)
def test_law_a_difference_names_what_changed_and_is_bounded(old: dict[str, str], new: dict[str, str]) -> None:
    changes = difference(old, new)
    assert [change["attribute"] for change in changes] == sorted(
        name for name in old.keys() | new.keys() if old.get(name) != new.get(name)
    )
    texts = [side["text"] for change in changes for side in (change["old"], change["new"]) if side and "text" in side]
    assert sum(len(text) for text in texts) <= LARGEST
    assert max((len(text) for text in texts), default=0) <= LONGEST_TEXT


def test_many_long_values_are_bounded_together() -> None:
    values: dict[str, str | None] = {f"a{number:03}": "x" * LONGEST_TEXT for number in range(200)}
    kept = [change["new"] for change in difference({}, values)]
    assert sum("text" in value for value in kept) == LARGEST // LONGEST_TEXT
    assert all("sha256" in value for value in kept[LARGEST // LONGEST_TEXT :])


@pytest.mark.parametrize("name", ["task_token", "secret", "password_hash", "link_digest", "fingerprint"])
def test_what_is_called_like_a_secret_is_never_copied(name: str) -> None:
    assert difference({}, {name: "s3cret"}) == [{"attribute": name, "old": None, "new": {"length": 6}}]


def test_the_id_of_a_record_is_what_people_call_it() -> None:
    keys = ("DEALER#D1", "ORDER#D1-1")
    assert subject_id("order", {"order_id": "D1-1"}, keys) == "D1-1"
    assert subject_id("stock_level", {"location": "W", "sku": "A"}, keys) == "W/A"
    assert subject_id("stock_level", {"location": "W"}, keys) == "DEALER#D1/ORDER#D1-1"
    assert subject_id("policy", {}, ("POLICY", "POLICY")) == "POLICY"
    assert subject_id("something", {}, keys) == "DEALER#D1/ORDER#D1-1"


# Asking


def asked(query: str, who: Any = AUDITOR) -> Any:
    return ask("GET", f"/audit{query}", who=who)


def test_by_day_in_the_business_time_zone_and_by_person(trail: Streams) -> None:
    with clock.at(instant("2026-10-21", 23) + timedelta(minutes=59)):
        evening = drafted(A=1)["order_id"]
    with clock.at(instant("2026-10-22", 0)):
        midnight = drafted(OTHER_BUYER, A=1)["order_id"]
    trail.keep_audit(["orders"])
    of_day = {day: [item["id"] for item in asked(f"?day={day}").body["items"]] for day in ("2026-10-21", "2026-10-22")}
    assert of_day == {"2026-10-21": [evening], "2026-10-22": [midnight]}
    by_person = asked(f"?who={OTHER_BUYER.user_id}").body["items"]
    assert [(item["kind"], item["id"], item["who"]) for item in by_person] == [("order", midnight, OTHER_BUYER.user_id)]
    assert asked("?who=somebody-else").body == {"items": [], "next": None}


def test_the_trail_comes_in_pages_newest_first(trail: Streams) -> None:
    made = []
    for minute in range(3):
        with clock.at(NOW + timedelta(minutes=minute)):
            made.append(drafted(A=1)["order_id"])
    trail.keep_audit(["orders"])
    first = asked("?day=2026-10-20&limit=2").body
    rest = asked(f"?day=2026-10-20&limit=2&cursor={first['next']}").body
    assert [item["id"] for item in [*first["items"], *rest["items"]]] == made[::-1]
    assert asked(f"?who={BUYER.user_id}&cursor={first['next']}").status == 422


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", ["kind", "id", "day", "who"]),
        ("?kind=order", ["kind"]),
        ("?id=D1", ["id"]),
        ("?day=2026-10-20&who=x", ["day", "who"]),
        ("?kind=order&id=D1&day=2026-10-20", ["day", "id", "kind"]),
        ("?day=yesterday", ["day"]),
        ("?kind=Order%20X&id=1", ["kind"]),
        ("?kind=order&id=", ["id"]),
    ],
)
def test_a_question_that_is_none_is_refused(query: str, fields: list[str]) -> None:
    refused = asked(query)
    assert refused.status == 422
    assert [detail["field"] for detail in refused.body["Details"]] == fields


def test_only_auditors_and_admins_read_the_trail() -> None:
    assert [asked("?who=x", who).status for who in (AUDITOR, ADMIN)] == [200, 200]
    assert [asked("?who=x", who).status for who in (SALES, WAREHOUSE, staff(Role.FINANCE), BUYER)] == [403] * 4


def test_an_entry_of_the_trail_bears_who_kept_it(trail: Streams) -> None:
    drafted(A=1)
    trail.keep_audit(["orders"])
    (kept,) = [item for item in AuditRecord.scan() if item.subject_kind == "order"]
    assert (kept.kind, kept.version, kept.changed_by) == ("audit", 1, "task:audit_feed")
